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
//! | `examine("validation" or "test")` | a promise of every figure of the Evaluate view, and of the answers |
//! | `pause()`, `reset()` | promises that the trainer has taken it up |
//! | `keep(n)` | the next reset keeps the weights of the first `n` blocks; 0 for none |
//! | `teach()` | a promise: the network of this run is the teacher of all runs from now on |
//! | `history()` | everything reported |
//! | `predict(Float32Array(784))` | a promise of one number a class |
//! | `compare(settings)` | one more run beside the others that differs in these settings; its number |
//! | `runs()` | all runs, in lock-step while they train |
//! | `select(n)`, `freeze(n)`, `remove(n)` | the run looked at; left as it is, or no longer; taken away |
//! | `probe()` | the latest detailed probe |
//! | `inside()` | what the Inside view shows |
//! | `autoencoder()` | what the Evaluate view shows of an autoencoder |
//! | `sweep(settings)` | a grid of short runs; a promise of what came of each cell |
//! | `diagnosis()` | what is wrong with the run, with the remedy for it |
//! | `remedy(rule)` | applies that remedy; a promise that the trainer has taken it up |
//! | `save(name)`, `load(name)` | promises: the run kept in this browser, and brought back |
//! | `exportCurves()`, `exportScript(library)` | text: the curves as CSV, the settings as a program |
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

use crate::home::CheckpointStore;
use crate::runs::Runs;
use crate::sweeps::Sweeps;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use std::future::Future;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

/// Puts `playground` on the window.
pub fn install(runs: Runs, sweeps: Sweeps, kept: CheckpointStore) {
    let object = Object::new();
    answers(&object, runs);
    promises(&object, runs);
    taken_home(&object, runs, kept);
    method(&object, "sweep", move |settings| {
        promise(sweep::sweep(sweeps, runs, settings)).into()
    });
    define(
        &object,
        "ready",
        &getter(move || promise(requests::ready(runs.store()))),
    );
    // A page that may not be scripted works all the same.
    let _ = Reflect::set(&window(), &"playground".into(), &object);
}

/// Members that answer at once.
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
    method(object, "inside", move |_| inside::inside(runs.store()));
    method(object, "autoencoder", move |_| {
        autoencoder::autoencoder(runs.store())
    });
    method(object, "runs", move |_| compare::runs(runs));
    method(object, "events", move |_| answers::events(runs.store()));
}

/// Members that promise.
fn promises(object: &Object, runs: Runs) {
    method(object, "configure", move |settings| {
        promise(requests::configure(runs, settings)).into()
    });
    method(object, "train", move |target| {
        promise(requests::train(runs, target)).into()
    });
    method(object, "evaluate", move |part| {
        promise(requests::evaluate(runs.store(), part)).into()
    });
    method(object, "benchmark", move |settings| {
        promise(benchmark::benchmark(runs.store(), settings)).into()
    });
    method(object, "examine", move |part| {
        promise(evaluation::examine(runs.store(), part)).into()
    });
    method(object, "pause", move |_| {
        promise(requests::pause(runs)).into()
    });
    method(object, "reset", move |_| {
        promise(requests::reset(runs)).into()
    });
    method(object, "teach", move |_| {
        promise(transfer::teach(runs)).into()
    });
    method(object, "keep", move |blocks| {
        promise(transfer::keep(runs.store(), blocks)).into()
    });
    method(object, "compare", move |settings| {
        promise(compare::compare(runs, settings)).into()
    });
    method(object, "select", move |index| {
        promise(compare::select(runs, index)).into()
    });
    method(object, "remove", move |index| {
        promise(compare::remove(runs, index)).into()
    });
    method(object, "freeze", move |index| {
        promise(compare::freeze(runs, index)).into()
    });
    method(object, "remedy", move |rule| {
        promise(diagnosis::remedy(runs.store(), rule)).into()
    });
    method(object, "predict", move |pixels| {
        promise(requests::predict(runs.store(), pixels)).into()
    });
}

/// What is taken home and brought back.
fn taken_home(object: &Object, runs: Runs, kept: CheckpointStore) {
    method(object, "save", move |name| {
        promise(home::save(runs, kept, name)).into()
    });
    method(object, "load", move |name| {
        promise(home::load(runs, kept, name)).into()
    });
    method(object, "exportWeights", move |_| {
        promise(home::weights(runs)).into()
    });
    method(object, "exportCurves", move |_| home::curves(runs));
    method(object, "exportScript", move |library| {
        match home::script(runs, &library) {
            Ok(text) => text,
            Err(message) => promise(async move { Err(message) }).into(),
        }
    });
}

/// A promise; a sentence becomes the message of an `Error`.
fn promise(future: impl Future<Output = Result<JsValue, String>> + 'static) -> Promise {
    future_to_promise(async move {
        future
            .await
            .map_err(|message| js_sys::Error::new(&message).into())
    })
}

/// Functions live as long as the page.
fn method(object: &Object, name: &str, call: impl Fn(JsValue) -> JsValue + 'static) {
    let closure = Closure::<dyn Fn(JsValue) -> JsValue>::new(call);
    set(object, name, &closure.into_js_value());
}

fn getter(get: impl Fn() -> Promise + 'static) -> JsValue {
    let closure = Closure::<dyn Fn() -> Promise>::new(get);
    closure.into_js_value()
}

fn define(object: &Object, name: &str, getter: &JsValue) {
    let descriptor = Object::new();
    set(&descriptor, "get", getter.unchecked_ref::<Function>());
    set(&descriptor, "enumerable", &true.into());
    // Defining a property of a fresh plain object cannot fail.
    let _ = Reflect::define_property(object, &name.into(), &descriptor);
}

/// Sets a property of a fresh plain object, which cannot fail.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
