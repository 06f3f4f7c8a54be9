//! Charts: sharp at any pixel ratio, drawn at most once per animation frame, bounded in what they
//! draw however long the run.
//!
//! | file | |
//! | --- | --- |
//! | `spec.rs` | what a chart shows |
//! | `scale.rs`, `layout.rs`, `labels.rs`, `thin.rs`, `crosshair.rs` | where everything stands; pure, tested natively |
//! | `line.rs`, `overlay.rs`, `pen.rs` | draws it, on plotters-canvas |
//! | `surface.rs`, `palette.rs`, `environment.rs`, `frame.rs` | the bitmap, the colours, what changes them, when to draw |
//! | `view.rs`, `legend.rs` | the component |
//! | `heat.rs` | heat maps |
//! | `picture.rs`, `sheet.rs` | a chart as a PNG |
//!
//! The page gives each chart a [`ChartSpec`] and all charts one crosshair signal.

mod crosshair;
mod environment;
mod frame;
mod heat;
mod labels;
mod layout;
mod legend;
mod line;
mod overlay;
mod palette;
mod pen;
mod picture;
mod scale;
mod sheet;
mod spec;
mod surface;
mod thin;
mod view;

pub use heat::{Along, Cell, CellNote, HeatAxis, HeatMap, HeatSpec, Shades, Sign, signed_color};
pub use picture::Caption;
pub use spec::{ChartSpec, Dash, Line, Mark, Marker, Point, Reading, points};
pub use view::Chart;
