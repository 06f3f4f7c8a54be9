//! Where a run stands, for figures that are asked of the trainer: what they were asked of decides when
//! they are asked again.

use crate::run::Run;
use playground_experiment::experiment::Experiment;

/// Where the run stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Which network: [`Run::network_generation`].
    pub network_generation: u32,
    /// Steps taken.
    pub step: u64,
    /// Whole epochs behind it.
    pub epoch: u64,
    /// Whether it trains or is about to.
    pub trains: bool,
    /// What it trains with.
    pub in_force: Experiment,
}

impl Standing {
    /// None while there is no network that could be asked.
    pub fn of(run: &Run) -> Option<Self> {
        let ready = run.network.is_some() && run.accepts_checkpoint() && !run.is_resetting();
        ready.then(|| Self {
            network_generation: run.network_generation(),
            step: run.step,
            epoch: run.epoch as u64,
            trains: run.running || run.wants_training,
            in_force: run.in_force.clone(),
        })
    }
}
