//! One loss step by step: a row for each class, a column for each step.

use crate::components::parts::{SaveTable, WithSome, table};
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::loss::{Output, Reduction};
use playground_insight::formula;
use playground_insight::theory::calculator::{CalculatorRow, Question, ROWS, Sheet, VectorKind};

/// A question and its answers, once everything typed can be read.
pub type QuestionAndSheet = Option<(Question, Sheet)>;

/// Most classes written out.
const MOST_ROWS: usize = 50;

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq)]
struct TextTable {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    foot: Vec<String>,
    /// What stands below it.
    note: String,
}

/// Writes what a class adds, as a formula.
fn term(row: &CalculatorRow) -> String {
    let text = formula::term(row.objective);
    match row.shown.reduction {
        Reduction::Mean if row.objective.loss.info().has_reduction => match text.ends_with('²') {
            true => format!("{text} / K"),
            false => format!("({text}) / K"),
        },
        _ => text,
    }
}

/// A column: its heading, its entries, and their sum where that means something.
struct Column {
    head: String,
    entries: Vec<f64>,
    sum: bool,
}

fn written(row: &CalculatorRow, question: &Question, sheet: &Sheet, index: usize) -> TextTable {
    let worked = match &sheet.worked[index] {
        Ok(worked) => worked,
        Err(why) => {
            return TextTable {
                note: why.clone(),
                ..TextTable::default()
            };
        }
    };
    let output = row.objective.output;
    let q = output.info().symbol;
    let mut columns = Vec::new();
    let mut push = |head: String, entries: &[f64], sum| {
        columns.push(Column {
            head,
            entries: entries.to_vec(),
            sum,
        });
    };
    if question.given == VectorKind::Logits {
        push("z".to_owned(), &question.values, false);
    }
    if let Some(exponentials) = &sheet.exponentials
        && output == Output::Softmax
    {
        push("e^(z − max z)".to_owned(), exponentials, true);
    }
    if output != Output::Linear {
        push(q.to_owned(), &worked.output, true);
    }
    push("y".to_owned(), &question.target, true);
    push(term(row), &worked.terms, true);
    push(format!("∂L/∂{q}"), &worked.at_output, false);
    let mut note = String::new();
    match &worked.at_logits {
        // On a linear output the column before is the gradient at the logits.
        Ok(_) if output == Output::Linear => {}
        Ok(gradient) => push("∂L/∂z".to_owned(), gradient, true),
        Err(why) => note.clone_from(why),
    }
    let count = question.values.len();
    if count > MOST_ROWS {
        note = format!("{note} The first {MOST_ROWS} of {count} classes are written out.");
    }
    table(columns, count, note)
}

fn table(columns: Vec<Column>, count: usize, note: String) -> TextTable {
    let row = |k: usize| {
        let entries = columns.iter().map(|c| format::precise(c.entries[k]));
        std::iter::once(k.to_string()).chain(entries).collect()
    };
    let sum = |c: &Column| match c.sum {
        // A sum of gradients is rounding where it should be 0.
        true => format::precise(rounded(c.entries.iter().sum())),
        false => String::new(),
    };
    TextTable {
        head: columns.iter().map(|c| c.head.clone()).collect(),
        rows: (0..count.min(MOST_ROWS)).map(row).collect(),
        foot: columns.iter().map(sum).collect(),
        note,
    }
}

fn rounded(sum: f64) -> f64 {
    if sum.abs() < 1e-12 { 0.0 } else { sum }
}

/// The table of the row chosen.
#[component]
pub fn Steps(
    /// What is worked out.
    asked: Memo<QuestionAndSheet>,
    /// Which row of the table.
    row: RwSignal<usize>,
) -> impl IntoView {
    let work = Memo::new(move |_| {
        let index = row.get().min(ROWS.len() - 1);
        asked.with_some(|(question, sheet)| written(&ROWS[index], question, sheet, index))
    });
    let shown = NodeRef::new();
    let body = move || {
        let written = work.get()?;
        if written.head.is_empty() {
            return Some(view! { <p class="caption">{written.note}</p> }.into_any());
        }
        let heads = written.head.into_iter();
        let heads = heads.map(|h| view! { <th scope="col" class="number">{h}</th> });
        let line = |mut cells: Vec<String>| {
            let first = cells.remove(0);
            view! {
                <tr>
                    <th scope="row">{first}</th>
                    {cells.into_iter().map(table::number).collect_view()}
                </tr>
            }
        };
        let rows = written.rows.into_iter().map(line).collect_view();
        let foot = written.foot.into_iter().map(table::number);
        Some(
            view! {
                <table node_ref=shown class="theory-table" id="calculator-steps">
                    <thead>
                        <tr>
                            <th scope="col">"class"</th>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">"sum"</th>
                            {foot.collect_view()}
                        </tr>
                    </tfoot>
                </table>
                <p class="caption">{written.note}</p>
            }
            .into_any(),
        )
    };
    let title = Signal::derive(move || {
        format!(
            "Step by step: {}",
            ROWS[row.get().min(ROWS.len() - 1)].shown.name
        )
    });
    view! {
        <div class="chart-head">
            <h3 class="theory-sub">{title}</h3>
            <SaveTable title table=shown />
        </div>
        <div class="scrolls" tabindex="0" role="region" aria-label="Step by step">{body}</div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_insight::theory::calculator::work;

    #[test]
    fn every_step_of_every_loss_is_written() {
        let question = Question {
            given: VectorKind::Logits,
            values: vec![1.0, 0.0],
            target: vec![1.0, 0.0],
            classes: 2,
        };
        let sheet = work(&question);
        for (i, row) in ROWS.iter().enumerate() {
            let steps = match row.objective.output {
                Output::Softmax => 7,
                Output::Sigmoid => 6,
                _ => 4,
            };
            let written = written(row, &question, &sheet, i);
            assert_eq!(written.head.len(), steps, "{}", row.shown.key);
        }
        let ce = written(&ROWS[0], &question, &sheet, 0);
        assert_eq!(ce.rows.len(), 2);
        // softmax(1, 0) = (0.731059, 0.268941): −ln 0.731059 = 0.313262.
        assert_eq!(ce.rows[0][3], "0.731059");
        assert_eq!(
            (ce.foot[4].as_str(), ce.foot[6].as_str()),
            ("0.313262", "0")
        );
    }
}
