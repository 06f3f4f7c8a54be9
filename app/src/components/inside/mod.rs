//! Inside the network: an image on its way from input to answer, what each unit looks for, what the
//! answer hangs on, and the last hidden layer from above.
//!
//! | file | |
//! | --- | --- |
//! | `adaptive.rs` | the curves of an adaptive layer |
//! | `keep.rs` | when the trainer is asked |
//! | `subject.rs` | the image that is looked at: the pad, or one of the scan |
//! | `path.rs` | every layer's activations for that image, unit by unit |
//! | `unit.rs` | one unit: its weights, and the images that excite it most |
//! | `weights.rs` | all weights of a layer |
//! | `explain.rs` | saliency and occlusion |
//! | `embedding.rs`, `plane.rs`, `cloud.rs` | the last hidden layer on a plane |
//! | `mosaic.rs` | units side by side |
//! | `raster.rs`, `tint.rs` | values as coloured pixels |

mod adaptive;
pub(super) mod cloud;
mod embedding;
mod explain;
mod keep;
mod mosaic;
mod path;
pub(super) mod plane;
mod raster;
mod subject;
mod tint;
mod unit;
mod weights;

use super::runs::of_one_run;
use crate::components::parts::WithSome;
use crate::state::{NetworkFigures, Store};
use leptos::prelude::*;
pub use mosaic::{Mosaic, activation_image};
use playground_experiment::model::{Architecture, Layer};
use playground_experiment::protocol::inside::{Inspected, ScanResult, Window};
pub use raster::Raster;
use subject::Subject;
pub use tint::strongest;

/// What is pointed at and what is known.
#[derive(Clone, Copy)]
struct InsideContext {
    /// The unit in the card of one unit: its layer, counted from the input, and its number in it.
    unit: RwSignal<(usize, usize)>,
    /// The class explained; the one answered when none.
    class: RwSignal<Option<usize>>,
    /// The image on its way through the network.
    subject: Subject,
    /// The present network's shape.
    architecture: Memo<Option<Architecture>>,
    /// The latest look at it.
    seen: Memo<Option<NetworkFigures<Inspected>>>,
    /// The latest scan of it.
    scan: Memo<Option<NetworkFigures<ScanResult>>>,
    names: Memo<&'static [&'static str]>,
}

impl InsideContext {
    /// Returns the unit chosen, pulled into the present network. Tracks.
    fn unit_now(self) -> (usize, usize) {
        let (layer, unit) = self.unit.get();
        let layer = layer.min(self.depth().saturating_sub(1));
        let width = self.layer(layer, Layer::units_after).unwrap_or(1);
        (layer, unit.min(width.saturating_sub(1)))
    }

    /// Reads a layer of the network, if it has that many.
    fn layer<T>(self, index: usize, read: impl FnOnce(&Layer) -> T) -> Option<T> {
        self.architecture
            .with(|a| a.as_ref()?.layers.get(index).map(read))
    }

    /// Returns how many layers it has.
    fn depth(self) -> usize {
        self.architecture.with_some(|a| a.layers.len()).unwrap_or(0)
    }

    /// Returns the units whose weights are asked for: those around the chosen one. Tracks.
    fn window(self) -> Option<Window> {
        let (index, unit) = self.unit_now();
        self.layer(index, |l| Window::around(index, unit, l.units, l.inputs))
    }

    /// Chooses the unit under the pointer.
    fn point(self, layer: usize, unit: usize) {
        if self.unit.get_untracked() != (layer, unit) {
            self.unit.set((layer, unit));
        }
    }

    /// Returns what a class is called.
    fn name(self, class: usize) -> Option<&'static str> {
        self.names.get().get(class).copied()
    }

    /// Returns the latest look, if it holds the weights of the layer chosen. Tracks.
    fn seen_layer(self) -> Option<NetworkFigures<Inspected>> {
        let ((layer, _), seen) = (self.unit_now(), self.seen.get());
        seen.filter(|seen| seen.what.head.window.layer == layer)
    }
}

/// The view.
#[component]
pub fn Inside() -> impl IntoView {
    let store = Store::here();
    provide_context(of_one_run());
    let scan = Memo::new(move |_| store.figures.scan.now(store));
    let shown = InsideContext {
        unit: store.view.picked.unit,
        class: store.view.picked.class,
        subject: Subject::new(store, scan),
        architecture: store.memo(|run| run.settings.active.architecture().ok()),
        seen: Memo::new(move |_| store.figures.inspected.now(store)),
        scan,
        names: store.memo(|run| run.settings.active.classes()),
    };
    keep::keep_looking(store, shown);
    view! {
        <section class="inside" id="inside" aria-labelledby="inside-title">
            <h2 id="inside-title" class="unseen">"Inside the network"</h2>
            <subject::Choice shown />
            <path::Path shown />
            <unit::Unit shown />
            <adaptive::Adaptive shown />
            <explain::Explain shown />
            <weights::Weights shown />
            <embedding::Embedding shown />
        </section>
    }
}
