//! Settings change: what takes effect at once, what waits for a reset.

use super::notice::{Level, Topic};
use super::{Run, Sent, TrainerStatus};
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::fields;
use playground_experiment::fields::FIELDS;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::protocol::Command;

/// `current` with those settings of `next` that can change without losing the weights.
pub fn live_part(current: &Experiment, next: &Experiment) -> Experiment {
    let mut live = current.clone();
    for field in FIELDS.iter() {
        let mut changed = live.clone();
        let set = field.set(&mut changed, &field.get(next));
        if set.is_ok() && fields::effect(&live, &changed) == Effect::Live {
            live = changed;
        }
    }
    live
}

impl Run {
    /// The page shows `next` from now on. What can take effect at once does; the rest waits for
    /// [`reset`](Self::reset), unless there is nothing to lose.
    pub fn edit(&mut self, next: Experiment) {
        self.edited = next;
        self.problem = self.edited.validate().err();
        if self.problem.is_none() {
            self.apply_edit();
        }
    }

    fn apply_edit(&mut self) {
        let effect = fields::effect(&self.sent, &self.edited);
        if effect == Effect::None || matches!(self.life, TrainerStatus::Dead(_)) {
            return;
        }
        // Inherited weights are something to lose.
        let free = self.untouched() && self.inherited == 0 && self.keep_problem().is_none();
        if free && effect == Effect::Reset {
            self.begin_anew(self.edited.clone(), self.keep);
            return;
        }
        let live = live_part(&self.sent, &self.edited);
        // At most one change is under way: a slider that is dragged sends its latest value next.
        let busy = self
            .waiting
            .iter()
            .any(|(_, s)| matches!(s, Sent::Change(_)));
        if live != self.sent && live.validate().is_ok() && !busy {
            if !self.untouched() {
                self.drop_plans();
            }
            self.send_change(live);
        }
    }

    /// What a link had planned is no longer about this run.
    pub(super) fn drop_plans(&mut self) {
        if self.planned.is_empty() {
            return;
        }
        self.planned.clear();
        self.notices.show(
            Topic::Link,
            Level::Info,
            "The changes that the link had planned are left out from here on.",
        );
    }

    pub(super) fn send_change(&mut self, after: Experiment) {
        let before = std::mem::replace(&mut self.sent, after.clone());
        let sequence = self.push(Command::Change {
            experiment: after.clone(),
        });
        self.waiting
            .push_back((sequence, Sent::Change(Box::new([before, after]))));
    }

    /// A change was acknowledged: the edits made meanwhile follow.
    pub(super) fn send_latest_edit(&mut self) {
        if self.problem.is_none() {
            self.apply_edit();
        }
    }

    /// Chooses an output, and a loss that goes with it if the present one does not.
    pub fn choose_output(&mut self, output: Output) {
        let mut next = Experiment {
            output,
            ..self.edited.clone()
        };
        if next.objective().is_err() {
            next.loss = output.info().usual;
            self.notices.show(
                Topic::Setting,
                Level::Info,
                format!(
                    "With {} output the loss is now {}: {} does not go with it.",
                    output.info().name,
                    next.loss.info().name,
                    self.edited.loss.info().name
                ),
            );
        }
        self.edit(next);
    }

    /// Chooses a loss; one that does not go with the output is explained and not sent.
    pub fn choose_loss(&mut self, loss: Loss) {
        self.edit(Experiment {
            loss,
            ..self.edited.clone()
        });
    }

    /// The one-click flip to the counterpart.
    pub fn flip(&mut self) {
        let Ok(next) = self.edited.flipped() else {
            return;
        };
        if next.output == self.edited.output {
            self.notices.clear(Topic::Setting);
        } else {
            self.notices.show(
                Topic::Setting,
                Level::Info,
                format!(
                    "Flipped to {}; the output changed with it, from {} to {}.",
                    next.loss.info().name,
                    self.edited.output.info().name,
                    next.output.info().name
                ),
            );
        }
        self.edit(next);
    }
}
