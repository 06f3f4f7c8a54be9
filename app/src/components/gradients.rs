//! The gradients of the latest batch, side by side: the same weights and the same images, under the
//! loss in use and under its counterpart.

use super::table::{Swatch, number, var};
use crate::run::Run;
use crate::run::objective::ObjectiveId;
use crate::state::{Figure, Store};
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

/// The objective of the latest report.
pub(super) fn in_use(run: &Run) -> ObjectiveId {
    run.history
        .last()
        .map_or_else(|| run.settings.objective(), |row| row.objective)
}

impl Line {
    /// How many times larger the first is than the second, as text.
    fn ratio(&self) -> String {
        if self.second > 0.0 && self.first.is_finite() {
            format!("× {}", format::reading(self.first / self.second))
        } else {
            format::NO_NUMBER.to_owned()
        }
    }
}

/// The size that `figure` reads.
pub(super) fn value(gradient: &LayerGradient, figure: Figure) -> f64 {
    f64::from(match figure {
        Figure::Weight => gradient.weight,
        Figure::Bias => gradient.bias,
        Figure::Signal => gradient.signal,
    })
}

/// A row per layer; without a report the layers alone, so that the table has its size from the start.
fn lines(run: &Run, figure: Figure) -> Vec<Line> {
    let names: Vec<String> = match (&run.network, run.history.layers.is_empty()) {
        (_, false) => run.history.layers.clone(),
        (Some(network), true) => network.layers.clone(),
        (None, true) => {
            let network = run.settings.draft.architecture().ok();
            network.map_or_else(Vec::new, |n| n.layers.into_iter().map(|l| l.name).collect())
        }
    };
    let report = run.history.last().map(|row| &row.report);
    let at = |gradients: Option<&Vec<LayerGradient>>, index: usize| {
        gradients
            .and_then(|g| g.get(index))
            .map_or(f64::NAN, |g| value(g, figure))
    };
    let objective = in_use(run);
    let swapped = objective.side_by_side()[0] != objective;
    let line = |(index, layer)| {
        let own = at(report.map(|r| &r.gradients), index);
        let counterpart = at(report.map(|r| &r.counterpart_gradients), index);
        let (first, second) = if swapped {
            (counterpart, own)
        } else {
            (own, counterpart)
        };
        Line {
            layer,
            first,
            second,
        }
    };
    names.into_iter().enumerate().map(line).collect()
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
        let used = move || {
            if id() == objective.get() {
                "in use"
            } else {
                "counterpart"
            }
        };
        view! {
            <th scope="col" class="number">
                <Swatch color=Signal::derive(move || var(id().color())) />
                {move || id().label()}
                <span class="use">{used}</span>
            </th>
        }
    };
    let row = move |index: usize| {
        let part = move |read: fn(&Line) -> String| {
            move || rows.with(|rows| rows.get(index).map_or_else(String::new, read))
        };
        view! {
            <tr>
                <th scope="row">{part(|l| l.layer.clone())}</th>
                {number(part(|l| format::reading(l.first)))}
                {number(part(|l| format::reading(l.second)))}
                <td class="number ratio" translate="no">{part(Line::ratio)}</td>
            </tr>
        }
    };
    view! {
        <div class="card">
            <table class="gradients" id="gradients-now">
                <caption>
                    <span class="table-title">"Gradients side by side"</span>
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
