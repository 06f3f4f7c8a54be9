//! Drawings with a label: a small test set of a person's own, as JSON.
//!
//! ```json
//! {"format": "gradient-playground-drawings", "version": 1, "drawings": [
//!   {"label": "4", "strokes": [{"points": [[0.3, 0.2], [0.6, 0.5]], "width": 0.07}],
//!    "image": {"name": "test image 17, 9", "pixels": [0, 0, 255]}}]}
//! ```
//!
//! A label is the name of a class, so that one set can hold digits and clothes. `image` is there when an image
//! of a data set lies under the strokes: 784 bytes, row by row, ink = 255. A later version reads the old ones
//! too; `tests/drawings-v1.json` is one.

use super::{IMAGE_SIDE, Stroke, fit_to_image, over};
use serde::{Deserialize, Serialize};

/// The version that [`write()`] writes.
pub(crate) const VERSION: u32 = 1;
/// Drawings that a file may hold: far more than anyone draws.
pub const MOST: usize = 2000;
/// Points of a drawing, at most: a minute and a half of a pen that is read 240 times a second.
const MOST_POINTS: usize = 20_000;
/// Bytes of a file, at most: far more than anyone's drawings take.
const MOST_BYTES: usize = 64 << 20;
/// The side of the pad is 1, and a stroke may leave it: what lies farther away than this no hand has drawn.
const FAR: f32 = 100.0;
/// Characters of a label, at most.
pub(crate) const LABEL_LENGTH: usize = 40;

const FORMAT: &str = "gradient-playground-drawings";
const PIXELS: usize = IMAGE_SIDE * IMAGE_SIDE;

/// A drawing and what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelledDrawing {
    /// Name of its class: `4`, `Sandal`.
    pub label: String,
    /// What was drawn, in the order drawn.
    pub strokes: Vec<Stroke>,
    /// The image of a data set that was drawn on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Under>,
}

/// An image of a data set under a drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Under {
    /// What it is: `test image 17, 4`.
    pub name: String,
    /// Row by row, ink = 255, `[784]`.
    pub pixels: Vec<u8>,
}

impl Under {
    /// Returns the pixels in [0, 1], ink = 1, as networks get them.
    pub fn values(&self) -> Vec<f32> {
        self.pixels.iter().map(|&p| f32::from(p) / 255.0).collect()
    }
}

/// Converts pixels in [0, 1] to bytes.
pub fn bytes(pixels: &[f32]) -> Vec<u8> {
    // Casts to an integer saturate.
    pixels.iter().map(|p| (p * 255.0).round() as u8).collect()
}

impl LabelledDrawing {
    /// Returns what a network sees of it, `[784]` values in [0, 1]; none where nothing is drawn.
    pub fn seen(&self) -> Option<Vec<f32>> {
        match &self.image {
            Some(image) => Some(over(&image.values(), &self.strokes)),
            None => fit_to_image(&self.strokes),
        }
    }

    fn check(&self) -> Result<(), &'static str> {
        // What is not a number is not within anything.
        let drawn = |stroke: &Stroke| {
            let near = |(x, y): &(f32, f32)| x.abs() <= FAR && y.abs() <= FAR;
            let width = stroke.width > 0.0 && stroke.width <= 1.0;
            !stroke.points.is_empty() && stroke.points.iter().all(near) && width
        };
        let points: usize = self.strokes.iter().map(|stroke| stroke.points.len()).sum();
        let image = self.image.as_ref();
        match self {
            _ if self.label.trim().is_empty() => Err("it has no label"),
            _ if self.label.chars().count() > LABEL_LENGTH => Err("its label is too long"),
            _ if image.is_some_and(|image| image.pixels.len() != PIXELS) => {
                Err("its image does not have 784 pixels")
            }
            _ if points > MOST_POINTS => Err("it has more than 20,000 points"),
            _ if !self.strokes.iter().all(drawn) => Err("one of its strokes cannot be drawn"),
            _ if self.strokes.is_empty() && image.is_none() => Err("nothing is drawn in it"),
            _ => Ok(()),
        }
    }
}

/// Why drawings cannot be read. Every message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelledError {
    /// The text is not such a file.
    #[error(
        "this is not a test set of Gradient Playground. Choose a JSON file that this page has saved."
    )]
    Foreign,
    /// A later version wrote it.
    #[error(
        "this test set is of version {0} of the format, and this page knows versions up to {VERSION}. Reload the \
         page to get its newest version."
    )]
    Newer(u32),
    /// It says that it is one, but cannot be read.
    #[error("this test set is damaged ({0}). Use another copy of it.")]
    Damaged(String),
    /// One of the drawings cannot be used.
    #[error(
        "drawing number {number} cannot be used: {why}. Take it out of the file, then try again."
    )]
    Drawing {
        /// Counted from 1.
        number: usize,
        /// Half a sentence.
        why: &'static str,
    },
    /// Larger than the page is willing to read.
    #[error(
        "this test set has {0} bytes, more than the {MOST_BYTES} that are read here. Split it into several files."
    )]
    TooLarge(usize),
    /// More than the page is willing to hold.
    #[error("there are {0} drawings; the most that fit here are {MOST}.")]
    TooMany(usize),
}

#[derive(Serialize)]
struct FileContent<'a> {
    format: &'static str,
    version: u32,
    drawings: &'a [LabelledDrawing],
}

/// What tells a file from others; read first, because a later version may hold anything else.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct Body {
    drawings: Vec<LabelledDrawing>,
}

/// Writes drawings as JSON.
///
/// # Errors
/// When one of them is not a drawing.
pub fn write(drawings: &[LabelledDrawing]) -> Result<String, LabelledError> {
    check(drawings)?;
    let written = FileContent {
        format: FORMAT,
        version: VERSION,
        drawings,
    };
    serde_json::to_string(&written).map_err(|error| LabelledError::Damaged(error.to_string()))
}

/// Returns whether a file looks like JSON, hence like drawings rather than a network.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'{')
}

/// Reads drawings from their file.
///
/// # Errors
/// When it is not such a file, is of a later version, or is damaged.
pub fn read(bytes: &[u8]) -> Result<Vec<LabelledDrawing>, LabelledError> {
    if bytes.len() > MOST_BYTES {
        return Err(LabelledError::TooLarge(bytes.len()));
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|_| LabelledError::Foreign)?;
    if head.format != FORMAT {
        return Err(LabelledError::Foreign);
    }
    if head.version > VERSION {
        return Err(LabelledError::Newer(head.version));
    }
    let body: Body =
        serde_json::from_slice(bytes).map_err(|error| LabelledError::Damaged(error.to_string()))?;
    check(&body.drawings)?;
    Ok(body.drawings)
}

fn check(drawings: &[LabelledDrawing]) -> Result<(), LabelledError> {
    if drawings.len() > MOST {
        return Err(LabelledError::TooMany(drawings.len()));
    }
    for (drawing, number) in drawings.iter().zip(1..) {
        drawing
            .check()
            .map_err(|why| LabelledError::Drawing { number, why })?;
    }
    Ok(())
}

/// Converts drawings to images and labels of a data set with these classes: `[n · 784]` bytes, ink = 255, and `[n]`.
/// Those of other classes are left out.
pub fn as_images(drawings: &[LabelledDrawing], classes: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for drawing in drawings {
        let class = classes.iter().position(|name| *name == drawing.label);
        if let (Some(class), Some(seen)) = (class, drawing.seen()) {
            pixels.extend(bytes(&seen));
            labels.push(class as u8);
        }
    }
    (pixels, labels)
}

#[cfg(test)]
mod tests;
