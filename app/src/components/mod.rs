//! What is seen, one file per visible thing. Components read the [`Store`](crate::state::Store) and
//! call its methods; what they show is decided in plain functions where it can be tested.

mod app;
mod autoencoder;
mod button;
mod chart_card;
mod charts;
mod device;
mod diagnosis;
mod dialog;
mod element;
mod evaluate;
mod experiment;
mod fact;
mod fault_banner;
mod field;
mod file_input;
mod gradients;
mod header;
mod help;
mod home;
mod inputs;
mod inside;
mod lab;
mod levels;
mod load_into_pad;
mod notices;
mod open_tab;
mod optional;
mod pad;
mod picture;
mod popover;
mod read_as;
mod refresh;
mod runs;
mod select;
mod share;
mod sweep;
mod table;
mod tabs;
mod theory;
mod waiting;
mod why;
mod with_selected_run;

pub use app::App;
