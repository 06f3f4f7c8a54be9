//! Type logits or probabilities and a target; every loss and its gradients come out.

use super::Card;
use super::steps::{QuestionAndSheet, Steps};
use crate::components::parts::{
    Button, Fact, RadioLine, SaveTable, Typed, WithSome, notes, table, whole, wrong,
};
use crate::state::CalculatorInputs;
use leptos::prelude::*;
use playground_experiment::format;
use playground_insight::pull::norm;
use playground_insight::theory::calculator::{
    EXAMPLES, Example, Information, Question, ROWS, Sheet, VectorKind, target, work,
};
use playground_insight::theory::numbers::{MOST, numbers};

/// What the vector can hold: key and name.
const GIVEN: [(VectorKind, &str, &str); 2] = [
    (VectorKind::Logits, "logits", "logits z"),
    (
        VectorKind::Probabilities,
        "probabilities",
        "probabilities p",
    ),
];

impl CalculatorInputs {
    fn set(self, example: &Example) {
        self.given.set(example.given);
        self.values.set(example.values.to_owned());
        self.target.set(example.target.to_owned());
        self.classes.set(example.classes.to_string());
    }
}

/// Finds the class that the target is mostly about.
fn true_class(y: &[f64]) -> usize {
    let largest = |best: usize, k: usize| if y[k] > y[best] { k } else { best };
    (0..y.len()).fold(0, largest)
}

/// Writes a row of the overview: value, gradient at the true class, its norm, and how many times larger the
/// first row's norm is.
fn overview(question: &Question, sheet: &Sheet, index: usize) -> [String; 4] {
    let none = || format::NO_NUMBER.to_owned();
    let Ok(worked) = &sheet.worked[index] else {
        return [none(), none(), none(), none()];
    };
    let value = format::precise(worked.value);
    let Ok(gradient) = &worked.at_logits else {
        return [value, none(), none(), none()];
    };
    let first = sheet.worked[0].as_ref();
    let first = first.ok().and_then(|worked| worked.at_logits.as_ref().ok());
    let ratio = first.map_or(f64::NAN, |first| norm(first) / norm(gradient));
    [
        value,
        format::precise(gradient[true_class(&question.target)]),
        format::precise(norm(gradient)),
        format!("× {}", format::number(ratio)),
    ]
}

/// The card.
#[component]
pub fn Calculator(
    /// What was typed.
    inputs: CalculatorInputs,
) -> impl IntoView {
    let values = Memo::new(move |_| inputs.values.with(|text| numbers(text)));
    let classes = Memo::new(move |_| inputs.classes.with(|text| whole(text, 1, MOST as u64)));
    let wanted = Memo::new(move |_| match values.get() {
        Ok(values) => (inputs.target).with(|text| target(text, values.len()).map(Some)),
        Err(_) => Ok(None),
    });
    let example = move |example: &'static Example| {
        view! { <Button class="small" press=move |_| inputs.set(example)>{example.name}</Button> }
    };
    let asked = Memo::new(move |_| -> QuestionAndSheet {
        let question = Question {
            given: inputs.given.get(),
            values: values.get().ok()?,
            target: wanted.get().ok()??,
            classes: classes.get().ok()? as usize,
        };
        let sheet = work(&question);
        Some((question, sheet))
    });
    view! {
        <Card
            key="calculator"
            why="theory-calculator"
            note=&notes::theory::CALCULATOR
        >
            <RadioLine group="given" words="The vector holds" options=&GIVEN value=inputs.given />
            <Typed id="calculator-values" label="vector" value=inputs.values wrong=wrong(values) />
            <div class="pair">
                <Typed id="calculator-target" label="target" value=inputs.target wrong=wrong(wanted) />
                <Typed
                    id="calculator-classes"
                    label="number of classes K"
                    value=inputs.classes
                    numeric=true
                    wrong=wrong(classes)
                />
            </div>
            <div class="theory-examples" role="group" aria-label="Examples">
                {EXAMPLES.iter().map(example).collect_view()}
            </div>
            <Remarks asked />
            <Overview asked row=inputs.row />
            <Distances asked />
            <Steps asked row=inputs.row />
        </Card>
    }
}

/// Lists what keeps vector and target from being what they should be.
fn remarks((question, sheet): &(Question, Sheet)) -> Vec<(String, Vec<String>)> {
    let count = question.values.len();
    let subject = match question.given {
        VectorKind::Logits => "The vector does not fit.".to_owned(),
        VectorKind::Probabilities => format!(
            "The vector is not a probability distribution over {} classes.",
            question.classes
        ),
    };
    let mut about_values = sheet.about_values.clone();
    if count != question.classes {
        about_values.push(format!("What follows takes it as it is, with K = {count}."));
    }
    let target = "The target is not a probability distribution.".to_owned();
    let all = vec![
        (subject, about_values),
        (target, sheet.about_target.clone()),
    ];
    let remarks = all.into_iter().filter(|(_, said)| !said.is_empty());
    remarks.collect()
}

#[component]
fn Remarks(asked: Memo<QuestionAndSheet>) -> impl IntoView {
    let all = move || asked.with_some(remarks).unwrap_or_default();
    let remark = |(subject, said): (String, Vec<String>)| {
        view! {
            <p class="notice warning">
                <span class="notice-text">
                    <strong>{subject}</strong>
                    " "
                    {said.join(" ")}
                </span>
            </p>
        }
    };
    view! {
        <div class="theory-remarks" id="calculator-remarks" aria-live="polite">
            {move || all().into_iter().map(remark).collect_view()}
        </div>
    }
}

#[component]
fn Overview(asked: Memo<QuestionAndSheet>, row: RwSignal<usize>) -> impl IntoView {
    let line = move |index: usize| {
        let cells = Memo::new(move |_| {
            asked.with(|a| match a {
                Some((question, sheet)) => overview(question, sheet, index),
                None => std::array::from_fn(|_| format::NO_NUMBER.to_owned()),
            })
        });
        let cell = move |at: usize| move || cells.with(|c| c[at].clone());
        let chosen = move || row.get() == index;
        view! {
            <tr class:chosen=chosen data-row=ROWS[index].shown.key>
                <th scope="row">
                    <button type="button" class="row-choice" aria-pressed=move || chosen().to_string() on:click=move |_| row.set(index)>
                        {ROWS[index].shown.name}
                    </button>
                    <span class="caption">{ROWS[index].shown.formula}</span>
                </th>
                {[0, 1, 2, 3].map(|at| table::number(cell(at)))}
            </tr>
        }
    };
    let shown = NodeRef::new();
    view! {
        <SaveTable title="Losses and gradients" table=shown />
        <div class="scrolls" tabindex="0" role="region" aria-label="Losses and gradients">
            <table node_ref=shown class="theory-table" id="calculator-overview">
                {table::head(
                    &["loss; choose one to see its steps"],
                    &["value", "∂L/∂z, true class", "‖∂L/∂z‖", "CE pulls harder by"],
                )}
                <tbody>{(0..ROWS.len()).map(line).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Entropy, cross-entropy and divergence beside each other.
#[component]
fn Distances(asked: Memo<QuestionAndSheet>) -> impl IntoView {
    let figure = move |name: &'static str, id: &'static str, read: fn(&Information) -> f64| {
        let value = move || {
            asked.with(|a| {
                let found = a.as_ref().and_then(|(_, sheet)| sheet.information.as_ref());
                format::or_dash(found, |i| format::precise(read(i)))
            })
        };
        view! { <Fact id name value=Signal::derive(value) /> }
    };
    view! {
        <dl class="theory-figures">
            {figure("cross-entropy CE(y, p)", "calculator-ce", |i| i.cross_entropy)}
            {figure("= entropy H(y)", "calculator-entropy", |i| i.entropy)}
            {figure("+ divergence KL(y‖p)", "calculator-kl", |i| i.divergence)}
        </dl>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(index: usize) -> (Question, Sheet) {
        let example = &EXAMPLES[index];
        let values = numbers(example.values).unwrap();
        let target = target(example.target, values.len()).unwrap();
        let question = Question {
            given: example.given,
            values,
            target,
            classes: example.classes,
        };
        let sheet = work(&question);
        (question, sheet)
    }

    #[test]
    fn the_overview_has_the_numbers_of_the_headline() {
        let (question, sheet) = asked(0);
        let of = |key| ROWS.iter().position(|row| row.shown.key == key).unwrap();
        let rows = ["ce", "mse-mean"].map(|key| overview(&question, &sheet, of(key)));
        assert_eq!(rows[0][1], "-0.999955");
        assert!(
            rows[1][1].starts_with("-1.814") || rows[1][1].starts_with("-1.813"),
            "{rows:?}"
        );
        assert_eq!(rows[1][3], "× 14.7k");
    }

    #[test]
    fn eleven_entries_are_remarked_on() {
        let said = remarks(&asked(4));
        assert_eq!(said.len(), 1);
        assert!(said[0].0.contains("over 10 classes"));
        let all = said[0].1.join(" ");
        assert!(
            all.contains("11 entries") && all.contains("1.05") && all.contains("K = 11"),
            "{all}"
        );
        assert!(remarks(&asked(0)).is_empty());
    }
}
