//! One drawing of the person's own test set.

use super::read::Reads;
use crate::components::parts::{Picture, WithSome};
use crate::home::{OwnDrawing, OwnSet};
use crate::state::{Drawing, Loaded, Store};
use leptos::prelude::*;
use playground_data::dataset::class_named;
use playground_data::sketch::labelled::LabelledDrawing;

/// What came of a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    /// Read as what it is.
    Right,
    /// Read as this.
    Wrong(&'static str),
    /// Not read yet.
    Open,
    /// The network has no such class.
    Foreign,
}

impl Verdict {
    fn of(label: &str, id: u32, reads: &Reads, classes: &[&str]) -> Self {
        match reads.get(&id) {
            _ if !classes.contains(&label) => Self::Foreign,
            Some(read) if read.class == label => Self::Right,
            Some(read) => Self::Wrong(read.class),
            None => Self::Open,
        }
    }

    /// Returns what stands below the label: a mark and the class, so that colour is not needed.
    fn mark(&self) -> String {
        match self {
            Self::Right => "✓".to_owned(),
            Self::Wrong(class) => format!("✗ {class}"),
            Self::Open => "…".to_owned(),
            Self::Foreign => "–".to_owned(),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Right => "read as such".to_owned(),
            Self::Wrong(class) => format!("read as {class}, which is wrong"),
            Self::Open => "not read yet".to_owned(),
            Self::Foreign => "no class of this data set".to_owned(),
        }
    }
}

fn as_drawing(kept: &LabelledDrawing) -> Drawing {
    Drawing {
        strokes: kept.strokes.clone(),
        image: kept.image.as_ref().map(Loaded::from),
        target: class_named(&kept.label),
    }
}

/// The drawing, which a press puts on the pad, and the button that deletes it.
#[component]
pub fn Tile(
    entry: OwnDrawing,
    reads: RwSignal<Reads>,
    classes: Memo<&'static [&'static str]>,
) -> impl IntoView {
    let (store, set) = (Store::here(), OwnSet::here());
    let (id, pixels) = (entry.id, entry.pixels.clone());
    let label = entry.label().unwrap_or("damaged").to_owned();
    let known = entry.label().map(str::to_owned);
    let verdict = Memo::new(move |_| {
        let label = known.as_deref()?;
        Some(reads.with(|reads| classes.with(|names| Verdict::of(label, id, reads, names))))
    });
    let why = entry.drawing.as_ref().err().cloned();
    let title = why.clone();
    let words = move || match verdict.get() {
        Some(verdict) => format!(" {}: put it on the pad", verdict.words()),
        None => format!(": {}", why.as_deref().unwrap_or_default()),
    };
    let mark = move || verdict.with_some(Verdict::mark).unwrap_or_default();
    let wrong = move || matches!(verdict.get(), Some(Verdict::Wrong(_)));
    let right = move || verdict.get() == Some(Verdict::Right);
    let broken = entry.drawing.is_err();
    let draw = move |_| {
        if let Ok(kept) = &entry.drawing {
            store.pad.put(as_drawing(kept), store);
        }
    };
    let about = label.clone();
    view! {
        <li class="own-tile" class:wrong=wrong class:right=right class:broken=broken>
            <button type="button" class="thumbnail" title=title disabled=broken on:click=draw>
                <Picture pixels=Signal::derive(move || pixels.clone()) />
                <span class="thumbnail-class">{label}</span>
                <span class="thumbnail-note">{mark}</span>
                <span class="unseen">{words}</span>
            </button>
            <button
                type="button"
                class="own-delete"
                title="Delete"
                on:click=move |_| set.delete(id)
            >
                "×"
                <span class="unseen">{format!(" Delete this {about}")}</span>
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::TopClass;

    #[test]
    fn a_verdict_is_told_by_a_mark_and_in_words() {
        let reads = Reads::from([(
            1,
            TopClass {
                class: "3",
                share: None,
            },
        )]);
        let of = |label, id| Verdict::of(label, id, &reads, &["3", "5"]);
        assert_eq!(of("3", 1).mark(), "✓");
        assert_eq!(of("5", 1).mark(), "✗ 3");
        assert_eq!(of("5", 2), Verdict::Open);
        assert_eq!(of("Bag", 1), Verdict::Foreign);
        assert!(of("5", 1).words().contains("read as 3"));
    }

    #[test]
    fn a_kept_drawing_comes_back_with_what_it_is() {
        let kept = LabelledDrawing {
            label: "Bag".to_owned(),
            strokes: Vec::new(),
            image: None,
        };
        assert_eq!(as_drawing(&kept).target, Some("Bag"));
    }
}
