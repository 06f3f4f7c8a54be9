//! What is on the pad: strokes, perhaps on an image of the data. All runs share it.

use super::Store;
use super::drawing::{Drawing, Loaded};
use super::past::Past;
use leptos::prelude::*;

/// What Undo brings back once no stroke is left.
#[derive(Clone, Debug, Default)]
pub struct Undone {
    /// What was on the pad.
    pub drawing: Drawing,
    /// The drawings before it.
    pub past: Vec<Past>,
}

impl Store {
    /// What is on the pad now.
    pub fn drawing(&self) -> Drawing {
        Drawing {
            strokes: self.strokes.get_untracked(),
            image: self.under.get_untracked(),
            target: self.target.get_untracked(),
        }
    }

    /// Puts an image of the data on the pad in place of what is there, as one of its class, and says
    /// so; Undo brings that back.
    pub fn load_into_pad(&self, image: Loaded, class: Option<&'static str>) {
        self.view.spoken.set(format!("On the pad: {}.", image.name));
        self.put_on_pad(Drawing {
            image: Some(image),
            target: class,
            ..Drawing::default()
        });
    }

    /// Takes everything off the pad; Undo brings it back.
    pub fn clear_pad(&self) {
        self.put_on_pad(Drawing::default());
    }

    /// Puts a drawing in place of what is on the pad, which becomes the latest of the past; Undo
    /// brings it back.
    pub fn put_on_pad(&self, drawing: Drawing) {
        let before = self.drawing();
        self.undone.set(Undone {
            drawing: before.clone(),
            past: self.past.get_untracked(),
        });
        self.remember(before);
        self.lay(drawing);
    }

    /// Puts a drawing of the past back on the pad, and what is there into the past.
    pub fn draw_again(&self, entry: &Past) {
        let id = entry.id;
        self.put_on_pad(entry.drawing.clone());
        self.past.update(|past| past.retain(|other| other.id != id));
    }

    /// Takes the last stroke back; without one, what was on the pad before comes back.
    pub fn undo_on_pad(&self) {
        let stroke = self.strokes.try_update(Vec::pop).flatten();
        if stroke.is_none() {
            let before = self.undone.get_untracked();
            self.past.set(before.past);
            self.lay(before.drawing);
        }
    }

    fn lay(&self, drawing: Drawing) {
        self.target.set(drawing.target);
        self.under.set(drawing.image);
        self.strokes.set(drawing.strokes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::sketch::{IMAGE_SIDE, Stroke};

    #[test]
    fn strokes_on_an_image_stay_where_they_are_drawn() {
        let mut pixels = vec![0.0; IMAGE_SIDE * IMAGE_SIDE];
        pixels[0] = 0.5;
        let image = Loaded {
            pixels: pixels.clone().into(),
            name: String::new(),
        };
        assert_eq!(image.with_strokes(&[]), pixels);
        let dot = Stroke {
            points: vec![(0.75, 0.25)],
            width: 0.1,
        };
        let seen = image.with_strokes(&[dot]);
        assert_eq!(seen[0], 0.5);
        assert_eq!(seen[7 * IMAGE_SIDE + 21], 1.0);
        assert_eq!(seen.iter().filter(|ink| **ink == 1.0).count(), 4);
    }
}
