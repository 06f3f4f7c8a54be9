//! Text on its way to the clipboard.

use crate::offered;
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Begins to put text on the clipboard. There is none outside a secure context, and WebKit allows it only
/// within the handler of a press.
fn write(text: &str) -> Option<Promise> {
    let clipboard = offered::property(&window().navigator(), "clipboard")?;
    let write = offered::method(&clipboard, "writeText")?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}

/// Puts text on the clipboard, within the handler of a press; `done` is told afterwards whether it is there.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let written = write(text);
    spawn_local(async move {
        let is_there = match written {
            Some(written) => JsFuture::from(written).await.is_ok(),
            None => false,
        };
        done(is_there);
    });
}
