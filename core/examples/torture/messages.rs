//! A trainer that is sent damaged messages.

use super::readers::{experiment, floats, head};
use super::{Opened, Watch, trial};
use playground_core::train::Session;
use playground_core::train::session::Outgoing;
use playground_data::synthetic::{self, Set};
use playground_experiment::protocol::{Command, Envelope, Event};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::error::Error;
use std::rc::Rc;
use std::sync::LazyLock;

/// Messages of a session, and turns after each.
const MESSAGES: u64 = 300;
const TURNS: usize = 3;

/// Messages to a trainer, which is driven as the page's worker drives it, and from one, which are only read. A message
/// that brings a trainer down counts as a silent acceptance.
pub(crate) fn messages() -> Opened {
    let envelopes = envelopes()?;
    let commands = |text: &String| serde_json::from_str::<Envelope>(text).map(|sent| sent.command);
    let commands: Vec<Command> = envelopes.iter().map(commands).collect::<Result<_, _>>()?;
    let mut driven = TestSession::new(&commands);
    let mut seeds: BTreeMap<_, _> = envelopes
        .into_iter()
        .map(|text| (text.clone(), text))
        .collect();
    for command in &commands {
        driven.obey(command.clone(), &bulk(command), &mut Watch::default());
    }
    for event in driven.events.take() {
        // One of each kind is enough, and a long one would hardly be hit where it matters.
        let text = serde_json::to_string(&event)?;
        if text.len() < 4096 {
            seeds.insert(text.chars().take(24).collect(), text);
        }
    }
    let seeds = seeds.into_values().map(String::into_bytes).collect();
    let mut standing = None;
    let judge = move |index: u64, input: &[u8], watch: &mut Watch| {
        let Ok(Envelope { command, .. }) = watch.call(|| serde_json::from_slice(input)) else {
            let event: Result<Event, _> = watch.call(|| serde_json::from_slice(input));
            return Ok(event.is_ok());
        };
        if command == Command::Crash {
            return Ok(false);
        }
        // One that has panicked is not put back, and one of the 300 before is not taken up.
        let lives = index / MESSAGES;
        let kept = standing.take().filter(|(lived, _)| *lived == lives);
        let mut driven = kept.map_or_else(|| TestSession::new(&commands), |(_, driven)| driven);
        let mut bulk = bulk(&command);
        if index.is_multiple_of(8) {
            bulk.truncate(bulk.len() * (index % 64) as usize / 64 + 1);
            bulk.iter_mut().for_each(|byte| *byte |= 0xf0);
        }
        driven.obey(command, &bulk, watch);
        let events = driven.events.take();
        for event in &events {
            if let Event::Failed { message, .. } = event {
                return Err(format!("brings the trainer down: {message}"));
            }
        }
        standing = Some((lives, driven));
        let refused = |event: &Event| matches!(event, Event::Refused { .. });
        Ok(!events.iter().any(refused))
    };
    trial(seeds, judge)
}

/// A session with images and a small network.
struct TestSession {
    session: Session,
    events: Rc<RefCell<Vec<Event>>>,
    time: Cell<f64>,
    sequence: u32,
}

impl TestSession {
    fn new(commands: &[Command]) -> Self {
        let events = Rc::<RefCell<Vec<Event>>>::default();
        let sink = Rc::clone(&events);
        let keep = move |sent: Outgoing| sink.borrow_mut().push(sent.event);
        let mut driven = Self {
            session: Session::new(Rc::new(keep)),
            events,
            time: Cell::new(0.0),
            sequence: 0,
        };
        for command in commands.iter().take(3) {
            driven.obey(command.clone(), &bulk(command), &mut Watch::default());
        }
        driven.events.take();
        driven
    }

    /// Hands over a command and has it worked on. With each look at the clock a whole turn has passed, so that a turn is
    /// as short as it can be, and the same whenever it is done again.
    fn obey(&mut self, command: Command, bulk: &[u8], watch: &mut Watch) {
        self.sequence += 1;
        let sequence = self.sequence;
        watch.call(|| self.session.handle(Envelope { sequence, command }, bulk));
        let clock = || self.time.replace(self.time.get() + 10.0);
        for _ in 0..TURNS {
            let busy = watch.call(|| {
                self.session.expected_ms();
                pollster::block_on(self.session.turn(&clock))
            });
            if !busy {
                break;
            }
        }
    }
}

/// Commands and questions of every kind. The first three make a session ready.
const COMMANDS: &str = r#"{"Start":{"experiment":SMALL,"preference":"Cpu","adapter":null}}
{"Labels":{"file":"Train","total":160}}
{"Images":{"file":"Train","total":160}}
{"Watch":{"every":2}}
{"Train":{"target":{"Steps":3}}}
{"Train":{"target":{"Epochs":1}}}
{"Train":{"target":"Experiment"}}
{"Limit":{"step":50}}
"Step"
"Checkpoint"
{"Ask":{"id":1,"question":{"Images":{"file":"Train","indices":[0,7]}}}}
{"Ask":{"id":2,"question":"Predict"}}
{"Ask":{"id":3,"question":{"Evaluate":{"part":"Validation"}}}}
{"Ask":{"id":4,"question":{"Examine":{"part":"Test","limit":5}}}}
{"Ask":{"id":5,"question":{"Inspect":{"window":{"layer":0,"first":0,"count":2},"class":3,"explain":true}}}}
{"Ask":{"id":6,"question":{"ActivationScan":{"images":16}}}}
{"Ask":{"id":7,"question":{"Slice":{"seed":1,"radius":1.0,"side":3}}}}
{"Ask":{"id":8,"question":"GradientCosine"}}
{"Ask":{"id":9,"question":{"Benchmark":{"steps":2}}}}
{"Change":{"experiment":SMALL}}
{"Teach":{"experiment":SMALL}}
{"Restore":{"checkpoint":CHECKPOINT}}
{"Reset":{"experiment":SMALL,"inherit":1}}
{"Reset":{"experiment":CONVOLUTION,"inherit":0}}
"Pause"
{"Reset":{"experiment":AUTOENCODER,"inherit":0}}
{"Ask":{"id":10,"question":"Reconstruct"}}
{"Ask":{"id":11,"question":{"Decode":{"place":[0.5,-0.5]}}}}"#;

/// Returns the messages with these commands, as JSON.
fn envelopes() -> Result<Vec<String>, Box<dyn Error>> {
    let small = experiment("net=3-relu");
    let mut text = COMMANDS.replace("CHECKPOINT", &serde_json::to_string(&head(&small)?)?);
    for (name, settings) in [
        ("SMALL", "net=3-relu"),
        (
            "CONVOLUTION",
            "net=conv-2-5-s2-relu.bn-relu.max-2.drop-25.gap.3-ahaf&opt=adamw&ema=0.9",
        ),
        (
            "AUTOENCODER",
            "net=4-relu.2-linear.49-relu.map-1-7-7.up-4&out=image&loss=mse",
        ),
    ] {
        text = text.replace(name, &serde_json::to_string(&experiment(settings))?);
    }
    let lines = text.lines().zip(1..);
    let message = |(line, n)| format!(r#"{{"sequence":{n},"command":{line}}}"#);
    Ok(lines.map(message).collect())
}

/// Pixels and labels of the images of a session.
static IMAGES: LazyLock<(Vec<u8>, Vec<u8>)> =
    LazyLock::new(|| synthetic::generate(9, Set::Train, 0..160));

/// Returns the bulk that goes with a command.
fn bulk(command: &Command) -> Vec<u8> {
    match command {
        Command::Images { .. } => IMAGES.0.clone(),
        Command::Labels { .. } => IMAGES.1.clone(),
        Command::Teach { experiment } => floats(
            experiment
                .architecture()
                .map_or(0, |network| network.parameter_count()),
        ),
        Command::Restore { checkpoint } => {
            let vectors = checkpoint
                .slots
                .saturating_add(1 + usize::from(checkpoint.experiment.ema > 0.0));
            floats(checkpoint.parameters.saturating_mul(vectors))
        }
        Command::Ask { .. } => floats(784),
        _ => Vec::new(),
    }
}
