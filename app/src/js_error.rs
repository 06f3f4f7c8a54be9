//! What JavaScript throws, as text.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Returns what an exception says.
pub fn js_error_message(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok();
    message
        .and_then(|m| m.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "no reason given".to_owned())
}
