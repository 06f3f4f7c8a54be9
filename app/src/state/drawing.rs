//! A drawing: strokes, perhaps on an image of the data, and what they are meant to be.

use playground_data::sketch::labelled::{Under, bytes};
use playground_data::sketch::{self, Stroke};
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
    /// Returns the image with the strokes on it; where both have ink the stronger one shows.
    pub(super) fn with_strokes(&self, strokes: &[Stroke]) -> Vec<f32> {
        sketch::over(&self.pixels, strokes)
    }
}

impl From<&Under> for Loaded {
    fn from(kept: &Under) -> Self {
        Self {
            pixels: kept.values().into(),
            name: kept.name.clone(),
        }
    }
}

impl From<&Loaded> for Under {
    fn from(loaded: &Loaded) -> Self {
        Self {
            name: loaded.name.clone(),
            pixels: bytes(&loaded.pixels),
        }
    }
}

/// Everything that is on the pad.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// What was drawn.
    pub strokes: Vec<Stroke>,
    /// The image that it was drawn on, if any.
    pub image: Option<Loaded>,
    /// The class that it is meant to be, by name.
    pub target: Option<&'static str>,
}

impl Drawing {
    /// Returns whether a network would see nothing.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty() && self.image.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::sketch::IMAGE_SIDE;

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
