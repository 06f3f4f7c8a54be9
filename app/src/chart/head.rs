//! The head of a chart: its title, what stands beside it, and the button that saves its picture.

use leptos::prelude::*;

/// What pictures say of themselves below their legend: given by context, because charts know nothing of
/// runs.
#[derive(Clone, Copy)]
pub struct Caption(pub Callback<(), String>);

/// The head of a chart.
#[component]
pub(super) fn Head(
    /// What the chart is called.
    title: Signal<String>,
    /// What stands beside the title.
    beside: Option<ViewFn>,
    /// Saves the picture, with this caption.
    save: Callback<String>,
) -> impl IntoView {
    let caption = use_context::<Caption>();
    let said = move || caption.map_or_else(String::new, |Caption(say)| say.run(()));
    view! {
        <div class="chart-head">
            <h3 class="chart-title">{title}</h3>
            <div class="chart-tools">
                {beside.map(|view| view.run())}
                <button
                    type="button"
                    class="why picture-button"
                    title="Save this chart as a picture"
                    on:click=move |_| save.run(said())
                >
                    "PNG"
                    <span class="unseen">{move || format!(" of {}", title.get())}</span>
                </button>
            </div>
        </div>
    }
}
