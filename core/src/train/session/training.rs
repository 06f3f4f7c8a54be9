//! What has been asked of training: how far a run goes, where it is held, and which of its steps are shown.

use crate::model::backward::Detail;
use crate::train::trainer::Trainer;
use playground_experiment::experiment::Stop;
use playground_experiment::protocol::{Report, Target};

/// Training as it was asked for.
#[derive(Default)]
pub(super) struct Training {
    run: Option<Run>,
    /// No step beyond this one.
    pub(super) limit: Option<u64>,
    /// Reports from one detailed probe to the next; 0 for none.
    watch: u32,
    /// The next report carries a probe whatever its number.
    watch_next: bool,
}

/// A run under way.
#[derive(Default)]
struct Run {
    until: Until,
    /// When and at which step the last report was made.
    pace: Option<(f64, u64)>,
    /// No image for the next step yet, or the limit is reached.
    waiting: bool,
    /// Images that the next step was said to wait for.
    short_of: Option<usize>,
    /// Since when it stands at the limit: time that says nothing about its speed.
    held_since: Option<f64>,
}

/// Where a run stops.
#[derive(Default)]
enum Until {
    Step(u64),
    Epoch(u64),
    #[default]
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

    /// Returns whether the next step will be the last.
    fn next_is_last(&self, trainer: &Trainer) -> bool {
        match *self {
            Self::Step(step) => trainer.steps().saturating_add(1) >= step,
            Self::Epoch(epoch) => trainer.epochs() + 1 >= epoch && trainer.next_ends_epoch(),
            Self::Never => false,
        }
    }
}

impl Training {
    /// Begins a run of `trainer` as it stands to `target`.
    pub(super) fn start(&mut self, target: Target, trainer: &Trainer) {
        self.run = Some(Run::new(target, trainer));
    }

    /// Ends the run.
    pub(super) fn stop(&mut self) {
        self.run = None;
    }

    /// Shows in detail the next report and every `every`-th of them; 0 for none.
    pub(super) fn watch(&mut self, every: u32) {
        (self.watch, self.watch_next) = (every, every > 0);
    }

    /// Returns whether there is a run.
    pub(super) fn is_running(&self) -> bool {
        self.run.is_some()
    }

    /// Returns whether there is a run that waits for nothing.
    pub(super) fn goes_on(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.waiting)
    }

    /// Returns the most that a step may show.
    pub(super) fn most(&self) -> Detail {
        match self.watch {
            0 => Detail::Report,
            _ => Detail::Probe,
        }
    }

    /// Returns what the next step shows; none when no step is to be taken at `time`.
    pub(super) fn next(&mut self, trainer: &Trainer, time: f64) -> Option<Detail> {
        let run = self.run.as_mut()?;
        if self.limit.is_some_and(|limit| trainer.steps() >= limit) {
            run.hold(time);
            return None;
        }
        run.release(time);
        Some(run.shows(trainer, self.watch, self.watch_next))
    }

    /// Waits for `needed` images. Returns whether that is news.
    pub(super) fn wait_for(&mut self, needed: usize) -> bool {
        self.run.as_mut().is_some_and(|run| {
            run.waiting = true;
            run.short_of.replace(needed) != Some(needed)
        })
    }

    /// Takes note of a step.
    pub(super) fn stepped(&mut self) {
        if let Some(run) = &mut self.run {
            run.waiting = false;
        }
    }

    /// Takes note of a report at `time`, which may have carried a probe. Returns the examples per second since the one
    /// before, at `batch` examples per step.
    pub(super) fn reported(
        &mut self,
        report: &Report,
        probed: bool,
        batch: u32,
        time: f64,
    ) -> Option<f64> {
        self.watch_next &= !probed;
        let run = self.run.as_mut()?;
        run.examples_per_second(report.step, batch, time)
    }

    /// Returns whether the run has reached its target.
    pub(super) fn finished(&self, trainer: &Trainer) -> bool {
        self.run
            .as_ref()
            .is_some_and(|run| run.until.reached(trainer))
    }
}

impl Run {
    fn new(target: Target, trainer: &Trainer) -> Self {
        let until = match (target, trainer.experiment.stop) {
            (Target::Steps(n), _) => Until::Step(trainer.steps().saturating_add(n)),
            (Target::Epochs(n), _) => Until::Epoch(trainer.epochs().saturating_add(u64::from(n))),
            (Target::Experiment, Stop::Epochs(n)) => Until::Epoch(beyond(trainer.epochs(), n)),
            (Target::Experiment, Stop::Steps(n)) => Until::Step(beyond(trainer.steps(), n)),
            (Target::Experiment, Stop::Never) => Until::Never,
        };
        Self {
            until,
            ..Self::default()
        }
    }

    /// Waits at the limit from `time` on.
    fn hold(&mut self, time: f64) {
        self.waiting = true;
        self.held_since.get_or_insert(time);
    }

    /// Goes on at `time`.
    fn release(&mut self, time: f64) {
        if let (Some(since), Some((then, _))) = (self.held_since.take(), &mut self.pace) {
            *then += time - since;
        }
    }

    /// Takes note of the report of `step` at `time`. Returns the speed since the one before.
    fn examples_per_second(&mut self, step: u64, batch: u32, time: f64) -> Option<f64> {
        let (then, before) = self.pace.replace((time, step))?;
        let seconds = (time - then) / 1000.0;
        (seconds > 0.0).then(|| (step - before) as f64 * f64::from(batch) / seconds)
    }

    /// Returns what the next step shows. Reports and probes fall on step numbers, never on the clock, so that
    /// runs side by side show the same steps.
    fn shows(&self, trainer: &Trainer, watch: u32, watch_next: bool) -> Detail {
        let step = trainer.steps() + 1;
        let every = u64::from(trainer.experiment.report_every.max(1));
        let first = trainer.steps() == 0;
        // The last step is shown in detail whatever its number: it is what people look at then.
        let last = self.until.next_is_last(trainer);
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

/// Returns the next multiple of `every` beyond `at`.
fn beyond(at: u64, every: u32) -> u64 {
    (at / u64::from(every) + 1).saturating_mul(u64::from(every))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endless() -> Training {
        Training {
            run: Some(Run::default()),
            ..Training::default()
        }
    }

    fn report(step: u64) -> Report {
        Report {
            step,
            ..Report::default()
        }
    }

    #[test]
    fn the_speed_leaves_out_the_time_at_the_limit() {
        let mut training = endless();
        assert_eq!(training.reported(&report(1), false, 32, 1000.0), None);
        assert_eq!(
            training.reported(&report(11), false, 32, 2000.0),
            Some(320.0)
        );
        let run = training.run.as_mut().unwrap();
        run.hold(2000.0);
        run.hold(5000.0);
        run.release(7000.0);
        assert_eq!(
            training.reported(&report(16), false, 32, 8000.0),
            Some(160.0)
        );
        assert_eq!(
            training.reported(&report(17), false, 32, 8000.0),
            None,
            "no time has passed"
        );
    }

    #[test]
    fn waiting_for_the_same_images_is_said_once() {
        let mut training = endless();
        assert!(training.goes_on());
        assert!(training.wait_for(64) && !training.wait_for(64) && training.wait_for(96));
        assert!(training.is_running() && !training.goes_on());
        training.stepped();
        assert!(training.goes_on());
        training.stop();
        assert!(!training.wait_for(128), "nobody waits");
    }

    #[test]
    fn what_is_newly_watched_is_shown_until_a_probe_has_come() {
        let mut training = endless();
        training.watch(3);
        training.reported(&report(1), false, 32, 0.0);
        assert!(training.watch_next);
        training.reported(&report(2), true, 32, 0.0);
        assert!(!training.watch_next);
        assert_eq!(training.most(), Detail::Probe);
        training.watch(0);
        assert_eq!(training.most(), Detail::Report);
        assert!(!training.watch_next);
    }

    #[test]
    fn a_run_by_the_experiment_goes_on_to_the_next_multiple_of_its_length() {
        assert_eq!((beyond(0, 5), beyond(4, 5), beyond(5, 5)), (5, 5, 10));
    }
}
