//! The trainer: a Web Worker around [`Session`]. It never touches the DOM; everything it knows comes
//! by message, everything it has to say goes by message.

mod adapter;
mod nudge;
mod patience;
mod pause;
mod port;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use patience::{ADAPTER_MS, SIGN_MS, START_MS, TEST_MS, Timer, WORK_MS, seconds};
use playground_core::train::gpu::Gpu;
use playground_core::train::session::{Outgoing, Sink, prepare_gpu};
use playground_core::train::{Contest, Session};
use playground_experiment::device::{Offer, Race};
use playground_experiment::protocol::{Envelope, Event};
use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use wasm_bindgen_futures::spawn_local;

/// What the loop waits for.
enum Input {
    Command(Box<Envelope>, Vec<u8>),
    /// What the browser says of its GPU, or that it says nothing.
    Offer(Offer),
    Gpu(Result<Gpu, String>),
    /// Which device is faster.
    Raced(Result<Option<Race>, String>),
    /// The GPU has not answered for this many seconds during this phase.
    Overdue(String, u32),
}

/// Where inputs go, in order.
#[derive(Clone)]
struct Inbox(UnboundedSender<Input>);

impl Inbox {
    fn push(&self, input: Input) {
        // The loop that takes them up never ends.
        let _ = self.0.unbounded_send(input);
    }
}

fn main() {
    std::panic::set_hook(Box::new(|info| {
        // After a panic this worker is dead; all it can still do is say so.
        port::fail_here(format!("The trainer stopped: {info}"));
    }));
    let (sender, inputs) = unbounded();
    let inbox = Inbox(sender);
    let receiver = inbox.clone();
    port::listen(move |envelope, bulk| {
        receiver.push(Input::Command(Box::new(envelope), bulk));
    });
    spawn_local(run(inbox, inputs));
    port::say_alive();
}

/// Takes up inputs, works a slice and lets the browser deliver messages, in an endless loop.
async fn run(inbox: Inbox, mut inputs: UnboundedReceiver<Input>) {
    let sink: Sink = Rc::new(|outgoing: Outgoing| port::post(&outgoing));
    let mut session = Session::new(Rc::clone(&sink));
    // Whether the network is on the GPU.
    let in_use = Rc::new(Cell::new(false));
    let mut yielder = pause::Yielder::new();
    let mut more = false;
    // How long the last turn took, in milliseconds.
    let mut took = 0.0;
    loop {
        let mut next = match more {
            true => inputs.try_recv().ok(),
            false => match next_input(&mut inputs, session.trains()).await {
                Some(input) => Some(input),
                // Nobody can send any more.
                None => return,
            },
        };
        while let Some(input) = next {
            match input {
                Input::Command(envelope, bulk) => {
                    session.handle(*envelope, &bulk);
                }
                Input::Offer(offer) => session.offered(offer),
                Input::Gpu(outcome) => session.gpu_prepared(outcome).await,
                Input::Raced(outcome) => session.raced(outcome).await,
                Input::Overdue(what, seconds) => session.gpu_overdue(what, seconds),
            }
            if session.take_adapter_request() {
                ask_for_gpu(inbox.clone());
            }
            if session.take_gpu_request() {
                start_gpu(Rc::clone(&sink), inbox.clone(), Rc::clone(&in_use));
            }
            in_use.set(session.on_gpu());
            next = inputs.try_recv().ok();
        }
        if let Some(contest) = session.take_contest() {
            start_race(contest, inbox.clone());
        }
        // On a GPU it waits and can speak meanwhile; on the CPU nothing is heard before a turn is done.
        let on_gpu = session.on_gpu();
        let sign = on_gpu.then(|| Timer::repeat(SIGN_MS, port::say_alive));
        let watch = on_gpu.then(watch_the_gpu);
        let hurry = session.gpu().and_then(nudge::hurry);
        let expected = match (on_gpu, more) {
            (true, _) => 0.0,
            // What was measured says more than what is estimated, unless what comes is larger.
            (false, true) if took > f64::from(SIGN_MS) => took,
            (false, _) => session.expected_ms(),
        };
        if expected > f64::from(SIGN_MS) {
            let seconds = expected / 1000.0;
            port::say(Event::Busy { seconds });
        }
        let begun = port::now();
        more = session.turn(&port::now).await;
        took = port::now() - begun;
        drop((sign, watch, hurry));
        if more {
            if port::silent_ms() >= f64::from(SIGN_MS) {
                port::say_alive();
            }
            yielder.pause().await;
        }
    }
}

/// Waits for the next input; none where nobody can send any more. A run that is held, for images or for the others side by
/// side, gives signs of life meanwhile.
async fn next_input(inputs: &mut UnboundedReceiver<Input>, held: bool) -> Option<Input> {
    let sign = held.then(|| Timer::repeat(SIGN_MS, port::say_alive));
    let input = inputs.recv().await.ok();
    drop(sign);
    input
}

/// Starts the clock on a read: one that is never answered would keep the loop waiting, and every command with it, so
/// the page is told that it needs another trainer. Nothing is told once the timer is dropped.
fn watch_the_gpu() -> Option<Timer> {
    Timer::start(WORK_MS, || {
        port::fail(format!(
            "The GPU has not answered for {} seconds while it was working. Start again; if it \
             stays silent, choose the CPU under Device first.",
            seconds(WORK_MS)
        ));
    })
}

/// Asks the browser for its GPU beside the loop: an adapter that never answers keeps nobody from training.
fn ask_for_gpu(inbox: Inbox) {
    let late = inbox.clone();
    let timer = Timer::start(ADAPTER_MS, move || {
        late.push(Input::Offer(Offer::Overdue {
            seconds: seconds(ADAPTER_MS),
        }));
    });
    spawn_local(async move {
        let offer = Offer::from(adapter::ask().await);
        drop(timer);
        inbox.push(Input::Offer(offer));
    });
}

/// Has both devices race beside the loop, which goes on whenever either has done a little.
fn start_race(contest: Contest, inbox: Inbox) {
    spawn_local(async move {
        let mut yielder = pause::Yielder::new();
        let hurry = nudge::hurry(contest.gpu());
        let outcome = contest
            .run(&port::now, async || yielder.pause().await)
            .await;
        drop(hurry);
        inbox.push(Input::Raced(outcome));
    });
}

/// Starts and tests the GPU beside the loop, so that training on the CPU can begin meanwhile. Each phase has its limit;
/// what comes after that is taken all the same. A GPU that fails before the network is on it is merely not used; once it
/// is `in_use` the trainer ends with it.
fn start_gpu(sink: Sink, inbox: Inbox, in_use: Rc<Cell<bool>>) {
    let (tell, mut failures) = unbounded();
    let on_failure = Arc::new(move |message: String| {
        // Heard for as long as this worker lives.
        let _ = tell.unbounded_send(message);
    });
    let watch = Rc::new(Cell::new(None));
    let (late, watched) = (inbox.clone(), Rc::clone(&watch));
    let watching: Sink = Rc::new(move |outgoing: Outgoing| {
        if let Event::Warmup { done, what, .. } = &outgoing.event {
            let ms = if *done == 0 { START_MS } else { TEST_MS };
            let (late, what) = (late.clone(), what.clone());
            watched.set(Timer::start(ms, move || {
                late.push(Input::Overdue(what.clone(), seconds(ms)));
            }));
        }
        sink(outgoing);
    });
    spawn_local(async move {
        let mut preparing = pin!(prepare_gpu(watching, on_failure));
        let outcome = {
            let mut failed = pin!(failures.recv());
            poll_fn(|context| match failed.as_mut().poll(context) {
                // What was reported meanwhile counts more than a test that has passed.
                Poll::Ready(Ok(message)) => Poll::Ready(Err(message)),
                _ => preparing.as_mut().poll(context),
            })
            .await
        };
        watch.set(None);
        inbox.push(Input::Gpu(outcome));
        while let Ok(message) = failures.recv().await {
            match in_use.get() {
                true => port::fail(message),
                false => inbox.push(Input::Gpu(Err(message))),
            }
        }
    });
}
