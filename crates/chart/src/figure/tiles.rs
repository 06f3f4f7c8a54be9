//! Small pictures side by side, each with its name below.

use crate::labels::{Measure, wrapped};
use crate::layout::{Frame, Rect};
use crate::palette;
use crate::pen::{Align, Pen};
use crate::pixels::Pixels;

/// A tile is at most this many times as high as its column is wide.
const TALLEST: f64 = 1.2;
/// Between columns, in sizes of the text.
const GAP: f64 = 1.5;
/// Height of a line of words, in sizes of the text.
const LINE: f64 = 1.5;

/// A picture with its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tile {
    /// What it is called.
    pub name: String,
    /// The picture.
    pub pixels: Pixels,
    /// What is marked in it: left, top, width and height, in pixels.
    pub marks: Vec<[f64; 4]>,
    /// What it is made of, where that is more than colours; else empty.
    pub values: Vec<f32>,
}

impl Tile {
    /// Creates a tile of colours alone.
    pub fn new(name: impl Into<String>, pixels: Pixels) -> Self {
        Self {
            name: name.into(),
            pixels,
            ..Self::default()
        }
    }

    /// Says what the picture is made of.
    pub fn with_values(self, values: Vec<f32>) -> Self {
        Self { values, ..self }
    }
}

/// Where a tile stands, and its name in lines.
struct Placed {
    area: Rect,
    words: Vec<String>,
}

/// Where all stand, and how high they are together.
struct Plan {
    tiles: Vec<Placed>,
    height: f64,
}

/// Chooses the columns for `count` tiles.
fn columns(count: usize) -> usize {
    match count {
        0..=3 => count.max(1),
        4 => 2,
        5..=9 => 3,
        _ => ((count as f64).sqrt().ceil() as usize).min(10),
    }
}

fn plan(tiles: &[Tile], width: f64, em: f64, measure: Measure) -> Plan {
    let count = columns(tiles.len());
    let column = (width - (count - 1) as f64 * GAP * em) / count as f64;
    let mut placed = Vec::with_capacity(tiles.len());
    let mut top = 0.0;
    for row in tiles.chunks(count) {
        let sizes = row.iter().map(|tile| size(&tile.pixels, column));
        let sizes: Vec<(f64, f64)> = sizes.collect();
        let words: Vec<Vec<String>> = row
            .iter()
            .map(|t| wrapped(&t.name, column, measure))
            .collect();
        let high = sizes.iter().map(|size| size.1).fold(0.0, f64::max);
        let lines = words.iter().map(Vec::len).max().unwrap_or(0);
        for (at, ((width, height), words)) in sizes.into_iter().zip(words).enumerate() {
            let left = at as f64 * (column + GAP * em) + (column - width) / 2.0;
            let area = Rect {
                left,
                top: top + high - height,
                right: left + width,
                bottom: top + high,
            };
            placed.push(Placed { area, words });
        }
        top += high + (lines as f64 * LINE + 1.0) * em;
    }
    Plan {
        tiles: placed,
        height: top.max(em),
    }
}

/// Returns width and height of a picture in a column.
fn size(pixels: &Pixels, column: f64) -> (f64, f64) {
    let ratio = pixels.height.max(1) as f64 / pixels.width.max(1) as f64;
    let height = (column * ratio).min(TALLEST * column);
    (height / ratio, height)
}

/// Returns how high tiles are together.
pub fn height(tiles: &[Tile], width: f64, em: f64, measure: Measure) -> f64 {
    plan(tiles, width, em, measure).height
}

/// Draws tiles.
pub fn draw(tiles: &[Tile], pen: &Pen, frame: Frame) -> Result<(), String> {
    let em = frame.font;
    let plan = plan(tiles, frame.width, em, &|text| pen.measure(text));
    let (ink, edge, mark) = (
        pen.color(palette::INK),
        pen.color(palette::GRID),
        pen.color(palette::BAD),
    );
    for (tile, Placed { area, words }) in tiles.iter().zip(plan.tiles) {
        pen.fill(&area.grown(1.0), edge)?;
        pen.fill(&area, pen.color(palette::SURFACE))?;
        pen.image(&tile.pixels, &area)?;
        let (across, down) = (
            area.width() / tile.pixels.width.max(1) as f64,
            area.height() / tile.pixels.height.max(1) as f64,
        );
        for [left, top, width, height] in &tile.marks {
            let own = Rect {
                left: area.left + left * across,
                top: area.top + top * down,
                right: area.left + (left + width) * across,
                bottom: area.top + (top + height) * down,
            };
            pen.fill(&own, mark)?;
        }
        for (line, text) in words.iter().enumerate() {
            let y = area.bottom + (line as f64 + 0.5) * LINE * em + 0.2 * em;
            pen.text(text, (area.middle().0, y), Align::Centre, ink);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_stand_apart_within_the_width_and_keep_their_shape() {
        let sizes = [(16, 8), (8, 8), (10, 1), (5, 30), (28, 28)];
        for count in 1..40 {
            let tile = |i: usize| {
                let (width, height) = sizes[i % sizes.len()];
                Tile::new("hidden 1, 128 ReLU", Pixels::blank(width, height))
            };
            let tiles: Vec<Tile> = (0..count).map(tile).collect();
            let plan = plan(&tiles, 400.0, 10.0, &|text| 6.0 * text.len() as f64);
            assert_eq!(plan.tiles.len(), count);
            for (i, Placed { area, words }) in plan.tiles.iter().enumerate() {
                assert!(area.left >= -1e-9 && area.right <= 400.0 + 1e-9);
                assert!(area.bottom + words.len() as f64 * LINE * 10.0 <= plan.height);
                let (width, height) = sizes[i % sizes.len()];
                let shape = area.width() * height as f64 / (area.height() * width as f64);
                assert!((shape - 1.0).abs() < 1e-9, "{shape}");
                let over = plan.tiles[..i].iter().find(|other| {
                    let (a, b) = (&other.area, area);
                    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
                });
                assert!(over.is_none(), "{i} of {count}");
            }
        }
    }
}
