//! The gradient lab: the network in training in detail, from the probes that its reports bring along.
//!
//! | file | |
//! | --- | --- |
//! | `scatter.rs` | the gradient at the logits, one dot per image, over the closed-form curves |
//! | `image.rs` | one of those images: its gradients under both losses, class by class |
//! | `microscope.rs` | one image and one weight: forward, backward, and the finite difference |
//! | `worst.rs` | the images it is most wrong about |
//! | `by_layer.rs` | gradients from the output back to the input, as bars |
//! | `courses.rs` | updates and lost units over steps |
//! | `layers.rs` | histograms of weights, activations and gradients |
//! | `slice.rs` | the loss around the network, in two directions |

mod by_layer;
mod courses;
mod image;
mod layers;
mod microscope;
mod scatter;
mod slice;
mod worst;

use super::diagnosis::Diagnosis;
use super::runs::of_one_run;
use crate::chart::Caption;
use crate::components::parts::{option, parsed};
use crate::run::Run;
use crate::run::detail::ProbeWithExamples;
use crate::run::objective::ObjectiveId;
use crate::state::Store;
use crate::text::t;
use leptos::context::Provider;
use leptos::prelude::*;
use playground_experiment::protocol::probe::Examples;
use std::sync::Arc;

/// Choices for how often a detailed probe is made, in reports.
const RATES: [u32; 8] = [1, 2, 5, 10, 20, 50, 100, 0];

/// What is pointed at.
#[derive(Clone, Copy)]
struct Selection {
    /// The probability under the crosshair of the scatter.
    hover: RwSignal<Option<f64>>,
    /// Place in the training file of the image that was picked.
    picked: RwSignal<Option<u32>>,
}

fn latest(run: &Run) -> Option<Arc<ProbeWithExamples>> {
    run.history.detail.probed.clone()
}

/// Returns the pair that was in use when the probe was made.
fn objective(probed: &ProbeWithExamples) -> ObjectiveId {
    let (output, loss) = probed.probe.objective;
    ObjectiveId { output, loss }
}

/// Returns the gradients of the examples under `id`, `[examples, classes]`.
fn gradients_under(probed: &ProbeWithExamples, id: ObjectiveId) -> &[f32] {
    if id == objective(probed) {
        &probed.examples.own
    } else {
        &probed.examples.counterpart
    }
}

/// Sorts the examples by the probability of their true class; those without one are left out.
fn by_probability(examples: &Examples) -> Vec<usize> {
    let mut order: Vec<usize> = (0..examples.len())
        .filter(|&i| examples.p_true[i].is_finite())
        .collect();
    order.sort_by(|&a, &b| examples.p_true[a].total_cmp(&examples.p_true[b]));
    order
}

/// Finds the example that the figures beside the scatter are about: under the crosshair (as the legend reads
/// it, the last one up to there), else the one picked, else the one that is most wrong.
fn chosen(examples: &Examples, hover: Option<f64>, picked: Option<u32>) -> Option<usize> {
    let order = by_probability(examples);
    let under = |x: f64| {
        let up_to = order.partition_point(|&i| f64::from(examples.p_true[i]) <= x);
        order.get(up_to.saturating_sub(1)).copied()
    };
    let same = |index: u32| examples.indices.iter().position(|&i| i == index);
    hover
        .and_then(under)
        .or_else(|| picked.and_then(same))
        .or_else(|| order.first().copied())
}

/// The view.
#[component]
pub fn Lab() -> impl IntoView {
    let store = Store::here();
    let pointed = Selection {
        hover: RwSignal::new(None),
        picked: store.view.picked.of_batch,
    };
    let of_one = of_one_run();
    // The updates of all runs stand in one chart.
    let of_all = use_context::<Caption>().unwrap_or(of_one);
    provide_context(of_one);
    let autoencoder = store.memo(|run| run.settings.active.is_autoencoder());
    let of_images = move || {
        match autoencoder.get() {
        true => view! {
            <p class="card caption wide" id="lab-no-classes">
                "Image by image the gradients stand over the probability of the true class. An autoencoder has no classes: \
                 see its images in the view Mistakes made. Everything below is about every network."
            </p>
        }
        .into_any(),
        false => view! {
            <scatter::Scatter pointed />
            <image::OneImage pointed />
            <microscope::Microscope pointed />
        }
        .into_any(),
    }
    };
    view! {
        <section class="lab" id="lab" aria-labelledby="lab-title">
            <h2 id="lab-title" class="unseen">"Gradients"</h2>
            <div class="wide">
                <Diagnosis />
            </div>
            <Rate />
            {of_images}
            <by_layer::ByLayer />
            <Provider value=of_all>
                <courses::Updates />
            </Provider>
            <courses::Units />
            <layers::Layers />
            <slice::Slice />
        </section>
    }
}

/// How often it looks, and when it last did.
#[component]
fn Rate() -> impl IntoView {
    let store = Store::here();
    let every = store.view.watch;
    let choose = parsed(move |reports| every.set(reports));
    let option = move |reports: u32| {
        let name = match reports {
            0 => "never".to_owned(),
            1 => "every report".to_owned(),
            n => format!("every {n} reports"),
        };
        option(reports, name, move || every.get() == reports)
    };
    // A link may ask for a rate of its own.
    let rates = move || {
        let own = Some(every.get()).filter(|n| !RATES.contains(n));
        own.into_iter().chain(RATES).map(option).collect_view()
    };
    let last = store.memo(|run| latest(run).map(|probed| probed.probe.step));
    let said = move || match (every.get(), last.get()) {
        (0, _) => "The figures stay as they are.".to_owned(),
        (_, None) => "The first report brings the first figures.".to_owned(),
        (_, Some(step)) => format!("Step {step}. Looking does not change the run."),
    };
    view! {
        <div class="tools lab-rate">
            <label class="tool">
                {t!("batch.rate")} <select id="probe-rate" class="small" on:change=choose>
                    {rates}
                </select>
            </label>
            <span class="caption" id="probe-step">{said}</span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::detail::tests::probed;

    #[test]
    fn the_image_pointed_at_comes_before_the_one_picked_before_the_worst() {
        // p_true is σ(2) = 0.88 for the image 5 and σ(−3) = 0.05 for the image 9.
        let examples = probed(1, None).examples;
        assert_eq!(by_probability(&examples), [1, 0]);
        assert_eq!(chosen(&examples, None, None), Some(1));
        assert_eq!(chosen(&examples, None, Some(5)), Some(0));
        assert_eq!(chosen(&examples, None, Some(77)), Some(1));
        assert_eq!(chosen(&examples, Some(0.5), Some(5)), Some(1));
        assert_eq!(chosen(&examples, Some(0.01), None), Some(1));
        assert_eq!(chosen(&examples, Some(0.9), None), Some(0));
        assert_eq!(chosen(&Examples::default(), Some(0.5), Some(5)), None);
    }
}
