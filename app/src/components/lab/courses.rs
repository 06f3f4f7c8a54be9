//! Over steps: how large each update is beside what it updates, and the share of units that no longer
//! learn.

use super::super::charts::{ChartRuns, LayerChoice, Style, layer_name, strong_curve};
use crate::components::parts::{ChartCard, notes};
use crate::run::Run;
use crate::run::detail::LayerHistory;
use crate::state::Store;
use leptos::prelude::*;
use playground_chart::{ChartSpec, Dash, Line};
use playground_experiment::format;
use playground_insight::series::Series;

/// The ratio that the literature calls healthy.
const HEALTHY: f64 = 1e-3;

/// Mixes the colour of a layer among `layers`: the ink's at the input, strong at the output.
fn shade(layer: usize, layers: usize) -> String {
    let share = 100.0 - 60.0 * (layers.saturating_sub(layer + 1)) as f64 / layers.max(2) as f64;
    format!("color-mix(in srgb, var(--run-1) {share:.0}%, var(--chart-ink))")
}

/// Builds a line per layer that has any figure.
fn by_layer(
    run: &Run,
    suffix: &str,
    smoothing: f32,
    of: fn(&LayerHistory) -> &Series,
) -> Vec<Line> {
    let layers = &run.history.detail.layers;
    let line = |(index, layer): (usize, &LayerHistory)| {
        let series = of(layer);
        let label = format!("{}{suffix}", layer_name(&run.history, index));
        let line = strong_curve(label, shade(index, layers.len()), series, smoothing);
        (!series.is_empty()).then(|| line.dashed(Dash::ALL[index % Dash::ALL.len()]))
    };
    layers.iter().enumerate().filter_map(line).collect()
}

/// Draws the guide from the first to the last step of the lines.
fn guide(lines: &[Line]) -> Option<Line> {
    let ends = |pick: fn(&Line) -> Option<f64>| lines.iter().filter_map(pick);
    let first = ends(|l| l.points.first().map(|p| p.0)).reduce(f64::min)?;
    let last = ends(|l| l.points.last().map(|p| p.0)).reduce(f64::max)?;
    let points = vec![(first, HEALTHY), (last, HEALTHY)];
    Some(Line::new("healthy, about 1e-3", "--chart-muted", points).dashed(Dash::Dotted))
}

fn with_guide(mut spec: ChartSpec) -> ChartSpec {
    spec.lines.extend(guide(&spec.lines));
    spec
}

/// Charts ‖Δw‖ / ‖w‖ over steps.
fn updates(run: &Run, smoothing: f32) -> ChartSpec {
    ChartSpec {
        title: "Size of an update".to_owned(),
        x_label: "step".to_owned(),
        y_label: "‖Δw‖ / ‖w‖".to_owned(),
        log_y: true,
        lines: by_layer(run, "", smoothing, |layer| &layer.update_ratio),
        empty_text:
            "How far each step moves the weights of a layer, beside their size, will appear here."
                .to_owned(),
        ..ChartSpec::default()
    }
}

/// Builds the line of the chosen layer of a run among several.
fn update_line(run: &Run, style: &Style, layer: usize, smoothing: f32) -> Vec<Line> {
    let course = run.history.detail.layers.get(layer).into_iter();
    let line = |layer: &LayerHistory| {
        let (name, series) = (style.name.clone(), &layer.update_ratio);
        strong_curve(name, style.color, series, smoothing).dashed(style.dash)
    };
    course.map(line).collect()
}

/// Charts the saturated and dead shares over steps.
fn units(run: &Run) -> ChartSpec {
    let saturated = by_layer(run, ", saturated", 0.0, |layer| &layer.saturated);
    let dead = by_layer(run, ", dead", 0.0, |layer| &layer.dead);
    ChartSpec {
        title: "Dead and saturated units".to_owned(),
        x_label: "step".to_owned(),
        y_label: "share".to_owned(),
        y_range: Some((0.0, 1.0)),
        lines: saturated.into_iter().chain(dead).collect(),
        empty_text: "Saturated sigmoid and tanh units and dead ReLUs will appear here; other activations have \
                     neither."
            .to_owned(),
        ..ChartSpec::default()
    }
}

/// Puts the latest figure of each line into words.
fn say(title: &str, lines: &[Line]) -> String {
    let last = |line: &Line| {
        let value = line.points.last()?.1;
        Some(format!("{} {}", line.label, format::number(value)))
    };
    let words: Vec<String> = lines.iter().filter_map(last).collect();
    match words.is_empty() {
        true => format!("{title}. Nothing has been measured yet."),
        false => format!("{title}, latest: {}.", words.join(", ")),
    }
}

/// The card of the updates.
#[component]
pub fn Updates() -> impl IntoView {
    let store = Store::here();
    let (view, shown) = (store.view, ChartRuns::here());
    let spec = Memo::new(move |_| {
        let (smoothing, layer) = (view.smoothing.get(), view.layer.get());
        let single = store.read(|run| updates(run, smoothing));
        with_guide(shown.overlay(single, |run, style| {
            update_line(run, style, layer, smoothing)
        }))
    });
    let describe = Signal::derive(move || spec.with(|s| say(&s.title, &s.lines)));
    view! {
        <ChartCard
            id="lab-updates"
            spec
            hover=view.hover
            describe
            why=("updates", "Size of an update")
            notes=&notes::lab::UPDATES
        >
            <LayerChoice />
        </ChartCard>
    }
}

/// The card of the units.
#[component]
pub fn Units() -> impl IntoView {
    let store = Store::here();
    let axis = store.view.time_axis;
    let spec = Memo::new(move |_| store.read(|run| axis.get().chart(run, units(run))));
    let describe = Signal::derive(move || spec.with(|s| say(&s.title, &s.lines)));
    view! {
        <ChartCard
            id="lab-units"
            spec
            hover=store.view.hover
            describe
            why=("units", "Dead and saturated units")
            notes=&notes::lab::UNITS
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::detail::{ProbeWithExamples, tests::probed};
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::protocol::Report;

    fn run() -> Run {
        let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
        run.history.layers = vec!["hidden 1".into(), "output".into()];
        for step in 1..=3 {
            let report = Report {
                step,
                update_ratios: vec![2e-3, 4e-3],
                ..Report::default()
            };
            run.history.detail.report(&report, &Experiment::default());
            let ProbeWithExamples { probe, examples } = probed(step, Some(0.5));
            run.history.detail.probed(probe, examples);
        }
        run
    }

    #[test]
    fn updates_have_a_line_per_layer_and_the_guide() {
        let spec = with_guide(updates(&run(), 0.0));
        let labels: Vec<&str> = spec.lines.iter().map(|l| l.label.as_str()).collect();
        assert_eq!(labels, ["hidden 1", "output", "healthy, about 1e-3"]);
        assert_eq!(spec.lines[1].points.len(), 3);
        assert_eq!(spec.lines[2].points, [(1.0, HEALTHY), (3.0, HEALTHY)]);
        assert!(say(&spec.title, &spec.lines).contains("output 0.004"));
    }

    #[test]
    fn only_layers_with_such_units_have_a_line() {
        let spec = units(&run());
        assert_eq!(spec.lines.len(), 1);
        assert_eq!(spec.lines[0].label, "hidden 1, saturated");
        assert_eq!(spec.lines[0].points, [(1.0, 0.5), (2.0, 0.5), (3.0, 0.5)]);
    }
}
