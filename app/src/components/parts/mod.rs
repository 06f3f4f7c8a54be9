//! What the views are made of: buttons and fields, cards with their notes, pictures, and what they read signals and
//! elements of the page with.

mod button;
mod chart_card;
pub mod clipboard;
mod dialog;
pub mod element;
mod fact;
mod field;
mod file_input;
mod inputs;
mod levels;
mod load_into_pad;
mod open_tab;
mod optional;
mod picture;
mod popover;
mod read_as;
mod select;
mod setting_place;
pub mod table;
mod toolbar;
mod why;
mod with_selected_run;

pub use button::Button;
pub use chart_card::ChartCard;
pub use dialog::{Dialog, DialogHead};
pub use fact::Fact;
pub use field::{
    ChoiceField, Labelled, RESET_MARK, ResetMark, TextField, Timing, commit, described, field_text,
    set_field, waiting_text,
};
pub use file_input::FileInput;
pub use inputs::{Choice, Reach, Slider, Typed, complaint, two_figures, whole, wrong};
pub use levels::levels;
pub use load_into_pad::LoadIntoPad;
pub use open_tab::open_tab;
pub use optional::WithSome;
pub use picture::{Picture, extent, ink};
pub use popover::Popover;
pub use read_as::read_as;
pub use select::{RadioLine, Tick, chosen, option, parsed, radios};
pub use setting_place::{control, go_to_setting};
pub use table::{SaveTable, Swatch};
pub use toolbar::Toolbar;
pub use why::{CardHead, Note, Why, notes};
pub use with_selected_run::WithSelectedRun;
