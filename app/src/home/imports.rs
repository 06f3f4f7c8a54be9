//! From files to runs: a checkpoint, or the weights of a network of the same shape.

use crate::js_error::js_error_message;
use crate::run::Past;
use crate::run::history::{Evaluated, History, ReportRow};
use crate::run::objective::ObjectiveId;
use crate::state::{Store, bring_back};
use js_sys::{ArrayBuffer, Float32Array, Uint8Array};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::CheckpointHead;
use playground_insight::export::checkpoint::{self, Saved};
use playground_insight::export::weights;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Files larger than this hold nothing for this page, and are not read.
const MOST_BYTES: f64 = 1e9;

/// Returns whether a file of this name is to be opened here, rather than read as images.
pub fn is_importable(name: &str) -> bool {
    let name = name.to_lowercase();
    [".playground", ".safetensors", ".json"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Reads a file that the person chose.
///
/// # Errors
/// A sentence without the file's name.
pub async fn bytes_of(file: &File) -> Result<Vec<u8>, String> {
    if file.size() > MOST_BYTES {
        return Err("this is too large to be a file of this page.".to_owned());
    }
    let read = JsFuture::from(file.array_buffer()).await;
    let read = read.map_err(|e| format!("it could not be read ({}).", js_error_message(&e)))?;
    Ok(Uint8Array::new(&read).to_vec())
}

/// Puts the run that a file holds in place of the one that is looked at. Returns what to say.
///
/// # Errors
/// A sentence that says why the file cannot be used, or why the trainer ended; the run then stays as it was.
pub async fn file(store: Store, bytes: &[u8]) -> Result<String, String> {
    if checkpoint::is_one(bytes) {
        return run(store, bytes, None).await;
    }
    let current = store.peek(|run| run.settings.active.clone());
    let fresh = fresh(&current, bytes)?;
    let from = fresh
        .step
        .map_or_else(String::new, |step| format!(" of step {step}"));
    let said = format!("The weights{from} are loaded.{}", overflowed(fresh.lost));
    import(store, fresh.past, fresh.vectors, said).await
}

/// Loads a checkpoint that is called `name` here, as [`file()`] does.
///
/// # Errors
/// As [`file()`].
pub async fn run(store: Store, bytes: &[u8], name: Option<&str>) -> Result<String, String> {
    let (saved, vectors) = checkpoint::read(bytes).map_err(|error| error.to_string())?;
    let lost = overflowed(checkpoint::not_finite(vectors));
    let said = format!("“{}” is loaded.{lost}", name.unwrap_or(&saved.name));
    import(store, past(saved), buffer(vectors), said).await
}

/// Says of how many values of a network nothing can be learnt any more.
fn overflowed(lost: usize) -> String {
    match lost {
        0 => String::new(),
        _ => format!(
            " {lost} of its values are not finite: it has overflowed, and only Reset lets it learn again."
        ),
    }
}

/// Makes a run `past` with `vectors`, once the images that it needs are here.
pub(super) async fn import(
    store: Store,
    past: Past,
    vectors: ArrayBuffer,
    said: String,
) -> Result<String, String> {
    store
        .data
        .brought(past.head.experiment.dataset, store)
        .await?;
    if store.peek(|run| run.checkpoints.is_awaited()) {
        return Err("A reset is under way. Load again once it is done.".to_owned());
    }
    bring_back(store, past, vectors, said.clone()).await?;
    Ok(said)
}

/// Converts a saved run into one to come back to.
pub(super) fn past(saved: Saved) -> Past {
    let objective = |output, loss| ObjectiveId { output, loss };
    let rows = saved.reports.into_iter().map(|kept| ReportRow {
        report: kept.figures,
        objective: objective(kept.output, kept.loss),
    });
    let evaluations = saved.evaluations.into_iter().map(|kept| Evaluated {
        evaluation: kept.figures,
        objective: objective(kept.output, kept.loss),
    });
    Past {
        history: History::replayed(rows.collect(), evaluations.collect(), &saved.changes),
        base: saved.base,
        changes: saved.changes,
        head: saved.head,
    }
}

/// A run that begins with the weights of a safetensors file.
struct Fresh {
    past: Past,
    vectors: ArrayBuffer,
    /// That the file says.
    step: Option<u64>,
    /// How many of the weights are not finite.
    lost: usize,
}

/// Builds a run of `experiment` with the weights of a safetensors file and a fresh optimiser.
fn fresh(experiment: &Experiment, bytes: &[u8]) -> Result<Fresh, String> {
    let architecture = experiment.architecture().map_err(|e| e.message)?;
    let step = weights::about(bytes).map_err(|e| e.to_string())?.step;
    let mut values = weights::read(&architecture, bytes).map_err(|e| e.to_string())?;
    let lost = values.iter().filter(|value| !value.is_finite()).count();
    let (parameters, slots) = (values.len(), experiment.optimizer.info().slots);
    values.resize(parameters * (slots + 1), 0.0);
    if experiment.ema > 0.0 {
        values.extend_from_within(..parameters);
    }
    let head = CheckpointHead {
        experiment: experiment.clone(),
        step: 0,
        epoch: 0,
        used: 0,
        updates: 0,
        slots,
        parameters,
    };
    let past = Past {
        history: History::default(),
        base: experiment.clone(),
        changes: Vec::new(),
        head,
    };
    Ok(Fresh {
        past,
        vectors: Float32Array::from(values.as_slice()).buffer(),
        step,
        lost,
    })
}

pub(super) fn buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::loss::{Loss, Output};
    use playground_experiment::protocol::{Evaluation, Part, Report};
    use playground_experiment::share::Change;
    use playground_insight::export::checkpoint::WithObjective;

    #[test]
    fn a_saved_run_comes_back_with_its_curves_and_marks() {
        let base = Experiment::default();
        let experiment = Experiment {
            learning_rate: 0.05,
            ..base.clone()
        };
        let kept = |step| WithObjective {
            figures: Report {
                step,
                loss: step as f32,
                ..Report::default()
            },
            output: Output::Softmax,
            loss: Loss::CrossEntropy,
        };
        let saved = Saved {
            name: "a".to_owned(),
            head: CheckpointHead {
                experiment: experiment.clone(),
                step: 40,
                epoch: 0,
                used: 40 * 64,
                updates: 40,
                slots: 2,
                parameters: 1,
            },
            changes: vec![Change::between(25, &base, &experiment)],
            base,
            reports: vec![kept(20), kept(40)],
            evaluations: vec![WithObjective {
                figures: Evaluation {
                    part: Part::Test,
                    step: 30,
                    loss: 1.0,
                    accuracy: 0.5,
                    pixel_error: None,
                    examples: 10,
                    averaged: None,
                },
                output: Output::Softmax,
                loss: Loss::CrossEntropy,
            }],
        };
        let past = past(saved);
        let steps: Vec<u64> = past.history.rows.iter().map(|r| r.report.step).collect();
        assert_eq!(steps, [20, 40]);
        assert_eq!(past.history.latest(Part::Test).map(|e| e.step), Some(30));
        assert_eq!(past.history.marks[0].step, 25);
        assert_eq!(past.history.marks[0].label, "lr 0.05");
        assert_eq!(past.history.accuracy.points().len(), 2);
    }
}
