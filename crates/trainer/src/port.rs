//! The message port: `{ json, bulk: [ArrayBuffer, …] }` both ways, buffers transferred.

use js_sys::{Array, ArrayBuffer, Float32Array, Object, Reflect, Uint8Array};
use playground_core::train::session::Outgoing;
use playground_experiment::protocol::{Envelope, Event};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Returns the worker itself.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends an event. What cannot be sent is lost: there is nobody else to tell.
pub fn post(outgoing: &Outgoing) {
    let Ok(json) = serde_json::to_string(&outgoing.event) else {
        return;
    };
    let bulk = Array::new();
    if !outgoing.bulk.is_empty() {
        bulk.push(&Float32Array::from(outgoing.bulk.as_slice()).buffer());
    }
    let message = Object::new();
    let built = Reflect::set(&message, &"json".into(), &json.into()).and(Reflect::set(
        &message,
        &"bulk".into(),
        &bulk,
    ));
    if built.is_ok() {
        let _ = scope().post_message_with_transfer(&message, &bulk);
    }
}

/// Says that this trainer is of no more use, and why.
pub fn fail(message: String) {
    post_failure(message, None);
}

/// Says the same in a panic, and where in the program it happened.
pub fn fail_here(message: String) {
    let here = Reflect::get(&js_sys::Error::new(""), &"stack".into());
    post_failure(message, here.ok().and_then(|stack| stack.as_string()));
}

fn post_failure(message: String, trace: Option<String>) {
    post(&Outgoing {
        event: Event::Failed { message, trace },
        bulk: Vec::new(),
    });
}

/// Calls `take` with every command that arrives and its bulk bytes.
pub fn listen(mut take: impl FnMut(Envelope, Vec<u8>) + 'static) {
    let on_message =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match read(&event.data()) {
                Some((envelope, bulk)) => take(envelope, bulk),
                None => fail("The trainer got a message that it cannot read.".to_owned()),
            }
        });
    // A listener beside the bootstrap script's own, which is removed once this one hears.
    let _ =
        scope().add_event_listener_with_callback("message", on_message.as_ref().unchecked_ref());
    on_message.forget();
}

fn read(message: &JsValue) -> Option<(Envelope, Vec<u8>)> {
    let json = Reflect::get(message, &"json".into()).ok()?.as_string()?;
    let bulk = Reflect::get(message, &"bulk".into()).ok()?;
    let mut bytes = Vec::new();
    if let Ok(buffers) = bulk.dyn_into::<Array>() {
        for buffer in buffers.iter() {
            bytes.extend(Uint8Array::new(buffer.dyn_ref::<ArrayBuffer>()?).to_vec());
        }
    }
    Some((serde_json::from_str(&json).ok()?, bytes))
}

/// Returns a clock in milliseconds.
pub fn clock() -> impl Fn() -> f64 {
    let performance = scope().performance();
    move || {
        performance
            .as_ref()
            .map_or_else(js_sys::Date::now, web_sys::Performance::now)
    }
}
