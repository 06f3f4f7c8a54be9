//! When a view asks the trainer again: at once for another network or about something else, now and then while it
//! trains, once more at rest. Reports and answers drive it, no timer does, and nothing is asked while the view is not
//! shown.

use crate::clock::now_ms;
use crate::run::Run;
use crate::state::Latest;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;

/// Where the run stands: what figures were asked of decides when they are asked again.
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
    /// Reads the position off a run; none while there is no network that could be asked.
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

/// What a network in training must have done before it is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Taken a step.
    Step,
    /// Ended an epoch.
    Epoch,
}

/// When figures are asked for again.
#[derive(Clone, Copy, Debug)]
pub struct Refresh {
    /// What a network in training must have done.
    pub after: After,
    /// Milliseconds from one question to the next of a network in training.
    pub pause_ms: f64,
    /// Whether a question about something else, or of another network, is asked although one is open.
    pub overtakes: bool,
}

/// A question as it was asked.
#[derive(Clone, Debug)]
pub struct LastQuestion<K> {
    /// Where the run stood.
    pub position: RunPosition,
    /// What it was about.
    pub about: K,
    /// When.
    pub at_ms: f64,
}

impl<K: PartialEq> LastQuestion<K> {
    /// Returns whether it was asked of the network of `now`, and about the same.
    pub fn is_same(&self, now: &RunPosition, about: &K) -> bool {
        self.position.network_generation == now.network_generation && self.about == *about
    }
}

impl Refresh {
    /// Asks again `after` that, with a pause; one question at a time.
    pub const fn new(after: After, pause_ms: f64) -> Self {
        Self {
            after,
            pause_ms,
            overtakes: false,
        }
    }

    /// Returns whether it is time to ask; `open` says that what was asked last is not answered.
    pub fn due<K: PartialEq>(
        self,
        now: &RunPosition,
        about: &K,
        asked: Option<&LastQuestion<K>>,
        open: bool,
        time_ms: f64,
    ) -> bool {
        let Some(asked) = asked.filter(|asked| asked.is_same(now, about)) else {
            return self.overtakes || !open;
        };
        if open || (now.trains && time_ms - asked.at_ms < self.pause_ms) {
            return false;
        }
        let before = &asked.position;
        let changed = (before.step, &before.active) != (now.step, &now.active);
        match (self.after, now.trains) {
            (After::Epoch, true) => now.epoch > before.epoch,
            (After::Epoch, false) | (After::Step, true) => changed,
            // What was measured in a hurry while it trained is measured once more.
            (After::Step, false) => before != now,
        }
    }

    /// Keeps `latest` up to date for as long as the view is shown. `question` says where the run stands and what is to
    /// be asked about, and tracks both; `ask` is told besides what was asked before.
    pub fn keep<T, K>(
        self,
        latest: Latest<T>,
        question: impl Fn() -> Option<(RunPosition, K)> + 'static,
        ask: impl Fn(&RunPosition, &K, Option<&LastQuestion<K>>) + 'static,
    ) where
        T: Send + Sync + 'static,
        K: PartialEq + 'static,
    {
        let mut asked = None::<LastQuestion<K>>;
        Effect::new(move || {
            let open = latest.is_open();
            let Some((position, about)) = question() else {
                return;
            };
            let at_ms = now_ms();
            if self.due(&position, &about, asked.as_ref(), open, at_ms) {
                ask(&position, &about, asked.as_ref());
                asked = Some(LastQuestion {
                    position,
                    about,
                    at_ms,
                });
            }
        });
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn at(step: u64, epoch: u64, trains: bool) -> RunPosition {
        RunPosition {
            network_generation: 1,
            step,
            epoch,
            trains,
            active: Experiment::default(),
        }
    }

    pub fn asked<K>(position: RunPosition, about: K, at_ms: f64) -> LastQuestion<K> {
        LastQuestion {
            position,
            about,
            at_ms,
        }
    }

    const STEPS: Refresh = Refresh {
        after: After::Step,
        pause_ms: 200.0,
        overtakes: false,
    };

    #[test]
    fn a_network_in_training_is_asked_now_and_then_and_one_at_rest_once() {
        let before = asked(at(10, 0, true), (), 1000.0);
        let due = |now: RunPosition, time| STEPS.due(&now, &(), Some(&before), false, time);
        assert!(STEPS.due(&at(10, 0, true), &(), None, false, 0.0));
        assert!(!due(at(10, 0, true), 9e9));
        assert!(!due(at(20, 0, true), 1100.0));
        assert!(due(at(20, 0, true), 1200.0));
        assert!(due(at(20, 0, false), 1001.0));
        let network = RunPosition {
            network_generation: 2,
            ..at(0, 0, true)
        };
        assert!(due(network, 1001.0));
    }

    #[test]
    fn one_question_at_a_time_unless_it_may_overtake() {
        let before = asked(at(10, 0, false), 'a', 1000.0);
        let other = |rule: Refresh| rule.due(&at(10, 0, false), &'b', Some(&before), true, 1001.0);
        assert!(!other(STEPS));
        let overtaking = Refresh {
            overtakes: true,
            ..STEPS
        };
        assert!(other(overtaking));
        assert!(!overtaking.due(&at(20, 0, false), &'a', Some(&before), true, 9e9));
    }

    #[test]
    fn what_follows_epochs_is_asked_after_them_and_at_rest() {
        let rule = Refresh {
            after: After::Epoch,
            pause_ms: 0.0,
            overtakes: false,
        };
        let before = asked(at(10, 0, true), (), 0.0);
        let due = |now: RunPosition| rule.due(&now, &(), Some(&before), false, 0.0);
        assert!(rule.due(&at(0, 0, false), &(), None, false, 0.0));
        assert!(!due(at(90, 0, true)));
        assert!(due(at(90, 1, true)));
        assert!(due(at(90, 0, false)));
        assert!(!due(at(10, 0, false)));
    }
}
