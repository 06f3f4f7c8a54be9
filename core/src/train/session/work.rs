//! The session's work: steps, digits, jobs and checkpoints, a slice at a time.

use super::device::{WARMUP_PHASES, announce_warmup};
use super::jobs::{AFTER_TRAINING, BEFORE_TRAINING};
use super::run::Run;
use super::{CHECKPOINT_MS, Outgoing, Session};
use crate::model::backward::Detail;
use crate::train::job::TURN_MS;
use crate::train::readback::read;
use crate::train::trainer::{Step, Trainer};
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_experiment::protocol::{Event, Gone, Report, Rest, Target};

impl Session {
    pub(super) fn start_run(&mut self, target: Target) -> Result<(), String> {
        let trainer = self.trainer()?;
        self.run = Some(Run::new(target, self.experiment.stop, trainer));
        self.emit(Event::Running);
        Ok(())
    }

    pub(super) fn rest(&mut self, rest: Rest) {
        self.run = None;
        let step = self.trainer.as_ref().map_or(0, Trainer::steps);
        self.emit(Event::Resting { rest, step });
    }

    /// Does a slice of work. `now` is a clock in milliseconds. Gives whether there is more to do; if
    /// not, nothing will happen until the next command.
    pub async fn turn(&mut self, now: &dyn Fn() -> f64) -> bool {
        if let Err(message) = self.slice(now).await {
            self.run = None;
            self.cancel(&Gone::TrainerEnded);
            self.fail(message);
            return false;
        }
        let training = self.run.as_ref().is_some_and(|run| !run.waiting);
        training || self.making() || self.checkpoint_wanted || self.jobs_wait()
    }

    async fn slice(&mut self, now: &dyn Fn() -> f64) -> Result<(), String> {
        let end = now() + TURN_MS;
        self.hand_over().await?;
        self.warm_up().await?;
        self.work_on(BEFORE_TRAINING, now).await?;
        let waiting = self.train(end, now).await?;
        if waiting || self.run.is_none() || self.making() {
            // Digits that training waits for get the whole slice, others a little of it.
            self.make_images(
                if waiting || self.run.is_none() {
                    now() + TURN_MS
                } else {
                    0.0
                },
                now,
            );
        }
        self.work_on(AFTER_TRAINING, now).await?;
        self.post_checkpoint(now).await
    }

    /// Compiles the GPU kernels for this network by one step that is thrown away.
    async fn warm_up(&mut self) -> Result<(), String> {
        let Some(trainer) = self.trainer.as_ref().filter(|_| !self.warm) else {
            return Ok(());
        };
        announce_warmup(
            &self.sink,
            WARMUP_PHASES - 1,
            "compiling kernels for this network",
        );
        let show = match self.watch {
            0 => Detail::Report,
            _ => Detail::Probe,
        };
        trainer.warm_up(show).await?;
        self.warm = true;
        announce_warmup(&self.sink, WARMUP_PHASES, "ready");
        Ok(())
    }

    /// Takes steps until `end`; gives whether it waits for images.
    async fn train(&mut self, end: f64, now: &dyn Fn() -> f64) -> Result<bool, String> {
        while let (Some(run), Some(trainer)) = (&mut self.run, &mut self.trainer) {
            if self.limit.is_some_and(|limit| trainer.steps() >= limit) {
                run.hold(now());
                return Ok(true);
            }
            run.release(now());
            let show = run.shows(trainer, self.watch, self.watch_next);
            let pending = match trainer.step(&self.supply, show) {
                Ok(Step::Taken(pending)) => pending,
                Ok(Step::Waiting { needed }) => {
                    run.waiting = true;
                    if run.short_of.replace(needed) != Some(needed) {
                        let needed = needed as u32;
                        self.emit(Event::Waiting { needed });
                    }
                    return Ok(true);
                }
                Err(error) => {
                    self.rest(Rest::Refused(error.message));
                    return Ok(false);
                }
            };
            run.waiting = false;
            self.stepped = true;
            self.backpressure.after_step(trainer.device()).await?;
            if let Some(pending) = pending {
                let (report, probe) = pending.read_all().await?;
                self.watch_next &= probe.is_none();
                self.publish(report, probe, now());
            }
            self.after_step();
            // A checkpoint of the end of an epoch is of that step and no later one.
            if self.checkpoint_wanted || now() >= end {
                break;
            }
        }
        Ok(false)
    }

    /// Sends a report and its probe, and stops the run when its loss is no longer a number.
    fn publish(&mut self, report: Report, probe: Option<(Probe, Examples)>, time: f64) {
        let Some(run) = &mut self.run else { return };
        let batch = f64::from(self.experiment.batch_size);
        let examples_per_second = run.pace.and_then(|(then, step)| {
            let seconds = (time - then) / 1000.0;
            (seconds > 0.0).then(|| (report.step - step) as f64 * batch / seconds)
        });
        run.pace = Some((time, report.step));
        let gradients_finite = report.gradients.iter().all(|l| l.weight.is_finite());
        let finite = report.loss.is_finite() && gradients_finite;
        let (step, rate) = (report.step, report.learning_rate);
        self.emit(Event::Report {
            report,
            examples_per_second,
        });
        if let Some((probe, examples)) = probe {
            (self.sink)(Outgoing {
                event: Event::Probe(probe),
                bulk: examples.to_bulk(),
            });
        }
        if !finite {
            self.rest(Rest::NonFinite(format!(
                "The loss is no longer a number at step {step} (learning rate {rate}). The weights have \
                 overflowed: lower the learning rate, then press Reset."
            )));
        }
    }

    /// What follows a step: evaluation and checkpoint at the end of an epoch, rest at the target.
    fn after_step(&mut self) {
        let (Some(run), Some(trainer)) = (&self.run, &self.trainer) else {
            return;
        };
        let finished = run.reached(trainer);
        if finished || trainer.at_epoch_start() {
            self.checkpoint_wanted |= trainer.at_epoch_start();
            self.evaluate_unasked();
        }
        if finished {
            self.rest(Rest::Finished);
        }
    }

    async fn post_checkpoint(&mut self, now: &dyn Fn() -> f64) -> Result<(), String> {
        let Some(trainer) = &self.trainer else {
            return Ok(());
        };
        let (time, step) = self.last_checkpoint;
        let overdue =
            self.run.is_some() && trainer.steps() != step && now() - time >= CHECKPOINT_MS;
        if !(self.checkpoint_wanted || overdue) {
            return Ok(());
        }
        let (head, vectors) = trainer.checkpoint();
        let bulk = read(vectors).await?;
        self.checkpoint_wanted = false;
        self.last_checkpoint = (now(), head.step);
        (self.sink)(Outgoing {
            event: Event::Checkpoint(head),
            bulk,
        });
        Ok(())
    }
}
