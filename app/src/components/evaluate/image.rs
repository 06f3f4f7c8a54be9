//! One image of the gallery: what the network answers, and the way into the pad.

use super::super::pad::bars::{self, BarList, bars};
use super::gallery::GalleryImage;
use super::{Latest, Selection};
use crate::chart::Digits;
use crate::components::parts::{CardHead, LoadIntoPad, Picture, WithSome, notes, read_as};
use crate::state::{Store, image_name};
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::loss::Output;
use playground_insight::evaluation::Examined;

/// What the card says of an image.
#[derive(Clone, Debug, PartialEq)]
struct ImageCard {
    entry: GalleryImage,
    output: Output,
    answer: Vec<f32>,
}

const TITLE: &str = "What it answers";

fn shown(examined: &Examined, index: u32) -> Option<ImageCard> {
    let image = examined.position(index)?;
    Some(ImageCard {
        entry: GalleryImage::of(examined, image),
        output: examined.head.objective.0,
        answer: examined.answer(image),
    })
}

impl ImageCard {
    fn verdict(&self, names: &[&str]) -> String {
        let (name, read) = read_as(names, self.entry.label, self.entry.taken_for);
        let loss = format::reading(self.entry.loss);
        format!("{name}, {read}. Its loss is {loss}.")
    }
}

/// The card.
#[component]
pub fn OneImage(latest: Latest, picked: Selection) -> impl IntoView {
    let store = Store::here();
    let part = store.view.part;
    let names = store.memo(|run| run.settings.active.classes());
    let now = Memo::new(move |_| {
        let index = picked.image.get()?;
        latest.with(|latest| shown(&latest.as_ref()?.what, index))
    });
    let verdict = move || {
        now.with(|now| match (now, picked.image.get()) {
            (Some(shown), _) => shown.verdict(names.get()),
            (None, Some(_)) => {
                "This image is not in the sample. It comes back with the next measurement of all \
                                images."
                    .to_owned()
            }
            (None, None) => "Choose an image to see what the network answers.".to_owned(),
        })
    };
    let place = Memo::new(move |_| now.with_some(|now| (now.entry.file, now.entry.index)));
    let pixels = store.pictures.follow(move || place.get());
    let list = Memo::new(move |_| {
        let bars = now.with_some(|shown| bars(&shown.answer, shown.output));
        bars.unwrap_or_default()
    });
    let named = Memo::new(move |_| {
        let GalleryImage { index, label, .. } = now.with_some(|shown| shown.entry)?;
        let class = names.get()[label];
        Some((image_name(part.get(), index, class), Some(class)))
    });
    let loaded = move || {
        let on_pad = store.pad.background.with_some(|image| image.name.clone());
        on_pad == named.with_some(|(name, _)| name.clone())
    };
    let on_pad = move || picked.image.get().is_some() && loaded();
    let output = Memo::new(move |_| now.with_some(|shown| shown.output));
    let on_answer = Signal::derive(move || notes::answer(output.get().unwrap_or(Output::Softmax)));
    let figures = move |digits: Digits| {
        let figure = list.with(|bars| bars::figure(TITLE, bars, names.get(), digits));
        let figure = figure.map(|figure| figure.with_note(verdict()));
        figure.into_iter().collect()
    };
    view! {
        <div class="card" id="evaluate-image">
            <CardHead id="image-answer" title=TITLE notes=on_answer figures=figures />
            <div class="one-image">
                <Picture pixels />
                <div class="one-image-words">
                    <p id="evaluate-verdict">{verdict}</p>
                    <LoadIntoPad id="load-into-pad" pixels named>
                        {move || if on_pad() { "On the pad" } else { "Load into the pad" }}
                    </LoadIntoPad>
                </div>
            </div>
            <BarList bars=list names id="evaluate-bars" label="Answer to the image by class" />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::examined;
    use super::*;
    use playground_experiment::loss::Loss;

    #[test]
    fn the_verdict_names_both_classes() {
        let examined = examined(Output::Softmax, Loss::CrossEntropy);
        let names = ["a", "b", "c"];
        let wrong = shown(&examined, 12).unwrap();
        assert_eq!(wrong.verdict(&names), "b, read as c. Its loss is 6.00.");
        assert_eq!(wrong.answer.len(), 3);
        assert!((wrong.answer.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        let right = shown(&examined, 10).unwrap();
        assert!(right.verdict(&names).starts_with("a, read as such."));
        assert_eq!(shown(&examined, 99), None);
    }
}
