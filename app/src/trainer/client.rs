//! One Web Worker with a trainer in it.

use super::module;
use crate::js_error::js_error_message;
use crate::patience::{TRAINER, Timer};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use playground_experiment::protocol::{Envelope, Event};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

const GARBLED: &str = "The trainer sent a message that cannot be read.";

/// What comes from the worker.
pub enum WorkerMessage {
    /// An event and its bulk buffers.
    Event(Box<Event>, Vec<ArrayBuffer>),
    /// The worker has said nothing in this many seconds since it was started; it still may.
    Silent(u64),
    /// The worker is gone, for this reason.
    Died(String),
}

type MessageHandler = Rc<dyn Fn(WorkerMessage)>;

/// A worker, from before it exists (its module is still being fetched) to its end. Dropping the
/// client ends the worker, whatever it is doing.
pub struct Client {
    shared: Rc<Shared>,
}

struct Shared {
    state: RefCell<State>,
    handler: MessageHandler,
}

enum State {
    /// The module is being fetched and compiled; messages wait.
    Compiling(Vec<(JsValue, Array)>),
    Running(Running),
    Ended,
}

struct Running {
    worker: Worker,
    /// Until its first word.
    _silence: Rc<RefCell<Option<Timer>>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
    _on_garbled: Closure<dyn FnMut(MessageEvent)>,
}

impl Client {
    /// Starts a worker that tells `handler` everything it says.
    pub fn spawn(handler: impl Fn(WorkerMessage) + 'static) -> Self {
        let shared = Rc::new(Shared {
            state: RefCell::new(State::Compiling(Vec::new())),
            handler: Rc::new(handler),
        });
        let starting = Rc::downgrade(&shared);
        spawn_local(async move {
            let module = module::compiled().await;
            let Some(shared) = starting.upgrade() else {
                return;
            };
            let started = module.and_then(|module| shared.start(&module));
            if let Err(message) = started {
                (shared.handler)(WorkerMessage::Died(message));
            }
        });
        Self { shared }
    }

    /// Sends a command. The buffers are transferred: they are empty afterwards.
    pub fn post(&self, envelope: &Envelope, bulk: &[ArrayBuffer]) {
        let Ok(json) = serde_json::to_string(envelope) else {
            return;
        };
        let buffers: Array = bulk.iter().collect();
        let message = Object::new();
        set(&message, "json", &json.into());
        set(&message, "bulk", &buffers);
        self.shared.post(message.into(), buffers);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let ended = self.shared.state.replace(State::Ended);
        if let State::Running(running) = ended {
            // What is already on its way from it must not be taken for its successor's.
            running.worker.set_onmessage(None);
            running.worker.set_onerror(None);
            running.worker.set_onmessageerror(None);
            running.worker.terminate();
        }
    }
}

impl Shared {
    fn start(self: &Rc<Self>, module: &JsValue) -> Result<(), String> {
        let address = format!("./{}_worker.js", module::base_name());
        let worker = Worker::new(&address).map_err(|e| {
            format!(
                "The trainer could not be started ({}).",
                js_error_message(&e)
            )
        })?;
        let handler = self.handler.clone();
        let silence = Rc::new(RefCell::new(Timer::start(TRAINER, move || {
            handler(WorkerMessage::Silent(TRAINER.as_secs()));
        })));
        let (handler, waiting) = (self.handler.clone(), Rc::clone(&silence));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            waiting.take();
            handler(read(&event.data()));
        });
        let (handler, waiting) = (self.handler.clone(), Rc::clone(&silence));
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            let began = waiting.take().is_none();
            handler(WorkerMessage::Died(end_of(&event, began)));
        });
        let handler = self.handler.clone();
        let on_garbled = Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
            handler(WorkerMessage::Died(GARBLED.to_owned()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_garbled.as_ref().unchecked_ref()));
        let first = Object::new();
        set(&first, "module", module);
        send(&worker, &first, &Array::new())?;
        let running = Running {
            worker,
            _silence: silence,
            _on_message: on_message,
            _on_error: on_error,
            _on_garbled: on_garbled,
        };
        let before = self.state.replace(State::Running(running));
        if let State::Compiling(early) = before {
            for (message, buffers) in early {
                self.post(message, buffers);
            }
        }
        Ok(())
    }

    fn post(&self, message: JsValue, buffers: Array) {
        let sent = match &mut *self.state.borrow_mut() {
            State::Compiling(early) => {
                early.push((message, buffers));
                Ok(())
            }
            State::Running(running) => send(&running.worker, &message, &buffers),
            State::Ended => Ok(()),
        };
        if let Err(message) = sent {
            // Told in a task of its own: whoever posts is in the middle of something.
            let handler = self.handler.clone();
            spawn_local(async move { handler(WorkerMessage::Died(message)) });
        }
    }
}

/// Says how a worker ended; `began` tells whether it has ever said a word. A script that does not arrive is told by an
/// event without a message.
fn end_of(event: &web_sys::Event, began: bool) -> String {
    let error = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
    match error.filter(|message| !message.is_empty()) {
        Some(message) => format!("The trainer stopped ({message})."),
        None if began => "The trainer stopped without a reason.".to_owned(),
        None => "The trainer could not be loaded: its script did not arrive. Check the connection, then start again."
            .to_owned(),
    }
}

fn send(worker: &Worker, message: &JsValue, buffers: &Array) -> Result<(), String> {
    worker
        .post_message_with_transfer(message, buffers)
        .map_err(|e| {
            format!(
                "A message did not reach the trainer ({}).",
                js_error_message(&e)
            )
        })
}

fn read(data: &JsValue) -> WorkerMessage {
    let field = |name: &str| Reflect::get(data, &name.into()).ok();
    let event = field("json")
        .and_then(|json| json.as_string())
        .and_then(|json| serde_json::from_str(&json).ok());
    let bulk = field("bulk").and_then(|bulk| bulk.dyn_into::<Array>().ok());
    let buffers = bulk.iter().flat_map(Array::iter);
    match event {
        Some(event) => WorkerMessage::Event(
            Box::new(event),
            buffers.filter_map(|b| b.dyn_into().ok()).collect(),
        ),
        None => WorkerMessage::Died(GARBLED.to_owned()),
    }
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}

/// Returns a copy of `bytes` that can be transferred away.
pub fn transferable(bytes: &Uint8Array) -> ArrayBuffer {
    bytes.slice(0, bytes.length()).buffer()
}
