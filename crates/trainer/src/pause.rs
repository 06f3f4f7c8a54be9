//! Letting the browser deliver what has piled up.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// Lets the browser deliver messages. Waking oneself is only a microtask and would starve the event
/// loop; a message to oneself is a task of its own, and unlike a timer it is never throttled in a
/// hidden tab.
pub struct Yielder {
    channel: Option<MessageChannel>,
    messages: UnboundedReceiver<()>,
    _on_message: Closure<dyn FnMut()>,
}

impl Yielder {
    /// Opens a channel to itself.
    pub fn new() -> Self {
        let (sender, messages) = unbounded();
        let on_message = Closure::<dyn FnMut()>::new(move || {
            // Nobody waits for a message once this is gone.
            let _ = sender.unbounded_send(());
        });
        let channel = MessageChannel::new().ok();
        if let Some(channel) = &channel {
            channel
                .port1()
                .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        }
        Self {
            channel,
            messages,
            _on_message: on_message,
        }
    }

    /// Returns after the messages that are waiting now.
    pub async fn pause(&mut self) {
        if let Some(channel) = &self.channel
            && channel.port2().post_message(&JsValue::NULL).is_ok()
        {
            // The other end lives as long as this.
            let _ = self.messages.recv().await;
        }
    }
}
