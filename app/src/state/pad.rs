//! What is on the pad: strokes, perhaps on an image of the data. All runs share it.

use super::Store;
use leptos::prelude::*;
use playground_core::sketch::{self, IMAGE_SIDE, Stroke};
use std::sync::Arc;

/// An image of the data on the pad. It is a network's input already, so it is neither scaled nor
/// centred, and what is drawn on it stays where it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// Raw pixels in [0, 1], ink = 1, `[28, 28]`.
    pub pixels: Arc<[f32]>,
    /// What it is: "test image 17, a 4".
    pub name: String,
}

impl Loaded {
    /// The image with the strokes on it; where both have ink the stronger one shows.
    pub(super) fn with_strokes(&self, strokes: &[Stroke]) -> Vec<f32> {
        if strokes.is_empty() {
            return self.pixels.to_vec();
        }
        let drawn = sketch::rasterise(strokes, IMAGE_SIDE);
        let pixels = self.pixels.iter().zip(drawn);
        pixels.map(|(image, ink)| image.max(ink)).collect()
    }
}

impl Store {
    /// Puts an image of the data on the pad in place of what is there; Undo brings that back.
    pub fn load_into_pad(&self, image: Loaded) {
        self.put_on_pad(Vec::new(), Some(image));
    }

    /// Takes everything off the pad; Undo brings it back.
    pub fn clear_pad(&self) {
        self.put_on_pad(Vec::new(), None);
    }

    /// Puts strokes, perhaps on an image, in place of what is on the pad; Undo brings that back.
    pub fn put_on_pad(&self, strokes: Vec<Stroke>, image: Option<Loaded>) {
        let before = (self.strokes.get_untracked(), self.under.get_untracked());
        self.undone.set(before);
        self.under.set(image);
        self.strokes.set(strokes);
    }

    /// Takes the last stroke back; without one, what was on the pad before comes back.
    pub fn undo_on_pad(&self) {
        let stroke = self.strokes.try_update(Vec::pop).flatten();
        if stroke.is_none() {
            let (strokes, image) = self.undone.get_untracked();
            self.under.set(image);
            self.strokes.set(strokes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
