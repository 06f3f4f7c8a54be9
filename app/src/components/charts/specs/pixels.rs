//! The chart of an autoencoder in the place of the accuracy: how far its images are off.

use super::{NOTHING, Style, curve, evaluated, marks};
use crate::run::Run;
use crate::run::history::History;
use playground_chart::{ChartSpec, Line};
use playground_experiment::format;
use playground_experiment::protocol::{Evaluation, Part};

fn error(evaluation: &Evaluation) -> Option<f64> {
    evaluation.pixel_error
}

/// Squared difference of a pixel over steps.
pub fn pixel_error(history: &History, smoothing: f32) -> ChartSpec {
    let mut lines = Vec::new();
    if !history.pixel_error.is_empty() {
        lines.push(curve(
            "training batches".to_owned(),
            "--run-1",
            &history.pixel_error,
            smoothing,
        ));
    }
    for (part, label, color) in [
        (Part::Validation, "validation", "--run-3"),
        (Part::Test, "test", "--run-4"),
    ] {
        let label = label.to_owned();
        lines.extend(evaluated(history, part, label, color, |_| true, error));
    }
    ChartSpec {
        title: "Reconstruction error".to_owned(),
        x_label: "step".to_owned(),
        y_label: "squared error of a pixel".to_owned(),
        lines,
        marks: marks(history),
        empty_text: "How far the images given back are off will appear here.".to_owned(),
        ..ChartSpec::default()
    }
}

/// The same of one run among others: its batches, and the validation images as markers.
pub fn pixel_error_lines(run: &Run, style: &Style, smoothing: f32) -> Vec<Line> {
    let history = &run.history;
    if history.pixel_error.is_empty() {
        return Vec::new();
    }
    let (name, color) = (style.name.clone(), style.color);
    let batches = curve(name, color, &history.pixel_error, smoothing);
    let label = format!("{}, validation", style.name);
    let validation = evaluated(history, Part::Validation, label, color, |_| true, error);
    let marked = validation.map(|line| line.with_marker(style.marker));
    std::iter::once(batches.dashed(style.dash))
        .chain(marked)
        .collect()
}

/// The chart in words.
pub fn say_pixel_error(run: &Run) -> String {
    let latest = run
        .history
        .last()
        .and_then(|row| Some((row.report.step, row.report.pixel_error?)));
    let Some((step, batch)) = latest else {
        return format!("Reconstruction error over steps. {NOTHING}");
    };
    let validation = run.history.latest(Part::Validation);
    let validation = validation.map_or_else(String::new, |e| {
        format!(
            " Validation {} at step {}.",
            format::number(error(e).unwrap_or(f64::NAN)),
            e.step
        )
    });
    format!(
        "Reconstruction error over steps, up to step {step}: squared error of a pixel {} over the last batch.{validation}",
        format::number(batch)
    )
}
