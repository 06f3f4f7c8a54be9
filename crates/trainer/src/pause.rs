//! Waiting in a worker: for a bell, or for the browser to deliver what has piled up.

use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// Wakes one waiting task.
#[derive(Clone, Default)]
pub struct Bell {
    rung: Rc<Cell<bool>>,
    waiter: Rc<RefCell<Option<oneshot::Sender<()>>>>,
}

impl Bell {
    /// Wakes who waits, or lets the next wait return at once.
    pub fn ring(&self) {
        self.rung.set(true);
        if let Some(waiter) = self.waiter.borrow_mut().take() {
            // A waiter that is gone needs no waking.
            let _ = waiter.send(());
        }
    }

    /// Waits for a ring since the last wait.
    pub async fn wait(&self) {
        if !self.rung.get() {
            let (sender, receiver) = oneshot::channel();
            self.waiter.borrow_mut().replace(sender);
            // A dropped sender wakes too: better one look too many at the inbox than none.
            let _ = receiver.await;
        }
        self.rung.set(false);
    }
}

/// Lets the browser deliver messages. Waking oneself is only a microtask and would starve the event
/// loop; a message to oneself is a task of its own, and unlike a timer it is never throttled in a
/// hidden tab.
pub struct Yielder {
    channel: Option<MessageChannel>,
    bell: Bell,
    _on_message: Closure<dyn FnMut()>,
}

impl Yielder {
    /// Opens a channel to itself.
    pub fn new() -> Self {
        let bell = Bell::default();
        let ringer = bell.clone();
        let on_message = Closure::<dyn FnMut()>::new(move || ringer.ring());
        let channel = MessageChannel::new().ok();
        if let Some(channel) = &channel {
            channel
                .port1()
                .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        }
        Self {
            channel,
            bell,
            _on_message: on_message,
        }
    }

    /// Returns after the messages that are waiting now.
    pub async fn pause(&self) {
        if let Some(channel) = &self.channel
            && channel.port2().post_message(&JsValue::NULL).is_ok()
        {
            self.bell.wait().await;
        }
    }
}
