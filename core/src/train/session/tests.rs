//! The whole trainer without a browser: commands in, events out.

mod autoencoders;
mod averages;
mod changes;
mod classes;
mod distillation;
mod examinations;
mod frozen;
mod held_out;
mod inside;
mod mistakes;
mod offers;
mod panels;
mod probes;
mod questions;
mod runs;
mod slices;
mod sweeps;
mod transfer;
mod zoo;

use super::*;
use playground_data::dataset::{DatasetId, SplitSpec};
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::device::Preference;
use playground_experiment::loss::Loss;
use playground_experiment::model::{Activation, Block, Init};
use playground_experiment::optimizer::Optimizer;
use playground_experiment::protocol::inside::{InspectRequest, Inspected, ScanResult};
use playground_experiment::protocol::{
    Answer, Bare, DataFile, Evaluation, Gone, Part, Question, Report,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Digits in the small set that the tests train on.
const IMAGES: u32 = 600;

/// A small experiment on files that the test sends itself.
fn small() -> Experiment {
    Experiment {
        dataset: DatasetId::Custom,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        blocks: vec![Block::dense(16, Activation::Relu)],
        batch_size: 32,
        report_every: 1,
        ..Experiment::default()
    }
}

struct Fixture {
    session: Session,
    events: Rc<RefCell<Vec<Outgoing>>>,
    sequence: u32,
    time: Cell<f64>,
}

impl Fixture {
    fn new(experiment: Experiment) -> Self {
        let events = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&events);
        let session = Session::new(Rc::new(move |outgoing| sink.borrow_mut().push(outgoing)));
        let mut fixture = Self {
            session,
            events,
            sequence: 0,
            time: Cell::new(0.0),
        };
        fixture.send(Command::Start {
            experiment,
            preference: Preference::Cpu,
            adapter: None,
        });
        fixture
    }

    fn with_data(experiment: Experiment) -> Self {
        let mut fixture = Self::new(experiment);
        fixture.send_data(0..IMAGES);
        fixture
    }

    fn send(&mut self, command: Command) {
        self.send_bulk(command, &[]);
    }

    fn send_bulk(&mut self, command: Command, bulk: &[u8]) {
        self.sequence += 1;
        self.session.handle(
            Envelope {
                sequence: self.sequence,
                command,
            },
            bulk,
        );
    }

    fn send_data(&mut self, range: std::ops::Range<u32>) {
        let (pixels, labels) =
            synthetic::generate(9, Set::Train, u64::from(range.start)..u64::from(range.end));
        let file = DataFile::Train;
        self.send_bulk(
            Command::Labels {
                file,
                total: IMAGES,
            },
            &labels,
        );
        self.send_bulk(
            Command::Images {
                file,
                total: IMAGES,
            },
            &pixels,
        );
    }

    /// One turn in which time passes with every look at the clock.
    fn turn(&mut self) -> bool {
        let time = &self.time;
        let clock = || {
            time.set(time.get() + 1.0);
            time.get()
        };
        pollster::block_on(self.session.turn(&clock))
    }

    fn settle(&mut self) {
        while self.turn() {}
    }

    fn train(&mut self, target: Target) {
        self.send(Command::Train { target });
        self.settle();
    }

    fn reports(&self) -> Vec<Report> {
        let pick = |o: &Outgoing| match &o.event {
            Event::Report { report, .. } => Some(report.clone()),
            _ => None,
        };
        self.events.borrow().iter().filter_map(pick).collect()
    }

    fn losses(&self) -> Vec<u32> {
        self.reports().iter().map(|r| r.loss.to_bits()).collect()
    }

    fn last(&self, wanted: impl Fn(&Event) -> bool) -> Option<Outgoing> {
        self.events
            .borrow()
            .iter()
            .rev()
            .find(|o| wanted(&o.event))
            .cloned()
    }

    /// The sentence of the last command or question that was refused.
    fn refusal(&self) -> String {
        let pick = |o: &Outgoing| match &o.event {
            Event::Refused { message, .. }
            | Event::Answer {
                result: Err(Gone::Refused(message)),
                ..
            } => Some(message.clone()),
            _ => None,
        };
        let events = self.events.borrow();
        events.iter().rev().find_map(pick).unwrap_or_default()
    }

    fn ask(&mut self, id: u32, question: Question) {
        self.ask_with(id, question, &[]);
    }

    /// Asks about an image.
    fn ask_with(&mut self, id: u32, question: Question, image: &[f32]) {
        self.send_bulk(Command::Ask { id, question }, &bytes(image));
    }

    /// What was answered, each with the number of its question and its bulk.
    fn answers(&self) -> Vec<(u32, Answer, Vec<f32>)> {
        let pick = |o: &Outgoing| match &o.event {
            Event::Answer {
                id,
                result: Ok(answer),
                ..
            } => Some((*id, answer.clone(), o.bulk.clone())),
            _ => None,
        };
        self.events.borrow().iter().filter_map(pick).collect()
    }

    /// What was not answered, and why.
    fn gone(&self) -> Vec<(u32, Gone)> {
        let pick = |o: &Outgoing| match &o.event {
            Event::Answer {
                id,
                result: Err(why),
                ..
            } => Some((*id, why.clone())),
            _ => None,
        };
        self.events.borrow().iter().filter_map(pick).collect()
    }

    /// The last answer and its bulk.
    fn last_answer(&self, wanted: impl Fn(&Answer) -> bool) -> Option<(Answer, Vec<f32>)> {
        let found = self.answers().into_iter().rev().find(|a| wanted(&a.1));
        found.map(|(_, answer, bulk)| (answer, bulk))
    }

    /// The network's answer to an image.
    fn predict(&mut self, id: u32, image: &[f32]) -> Vec<f32> {
        self.ask_with(id, Question::Predict, image);
        self.settle();
        let answered = self.last_answer(|a| matches!(a, Answer::Prediction { .. }));
        answered.unwrap().1
    }

    fn evaluate(&mut self, part: Part) -> Evaluation {
        self.ask(1, Question::Evaluate { part });
        self.settle();
        match self.last_answer(|a| matches!(a, Answer::Evaluation(..))) {
            Some((Answer::Evaluation(evaluation, _), _)) => evaluation,
            _ => panic!("no evaluation"),
        }
    }

    /// The last benchmark.
    fn benchmark(&self) -> Bare {
        match self.last_answer(|a| matches!(a, Answer::Benchmark(_))) {
            Some((Answer::Benchmark(Ok(bare)), _)) => bare,
            other => panic!("no benchmark: {other:?}"),
        }
    }

    fn inspect(&mut self, id: u32, request: InspectRequest, image: &[f32]) -> Inspected {
        self.ask_with(id, Question::Inspect(request), image);
        self.settle();
        self.inspected()
    }

    /// The last look that was taken.
    fn inspected(&self) -> Inspected {
        match self.last_answer(|a| matches!(a, Answer::Inspection(_))) {
            Some((Answer::Inspection(head), bulk)) => {
                Inspected::from_bulk(head, &bulk, 784).unwrap()
            }
            _ => panic!("no inspection"),
        }
    }

    fn scan(&mut self, id: u32, images: u32) -> ScanResult {
        self.ask(id, Question::ActivationScan { images });
        self.settle();
        self.scanned()
    }

    /// The last scan that was made.
    fn scanned(&self) -> ScanResult {
        match self.last_answer(|a| matches!(a, Answer::ActivationScan(_))) {
            Some((Answer::ActivationScan(head), bulk)) => {
                ScanResult::from_bulk(head, &bulk).unwrap()
            }
            _ => panic!("no scan"),
        }
    }

    fn checkpoint(&mut self) -> Outgoing {
        self.send(Command::Checkpoint);
        self.settle();
        self.last(|e| matches!(e, Event::Checkpoint(_))).unwrap()
    }
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}
