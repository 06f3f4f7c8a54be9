//! A heat map: values over two axes as colours, with contours and a path over them, and a cell that
//! is read by pointer or arrow keys. For loss surfaces and for sweeps.
//!
//! | file | |
//! | --- | --- |
//! | `heat/spec.rs`, `heat/shading.rs` | what it shows |
//! | `heat/layout.rs`, `heat/contour.rs`, `heat/colour.rs` | where and in which colours; pure, tested natively |
//! | `heat/draw.rs` | draws it |

mod colour;
mod contour;
mod draw;
mod layout;
mod shading;
mod spec;

pub use colour::signed_color;
pub use draw::draw;
pub(crate) use draw::draw_with;
pub use layout::HeatLayout;
pub use shading::Shades;
pub use spec::{Along, Cell, CellNote, HeatAxis, HeatSpec, Sign};
