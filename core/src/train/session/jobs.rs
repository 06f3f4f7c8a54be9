//! What is to be answered beside training: one queue of jobs, which kind comes when, and what becomes of them when
//! their network goes.

use super::data::Data;
use super::network::Network;
use super::outbox::Outbox;
use crate::train::bare::benchmark;
use crate::train::cosine::GradientCosine;
use crate::train::dataset::Dataset;
use crate::train::evaluate::Evaluator;
use crate::train::examine::Examiner;
use crate::train::inspect::inspection;
use crate::train::job::{Desk, Job, JobStatus};
use crate::train::predict::predict;
use crate::train::reconstruct::{Reconstructor, decode};
use crate::train::scan::ScanJob;
use crate::train::slice::LossSlice;
use crate::train::trainer::Trainer;
use playground_experiment::protocol::{Answer, Event, Gone, MOST_BENCHMARK_STEPS, Part, Question};

/// The queue, oldest first.
#[derive(Default)]
pub(super) struct Jobs {
    queue: Vec<Waiting>,
}

/// A job in the queue.
struct Waiting {
    kind: JobKind,
    /// Number of the question; none for an evaluation that nobody asked for.
    id: Option<u32>,
    job: Box<dyn Job>,
    /// Whether a slice of it is done.
    begun: bool,
}

/// Kinds of jobs, in the order in which a turn does a slice of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum JobKind {
    Prediction,
    Benchmark,
    Evaluation,
    Examination,
    Slice,
    Inspection,
    Decoding,
    Reconstruction,
    GradientCosine,
    Scan,
}

/// Whether a turn works on a job before it trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    BeforeTraining,
    AfterTraining,
}

impl JobKind {
    /// Returns when in a turn its jobs are worked on: a drawn digit never waits for training.
    fn priority(self) -> Priority {
        match self {
            Self::Prediction | Self::Benchmark => Priority::BeforeTraining,
            Self::Evaluation
            | Self::Examination
            | Self::Slice
            | Self::Inspection
            | Self::Decoding
            | Self::Reconstruction
            | Self::GradientCosine
            | Self::Scan => Priority::AfterTraining,
        }
    }

    /// Returns whether a question takes the place of the one before it.
    fn latest_only(self) -> bool {
        !matches!(self, Self::Evaluation | Self::Examination)
    }

    /// Returns whether it is about the network as it is, and not merely about the settings.
    fn is_about_network(self) -> bool {
        self != Self::Benchmark
    }
}

impl Jobs {
    /// Takes up a question about `values`, such as those of an image: answers it at once, puts it into the queue, or
    /// says why it cannot be answered.
    pub(super) fn ask(
        &mut self,
        id: u32,
        question: Question,
        values: Vec<f32>,
        network: &Network,
        data: &Data,
        outbox: &Outbox,
    ) {
        let begun = match question {
            Question::Images { file, indices } => match data.images(file, &indices) {
                Ok(pixels) => {
                    let answer = Answer::Images { file, indices };
                    return outbox.answer(id, false, answer, pixels);
                }
                Err(why) => Err(why),
            },
            question => begin(id, question, values, network, &data.files),
        };
        match begun {
            Ok((kind, job)) => self.put(kind, id, job, outbox),
            Err(why) => outbox.gone(id, Gone::Refused(why)),
        }
    }

    /// Puts a job into the queue, in the place of the one before it where only the latest counts.
    fn put(&mut self, kind: JobKind, id: u32, job: Box<dyn Job>, outbox: &Outbox) {
        if kind.latest_only() {
            self.discard(&Gone::Superseded, outbox, |other| other == kind);
        }
        self.push(kind, Some(id), job);
    }

    fn push(&mut self, kind: JobKind, id: Option<u32>, job: Box<dyn Job>) {
        self.queue.push(Waiting {
            kind,
            id,
            job,
            begun: false,
        });
    }

    /// Evaluates the validation part of the network as it is now, which nobody asked for.
    pub(super) fn evaluate(&mut self, trainer: &Trainer) {
        if !trainer.parts.validation.is_empty() {
            let job = Evaluator::new(trainer, Part::Validation);
            self.put_unasked(JobKind::Evaluation, Box::new(job));
        }
    }

    /// Puts a job into the queue that nobody asked for. Each holds a copy of the weights, so where training outruns
    /// measuring the newest takes the place of one that waits; one that has begun is brought to its end.
    fn put_unasked(&mut self, kind: JobKind, job: Box<dyn Job>) {
        self.queue
            .retain(|w| w.kind != kind || w.id.is_some() || w.begun);
        self.push(kind, None, job);
    }

    /// Returns whether nothing is to be answered.
    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Returns whether there is a job whose images have all arrived.
    pub(super) fn ready(&self, files: &Dataset) -> bool {
        self.queue.iter().any(|waiting| waiting.job.ready(files))
    }

    /// Returns whether a benchmark is asked for, which takes steps of its own.
    pub(super) fn takes_steps(&self) -> bool {
        self.queue.iter().any(|w| w.kind == JobKind::Benchmark)
    }

    /// Returns the kinds of the jobs that wait for this part of a turn, in their order.
    fn kinds(&self, priority: Priority) -> Vec<JobKind> {
        let waiting = self.queue.iter().map(|waiting| waiting.kind);
        let mut kinds: Vec<JobKind> = waiting.filter(|kind| kind.priority() == priority).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Does a slice of the first job of each kind that has its turn now and whose images are there.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn work_on(
        &mut self,
        priority: Priority,
        desk: &mut Desk<'_>,
        outbox: &Outbox,
    ) -> Result<(), String> {
        for kind in self.kinds(priority) {
            let mut queue = self.queue.iter_mut().enumerate();
            let ready = |w: &Waiting| w.kind == kind && w.job.ready(desk.dataset);
            let Some((place, waiting)) = queue.find(|(_, w)| ready(w)) else {
                continue;
            };
            waiting.begun = true;
            let progress = waiting.job.slice(desk).await?;
            match (progress, waiting.id) {
                (JobStatus::Working, _) | (JobStatus::Partly(..), None) => {}
                (JobStatus::Partly(answer, bulk), Some(id)) => {
                    outbox.answer(id, true, answer, bulk)
                }
                (JobStatus::Done(answer, bulk), id) => {
                    self.queue.remove(place);
                    match (id, answer) {
                        (Some(id), answer) => outbox.answer(id, false, answer, bulk),
                        (None, Answer::Evaluation(found, measure)) => {
                            outbox.emit(Event::Evaluated(found, measure));
                        }
                        (None, _) => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// Drops what cannot be answered any more, and tells whoever asked: the one place that decides which questions
    /// outlive a network.
    pub(super) fn cancel(&mut self, why: &Gone, outbox: &Outbox) {
        let replaced = *why == Gone::NetworkReplaced;
        self.discard(why, outbox, |kind| !replaced || kind.is_about_network());
    }

    fn discard(&mut self, why: &Gone, outbox: &Outbox, which: impl Fn(JobKind) -> bool) {
        let dropped = self.queue.extract_if(.., |w| which(w.kind));
        for id in dropped.filter_map(|waiting| waiting.id) {
            outbox.gone(id, why.clone());
        }
    }
}

/// Begins the work on a question.
fn begin(
    id: u32,
    question: Question,
    values: Vec<f32>,
    network: &Network,
    dataset: &Dataset,
) -> Result<(JobKind, Box<dyn Job>), String> {
    let trainer = network.trainer()?;
    Ok(match question {
        Question::Images { .. } => return Err("Images are shown at once.".to_owned()),
        Question::Predict => (JobKind::Prediction, predict(trainer, id, values)?),
        Question::Evaluate { part } => {
            let job = Evaluator::new(trainer, part);
            (JobKind::Evaluation, Box::new(job))
        }
        Question::Examine { part, limit } => {
            let job = Examiner::new(trainer, id, part, limit)?;
            (JobKind::Examination, Box::new(job))
        }
        Question::Inspect(request) => {
            let job = inspection(trainer, id, request, values)?;
            (JobKind::Inspection, job)
        }
        Question::ActivationScan { images } => {
            let job = ScanJob::new(trainer, id, images)?;
            (JobKind::Scan, Box::new(job))
        }
        Question::Reconstruct => {
            let job = Reconstructor::new(trainer)?;
            (JobKind::Reconstruction, Box::new(job))
        }
        Question::Decode { place } => {
            let plane = network
                .projection
                .as_ref()
                .map(|projection| &projection.plane);
            (JobKind::Decoding, decode(trainer, plane, place)?)
        }
        Question::Slice { seed, radius, side } => {
            let job = LossSlice::new(trainer, dataset, seed, radius, side)?;
            (JobKind::Slice, Box::new(job))
        }
        Question::GradientCosine => {
            let job = GradientCosine::new(trainer);
            (JobKind::GradientCosine, Box::new(job))
        }
        Question::Benchmark { steps } if steps > MOST_BENCHMARK_STEPS => {
            return Err(format!(
                "A benchmark of {steps} steps would keep the trainer from everything else; ask for at most \
                 {MOST_BENCHMARK_STEPS}."
            ));
        }
        Question::Benchmark { steps } => (JobKind::Benchmark, benchmark(steps)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::outbox::{Outgoing, recorded};
    use super::*;

    /// Returns a queue with jobs of these kinds, numbered from 0, and what became of the others.
    fn queue(kinds: &[JobKind]) -> (Jobs, Vec<(u32, Gone)>) {
        let (outbox, events) = recorded();
        let mut jobs = Jobs::default();
        for (id, kind) in (0..).zip(kinds) {
            jobs.put(*kind, id, benchmark(1), &outbox);
        }
        let gone = gone(&events.borrow());
        (jobs, gone)
    }

    fn gone(events: &[Outgoing]) -> Vec<(u32, Gone)> {
        let pick = |sent: &Outgoing| match &sent.event {
            Event::Answer {
                id,
                result: Err(why),
                ..
            } => Some((*id, why.clone())),
            _ => None,
        };
        events.iter().filter_map(pick).collect()
    }

    fn left(jobs: &Jobs) -> Vec<Option<u32>> {
        jobs.queue.iter().map(|waiting| waiting.id).collect()
    }

    #[test]
    fn the_latest_question_takes_the_place_of_the_one_before_but_every_evaluation_counts() {
        use JobKind::{Evaluation, Prediction, Scan};
        let (jobs, gone) = queue(&[Prediction, Evaluation, Scan, Prediction, Evaluation]);
        assert_eq!(left(&jobs), [Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(gone, [(0, Gone::Superseded)]);
    }

    #[test]
    fn of_the_evaluations_that_nobody_asked_for_only_the_newest_waits() {
        let (mut jobs, _) = queue(&[JobKind::Evaluation]);
        let unasked = |jobs: &mut Jobs| {
            jobs.put_unasked(JobKind::Evaluation, benchmark(1));
        };
        unasked(&mut jobs);
        jobs.queue[1].begun = true;
        for _ in 0..100 {
            unasked(&mut jobs);
        }
        assert_eq!(left(&jobs), [Some(0), None, None]);
        assert!(jobs.queue[1].begun && !jobs.queue[2].begun);
    }

    #[test]
    fn a_turn_answers_each_kind_once_in_order_and_drawn_digits_before_it_trains() {
        use JobKind::{Benchmark, Evaluation, Prediction, Scan};
        let (jobs, _) = queue(&[Scan, Evaluation, Benchmark, Prediction, Evaluation]);
        assert_eq!(
            jobs.kinds(Priority::BeforeTraining),
            [Prediction, Benchmark]
        );
        assert_eq!(jobs.kinds(Priority::AfterTraining), [Evaluation, Scan]);
    }

    #[test]
    fn a_benchmark_outlives_its_network_but_not_the_trainer() {
        let (mut jobs, _) = queue(&[JobKind::Scan, JobKind::Benchmark, JobKind::Slice]);
        let (outbox, events) = recorded();
        jobs.cancel(&Gone::NetworkReplaced, &outbox);
        assert_eq!(left(&jobs), [Some(1)]);
        let replaced = [(0, Gone::NetworkReplaced), (2, Gone::NetworkReplaced)];
        assert_eq!(gone(&events.borrow()), replaced);
        assert!(jobs.takes_steps());
        jobs.cancel(&Gone::TrainerEnded, &outbox);
        assert!(left(&jobs).is_empty() && !jobs.takes_steps());
    }
}
