//! Figures that others have published for the runs of a preset, under the ones measured here.

use crate::runs::Runs;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::{Preset, preset};

/// A figure and what its source gives for each run, in the order of the runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct PublishedRow {
    what: &'static str,
    source: &'static str,
    values: Vec<Option<&'static str>>,
}

/// Drops the name of the run, which heads the column.
fn figure(what: &'static str) -> &'static str {
    what.split_once(": ").map_or(what, |(_, figure)| figure)
}

fn rows(preset: &Preset) -> Vec<PublishedRow> {
    let mut rows: Vec<PublishedRow> = Vec::new();
    for published in preset.published {
        let (what, source) = (figure(published.what), published.source);
        let same = |row: &PublishedRow| row.what == what && row.source == source;
        let at = rows.iter().position(same).unwrap_or_else(|| {
            let values = vec![None; preset.variants.len() + 1];
            rows.push(PublishedRow {
                what,
                source,
                values,
            });
            rows.len() - 1
        });
        if let Some(value) = rows[at].values.get_mut(published.run) {
            *value = Some(published.value);
        }
    }
    rows
}

/// Settings that a published figure does not depend on.
const FREE: [&str; 4] = ["seed", "stop", "every", "keep"];

/// Returns whether the runs are those that the figures are about.
fn are_about(preset: &Preset, runs: &[Experiment]) -> bool {
    preset.is_of(runs, &FREE)
}

/// Rows of the table of runs; none where nothing was published for them.
#[component]
pub fn PublishedRows() -> impl IntoView {
    let runs = Runs::here();
    let rows = Memo::new(move |_| {
        let chosen = runs.first().store.read(|run| run.settings.preset);
        match chosen.and_then(preset) {
            Some(preset) if are_about(preset, &runs.drafts()) => rows(preset),
            _ => Vec::new(),
        }
    });
    let row = |row: PublishedRow| {
        let cells = row.values.into_iter().map(|value| {
            view! { <td class="number published-value" translate="no">{value}</td> }
        });
        view! {
            <tr class="published-row">
                <th scope="row" title=row.source>
                    {row.what}
                    <span class="caption">"published, not measured here"</span>
                </th>
                {cells.collect_view()}
            </tr>
        }
    };
    view! { <For each=move || rows.get() key=|row| row.clone() children=row /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_of_the_showdown_has_its_published_figures() {
        let preset = preset("fashion-activations").unwrap();
        let rows = rows(preset);
        let test = rows
            .iter()
            .find(|row| row.what == "test accuracy after 100 epochs");
        let values = [
            Some("0.8865"),
            Some("0.1012"),
            Some("0.8822"),
            Some("0.8172"),
        ];
        assert_eq!(test.unwrap().values, values);
        // Their library gave figures for two of the four.
        assert!(
            rows.iter()
                .any(|row| row.values.iter().flatten().count() == 2)
        );
    }

    #[test]
    fn figures_are_about_these_runs_only() {
        let preset = preset("fashion-activations").unwrap();
        let mut runs = preset.runs();
        assert!(are_about(preset, &runs));
        let others = |change: fn(&mut Experiment)| {
            let mut runs = runs.clone();
            runs.iter_mut().for_each(change);
            are_about(preset, &runs)
        };
        assert!(others(|run| run.seed = 8));
        assert!(!others(|run| run.batch_size = 64));
        runs[2].learning_rate = 0.5;
        assert!(!are_about(preset, &runs));
        assert!(!are_about(preset, &runs[..2]));
        assert!(!are_about(preset, &[]));
    }
}
