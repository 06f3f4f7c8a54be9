//! How fast the bare training loop is, for scripts.

use super::value::object;
use crate::state::{Store, UNEXPECTED};
use js_sys::{Object, Reflect};
use playground_experiment::protocol::{Answer, Bare, MOST_BENCHMARK_STEPS, Question};
use wasm_bindgen::JsValue;

/// The trainer takes them in one go, and does nothing else meanwhile.
const MOST_STEPS: f64 = MOST_BENCHMARK_STEPS as f64;

/// Takes `{steps}` steps of the active experiment on a fresh network, with nothing beside them, and does the matrix
/// products of a step as often. The run itself stays as it is.
pub async fn benchmark(store: Store, settings: JsValue) -> Result<Object, String> {
    let steps = Reflect::get(&settings, &"steps".into())
        .ok()
        .and_then(|steps| steps.as_f64());
    let steps = steps
        .filter(|steps| steps.fract() == 0.0 && (1.0..=MOST_STEPS).contains(steps))
        .ok_or("benchmark takes {steps: n} with a whole number of steps from 1 to 10,000.")?;
    let steps = steps as u32;
    let batch = store.peek(|run| f64::from(run.settings.active.batch_size));
    let answered = store.questions.ask(Question::Benchmark { steps }).await;
    match answered.map_err(|gone| store.questions.why(&gone))?.answer {
        Answer::Benchmark(bare) => Ok(figures(&bare?, batch)),
        _ => Err(UNEXPECTED.to_owned()),
    }
}

fn figures(bare: &Bare, batch: f64) -> Object {
    let steps = f64::from(bare.steps);
    object! {
        "examplesPerSecond": steps * batch / bare.seconds,
        "matmul": object! { "gflops": steps * bare.gflop / bare.product_seconds },
        "step": object! { "gflop": bare.gflop },
    }
}
