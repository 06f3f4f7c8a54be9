//! Units side by side, each as a cell or as a small image: where each stands, in which colours, and which one
//! is under the pointer.

use super::raster::Mark;
use super::tint::{strongest, tint};
use playground_chart::{Pixels, Rgba};
use playground_experiment::model::{Layer, LayerKind, Shape};

/// Chooses the columns for `units` cells: about as many as rows, and no ragged last row where that can be had.
pub fn columns(units: usize) -> usize {
    let square = (units.max(1) as f64).sqrt().ceil() as usize;
    let even = (square..=2 * square).find(|c| units.is_multiple_of(*c));
    even.unwrap_or(square)
}

/// Returns the rows and columns in which the incoming weights of a unit are an image: the pixels that a dense unit of
/// the first layer sees, or the kernels of a convolution, one below the other. None where they are a plain list.
pub fn weight_image(layer: &Layer) -> Option<(usize, usize)> {
    let columns = match (layer.kind, layer.input) {
        (LayerKind::Conv { kernel, .. }, _) => kernel[1],
        (LayerKind::Dense, Shape::Map { width, .. }) => width,
        (LayerKind::Dense, Shape::Flat(_)) | (LayerKind::Recurrent { .. }, _) => return None,
    };
    Some((layer.inputs / columns, columns))
}

/// Returns the rows and columns of what a unit says: one cell, or a map.
pub fn activation_image(layer: &Layer) -> (usize, usize) {
    match layer.output {
        Shape::Flat(_) => (1, 1),
        Shape::Map { height, width, .. } => (height, width),
    }
}

/// Tiles in rows. Tiles larger than a cell have a line of paper around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mosaic {
    units: usize,
    columns: usize,
    /// Rows and columns of a tile.
    tile: (usize, usize),
    line: usize,
}

impl Mosaic {
    /// Lays out `units` tiles of the given rows and columns.
    pub fn new(units: usize, tile: (usize, usize)) -> Self {
        // Tall tiles stand side by side.
        let wide = ((units * tile.0.max(1)) as f64 / tile.1.max(1) as f64)
            .sqrt()
            .ceil() as usize;
        Self {
            units,
            columns: match tile.0 == tile.1 {
                true => columns(units),
                false => wide.clamp(1, units.max(1)),
            },
            tile,
            line: usize::from(tile != (1, 1)),
        }
    }

    /// Lays out a row of `inputs` cells for each unit, without lines.
    pub fn rows_of(units: usize, inputs: usize) -> Self {
        Self {
            units,
            columns: 1,
            tile: (1, inputs.max(1)),
            line: 0,
        }
    }

    /// Returns how many values fill it.
    pub fn values(&self) -> usize {
        self.units * self.tile.0 * self.tile.1
    }

    fn step(&self) -> (usize, usize) {
        (self.tile.0 + self.line, self.tile.1 + self.line)
    }

    fn rows(&self) -> usize {
        self.units.div_ceil(self.columns).max(1)
    }

    /// Returns the picture without values.
    pub fn blank(&self) -> Pixels {
        let (rows, columns) = self.step();
        let (width, height) = (self.columns * columns, self.rows() * rows);
        Pixels::blank(width + self.line, height + self.line)
    }

    /// Draws the tiles in the colours of signed values; `values` are unit by unit, row by row.
    pub fn pixels(&self, values: &[f32]) -> Pixels {
        self.pixels_in(values, tint)
    }

    /// Draws the tiles; `tint` chooses the colour of a value beside the strongest.
    pub fn pixels_in(&self, values: &[f32], tint: impl Fn(f32, f32) -> Rgba) -> Pixels {
        let most = strongest(values);
        let (rows, columns) = self.step();
        let mut all = self.blank();
        let size = (self.tile.0 * self.tile.1).max(1);
        for (unit, tile) in values.chunks_exact(size).take(self.units).enumerate() {
            let (top, left) = (unit / self.columns * rows, unit % self.columns * columns);
            for (i, &value) in tile.iter().enumerate() {
                let (y, x) = (i / self.tile.1, i % self.tile.1);
                let at = (top + self.line + y) * all.width + left + self.line + x;
                all.colors[at] = tint(value, most);
            }
        }
        all
    }

    /// Returns the unit under a pixel.
    pub fn unit_at(&self, (x, y): (usize, usize)) -> Option<usize> {
        let (rows, columns) = self.step();
        let unit = (y / rows) * self.columns + (x / columns).min(self.columns - 1);
        (unit < self.units).then_some(unit)
    }

    /// Returns the frame around a unit.
    pub fn frame(&self, unit: usize) -> Option<Mark> {
        let (rows, columns) = self.step();
        let (row, column) = (unit / self.columns, unit % self.columns);
        let (width, height) = (columns + self.line, rows + self.line);
        let at = [column * columns, row * rows, width, height];
        (unit < self.units).then(|| Mark {
            at: at.map(|v| v as f64),
            kind: "mark-chosen",
        })
    }

    /// Returns a dot in the middle of a unit.
    pub fn dot(&self, unit: usize) -> Option<Mark> {
        let frame = self.frame(unit)?.at;
        let side = 0.4 * frame[2].min(frame[3]);
        let [left, top] = [0, 1].map(|i| frame[i] + (frame[i + 2] - side) / 2.0);
        Some(Mark {
            at: [left, top, side, side],
            kind: "mark-lost",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_are_about_square_and_even_where_they_can_be() {
        assert_eq!((columns(128), columns(64), columns(10)), (16, 8, 5));
        assert_eq!((columns(97), columns(1), columns(0)), (10, 1, 1));
        assert_eq!(columns(4096), 64);
    }

    #[test]
    fn cells_stand_without_lines_and_are_found_again() {
        let mosaic = Mosaic::new(10, (1, 1));
        let all = mosaic.pixels(&[1.0; 10]);
        assert_eq!((all.width, all.height), (5, 2));
        assert_eq!(mosaic.frame(7).unwrap().at, [2.0, 1.0, 1.0, 1.0]);
        assert_eq!(mosaic.unit_at((2, 1)), Some(7));
        assert_eq!(mosaic.frame(10), None);
        assert_eq!(mosaic.dot(0).unwrap().at, [0.3, 0.3, 0.4, 0.4]);
    }

    #[test]
    fn images_have_a_line_around_them() {
        let mosaic = Mosaic::new(6, (10, 10));
        let values: Vec<f32> = (0..600).map(|i| i as f32).collect();
        let all = mosaic.pixels(&values);
        assert_eq!((all.width, all.height), (34, 23));
        assert_eq!(all.colors[0], [0; 4], "a line");
        assert_eq!(all.colors[35], tint(0.0, 599.0), "the first value");
        for unit in 0..6 {
            let frame = mosaic.frame(unit).unwrap().at;
            let middle = ((frame[0] + 5.0) as usize, (frame[1] + 5.0) as usize);
            assert_eq!(mosaic.unit_at(middle), Some(unit));
        }
        let ragged = Mosaic::new(7, (3, 3));
        assert_eq!(ragged.unit_at((11, 11)), None);
    }

    #[test]
    fn later_layers_have_a_row_for_each_unit() {
        let rows = Mosaic::rows_of(4, 20);
        let all = rows.pixels(&[0.5; 80]);
        assert_eq!((all.width, all.height), (20, 4));
        assert_eq!(rows.unit_at((7, 2)), Some(2));
        assert_eq!(rows.frame(2).unwrap().at, [0.0, 2.0, 20.0, 1.0]);
    }

    #[test]
    fn tall_tiles_stand_side_by_side() {
        let kernels = Mosaic::new(16, (30, 5));
        let all = kernels.blank();
        assert!(
            all.width.abs_diff(all.height) < 40,
            "{} {}",
            all.width,
            all.height
        );
        for unit in 0..16 {
            let frame = kernels.frame(unit).unwrap().at;
            let middle = ((frame[0] + 2.0) as usize, (frame[1] + 15.0) as usize);
            assert_eq!(kernels.unit_at(middle), Some(unit));
        }
    }
}
