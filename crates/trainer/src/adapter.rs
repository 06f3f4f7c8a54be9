//! Asks the browser about its GPU. WebGPU's JavaScript types are still unstable in `web-sys`, so the
//! few properties needed are read by name.

use js_sys::{Function, Object, Promise, Reflect};
use playground_experiment::device::Adapter;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Names by which software renderers give themselves away.
const SOFTWARE: [&str; 5] = [
    "swiftshader",
    "llvmpipe",
    "lavapipe",
    "basic render",
    "software",
];

/// Asks the browser for the adapter that Burn will get; returns nothing where there is none.
pub async fn ask() -> Option<Adapter> {
    let navigator = get(&js_sys::global(), "navigator")?;
    let gpu = get(&navigator, "gpu")?;
    let request: Function = get(&gpu, "requestAdapter")?.dyn_into().ok()?;
    let options = Object::new();
    // As Burn's runtime asks.
    Reflect::set(
        &options,
        &"powerPreference".into(),
        &"high-performance".into(),
    )
    .ok()?;
    let promise: Promise = request.call1(&gpu, &options).ok()?.dyn_into().ok()?;
    let adapter = JsFuture::from(promise)
        .await
        .ok()
        .filter(JsValue::is_object)?;

    let info = get(&adapter, "info").unwrap_or(JsValue::UNDEFINED);
    let parts = ["vendor", "architecture", "device", "description"];
    let words: Vec<String> = parts
        .iter()
        .filter_map(|part| get(&info, part)?.as_string())
        .filter(|word| !word.is_empty())
        .collect();
    let name = words.join(" ");
    let fallback = [&adapter, &info]
        .into_iter()
        .any(|place| get(place, "isFallbackAdapter").is_some_and(|v| v.is_truthy()));
    let lower = name.to_lowercase();
    Some(Adapter {
        software: fallback || SOFTWARE.iter().any(|word| lower.contains(word)),
        timestamp_query: has_feature(&adapter, "timestamp-query"),
        storage_buffers: limit(&adapter, "maxStorageBuffersPerShaderStage"),
        name,
    })
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

fn has_feature(adapter: &JsValue, feature: &str) -> bool {
    let answer = || {
        let features = get(adapter, "features")?;
        let has: Function = get(&features, "has")?.dyn_into().ok()?;
        has.call1(&features, &feature.into()).ok()
    };
    answer().is_some_and(|answer| answer.is_truthy())
}

fn limit(adapter: &JsValue, name: &str) -> u32 {
    get(adapter, "limits")
        .and_then(|limits| get(&limits, name)?.as_f64())
        .unwrap_or(0.0) as u32
}
