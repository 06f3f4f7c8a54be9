//! What is on the pad: strokes, perhaps on an image of the data. All runs share it.

use super::drawing::{Drawing, Loaded};
use super::recent::{MOST_RECENT, RecentDrawing, TopClass};
use leptos::prelude::*;
use playground_data::sketch::{self, Stroke};

/// What Undo brings back once no stroke is left.
#[derive(Clone, Debug, Default)]
pub struct Undo {
    /// What was on the pad.
    pub drawing: Drawing,
    /// The drawings before it.
    recent: Vec<RecentDrawing>,
}

/// Whoever reads what leaves the pad.
pub trait Reader {
    /// Returns what is read in an image, now or later.
    fn read(self, pixels: Vec<f32>) -> ArcRwSignal<Option<TopClass>>;
}

/// The pad. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct Pad {
    /// The drawing.
    pub strokes: RwSignal<Vec<Stroke>>,
    /// The image that is drawn on, if one was loaded.
    pub background: RwSignal<Option<Loaded>>,
    /// The class that the drawing is meant to be, by name.
    pub target: RwSignal<Option<&'static str>>,
    /// The image that a network sees of it, if anything is drawn.
    pub seen: Memo<Option<Vec<f32>>>,
    /// The last drawings, the latest first.
    pub recent: RwSignal<Vec<RecentDrawing>>,
    /// What Undo brings back once no stroke is left.
    pub undo: RwSignal<Undo>,
}

impl Pad {
    pub(super) fn new() -> Self {
        let strokes = RwSignal::new(Vec::new());
        let background = RwSignal::new(None::<Loaded>);
        Self {
            strokes,
            background,
            target: RwSignal::new(None),
            seen: Memo::new(move |_| {
                strokes.with(|strokes| {
                    background.with(|image| match image {
                        Some(image) => Some(image.with_strokes(strokes)),
                        None => sketch::fit_to_image(strokes),
                    })
                })
            }),
            recent: RwSignal::default(),
            undo: RwSignal::default(),
        }
    }

    /// Returns what is on the pad now.
    pub fn drawing(&self) -> Drawing {
        Drawing {
            strokes: self.strokes.get_untracked(),
            image: self.background.get_untracked(),
            target: self.target.get_untracked(),
        }
    }

    /// Takes everything off the pad; Undo brings it back.
    pub fn clear(&self, reader: impl Reader) {
        self.put(Drawing::default(), reader);
    }

    /// Puts a drawing in place of what is on the pad, which becomes the latest of the recent ones; Undo
    /// brings it back.
    pub fn put(&self, drawing: Drawing, reader: impl Reader) {
        let before = self.drawing();
        self.undo.set(Undo {
            drawing: before.clone(),
            recent: self.recent.get_untracked(),
        });
        self.remember(before, reader);
        self.lay(drawing);
    }

    /// Puts a recent drawing back on the pad, and what is there among the recent ones.
    pub fn draw_again(&self, entry: &RecentDrawing, reader: impl Reader) {
        let id = entry.id;
        self.put(entry.drawing.clone(), reader);
        self.recent
            .update(|recent| recent.retain(|other| other.id != id));
    }

    /// Takes the last stroke back; without one, what was on the pad before comes back.
    pub fn undo(&self) {
        let stroke = self.strokes.try_update(Vec::pop).flatten();
        if stroke.is_none() {
            let before = self.undo.get_untracked();
            self.recent.set(before.recent);
            self.lay(before.drawing);
        }
    }

    /// Adds what is on the pad to the recent drawings, as it is about to leave; nothing where nothing is
    /// drawn.
    fn remember(&self, drawing: Drawing, reader: impl Reader) {
        let Some(pixels) = self.seen.get_untracked() else {
            return;
        };
        let read = reader.read(pixels.clone());
        self.recent.update(|recent| {
            let id = recent.iter().map(|entry| entry.id + 1).max().unwrap_or(0);
            let pixels = pixels.into();
            let entry = RecentDrawing {
                id,
                drawing,
                pixels,
                read,
            };
            recent.insert(0, entry);
            recent.truncate(MOST_RECENT);
        });
    }

    fn lay(&self, drawing: Drawing) {
        self.target.set(drawing.target);
        self.background.set(drawing.image);
        self.strokes.set(drawing.strokes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads nothing.
    struct Nobody;

    impl Reader for Nobody {
        fn read(self, _: Vec<f32>) -> ArcRwSignal<Option<TopClass>> {
            ArcRwSignal::new(None)
        }
    }

    fn dot(x: f32) -> Drawing {
        Drawing {
            strokes: vec![Stroke {
                points: vec![(x, 0.5)],
                width: 0.1,
            }],
            target: Some("1"),
            ..Drawing::default()
        }
    }

    fn recent(pad: Pad) -> Vec<Drawing> {
        let drawings = |all: &Vec<RecentDrawing>| all.iter().map(|e| e.drawing.clone()).collect();
        pad.recent.with_untracked(drawings)
    }

    #[test]
    fn what_leaves_the_pad_can_be_drawn_again_and_undone() {
        Owner::new().with(|| {
            let pad = Pad::new();
            pad.put(dot(0.2), Nobody);
            assert!(recent(pad).is_empty(), "nothing was drawn before");
            pad.clear(Nobody);
            assert_eq!(
                (pad.drawing(), recent(pad)),
                (Drawing::default(), vec![dot(0.2)])
            );
            pad.put(dot(0.8), Nobody);
            let entry = pad.recent.get_untracked().remove(0);
            pad.draw_again(&entry, Nobody);
            assert_eq!((pad.drawing(), recent(pad)), (dot(0.2), vec![dot(0.8)]));
            pad.undo();
            assert!(pad.drawing().strokes.is_empty(), "first its only stroke");
            pad.undo();
            assert_eq!((pad.drawing(), recent(pad)), (dot(0.8), vec![dot(0.2)]));
        });
    }
}
