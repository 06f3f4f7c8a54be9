//! Taking steps: [`trainer`] takes one, read from the batch to the update in one sitting; [`readback`] is the one
//! place where figures leave the device; [`snapshot`] is a network to be asked, [`evaluate`] and [`examine`] measure
//! without training, [`inspect`] and [`scan`] look inside, [`reconstruct`] shows what an autoencoder makes of images,
//! [`gpu`] starts and tests a GPU, and [`session`] turns commands into events and questions into answers.

mod average;
pub mod bare;
mod cosine;
pub mod dataset;
mod dropout;
pub mod evaluate;
pub mod examine;
mod faults;
pub mod gpu;
mod inherited;
pub mod inspect;
mod job;
mod lifecycle;
mod panel;
mod predict;
mod progress;
pub mod projection;
mod race;
pub mod readback;
pub mod reconstruct;
mod record;
mod running;
pub mod scan;
pub mod session;
pub mod slice;
pub mod snapshot;
mod supply;
mod teacher;
pub mod trainer;

pub use dataset::Dataset;
pub use race::Contest;
pub use session::Session;
pub use trainer::Trainer;
