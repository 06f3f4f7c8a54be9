//! The network that the settings describe, in figures.

use crate::components::parts::{Why, notes, table};
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::format;
use playground_experiment::model::summary::{LayerSummary, Summary};

/// Sums up the network; none while the settings do not describe one.
fn summary(experiment: &Experiment) -> Option<Summary> {
    let sample = experiment.dataset.info().sample;
    let shape = [u64::from(sample.rows), u64::from(sample.columns)];
    Some(Summary::of(&experiment.architecture().ok()?, &shape))
}

fn shape(sizes: &[u64]) -> String {
    let sizes: Vec<String> = sizes.iter().map(u64::to_string).collect();
    sizes.join("×")
}

/// Says how much memory it takes.
fn memory(summary: &Summary, batch: u64) -> String {
    format!(
        "Weights {}; activations of a batch of {batch} {}.",
        format::bytes(summary.parameter_bytes()),
        format::bytes(summary.activation_bytes(batch))
    )
}

/// The fold.
#[component]
pub fn ModelSummary() -> impl IntoView {
    let store = Store::here();
    let now = store.memo(|run| summary(&run.settings.draft));
    let batch = store.memo(|run| u64::from(run.settings.draft.batch_size));
    let rows = move || now.with(|now| now.as_ref().map_or_else(Vec::new, |s| s.layers.clone()));
    let row = |layer: LayerSummary| {
        view! {
            <tr>
                <th scope="row" title=layer.kind>{layer.name}</th>
                <td>{shape(&layer.output)}</td>
                {[layer.parameters, layer.multiply_adds].map(|n| table::number(format::grouped(n)))}
            </tr>
        }
    };
    let total = move |of: fn(&Summary) -> u64| {
        move || now.with(|now| now.as_ref().map(|s| format::grouped(of(s))))
    };
    let input = move || now.with(|now| now.as_ref().map(|s| shape(&s.input)));
    let takes = move || now.with(|now| now.as_ref().map(|s| memory(s, batch.get())));
    view! {
        <details class="about" id="model-summary">
            <summary>"Model summary"</summary>
            <table class="summary-figures">
                {table::head(&["layer", "output"], &["parameters", "multiply-adds"])}
                <tbody>
                    <tr>
                        <th scope="row">"input"</th>
                        <td>{input}</td>
                        <td></td>
                        <td></td>
                    </tr>
                    {move || rows().into_iter().map(row).collect_view()}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="2">"in all"</th>
                        {table::number(total(Summary::parameters))}
                        {table::number(total(Summary::multiply_adds))}
                    </tr>
                </tfoot>
            </table>
            <p class="caption">{takes}</p>
            <Why id="summary" about="Model summary" notes=&notes::theory::SIZES />
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_network_is_summed_up() {
        let summary = summary(&Experiment::default()).unwrap();
        assert_eq!(shape(&summary.input), "28×28");
        assert_eq!(format::grouped(summary.parameters()), "109,386");
        // 4 · 64 · (784 + 128 + 64 + 10) bytes.
        assert_eq!(
            memory(&summary, 64),
            "Weights 438 kB; activations of a batch of 64 252 kB."
        );
    }

    #[test]
    fn settings_without_a_network_have_no_summary() {
        let broken = Experiment {
            blocks: vec![playground_experiment::model::Block::dense(
                0,
                playground_experiment::model::Activation::Relu,
            )],
            ..Experiment::default()
        };
        assert_eq!(summary(&broken), None);
    }
}
