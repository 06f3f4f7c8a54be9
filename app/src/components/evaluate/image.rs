//! One image of the gallery: what the network answers, and the way into the pad.

use super::super::button::Button;
use super::super::pad::bars::{BarList, bars};
use super::super::picture::Picture;
use super::super::why::{CardHead, notes};
use super::{Latest, Picked};
use crate::state::{Loaded, Store, image_name};
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::loss::Output;
use playground_experiment::protocol::DataFile;
use playground_insight::evaluation::Examined;

/// What the card says of an image.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    file: DataFile,
    index: u32,
    label: usize,
    taken_for: usize,
    loss: f64,
    output: Output,
    answer: Vec<f32>,
}

fn shown(examined: &Examined, index: u32) -> Option<Shown> {
    let image = examined.position(index)?;
    Some(Shown {
        file: examined.head.file,
        index,
        label: usize::from(examined.answers.labels[image]),
        taken_for: examined.verdicts[image].predicted,
        loss: examined.verdicts[image].loss,
        output: examined.head.objective.0,
        answer: examined.answer(image),
    })
}

impl Shown {
    fn verdict(&self, names: &[&str]) -> String {
        let name = |k: usize| names.get(k).copied().unwrap_or("?");
        let loss = format::reading(self.loss);
        match self.label == self.taken_for {
            true => format!("{}, read as such. Its loss is {loss}.", name(self.label)),
            false => format!(
                "{}, taken for {}. Its loss is {loss}.",
                name(self.label),
                name(self.taken_for)
            ),
        }
    }
}

/// The card.
#[component]
pub fn OneImage(latest: Latest, picked: Picked) -> impl IntoView {
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
    let place = Memo::new(move |_| now.with(|now| now.as_ref().map(|s| (s.file, s.index))));
    let pixels = store.pictures.follow(move || place.get());
    let list = Memo::new(move |_| {
        now.with(|now| {
            now.as_ref()
                .map_or_else(Vec::new, |shown| bars(&shown.answer, shown.output))
        })
    });
    let name = Memo::new(move |_| {
        now.with(|now| {
            let shown = now.as_ref()?;
            let class = names.get()[shown.label];
            Some(image_name(part.get(), shown.index, class))
        })
    });
    let load = move |_| {
        if let (Some(pixels), Some(name)) = (pixels.get_untracked(), name.get_untracked()) {
            let label = now.with_untracked(|now| now.as_ref().map(|shown| shown.label));
            let names = names.get_untracked();
            let class = label.and_then(|label| names.get(label).copied());
            store.load_into_pad(Loaded { pixels, name }, class);
        }
    };
    let loaded = move || {
        store
            .pad
            .background
            .with(|image| image.as_ref().map(|u| u.name.clone()) == name.get())
    };
    let on_pad = move || picked.image.get().is_some() && loaded();
    let output = Memo::new(move |_| now.with(|now| now.as_ref().map(|shown| shown.output)));
    let on_answer = Signal::derive(move || notes::answer(output.get().unwrap_or(Output::Softmax)));
    view! {
        <div class="card" id="evaluate-image">
            <CardHead id="image-answer" title="What it answers" notes=on_answer />
            <div class="one-image">
                <Picture pixels />
                <div class="one-image-words">
                    <p id="evaluate-verdict">{verdict}</p>
                    <Button
                        id="load-into-pad"
                        class="small"
                        disabled=move || pixels.with(Option::is_none)
                        press=load
                    >
                        {move || if on_pad() { "On the pad" } else { "Load into the pad" }}
                    </Button>
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
        assert_eq!(wrong.verdict(&names), "b, taken for c. Its loss is 6.00.");
        assert_eq!(wrong.answer.len(), 3);
        assert!((wrong.answer.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        let right = shown(&examined, 10).unwrap();
        assert!(right.verdict(&names).starts_with("a, read as such."));
        assert_eq!(shown(&examined, 99), None);
    }
}
