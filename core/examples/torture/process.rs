//! A process for each kind, which says after each input how it stands: the campaign outlives what ends one, and knows
//! which input it was.

use super::damage::{damaged, generator};
use super::{
    ACCEPTED, KINDS, PANICS, REFUSED, Request, SILENT, TOO_SLOW, TRIED, Tally, Trial, Watch,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command as Program, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

/// From when on a call is slow.
const SLOW: Duration = Duration::from_secs(1);
/// After what time a process that says nothing is ended.
const HUNG: Duration = Duration::from_secs(30);
/// Kinds of failures that are shown, and characters of an input.
const SHOWN: usize = 5;
const CHARACTERS: usize = 300;

/// What the process of a kind says after each input.
#[derive(Serialize, Deserialize)]
struct Word {
    tally: Tally,
    failures: Vec<String>,
}

/// Tries the inputs of a kind, in another process after each that has ended one.
pub(crate) fn supervise(
    request: &Request,
    name: &str,
    seeds: &[Vec<u8>],
) -> Result<Tally, Box<dyn Error>> {
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
pub(crate) fn work(request: &Request) -> Result<(), Box<dyn Error>> {
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
