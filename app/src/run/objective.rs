//! A pair of output and loss as charts know it: its short name and its colour.

use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{self, Family, Loss, Objective, Output};
use playground_experiment::protocol::Measure;

/// An output with a loss. Curves belong to one, so that a flip continues both curves instead of
/// making one of them jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectiveId {
    /// What turns logits into the answer.
    pub output: Output,
    /// What is minimised.
    pub loss: Loss,
}

impl ObjectiveId {
    /// Returns the pair that `experiment` trains on.
    pub fn in_use(experiment: &Experiment) -> Self {
        Self {
            output: experiment.output,
            loss: experiment.loss,
        }
    }

    /// Returns the pair that an evaluation was measured in.
    pub(super) fn measured_in(measure: Measure) -> Self {
        Self {
            output: measure.output,
            loss: measure.loss,
        }
    }

    /// Returns the counterpart: the pair whose gradients are shown beside its own.
    pub fn counterpart(self) -> Self {
        // An invalid pair never runs, so it has no counterpart but itself.
        self.row().map_or(self, |row| Self {
            output: row.counterpart.0,
            loss: row.counterpart.1,
        })
    }

    fn row(self) -> Option<&'static Objective> {
        loss::objective(self.output, self.loss).ok()
    }

    /// Returns whether it is a cross-entropy or a square.
    pub fn family(self) -> Family {
        self.loss.info().family
    }

    /// Returns both, the cross-entropy first whichever is in use: a flip moves no column.
    pub fn side_by_side(self) -> [Self; 2] {
        match self.family() {
            Family::SquaredError => [self.counterpart(), self],
            Family::CrossEntropy => [self, self.counterpart()],
        }
    }

    /// Returns its short name for charts and tables: `CE`, `MSE`, `MSE on sigmoid`.
    pub fn label(self) -> &'static str {
        self.row().map_or(self.loss.info().short, |row| row.label)
    }

    /// Returns the custom property of its colour: blue for the cross-entropies, vermilion for squares.
    pub fn color(self) -> &'static str {
        match self.family() {
            Family::SquaredError => "--loss-mse",
            Family::CrossEntropy => "--loss-ce",
        }
    }

    /// Returns the unit of its values.
    pub fn unit(self) -> &'static str {
        self.family().unit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_losses_of_the_page_have_their_own_names_and_colours() {
        let ce = ObjectiveId::in_use(&Experiment::default());
        let mse = ce.counterpart();
        assert_eq!((ce.label(), mse.label()), ("CE", "MSE"));
        assert_ne!(ce.color(), mse.color());
        assert_eq!(mse.counterpart(), ce);
        assert_eq!(ce.side_by_side(), mse.side_by_side());
        let linear = ObjectiveId {
            output: Output::Linear,
            loss: Loss::MeanSquaredError,
        };
        assert_eq!(linear.label(), "MSE on logits");
        assert_eq!(linear.counterpart(), ce);
    }
}
