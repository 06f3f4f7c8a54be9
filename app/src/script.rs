//! `window.playground`: the page for scripts, as docs/script.md documents it.
//!
//! | member | |
//! | --- | --- |
//! | `ready` | a promise: the trainer lives, the network is built, the device is decided |
//! | `experiment()` | the settings shown, by name |
//! | `configure(settings)` | any subset of them, an object or its JSON; resets where that is needed |
//! | `train({steps} or {epochs})` | a promise of a summary |
//! | `evaluate("validation" or "test")` | a promise of loss and accuracy |
//! | `benchmark({steps})` | a promise of how fast the bare steps are, and their matrix products; nothing else runs meanwhile |
//! | `examine("validation" or "test")` | a promise of every figure of the view Mistakes made, and of the answers |
//! | `pause()`, `reset()` | promises that the trainer has taken it up |
//! | `keep(n)` | the next reset keeps the weights of the first `n` blocks; 0 for none |
//! | `teach()` | a promise: the network of this run is the teacher of all runs from now on |
//! | `history()` | everything reported |
//! | `predict(Float32Array(784))` | a promise of one number per class |
//! | `compare(settings)` | one more run beside the others that differs in these settings; its number |
//! | `runs()` | all runs, in lock-step while they train |
//! | `select(n)`, `freeze(n)`, `remove(n)` | the run looked at; left as it is, or no longer; taken away |
//! | `probe()` | the latest detailed probe |
//! | `panel()` | the images that are followed |
//! | `inside()` | what the Inside view shows |
//! | `autoencoder()` | what the view Mistakes made shows of an autoencoder |
//! | `sweep(settings)` | a grid of short runs; a promise of what came of each cell |
//! | `diagnosis()` | what is wrong with the run, with the remedy for it |
//! | `remedy(rule)` | applies that remedy; a promise that the trainer has taken it up |
//! | `save(name)`, `load(name)` | promises: the run kept in this browser, and brought back |
//! | `exportCurves()`, `exportScript(library)` | text: the curves as CSV, the settings as a program; throws where there is none |
//! | `exportWeights()` | a promise of a safetensors file |
//! | `device()` | where it runs, and why |
//! | `events()` | the latest of the conversation with the trainer |

mod answers;
mod autoencoder;
mod benchmark;
mod compare;
mod diagnosis;
mod evaluation;
mod home;
mod inside;
mod probe;
mod requests;
mod sweep;
mod transfer;
mod value;

use crate::home::CheckpointStore;
use crate::runs::Runs;
use crate::sweeps::Sweeps;
use js_sys::{Object, Promise, Reflect};
use leptos::prelude::window;
use std::future::Future;
use value::{ToScript, object, set};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::future_to_promise;

/// Puts `playground` on the window.
pub fn install(runs: Runs, sweeps: Sweeps, kept: CheckpointStore) {
    let object = Object::new();
    answers(&object, runs);
    promises(&object, runs);
    taken_home(&object, runs, kept);
    promised(&object, "sweep", move |settings| {
        sweep::sweep(sweeps, runs, settings)
    });
    let ready = Closure::<dyn Fn() -> Promise>::new(move || promise(requests::ready(runs)));
    let getter = object! { "get": ready.into_js_value(), "enumerable": true };
    // Defining a property of a fresh plain object cannot fail, and a page that may not be scripted works all the same.
    let _ = Reflect::define_property(&object, &"ready".into(), &getter);
    let _ = Reflect::set(&window(), &"playground".into(), &object);
}

/// Adds the members that answer at once.
fn answers(object: &Object, runs: Runs) {
    method(object, "experiment", move |_| {
        answers::experiment(runs.store())
    });
    method(object, "history", move |_| answers::history(runs.store()));
    method(object, "diagnosis", move |_| {
        diagnosis::findings(runs.store())
    });
    method(object, "device", move |_| answers::device(runs.store()));
    method(object, "probe", move |_| probe::probe(runs.store()));
    method(object, "panel", move |_| probe::panel(runs.store()));
    method(object, "inside", move |_| inside::inside(runs.store()));
    method(object, "autoencoder", move |_| {
        autoencoder::autoencoder(runs.store())
    });
    method(object, "runs", move |_| compare::runs(runs));
    method(object, "events", move |_| answers::events(runs.store()));
}

/// Adds the members that promise.
fn promises(object: &Object, runs: Runs) {
    promised(object, "configure", move |settings| {
        requests::configure(runs, settings)
    });
    promised(object, "train", move |target| requests::train(runs, target));
    promised(object, "evaluate", move |part| {
        requests::evaluate(runs.store(), part)
    });
    promised(object, "benchmark", move |settings| {
        benchmark::benchmark(runs.store(), settings)
    });
    promised(object, "examine", move |part| {
        evaluation::examine(runs.store(), part)
    });
    promised(object, "pause", move |_| requests::pause(runs));
    promised(object, "reset", move |_| requests::reset(runs));
    promised(object, "teach", move |_| transfer::teach(runs));
    promised(object, "keep", move |blocks| {
        transfer::keep(runs.store(), blocks)
    });
    promised(object, "compare", move |settings| {
        compare::compare(runs, settings)
    });
    promised(object, "select", move |index| compare::select(runs, index));
    promised(object, "remove", move |index| compare::remove(runs, index));
    promised(object, "freeze", move |index| compare::freeze(runs, index));
    promised(object, "remedy", move |rule| {
        diagnosis::remedy(runs.store(), rule)
    });
    promised(object, "predict", move |pixels| {
        requests::predict(runs.store(), pixels)
    });
}

/// Adds the members that take something home or bring it back.
fn taken_home(object: &Object, runs: Runs, kept: CheckpointStore) {
    promised(object, "save", move |name| home::save(runs, kept, name));
    promised(object, "load", move |name| home::load(runs, kept, name));
    promised(object, "exportWeights", move |_| home::weights(runs));
    method(object, "exportCurves", move |_| home::curves(runs));
    throwing(object, "exportScript", move |library| {
        home::script(runs, &library)
    });
}

/// Makes a promise of a future; a sentence becomes the message of an `Error`.
fn promise(future: impl Future<Output = Result<impl ToScript, String>> + 'static) -> Promise {
    future_to_promise(async move {
        let outcome = future.await.map(ToScript::to_script);
        outcome.map_err(|message| js_sys::Error::new(&message).into())
    })
}

/// Adds a method that answers at once. Functions live as long as the page.
fn method<T: ToScript>(object: &Object, name: &str, call: impl Fn(JsValue) -> T + 'static) {
    let call = move |given| call(given).to_script();
    let closure = Closure::<dyn Fn(JsValue) -> JsValue>::new(call);
    set(object, name, closure.into_js_value());
}

/// Adds a method that answers at once or throws an `Error` with a sentence.
fn throwing<T: ToScript>(
    object: &Object,
    name: &str,
    call: impl Fn(JsValue) -> Result<T, String> + 'static,
) {
    let call = move |given| match call(given) {
        Ok(answer) => Ok(answer.to_script()),
        Err(message) => Err(JsValue::from(js_sys::Error::new(&message))),
    };
    let closure = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(call);
    set(object, name, closure.into_js_value());
}

/// Adds a method that promises its answer.
fn promised<T, F>(object: &Object, name: &str, call: impl Fn(JsValue) -> F + 'static)
where
    T: ToScript,
    F: Future<Output = Result<T, String>> + 'static,
{
    method(object, name, move |given| {
        JsValue::from(promise(call(given)))
    });
}
