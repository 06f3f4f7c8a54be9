//! Evaluation: how good the network is on images that it was not trained on, and where it fails.
//!
//! | file | |
//! | --- | --- |
//! | `keep.rs` | when it is measured |
//! | `confusion.rs` | who is taken for whom: a table whose cells open the gallery |
//! | `gallery.rs` | the images of a cell, or all mistakes |
//! | `image.rs` | one of them: the answer, and the way into the pad |
//! | `classes.rs` | precision, recall and F1 by class |
//! | `calibration.rs` | whether it is right as often as it says |

mod calibration;
mod classes;
mod confusion;
mod gallery;
mod image;
mod keep;

use super::autoencoder::Autoencoder;
use super::runs::of_one_run;
use crate::components::parts::{CardHead, WithSome, chosen, notes, option};
use crate::run::Run;
use crate::run::objective::ObjectiveId;
use crate::state::{NetworkFigures, Store, part_from_key, part_key};
use keep::{keep_measured, part_size};
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::Part;
use playground_experiment::protocol::examination::Examination;
use playground_insight::evaluation::Examined;

/// The latest figures of the present network on the part chosen.
type Latest = Memo<Option<NetworkFigures<Examined>>>;

/// What is pointed at.
#[derive(Clone, Copy)]
struct Selection {
    /// True class and class taken for it, of the cell whose images are shown; none for all mistakes.
    cell: RwSignal<Option<(usize, usize)>>,
    /// Place in its file of the image that is looked at.
    image: RwSignal<Option<u32>>,
}

/// Puts what was measured into words.
fn said(head: &Examination) -> String {
    let count = |n: usize| format::grouped(n);
    let part = part_key(head.part);
    match head.is_whole() {
        true => format!("Step {}, all {} {part} images.", head.step, count(head.of)),
        false => format!(
            "Step {}, a sample of {} of the {} {part} images. All of them are measured at the end of an epoch and at \
             rest.",
            head.step,
            count(head.images),
            count(head.of)
        ),
    }
}

/// Says why figures are missing.
fn absent(run: &Run, part: Part) -> String {
    if run.connection.is_dead() {
        return "The trainer has stopped; start it again to measure.".to_owned();
    }
    if part_size(run, part) == Some(0) {
        return "This split has no validation images. Choose the test images, or another split."
            .to_owned();
    }
    format!("Waiting for the {} images.", part_key(part))
}

/// The view: of a classifier here, of an autoencoder in its own module.
#[component]
pub fn Evaluate() -> impl IntoView {
    provide_context(of_one_run());
    let autoencoder = Store::here().memo(|run| run.settings.active.is_autoencoder());
    move || match autoencoder.get() {
        true => view! { <Autoencoder /> }.into_any(),
        false => view! { <Classifier /> }.into_any(),
    }
}

/// How good a classifier is.
#[component]
fn Classifier() -> impl IntoView {
    let store = Store::here();
    keep_measured(store);
    let part = store.view.part;
    let latest: Latest = Memo::new(move |_| {
        let (part, seen) = (part.get(), store.figures.examined.now(store));
        seen.filter(|seen| seen.what.head.part == part)
    });
    let picked = Selection {
        cell: store.view.picked.cell,
        image: store.view.picked.evaluated,
    };
    view! {
        <section class="evaluate" id="evaluate" aria-labelledby="evaluate-title">
            <h2 id="evaluate-title" class="unseen">"Evaluation"</h2>
            <Which latest picked />
            <Figures latest />
            <confusion::Matrix latest picked />
            <div class="evaluate-side">
                <gallery::Gallery latest picked />
                <image::OneImage latest picked />
                <calibration::Reliability latest />
            </div>
            <classes::Classes latest />
        </section>
    }
}

/// On which part, and when it was measured.
#[component]
fn Which(latest: Latest, picked: Selection) -> impl IntoView {
    let store = Store::here();
    let part = store.view.part;
    let choose = chosen(part_from_key, move |chosen| {
        part.set(chosen);
        picked.image.set(None);
    });
    let option = move |value: Part| {
        let key = part_key(value);
        option(key, format!("{key} images"), move || part.get() == value)
    };
    let why_not = Memo::new(move |_| store.read(|run| absent(run, part.get())));
    let said = move || {
        latest.with(|latest| match latest {
            Some(measured) => said(&measured.what.head),
            None => why_not.get(),
        })
    };
    view! {
        <div class="tools wide evaluate-which">
            <label class="tool">
                "measured on" <select id="evaluate-part" class="small" on:change=choose>
                    {[Part::Test, Part::Validation].map(option).collect_view()}
                </select>
            </label>
            <span class="caption" id="evaluate-said">{said}</span>
        </div>
    }
}

/// Accuracy, loss and calibration error in one number each.
#[component]
fn Figures(latest: Latest) -> impl IntoView {
    let read = move |of: fn(&Examined) -> String| {
        move || latest.with(|l| format::or_dash(l.as_ref(), |seen| of(&seen.what)))
    };
    let unit = move || {
        let (output, loss) = latest.with_some(|seen| seen.what.head.objective)?;
        Some(ObjectiveId { output, loss }.unit())
    };
    let right = read(|e| {
        let (correct, total) = (e.confusion.correct(), e.confusion.total());
        let count = |n| format::grouped(n);
        format!("{} of {} right", count(correct), count(total))
    });
    let error = read(|e| format::or_dash(e.calibration.as_ref(), |c| format::percent(c.ece)));
    view! {
        <div class="card wide" id="evaluate-figures">
            <CardHead id="held-out" title="On images held out of training" notes=&notes::evaluation::HELD_OUT />
            <dl class="evaluate-figures">
                <div>
                    <dt>"accuracy"</dt>
                    <dd id="evaluate-accuracy" translate="no">{read(|e| format::percent(e.accuracy()))}</dd>
                    <dd class="caption">{right}</dd>
                </div>
                <div>
                    <dt>"loss"</dt>
                    <dd id="evaluate-loss" translate="no">{read(|e| format::reading(e.loss))}</dd>
                    <dd class="caption">{unit}</dd>
                </div>
                <div>
                    <dt>"calibration error"</dt>
                    <dd id="evaluate-ece" translate="no">{error}</dd>
                    <dd class="caption">"ECE"</dd>
                </div>
            </dl>
        </div>
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use playground_experiment::loss::{Loss, LossSettings, Output, Reduction};
    use playground_experiment::protocol::DataFile;
    use playground_experiment::protocol::examination::Answers;

    /// Five images of three classes: both 0s right, the 1 taken for 2 surely, one 2 for 1 narrowly.
    pub fn examined(output: Output, loss: Loss) -> Examined {
        let head = Examination {
            part: Part::Test,
            file: DataFile::Test,
            step: 40,
            images: 5,
            of: 10_000,
            classes: 3,
            objective: (output, loss),
            settings: LossSettings::usual(Reduction::Mean),
        };
        let logits = [
            [4.0, 0.0, 0.0],
            [2.0, 0.0, 0.0],
            [0.0, 0.0, 6.0],
            [0.0, 0.2, 0.0],
            [0.0, 0.0, 3.0],
        ];
        let answers = Answers {
            classes: 3,
            labels: vec![0, 0, 1, 2, 2],
            indices: vec![10, 11, 12, 13, 14],
            logits: logits.concat(),
        };
        Examined::new(head, &answers.to_bulk()).unwrap()
    }

    #[test]
    fn a_sample_is_called_one() {
        let mut head = examined(Output::Softmax, Loss::CrossEntropy).head;
        assert!(said(&head).starts_with("Step 40, a sample of 5 of the 10,000 test images."));
        head.images = head.of;
        assert_eq!(said(&head), "Step 40, all 10,000 test images.");
    }
}
