//! From runs to files: curves, weights, scripts, checkpoints, and what a picture says of itself.

use super::download::File;
use crate::run::Run;
use crate::run::history::{Evaluated, ReportRow};
use crate::run::objective::ObjectiveId;
use crate::runs::{RunSlot, Runs};
use crate::state::{LinkOptions, Store, address, checkpoint as checkpoint_of};
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::CheckpointHead;
use playground_insight::export::checkpoint::{self, Saved, WithObjective};
use playground_insight::export::csv::{self, Curves, EvaluationRow, Figures};
use playground_insight::export::python::{self, Library};
use playground_insight::export::weights as tensors;
use playground_insight::export::weights::About;
use playground_insight::export::{file_word, in_a_line};

/// The most reports kept in a checkpoint, or a few more; of a longer run they are spread evenly.
const MOST_REPORTS: usize = 1000;

/// Writes the curves of `slots` as CSV.
pub fn curves(runs: Runs, slots: &[RunSlot]) -> String {
    let named: Vec<(String, Run)> = untrack(|| {
        let own = |run_slot: &RunSlot| (runs.name(*run_slot), run_slot.store.run.get_untracked());
        slots.iter().map(own).collect()
    });
    let tables: Vec<Curves> = named.iter().map(|(name, run)| of_run(name, run)).collect();
    csv::curves(&tables)
}

fn of_run<'a>(name: &str, run: &'a Run) -> Curves<'a> {
    let entry = |figures, objective: ObjectiveId| EvaluationRow {
        figures,
        output: objective.output,
        loss: objective.loss,
    };
    let history = &run.history;
    let rows = history.rows.iter();
    let reports = rows.map(|row| entry(Figures::Report(&row.report), row.objective));
    let measured = history.evaluations.iter();
    let evaluations = measured.map(|e| entry(Figures::Evaluation(&e.evaluation), e.objective));
    Curves {
        run: name.to_owned(),
        layers: &history.layers,
        entries: reports.chain(evaluations).collect(),
    }
}

/// Writes the curves of all runs to a CSV file.
pub fn curves_file(runs: Runs) -> File {
    let text = curves(runs, &runs.slots.get_untracked());
    File::text(
        format!("{}-curves.csv", word(runs.store())),
        "text/csv",
        text,
    )
}

/// Writes the weights of the network in the safetensors format.
///
/// # Errors
/// As [`checkpoint_of`].
pub async fn weights(store: Store) -> Result<Vec<u8>, String> {
    let (experiment, step, values) = network_values(store).await?;
    let architecture = experiment.architecture().map_err(|e| e.message)?;
    let about = About {
        experiment: checkpoint::fragment(&experiment),
        step: Some(step),
    };
    tensors::write(&architecture, &values, &about).map_err(|error| error.to_string())
}

/// Returns the network as it is: its experiment, the steps it has taken, and the flat vector of its parameters.
///
/// # Errors
/// As [`checkpoint_of`].
pub async fn network_values(store: Store) -> Result<(Experiment, u64, Vec<f32>), String> {
    let (head, vectors) = checkpoint_of(store).await?;
    let mut values = js_sys::Float32Array::new(&vectors).to_vec();
    // The optimiser's follow.
    values.truncate(head.parameters);
    Ok((head.experiment, head.step, values))
}

/// Writes the weights to a safetensors file.
///
/// # Errors
/// As [`checkpoint_of`].
pub async fn weights_file(store: Store) -> Result<File, String> {
    Ok(File {
        name: format!("{}.safetensors", word(store)),
        kind: "application/octet-stream",
        bytes: weights(store).await?,
    })
}

/// Writes the settings shown as a Python script.
///
/// # Errors
/// A sentence that says why they cannot run.
pub fn script(runs: Runs, library: Library) -> Result<String, String> {
    let link = address(untrack(|| runs.to_share()), LinkOptions::USUAL);
    let store = runs.store();
    store.peek(|run| match &run.settings.problem {
        Some(problem) => Err(problem.message.clone()),
        None => {
            let changed = !run.settings.changes.is_empty();
            python::script(library, &run.settings.draft, &link, changed)
                .map_err(|error| error.message)
        }
    })
}

/// Writes the script to a file.
///
/// # Errors
/// As [`script`].
pub fn script_file(runs: Runs, library: Library) -> Result<File, String> {
    let name = format!("{}-{}.py", word(runs.store()), library.info().key);
    Ok(File::text(name, "text/x-python", script(runs, library)?))
}

/// Writes a run as a checkpoint file; returns what is said of it, and the bytes.
///
/// # Errors
/// As [`checkpoint_of`].
pub async fn saved(store: Store, name: &str) -> Result<(Saved, Vec<u8>), String> {
    let (head, vectors) = checkpoint_of(store).await?;
    packed(store, name, head, &vectors)
}

/// Writes a checkpoint at hand as [`saved`] does.
///
/// # Errors
/// When the vectors do not fit the head.
pub fn packed(
    store: Store,
    name: &str,
    head: CheckpointHead,
    vectors: &ArrayBuffer,
) -> Result<(Saved, Vec<u8>), String> {
    let saved = store.peek(|run| describe(run, name, head));
    let bytes = checkpoint::write(&saved, &Uint8Array::new(vectors).to_vec());
    Ok((saved, bytes.map_err(|error| error.to_string())?))
}

/// Writes a checkpoint of the run to a file.
///
/// # Errors
/// As [`checkpoint_of`].
pub async fn checkpoint_file(store: Store) -> Result<File, String> {
    let name = store.peek(proposed_name);
    Ok(File {
        name: format!("{}.playground", word(store)),
        kind: "application/octet-stream",
        bytes: saved(store, &name).await?.1,
    })
}

/// Describes a run that is saved at `head`: its settings, changes, reports and evaluations.
pub fn describe(run: &Run, name: &str, head: CheckpointHead) -> Saved {
    fn kept<T: Clone>(figures: &T, objective: ObjectiveId) -> WithObjective<T> {
        WithObjective {
            figures: figures.clone(),
            output: objective.output,
            loss: objective.loss,
        }
    }
    let until = head.step;
    let rows = run.history.rows.iter();
    let rows: Vec<&ReportRow> = rows.filter(|row| row.report.step <= until).collect();
    let measured = run.history.evaluations.iter();
    let measured = measured.filter(|e| e.evaluation.step <= until);
    let changes = run
        .settings
        .changes
        .iter()
        .filter(|change| change.step <= until);
    Saved {
        name: name.to_owned(),
        head,
        base: run.settings.base.clone(),
        changes: changes.cloned().collect(),
        reports: thinned(&rows, MOST_REPORTS)
            .map(|row| kept(&row.report, row.objective))
            .collect(),
        evaluations: measured
            .map(|e: &Evaluated| kept(&e.evaluation, e.objective))
            .collect(),
    }
}

/// Chooses about `most` of `rows` at most, evenly spaced, and always the last one.
fn thinned<'a>(rows: &'a [&'a ReportRow], most: usize) -> impl Iterator<Item = &'a ReportRow> {
    let stride = rows.len().div_ceil(most).max(1);
    let last = rows.len().saturating_sub(1);
    let chosen = rows.iter().enumerate();
    chosen
        .filter(move |(index, _)| index % stride == 0 || *index == last)
        .map(|(_, row)| *row)
}

/// Proposes a name for a checkpoint of a run as it is now.
pub fn proposed_name(run: &Run) -> String {
    let objective = run.settings.objective().label();
    format!("{objective}, step {}", run.progress.step)
}

/// Returns the beginning of file names: what the run is about and where it stands.
pub fn word(store: Store) -> String {
    store.peek(|run| {
        let info = run.settings.active.dataset.info();
        let loss = run.settings.active.loss.info().key;
        let about = format!("{} {loss} step {}", info.key, run.progress.step);
        file_word(&about, "playground")
    })
}

/// Writes what the run is about in a line.
pub fn about(run: &Run) -> String {
    in_a_line(&run.settings.active)
}

/// Writes the text below a picture of a chart: the experiment of each run shown, and its step.
pub fn caption(runs: Runs) -> String {
    untrack(|| {
        let shown = runs.slots.get();
        let shown = shown.iter().filter(|run_slot| !run_slot.hidden.get());
        let lines: Vec<String> = shown
            .map(|run_slot| {
                let said = run_slot
                    .store
                    .read(|run| format!("{}, step {}", about(run), run.progress.step));
                match runs.several() {
                    true => format!("{}: {said}", runs.name(*run_slot)),
                    false => said,
                }
            })
            .collect();
        format!("{}. Gradient Playground", lines.join("; "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::protocol::Report;

    fn run(reports: u64) -> Run {
        let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
        for step in 1..=reports {
            let report = Report {
                step,
                loss: 1.0,
                ..Report::default()
            };
            run.history.push(report, run.settings.objective());
        }
        run
    }

    fn head(run: &Run, step: u64) -> CheckpointHead {
        CheckpointHead {
            experiment: run.settings.active.clone(),
            step,
            epoch: 0,
            used: 0,
            updates: step,
            slots: 2,
            parameters: 10,
        }
    }

    #[test]
    fn a_checkpoint_holds_what_was_reported_up_to_it() {
        let run = run(40);
        let saved = describe(&run, "a", head(&run, 30));
        assert_eq!(saved.reports.len(), 30);
        assert_eq!(saved.reports[29].figures.step, 30);
    }

    #[test]
    fn a_long_run_is_thinned_and_keeps_its_last_report() {
        let run = run(3501);
        let saved = describe(&run, "a", head(&run, 3501));
        assert!(
            saved.reports.len() <= MOST_REPORTS + 1,
            "{}",
            saved.reports.len()
        );
        let steps = [&saved.reports[0], &saved.reports[1]].map(|kept| kept.figures.step);
        assert_eq!(steps, [1, 5]);
        assert_eq!(
            saved.reports.last().map(|kept| kept.figures.step),
            Some(3501)
        );
    }
}
