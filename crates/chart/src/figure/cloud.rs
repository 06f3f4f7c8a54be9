//! Dots of several classes on a plane, seen from above.

use crate::layout::{Frame, Rect};
use crate::palette;
use crate::pen::{Align, Pen};
use crate::spec::{Line, Marker, Point};
use std::borrow::Cow;

/// Radius of a dot, in CSS pixels.
const DOT: f64 = 1.8;

/// The dots; places are shares of the side of a square, y downwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cloud {
    /// Name and colour of each class.
    pub classes: Vec<(String, Cow<'static, str>)>,
    /// The place of each dot, and its class.
    pub dots: Vec<(Point, usize)>,
    /// What is marked with a ring.
    pub rings: Vec<Point>,
}

impl Cloud {
    /// Returns the legend: a disc for each class that has a dot.
    pub fn legend(&self) -> Vec<Line> {
        let classes = self.classes.iter().enumerate();
        let seen = classes.filter(|(class, _)| self.dots.iter().any(|dot| dot.1 == *class));
        let entry = |(_, (name, color)): (usize, &(String, Cow<'static, str>))| {
            let line = Line::new(name.clone(), color.clone(), Vec::new());
            line.with_width(0.0).with_marker(Marker::Circle)
        };
        seen.map(entry).collect()
    }

    /// Draws the dots, the names of the classes in their middles, and the rings.
    pub(super) fn draw(&self, pen: &Pen, frame: Frame) -> Result<(), String> {
        let side = frame.width.min(frame.height);
        let left = (frame.width - side) / 2.0;
        let area = Rect {
            left,
            top: 0.0,
            right: left + side,
            bottom: side,
        };
        let at = |(x, y): Point| (area.left + x * side, area.top + y * side);
        outline(pen, &area)?;
        for &(place, class) in &self.dots {
            if let Some((_, color)) = self.classes.get(class) {
                pen.disc(at(place), DOT, pen.color(color));
            }
        }
        let (ink, surface) = (pen.color(palette::INK), pen.color(palette::SURFACE));
        for (class, (name, _)) in self.classes.iter().enumerate() {
            if let Some(middle) = self.middle(class) {
                pen.text_on(name, at(middle), Align::Centre, ink, surface)?;
            }
        }
        for &place in &self.rings {
            pen.disc(at(place), 6.0, ink);
            pen.disc(at(place), 4.5, surface);
            pen.disc(at(place), 2.0, ink);
        }
        Ok(())
    }

    fn middle(&self, class: usize) -> Option<Point> {
        let own = self.dots.iter().filter(|dot| dot.1 == class);
        let (n, x, y) = own.fold((0.0, 0.0, 0.0), |(n, x, y), (at, _)| {
            (n + 1.0, x + at.0, y + at.1)
        });
        (n > 0.0).then_some((x / n, y / n))
    }
}

/// Draws the edges of an area.
fn outline(pen: &Pen, area: &Rect) -> Result<(), String> {
    let color = pen.color(palette::GRID);
    for y in [area.top, area.bottom] {
        pen.rule((area.left, y), (area.right, y), color)?;
    }
    for x in [area.left, area.right] {
        pen.rule((x, area.top), (x, area.bottom), color)?;
    }
    Ok(())
}
