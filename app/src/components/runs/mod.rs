//! Several runs side by side: how they come about, their chips above the views, their table.

mod caption;
mod chips;
mod compare;
mod published;
mod table;

pub use caption::of_one_run;
pub use chips::{Chip, Chips};
pub use compare::Compare;
pub use table::RunsView;
