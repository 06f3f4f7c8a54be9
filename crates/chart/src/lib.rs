//! Line charts, heat maps and figures for paper: sharp at any pixel ratio, bounded in what they draw however long the
//! run. The page watches, listens and says when to draw; here is what is drawn and where.
//!
//! | file | |
//! | --- | --- |
//! | `spec.rs` | what a line chart shows |
//! | `scale.rs`, `layout.rs`, `labels.rs`, `thin.rs`, [`crosshair`] | where everything stands; pure, tested natively |
//! | [`mod@line`], `overlay.rs`, `pen.rs` | draws it, by plotters |
//! | `paper.rs`, `surface.rs`, `svg.rs` | on a canvas, through plotters-canvas, or into an SVG file |
//! | [`palette`], [`pixels`], [`png`] | colours, small pictures, what is said in a bitmap's file |
//! | [`placement`] | where pictures stand beside points |
//! | [`heat`] | heat maps |
//! | [`figure`], `sheet.rs` | a figure on paper, with title, legend and caption |

pub mod crosshair;
pub mod figure;
pub mod heat;
mod labels;
mod layout;
pub mod line;
mod overlay;
pub mod palette;
mod paper;
mod pen;
pub mod pixels;
pub mod placement;
pub mod png;
mod scale;
mod sheet;
mod spec;
mod surface;
mod svg;
mod thin;

pub use heat::{Along, Cell, CellNote, HeatAxis, HeatLayout, HeatSpec, Shades, Sign, signed_color};
pub use layout::{Layout, Rect};
pub use palette::Palette;
pub use pixels::{Pixels, Rgba};
pub use spec::{Band, ChartSpec, Dash, Line, Mark, Marker, Point, Reading};
pub use surface::{Size, Surface};
pub use svg::Ruler;
