//! The trainer's WebAssembly, compiled once for the life of the page and posted to each worker.

use js_sys::{ArrayBuffer, Promise, Reflect, WebAssembly};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlMetaElement, Response};

thread_local! {
    /// The compilation under way or done; shared by workers that follow each other.
    static COMPILED: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// The common beginning of the trainer's file names, with their hash.
pub fn base_name() -> String {
    let meta = leptos::prelude::document()
        .query_selector("meta[name=trainer]")
        .ok()
        .flatten()
        .and_then(|meta| meta.dyn_into::<HtmlMetaElement>().ok());
    meta.map_or_else(|| "trainer".to_owned(), |meta| meta.content())
}

/// The compiled module.
///
/// # Errors
/// A sentence for the person when it cannot be fetched or compiled; the next call tries again.
pub async fn compiled() -> Result<JsValue, String> {
    let known = COMPILED.with_borrow(Clone::clone);
    let promise = known.unwrap_or_else(|| {
        let fresh = wasm_bindgen_futures::future_to_promise(compile());
        COMPILED.set(Some(fresh.clone()));
        fresh
    });
    JsFuture::from(promise).await.map_err(|error| {
        COMPILED.set(None);
        format!(
            "The trainer could not be loaded ({}). Check the connection and try again.",
            super::client::words(&error)
        )
    })
}

async fn compile() -> Result<JsValue, JsValue> {
    let address = format!("./{}_bg.wasm", base_name());
    let response: Response = fetch(&address).await?;
    let copy = response.clone()?;
    // Fails where the server does not say `application/wasm`; the bytes are the same.
    let streamed =
        WebAssembly::compile_streaming(&Promise::resolve(response.unchecked_ref::<JsValue>()));
    if let Ok(module) = JsFuture::from(streamed).await {
        return Ok(module);
    }
    let buffer: ArrayBuffer = JsFuture::from(copy.array_buffer()?).await?.dyn_into()?;
    JsFuture::from(WebAssembly::compile(&buffer)).await
}

async fn fetch(address: &str) -> Result<Response, JsValue> {
    let window = leptos::prelude::window();
    let response: Response = JsFuture::from(window.fetch_with_str(address))
        .await?
        .dyn_into()?;
    if response.ok() {
        return Ok(response);
    }
    let error = js_sys::Error::new(&format!("{address}: HTTP {}", response.status()));
    Err(Reflect::get(&error, &"message".into()).unwrap_or(error.into()))
}
