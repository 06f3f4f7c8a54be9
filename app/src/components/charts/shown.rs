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
pub struct ChartRuns {
    runs: Runs,
    store: Store,
}

impl ChartRuns {
    /// Returns the runs in the charts of this page.
    pub fn here() -> Self {
        Self {
            runs: Runs::here(),
            store: Store::here(),
        }
    }

    /// Returns the runs that are not hidden, once there are several. Tracks.
    fn slots(&self) -> Vec<(RunSlot, Style)> {
        if !self.runs.several() {
            return Vec::new();
        }
        let slots = self.runs.slots.get();
        let visible = slots.into_iter().filter(|run_slot| !run_slot.hidden.get());
        visible
            .map(|run_slot| (run_slot, self.style(run_slot)))
            .collect()
    }

    fn style(&self, run_slot: RunSlot) -> Style {
        Style {
            name: self.runs.name(run_slot),
            color: run_slot.color(),
            dash: Dash::ALL[run_slot.palette_index() % Dash::ALL.len()],
            marker: Marker::SHAPES[run_slot.palette_index() % Marker::SHAPES.len()],
        }
    }

    /// Returns `single` as it is for one run; for several, puts the lines of each in its place. What stands over steps is
    /// put on the axis that was chosen. Tracks.
    pub fn overlay(
        &self,
        single: ChartSpec,
        lines: impl Fn(&Run, &Style) -> Vec<Line>,
    ) -> ChartSpec {
        let axis = self.store.view.time_axis.get();
        if !self.runs.several() {
            return self.store.read(|run| axis.chart(run, single));
        }
        let (mut all, mut marks) = (Vec::new(), Vec::new());
        for (run_slot, style) in self.slots() {
            run_slot.store.read(|run| {
                let (mut own, mut of_run) = (lines(run, &style), compare::marks(run, &style));
                axis.lines(run, &mut own);
                axis.marks(run, &mut of_run);
                all.extend(own);
                marks.extend(of_run);
            });
        }
        let mut spec = compare::overlaid(single, all, marks);
        axis.name(&mut spec);
        spec
    }

    /// Puts the charts into words. Tracks.
    pub fn say(&self, text: fn(&Run) -> String) -> String {
        if !self.runs.several() {
            return self.store.read(text);
        }
        let said = self.slots().into_iter();
        let said =
            said.map(|(run_slot, style)| format!("{}: {}", style.name, run_slot.store.read(text)));
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
