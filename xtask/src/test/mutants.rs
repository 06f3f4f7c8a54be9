//! Whether the tests notice it when a loss, an activation or an optimiser is changed: cargo-mutants changes one operation at
//! a time. Which files it looks at, and which tests it runs, says `.cargo/mutants.toml`.

use std::process::Command;

use super::Report;
use super::count::{self, Count};
use crate::command::{self, Stream};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::step;
use crate::setup;

const ADVICE: &str = "write a test that notices the changes listed as MISSED; what each ran is in tests/output/mutants.out";

/// How it ends when nothing was missed, and when in addition some mutant made the tests run for ever.
const NOTHING_MISSED: [i32; 2] = [0, 3];

pub fn run(places: &Places) -> Report {
    Report::of("mutants", || {
        let mut count = None;
        let outcome = check(places, &mut count);
        (count, outcome)
    })
}

fn check(places: &Places, count: &mut Option<Count>) -> Outcome {
    let program = setup::mutants(places)?;
    // It builds a copy of the checkout at a place of its own, of which nothing serves any other build.
    let target = places.cache.join("mutants");
    files::create_folder(&places.output())?;
    let mut mutants = Command::new(program);
    mutants
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &target)
        .args(["mutants", "--colors", "never", "--output"])
        .arg(places.output());
    step("Mutants", "hours", || {
        let (status, said) = command::run_heard(&mut mutants, Stream::Output, ADVICE)?;
        let counted = count.insert(count::of_mutants(&said));
        let missed_none = status
            .code()
            .is_some_and(|code| NOTHING_MISSED.contains(&code));
        if missed_none && counted.passed > 0 {
            return files::remove_folder(&target);
        }
        Err(Failure::new(command::ended(&mutants, status), ADVICE))
    })
}
