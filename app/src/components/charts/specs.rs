//! From the history to what the charts show. Pure, so that it is tested without a page.

use crate::run::Run;
use crate::run::history::{Evaluated, History, LayerSeries, MarkAt, ReportRow, Track};
use crate::run::objective::ObjectiveId;
use crate::state::{Figure, part_key};
use playground_chart::{ChartSpec, Dash, Line, Mark, Marker, Point};
use playground_experiment::ema::Sample;
use playground_experiment::format;
use playground_experiment::protocol::Part;
use playground_insight::series::Series;
use std::borrow::Cow;

pub mod compare;
pub mod pixels;

/// How a run looks in the charts that it shares with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// What it is called.
    pub name: String,
    /// The custom property of its colour.
    pub color: &'static str,
    /// Its stroke.
    pub dash: Dash,
    /// Its marker.
    pub marker: Marker,
}

/// Converts a history to chart points.
fn points(samples: &[Sample]) -> Vec<Point> {
    let point = |sample: &Sample| (f64::from(sample.step), f64::from(sample.value));
    samples.iter().map(point).collect()
}

fn marks(history: &History) -> Vec<Mark> {
    let mark = |m: &MarkAt| Mark {
        x: m.step as f64,
        label: m.label.clone(),
    };
    history.marks.iter().map(mark).collect()
}

/// Builds a curve, smoothed and strong over its raw self, or just itself without smoothing.
pub fn curve(
    label: impl Into<String>,
    color: impl Into<Cow<'static, str>>,
    series: &Series,
    smoothing: f32,
) -> Line {
    let strong = strong_curve(label, color, series, smoothing);
    match smoothing == 0.0 {
        true => strong,
        false => strong.with_raw(points(&series.points())),
    }
}

/// Builds a curve without its raw self: many faint curves over each other would hide the strong ones.
pub fn strong_curve(
    label: impl Into<String>,
    color: impl Into<Cow<'static, str>>,
    series: &Series,
    smoothing: f32,
) -> Line {
    let samples = match smoothing == 0.0 {
        true => series.points(),
        false => series.smoothed(smoothing),
    };
    Line::new(label, color, points(&samples))
}

/// Builds the curve of a figure of each batch, once there is one.
fn batches(series: &Series, smoothing: f32) -> Option<Line> {
    (!series.is_empty()).then(|| curve("training batches", "--run-1", series, smoothing))
}

/// Builds a line of markers at the evaluations of a part that have the value.
fn evaluated(
    history: &History,
    part: Part,
    label: String,
    color: &'static str,
    value: impl Fn(&Evaluated) -> Option<f64>,
) -> Option<Line> {
    let measured = history.evaluations.iter();
    let measured = measured.filter(|e| e.evaluation.part == part);
    let at = |e: &Evaluated| Some((e.evaluation.step as f64, value(e)?));
    let points: Vec<_> = measured.filter_map(at).collect();
    let marker = match part {
        Part::Validation => Marker::Triangle,
        Part::Test => Marker::Square,
    };
    let line = Line::new(label, color, points);
    (!line.points.is_empty()).then(|| line.with_marker(marker).with_width(0.0))
}

/// Marks a line as one of the moving average of the weights: diamonds on a thin line of their own.
fn of_average(line: Line) -> Line {
    let line = line.with_marker(Marker::Diamond).with_width(1.0);
    line.dashed(Dash::Dotted)
}

fn accuracy_of(e: &Evaluated) -> Option<f64> {
    Some(e.evaluation.accuracy)
}

fn averaged_accuracy_of(e: &Evaluated) -> Option<f64> {
    Some(e.evaluation.averaged?.accuracy)
}

/// What the loss chart measures, on each of its axes.
pub const LOSS: &str = "loss";

/// Builds a grey line of what was reported after the checkpoint from which a run went on, once there is any.
fn abandoned(
    whose: &str,
    rows: &[ReportRow],
    value: impl Fn(&ReportRow) -> Option<f32>,
) -> Option<Line> {
    let point = |row: &ReportRow| Some((row.report.step as f64, f64::from(value(row)?)));
    let points: Vec<Point> = rows.iter().filter_map(point).collect();
    let label = format!("{whose}before the restart");
    (!points.is_empty()).then(|| Line::new(label, "--chart-muted", points).dashed(Dash::Dotted))
}

/// Builds the line of the loss that a run had reported under an objective after the checkpoint from which it went on.
fn abandoned_loss(whose: &str, history: &History, objective: ObjectiveId) -> Option<Line> {
    let loss = |row: &ReportRow| (row.objective == objective).then_some(row.report.loss);
    let line = abandoned(whose, &history.abandoned, loss)?;
    Some(line.in_unit(objective.unit()))
}

fn batch_accuracy_of(row: &ReportRow) -> Option<f32> {
    Some(row.report.accuracy)
}

/// Charts the loss over steps, one line per loss that was in use, each unit on an axis of its own.
pub fn loss(run: &Run, smoothing: f32, log_y: bool) -> ChartSpec {
    let history = &run.history;
    let used: Vec<&Track> = history.losses().collect();
    let mut lines = Vec::new();
    for track in &used {
        let id = track.objective;
        let unit = id.unit();
        let whose = match used.len() {
            1 => String::new(),
            _ => format!("{}, ", id.label()),
        };
        lines.extend(abandoned_loss(&whose, history, id));
        lines.push(curve(id.label(), id.color(), &track.loss, smoothing).in_unit(unit));
        let label = match used.len() {
            1 => "validation".to_owned(),
            _ => format!("{}, validation", id.label()),
        };
        let average_label = format!("{label}, EMA");
        let part = Part::Validation;
        let own = |e: &Evaluated| (e.objective == id).then_some(e.evaluation.loss);
        let average = |e: &Evaluated| own(e).and(e.evaluation.averaged).map(|a| a.loss);
        let validation = evaluated(history, part, label, id.color(), own);
        let average = evaluated(history, part, average_label, "--run-4", average);
        let beside = validation.into_iter().chain(average.map(of_average));
        lines.extend(beside.map(|line| line.in_unit(unit)));
    }
    let spec = ChartSpec {
        title: "Loss".to_owned(),
        x_label: "step".to_owned(),
        y_label: format!("{LOSS} ({})", run.settings.objective().unit()),
        log_y,
        lines,
        marks: marks(history),
        empty_text: "The loss of each batch will appear here, step by step.".to_owned(),
        ..ChartSpec::default()
    };
    spec.with_axis_for_each_unit(LOSS)
}

/// Charts the accuracy over steps.
pub fn accuracy(history: &History, smoothing: f32) -> ChartSpec {
    let mut lines = Vec::from_iter(abandoned("", &history.abandoned, batch_accuracy_of));
    lines.extend(batches(&history.accuracy, smoothing));
    for (part, color, average_color) in [
        (Part::Validation, "--run-3", "--run-2"),
        (Part::Test, "--run-4", "--chart-ink"),
    ] {
        let label = part_key(part).to_owned();
        let (average_label, value) = (format!("{label}, EMA"), averaged_accuracy_of);
        let average = evaluated(history, part, average_label, average_color, value);
        lines.extend(evaluated(history, part, label, color, accuracy_of));
        lines.extend(average.map(of_average));
    }
    ChartSpec {
        title: "Accuracy".to_owned(),
        x_label: "step".to_owned(),
        y_label: "accuracy".to_owned(),
        y_range: Some((0.0, 1.0)),
        lines,
        marks: marks(history),
        empty_text: "The share of each batch that is classified correctly will appear here."
            .to_owned(),
        ..ChartSpec::default()
    }
}

/// Mixes the colour of a layer under an objective: the loss's own at the output, towards the ink before it.
fn shade(objective: ObjectiveId, layer: usize, layers: usize) -> String {
    let from_output =
        layers.saturating_sub(layer + 1) as f64 / layers.saturating_sub(1).max(1) as f64;
    let own = 100.0 - 55.0 * from_output;
    format!(
        "color-mix(in srgb, var({}) {own:.0}%, var(--chart-ink))",
        objective.color()
    )
}

/// Returns what a layer is called.
pub fn layer_name(history: &History, layer: usize) -> &str {
    history.layers.get(layer).map_or("layer", String::as_str)
}

/// Returns the series that a figure reads.
pub fn series_of(layer: &LayerSeries, figure: Figure) -> &Series {
    match figure {
        Figure::Weight => &layer.weight,
        Figure::Bias => &layer.bias,
        Figure::Signal => &layer.signal,
    }
}

/// Charts the gradient norms by layer, for the loss in use and for its counterpart.
pub fn gradients(run: &Run, figure: Figure, smoothing: f32) -> ChartSpec {
    let history = &run.history;
    let own = run.settings.objective();
    let mut lines = Vec::new();
    for (objective, dash) in [(own, Dash::Solid), (own.counterpart(), Dash::Dashed)] {
        let track = history.tracks.iter().find(|t| t.objective == objective);
        let layers = track.map_or(&[][..], |t| &t.layers);
        for (index, layer) in layers.iter().enumerate() {
            let name = layer_name(history, index);
            let label = format!("{name} · {}", objective.label());
            let color = shade(objective, index, layers.len());
            let series = series_of(layer, figure);
            lines.push(strong_curve(label, color, series, smoothing).dashed(dash));
        }
    }
    ChartSpec {
        title: "Gradient norm by layer".to_owned(),
        x_label: "step".to_owned(),
        y_label: match figure {
            Figure::Weight => "‖∂L/∂W‖",
            Figure::Bias => "‖∂L/∂b‖",
            Figure::Signal => "mean ‖∂L/∂a‖ of an example",
        }
        .to_owned(),
        log_y: true,
        lines,
        marks: marks(history),
        empty_text:
            "How large the gradients are at each layer, under the loss in use and under its \
                     counterpart, will appear here."
                .to_owned(),
        ..ChartSpec::default()
    }
}

const NOTHING: &str = "Nothing has been trained yet.";

/// Puts the loss chart into words.
pub fn say_loss(run: &Run) -> String {
    let Some(row) = run.history.last() else {
        return format!("Loss over steps. {NOTHING}");
    };
    format!(
        "Loss over steps, up to step {}: {} {} {}.",
        row.report.step,
        row.objective.label(),
        format::number(row.report.loss),
        row.objective.unit()
    )
}

/// Puts the accuracy chart into words.
pub fn say_accuracy(run: &Run) -> String {
    let Some(row) = run.history.last() else {
        return format!("Accuracy over steps. {NOTHING}");
    };
    let validation = run.history.latest(Part::Validation);
    let validation = validation.map_or_else(String::new, |e| {
        let averaged = e.averaged.map_or_else(String::new, |averaged| {
            let accuracy = format::percent(averaged.accuracy);
            format!(", {accuracy} with the moving average of the weights")
        });
        let accuracy = format::percent(e.accuracy);
        format!(" Validation {accuracy}{averaged} at step {}.", e.step)
    });
    format!(
        "Accuracy over steps, up to step {}: {} of the last batch.{validation}",
        row.report.step,
        format::percent(row.report.accuracy)
    )
}

/// Puts the gradient chart into words.
pub fn say_gradients(run: &Run) -> String {
    let Some(row) = run.history.last() else {
        return format!("Gradient norm by layer over steps. {NOTHING}");
    };
    let report = &row.report;
    let pairs = report.gradients.iter().zip(&report.counterpart_gradients);
    let layers = pairs.zip(&run.history.layers).map(|((own, other), name)| {
        let [own, other] = [own, other].map(|gradient| format::number(gradient.weight));
        format!("{name} {own} against {other}")
    });
    format!(
        "Gradient norm by layer over steps, up to step {}: under {} against {}: {}.",
        report.step,
        row.objective.label(),
        row.objective.counterpart().label(),
        layers.collect::<Vec<_>>().join(", ")
    )
}

#[cfg(test)]
mod tests;
