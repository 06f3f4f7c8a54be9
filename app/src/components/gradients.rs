//! The gradients of the latest batch, side by side: the same weights and the same images, under the
//! loss in use and under its counterpart.

use super::parts::{SaveTable, Swatch, table};
use super::runs::of_one_run;
use crate::run::Run;
use crate::run::objective::ObjectiveId;
use crate::state::{Figure, Store};
use leptos::context::Provider;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::LayerGradient;

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    layer: String,
    first: f64,
    second: f64,
}

/// Returns the objective of the latest report, or that of the settings before the first one.
pub(super) fn in_use(run: &Run) -> ObjectiveId {
    run.history
        .last()
        .map_or_else(|| run.settings.objective(), |row| row.objective)
}

impl Line {
    /// Writes out how many times larger the first is than the second.
    fn ratio(&self) -> String {
        if self.second > 0.0 && self.first.is_finite() {
            format!("× {}", format::reading(self.first / self.second))
        } else {
            format::NO_NUMBER.to_owned()
        }
    }
}

/// Returns the size that `figure` reads.
fn value(gradient: &LayerGradient, figure: Figure) -> f64 {
    f64::from(match figure {
        Figure::Weight => gradient.weight,
        Figure::Bias => gradient.bias,
        Figure::Signal => gradient.signal,
    })
}

/// Builds a row per layer; without a report the layers alone, so that the table has its size from the start.
fn lines(run: &Run, figure: Figure) -> Vec<Line> {
    let names = match (&run.network, run.history.layers.is_empty()) {
        (_, false) => run.history.layers.clone(),
        (Some(network), true) => network.layers.clone(),
        (None, true) => layer_names(run),
    };
    let line = |(index, layer)| {
        let [first, second] = side_by_side(run, figure, index);
        Line {
            layer,
            first,
            second,
        }
    };
    names.into_iter().enumerate().map(line).collect()
}

/// Names the layers that the settings shown describe; none while they do not describe a network.
pub(super) fn layer_names(run: &Run) -> Vec<String> {
    let network = run.settings.draft.architecture().ok();
    network.map_or_else(Vec::new, |n| n.layers.into_iter().map(|l| l.name).collect())
}

/// Returns a layer's gradients in the latest report under both losses, in the order of `ObjectiveId::side_by_side`.
pub(super) fn side_by_side(run: &Run, figure: Figure, layer: usize) -> [f64; 2] {
    let Some(row) = run.history.last() else {
        return [f64::NAN; 2];
    };
    let mut both = [&row.report.gradients, &row.report.counterpart_gradients];
    if row.objective.side_by_side()[0] != row.objective {
        both.reverse();
    }
    both.map(|gradients| gradients.get(layer).map_or(f64::NAN, |g| value(g, figure)))
}

/// The table.
#[component]
pub fn GradientsNow() -> impl IntoView {
    let store = Store::here();
    let rows = Memo::new(move |_| {
        let figure = store.view.figure.get();
        store.read(|run| lines(run, figure))
    });
    let objective = store.memo(in_use);
    let step = store.memo(|run| run.history.last().map_or(0, |row| row.report.step));
    let count = Memo::new(move |_| rows.with(Vec::len));
    let heading = move |first: bool| {
        let id = move || objective.get().side_by_side()[usize::from(!first)];
        let used = move || match id() == objective.get() {
            true => "in use",
            false => "counterpart",
        };
        view! {
            <th scope="col" class="number">
                <Swatch color=Signal::derive(move || table::var(id().color())) />
                {move || id().label()}
                " "
                <span class="use">{used}</span>
            </th>
        }
    };
    let row = move |index: usize| {
        let part = move |read: fn(&Line) -> String| {
            move || rows.with(|rows| rows.get(index).map_or_else(String::new, read))
        };
        let norm = move |of: fn(&Line) -> f64| {
            let value = move || rows.with(|rows| rows.get(index).map(of));
            table::rounded(value, format::reading)
        };
        view! {
            <tr>
                <th scope="row">{part(|l| l.layer.clone())}</th>
                {norm(|l| l.first)}
                {norm(|l| l.second)}
                <td class="number ratio" translate="no">{part(Line::ratio)}</td>
            </tr>
        }
    };
    let shown = NodeRef::new();
    view! {
        <div class="card">
            <table node_ref=shown class="gradients" id="gradients-now">
                <caption>
                    <span class="table-title">"Gradients side by side"</span>
                    // The charts around it show all runs.
                    <Provider value=of_one_run()>
                        <SaveTable title="Gradients side by side" table=shown />
                    </Provider>
                    <span class="caption">
                        {move || match step.get() {
                            0 => "The same batch and the same weights under both losses.".to_owned(),
                            step => format!("The same batch and the same weights under both losses, at step {step}."),
                        }}
                    </span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"layer"</th>
                        {heading(true)}
                        {heading(false)}
                        <th scope="col" class="number">"ratio"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || 0..count.get() key=|index| *index children=row />
                </tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_said_or_left_out() {
        let line = |first, second| Line {
            layer: String::new(),
            first,
            second,
        };
        assert_eq!(line(1.414, 9.60e-5).ratio(), "× 14.7k");
        assert_eq!(line(1.0, 0.0).ratio(), format::NO_NUMBER);
        assert_eq!(line(f64::NAN, 1.0).ratio(), format::NO_NUMBER);
    }
}
