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

use clap::Parser;
use flate2::read::{GzEncoder, MultiGzDecoder};
use playground_core::train::Session;
use playground_core::train::session::Outgoing;
use playground_data::dataset::SampleShape;
use playground_data::idx::{IdxKind, IdxParser, read_head, write_images, write_labels};
use playground_data::rng::{ChaCha8Rng, Purpose, name_key, stream};
use playground_data::sketch::labelled::{self, LabelledDrawing};
use playground_data::synthetic::{self, Set};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{CheckpointHead, Command, Envelope, Event, Report};
use playground_experiment::share::{Change, apply_changes, decode, encode};
use playground_insight::export::checkpoint::{self, Saved, WithObjective};
use playground_insight::export::weights::{self, About};
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command as Program, ExitCode, Stdio};
use std::rc::Rc;
use std::sync::{LazyLock, Mutex, mpsc};
use std::time::{Duration, Instant};

/// Damages valid links, files and messages, and counts what becomes of them.
#[derive(Clone, Parser)]
struct Request {
    /// Share this time between the kinds (default: all inputs, however long they take)
    #[arg(long, value_name = "N")]
    minutes: Option<f64>,
    /// Which inputs
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// One kind only: links, idx, checkpoints, weights, drawings or messages
    #[arg(long, value_name = "KIND")]
    only: Option<String>,
    /// Index of the first input
    #[arg(long, value_name = "N", default_value_t = 0)]
    from: u64,
    /// Other than the usual number of inputs of a kind
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// Refuse inputs with this text unread, of which it is known that they fail
    #[arg(long, value_name = "TEXT")]
    skip: Option<String>,
    /// Be the process of one kind
    #[arg(long, hide = true)]
    worker: bool,
}

/// From when on a call is slow.
const SLOW: Duration = Duration::from_secs(1);
/// After what time a process that says nothing is ended.
const HUNG: Duration = Duration::from_secs(30);
/// Messages of a session, and turns after each.
const MESSAGES: u64 = 300;
const TURNS: usize = 3;
/// Kinds of failures that are shown, and characters of an input.
const SHOWN: usize = 5;
const CHARACTERS: usize = 300;
/// Files that were saved once, as the libraries' own tests read them.
const LINKS: &str = include_str!("../../crates/experiment/tests/links.txt");
const CHECKPOINT_1: &[u8] = include_bytes!("../../crates/insight/tests/checkpoint-v1.bin");
const DRAWINGS_1: &[u8] = include_bytes!("../../crates/data/tests/drawings-v1.json");

/// Whether an input was accepted; or what should be true of it once it was, and is not.
type Verdict = Result<bool, String>;

fn must(kept: bool, rule: &str) -> Result<(), String> {
    match kept {
        true => Ok(()),
        false => Err(format!("accepted, but not so: {rule}")),
    }
}

/// Times calls.
#[derive(Default)]
struct Watch(Duration);

impl Watch {
    fn call<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = call();
        self.0 = self.0.max(begun.elapsed());
        result
    }
}

/// Hands an input, whose index it gets as well, to what reads it.
type Judge = dyn FnMut(u64, &[u8], &mut Watch) -> Verdict;

/// Valid inputs of a kind, and what judges them once they are damaged.
struct Trial {
    seeds: Vec<Vec<u8>>,
    judge: Box<Judge>,
}

type Opened = Result<Trial, Box<dyn Error>>;

fn trial(
    seeds: Vec<Vec<u8>>,
    judge: impl FnMut(u64, &[u8], &mut Watch) -> Verdict + 'static,
) -> Opened {
    let judge = Box::new(judge);
    Ok(Trial { seeds, judge })
}

/// A kind: its name, how many inputs it gets, and what opens it.
type Kind = (&'static str, u64, fn() -> Opened);

const KINDS: &[Kind] = &[
    ("links", 1_000_000, links),
    ("idx", 100_000, idx),
    ("checkpoints", 100_000, checkpoints),
    ("weights", 100_000, weights),
    ("drawings", 100_000, drawings),
    ("messages", 100_000, messages),
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
const TRIED: usize = 0;
const REFUSED: usize = 1;
const ACCEPTED: usize = 2;
const PANICS: usize = 3;
const TOO_SLOW: usize = 4;
const SILENT: usize = 5;

/// A row of the table.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Tally {
    counts: [u64; 6],
    longest: Duration,
}

impl Tally {
    fn add(&mut self, other: &Self) {
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

/// What the process of a kind says after each input.
#[derive(Serialize, Deserialize)]
struct Word {
    tally: Tally,
    failures: Vec<String>,
}

/// Tries the inputs of a kind, in another process after each that has ended one.
fn supervise(request: &Request, name: &str, seeds: &[Vec<u8>]) -> Result<Tally, Box<dyn Error>> {
    let end = request
        .minutes
        .map(|minutes| Instant::now() + Duration::from_secs_f64(60.0 * minutes));
    let last = request.from + request.count.unwrap_or(0);
    let mut total = Tally::default();
    let mut seen = BTreeMap::new();
    let mut show = |what: String, index: u64| {
        // The numbers in a sentence make no other failure of it, those of a place in the program do.
        let digits = |c: char| c.is_ascii_digit() && !what.starts_with("panicked");
        let failure = what.replace(digits, "");
        if !seen.contains_key(&failure) && seen.len() < SHOWN {
            let input = shown(&damaged(seeds, &mut generator(request.seed, name, index)));
            eprintln!(
                "{name}, --seed {} --from {index}: {what}\n    {input}",
                request.seed
            );
        }
        seen.entry(failure).or_insert((what, 0_u64)).1 += 1;
    };
    loop {
        let from = request.from + total.counts[TRIED];
        let left = end.map(|end| end.saturating_duration_since(Instant::now()).as_secs_f64());
        if from >= last || left == Some(0.0) {
            break;
        }
        let mut child = Program::new(std::env::current_exe()?)
            .args(["--worker", "--only", name])
            .args(["--seed", &request.seed.to_string()])
            .args(["--from", &from.to_string()])
            .args(["--count", &(last - from).to_string()])
            .args(request.skip.iter().map(|text| format!("--skip={text}")))
            .args(left.map(|left| format!("--minutes={}", left / 60.0)))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let said = child.stdout.take().ok_or("The process says nothing.")?;
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(said).lines().map_while(Result::ok);
            lines
                .take_while(|line| sender.send(line.clone()).is_ok())
                .count()
        });
        let mut tally = Tally::default();
        let hung = loop {
            match lines.recv_timeout(HUNG) {
                Ok(line) => {
                    let word: Word = serde_json::from_str(&line)?;
                    tally = word.tally;
                    for what in word.failures {
                        show(what, from + tally.counts[TRIED] - 1);
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => break true,
                Err(mpsc::RecvTimeoutError::Disconnected) => break false,
            }
        };
        if hung {
            child.kill()?;
        }
        let status = child.wait()?;
        total.add(&tally);
        match status.code() {
            Some(0) => break,
            Some(_) => return Err(format!("The process of {name} failed: {status}.").into()),
            None => {
                let under_way = request.from + total.counts[TRIED];
                total.counts[TRIED] += 1;
                let (count, what) = match hung {
                    true => (PANICS, "does not end".to_owned()),
                    false => (PANICS, format!("ends the process, {status}")),
                };
                total.counts[count] += 1;
                show(what, under_way);
            }
        }
    }
    for (what, times) in seen.into_values() {
        eprintln!("{name}, {times} ×: {what}");
    }
    Ok(total)
}

/// Returns what an input looks like: as text where it is some, else in hexadecimal digits.
fn shown(input: &[u8]) -> String {
    let hex = || input.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = std::str::from_utf8(input).map_or_else(|_| hex(), |text| format!("{text:?}"));
    text.chars().take(CHARACTERS).collect()
}

/// Tries the inputs of a kind, and says after each how it stands.
fn work(request: &Request) -> Result<(), Box<dyn Error>> {
    static PANIC: Mutex<String> = Mutex::new(String::new());
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = PANIC.lock() {
            *last = info.to_string();
        }
    }));
    let name = request.only.as_deref().unwrap_or_default();
    let kind = KINDS.iter().find(|kind| kind.0 == name);
    let &(_, _, open) = kind.ok_or("There is no such kind.")?;
    let Trial { seeds, mut judge } = open()?;
    let time = request
        .minutes
        .map(|minutes| Duration::from_secs_f64(60.0 * minutes));
    let begun = Instant::now();
    let mut out = std::io::stdout().lock();
    let mut tally = Tally::default();
    for index in (request.from..).take(request.count.unwrap_or(0) as usize) {
        if time.is_some_and(|time| begun.elapsed() >= time) {
            break;
        }
        let input = damaged(&seeds, &mut generator(request.seed, name, index));
        let mut watch = Watch::default();
        let skip = request.skip.as_deref();
        let skip = skip.is_some_and(|text| String::from_utf8_lossy(&input).contains(text));
        let verdict = match skip {
            true => Ok(Ok(false)),
            false => catch_unwind(AssertUnwindSafe(|| judge(index, &input, &mut watch))),
        };
        let mut failures = Vec::new();
        tally.counts[TRIED] += 1;
        let count = match verdict {
            Ok(Ok(false)) => REFUSED,
            Ok(Ok(true)) => ACCEPTED,
            Ok(Err(why)) => {
                failures.push(why);
                SILENT
            }
            Err(_) => {
                failures.extend(PANIC.lock().map(|said| said.clone()));
                PANICS
            }
        };
        tally.counts[count] += 1;
        if watch.0 > SLOW {
            tally.counts[TOO_SLOW] += 1;
            failures.push(format!("takes {:.1} s", watch.0.as_secs_f64()));
        }
        tally.longest = tally.longest.max(watch.0);
        let word = Word {
            tally: tally.clone(),
            failures,
        };
        writeln!(out, "{}", serde_json::to_string(&word)?)?;
    }
    Ok(())
}

// What damages.

/// Numbers at the edges of what reads them, and beyond; the empty word is one.
const NUMBERS: &[u8] = b"0 1 -1 -0 2 3 5 10 28 100 101 255 256 784 4096 65536 100000 2147483648 \
    4294967295 4294967296 9007199254740993 18446744073709551615 18446744073709551616 0.5 0.9999999 \
    1e-320 1e38 1e39 1e308 -1e308 1e309 NaN inf null 1e ";
/// The same for files.
const WORDS: [i32; 7] = [0, 1, 2, 255, -1, i32::MAX, i32::MIN];
/// What text is not expected to hold: of UTF-8 what is rare (a mark of order, a turn of direction, an accent by itself,
/// a letter that grows, a foreign digit), half and wrong; of formats what divides.
const ODDITIES: &[u8] =
    b"\0 \xef\xbb\xbf \xe2\x80\xae e\xcc\x81 \xf0\x9f\x98\x80 \xc5\xbf \xd9\xa3 \
    \xff \xc0\x80 \xed\xa0\x80 \xf0\x9f % %00 %F0%9F %zz + & # ; : , = . - \" \\u0000 \\ud800 { } \
    [[[[[[[[[[[[[[[[ null";
/// An input is not made longer than this.
const LONGEST: usize = 1 << 16;

/// The generator of an input.
fn generator(seed: u64, kind: &str, index: u64) -> ChaCha8Rng {
    stream(seed, Purpose::Theory, name_key(kind), index)
}

/// Returns one of the seeds with a few changes: mostly one, since what is damaged in many places is refused at the first.
fn damaged(seeds: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut input = pick(seeds, random).cloned().unwrap_or_default();
    let changes = pick(&[0, 1, 1, 1, 1, 2, 2, 4, 8], random).copied();
    for _ in 0..changes.unwrap_or(1) {
        damage(&mut input, seeds, random);
        input.truncate(LONGEST);
    }
    input
}

fn pick<'a, T>(of: &'a [T], random: &mut ChaCha8Rng) -> Option<&'a T> {
    of.get(random.random_range(0..of.len().max(1)))
}

fn damage(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut ChaCha8Rng) {
    let other = pick(seeds, random).map_or(&[][..], Vec::as_slice);
    let place = random.random_range(0..=input.len());
    let length = random.random_range(0..=64.min(input.len() - place));
    let slice = place..place + length;
    match random.random_range(0..18) {
        0 => flip(input.get_mut(place), 1 << random.random_range(0..8)),
        1 => flip(input.get_mut(place), random.random_range(1..=255)),
        2 => {
            let mut bytes = vec![0; random.random_range(1..8)];
            random.fill_bytes(&mut bytes);
            replace(input, place..place, &bytes);
        }
        3 => replace(input, slice, &[]),
        4 => input.truncate(place),
        5 => {
            let twice = input[slice].repeat(2);
            replace(input, place..place + length, &twice);
        }
        6 => {
            let from = random.random_range(0..=other.len());
            replace(input, place..input.len(), &other[from..]);
        }
        7 => replace(input, place..place, word(ODDITIES, random)),
        8 => {
            let word = pick(&WORDS, random).copied().unwrap_or_default();
            let word = [word.to_le_bytes(), word.to_be_bytes()][random.random_range(0..2)];
            replace(input, place..input.len().min(place + 4), &word);
        }
        // A word of another seed for one of this: a name, a key, a value.
        9 | 10 => {
            let word = run(other, u8::is_ascii_alphanumeric, random);
            let place = run(input, u8::is_ascii_alphanumeric, random);
            replace(input, place, &other[word]);
        }
        choice => {
            let number = match choice {
                11 | 12 => random.random_range(0..20).to_string().into_bytes(),
                _ if random.random_ratio(1, 20) => vec![b'9'; random.random_range(20..2000)],
                _ => word(NUMBERS, random).to_vec(),
            };
            let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
            let place = run(input, digits, random);
            replace(input, place, &number);
        }
    }
}

/// Returns one of the words of a list.
fn word<'a>(of: &'a [u8], random: &mut ChaCha8Rng) -> &'a [u8] {
    let words: Vec<_> = of.split(|&byte| byte == b' ').collect();
    pick(&words, random).copied().unwrap_or_default()
}

fn flip(byte: Option<&mut u8>, bits: u8) {
    if let Some(byte) = byte {
        *byte ^= bits;
    }
}

fn replace(input: &mut Vec<u8>, place: Range<usize>, by: &[u8]) {
    input.splice(place, by.iter().copied());
}

/// Finds one of the longest stretches of such bytes; an empty one where there are none.
fn run(input: &[u8], of: fn(&u8) -> bool, random: &mut ChaCha8Rng) -> Range<usize> {
    let begins = |&at: &usize| of(&input[at]) && (at == 0 || !of(&input[at - 1]));
    let starts: Vec<usize> = (0..input.len()).filter(begins).collect();
    let start = pick(&starts, random).copied().unwrap_or(input.len());
    let length = input[start..].iter().take_while(|byte| of(byte)).count();
    start..start + length
}

// What reads. One function for each kind.

/// Links. Every text gives a run; one that brings a notice counts as refused.
fn links() -> Opened {
    let seeds = LINKS.lines().filter_map(|line| line.strip_prefix("link "));
    let judge = |_, input: &[u8], watch: &mut Watch| {
        let text = String::from_utf8_lossy(input);
        let (link, notices) = watch.call(|| decode(&text));
        let valid = |now: &Experiment| now.validate().is_ok();
        must(valid(&link.experiment), "its experiment is valid")?;
        for change in &link.changes {
            let now = apply_changes(&link.experiment, &link.changes, change.step);
            must(valid(&now), "it is valid after each change")?;
        }
        for variant in &link.variants {
            let beside = variant.apply(&link.experiment);
            must(beside.is_ok(), "the runs beside it are valid")?;
        }
        let (again, more) = watch.call(|| decode(&encode(&link)));
        must(more.is_empty(), "written again it brings no notice")?;
        must(again == link, "written again it means the same")?;
        Ok(notices.is_empty())
    };
    trial(seeds.map(|link| link.as_bytes().to_vec()).collect(), judge)
}

/// IDX files, plain and packed, read in pieces as they arrive.
fn idx() -> Opened {
    let (pixels, labels) = synthetic::generate(9, Set::Train, 0..3);
    let plain = [
        write_images(SampleShape::GREY_28, &pixels),
        write_labels(&labels),
    ];
    let mut seeds = plain.to_vec();
    for file in &plain {
        let mut packed = Vec::new();
        GzEncoder::new(&file[..], flate2::Compression::default()).read_to_end(&mut packed)?;
        seeds.push(packed);
    }
    let judge = |_, input: &[u8], watch: &mut Watch| {
        for (kind, size) in [(IdxKind::Images, 784), (IdxKind::Labels { classes: 10 }, 1)] {
            let Some((head, payload, count)) = watch.call(|| read_idx(kind, input)) else {
                continue;
            };
            let right = payload.len() == count as usize * size;
            must(right, "there are as many items as it says")?;
            let same = read_head(&head) == Ok((size == 1, count));
            must(same, "its head says the same")?;
            let known = |label: &u8| size > 1 || *label < 10;
            must(
                payload.iter().all(known),
                "labels are below the number of classes",
            )?;
            return Ok(true);
        }
        Ok(false)
    };
    trial(seeds, judge)
}

/// Reads a file, packed or not: its first bytes, what follows its header, and the number of items it says.
fn read_idx(kind: IdxKind, input: &[u8]) -> Option<(Vec<u8>, Vec<u8>, u32)> {
    let mut file: Box<dyn Read> = match input.starts_with(&[0x1f, 0x8b]) {
        true => Box::new(MultiGzDecoder::new(input)),
        false => Box::new(input),
    };
    let mut parser = IdxParser::new(kind, "torture");
    let (mut head, mut payload, mut piece) = (Vec::new(), Vec::new(), [0; 1000]);
    loop {
        let length = file.read(&mut piece).ok()?;
        if length == 0 {
            return Some((head, payload, parser.finish().ok()?.count));
        }
        head.extend(
            piece[..length]
                .iter()
                .take(8_usize.saturating_sub(head.len())),
        );
        payload.extend(parser.push(&piece[..length]).ok()?);
    }
}

/// Returns the experiment of a link, on a person's own files.
fn experiment(settings: &str) -> Experiment {
    let link = format!("v=1&data=custom&split=80/10/10&batch=16&every=1&{settings}");
    decode(&link).0.experiment
}

/// Checkpoints of both versions, and heads that are kept apart from their vectors. Where a checksum stands, nothing but
/// the seeds may be accepted.
fn checkpoints() -> Opened {
    let mut seeds = vec![CHECKPOINT_1.to_vec()];
    let mut lengths = Vec::new();
    for settings in [
        "net=conv-1-3-same-tanh.gap&opt=momentum",
        "net=1-tanh&ema=0.9&oops=uncleared",
    ] {
        let (saved, vectors) = saved(experiment(settings))?;
        lengths.push(vectors.len());
        seeds.push(checkpoint::write(&saved, &vectors)?);
        seeds.push(checkpoint::write_head(&saved)?.into_bytes());
    }
    let intact = seeds.clone();
    let judge = move |_, input: &[u8], watch: &mut Watch| {
        let whole_file = checkpoint::is_one(input);
        let read = || match whole_file {
            true => checkpoint::read(input).ok().map(|(saved, _)| saved),
            false => {
                let text = String::from_utf8_lossy(input);
                let mut read = lengths.iter().map(|&n| checkpoint::read_head(&text, n));
                read.find_map(Result::ok)
            }
        };
        let Some(Saved { head, base, .. }) = watch.call(read) else {
            return Ok(false);
        };
        let summed = whole_file && input.get(8) > Some(&1);
        must(
            !summed || intact.iter().any(|seed| seed == input),
            "it is as it was written",
        )?;
        must(head.step <= 1 << 53, "its steps can be counted")?;
        must(head.epoch <= head.step, "an epoch has a step")?;
        must(head.updates <= head.step, "an update is a step")?;
        must(
            head.experiment.validate().is_ok(),
            "its experiment is valid",
        )?;
        must(base.validate().is_ok(), "what it began as is valid")?;
        Ok(true)
    };
    trial(seeds, judge)
}

/// Returns a run of `experiment` as it is saved, and its vectors.
fn saved(experiment: Experiment) -> Result<(Saved, Vec<u8>), Box<dyn Error>> {
    let faster = Experiment {
        learning_rate: 0.1,
        ..experiment.clone()
    };
    let report = WithObjective {
        figures: Report {
            step: 20,
            update_ratios: vec![0.001, f32::NAN],
            ..Report::default()
        },
        output: experiment.output,
        loss: experiment.loss,
    };
    let head = head(&experiment)?;
    let vectors = floats(head.parameters * head.vectors());
    let saved = Saved {
        name: "tanh, “a” \\ é".to_owned(),
        head,
        changes: vec![Change::between(120, &faster, &experiment)],
        base: faster,
        reports: vec![report],
        evaluations: Vec::new(),
    };
    Ok((saved, vectors))
}

/// Returns what a checkpoint of `experiment` says of itself.
fn head(experiment: &Experiment) -> Result<CheckpointHead, Box<dyn Error>> {
    Ok(CheckpointHead {
        step: 12,
        epoch: 1,
        used: 32,
        updates: 12,
        slots: experiment.slots(),
        parameters: experiment.architecture()?.parameter_count(),
        experiment: experiment.clone(),
    })
}

/// Returns the bytes of so many numbers; none where they would be too many.
fn floats(count: usize) -> Vec<u8> {
    let count = if count > 1 << 21 { 0 } else { count };
    (0..count)
        .flat_map(|i| (i as f32 / 7.0).sin().abs().to_le_bytes())
        .collect()
}

/// Weights in safetensors, each file for each of some networks.
fn weights() -> Opened {
    let nets = [
        "conv-2-3-same-relu.gap.3-ahaf",
        "1-tanh",
        "conv-1-3-same-relu.bn-relu.gap",
    ];
    let (mut seeds, mut networks) = (Vec::new(), Vec::new());
    for net in nets {
        let network = experiment(&format!("net={net}")).architecture()?;
        let values = vec![0.25; network.parameter_count()];
        let about = About {
            experiment: format!("v=1&net={net}"),
            step: Some(400),
        };
        seeds.push(weights::write(&network, &values, &about)?);
        networks.push(network);
    }
    let judge = move |_, input: &[u8], watch: &mut Watch| {
        let about = watch.call(|| weights::about(input));
        for network in &networks {
            if let Ok(values) = watch.call(|| weights::read(network, input)) {
                let right = values.len() == network.parameter_count();
                must(right, "there is a value for each parameter")?;
                must(about.is_ok(), "it can say where it comes from")?;
                return Ok(true);
            }
        }
        Ok(false)
    };
    trial(seeds, judge)
}

/// Drawings with a label. Each that is accepted is also drawn.
fn drawings() -> Opened {
    let stored = labelled::read(DRAWINGS_1)?;
    let mut seeds = vec![DRAWINGS_1.to_vec()];
    for drawing in &stored {
        let mut small = LabelledDrawing {
            image: None,
            ..drawing.clone()
        };
        small
            .strokes
            .iter_mut()
            .for_each(|stroke| stroke.points.truncate(4));
        seeds.push(labelled::write(&[small])?.into_bytes());
    }
    let judge = |_, input: &[u8], watch: &mut Watch| {
        let Ok(drawings) = watch.call(|| labelled::read(input)) else {
            return Ok(false);
        };
        for drawing in &drawings {
            watch.call(|| drawing.seen());
        }
        let again = labelled::write(&drawings).and_then(|text| labelled::read(text.as_bytes()));
        must(
            again == Ok(drawings),
            "written and read again they are the same",
        )?;
        Ok(true)
    };
    trial(seeds, judge)
}

/// Messages to a trainer, which is driven as the page's worker drives it, and from one, which are only read. A message
/// that brings a trainer down counts as a silent acceptance.
fn messages() -> Opened {
    let envelopes = envelopes()?;
    let commands = |text: &String| serde_json::from_str::<Envelope>(text).map(|sent| sent.command);
    let commands: Vec<Command> = envelopes.iter().map(commands).collect::<Result<_, _>>()?;
    let mut driven = Driven::new(&commands);
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
        let mut driven = kept.map_or_else(|| Driven::new(&commands), |(_, driven)| driven);
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
struct Driven {
    session: Session,
    events: Rc<RefCell<Vec<Event>>>,
    time: Cell<f64>,
    sequence: u32,
}

impl Driven {
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
