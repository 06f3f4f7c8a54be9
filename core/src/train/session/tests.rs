//! The whole trainer without a browser: commands in, events out.

use super::*;
use crate::data::dataset::{DatasetId, SplitSpec};
use crate::data::synthetic::{self, Set};
use crate::loss::Loss;
use crate::model::{Activation, Block, Init};
use crate::optimizer::Optimizer;
use crate::protocol::{DataFile, Report};
use std::cell::{Cell, RefCell};

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
        blocks: vec![Block::Dense {
            units: 16,
            activation: Activation::Relu,
        }],
        batch_size: 32,
        report_every: 1,
        ..Experiment::default()
    }
}

struct Bench {
    session: Session,
    events: Rc<RefCell<Vec<Outgoing>>>,
    sequence: u32,
    time: Cell<f64>,
}

impl Bench {
    fn new(experiment: Experiment) -> Self {
        let events = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&events);
        let session = Session::new(Rc::new(move |outgoing| sink.borrow_mut().push(outgoing)));
        let mut bench = Self {
            session,
            events,
            sequence: 0,
            time: Cell::new(0.0),
        };
        bench.send(Command::Start {
            experiment,
            preference: Preference::Cpu,
            adapter: None,
        });
        bench
    }

    fn with_data(experiment: Experiment) -> Self {
        let mut bench = Self::new(experiment);
        bench.send_data(0..IMAGES);
        bench
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

    fn refusal(&self) -> String {
        match self
            .last(|e| matches!(e, Event::Refused { .. }))
            .map(|o| o.event)
        {
            Some(Event::Refused { message, .. }) => message,
            _ => String::new(),
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

#[test]
fn the_same_experiment_gives_the_same_curve_bit_for_bit() {
    let curve = || {
        let mut bench = Bench::with_data(small());
        bench.train(Target::Steps(40));
        bench.losses()
    };
    let first = curve();
    assert_eq!(first.len(), 40);
    assert_eq!(first, curve());
}

#[test]
fn training_before_all_data_has_arrived_does_not_change_the_curve() {
    let mut eager = Bench::new(small());
    eager.send_data(0..50);
    eager.send(Command::Train {
        target: Target::Steps(20),
    });
    eager.settle();
    assert!(
        eager.reports().is_empty(),
        "the first block is not complete yet"
    );
    eager.send_data(50..300);
    eager.settle();
    eager.send_data(300..IMAGES);
    eager.settle();
    let mut patient = Bench::with_data(small());
    patient.train(Target::Steps(20));
    assert_eq!(eager.losses(), patient.losses());
    assert_eq!(eager.losses().len(), 20);
}

#[test]
fn it_learns() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Epochs(20));
    let reports = bench.reports();
    let (first, last) = (&reports[0], &reports[reports.len() - 1]);
    assert!(
        (f64::from(first.loss) - 10.0_f64.ln()).abs() < 0.5,
        "{}",
        first.loss
    );
    assert!(
        last.loss < 0.5 * first.loss && last.accuracy > 0.8,
        "{last:?}"
    );
    assert_eq!(last.epoch, 20.0);
    let Some(Event::Evaluated(validation)) = bench
        .last(|e| matches!(e, Event::Evaluated(_)))
        .map(|o| o.event)
    else {
        panic!("no evaluation");
    };
    assert_eq!(
        (validation.part, validation.examples),
        (Part::Validation, 60)
    );
    assert!(validation.accuracy > 0.6, "{validation:?}");
}

#[test]
fn every_command_is_acknowledged_before_the_next_report() {
    let mut bench = Bench::with_data(small());
    bench.send(Command::Train {
        target: Target::Steps(400),
    });
    for rate in [1e-3, 2e-3, 3e-3] {
        bench.turn();
        let before = bench.events.borrow().len();
        bench.send(Command::Change {
            experiment: Experiment {
                learning_rate: rate,
                ..small()
            },
        });
        let first = bench.events.borrow()[before].event.clone();
        let sent = bench.sequence;
        assert!(
            matches!(first, Event::Acknowledged { sequence, .. } if sequence == sent),
            "{first:?}"
        );
    }
}

#[test]
fn a_changed_learning_rate_keeps_weights_and_optimizer_state() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Steps(5));
    let before = bench.checkpoint();
    bench.send(Command::Change {
        experiment: Experiment {
            learning_rate: 0.5,
            ..small()
        },
    });
    let after = bench.checkpoint();
    assert_eq!(before.bulk, after.bulk);
    bench.train(Target::Steps(1));
    assert_eq!(bench.reports().last().unwrap().learning_rate, 0.5);
}

#[test]
fn a_changed_optimizer_keeps_weights_and_starts_fresh() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Steps(5));
    let before = bench.checkpoint();
    bench.send(Command::Change {
        experiment: Experiment {
            optimizer: Optimizer::Momentum,
            ..small()
        },
    });
    let after = bench.checkpoint();
    let Event::Checkpoint(head) = &after.event else {
        panic!()
    };
    assert_eq!((head.slots, head.updates, head.step), (1, 0, 5));
    assert_eq!(
        before.bulk[..head.parameters],
        after.bulk[..head.parameters]
    );
    assert!(after.bulk[head.parameters..].iter().all(|&v| v == 0.0));
}

#[test]
fn a_changed_loss_or_activation_keeps_the_weights() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Steps(5));
    let before = bench.checkpoint();
    let mut next = Experiment {
        loss: Loss::MeanSquaredError,
        ..small()
    };
    next.blocks[0] = Block::Dense {
        units: 16,
        activation: Activation::Tanh,
    };
    bench.send(Command::Change { experiment: next });
    assert_eq!(before.bulk, bench.checkpoint().bulk);
    bench.train(Target::Steps(3));
    assert_eq!(bench.reports().len(), 8);
    assert!(
        bench.reports()[7].loss < 0.2,
        "the loss is in the unit of MSE now"
    );
}

#[test]
fn a_change_that_needs_a_reset_is_refused_and_changes_nothing() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Steps(2));
    let before = bench.checkpoint();
    bench.send(Command::Change {
        experiment: Experiment { seed: 7, ..small() },
    });
    assert!(
        bench.refusal().contains("press Reset"),
        "{}",
        bench.refusal()
    );
    assert_eq!(before, bench.checkpoint());
    bench.send(Command::Reset {
        experiment: Experiment { seed: 7, ..small() },
    });
    assert_ne!(before.bulk, bench.checkpoint().bulk);
}

#[test]
fn the_counterpart_is_what_the_other_loss_would_give() {
    let mut ce = Bench::with_data(small());
    ce.train(Target::Steps(1));
    let mut mse = Bench::with_data(small().flipped().unwrap());
    mse.train(Target::Steps(1));
    let (ce, mse) = (&ce.reports()[0], &mse.reports()[0]);
    assert_eq!(ce.counterpart_loss, mse.loss);
    assert_eq!(ce.counterpart_gradients, mse.gradients);
    assert_eq!(ce.gradients, mse.counterpart_gradients);
    assert!(
        ce.gradients
            .iter()
            .zip(&mse.gradients)
            .all(|(c, m)| c.weight > m.weight)
    );
}

#[test]
fn a_checkpoint_continues_the_same_curve_in_a_fresh_session() {
    let mut whole = Bench::with_data(small());
    whole.train(Target::Steps(30));
    let mut first = Bench::with_data(small());
    first.train(Target::Steps(17));
    let saved = first.checkpoint();
    let Event::Checkpoint(head) = saved.event else {
        panic!()
    };
    let mut second = Bench::with_data(small());
    second.send_bulk(Command::Restore { checkpoint: head }, &bytes(&saved.bulk));
    second.train(Target::Steps(13));
    assert_eq!(whole.losses()[17..], second.losses()[..]);
}

#[test]
fn a_checkpoint_that_does_not_fit_is_refused() {
    let mut bench = Bench::with_data(small());
    let saved = bench.checkpoint();
    let Event::Checkpoint(head) = saved.event else {
        panic!()
    };
    bench.send_bulk(
        Command::Restore { checkpoint: head },
        &bytes(&saved.bulk[1..]),
    );
    assert!(bench.refusal().contains("does not fit"));
}

#[test]
fn pause_rests_and_train_goes_on() {
    let mut bench = Bench::with_data(small());
    bench.send(Command::Train {
        target: Target::Steps(500),
    });
    bench.turn();
    bench.send(Command::Pause);
    assert!(!bench.turn(), "nothing to do while resting");
    let taken = bench.reports().len();
    assert!(taken > 0 && taken < 500);
    bench.train(Target::Steps(3));
    assert_eq!(bench.reports().last().unwrap().step, taken as u64 + 3);
}

#[test]
fn a_step_is_one_step_and_is_reported() {
    let mut bench = Bench::with_data(Experiment {
        report_every: 50,
        ..small()
    });
    for step in 1..=3 {
        bench.send(Command::Step);
        bench.settle();
        assert_eq!(bench.reports().last().map(|r| r.step), Some(step));
    }
}

#[test]
fn train_stops_at_the_experiments_stop_and_then_goes_as_far_again() {
    let mut bench = Bench::with_data(Experiment {
        stop: crate::experiment::Stop::Steps(6),
        ..small()
    });
    bench.train(Target::Experiment);
    assert_eq!(bench.reports().len(), 6);
    bench.train(Target::Experiment);
    assert_eq!(bench.reports().len(), 12);
}

#[test]
fn a_loss_that_is_no_number_stops_the_run_with_an_explanation() {
    let wild = Experiment {
        learning_rate: 90.0,
        optimizer: Optimizer::Sgd,
        loss: Loss::MeanSquaredError,
        output: crate::loss::Output::Linear,
        ..small()
    };
    let mut bench = Bench::with_data(wild);
    bench.train(Target::Steps(200));
    let Some(Event::Resting {
        rest: Rest::NonFinite(why),
        step,
    }) = bench
        .last(|e| matches!(e, Event::Resting { .. }))
        .map(|o| o.event)
    else {
        panic!("it should have stopped");
    };
    assert!(
        step < 200 && why.contains("lower the learning rate"),
        "{why}"
    );
}

#[test]
fn predictions_answer_the_latest_request_with_probabilities() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Epochs(10));
    let (pixels, labels) = synthetic::generate(9, Set::Train, 0..1);
    let image: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
    bench.send_bulk(Command::Predict { request: 1 }, &bytes(&vec![0.0; 784]));
    bench.send_bulk(Command::Predict { request: 2 }, &bytes(&image));
    bench.settle();
    let answers: Vec<Outgoing> = bench
        .events
        .borrow()
        .iter()
        .filter(|o| matches!(o.event, Event::Prediction { .. }))
        .cloned()
        .collect();
    assert_eq!(answers.len(), 1, "only the latest request is answered");
    let bars = &answers[0].bulk;
    assert!((bars.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    assert_eq!(crate::metrics::argmax(bars), usize::from(labels[0]));
}

#[test]
fn zero_initialisation_is_right_by_chance_only() {
    let mut bench = Bench::with_data(Experiment {
        init: Init::Zero,
        ..small()
    });
    bench.send(Command::Evaluate { part: Part::Test });
    bench.settle();
    let Some(Event::Evaluated(test)) = bench
        .last(|e| matches!(e, Event::Evaluated(_)))
        .map(|o| o.event)
    else {
        panic!()
    };
    assert!(
        (test.loss - 10.0_f64.ln()).abs() < 1e-6 && test.accuracy < 0.3,
        "{test:?}"
    );
}

#[test]
fn the_built_in_digits_are_drawn_without_being_sent() {
    let mut bench = Bench::new(Experiment {
        stop: crate::experiment::Stop::Steps(2),
        ..Experiment::default()
    });
    bench.send(Command::Train {
        target: Target::Experiment,
    });
    while bench.reports().len() < 2 {
        assert!(
            bench.turn(),
            "there is always something to do until the steps are taken"
        );
    }
    assert!(bench.session.supply.train.available() < bench.session.supply.train.expected());
}
