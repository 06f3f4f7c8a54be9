//! What the page knows of a run, and what it decides: a plain state machine without a browser.
//!
//! [`Run`] takes the person's wishes (`commands.rs`) and the trainer's events (`receive.rs`), and puts what
//! is to be sent into the outbox of its [`Connection`]. Each of its parts is a file:
//!
//! | file | |
//! | --- | --- |
//! | `settings.rs`, `edit.rs` | the draft on the page, what was requested, what is active |
//! | `connection.rs` | numbered commands, and what was acknowledged |
//! | `progress.rs` | steps taken, steps wanted |
//! | `network.rs` | the network, and which of its weights go over to the next |
//! | `pulse.rs`, `last_words.rs` | signs of life of the trainer, and what it says when it ends |
//! | `device.rs`, `files.rs` | where it trains, on how much of the data |
//! | `history.rs`, `detail.rs`, `objective.rs` | what was reported |
//! | `diagnosis.rs`, `findings.rs` | what is wrong, and what was done about it |
//! | `checkpoints.rs` | places to come back to |
//! | `warning.rs` | what is said before a step that takes long |
//! | `notice.rs` | sentences for the person |

pub mod checkpoints;
mod commands;
pub mod connection;
pub mod detail;
pub mod device;
mod diagnosis;
mod edit;
pub mod files;
pub mod findings;
pub mod history;
mod last_words;
pub mod network;
pub mod notice;
pub mod objective;
pub mod progress;
pub mod pulse;
mod receive;
pub mod settings;
#[cfg(test)]
mod tests;
mod warning;

pub use checkpoints::Past;
pub use connection::{Bulk, Outgoing, SideEffect, TrainerStatus};
pub use last_words::last_words;

use checkpoints::Checkpoints;
use connection::Connection;
use device::Device;
use files::Files;
use findings::AppliedRemedy;
use history::History;
use network::{Network, Transfer};
use notice::Notices;
use progress::RunProgress;
use pulse::Pulse;
use settings::Settings;

/// The run and everything around it that is not a matter of the browser.
#[derive(Clone, Debug)]
pub struct Run {
    /// What it is set to.
    pub settings: Settings,
    /// What was said to the trainer.
    pub connection: Connection,
    /// Signs of life of its trainer.
    pub pulse: Pulse,
    /// How far it is.
    pub progress: RunProgress,
    /// The network, once built.
    pub network: Option<Network>,
    /// Which of its weights go over to the next one.
    pub transfer: Transfer,
    /// Where it trains.
    pub device: Device,
    /// How much of the data is there.
    pub files: Files,
    /// Everything reported.
    pub history: History,
    /// Places to come back to.
    pub checkpoints: Checkpoints,
    /// Sentences for the person.
    pub notices: Notices,
    /// Remedies that the next new network is to be compared by: it is one of them.
    carried: Vec<AppliedRemedy>,
}
