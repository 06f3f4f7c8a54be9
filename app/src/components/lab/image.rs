//! One image of the batch: what the network made of it, and the gradient at each of its logits under
//! both losses side by side: p − y beside its product with the softmax's Jacobian.

use super::worst::Worst;
use super::{Selection, chosen, gradients_under, latest, objective};
use crate::chart::Digits;
use crate::components::parts::{CardHead, Picture, Swatch, WithSome, notes, read_as, table};
use crate::run::detail::ProbeWithExamples;
use crate::run::objective::ObjectiveId;
use crate::state::Store;
use leptos::html;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::loss::softmax;
use playground_experiment::protocol::DataFile;

const TITLE: &str = "One image of the batch";

/// What the card says of the example chosen.
#[derive(Clone, Debug, PartialEq)]
struct ExampleCard {
    /// Place in the training file.
    index: u32,
    label: usize,
    /// The class with the highest logit.
    taken_for: usize,
    pair: [ObjectiveId; 2],
    rows: Vec<ClassRow>,
}

/// One class.
#[derive(Clone, Debug, PartialEq)]
struct ClassRow {
    p: f64,
    y: f64,
    gradients: [f64; 2],
}

fn shown(probed: &ProbeWithExamples, example: usize) -> ExampleCard {
    let examples = &probed.examples;
    let logits = examples.row(&examples.logits, example).iter();
    let logits: Vec<f64> = logits.map(|&z| f64::from(z)).collect();
    let pair = objective(probed).side_by_side();
    let gradients = pair.map(|id| examples.row(gradients_under(probed, id), example));
    let label = usize::from(examples.labels[example]);
    let p = softmax(&logits);
    let highest = |best: usize, k: usize| if p[k] > p[best] { k } else { best };
    let row = |k: usize| ClassRow {
        p: p[k],
        y: f64::from(u8::from(k == label)),
        gradients: gradients.map(|g| g.get(k).map_or(f64::NAN, |&v| f64::from(v))),
    };
    ExampleCard {
        index: examples.indices[example],
        label,
        taken_for: (0..p.len()).reduce(highest).unwrap_or(0),
        pair,
        rows: (0..p.len()).map(row).collect(),
    }
}

impl ExampleCard {
    fn norm(&self, side: usize) -> f64 {
        let squares = self.rows.iter().map(|row| row.gradients[side].powi(2));
        squares.sum::<f64>().sqrt()
    }

    /// Returns the largest entry of both gradients: the length of a full bar.
    fn scale(&self) -> f64 {
        let all = self.rows.iter().flat_map(|row| row.gradients);
        all.fold(0.0, |most, g| most.max(g.abs()))
    }

    /// Says what the network made of the image.
    fn verdict(&self, classes: &[&str]) -> String {
        let p = self.rows.get(self.label).map_or(f64::NAN, |row| row.p);
        let p = format::percent(p);
        match read_as(classes, self.label, self.taken_for) {
            (name, read) if self.label == self.taken_for => format!("{name}, {read}: {p}"),
            (name, read) => format!("{name}, {read}: {p} for {name}"),
        }
    }
}

/// The card.
#[component]
pub fn OneImage(pointed: Selection) -> impl IntoView {
    let store = Store::here();
    let probed = store.memo(latest);
    let now = Memo::new(move |_| {
        let (hover, picked) = (pointed.hover.get(), pointed.picked.get());
        probed.with(|probed| {
            let probed = probed.as_deref()?;
            let example = chosen(&probed.examples, hover, picked)?;
            Some(shown(probed, example))
        })
    });
    let classes = store.memo(|run| run.settings.active.classes());
    let verdict = move || {
        now.with(|now| match now {
            Some(shown) => shown.verdict(classes.get()),
            None => "An image of the batch will appear here.".to_owned(),
        })
    };
    let place = Memo::new(move |_| now.with_some(|shown| (DataFile::Train, shown.index)));
    let pixels = store.pictures.follow(move || place.get());
    let shown = NodeRef::new();
    let figures = move |digits: Digits| {
        let tables = table::figure(TITLE, shown, digits).into_iter();
        tables.map(|figure| figure.with_note(verdict())).collect()
    };
    view! {
        <div class="card" id="lab-image">
            <CardHead id="image" title=TITLE notes=&notes::lab::SCATTER figures=figures />
            <Worst pointed />
            <div class="one-image">
                <Picture pixels />
                <p id="image-verdict">{verdict}</p>
            </div>
            <Gradients now classes shown />
        </div>
    }
}

/// The gradients of all classes under both losses.
#[component]
fn Gradients(
    now: Memo<Option<ExampleCard>>,
    classes: Memo<&'static [&'static str]>,
    /// The table, for whom it is saved.
    shown: NodeRef<html::Table>,
) -> impl IntoView {
    let store = Store::here();
    let objective = store.memo(|run| match latest(run) {
        Some(probed) => objective(&probed),
        None => run.settings.objective(),
    });
    let heading = move |side: usize| {
        let id = move || objective.get().side_by_side()[side];
        view! {
            <th scope="col" class="number">
                <Swatch color=Signal::derive(move || table::var(id().color())) />
                {move || format!("∂L/∂z, {}", id().label())}
            </th>
        }
    };
    let row = move |k: usize| {
        let read = move |of: fn(&ClassRow) -> f64| {
            now.with(|now| now.as_ref().and_then(|s| s.rows.get(k)).map(of))
        };
        let truth = move || now.with_some(|shown| shown.label) == Some(k);
        view! {
            <tr class:true-class=truth>
                <th scope="row">{move || classes.get().get(k).copied().unwrap_or_default()}</th>
                {table::rounded(move || read(|row| row.p), format::reading)}
                {table::number(move || read(|row| row.y).map_or_else(String::new, format::number))}
                {[0, 1].map(|side| view! { <Signed now k side /> })}
            </tr>
        }
    };
    let norm = move |side: usize| {
        let value = move || now.with_some(|shown| shown.norm(side));
        table::rounded(value, format::reading)
    };
    view! {
        <div class="scrolls">
            <table node_ref=shown class="lab-table" id="image-gradients">
                <caption class="unseen">
                    "Probability, target and the gradient at the logit of each class, under both losses"
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"class"</th>
                        <th scope="col" class="number">"p"</th>
                        <th scope="col" class="number">"y"</th>
                        {[0, 1].map(heading)}
                    </tr>
                </thead>
                <tbody>{move || (0..classes.get().len()).map(row).collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">"‖∂L/∂z‖"</th>
                        {[0, 1].map(norm)}
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

/// A number with a bar to the left or to the right of the middle.
#[component]
fn Signed(now: Memo<Option<ExampleCard>>, k: usize, side: usize) -> impl IntoView {
    let value = Memo::new(move |_| {
        now.with(|now| {
            let shown = now.as_ref()?;
            Some((shown.rows.get(k)?.gradients[side], shown.scale()))
        })
    });
    let share = move || match value.get() {
        Some((value, scale)) if scale > 0.0 && value.is_finite() => 50.0 * value / scale,
        _ => 0.0,
    };
    let left = move || format!("{:.2}%", 50.0 + share().min(0.0));
    let width = move || format!("{:.2}%", share().abs());
    let text = move || format::or_dash(value.get(), |v| format::reading(v.0));
    let color = move || {
        now.with_some(|shown| shown.pair[side].color())
            .unwrap_or("")
    };
    view! {
        <td class="number" translate="no" data-in-full=move || table::in_full(value.get().map(|v| v.0))>
            {text}
            <span class="signed" aria-hidden="true">
                <span
                    class="signed-bar"
                    style:left=left
                    style:width=width
                    style:background-color=move || table::var(color())
                ></span>
            </span>
        </td>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::detail::tests::probed;

    #[test]
    fn an_image_is_said_to_be_read_or_taken_for_another() {
        let probed = probed(1, None);
        let (right, wrong) = (shown(&probed, 0), shown(&probed, 1));
        let classes = ["shoe", "bag"];
        assert_eq!(right.verdict(&classes), "shoe, read as such: 88.1 %");
        assert_eq!(wrong.verdict(&classes), "bag, read as shoe: 4.7 % for bag");
        assert!((wrong.norm(0) - 0.95 * 2f64.sqrt()).abs() < 1e-6);
        assert!((wrong.scale() - 0.95).abs() < 1e-6);
        assert!((wrong.rows[0].p + wrong.rows[1].p - 1.0).abs() < 1e-12);
        assert_eq!((wrong.rows[0].y, wrong.rows[1].y), (0.0, 1.0));
    }
}
