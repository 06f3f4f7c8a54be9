//! Line charts and heat maps: sharp at any pixel ratio, bounded in what they draw however long the run. The page watches,
//! listens and says when to draw; here is what is drawn and where.
//!
//! | file | |
//! | --- | --- |
//! | `spec.rs` | what a line chart shows |
//! | `scale.rs`, `layout.rs`, `labels.rs`, `thin.rs`, [`crosshair`] | where everything stands; pure, tested natively |
//! | [`mod@line`], `overlay.rs`, `pen.rs` | draws it, on plotters-canvas |
//! | `surface.rs`, [`palette`] | the bitmap, the colours |
//! | [`placement`] | where pictures stand beside points |
//! | [`heat`] | heat maps |
//! | `picture.rs`, `sheet.rs` | a chart as a picture, with title, legend and caption |

pub mod crosshair;
pub mod heat;
mod labels;
mod layout;
pub mod line;
mod overlay;
pub mod palette;
mod pen;
mod picture;
pub mod placement;
mod scale;
mod sheet;
mod spec;
mod surface;
mod thin;

pub use heat::{Along, Cell, CellNote, HeatAxis, HeatLayout, HeatSpec, Shades, Sign, signed_color};
pub use layout::{Layout, Rect};
pub use palette::Palette;
pub use spec::{Band, ChartSpec, Dash, Line, Mark, Marker, Point, Reading};
pub use surface::{Size, Surface};
