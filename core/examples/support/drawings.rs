//! The drawn digits that tests replay (`tests/drawings.json`), the ways in which they are varied, and
//! what a network makes of them.

use playground_core::model::backward::Detail;
use playground_core::train::trainer::Step;
use playground_core::train::{Dataset, Trainer};
use playground_data::sketch::{IMAGE_SIDE, Stroke, fit_to_image};
use serde::Deserialize;
use std::error::Error;

/// The browser tests replay the same file by mouse, finger and pen.
const STORED: &str = include_str!("../../../tests/drawings.json");

/// Distance from the edge of the pad that a moved drawing keeps, in widths of the pad.
const MARGIN: f32 = 0.03;

/// From paper to ink.
const SHADES: [char; 5] = [' ', '.', 'o', 'O', '#'];

/// A digit as somebody might write it.
#[derive(Deserialize)]
pub struct Drawing {
    /// Whose way of writing.
    pub hand: String,
    /// What is meant.
    pub digit: u8,
    /// The pen's way over the pad.
    pub strokes: Vec<Stroke>,
}

/// Every drawing there is: ten digits of every hand.
pub fn drawings() -> serde_json::Result<Vec<Drawing>> {
    serde_json::from_str(STORED)
}

type Change = fn(&[Stroke]) -> Vec<Stroke>;

/// How the same digit may come out another time: a name, and what is done to the strokes. Pens keep
/// their width unless it is the pen that differs: a small digit is drawn with the same one.
pub const VARIATIONS: [(&str, &[Change]); 8] = [
    ("as drawn", &[|strokes| strokes.to_vec()]),
    (
        "small, in each corner",
        &[
            |strokes| fitted(strokes, 0.22, (0.0, 0.0)),
            |strokes| fitted(strokes, 0.22, (1.0, 0.0)),
            |strokes| fitted(strokes, 0.22, (0.0, 1.0)),
            |strokes| fitted(strokes, 0.22, (1.0, 1.0)),
        ],
    ),
    (
        "large, over the whole pad",
        &[|strokes| fitted(strokes, 1.0 - 2.0 * MARGIN, (0.5, 0.5))],
    ),
    (
        "off-centre, at an edge",
        &[
            |strokes| fitted(strokes, 0.5, (0.0, 0.4)),
            |strokes| fitted(strokes, 0.5, (1.0, 0.7)),
        ],
    ),
    (
        "with the thinnest pen",
        &[|strokes| with_pen(strokes, 0.03)],
    ),
    (
        "with the thickest pen",
        &[|strokes| with_pen(strokes, 0.14)],
    ),
    (
        "slanted by 0.2, either way",
        &[
            |strokes| moved(strokes, |x, y| (x - 0.2 * y, y)),
            |strokes| moved(strokes, |x, y| (x + 0.2 * y, y)),
        ],
    ),
    (
        "turned by 10°, either way",
        &[
            |strokes| turned(strokes, 10.0),
            |strokes| turned(strokes, -10.0),
        ],
    ),
];

/// What a network took a drawing for.
pub struct Reading<'a> {
    /// The drawing, before it was varied.
    pub drawing: &'a Drawing,
    /// The image that the network saw, `[28, 28]`.
    image: Vec<f32>,
    /// The class with the largest answer.
    pub taken_for: u8,
}

impl Reading<'_> {
    /// Whether it was read as it was meant.
    pub fn is_right(&self) -> bool {
        self.taken_for == self.drawing.digit
    }

    /// Who drew what, and what it was taken for.
    pub fn words(&self) -> String {
        let Drawing { hand, digit, .. } = self.drawing;
        format!("{hand} {digit} for {}", self.taken_for)
    }

    /// What the network saw, as text.
    pub fn picture(&self) -> String {
        let shade = |ink: &f32| SHADES[(ink * (SHADES.len() - 1) as f32).round() as usize];
        let rows = self.image.chunks(IMAGE_SIDE);
        rows.flat_map(|row| row.iter().map(shade).chain(['\n']))
            .collect()
    }
}

/// Share of the readings that are right.
pub fn accuracy(readings: &[Reading]) -> f64 {
    let right = readings.iter().filter(|reading| reading.is_right()).count();
    right as f64 / readings.len().max(1) as f64
}

/// What the network of `trainer` makes of every drawing after each of the changes.
///
/// # Errors
/// When a drawing has no points or the device has failed.
pub async fn read<'a>(
    trainer: &Trainer,
    drawings: &'a [Drawing],
    changes: &[Change],
) -> Result<Vec<Reading<'a>>, String> {
    let network = trainer.snapshot();
    let mut readings = Vec::new();
    for change in changes {
        for drawing in drawings {
            let image = fit_to_image(&change(&drawing.strokes))
                .ok_or_else(|| format!("The {} of {} is empty.", drawing.digit, drawing.hand))?;
            let answer = network.answer(&image).await?;
            let best = (0u8..).zip(&answer).max_by(|a, b| a.1.total_cmp(b.1));
            readings.push(Reading {
                drawing,
                image,
                taken_for: best.map_or(u8::MAX, |(class, _)| class),
            });
        }
    }
    Ok(readings)
}

/// Takes steps until `trained` says that they are enough.
///
/// # Errors
/// When the trainer refuses a step or images are missing.
pub fn train(
    trainer: &mut Trainer,
    dataset: &Dataset,
    trained: impl Fn(&Trainer) -> bool,
) -> Result<(), Box<dyn Error>> {
    while !trained(trainer) {
        if let Step::Waiting { .. } = trainer.step(dataset, Detail::Nothing)? {
            return Err("Images are missing.".into());
        }
    }
    Ok(())
}

fn moved(strokes: &[Stroke], place: impl Fn(f32, f32) -> (f32, f32)) -> Vec<Stroke> {
    let stroke = |stroke: &Stroke| Stroke {
        points: stroke.points.iter().map(|&(x, y)| place(x, y)).collect(),
        width: stroke.width,
    };
    strokes.iter().map(stroke).collect()
}

fn turned(strokes: &[Stroke], degrees: f32) -> Vec<Stroke> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    moved(strokes, |x, y| {
        let (x, y) = (x - 0.5, y - 0.5);
        (0.5 + cos * x - sin * y, 0.5 + sin * x + cos * y)
    })
}

/// Scaled until the larger side of the drawing is `side`, and put where `at` says between the edges:
/// (0, 0) is the upper left corner.
fn fitted(strokes: &[Stroke], side: f32, at: (f32, f32)) -> Vec<Stroke> {
    let points = || strokes.iter().flat_map(|stroke| &stroke.points);
    let x = Span::of(points().map(|point| point.0));
    let y = Span::of(points().map(|point| point.1));
    let scale = side / x.length().max(y.length());
    moved(strokes, |px, py| {
        (x.place(px, scale, at.0), y.place(py, scale, at.1))
    })
}

/// From where to where a drawing goes, along one side of the pad.
struct Span {
    low: f32,
    high: f32,
}

impl Span {
    fn of(values: impl Iterator<Item = f32>) -> Self {
        let start = Self {
            low: f32::INFINITY,
            high: f32::NEG_INFINITY,
        };
        values.fold(start, |span, value| Self {
            low: span.low.min(value),
            high: span.high.max(value),
        })
    }

    fn length(&self) -> f32 {
        self.high - self.low
    }

    fn place(&self, value: f32, scale: f32, at: f32) -> f32 {
        let room = 1.0 - 2.0 * MARGIN - self.length() * scale;
        MARGIN + at * room + (value - self.low) * scale
    }
}

fn with_pen(strokes: &[Stroke], width: f32) -> Vec<Stroke> {
    let stroke = |stroke: &Stroke| Stroke {
        width,
        ..stroke.clone()
    };
    strokes.iter().map(stroke).collect()
}
