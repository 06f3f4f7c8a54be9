//! From pen strokes to the 28×28 image that a network trained on MNIST expects.
//!
//! MNIST's digits were scaled, aspect kept, so that their ink fills a 20×20 box, and placed with
//! their centre of mass at the centre of 28×28 pixels (LeCun, Cortes & Burges, "The MNIST database
//! of handwritten digits"). A network knows no other digits, so a drawing gets the same treatment.
//!
//! One thing is done differently. Scaling a *picture* of a drawing also scales the pen: a small
//! drawing turns into fat strokes and a large one into hairlines, neither of which MNIST contains.
//! So the *geometry* is scaled to the box first, and then drawn with the pen that the drawing had
//! in proportion, kept within MNIST's range of thickness. The page shows the result, so what the
//! network sees is never hidden.

mod fit;
pub mod labelled;
mod raster;

pub(crate) use fit::{Line, fit_lines_to_image};
use raster::Canvas;
use serde::{Deserialize, Serialize};

/// Rows and columns of a prepared image.
pub const IMAGE_SIDE: usize = 28;
/// Side of the box that the ink is scaled to fill, in pixels.
pub(crate) const BOX_SIDE: f32 = 20.0;
/// Where the centre of mass goes, in the coordinates that have pixel (0, 0) cover [0, 1]².
/// Measured on MNIST's training file: the mean centre of mass is pixel *index* 14.0 in x and y, whose middle
/// lies at 14.5.
pub(crate) const CENTRE: f32 = 14.5;
/// Thinnest and thickest pen in a prepared image, in pixels: well inside MNIST's own range, where
/// the 5th and 95th percentile are 1.5 and 3.5 (twice the ink over the length of its contour).
pub(crate) const PEN_RANGE: (f32, f32) = (2.0, 3.2);

/// Extent in pad units under which a drawing is no longer enlarged, so that a dot stays a dot.
const SMALLEST_EXTENT: f32 = 0.05;
/// Pen width in pad units that stands in for one that is not a positive number.
const FALLBACK_WIDTH: f32 = 0.05;

/// One movement of the pen, from pressing it down to lifting it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// Points in the order drawn; x to the right and y down, both in [0, 1] of the pad.
    pub points: Vec<(f32, f32)>,
    /// Diameter of the pen, in the same unit.
    pub width: f32,
}

impl Stroke {
    /// Returns the points that can be drawn. Strokes also come from saved files, so a coordinate may be anything; far
    /// outside the pad it is pulled back rather than overflow the arithmetic.
    fn drawable(&self) -> Vec<(f32, f32)> {
        self.points
            .iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .map(|(x, y)| (x.clamp(-1.0, 2.0), y.clamp(-1.0, 2.0)))
            .collect()
    }

    fn pen(&self) -> f32 {
        if self.width.is_finite() && self.width > 0.0 {
            self.width.min(1.0)
        } else {
            FALLBACK_WIDTH
        }
    }
}

/// Draws the pad as it is, anti-aliased: `[side, side]` row by row, values in [0, 1], ink = 1.
pub(crate) fn rasterise(strokes: &[Stroke], side: usize) -> Vec<f32> {
    let mut canvas = Canvas::new(side);
    let scale = side as f32;
    for stroke in strokes {
        let mut points = stroke.drawable();
        points
            .iter_mut()
            .for_each(|(x, y)| (*x, *y) = (*x * scale, *y * scale));
        canvas.polyline(&points, stroke.pen() * scale / 2.0);
    }
    canvas.into_values()
}

/// Draws strokes over an image of a data set, `[28, 28]` with ink = 1. It is a network's input already, so it is
/// neither scaled nor centred, and the strokes stay where they are drawn; where both have ink the stronger shows.
pub fn over(image: &[f32], strokes: &[Stroke]) -> Vec<f32> {
    if strokes.is_empty() || image.len() != IMAGE_SIDE * IMAGE_SIDE {
        return image.to_vec();
    }
    let drawn = rasterise(strokes, IMAGE_SIDE);
    let pixels = image.iter().zip(drawn);
    pixels.map(|(image, ink)| image.max(ink)).collect()
}

/// Draws the image the network sees: `[28, 28]` row by row, values in [0, 1], ink = 1. `None` when nothing is drawn.
pub fn fit_to_image(strokes: &[Stroke]) -> Option<Vec<f32>> {
    let drawn: Vec<_> = strokes
        .iter()
        .map(|stroke| (stroke.drawable(), stroke.pen()))
        .filter(|(points, _)| !points.is_empty())
        .collect();
    let extent = fit::extent(drawn.iter().flat_map(|(points, _)| points))?;
    let lines: Vec<Line> = drawn
        .into_iter()
        .map(|(points, pen)| Line {
            // What the pen would measure if the picture of the drawing were scaled to the box.
            pen: (BOX_SIDE * pen / (extent + pen)).clamp(PEN_RANGE.0, PEN_RANGE.1),
            points,
        })
        .collect();
    fit_lines_to_image(&lines, SMALLEST_EXTENT)
}

#[cfg(test)]
mod tests;
