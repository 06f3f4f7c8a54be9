//! Conversations between the page and a trainer, without either.

use super::notice::{Remedy, Topic};
use super::progress::Goal;
use super::*;
use playground_experiment::device::{Decision, DeviceKind, Offer, Preference, SelfTest};
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::model::{Activation, Block};
use playground_experiment::protocol::{
    Answer, CheckpointHead, Command, Evaluation, Event, Gone, LayerGradient, Measure, Part, Report,
    Rest, Target,
};
use playground_experiment::share::Change;

mod diagnosis;
mod drive;
mod edit;
mod load;
mod transfer;
mod undo;

/// A run and the numbers of the commands not yet acknowledged.
struct Fixture {
    run: Run,
    sent: Vec<Outgoing>,
}

impl Fixture {
    fn started() -> Self {
        let mut fixture = Self {
            run: Run::new(Experiment::default(), Vec::new(), Preference::Auto),
            sent: Vec::new(),
        };
        fixture.run.start();
        fixture.acknowledge_all();
        fixture.network();
        fixture
    }

    /// What was sent since the last look.
    fn commands(&mut self) -> Vec<Command> {
        self.sent = self.run.connection.take_outbox();
        self.sent
            .iter()
            .map(|o| o.envelope.command.clone())
            .collect()
    }

    fn acknowledge_all(&mut self) -> Vec<Command> {
        let commands = self.commands();
        let step = self.run.progress.step;
        for outgoing in self.sent.clone() {
            let sequence = outgoing.envelope.sequence;
            self.run.receive(Event::Acknowledged { sequence, step });
        }
        commands
    }

    fn network(&mut self) {
        self.run.receive(Event::Network {
            layers: vec!["hidden 1".into(), "output".into()],
            parameters: 10,
            steps_per_epoch: 100,
        });
    }

    fn report(&mut self, step: u64) {
        let report = Report {
            step,
            epoch: step as f64 / 100.0,
            loss: 1.0,
            gradients: vec![LayerGradient::default(); 2],
            counterpart_gradients: vec![LayerGradient::default(); 2],
            ..Report::default()
        };
        self.run.receive(Event::Report {
            report,
            examples_per_second: Some(1e4),
        });
    }

    fn train_to(&mut self, step: u64) {
        self.run.train(Target::Experiment);
        self.acknowledge_all();
        self.run.receive(Event::Running);
        self.report(step);
    }

    fn with(&self, change: impl Fn(&mut Experiment)) -> Experiment {
        let mut next = self.run.settings.draft.clone();
        change(&mut next);
        next
    }

    fn head(&self, step: u64) -> CheckpointHead {
        CheckpointHead {
            experiment: self.run.settings.active.clone(),
            step,
            epoch: 0,
            used: 0,
            updates: step,
            slots: 2,
            parameters: 10,
        }
    }
}
