//! Values as scripts see them.

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::JsValue;

/// Numbers are numbers, however wide; nothing is `null`, and the unit `undefined`; slices are typed arrays.
pub(super) trait ToScript {
    fn to_script(self) -> JsValue;
}

macro_rules! to_script {
    ($($kind:ty: |$value:ident| $converted:expr),* $(,)?) => {
        $(impl ToScript for $kind {
            fn to_script(self) -> JsValue {
                let $value = self;
                JsValue::from($converted)
            }
        })*
    };
}

to_script! {
    JsValue: |value| value,
    Object: |value| value,
    Array: |value| value,
    (): |_value| JsValue::UNDEFINED,
    bool: |value| value,
    &str: |value| value,
    String: |value| value,
    &String: |value| value.as_str(),
    f64: |value| value,
    f32: |value| f64::from(value),
    u8: |value| value,
    u32: |value| value,
    u64: |value| value as f64,
    usize: |value| value as f64,
    &[u8]: |value| Uint8Array::from(value),
    &[u32]: |value| Uint32Array::from(value),
    &[f32]: |value| Float32Array::from(value),
    (f32, f32): |pair| list([pair.0, pair.1]),
    (f64, f64): |pair| list([pair.0, pair.1]),
}

impl<T: ToScript> ToScript for Option<T> {
    fn to_script(self) -> JsValue {
        self.map_or(JsValue::NULL, T::to_script)
    }
}

/// Makes an array of values.
pub(super) fn list<T: ToScript>(values: impl IntoIterator<Item = T>) -> Array {
    values.into_iter().map(T::to_script).collect()
}

/// Sets a property of a fresh plain object, which cannot fail.
pub(super) fn set(object: &Object, name: &str, value: impl ToScript) {
    let _ = Reflect::set(object, &name.into(), &value.to_script());
}

/// A plain object, written as in JavaScript: `object! { "step": step, "loss": loss }`.
macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => {{
        let object = js_sys::Object::new();
        $($crate::script::value::set(&object, $name, $value);)*
        object
    }};
}
pub(super) use object;
