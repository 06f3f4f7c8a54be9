//! The head of a chart: its title, what stands beside it, and the button that saves it.

use super::save::{Digits, SaveFigure};
use leptos::prelude::*;
use playground_chart::figure::Figure;

/// The head of a chart.
#[component]
pub(super) fn Head(
    /// What the chart is called.
    title: Signal<String>,
    /// What stands beside the title.
    beside: Option<ViewFn>,
    /// Returns the chart as a figure.
    figure: Callback<Digits, Vec<Figure>>,
) -> impl IntoView {
    view! {
        <div class="chart-head">
            <h3 class="chart-title">{title}</h3>
            <div class="chart-tools">
                {beside.map(|view| view.run())}
                <SaveFigure about=title figures=figure />
            </div>
        </div>
    }
}
