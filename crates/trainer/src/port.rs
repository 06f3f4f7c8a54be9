//! The message port: `{ json, bulk: [ArrayBuffer, …] }` both ways, buffers transferred.

use js_sys::{Array, ArrayBuffer, Float32Array, Object, Reflect, Uint8Array};
use playground_core::train::session::Outgoing;
use playground_experiment::protocol::{Envelope, Event};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Returns the worker itself.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

thread_local! {
    /// When something was last said, in milliseconds.
    static SPOKEN: Cell<f64> = const { Cell::new(0.0) };
}

/// Returns the milliseconds since something was last said.
pub fn silent_ms() -> f64 {
    now() - SPOKEN.get()
}

/// Sends an event. What cannot be sent is lost: there is nobody else to tell.
pub fn post(outgoing: &Outgoing) {
    let Ok(json) = serde_json::to_string(&outgoing.event) else {
        return;
    };
    SPOKEN.set(now());
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
    say(Event::Failed { message, trace });
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

/// Says that this trainer lives.
pub fn say_alive() {
    say(Event::Alive);
}

/// Sends an event without bulk.
pub fn say(event: Event) {
    post(&Outgoing {
        event,
        bulk: Vec::new(),
    });
}

/// Returns the time in milliseconds.
pub fn now() -> f64 {
    let performance = scope().performance();
    performance.map_or_else(js_sys::Date::now, |p| p.now())
}
