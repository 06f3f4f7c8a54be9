//! Images to look at: all mistakes, the largest loss first, or those of a cell of the confusion
//! matrix, the most confident answer first.

use super::{Latest, Selection};
use crate::chart::Digits;
use crate::components::parts::{Button, CardHead, Picture, WithSome, ink, notes, read_as};
use crate::state::Store;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Plot, Tile};
use playground_experiment::format;
use playground_experiment::protocol::DataFile;
use playground_insight::evaluation::Examined;

const TITLE: &str = "Which images";
/// Images shown at first, and added by a press of “Show more”.
const PAGE: usize = 24;

/// An image on show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GalleryImage {
    /// Its file, and its place in it.
    pub file: DataFile,
    pub index: u32,
    /// Its class, and the one that it is taken for.
    pub label: usize,
    pub taken_for: usize,
    confidence: f64,
    pub loss: f64,
}

/// Returns the first `most` images of a cell, or of the mistakes, and how many there are.
fn entries(
    examined: &Examined,
    cell: Option<(usize, usize)>,
    most: usize,
) -> (Vec<GalleryImage>, usize) {
    let images = match cell {
        Some((label, predicted)) => examined.cell(label, predicted),
        None => examined.mistakes(),
    };
    let shown = images.iter().take(most);
    let shown = shown.map(|&image| GalleryImage::of(examined, image));
    (shown.collect(), images.len())
}

/// Puts what the gallery holds into words.
fn said(cell: Option<(usize, usize)>, count: usize, names: &[&str]) -> String {
    let images = match count {
        0 => "no image".to_owned(),
        1 => "one image".to_owned(),
        n => format!("{} images", format::grouped(n)),
    };
    let order = |by: &str| match count {
        0 | 1 => String::new(),
        _ => format!(", {by}"),
    };
    match cell {
        None => format!("All mistakes: {images}{}.", order("the largest loss first")),
        Some((label, predicted)) => {
            let (name, read) = read_as(names, label, predicted);
            let order = order("the most confident answer first");
            format!("{name} {read}: {images}{order}.")
        }
    }
}

impl GalleryImage {
    /// Reads the entry of the image at a place of the answers.
    pub fn of(examined: &Examined, image: usize) -> Self {
        let verdict = &examined.verdicts[image];
        Self {
            file: examined.head.file,
            index: examined.answers.indices[image],
            label: usize::from(examined.answers.labels[image]),
            taken_for: verdict.predicted,
            confidence: verdict.confidence,
            loss: verdict.loss,
        }
    }

    /// Puts the image into words; the figure that it is sorted by comes last.
    fn words(&self, names: &[&str], by_loss: bool) -> String {
        let figure = match by_loss {
            true => format!("loss {}", format::reading(self.loss)),
            false => format!("answer {}", format::reading(self.confidence)),
        };
        match read_as(names, self.label, self.taken_for) {
            (name, _) if self.label == self.taken_for => format!("{name}, {figure}"),
            (name, read) => format!("{name} {read}, {figure}"),
        }
    }
}

/// The card.
#[component]
pub fn Gallery(latest: Latest, picked: Selection) -> impl IntoView {
    let store = Store::here();
    let names = store.memo(|run| run.settings.active.classes());
    let most = RwSignal::new(PAGE);
    Effect::new(move || {
        picked.cell.track();
        most.set(PAGE);
    });
    let shown = Memo::new(move |_| {
        let entries = latest.with_some(|seen| entries(&seen.what, picked.cell.get(), most.get()));
        entries.unwrap_or_default()
    });
    let count = Memo::new(move |_| shown.with(|shown| shown.0.len()));
    Effect::new(move || {
        // The kept images are dropped now and then; those on show are asked for again.
        store.pictures.track();
        shown.with(|(entries, _)| {
            let indices: Vec<u32> = entries.iter().map(|e| e.index).collect();
            if let Some(first) = entries.first() {
                store.pictures.look_at(first.file, &indices);
            }
        });
    });
    let text = move || {
        let (cell, names) = (picked.cell.get(), names.get());
        match latest.with(Option::is_some) {
            true => shown.with(|shown| said(cell, shown.1, names)),
            false => "The images that it gets wrong will appear here.".to_owned(),
        }
    };
    let figures = move |_: Digits| {
        let (names, by_loss) = (names.get(), picked.cell.get().is_none());
        let tile = |entry: &GalleryImage| {
            let image = store.pictures.get(entry.file, entry.index)?;
            Some(Tile::new(entry.words(names, by_loss), ink(&image)))
        };
        let tiles: Vec<Tile> = shown.with(|shown| shown.0.iter().filter_map(tile).collect());
        match tiles.is_empty() {
            true => Vec::new(),
            false => {
                let measured = latest.with_some(|seen| super::said(&seen.what.head));
                let note = measured
                    .into_iter()
                    .chain([text()])
                    .collect::<Vec<_>>()
                    .join(" ");
                vec![Figure::of(TITLE, Plot::Tiles(tiles)).with_note(note)]
            }
        }
    };
    // Said aloud when another cell is chosen, not with every measurement.
    Effect::new(move |before: Option<()>| {
        picked.cell.track();
        if before.is_some() {
            store.view.spoken.set(untrack(text));
        }
    });
    let left = move || shown.with(|(entries, all)| all - entries.len());
    view! {
        <div class="card" id="evaluate-gallery">
            <CardHead id="gallery" title=TITLE notes=&notes::evaluation::GALLERY figures=figures />
            <div class="gallery-head">
                <p class="caption" id="gallery-said">{text}</p>
                <Button
                    id="gallery-all"
                    class="small"
                    disabled=move || picked.cell.get().is_none()
                    press=move |_| {
                        picked.cell.set(None);
                        picked.image.set(None);
                    }
                >
                    "All mistakes"
                </Button>
            </div>
            <div class="gallery" role="group" aria-label="Images">
                <For
                    each=move || 0..count.get()
                    key=|place| *place
                    children=move |place| view! { <Thumbnail shown names place picked /> }
                />
            </div>
            <Button
                id="gallery-more"
                class="small"
                disabled=move || left() == 0
                press=move |_| most.update(|most| *most += PAGE)
            >
                {move || match left() {
                    0 => "No more images".to_owned(),
                    n => format!("Show more ({} left)", format::grouped(n)),
                }}
            </Button>
        </div>
    }
}

/// One image of the gallery.
#[component]
fn Thumbnail(
    shown: Memo<(Vec<GalleryImage>, usize)>,
    names: Memo<&'static [&'static str]>,
    place: usize,
    picked: Selection,
) -> impl IntoView {
    let store = Store::here();
    let entry = Memo::new(move |_| shown.with(|shown| shown.0.get(place).copied()));
    let pixels = Signal::derive(move || {
        let entry = entry.get()?;
        store.pictures.get(entry.file, entry.index)
    });
    let words = move || {
        let by_loss = picked.cell.get().is_none();
        entry.get().map(|e| e.words(names.get(), by_loss))
    };
    let index = move || entry.with_some(|entry| entry.index);
    let pressed = move || index().is_some_and(|index| picked.image.get() == Some(index));
    view! {
        <button
            type="button"
            class="worst"
            aria-label=words
            title=words
            data-index=index
            aria-pressed=move || pressed().to_string()
            on:click=move |_| picked.image.set(untrack(index))
        >
            <Picture pixels />
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::examined;
    use super::*;
    use playground_experiment::loss::{Loss, Output};

    #[test]
    fn mistakes_come_by_loss_and_cells_are_counted() {
        let examined = examined(Output::Softmax, Loss::CrossEntropy);
        let (mistakes, count) = entries(&examined, None, 1);
        assert_eq!((mistakes.len(), count), (1, 2));
        assert_eq!((mistakes[0].index, mistakes[0].taken_for), (12, 2));
        let (right, count) = entries(&examined, Some((0, 0)), 9);
        let indices: Vec<u32> = right.iter().map(|e| e.index).collect();
        assert_eq!((indices, count), (vec![10, 11], 2));
        assert_eq!(entries(&examined, Some((1, 0)), 9).1, 0);
    }

    #[test]
    fn it_says_what_it_holds_in_which_order() {
        let names = ["shoe", "bag"];
        assert_eq!(
            said(None, 1234, &names),
            "All mistakes: 1,234 images, the largest loss first."
        );
        assert_eq!(
            said(Some((0, 1)), 1, &names),
            "shoe read as bag: one image."
        );
        assert_eq!(
            said(Some((1, 1)), 2, &names),
            "bag read as such: 2 images, the most confident answer first."
        );
        let (entries, _) = entries(&examined(Output::Softmax, Loss::CrossEntropy), None, 9);
        let names = ["a", "b", "c"];
        assert_eq!(entries[0].words(&names, true), "b read as c, loss 6.00");
    }
}
