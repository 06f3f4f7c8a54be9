//! Figures to take home: whatever a view shows, drawn anew for paper, as an SVG file or as a bitmap, with title,
//! legend, caption; and its numbers as CSV.
//!
//! | file | |
//! | --- | --- |
//! | `figure/look.rs` | how wide it is to be, and what stands around it |
//! | `figure/draw.rs` | draws it, by one pen for both kinds of file |
//! | `figure/cloud.rs`, `figure/grid.rs`, `figure/tiles.rs` | what is neither a line chart nor a heat map |
//! | `figure/thumbs.rs` | pictures beside places of a line chart |
//! | `figure/names.rs` | full names and units for the legend |
//! | `figure/numbers.rs` | its numbers |

mod cloud;
mod draw;
mod grid;
mod look;
mod names;
mod numbers;
mod thumbs;
mod tiles;

use crate::heat::HeatSpec;
use crate::pixels::Pixels;
use crate::spec::{ChartSpec, Hidden, Line, Point};
pub use cloud::Cloud;
pub use grid::{Fill, Grid, GridCell};
pub use look::{DPI, Look, PIXELS_PER_METRE, Width};
pub use tiles::Tile;

/// A figure, free of how it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What to look at, as a heading.
    pub title: String,
    /// What is shown.
    pub plot: Plot,
    /// What its colours and places mean; empty where the legend says it all.
    pub note: String,
    /// Lines that carry their names in full, without points.
    pub legend: Vec<Line>,
}

/// What a figure shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Plot {
    /// A line chart, and pictures beside some of its places.
    Lines(ChartSpec, Vec<(Point, Pixels)>),
    /// A heat map.
    Heat(HeatSpec),
    /// Small pictures side by side.
    Tiles(Vec<Tile>),
    /// A table, whose cells may be shaded or hold a bar.
    Table(Grid),
    /// Dots of several classes on a plane.
    Cloud(Cloud),
}

impl Figure {
    /// Creates the figure of a line chart without the lines for which `hidden` is true.
    pub fn lines(mut spec: ChartSpec, hidden: Hidden) -> Self {
        spec.bands.retain(|band| {
            let own = spec.lines.iter().find(|line| line.label == band.line);
            own.is_some_and(|line| !hidden(line))
        });
        spec.lines.retain(|line| !hidden(line));
        let legend = spec.lines.iter().map(|line| names::in_full(line, &spec));
        Self {
            title: spec.title.clone(),
            legend: legend.collect(),
            plot: Plot::Lines(spec, Vec::new()),
            note: String::new(),
        }
    }

    /// Creates the figure of a heat map.
    pub fn heat(spec: HeatSpec) -> Self {
        Self::of(spec.title.clone(), Plot::Heat(spec))
    }

    /// Creates a figure without a legend.
    pub fn of(title: impl Into<String>, plot: Plot) -> Self {
        Self {
            title: title.into(),
            plot,
            note: String::new(),
            legend: Vec::new(),
        }
    }

    /// Says what its colours and places mean.
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }
}
