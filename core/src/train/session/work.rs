//! A session's work: steps, digits, jobs and checkpoints, a slice at a time.

use super::jobs::Priority;
use super::{Session, reports};
use crate::train::job::TURN_MS;
use crate::train::record::StepFigures;
use crate::train::trainer::Step;
use playground_experiment::protocol::{Event, Gone, Rest, Target};

impl Session {
    pub(super) fn run(&mut self, target: Target) -> Result<(), String> {
        let trainer = self.network.trainer()?;
        self.training.start(target, trainer);
        self.give_up_race();
        self.outbox.emit(Event::Running);
        if self.devices.race_is_open() {
            self.announce_device();
        }
        // A target of no steps.
        if self.training.finished(trainer) {
            self.rest(Rest::Finished);
        }
        Ok(())
    }

    pub(super) fn rest(&mut self, rest: Rest) {
        self.training.stop();
        let step = self.network.steps();
        self.outbox.emit(Event::Resting { rest, step });
    }

    /// Does a slice of work. `now` is a clock in milliseconds. Returns whether there is more to do; if not, nothing
    /// will happen until the next command.
    pub async fn turn(&mut self, now: &dyn Fn() -> f64) -> bool {
        if let Err(message) = self.slice(now).await {
            self.training.stop();
            self.cancel(&Gone::TrainerEnded);
            self.outbox.fail(message);
            return false;
        }
        let jobs = self.network.trainer.is_some() && self.jobs.ready(&self.data.files);
        let panel = self.network.panel_waits(&self.data.files);
        let reports = self.reports.any();
        self.training.goes_on()
            || self.data.making()
            || self.checkpoints.wanted
            || jobs
            || panel
            || reports
            || self.raced_elsewhere
    }

    async fn slice(&mut self, now: &dyn Fn() -> f64) -> Result<(), String> {
        if std::mem::take(&mut self.raced_elsewhere) {
            self.go_where_decided().await;
        }
        if self.network.inherits() {
            self.network.read_inherited().await?;
            if let Err(message) = self.build() {
                self.network.forget_inherited();
                self.rest(Rest::Refused(message));
            }
        }
        let most = self.training.most();
        self.network.warm_up(most, &self.outbox).await?;
        self.answer(Priority::BeforeTraining, now).await?;
        let files = &self.data.files;
        self.network.place_panel(files, &self.outbox).await?;
        // Whatever was waited for until now, training has its time.
        let waiting = self.train(now() + TURN_MS, now).await?;
        if !self.training.goes_on() {
            self.publish(0, now).await?;
        }
        if waiting || !self.training.is_running() || self.data.making() {
            // Digits that training waits for get the whole slice, others a little of it.
            let end = match waiting || !self.training.is_running() {
                true => now() + TURN_MS,
                false => 0.0,
            };
            self.data.make_images(end, now, &self.outbox);
        }
        self.answer(Priority::AfterTraining, now).await?;
        if let Some(trainer) = &self.network.trainer {
            let running = self.training.is_running();
            let posted = self.checkpoints.post(trainer, running, now, &self.outbox);
            posted.await?;
        }
        Ok(())
    }

    /// Does a slice of a job of each kind that has its turn now.
    async fn answer(&mut self, priority: Priority, now: &dyn Fn() -> f64) -> Result<(), String> {
        let (files, devices) = (&self.data.files, &self.devices);
        match self.network.desk(files, devices, now) {
            Some(mut desk) => self.jobs.work_on(priority, &mut desk, &self.outbox).await,
            None => Ok(()),
        }
    }

    /// Takes steps until `end`. Returns whether it waits for images or for the limit.
    async fn train(&mut self, end: f64, now: &dyn Fn() -> f64) -> Result<bool, String> {
        while self.training.is_running()
            && let Some(trainer) = &mut self.network.trainer
        {
            let Some(detail) = self.training.next(trainer, now()) else {
                return Ok(true);
            };
            let pending = match trainer.step(&self.data.files, detail) {
                Ok(Step::Taken(pending)) => pending,
                Ok(Step::Waiting { needed }) => {
                    if self.training.wait_for(needed) {
                        let needed = needed as u32;
                        self.outbox.emit(Event::Waiting { needed });
                    }
                    return Ok(true);
                }
                Err(error) => {
                    self.rest(Rest::Refused(error.message));
                    return Ok(false);
                }
            };
            self.training.stepped();
            self.network.after_step(now).await?;
            if let Some(pending) = pending {
                self.reports.read(*pending);
            }
            let trainer = self.network.trainer.as_ref();
            // What comes at an end comes after the reports of what led to it.
            let ends = trainer.is_some_and(|t| t.epoch_just_ended() || self.training.finished(t));
            let under_way = if ends { 0 } else { reports::UNDER_WAY };
            self.publish(under_way, now).await?;
            self.after_step();
            // A checkpoint of the end of an epoch is of that step and not of a later one.
            if self.checkpoints.wanted || now() >= end {
                break;
            }
        }
        Ok(false)
    }

    /// Sends the reports that have been read, and waits until no more than so many are still `under_way`.
    async fn publish(&mut self, under_way: usize, now: &dyn Fn() -> f64) -> Result<(), String> {
        while let Some(figures) = self.reports.next(under_way).await? {
            self.show(figures, now());
        }
        Ok(())
    }

    /// Sends what is shown of a step, and stops the run when its loss is no longer a number.
    fn show(&mut self, figures: StepFigures, time: f64) {
        let StepFigures {
            report,
            probe,
            panel,
        } = figures;
        let batch = self.network.experiment.batch_size;
        let probed = probe.is_some();
        let examples_per_second = self.training.reported(&report, probed, batch, time);
        let gradients_finite = report.gradients.iter().all(|l| l.weight.is_finite());
        let finite = report.loss.is_finite() && gradients_finite;
        let (step, rate) = (report.step, report.learning_rate);
        self.outbox.emit(Event::Report {
            report,
            examples_per_second,
        });
        if let Some((probe, examples)) = probe {
            self.outbox.send(Event::Probe(probe), examples.to_bulk());
        }
        if let Some((head, answers)) = panel {
            self.outbox.send(Event::Panel(head), answers.to_bulk());
        }
        if !finite && self.training.is_running() {
            self.rest(Rest::NonFinite(format!(
                "The loss is no longer a number at step {step} (learning rate {rate}). The weights have \
                 overflowed: lower the learning rate, then press Reset."
            )));
        }
    }

    /// Does what follows a step: evaluation and checkpoint at the end of an epoch, rest at the target.
    fn after_step(&mut self) {
        let running = self.training.is_running();
        let Some(trainer) = self.network.trainer.as_ref().filter(|_| running) else {
            return;
        };
        let finished = self.training.finished(trainer);
        if finished || trainer.epoch_just_ended() {
            self.checkpoints.wanted |= trainer.epoch_just_ended();
            self.jobs.evaluate(trainer);
        }
        if finished {
            self.rest(Rest::Finished);
        }
    }
}
