//! Taking steps: [`trainer`] does one step at a time, [`evaluate`] measures without training,
//! [`gpu`] starts and tests a GPU, and [`session`] turns commands into events.

pub mod evaluate;
pub mod gpu;
pub mod session;
mod supply;
pub mod trainer;

pub use session::Session;
pub use supply::Supply;
pub use trainer::Trainer;
