//! The confusion matrix as a table: true classes down, the classes taken for them across. One cell at
//! a time is in the tab order, arrow keys move it, and a chosen cell shows its images.

use super::{Latest, Selection, said};
use crate::chart::Digits;
use crate::components::parts::{CardHead, WithSome, element, notes};
use crate::state::Store;
use crate::text::t;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Fill, Grid, GridCell, Plot};
use playground_experiment::format;
use playground_insight::evaluation::Confusion;

const TITLE: &str = "Confusion matrix";

/// How opaque the shade of a cell is at most: its number stays readable.
const STRONGEST: f64 = 0.5;

/// What a cell shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct CellFigures {
    count: u32,
    /// Images of its row.
    of_class: u32,
    right: bool,
}

impl CellFigures {
    fn of(matrix: &Confusion, (label, predicted): (usize, usize)) -> Self {
        Self {
            count: matrix.count(label, predicted),
            of_class: matrix.of_class(label),
            right: label == predicted,
        }
    }

    /// Computes how opaque its shade is. The cube root lets a few mistakes in a thousand be seen.
    fn strength(self) -> f64 {
        let share = f64::from(self.count) / f64::from(self.of_class.max(1));
        STRONGEST * share.cbrt()
    }

    /// Puts the cell into words, for screen readers and on hover.
    fn words(self, label: &str, predicted: &str) -> String {
        let (count, all) = (self.count, self.of_class);
        match self.right {
            true => format!("{label} read as such: {count} of {all}"),
            false => format!("{label} read as {predicted}: {count} of {all}"),
        }
    }
}

/// Returns the matrix as a figure, its cells shaded as on the page.
fn figure(matrix: &Confusion, names: &[&str]) -> Figure {
    let corner = GridCell::words(t!("figure.confusion_corner"));
    // Without a colour, and in the middle as the cells below.
    let plain = || Fill::Shade("--run-1".into(), 0.0);
    let heads = names
        .iter()
        .map(|name| GridCell::words(*name).with(plain()));
    let head = std::iter::once(corner).chain(heads).collect();
    let row = |(label, name): (usize, &&str)| {
        let cell = |predicted: usize| {
            let shown = CellFigures::of(matrix, (label, predicted));
            let color = if shown.right { "--run-1" } else { "--run-2" };
            let shade = Fill::Shade(color.into(), shown.strength());
            GridCell::number(shown.count.to_string()).with(shade)
        };
        let cells = (0..names.len()).map(cell);
        std::iter::once(GridCell::words(*name))
            .chain(cells)
            .collect()
    };
    let rows = std::iter::once(head).chain(names.iter().enumerate().map(row));
    let grid = Grid {
        head: 1,
        rows: rows.collect(),
    };
    Figure::of(TITLE, Plot::Table(grid))
}

/// Returns where a key leads from a cell of a table with `classes` rows and columns.
fn moved((row, column): (usize, usize), key: &str, classes: usize) -> Option<(usize, usize)> {
    let last = classes.checked_sub(1)?;
    Some(match key {
        "ArrowUp" => (row.saturating_sub(1), column),
        "ArrowDown" => ((row + 1).min(last), column),
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "ArrowRight" => (row, (column + 1).min(last)),
        "Home" => (row, 0),
        "End" => (row, last),
        _ => return None,
    })
}

fn cell_id((label, predicted): (usize, usize)) -> String {
    format!("cell-{label}-{predicted}")
}

/// The card.
#[component]
pub fn Matrix(latest: Latest, picked: Selection) -> impl IntoView {
    let store = Store::here();
    let names = store.memo(|run| run.settings.active.classes());
    let cursor = RwSignal::new((0, 0));
    let matrix = Memo::new(move |_| latest.with_some(|seen| seen.what.confusion.clone()));
    let count = Memo::new(move |_| names.with(|names| names.len()));
    let key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        if let Some(to) = moved(cursor.get_untracked(), &event.key(), count.get_untracked()) {
            event.prevent_default();
            cursor.set(to);
            element::focus_id(&cell_id(to));
        }
    };
    let figures = move |_: Digits| {
        let figure = latest.with_some(|seen| {
            let note = format!("{} {}", said(&seen.what.head), t!("figure.confusion"));
            figure(&seen.what.confusion, names.get()).with_note(note)
        });
        figure.into_iter().collect()
    };
    let named = move || names.with(|names| names.iter().any(|name| name.len() > 2));
    let heading = move |k: usize| {
        view! {
            <th scope="col">
                <span class="class-name">{move || names.get().get(k).copied()}</span>
            </th>
        }
    };
    let row = move |label: usize| {
        let cell = move |predicted: usize| {
            view! { <Cell matrix names cell=(label, predicted) cursor picked /> }
        };
        view! {
            <tr>
                <th scope="row">{move || names.get().get(label).copied()}</th>
                {(0..count.get()).map(cell).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="card" id="evaluate-confusion">
            <CardHead id="confusion" title=TITLE notes=&notes::evaluation::CONFUSION figures=figures />
            <div class="scrolls">
                <table class="confusion" class:named=named on:keydown=key>
                    <caption class="caption">
                        "Each row is a true class, each column what its images are taken for. Choose a cell to see \
                         them."
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">
                                <span class="unseen">"true class"</span>
                            </th>
                            {move || (0..count.get()).map(heading).collect_view()}
                        </tr>
                    </thead>
                    <tbody>{move || (0..count.get()).map(row).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}

/// One cell.
#[component]
fn Cell(
    matrix: Memo<Option<Confusion>>,
    names: Memo<&'static [&'static str]>,
    cell: (usize, usize),
    cursor: RwSignal<(usize, usize)>,
    picked: Selection,
) -> impl IntoView {
    let shown = Memo::new(move |_| matrix.with_some(|matrix| CellFigures::of(matrix, cell)));
    let text = move || format::or_dash(shown.get(), |shown| shown.count.to_string());
    let words = move || {
        let name = |class: usize| names.with(|names| names.get(class).copied().unwrap_or_default());
        let shown = shown.get().unwrap_or_default();
        shown.words(name(cell.0), name(cell.1))
    };
    let pressed = move || picked.cell.get() == Some(cell);
    let choose = move |_| {
        cursor.set(cell);
        let other = picked.cell.get_untracked() != Some(cell);
        picked.cell.set(other.then_some(cell));
        picked.image.set(None);
    };
    view! {
        <td>
            <button
                type="button"
                class="confusion-cell"
                class:none=move || shown.get().is_none_or(|s| s.count == 0)
                id=cell_id(cell)
                tabindex=move || if cursor.get() == cell { "0" } else { "-1" }
                aria-label=words
                title=words
                aria-pressed=move || pressed().to_string()
                class:right=cell.0 == cell.1
                style=("--strength", move || format!("{:.3}", shown.get().unwrap_or_default().strength()))
                on:click=choose
            >
                {text}
            </button>
        </td>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_stay_in_the_table() {
        assert_eq!(moved((0, 0), "ArrowUp", 10), Some((0, 0)));
        assert_eq!(moved((0, 0), "ArrowRight", 10), Some((0, 1)));
        assert_eq!(moved((9, 9), "ArrowDown", 10), Some((9, 9)));
        assert_eq!(moved((4, 7), "Home", 10), Some((4, 0)));
        assert_eq!(moved((4, 7), "End", 10), Some((4, 9)));
        assert_eq!(moved((4, 7), "Enter", 10), None);
    }

    #[test]
    fn a_cell_is_shaded_by_its_share_of_the_row() {
        let eight = [(0, 0); 7].into_iter().chain([(0, 1)]);
        let matrix = Confusion::new(2, eight.chain([(1, 0)]));
        let shown = |label, predicted| CellFigures::of(&matrix, (label, predicted));
        assert_eq!(shown(0, 1).strength(), STRONGEST / 2.0);
        assert_eq!(shown(1, 0).strength(), STRONGEST);
        assert_eq!(shown(1, 1).strength(), 0.0);
        assert_eq!(shown(0, 1).words("4", "9"), "4 read as 9: 1 of 8");
        assert_eq!(shown(0, 0).words("4", "4"), "4 read as such: 7 of 8");
        assert_eq!(CellFigures::default().strength(), 0.0);
    }

    #[test]
    fn its_figure_has_a_row_for_each_class_and_counts_in_full() {
        let matrix = Confusion::new(2, [(0, 0); 1200].into_iter().chain([(0, 1), (1, 1)]));
        let csv = figure(&matrix, &["shoe", "bag"]).csv().unwrap();
        let rows: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(rows, ["shoe,1200,1", "bag,0,1"]);
    }
}
