//! Charts on the page: drawn by `playground_chart` at most once per animation frame, and told of the pointer, the
//! keyboard, the theme and their size.
//!
//! | file | |
//! | --- | --- |
//! | `view.rs`, `legend.rs`, `heat.rs`, `head.rs` | the components |
//! | `hidden.rs` | the lines that are hidden |
//! | `save.rs` | the button that saves a figure |
//! | `drawing.rs`, `frame.rs`, `size.rs`, `environment.rs` | their canvas, when to draw it, and what changes its look |
//!
//! The page gives each line chart a [`ChartSpec`](playground_chart::ChartSpec) and all of them one crosshair signal.

mod drawing;
pub(crate) mod environment;
mod frame;
mod head;
mod heat;
mod hidden;
mod legend;
mod save;
mod size;
mod view;

pub use drawing::DrawingHandle;
pub use heat::HeatMap;
pub use hidden::HiddenLines;
pub use save::{Caption, Digits, FigureOffer, SaveFigure, SaveRequest};
pub use size::SizeWatch;
pub use view::Chart;
