//! A fuzz campaign against everything that reads what others wrote: links, data files, checkpoints, weights, drawings,
//! and the messages of a trainer. Takes valid inputs, damages them, and counts what becomes of them. Prints a Markdown
//! table, and each kind of failure with an input that causes it; exits with 1 where there was one.
//!
//! ```text
//! cargo run -p playground-core --example torture -- --minutes 1
//! cargo run -p playground-core --example torture -- --only messages --from 4200 --count 17
//! ```
//!
//! Seed, kind and index determine an input. A session of the messages lives for 300 of them, so what happens at 4217
//! happens again when the campaign begins at 4200.
//!
//! Each kind runs in a process of its own, which says after each input how it stands: so the campaign outlives an abort
//! (an allocation that is refused cannot be caught as a panic can) and an endless loop, and knows which input it was.
//! Gzip is unpacked by the browser in the page and by `flate2` here, as in the other examples.
//!
//! | file | |
//! | --- | --- |
//! | `main.rs` | what is asked for, the kinds, the table |
//! | `process.rs` | a process for each kind, and what it says |
//! | `damage.rs` | how a valid input is damaged |
//! | `readers.rs` | what reads files and links, and what must be true of what they accept |
//! | `messages.rs` | the same of a trainer that is sent messages |

mod damage;
mod messages;
mod process;
mod readers;

use clap::Parser;
use process::{supervise, work};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::process::{Command as Program, ExitCode};
use std::time::{Duration, Instant};

/// Damages valid links, files and messages, and counts what becomes of them.
#[derive(Clone, Parser)]
pub(crate) struct Request {
    /// Share this time between the kinds (default: all inputs, however long they take)
    #[arg(long, value_name = "N")]
    pub(crate) minutes: Option<f64>,
    /// Which inputs
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// One kind only: links, idx, checkpoints, weights, drawings or messages
    #[arg(long, value_name = "KIND")]
    pub(crate) only: Option<String>,
    /// Index of the first input
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) from: u64,
    /// Other than the usual number of inputs of a kind
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<u64>,
    /// Refuse inputs with this text unread, of which it is known that they fail
    #[arg(long, value_name = "TEXT")]
    pub(crate) skip: Option<String>,
    /// Be the process of one kind
    #[arg(long, hide = true)]
    worker: bool,
}

/// Whether an input was accepted; or what should be true of it once it was, and is not.
pub(crate) type Verdict = Result<bool, String>;

pub(crate) fn must(kept: bool, rule: &str) -> Result<(), String> {
    match kept {
        true => Ok(()),
        false => Err(format!("accepted, but not so: {rule}")),
    }
}

/// Times calls.
#[derive(Default)]
pub(crate) struct Watch(pub(crate) Duration);

impl Watch {
    pub(crate) fn call<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = call();
        self.0 = self.0.max(begun.elapsed());
        result
    }
}

/// Hands an input, whose index it gets as well, to what reads it.
pub(crate) type Judge = dyn FnMut(u64, &[u8], &mut Watch) -> Verdict;

/// Valid inputs of a kind, and what judges them once they are damaged.
pub(crate) struct Trial {
    pub(crate) seeds: Vec<Vec<u8>>,
    pub(crate) judge: Box<Judge>,
}

pub(crate) type Opened = Result<Trial, Box<dyn Error>>;

pub(crate) fn trial(
    seeds: Vec<Vec<u8>>,
    judge: impl FnMut(u64, &[u8], &mut Watch) -> Verdict + 'static,
) -> Opened {
    let judge = Box::new(judge);
    Ok(Trial { seeds, judge })
}

/// A kind: its name, how many inputs it gets, and what opens it.
pub(crate) type Kind = (&'static str, u64, fn() -> Opened);

pub(crate) const KINDS: &[Kind] = &[
    ("links", 1_000_000, readers::links),
    ("idx", 100_000, readers::idx),
    ("checkpoints", 100_000, readers::checkpoints),
    ("weights", 100_000, readers::weights),
    ("drawings", 100_000, readers::drawings),
    ("messages", 100_000, messages::messages),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let request = Request::parse();
    if request.worker {
        work(&request)?;
        return Ok(ExitCode::SUCCESS);
    }
    let wanted = |name: &str| request.only.as_deref().is_none_or(|only| only == name);
    let kinds: Vec<_> = KINDS.iter().filter(|kind| wanted(kind.0)).collect();
    if kinds.is_empty() {
        return Err("There is no such kind; --help names them.".into());
    }
    let mut rows = String::new();
    let mut failures = 0;
    for &&(name, count, open) in &kinds {
        let request = Request {
            minutes: request.minutes.map(|all| all / kinds.len() as f64),
            only: Some(name.to_owned()),
            count: Some(request.count.unwrap_or(count)),
            ..request.clone()
        };
        let tally = supervise(&request, name, &open()?.seeds)?;
        // What takes over a second depends on the machine as well.
        failures += tally.counts[PANICS] + tally.counts[SILENT];
        rows += &tally.row(name);
    }
    println!("commit {}, seed {}\n", commit(), request.seed);
    println!("| kind | tried | refused | accepted | panics, hangs | over 1 s | silent | longest |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n{rows}");
    Ok(ExitCode::from(u8::from(failures > 0)))
}

/// Returns the commit of this checkout, where git says it.
fn commit() -> String {
    let arguments = ["rev-parse", "--short", "HEAD"];
    let said = Program::new("git").args(arguments).output();
    let said = said.ok().filter(|said| said.status.success());
    let hash = said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
    hash.unwrap_or_else(|| "unknown".to_owned())
}

/// What is counted, in the order of the table.
pub(crate) const TRIED: usize = 0;
pub(crate) const REFUSED: usize = 1;
pub(crate) const ACCEPTED: usize = 2;
pub(crate) const PANICS: usize = 3;
pub(crate) const TOO_SLOW: usize = 4;
pub(crate) const SILENT: usize = 5;

/// A row of the table.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) counts: [u64; 6],
    pub(crate) longest: Duration,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        let counts = self.counts.iter_mut().zip(other.counts);
        counts.for_each(|(count, more)| *count += more);
        self.longest = self.longest.max(other.longest);
    }

    fn row(&self, name: &str) -> String {
        let counts: String = self.counts.iter().map(|n| format!(" {n} |")).collect();
        let longest = self.longest.as_secs_f64() * 1e3;
        format!("| {name} |{counts} {longest:.1} ms |\n")
    }
}
