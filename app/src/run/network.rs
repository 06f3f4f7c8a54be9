//! The network as the trainer built it, and what it took over from the one before it.

use playground_experiment::experiment::Experiment;
use playground_experiment::model::check_kept;

/// The network as the trainer built it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Names of the layers, from input to output.
    pub layers: Vec<String>,
    /// Trainable values.
    pub parameters: usize,
    /// Steps in an epoch.
    pub steps_per_epoch: u64,
}

/// Transfer learning: the first blocks of the present network go over to the next one.
#[derive(Clone, Debug, Default)]
pub struct Transfer {
    /// First blocks whose weights the next reset keeps; 0 for new weights throughout.
    pub keep: u32,
    /// First blocks whose weights the present network began with, from the one before it.
    pub inherited: u32,
}

impl Transfer {
    /// Returns why a reset to `after` cannot keep the weights of `network`, the present one, that it is
    /// to keep; none when it can. `before` is what the present one was made for.
    pub(super) fn problem(
        &self,
        network: Option<&Network>,
        before: &Experiment,
        after: &Experiment,
    ) -> Option<String> {
        if self.keep == 0 {
            return None;
        }
        if network.is_none() {
            return Some(
                "There is no network whose weights could be kept. Start the trainer again first, or keep 0 blocks."
                    .to_owned(),
            );
        }
        let (before, after) = (before.architecture().ok()?, after.architecture().ok()?);
        check_kept(&before, &after, self.keep as usize).err()
    }

    /// Says what a reset has done.
    pub(super) fn said_of_reset(&self) -> String {
        match self.keep {
            0 => "New weights.".to_owned(),
            1 => "New weights after the first block, which kept its own.".to_owned(),
            n => format!("New weights after the first {n} blocks, which kept theirs."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_needs_a_network_and_is_said() {
        let (before, network) = (
            Experiment::default(),
            Network {
                layers: Vec::new(),
                parameters: 0,
                steps_per_epoch: 1,
            },
        );
        let mut transfer = Transfer::default();
        assert_eq!(transfer.problem(None, &before, &before), None);
        transfer.keep = 1;
        let why = transfer.problem(None, &before, &before);
        assert!(why.is_some_and(|why| why.contains("no network")));
        assert_eq!(transfer.problem(Some(&network), &before, &before), None);
        assert!(transfer.said_of_reset().contains("first block"));
    }
}
