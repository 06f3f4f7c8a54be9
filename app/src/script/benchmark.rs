//! How fast the bare training loop is, for scripts.

use super::set;
use crate::run::Run;
use crate::run::TrainerStatus;
use crate::state::Store;
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use playground_experiment::protocol::{Bare, Command};
use wasm_bindgen::JsValue;

/// More would keep the trainer from everything else for hours.
const MOST_STEPS: f64 = 1_000_000.0;

/// Takes `{steps}` steps of the experiment in force on a fresh network, with nothing beside them, and as often the
/// matrix products of a step. The run itself stays as it is.
pub async fn benchmark(store: Store, settings: JsValue) -> Result<JsValue, String> {
    let steps = Reflect::get(&settings, &"steps".into())
        .ok()
        .and_then(|steps| steps.as_f64());
    let steps = steps
        .filter(|steps| steps.fract() == 0.0 && (1.0..=MOST_STEPS).contains(steps))
        .ok_or("benchmark takes {steps: n} with a whole number of steps from 1 to a million.")?;
    let (batch, request) = store.run.with_untracked(|run| {
        let request = run
            .measurements
            .benchmark
            .as_ref()
            .map_or(1, |(request, _)| request.wrapping_add(1));
        (f64::from(run.settings.active.batch_size), request)
    });
    let steps = steps as u32;
    let sequence = store.trainer.command(Command::Benchmark { request, steps });
    let refused = move |run: &Run| {
        run.connection
            .refused
            .as_ref()
            .is_some_and(|(number, _)| *number == sequence)
    };
    let answered = move |run: &Run| {
        run.measurements
            .benchmark
            .as_ref()
            .is_some_and(|(number, _)| *number == request)
    };
    store
        .when(move |run| answered(run) || refused(run) || run.connection.is_dead())
        .await;
    let bare = store.run.with_untracked(|run| {
        match (
            &run.connection.status,
            &run.connection.refused,
            &run.measurements.benchmark,
        ) {
            (_, _, Some((number, bare))) if *number == request => bare.clone(),
            (TrainerStatus::Dead(why), _, _) => Err(why.clone()),
            (_, Some((_, why)), _) => Err(why.clone()),
            _ => Err("The trainer has not answered; try again.".to_owned()),
        }
    })?;
    Ok(figures(&bare, batch))
}

fn figures(bare: &Bare, batch: f64) -> JsValue {
    let steps = f64::from(bare.steps);
    let (object, matmul, step) = (Object::new(), Object::new(), Object::new());
    set(
        &object,
        "examplesPerSecond",
        &(steps * batch / bare.seconds).into(),
    );
    set(
        &matmul,
        "gflops",
        &(steps * bare.gflop / bare.product_seconds).into(),
    );
    set(&step, "gflop", &bare.gflop.into());
    set(&object, "matmul", &matmul);
    set(&object, "step", &step);
    object.into()
}
