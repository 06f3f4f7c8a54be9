//! `cargo xtask test`: native tests, then the page in real browsers, and, asked for by name, the README's commands as on
//! a new machine.

mod browsers;
mod count;
mod fetch;
mod fresh;
mod mutants;
mod native;

use std::time::{Duration, Instant};

use crate::args::{Test, TestPart};
use crate::data;
use crate::failure::{Failure, Outcome};
use crate::places::Places;
use crate::progress::{print, say, span};
use count::Count;

/// What became of one part of the tests.
struct Report {
    /// One word, as the closing lines have it.
    name: &'static str,
    time: Duration,
    /// The runner's own count, where it ran to its end.
    count: Option<Count>,
    verdict: Verdict,
}

enum Verdict {
    Passed,
    Failed(Failure),
    /// What is needed is not on this machine, and why.
    LeftOut(String),
}

impl Report {
    /// Runs a part that gives its count when it came to one.
    fn of(name: &'static str, work: impl FnOnce() -> (Option<Count>, Outcome)) -> Self {
        let begun = Instant::now();
        let (count, outcome) = work();
        Self {
            name,
            time: begun.elapsed(),
            count,
            verdict: match outcome {
                Ok(()) => Verdict::Passed,
                Err(failure) => Verdict::Failed(failure),
            },
        }
    }

    fn left_out(name: &'static str, why: String) -> Self {
        Self {
            name,
            time: Duration::ZERO,
            count: None,
            verdict: Verdict::LeftOut(why),
        }
    }

    fn failed(&self) -> bool {
        matches!(self.verdict, Verdict::Failed(_))
    }
}

/// Runs the parts that were asked for. A failure in one does not keep the others from running.
pub fn run(places: &Places, options: &Test) -> Outcome {
    let only = options.only;
    if only == Some(TestPart::Fresh) {
        return fresh::run(places);
    }
    let mut reports = Vec::new();
    let wanted = |part| only.is_none_or(|only| only == part);
    if wanted(TestPart::Fetch) {
        reports.push(fetch::run(places));
    }
    if only != Some(TestPart::Fetch) {
        data::fetch_if_easy(places)?;
    }
    if wanted(TestPart::Native) {
        reports.push(native::run(places, options));
        if options.long {
            reports.push(mutants::run(places));
        }
    }
    reports.extend(browsers::run(places, options));
    close(&reports)
}

/// Says how long each part took, which were left out, and at the end the counts.
fn close(reports: &[Report]) -> Outcome {
    say("Time of each part:");
    for report in reports {
        let verdict = match &report.verdict {
            Verdict::Passed => "passed",
            Verdict::Failed(_) => "FAILED",
            Verdict::LeftOut(_) => "LEFT OUT",
        };
        print(&format!(
            "  {:<18} {:>14}  {verdict}",
            report.name,
            span(report.time)
        ));
    }
    for report in reports {
        if let Verdict::LeftOut(why) = &report.verdict {
            print(&format!("\n*** {} was LEFT OUT: {why} ***", report.name));
        }
    }
    for report in reports {
        if let Verdict::Failed(failure) = &report.verdict {
            print(&format!("\n{} failed. {failure}", report.name));
        }
    }
    print("");
    for report in reports {
        if let Some(count) = &report.count {
            print(&format!("{}: {count}", report.name));
        }
    }
    let failed: Vec<&str> = reports
        .iter()
        .filter(|report| report.failed())
        .map(|report| report.name)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!("{}, see above", failed.join(", ")),
        format!(
            "`cargo xtask test --only {}` runs that part alone",
            failed[0]
        ),
    ))
}
