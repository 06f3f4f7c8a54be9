//! Takes one worker through the cells of a grid, one after the other: events in, commands out.
//! Without a browser, as [`Run`](crate::run::Run) is.

use super::grid::Grid;
use playground_data::dataset::SplitSpec;
use playground_experiment::device::Preference;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{Command, Envelope, Event, Part, Question, Rest, Target};
use playground_experiment::sweep::{Cell, CellOutcome, Follower};
use std::collections::VecDeque;

/// The way through the cells.
#[derive(Debug)]
pub struct Drive {
    left: VecDeque<(usize, Experiment)>,
    current: Option<Current>,
    preference: Preference,
    /// A first cell was begun.
    started: bool,
    /// The device is decided: before that a network may still move to another one.
    decided: bool,
    steps: u64,
    part: Part,
    sequence: u32,
    outbox: Vec<Envelope>,
}

/// The cell under way.
#[derive(Debug)]
struct Current {
    index: usize,
    /// Number of the command that began it: what is heard before that is about another cell.
    begun: u32,
    taken_up: bool,
    network: bool,
    trains: bool,
    follower: Follower,
}

/// Returns the part that cells are measured on: the test set where the split holds nothing else out.
pub fn measured_on(split: &SplitSpec) -> Part {
    match split {
        SplitSpec::Official { validation: 0, .. }
        | SplitSpec::HeldOut {
            validation_pct: 0, ..
        } => Part::Test,
        _ => Part::Validation,
    }
}

impl Drive {
    /// Begins with the first cell of `grid` that can be run and has no outcome yet.
    pub fn new(grid: &Grid, preference: Preference) -> Self {
        let cells = grid.cells.iter().zip(&grid.outcomes).enumerate();
        let open = |(index, (cell, outcome)): (usize, (&Cell, &Option<CellOutcome>))| {
            let experiment = cell
                .experiment
                .as_ref()
                .ok()
                .filter(|_| outcome.is_none())?;
            Some((index, experiment.clone()))
        };
        let mut drive = Self {
            left: cells.filter_map(open).collect(),
            current: None,
            preference,
            started: false,
            decided: false,
            steps: u64::from(grid.sweep.steps.max(1)),
            part: measured_on(&grid.sweep.base.split),
            sequence: 0,
            outbox: Vec::new(),
        };
        drive.begin_next();
        drive
    }

    /// Takes what is to be sent, in order.
    pub fn take_outbox(&mut self) -> Vec<Envelope> {
        std::mem::take(&mut self.outbox)
    }

    /// Returns whether every cell that can be run has been.
    pub fn is_done(&self) -> bool {
        self.current.is_none()
    }

    /// Returns the number of the cell under way, once the trainer has taken it up.
    pub fn under_way(&self) -> Option<usize> {
        let current = self.current.as_ref();
        current.filter(|cell| cell.taken_up).map(|cell| cell.index)
    }

    /// Takes up an event; returns a cell's number and outcome once it is certain.
    pub fn handle_event(&mut self, event: &Event) -> Option<(usize, CellOutcome)> {
        if let Event::Device { decision, .. } = event {
            self.decided = !decision.provisional;
        }
        let current = self.current.as_mut()?;
        if let Event::Acknowledged { sequence, .. } = event {
            current.taken_up |= *sequence == current.begun;
        }
        if !current.taken_up {
            return None;
        }
        current.network |= matches!(event, Event::Network { .. });
        let outcome = current.follower.take(event);
        if let Some(outcome) = outcome {
            let index = current.index;
            self.begin_next();
            return Some((index, outcome));
        }
        if current.network && self.decided && !current.trains {
            current.trains = true;
            self.push(Command::Train {
                target: Target::Steps(self.steps),
            });
        }
        if matches!(
            event,
            Event::Resting {
                rest: Rest::Finished,
                ..
            }
        ) {
            let question = Question::Evaluate { part: self.part };
            self.push(Command::Ask { id: 0, question });
        }
        None
    }

    fn begin_next(&mut self) {
        self.current = None;
        let Some((index, experiment)) = self.left.pop_front() else {
            return;
        };
        let begun = if self.started {
            self.push(Command::Reset {
                experiment,
                inherit: 0,
            })
        } else {
            self.push(Command::Start {
                experiment,
                preference: self.preference,
                adapter: None,
            })
        };
        self.started = true;
        self.current = Some(Current {
            index,
            begun,
            taken_up: false,
            network: false,
            trains: false,
            follower: Follower::default(),
        });
    }

    fn push(&mut self, command: Command) -> u32 {
        self.sequence += 1;
        self.outbox.push(Envelope {
            sequence: self.sequence,
            command,
        });
        self.sequence
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;
    use playground_experiment::device::{Decision, Offer, SelfTest, decide};
    use playground_experiment::protocol::{Evaluation, Measure, Report};

    fn acknowledged(sequence: u32) -> Event {
        Event::Acknowledged { sequence, step: 0 }
    }

    fn network() -> Event {
        Event::Network {
            layers: Vec::new(),
            parameters: 1,
            steps_per_epoch: 1,
        }
    }

    fn device(provisional: bool) -> Event {
        Event::Device {
            decision: Decision {
                provisional,
                ..decide(Preference::Cpu, &Offer::Nothing, &SelfTest::Pending, None)
            },
            offer: Offer::Nothing,
            self_test: SelfTest::Pending,
            race: None,
        }
    }

    fn report(loss: f32) -> Event {
        Event::Report {
            report: Report {
                step: 20,
                loss,
                ..Report::default()
            },
            examples_per_second: None,
        }
    }

    fn resting(rest: Rest) -> Event {
        Event::Resting { rest, step: 20 }
    }

    fn evaluated(accuracy: f64) -> Event {
        Event::Evaluated(
            Evaluation {
                part: Part::Validation,
                step: 20,
                loss: 1.0,
                accuracy,
                pixel_error: None,
                examples: 60,
                averaged: None,
            },
            Measure::of(&Experiment::default()),
        )
    }

    fn words(drive: &mut Drive) -> Vec<&'static str> {
        let word = |envelope: &Envelope| match envelope.command {
            Command::Start { .. } => "start",
            Command::Reset { .. } => "reset",
            Command::Train { .. } => "train",
            Command::Ask {
                question: Question::Evaluate { .. },
                ..
            } => "evaluate",
            _ => "other",
        };
        drive.take_outbox().iter().map(word).collect()
    }

    #[test]
    fn cells_follow_each_other_in_one_worker() {
        let mut drive = Drive::new(&grid(), Preference::Cpu);
        assert_eq!(words(&mut drive), ["start"]);
        for event in [acknowledged(1), network()] {
            assert_eq!(drive.handle_event(&event), None);
        }
        assert_eq!(words(&mut drive), [""; 0], "the device is not decided");
        drive.handle_event(&device(false));
        assert_eq!(words(&mut drive), ["train"]);
        for event in [report(0.5), resting(Rest::Finished)] {
            assert_eq!(drive.handle_event(&event), None);
        }
        assert_eq!(words(&mut drive), ["evaluate"]);
        let first = drive.handle_event(&evaluated(0.8));
        assert!(
            matches!(first, Some((0, CellOutcome::Trained { accuracy, .. })) if accuracy == 0.8)
        );
        assert_eq!(words(&mut drive), ["reset"]);

        // The second measurement of the first cell comes late, and is none of the second.
        assert_eq!(drive.handle_event(&evaluated(0.8)), None);
        drive.handle_event(&acknowledged(4));
        drive.handle_event(&network());
        assert_eq!(words(&mut drive), ["train"]);
        let second = drive.handle_event(&resting(Rest::NonFinite(String::new())));
        assert_eq!(second, Some((2, CellOutcome::Diverged { step: 20 })));
        assert!(drive.is_done(), "the other two cannot be run");
    }

    #[test]
    fn training_waits_until_the_device_is_decided() {
        let mut drive = Drive::new(&grid(), Preference::WebGpu);
        for event in [acknowledged(1), network(), device(true)] {
            drive.handle_event(&event);
        }
        assert_eq!(words(&mut drive), ["start"]);
        drive.handle_event(&device(false));
        assert_eq!(words(&mut drive), ["train"]);
    }

    #[test]
    fn a_refused_cell_is_followed_by_the_next() {
        let mut drive = Drive::new(&grid(), Preference::Cpu);
        drive.take_outbox();
        drive.handle_event(&acknowledged(1));
        let (sequence, message) = (1, "No room.".to_owned());
        let refused = drive.handle_event(&Event::Refused { sequence, message });
        assert_eq!(
            refused,
            Some((0, CellOutcome::Refused("No room.".to_owned())))
        );
        assert_eq!(words(&mut drive), ["reset"]);
    }

    #[test]
    fn without_validation_images_it_is_the_test_set() {
        let official = |validation| SplitSpec::Official {
            train: 100,
            validation,
        };
        assert_eq!(measured_on(&official(0)), Part::Test);
        assert_eq!(measured_on(&official(10)), Part::Validation);
    }
}
