//! The conversation with the trainer: commands are numbered, taken up in order, and each is
//! acknowledged, so that it is known which network and which settings an event is about.

use playground_experiment::device::{Preference, Racing};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{CheckpointHead, Command, Envelope};
use std::collections::VecDeque;

/// Whether there is a trainer to speak to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TrainerStatus {
    /// Being fetched, compiled or started.
    #[default]
    Starting,
    /// It has spoken.
    Alive,
    /// It is gone, for this reason.
    Dead(String),
}

/// Where the bulk of a command comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// There is none.
    None,
    /// The vectors of the last checkpoint.
    Checkpoint,
    /// The vectors kept for undoing the last reset.
    Undo,
    /// The vectors of a saved run that is being loaded.
    Loaded,
}

/// A command on its way to the trainer.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The command and its number.
    pub envelope: Envelope,
    /// What travels beside it.
    pub bulk: Bulk,
}

/// What the page has to do besides sending commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideEffect {
    /// End the trainer there is and start a fresh one; its commands follow in the outbox.
    Spawn,
    /// The last checkpoint's vectors are now those of the undo.
    KeepForUndo,
}

/// A command that changes what is active once it is acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Request {
    /// Before and after.
    Change(Box<[Experiment; 2]>),
    Begin(Experiment),
    Restore(CheckpointHead),
    Drive,
}

/// What was said to the trainer, and what it has acknowledged.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// Whether the trainer lives.
    pub status: TrainerStatus,
    /// Number of the last command acknowledged.
    pub acknowledged: u32,
    /// Number and reason of the last command refused.
    pub refused: Option<(u32, String)>,
    /// Number of the last command sent.
    sequence: u32,
    unacknowledged: VecDeque<(u32, Request)>,
    /// The last one acknowledged, in case it is refused after all.
    last_acknowledged: Option<(u32, Request)>,
    /// Number of the last command that starts or stops training.
    last_drive: u32,
    /// Number of the last command that replaces the network: older reports are about another one.
    network_generation: u32,
    /// A command to train for which there is no network yet.
    queued: Option<Command>,
    /// The last step that may be taken, while runs go in lock-step.
    limit: Option<u64>,
    /// Reports from one detailed probe to the next.
    watch: u32,
    /// Training images answered with every report.
    follows: u32,
    /// How it comes to know which device is faster; nothing while there is nobody to say so.
    racing: Option<Racing>,
    outbox: Vec<Outgoing>,
    tasks: Vec<SideEffect>,
}

impl Connection {
    /// Returns whether the trainer is gone.
    pub fn is_dead(&self) -> bool {
        matches!(self.status, TrainerStatus::Dead(_))
    }

    /// Returns why the command with this number was refused, as far as it is known to have been.
    pub fn refusal(&self, sequence: u32) -> Option<String> {
        let (number, why) = self.refused.as_ref()?;
        (*number == sequence).then(|| why.clone())
    }

    /// Returns the number of the last command sent.
    pub fn last_sequence(&self) -> u32 {
        self.sequence
    }

    /// Returns the number of the command that made the present network, to tell it from those before it.
    pub fn network_generation(&self) -> u32 {
        self.network_generation
    }

    /// Returns whether what is heard now is about the present network.
    pub fn network_is_current(&self) -> bool {
        self.acknowledged >= self.network_generation
    }

    /// Returns whether what is heard now was said after the last command that starts or stops training.
    pub(super) fn drive_is_current(&self) -> bool {
        self.acknowledged >= self.last_drive
    }

    /// Returns the last step that may be taken, while runs go in lock-step.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// Returns whether the trainer owes a word: it has not taken up all that it was told.
    pub(super) fn is_owed_a_word(&self) -> bool {
        self.status == TrainerStatus::Alive && self.acknowledged < self.sequence
    }

    /// Returns whether a change is not acknowledged yet.
    pub(super) fn is_changing(&self) -> bool {
        let changes = |request: &Request| matches!(request, Request::Change(_));
        self.unacknowledged.iter().any(|(_, r)| changes(r))
    }

    /// Returns whether a network that is being brought back is not acknowledged yet.
    pub(super) fn is_restoring(&self) -> bool {
        let restores = |request: &Request| matches!(request, Request::Restore(_));
        self.unacknowledged.iter().any(|(_, r)| restores(r))
    }

    /// Numbers a command whose bulk the caller brings along, such as a drawn image.
    pub fn envelope(&mut self, command: Command) -> Envelope {
        self.sequence += 1;
        Envelope {
            sequence: self.sequence,
            command,
        }
    }

    /// Returns what is to be sent, in order.
    pub fn take_outbox(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outbox)
    }

    /// Returns what else is to be done, before the outbox is sent.
    pub fn take_tasks(&mut self) -> Vec<SideEffect> {
        std::mem::take(&mut self.tasks)
    }

    pub(super) fn keep_for_undo(&mut self) {
        self.tasks.push(SideEffect::KeepForUndo);
    }

    /// Sends a command; returns its number.
    pub(super) fn push(&mut self, command: Command) -> u32 {
        self.push_with(command, Bulk::None)
    }

    fn push_with(&mut self, command: Command, bulk: Bulk) -> u32 {
        let envelope = self.envelope(command);
        let sequence = envelope.sequence;
        self.outbox.push(Outgoing { envelope, bulk });
        sequence
    }

    /// Takes no step beyond `limit`, to stay in lock-step with other runs.
    pub fn set_limit(&mut self, limit: Option<u64>) {
        if self.limit != limit {
            self.limit = limit;
            self.push(Command::Limit { step: limit });
        }
    }

    /// Has a detailed probe sent with every `every`-th report; 0 for none.
    pub fn set_watch(&mut self, every: u32) {
        if self.watch != every {
            self.watch = every;
            self.push(Command::Watch { every });
        }
    }

    /// Has this many training images answered with every report; 0 for none.
    pub fn set_follows(&mut self, images: u32) {
        if self.follows != images {
            self.follows = images;
            self.push(Command::Follow { images });
        }
    }

    /// Has it find out which device is faster, or take what another run has found.
    pub fn set_racing(&mut self, racing: Racing) {
        if self.racing != Some(racing) {
            self.racing = Some(racing);
            self.push(Command::Race(racing));
        }
    }

    /// Returns whether training images are answered with every report.
    pub fn follows(&self) -> bool {
        self.follows > 0
    }

    /// Starts a fresh trainer with `experiment`; what the one before was told is forgotten.
    pub(super) fn start(&mut self, experiment: &Experiment, preference: Preference) {
        self.status = TrainerStatus::Starting;
        self.forget();
        self.tasks.push(SideEffect::Spawn);
        let sequence = self.push(Command::Start {
            experiment: experiment.clone(),
            preference,
            adapter: None,
        });
        if let Some(step) = self.limit {
            self.push(Command::Limit { step: Some(step) });
        }
        if self.watch > 0 {
            self.push(Command::Watch { every: self.watch });
        }
        if self.follows > 0 {
            let images = self.follows;
            self.push(Command::Follow { images });
        }
        if let Some(racing) = self.racing {
            self.push(Command::Race(racing));
        }
        self.begun(sequence, experiment);
    }

    /// Asks for new weights, except those of the first `inherit` blocks.
    pub(super) fn reset(&mut self, experiment: &Experiment, inherit: u32) {
        let sequence = self.push(Command::Reset {
            experiment: experiment.clone(),
            inherit,
        });
        self.begun(sequence, experiment);
    }

    fn begun(&mut self, sequence: u32, experiment: &Experiment) {
        self.network_generation = sequence;
        self.last_drive = sequence;
        let begin = Request::Begin(experiment.clone());
        self.unacknowledged.push_back((sequence, begin));
    }

    /// Asks that the network go on from a checkpoint.
    pub(super) fn restore(&mut self, head: CheckpointHead, bulk: Bulk) {
        let checkpoint = head.clone();
        let sequence = self.push_with(Command::Restore { checkpoint }, bulk);
        self.network_generation = sequence;
        let restore = Request::Restore(head);
        self.unacknowledged.push_back((sequence, restore));
    }

    /// Asks for other settings, from the first of the pair to the second.
    pub(super) fn change(&mut self, pair: [Experiment; 2]) {
        let experiment = pair[1].clone();
        let sequence = self.push(Command::Change { experiment });
        let change = Request::Change(Box::new(pair));
        self.unacknowledged.push_back((sequence, change));
    }

    /// Starts or stops training.
    pub(super) fn drive(&mut self, command: Command) {
        self.last_drive = self.push(command);
        let drive = (self.last_drive, Request::Drive);
        self.unacknowledged.push_back(drive);
    }

    /// Stops training for good: what the trainer says of it is not waited for.
    pub(super) fn stop(&mut self) {
        self.last_drive = self.push(Command::Pause);
    }

    /// Leaves a command until there is the network that it is about.
    pub(super) fn queue(&mut self, command: Command) {
        self.queued = Some(command);
    }

    /// Takes back what was left for later.
    pub(super) fn take_queued(&mut self) -> Option<Command> {
        self.queued.take()
    }

    /// Notes that the trainer has said something. Returns whether that was its first word.
    pub(super) fn spoken(&mut self) -> bool {
        let first = self.status == TrainerStatus::Starting;
        if first {
            self.status = TrainerStatus::Alive;
        }
        first
    }

    /// Notes that everything up to the command with this number was taken up: see
    /// [`next_acknowledged`](Self::next_acknowledged).
    pub(super) fn acknowledge(&mut self, sequence: u32) {
        self.acknowledged = self.acknowledged.max(sequence);
    }

    /// Returns the next request that was taken up, in order.
    pub(super) fn next_acknowledged(&mut self) -> Option<Request> {
        let until = self.acknowledged;
        let next = self
            .unacknowledged
            .pop_front_if(|(number, _)| *number <= until)?;
        self.last_acknowledged = Some(next.clone());
        Some(next.1)
    }

    /// Notes that the command with this number was refused. Returns the request that it was, if it was one.
    pub(super) fn refuse(&mut self, sequence: u32, message: &str) -> Option<Request> {
        self.refused = Some((sequence, message.to_owned()));
        let last = self.last_acknowledged.take();
        last.filter(|(number, _)| *number == sequence)
            .map(|(_, request)| request)
    }

    /// Notes that the trainer is gone.
    pub(super) fn end(&mut self, why: String) {
        self.forget();
        self.status = TrainerStatus::Dead(why);
    }

    fn forget(&mut self) {
        self.queued = None;
        self.unacknowledged.clear();
        self.outbox.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started() -> Connection {
        let mut connection = Connection::default();
        connection.start(&Experiment::default(), Preference::Auto);
        connection
    }

    #[test]
    fn requests_are_taken_up_in_order_and_once() {
        let mut connection = started();
        connection.drive(Command::Pause);
        connection.change([Experiment::default(), Experiment::default()]);
        let numbers: Vec<u32> = connection
            .take_outbox()
            .iter()
            .map(|outgoing| outgoing.envelope.sequence)
            .collect();
        assert_eq!(numbers, [1, 2, 3]);
        connection.acknowledge(2);
        let begin = Request::Begin(Experiment::default());
        assert_eq!(connection.next_acknowledged(), Some(begin));
        assert_eq!(connection.next_acknowledged(), Some(Request::Drive));
        assert_eq!(connection.next_acknowledged(), None);
        assert!(connection.is_changing() && connection.drive_is_current());
        assert_eq!(connection.refuse(2, "no"), Some(Request::Drive));
        assert_eq!(connection.refuse(2, "no"), None);
    }

    #[test]
    fn a_fresh_trainer_hears_of_what_stays_and_of_nothing_else() {
        let mut connection = started();
        connection.set_limit(Some(20));
        connection.set_watch(10);
        connection.set_follows(24);
        connection.queue(Command::Pause);
        connection.start(&Experiment::default(), Preference::Cpu);
        let commands: Vec<Command> = connection
            .take_outbox()
            .into_iter()
            .map(|outgoing| outgoing.envelope.command)
            .collect();
        let [Command::Start { .. }, limit, watch, follow] = &commands[..] else {
            panic!("{commands:?}")
        };
        assert_eq!(*limit, Command::Limit { step: Some(20) });
        assert_eq!(*watch, Command::Watch { every: 10 });
        assert_eq!(*follow, Command::Follow { images: 24 });
        assert_eq!(connection.take_queued(), None);
    }

    #[test]
    fn only_the_first_word_begins_a_life() {
        let mut connection = started();
        assert!(connection.spoken());
        assert!(!connection.spoken());
        connection.end("gone".to_owned());
        assert!(connection.is_dead() && !connection.spoken());
    }
}
