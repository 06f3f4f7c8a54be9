//! Scaling a drawing to MNIST's box and placing it by its centre of mass.

use super::raster::Canvas;
use super::{BOX_SIDE, CENTRE, IMAGE_SIDE};

/// A path in any unit, and the pen to draw it with in pixels of the prepared image.
pub(crate) struct Line {
    pub(crate) points: Vec<(f32, f32)>,
    pub(crate) pen: f32,
}

/// Half of the image, where the box is centred before the mass is known.
const MIDDLE: f32 = IMAGE_SIDE as f32 / 2.0;

/// Returns the larger side of the bounding box. `None` without points.
pub(super) fn extent<'a>(points: impl IntoIterator<Item = &'a (f32, f32)>) -> Option<f32> {
    bounds(points).map(|(low, high)| (high.0 - low.0).max(high.1 - low.1))
}

type Corner = (f32, f32);

fn bounds<'a>(points: impl IntoIterator<Item = &'a (f32, f32)>) -> Option<(Corner, Corner)> {
    points.into_iter().fold(None, |bounds, &(x, y)| {
        let (low, high) = bounds.unwrap_or(((x, y), (x, y)));
        Some(((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y))))
    })
}

/// Draws `lines` so that their ink, pen included, fills the box, then once more with the centre of
/// mass where MNIST has it. Drawing twice instead of moving pixels keeps fractions of a pixel: the
/// live picture glides under a growing drawing where whole pixels would make it jump.
///
/// A drawing smaller than `smallest` (in the unit of the points) is enlarged no further. Returns
/// `[28, 28]` values in [0, 1], or `None` without points.
pub(crate) fn fit_lines_to_image(lines: &[Line], smallest: f32) -> Option<Vec<f32>> {
    let (low, high) = bounds(lines.iter().flat_map(|line| &line.points))?;
    let pen = lines.iter().map(|line| line.pen).fold(0.0, f32::max);
    let extent = (high.0 - low.0).max(high.1 - low.1).max(smallest);
    let scale = (BOX_SIDE - pen) / extent.max(f32::MIN_POSITIVE);
    let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
    let draw = |centre: Corner| {
        let mut canvas = Canvas::new(IMAGE_SIDE);
        let place = |(x, y): &Corner| {
            let (right, down) = (x - middle.0, y - middle.1);
            (centre.0 + right * scale, centre.1 + down * scale)
        };
        for line in lines {
            let placed: Vec<_> = line.points.iter().map(place).collect();
            canvas.polyline(&placed, line.pen / 2.0);
        }
        canvas
    };
    let first = draw((MIDDLE, MIDDLE));
    let mass = centre_of_mass(first.values(), IMAGE_SIDE)?;
    let centre = (MIDDLE + shift(mass.0), MIDDLE + shift(mass.1));
    Some(draw(centre).into_values())
}

/// Returns how far to move ink whose centre of mass is at `mass`: to the centre, but not so far that the box leaves the
/// image (a blob with a long tail would lose the tail).
pub(super) fn shift(mass: f32) -> f32 {
    let room = (IMAGE_SIDE as f32 - BOX_SIDE) / 2.0;
    (CENTRE - mass).clamp(-room, room)
}

/// Computes the mean position of the ink of an image `[height, width]`, in the coordinates that have pixel (0, 0) cover
/// [0, 1]². `None` without ink.
pub(super) fn centre_of_mass(values: &[f32], width: usize) -> Option<Corner> {
    let (mut total, mut x, mut y) = (0.0, 0.0, 0.0);
    for (row, pixels) in values.chunks_exact(width).enumerate() {
        for (column, ink) in pixels.iter().enumerate() {
            total += ink;
            x += ink * (column as f32 + 0.5);
            y += ink * (row as f32 + 0.5);
        }
    }
    (total > 0.0).then(|| (x / total, y / total))
}
