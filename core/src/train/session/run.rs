//! A run under way: how far it goes, and which of its steps are shown.

use crate::model::backward::Detail;
use crate::train::trainer::Trainer;
use playground_experiment::experiment::Stop;
use playground_experiment::protocol::Target;

/// Training under way.
pub(super) struct Run {
    until: Until,
    /// The last step is shown in detail whatever its number: it is what people look at then.
    report_last: bool,
    /// When and at which step the last report was made.
    pub(super) pace: Option<(f64, u64)>,
    /// No image for the next step yet, or the limit is reached.
    pub(super) waiting: bool,
    /// Images that the next step was said to wait for.
    pub(super) short_of: Option<usize>,
    /// Since when it stands at the limit: time that says nothing about its speed.
    held_since: Option<f64>,
}

/// Where a run stops.
enum Until {
    Step(u64),
    Epoch(u64),
    Never,
}

impl Until {
    fn reached(&self, trainer: &Trainer) -> bool {
        match *self {
            Self::Step(step) => trainer.steps() >= step,
            Self::Epoch(epoch) => trainer.epochs() >= epoch,
            Self::Never => false,
        }
    }

    /// Whether the next step will be the last.
    fn next_is_last(&self, trainer: &Trainer) -> bool {
        match *self {
            Self::Step(step) => trainer.steps() + 1 >= step,
            Self::Epoch(epoch) => trainer.epochs() + 1 >= epoch && trainer.next_ends_epoch(),
            Self::Never => false,
        }
    }
}

impl Run {
    /// A run of `trainer` as it stands to `target`; `stop` is the experiment's.
    pub(super) fn new(target: Target, stop: Stop, trainer: &Trainer) -> Self {
        let until = match (target, stop) {
            (Target::Steps(n), _) => Until::Step(trainer.steps() + n),
            (Target::Epochs(n), _) => Until::Epoch(trainer.epochs() + u64::from(n)),
            (Target::Experiment, Stop::Epochs(n)) => {
                Until::Epoch(beyond(trainer.epochs(), u64::from(n)))
            }
            (Target::Experiment, Stop::Steps(n)) => {
                Until::Step(beyond(trainer.steps(), u64::from(n)))
            }
            (Target::Experiment, Stop::Never) => Until::Never,
        };
        Self {
            report_last: !matches!(until, Until::Never),
            until,
            pace: None,
            waiting: false,
            short_of: None,
            held_since: None,
        }
    }

    /// Waits at the limit from `time` on.
    pub(super) fn hold(&mut self, time: f64) {
        self.waiting = true;
        self.held_since.get_or_insert(time);
    }

    /// Goes on at `time`.
    pub(super) fn release(&mut self, time: f64) {
        if let (Some(since), Some((then, _))) = (self.held_since.take(), &mut self.pace) {
            *then += time - since;
        }
    }

    /// Whether the target is reached.
    pub(super) fn reached(&self, trainer: &Trainer) -> bool {
        self.until.reached(trainer)
    }

    /// What the next step shows. Reports and probes fall on step numbers, never on the clock, so that
    /// runs side by side show the same steps.
    pub(super) fn shows(&self, trainer: &Trainer, watch: u32, watch_next: bool) -> Detail {
        let step = trainer.steps() + 1;
        let every = u64::from(trainer.experiment().report_every.max(1));
        let first = trainer.steps() == 0;
        let last = self.report_last && self.until.next_is_last(trainer);
        if !(first || last || step.is_multiple_of(every)) {
            return Detail::Nothing;
        }
        let due = step.is_multiple_of(every * u64::from(watch));
        if watch > 0 && (first || last || due || watch_next) {
            Detail::Probe
        } else {
            Detail::Report
        }
    }
}

/// The next multiple of `every` beyond `at`.
fn beyond(at: u64, every: u64) -> u64 {
    (at / every + 1) * every
}
