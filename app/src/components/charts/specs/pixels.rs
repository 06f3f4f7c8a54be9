//! The chart of an autoencoder in the place of the accuracy: how far its images are off.

use super::compare::with_validation;
use super::{NOTHING, Style, batches, evaluated, marks};
use crate::run::Run;
use crate::run::history::{Evaluated, History};
use crate::state::part_key;
use playground_chart::{ChartSpec, Line};
use playground_experiment::format;
use playground_experiment::protocol::Part;

fn error(e: &Evaluated) -> Option<f64> {
    e.evaluation.pixel_error
}

/// Charts the squared difference per pixel over steps.
pub fn pixel_error(history: &History, smoothing: f32) -> ChartSpec {
    let mut lines = Vec::from_iter(batches(&history.pixel_error, smoothing));
    for (part, color) in [(Part::Validation, "--run-3"), (Part::Test, "--run-4")] {
        let label = part_key(part).to_owned();
        lines.extend(evaluated(history, part, label, color, error));
    }
    ChartSpec {
        title: "Reconstruction error".to_owned(),
        x_label: "step".to_owned(),
        y_label: "squared error of a pixel".to_owned(),
        lines,
        marks: marks(history),
        empty_text: "The reconstruction error will appear here.".to_owned(),
        ..ChartSpec::default()
    }
}

/// Builds the lines of one run's error among others: its batches, and the validation images as markers.
pub fn pixel_error_lines(run: &Run, style: &Style, smoothing: f32) -> Vec<Line> {
    let history = &run.history;
    with_validation(history, &history.pixel_error, style, smoothing, error)
}

/// Puts the chart into words.
pub fn say_pixel_error(run: &Run) -> String {
    let latest = run.history.last().map(|row| &row.report);
    let Some((step, batch)) = latest.and_then(|r| Some((r.step, r.pixel_error?))) else {
        return format!("Reconstruction error over steps. {NOTHING}");
    };
    let validation = run.history.latest(Part::Validation);
    let validation = validation.map_or_else(String::new, |e| {
        let error = format::number(e.pixel_error.unwrap_or(f64::NAN));
        format!(" Validation {error} at step {}.", e.step)
    });
    format!(
        "Reconstruction error over steps, up to step {step}: squared error of a pixel {} over the last batch.{validation}",
        format::number(batch)
    )
}
