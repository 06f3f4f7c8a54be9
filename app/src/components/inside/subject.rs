//! The image that is looked at: what is on the pad or, while nothing is, one of the scan's.

use super::InsideContext;
use crate::components::parts::{Button, LoadIntoPad, Picture, WithSome};
use crate::state::{NetworkFigures, Store, image_name};
use leptos::prelude::*;
use playground_experiment::protocol::DataFile;
use playground_experiment::protocol::inside::ScanResult;
use std::sync::Arc;

/// The image, and where it comes from.
#[derive(Clone, Copy)]
pub struct Subject {
    /// Which of the scan's images stands in for an empty pad.
    example: RwSignal<usize>,
    /// Its place in its file.
    place: Memo<Option<(DataFile, u32)>>,
    /// Whether the pad is looked at.
    pad: Memo<bool>,
    /// Raw pixels in [0, 1], ink = 1.
    pub pixels: Memo<Option<Arc<[f32]>>>,
}

impl Subject {
    /// Creates the subject of the run of `store`.
    pub fn new(store: Store, scan: Memo<Option<NetworkFigures<ScanResult>>>) -> Self {
        let example = store.view.picked.example;
        let pad = Memo::new(move |_| store.pad.seen.with(Option::is_some));
        let place = Memo::new(move |_| {
            scan.with(|scan| {
                let scan = &scan.as_ref()?.what;
                let at = example.get() % scan.indices.len().max(1);
                Some((scan.head.file, *scan.indices.get(at)?))
            })
        });
        Effect::new(move || {
            store.pictures.track();
            if let Some((file, index)) = place.get().filter(|_| !pad.get()) {
                store.pictures.look_at(file, &[index]);
            }
        });
        let values = store.memo(|run| run.settings.active.dataset.info().sample.len());
        let pixels = Memo::new(move |_| {
            // A drawing is not a series.
            let drawn = store
                .pad
                .seen
                .get()
                .filter(|drawn| drawn.len() == values.get());
            drawn.map(Arc::from).or_else(|| {
                let (file, index) = place.get()?;
                store.pictures.get(file, index)
            })
        });
        Self {
            example,
            place,
            pad,
            pixels,
        }
    }

    /// Says what it is called: "test image 17, a 4". Tracks.
    fn name(self, shown: InsideContext, under: Option<String>) -> Option<String> {
        if self.pad.get() {
            return Some(under.unwrap_or_else(|| "your drawing".to_owned()));
        }
        let (_, index) = self.place.get()?;
        let class = self.class(shown)?;
        shown.scan.with(|scan| {
            let part = scan.as_ref()?.what.head.part;
            Some(image_name(part, index, class))
        })
    }

    /// Names the class of the scan's image. Tracks.
    fn class(self, shown: InsideContext) -> Option<&'static str> {
        let (_, index) = self.place.get()?;
        shown.scan.with(|scan| {
            let scan = &scan.as_ref()?.what;
            let at = scan.indices.iter().position(|&i| i == index)?;
            shown.name(scan.labels[at].into())
        })
    }
}

/// Which image it is, and the way to another.
#[component]
pub fn Choice(shown: InsideContext) -> impl IntoView {
    let store = Store::here();
    let subject = shown.subject;
    let under = move || store.pad.background.with_some(|image| image.name.clone());
    let name = Memo::new(move |_| subject.name(shown, under()));
    let step = Memo::new(move |_| shown.seen.with_some(|s| s.what.head.step));
    let said = move || match (name.get(), step.get()) {
        (Some(name), Some(step)) => format!("Step {step}: {name}."),
        (Some(name), None) => format!("Waiting for the network to look at {name}."),
        (None, _) => "Draw, or wait for the test images.".to_owned(),
    };
    let on_pad = move || subject.pad.get();
    let another = move |_| {
        if subject.pad.get_untracked() {
            store.pad.clear(store);
        } else {
            subject.example.update(|n| *n += 1);
        }
    };
    let named = Signal::derive(move || Some((name.get()?, subject.class(shown))));
    let elsewhere = Signal::derive(move || subject.pixels.get().filter(|_| !on_pad()));
    view! {
        <div class="tools wide inside-subject">
            <Picture pixels=subject.pixels id="inside-image" />
            <span class="caption" id="inside-said">{said}</span>
            <Button id="inside-next" class="small" press=another>
                {move || if on_pad() { "Test images instead" } else { "Next image" }}
            </Button>
            <LoadIntoPad id="inside-to-pad" pixels=elsewhere named>"Load into the pad"</LoadIntoPad>
        </div>
    }
}
