//! Where a run stands, for figures that are asked of the trainer: what they were asked of decides when
//! they are asked again.

use crate::run::Run;
use playground_experiment::experiment::Experiment;

/// Where the run stands.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPosition {
    /// Which network: `Connection::network_generation`.
    pub network_generation: u32,
    /// Steps taken.
    pub step: u64,
    /// Whole epochs behind it.
    pub epoch: u64,
    /// Whether it trains or is about to.
    pub trains: bool,
    /// What it trains with.
    pub active: Experiment,
}

impl RunPosition {
    /// None while there is no network that could be asked.
    pub fn of(run: &Run) -> Option<Self> {
        let ready = run.network.is_some()
            && run.connection.network_is_current()
            && !run.checkpoints.is_awaited();
        ready.then(|| Self {
            network_generation: run.connection.network_generation(),
            step: run.progress.step,
            epoch: run.progress.epoch as u64,
            trains: run.progress.running || run.progress.wants_training,
            active: run.settings.active.clone(),
        })
    }
}
