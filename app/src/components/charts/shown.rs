//! Which runs the charts show: the one that is looked at by itself, or all that are not hidden.

use super::super::gradients::layer_names;
use super::specs::{Style, compare};
use crate::components::parts::{option, parsed};
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use crate::state::Store;
use leptos::prelude::*;
use playground_chart::{ChartSpec, Dash, Line, Marker};

/// The runs in the charts.
#[derive(Clone, Copy)]
pub struct Shown {
    runs: Runs,
    store: Store,
}

impl Shown {
    /// Returns the runs in the charts of this page.
    pub fn here() -> Self {
        Self {
            runs: Runs::here(),
            store: Store::here(),
        }
    }

    /// Returns the runs that are not hidden, once there are several. Tracks.
    fn lanes(&self) -> Vec<(RunSlot, Style)> {
        if !self.runs.several() {
            return Vec::new();
        }
        let lanes = self.runs.lanes.get();
        let visible = lanes.into_iter().filter(|lane| !lane.hidden.get());
        visible.map(|lane| (lane, self.style(lane))).collect()
    }

    fn style(&self, lane: RunSlot) -> Style {
        Style {
            name: self.runs.name(lane),
            color: lane.color(),
            dash: Dash::ALL[lane.slot % Dash::ALL.len()],
            marker: Marker::SHAPES[lane.slot % Marker::SHAPES.len()],
        }
    }

    /// Returns `single` as it is for one run; for several, puts the lines of each in its place. Tracks.
    pub fn overlay(
        &self,
        single: ChartSpec,
        lines: impl Fn(&Run, &Style) -> Vec<Line>,
    ) -> ChartSpec {
        if !self.runs.several() {
            return single;
        }
        let (mut all, mut marks) = (Vec::new(), Vec::new());
        for (lane, style) in self.lanes() {
            lane.store.read(|run| {
                all.extend(lines(run, &style));
                marks.extend(compare::marks(run, &style));
            });
        }
        compare::overlaid(single, all, marks)
    }

    /// Puts the charts into words. Tracks.
    pub fn say(&self, text: fn(&Run) -> String) -> String {
        if !self.runs.several() {
            return self.store.read(text);
        }
        let said = self.lanes().into_iter();
        let said = said.map(|(lane, style)| format!("{}: {}", style.name, lane.store.read(text)));
        said.collect::<Vec<_>>().join(" ")
    }
}

/// Which layer's gradients several runs show: all layers of all runs would be too many lines.
#[component]
pub fn LayerChoice() -> impl IntoView {
    let (runs, store) = (Runs::here(), Store::here());
    let several = Memo::new(move |_| runs.several());
    let layers = store.memo(layer_names);
    let layer = store.view.layer;
    let choose = parsed(move |index| layer.set(index));
    let option =
        move |(index, name): (usize, String)| option(index, name, move || layer.get() == index);
    view! {
        <Show when=move || several.get()>
            <label class="tool layer-choice">
                "of the layer"
                <select id="layer" class="small" on:change=choose>
                    {move || layers.get().into_iter().enumerate().map(option).collect_view()}
                </select>
            </label>
        </Show>
    }
}
