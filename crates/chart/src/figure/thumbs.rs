//! Pictures beside their places in a line chart, each with a line to its place.

use crate::layout::{Layout, Rect};
use crate::palette;
use crate::pen::Pen;
use crate::pixels::Pixels;
use crate::placement::beside;
use crate::spec::Point;

/// Side of a picture, in sizes of the text.
const SIDE: f64 = 2.0;

/// Draws the pictures over a chart of this layout.
pub fn draw(pictures: &[(Point, Pixels)], layout: &Layout, pen: &Pen) -> Result<(), String> {
    let side = SIDE * layout.frame.font;
    let dots: Vec<Point> = pictures.iter().map(|(at, _)| layout.at(*at)).collect();
    let places = beside(&dots, side, &layout.plot);
    let (edge, surface) = (pen.color(palette::AXIS), pen.color(palette::SURFACE));
    for (dot, place) in dots.iter().zip(&places) {
        pen.path(&[*dot, *place], 0.75, edge);
    }
    for ((_, pixels), (x, y)) in pictures.iter().zip(places) {
        let area = Rect {
            left: x - side / 2.0,
            top: y - side / 2.0,
            right: x + side / 2.0,
            bottom: y + side / 2.0,
        };
        pen.fill(&area.grown(0.5), edge)?;
        pen.fill(&area, surface)?;
        pen.image(pixels, &area)?;
    }
    Ok(())
}
