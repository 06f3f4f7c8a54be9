//! Transfer learning: the first blocks of the present network go over to the next one.

use super::{Run, TrainerStatus};
use playground_experiment::model::check_kept;

impl Run {
    /// Has the next reset keep the weights of the first `blocks` blocks; 0 for new weights throughout.
    pub fn keep_blocks(&mut self, blocks: u32) {
        self.keep = blocks;
    }

    /// Why the next reset cannot keep the weights that it is to keep; none when it can.
    pub fn keep_problem(&self) -> Option<String> {
        if self.keep == 0 {
            return None;
        }
        if matches!(self.life, TrainerStatus::Dead(_)) || self.network.is_none() {
            return Some(
                "There is no network whose weights could be kept. Start the trainer again first, or keep 0 blocks."
                    .to_owned(),
            );
        }
        let (before, after) = (self.in_force.architecture(), self.edited.architecture());
        let (before, after) = (before.ok()?, after.ok()?);
        check_kept(&before, &after, self.keep as usize).err()
    }

    /// Whether the network is still to be built, because what it inherits is on its way.
    pub fn awaits_inheritance(&self) -> bool {
        let alive = !matches!(self.life, TrainerStatus::Dead(_));
        alive && self.inherited > 0 && self.network.is_none()
    }

    /// What a reset has done.
    pub(super) fn said_of_reset(&self) -> String {
        match self.keep {
            0 => "New weights.".to_owned(),
            1 => "New weights after the first block, which kept its own.".to_owned(),
            n => format!("New weights after the first {n} blocks, which kept theirs."),
        }
    }
}
