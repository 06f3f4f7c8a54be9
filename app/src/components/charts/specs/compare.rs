//! Several runs in one chart: a colour and a dash each, the same everywhere on the page.

use super::{
    Style, abandoned, abandoned_loss, accuracy_of, averaged_accuracy_of, batch_accuracy_of, curve,
    evaluated, of_average, series_of, strong_curve,
};
use crate::run::Run;
use crate::run::history::{Evaluated, History, Track};
use crate::runs::counted;
use crate::state::Figure;
use playground_chart::{ChartSpec, Dash, Line, Mark};
use playground_experiment::protocol::Part;
use playground_insight::series::Series;

/// Builds the lines of a run's losses over steps, each in its own unit.
pub fn loss_lines(run: &Run, style: &Style, smoothing: f32) -> Vec<Line> {
    let history = &run.history;
    let several = history.losses().count() > 1;
    let lines = |track: &Track| {
        let label = match several {
            false => style.name.clone(),
            // A run whose loss was flipped has a curve for each, in different units.
            true => format!("{} ({})", style.name, track.objective.label()),
        };
        let past = abandoned_loss(&format!("{label}, "), history, track.objective);
        let line = curve(label, style.color, &track.loss, smoothing);
        let line = line.dashed(style.dash).in_unit(track.objective.unit());
        past.into_iter().chain([line])
    };
    history.losses().flat_map(lines).collect()
}

/// Builds the line of one run's batches among others, and that of its validation images as markers.
pub(super) fn with_validation(
    history: &History,
    series: &Series,
    style: &Style,
    smoothing: f32,
    value: impl Fn(&Evaluated) -> Option<f64>,
) -> Vec<Line> {
    if series.is_empty() {
        return Vec::new();
    }
    let (part, label) = (Part::Validation, format!("{}, validation", style.name));
    let batches = curve(style.name.clone(), style.color, series, smoothing);
    let validation = evaluated(history, part, label, style.color, value);
    let marked = validation.map(|line| line.with_marker(style.marker));
    let batches = batches.dashed(style.dash);
    std::iter::once(batches).chain(marked).collect()
}

/// Builds the lines of the accuracy over steps: of the batches, and on the validation images as markers.
pub fn accuracy_lines(run: &Run, style: &Style, smoothing: f32) -> Vec<Line> {
    let history = &run.history;
    let series = &history.accuracy;
    let mut lines = with_validation(history, series, style, smoothing, accuracy_of);
    if !lines.is_empty() {
        let (part, label) = (Part::Validation, format!("{}, validation, EMA", style.name));
        let average = evaluated(history, part, label, style.color, averaged_accuracy_of);
        lines.extend(average.map(of_average));
        let whose = format!("{}, ", style.name);
        lines.extend(abandoned(&whose, &history.abandoned, batch_accuracy_of));
    }
    lines
}

/// Builds the lines of one layer's gradient norm: under the run's own loss, and dotted under the counterpart's.
pub fn gradient_lines(
    run: &Run,
    style: &Style,
    figure: Figure,
    layer: usize,
    smoothing: f32,
) -> Vec<Line> {
    let own = run.settings.objective();
    let sides = [(own, Dash::Solid), (own.counterpart(), Dash::Dotted)];
    let line = |(objective, dash)| {
        let mut tracks = run.history.tracks.iter();
        let track = tracks.find(|t| t.objective == objective)?;
        let series = series_of(track.layers.get(layer)?, figure);
        let label = format!("{} · {}", style.name, objective.label());
        Some(strong_curve(label, style.color, series, smoothing).dashed(dash))
    };
    sides.into_iter().filter_map(line).collect()
}

/// Returns marks for the changes made to a run, with its name.
pub fn marks(run: &Run, style: &Style) -> Vec<Mark> {
    let named = |mut mark: Mark| {
        mark.label = format!("{}: {}", style.name, mark.label);
        mark
    };
    super::marks(&run.history).into_iter().map(named).collect()
}

/// Builds one chart of all: `single` gives title, axes and empty state.
pub fn overlaid(single: ChartSpec, lines: Vec<Line>, marks: Vec<Mark>) -> ChartSpec {
    ChartSpec {
        lines: distinct(lines),
        marks,
        ..single
    }
}

/// Numbers labels that are alike: they are unique in a chart, and a person may give a run the name that another has.
fn distinct(mut lines: Vec<Line>) -> Vec<Line> {
    for at in 0..lines.len() {
        let alike = |line: &&Line| line.label == lines[at].label;
        let before = lines[..at].iter().filter(alike).count();
        let label = std::mem::take(&mut lines[at].label);
        lines[at].label = counted(label, before);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_runs_called_alike_are_told_apart() {
        let line = |label: &str| Line::new(label, "--run-1", Vec::new());
        let labels: Vec<String> = distinct(vec![line("a"), line("a"), line("b")])
            .into_iter()
            .map(|l| l.label)
            .collect();
        assert_eq!(labels, ["a", "a #2", "b"]);
    }
}
