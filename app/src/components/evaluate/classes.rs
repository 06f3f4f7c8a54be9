//! Precision, recall and F1 of each class.

use super::{Latest, said};
use crate::chart::Digits;
use crate::components::parts::{CardHead, WithSome, notes, table};
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::format;
use playground_insight::evaluation::ClassFigures;

const TITLE: &str = "Class by class";

/// Returns the shares that stand in a row, in the order of the columns.
fn shares(figures: &ClassFigures) -> [Option<f64>; 3] {
    [figures.precision, figures.recall, figures.f1]
}

/// The card.
#[component]
pub fn Classes(latest: Latest) -> impl IntoView {
    let store = Store::here();
    let names = store.memo(|run| run.settings.active.classes());
    // The mean of all comes after the last class.
    let rows = Memo::new(move |_| {
        latest.with_some(|seen| -> Vec<ClassFigures> {
            let matrix = &seen.what.confusion;
            let classes = (0..matrix.classes()).map(|k| matrix.class(k));
            classes.chain([matrix.mean()]).collect()
        })
    });
    let cells = move |place: usize| {
        let figures = Memo::new(move |_| rows.with(|rows| rows.as_ref()?.get(place).copied()));
        let images = move || format::or_dash(figures.get(), |row| format::grouped(row.images));
        let share = move |column: usize| {
            let value = move || figures.with(|row| shares(row.as_ref()?)[column]);
            table::rounded(value, format::percent)
        };
        (table::number(images), [0, 1, 2].map(share))
    };
    let row = move |k: usize| {
        view! {
            <tr>
                <th scope="row">{move || names.get().get(k).copied()}</th>
                {cells(k)}
            </tr>
        }
    };
    let count = Memo::new(move |_| names.with(|names| names.len()));
    let shown = NodeRef::new();
    let figures = move |digits: Digits| {
        let note = latest.with_some(|seen| said(&seen.what.head));
        let tables = table::figure(TITLE, shown, digits).into_iter();
        tables
            .map(|figure| figure.with_note(note.clone().unwrap_or_default()))
            .collect()
    };
    view! {
        <div class="card" id="evaluate-classes">
            <CardHead id="classes" title=TITLE notes=&notes::evaluation::CLASSES figures=figures />
            <div class="scrolls">
                <table node_ref=shown class="lab-table">
                    <caption class="unseen">"Precision, recall and F1 of each class"</caption>
                    {table::head(&["class"], &["images", "precision", "recall", "F1"])}
                    <tbody>{move || (0..count.get()).map(row).collect_view()}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">"mean"</th>
                            {move || cells(count.get())}
                        </tr>
                    </tfoot>
                </table>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_a_dash() {
        let figures = ClassFigures {
            images: 1135,
            precision: None,
            recall: Some(0.0),
            f1: Some(0.5),
        };
        let texts = shares(&figures).map(|share| format::or_dash(share, format::percent));
        assert_eq!(texts, ["—", "0.0 %", "50.0 %"]);
    }
}
