//! What is to be answered beside training: one queue of jobs, which kind comes when, and what becomes of them when
//! their network goes.

use super::{Outgoing, Session, floats};
use crate::train::bare::Benchmark;
use crate::train::cosine::GradientCosine;
use crate::train::evaluate::Evaluator;
use crate::train::examine::Examiner;
use crate::train::inspect::Inspector;
use crate::train::job::{Desk, Job, Progress};
use crate::train::predict::Predictor;
use crate::train::reconstruct::{Decoding, Reconstructor};
use crate::train::scan::ScanJob;
use crate::train::slice::LossSlice;
use playground_experiment::device::DeviceKind;
use playground_experiment::protocol::{Answer, Event, Gone, Part, Question};

/// A job in the queue.
pub(super) struct Waiting {
    kind: Kind,
    /// Number of the question; none for an evaluation that nobody asked for.
    id: Option<u32>,
    job: Box<dyn Job>,
}

/// Kinds of jobs. A turn does a slice of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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

/// Worked on before a turn trains, in this order: a drawn digit never waits.
pub(super) const BEFORE_TRAINING: &[Kind] = &[Kind::Prediction, Kind::Benchmark];

/// Worked on after a turn has trained, in this order.
pub(super) const AFTER_TRAINING: &[Kind] = &[
    Kind::Evaluation,
    Kind::Examination,
    Kind::Slice,
    Kind::Inspection,
    Kind::Decoding,
    Kind::Reconstruction,
    Kind::GradientCosine,
    Kind::Scan,
];

impl Kind {
    /// Whether a question takes the place of the one before it.
    fn latest_only(self) -> bool {
        !matches!(self, Self::Evaluation | Self::Examination)
    }

    /// Whether it is about the network as it is, and not merely about the settings.
    fn is_about_network(self) -> bool {
        self != Self::Benchmark
    }
}

impl Session {
    /// Takes up a question: answers it at once, puts it into the queue, or says why it cannot be answered.
    pub(super) fn ask(&mut self, id: u32, question: Question, bulk: &[u8]) {
        let begun = match question {
            Question::Images { file, indices } => match self.images(file, &indices) {
                Ok(pixels) => return self.tell(id, Answer::Images { file, indices }, pixels),
                Err(why) => Err(why),
            },
            question => self.begin(id, question, bulk),
        };
        match begun {
            Ok((kind, job)) => {
                if kind.latest_only() {
                    self.drop_jobs(&Gone::Superseded, |other| other == kind);
                }
                let id = Some(id);
                self.jobs.push(Waiting { kind, id, job });
            }
            Err(why) => self.tell_gone(id, Gone::Refused(why)),
        }
    }

    fn begin(
        &self,
        id: u32,
        question: Question,
        bulk: &[u8],
    ) -> Result<(Kind, Box<dyn Job>), String> {
        let (trainer, supply) = (self.trainer()?, &self.supply);
        Ok(match question {
            Question::Images { .. } => return Err("Images are shown at once.".to_owned()),
            Question::Predict => {
                let job = Predictor::new(trainer, id, floats(bulk))?;
                (Kind::Prediction, Box::new(job))
            }
            Question::Evaluate { part } => {
                let job = Evaluator::new(trainer, part);
                (Kind::Evaluation, Box::new(job))
            }
            Question::Examine { part, limit } => {
                let job = Examiner::new(trainer, id, part, limit)?;
                (Kind::Examination, Box::new(job))
            }
            Question::Inspect(wish) => {
                let job = Inspector::new(trainer, id, wish, floats(bulk))?;
                (Kind::Inspection, Box::new(job))
            }
            Question::ActivationScan { images } => {
                let job = ScanJob::new(trainer, id, images)?;
                (Kind::Scan, Box::new(job))
            }
            Question::Reconstruct => {
                let job = Reconstructor::new(trainer)?;
                (Kind::Reconstruction, Box::new(job))
            }
            Question::Decode { place } => {
                let plane = self.projection.as_ref().map(|plotted| &plotted.plane);
                let job = Decoding::new(trainer, plane, place)?;
                (Kind::Decoding, Box::new(job))
            }
            Question::Slice { seed, radius, side } => {
                let job = LossSlice::new(trainer, supply, seed, radius, side)?;
                (Kind::Slice, Box::new(job))
            }
            Question::GradientCosine => {
                let job = GradientCosine::new(trainer);
                (Kind::GradientCosine, Box::new(job))
            }
            Question::Benchmark { steps } => (Kind::Benchmark, Box::new(Benchmark { steps })),
        })
    }

    /// Evaluates the validation part of the network as it is now, which nobody asked for.
    pub(super) fn evaluate_unasked(&mut self) {
        let trainer = self.trainer.as_ref();
        let Some(trainer) = trainer.filter(|t| !t.parts().validation.is_empty()) else {
            return;
        };
        let job = Evaluator::new(trainer, Part::Validation);
        self.jobs.push(Waiting {
            kind: Kind::Evaluation,
            id: None,
            job: Box::new(job),
        });
    }

    /// Whether a job can go on.
    pub(super) fn jobs_wait(&self) -> bool {
        self.trainer.is_some() && self.jobs.iter().any(|w| w.job.ready(&self.supply))
    }

    /// Whether a benchmark is asked for, which takes as long as it takes.
    pub(super) fn benchmark_waits(&self) -> bool {
        self.jobs.iter().any(|w| w.kind == Kind::Benchmark)
    }

    /// Does a slice of the first job of each of these kinds whose images are there.
    pub(super) async fn work_on(
        &mut self,
        kinds: &[Kind],
        now: &dyn Fn() -> f64,
    ) -> Result<(), String> {
        for kind in kinds {
            let Some(trainer) = &self.trainer else {
                return Ok(());
            };
            let mut jobs = self.jobs.iter_mut().enumerate();
            let ready = |w: &Waiting| w.kind == *kind && w.job.ready(&self.supply);
            let Some((place, waiting)) = jobs.find(|(_, w)| ready(w)) else {
                continue;
            };
            let on_gpu = self.trains_on != DeviceKind::Cpu;
            let mut desk = Desk {
                trainer,
                supply: &self.supply,
                gpu: self.gpu.as_ref().filter(|_| on_gpu),
                now,
                projection: &mut self.projection,
            };
            let progress = waiting.job.slice(&mut desk).await?;
            let id = waiting.id;
            match (progress, id) {
                (Progress::Working, _) | (Progress::Partly(..), None) => {}
                (Progress::Partly(answer, bulk), Some(id)) => {
                    self.tell_result(id, true, Ok(answer), bulk);
                }
                (Progress::Done(answer, bulk), id) => {
                    self.jobs.remove(place);
                    match (id, answer) {
                        (Some(id), answer) => self.tell(id, answer, bulk),
                        (None, Answer::Evaluation(found)) => self.emit(Event::Evaluated(found)),
                        (None, _) => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// Drops what cannot be answered any more, and tells whoever asked: the one place that decides what outlives a
    /// network.
    pub(super) fn cancel(&mut self, why: &Gone) {
        let replaced = *why == Gone::NetworkReplaced;
        self.drop_jobs(why, |kind| !replaced || kind.is_about_network());
        self.projection = None;
    }

    fn drop_jobs(&mut self, why: &Gone, which: impl Fn(Kind) -> bool) {
        let dropped: Vec<Waiting> = self.jobs.extract_if(.., |w| which(w.kind)).collect();
        for id in dropped.into_iter().filter_map(|waiting| waiting.id) {
            self.tell_gone(id, why.clone());
        }
    }

    fn tell(&self, id: u32, answer: Answer, bulk: Vec<f32>) {
        self.tell_result(id, false, Ok(answer), bulk);
    }

    fn tell_gone(&self, id: u32, why: Gone) {
        self.tell_result(id, false, Err(why), Vec::new());
    }

    fn tell_result(&self, id: u32, more: bool, result: Result<Answer, Gone>, bulk: Vec<f32>) {
        let event = Event::Answer { id, more, result };
        (self.sink)(Outgoing { event, bulk });
    }
}
