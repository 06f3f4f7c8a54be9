//! The trainer: a Web Worker around [`Session`]. It never touches the DOM; everything it knows comes
//! by message, everything it has to say goes by message.

mod adapter;
mod pause;
mod port;

use playground_core::device::Preference;
use playground_core::protocol::{Command, Envelope, Event};
use playground_core::train::Session;
use playground_core::train::gpu::Gpu;
use playground_core::train::session::{Outgoing, Sink, prepare_gpu};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// What the loop waits for.
enum Input {
    Command(Box<Envelope>, Vec<u8>),
    Gpu(Result<Gpu, String>),
}

/// Inputs in order, and the bell that wakes the loop.
#[derive(Clone, Default)]
struct Inbox {
    inputs: Rc<RefCell<VecDeque<Input>>>,
    bell: pause::Bell,
}

impl Inbox {
    fn push(&self, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        self.bell.ring();
    }

    fn pop(&self) -> Option<Input> {
        self.inputs.borrow_mut().pop_front()
    }
}

fn main() {
    std::panic::set_hook(Box::new(|info| {
        // After a panic this worker is dead; all it can still do is say so.
        port::post(&Outgoing {
            event: Event::Failed {
                message: format!("The trainer stopped: {info}"),
            },
            bulk: Vec::new(),
        });
    }));
    let inbox = Inbox::default();
    let receiver = inbox.clone();
    port::listen(move |envelope, bulk| {
        receiver.push(Input::Command(Box::new(envelope), bulk));
    });
    spawn_local(run(inbox));
    port::post(&Outgoing {
        event: Event::Alive,
        bulk: Vec::new(),
    });
}

/// Takes up inputs, works a slice, lets the browser deliver messages, and so on for ever.
async fn run(inbox: Inbox) {
    let sink: Sink = Rc::new(|outgoing: Outgoing| port::post(&outgoing));
    let mut session = Session::new(Rc::clone(&sink));
    let yielder = pause::Yielder::new();
    let clock = port::clock();
    loop {
        while let Some(input) = inbox.pop() {
            match input {
                Input::Command(envelope, bulk) => {
                    session.handle(with_adapter(*envelope).await, &bulk);
                }
                Input::Gpu(outcome) => session.gpu_prepared(outcome).await,
            }
            if session.take_gpu_wish() {
                start_gpu(Rc::clone(&sink), inbox.clone());
            }
        }
        if session.turn(&clock).await {
            yielder.pause().await;
        } else {
            inbox.bell.wait().await;
        }
    }
}

/// The GPU is started and tested beside the loop, so that training on the CPU can begin meanwhile.
fn start_gpu(sink: Sink, inbox: Inbox) {
    let on_failure = Arc::new(|message: String| {
        port::post(&Outgoing {
            event: Event::Failed { message },
            bulk: Vec::new(),
        });
    });
    spawn_local(async move {
        let outcome = prepare_gpu(sink, on_failure).await;
        inbox.push(Input::Gpu(outcome));
    });
}

/// Adds what the browser says of its GPU to a start that does not say it.
async fn with_adapter(mut envelope: Envelope) -> Envelope {
    if let Command::Start {
        adapter,
        preference,
        ..
    } = &mut envelope.command
        && adapter.is_none()
        && *preference != Preference::Cpu
    {
        *adapter = adapter::ask().await;
    }
    envelope
}
