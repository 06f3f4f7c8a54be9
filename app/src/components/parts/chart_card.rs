//! A chart in a card of its own, with the notes on it beside its title.

use super::why::{Notes, Why};
use crate::chart::Chart;
use leptos::prelude::*;
use playground_chart::ChartSpec;

/// The card; what stands below the chart are its children.
#[component]
pub fn ChartCard(
    #[prop(optional)] id: Option<&'static str>,
    #[prop(default = "card")] class: &'static str,
    #[prop(into)] spec: Signal<ChartSpec>,
    hover: RwSignal<Option<f64>>,
    #[prop(into)] describe: Signal<String>,
    /// By which name its notes are known, and what they are on.
    why: (&'static str, &'static str),
    #[prop(into)] notes: Notes,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (name, about) = why;
    view! {
        <div class=class id=id>
            <Chart spec hover describe beside=move || view! { <Why id=name about notes /> } />
            {children.map(|children| children())}
        </div>
    }
}
