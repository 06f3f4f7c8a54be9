//! What a browser may lack is asked for by name before it is called: an absent method throws through
//! Rust, and what was borrowed at that moment stays borrowed for ever.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Returns the property `name` of `object`, unless the browser lacks it.
pub fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    // A getter that refuses is as good as none.
    let value = Reflect::get(object, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// Returns the method `name` of `object`, unless the browser lacks it.
pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    property(object, name)?.dyn_into().ok()
}

/// Returns whether elements and other objects of the browser's class `class` know `name`.
pub fn knows(class: &str, name: &str) -> bool {
    let class = property(&js_sys::global(), class);
    let prototype = class.and_then(|class| property(&class, "prototype"));
    prototype.is_some_and(|prototype| Reflect::has(&prototype, &name.into()) == Ok(true))
}
