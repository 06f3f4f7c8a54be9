//! What is seen, one file per visible thing, made of what is in `parts`. Components read the
//! [`Store`](crate::state::Store) and call its methods; what they show is decided in plain functions where it can be
//! tested.

mod app;
mod autoencoder;
mod charts;
mod device;
mod diagnosis;
mod evaluate;
mod experiment;
mod fault_banner;
mod figure;
mod gallery;
mod gradients;
mod header;
mod help;
mod home;
mod inside;
mod lab;
mod lesson;
mod notices;
mod pad;
mod parts;
mod presenter;
mod refresh;
mod runs;
mod share;
mod stage;
mod sweep;
mod tabs;
mod theory;
mod waiting;

pub use app::App;
pub use pad::begin_with_a_digit;
pub(crate) use parts::element;
