//! How many tests ran, read from what their runner printed last.

use std::fmt;
use std::process::Command;

use crate::command::{Stream, ended, run_heard};
use crate::failure::{Failure, Outcome};
use crate::progress::step;

/// Tests by what became of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// A program that runs tests.
pub struct Runner<'a> {
    /// What it does, and how long that takes.
    pub what: &'a str,
    pub roughly: &'a str,
    /// Reads its count from what it printed.
    pub read: fn(&str) -> Count,
    /// Whether one that ran no test has failed, whatever it says.
    pub must_run: bool,
    pub advice: &'a str,
}

impl Runner<'_> {
    /// Runs it to its end with its output on the terminal.
    pub fn run(&self, program: &mut Command) -> (Option<Count>, Outcome) {
        let mut count = None;
        let outcome = step(self.what, self.roughly, || {
            let (status, said) = run_heard(program, Stream::Output, self.advice)?;
            let counted = count.insert((self.read)(&said));
            if !status.success() {
                return Err(Failure::new(ended(program, status), self.advice));
            }
            if self.must_run && counted.passed == 0 {
                return Err(Failure::new(
                    format!("{}, but ran no test", ended(program, status)),
                    "restore the tests from the repository",
                ));
            }
            Ok(())
        });
        (count, outcome)
    }
}

/// Sums the results that `cargo test` prints, one for each crate.
pub fn of_cargo(said: &str) -> Count {
    let mut sum = Count::default();
    for line in said.lines().filter(|line| line.starts_with("test result:")) {
        sum.passed += before(line, "passed");
        sum.failed += before(line, "failed");
        sum.skipped += before(line, "ignored");
    }
    sum
}

/// Reads what Node's runner prints at the end: `ℹ pass 12`.
pub fn of_node(said: &str) -> Count {
    let figure = |name: &str| {
        said.lines()
            .rev()
            .find_map(|line| {
                line.strip_prefix("ℹ ")?
                    .strip_prefix(name)?
                    .trim()
                    .parse()
                    .ok()
            })
            .unwrap_or(0)
    };
    Count {
        passed: figure("pass "),
        failed: figure("fail ") + figure("cancelled "),
        skipped: figure("skipped ") + figure("todo "),
    }
}

/// Reads what cargo-mutants says at the end: a mutant that no test noticed has failed, one that does not compile is
/// skipped. One that made the tests run for ever was noticed.
pub fn of_mutants(said: &str) -> Count {
    let last = said.lines().rev().find(|line| line.contains(" tested"));
    let figure = |word| last.map_or(0, |line| before(line, word));
    Count {
        passed: figure("caught") + figure("timeouts"),
        failed: figure("missed"),
        skipped: figure("unviable"),
    }
}

/// Reads the number before a word.
fn before(line: &str, word: &str) -> u32 {
    let mut words = line
        .split([' ', ',', ';', '.'])
        .filter(|part| !part.is_empty());
    let mut last = 0;
    words
        .find_map(|part| {
            if part == word {
                return Some(last);
            }
            last = part.parse().unwrap_or(0);
            None
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_of_a_workspace_are_summed() {
        let said = "running 2 tests\ntest result: ok. 457 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; \
                    finished in 1.2s\n\ntest result: FAILED. 11 passed; 3 failed; 0 ignored; 0 measured\n";
        let count = of_cargo(said);
        assert_eq!((count.passed, count.failed, count.skipped), (468, 3, 2));
        assert_eq!(count.to_string(), "468 passed, 3 failed, 2 skipped");
    }

    #[test]
    fn nodes_closing_lines_are_read() {
        let said = "✔ ℹ pass 9 (2 ms)\nℹ tests 33\nℹ suites 0\nℹ pass 30\nℹ fail 1\nℹ cancelled 0\nℹ skipped 2\nℹ todo 0\n";
        let count = of_node(said);
        assert_eq!((count.passed, count.failed, count.skipped), (30, 1, 2));
        assert_eq!(of_node(""), Count::default());
    }

    #[test]
    fn mutants_that_nobody_noticed_have_failed() {
        let said = "Found 30 mutants to test\nok       Unmutated baseline in 61s build + 3s test\n\
                    MISSED   core/src/loss.rs:35:5: replace per_example in 9s build + 2s test\n\
                    30 mutants tested in 10m: 1 missed, 26 caught, 2 unviable, 1 timeouts\n";
        let count = of_mutants(said);
        assert_eq!((count.passed, count.failed, count.skipped), (27, 1, 2));
        assert_eq!(of_mutants(""), Count::default());
    }

    #[test]
    fn a_runner_without_a_test_has_failed() {
        let mut nothing = Command::new("sh");
        nothing.args(["-c", "echo 'ℹ pass 0'"]);
        let runner = Runner {
            what: "Nothing",
            roughly: "a moment",
            read: of_node,
            must_run: true,
            advice: "look",
        };
        let (count, outcome) = runner.run(&mut nothing);
        assert_eq!(count, Some(Count::default()));
        assert!(outcome.unwrap_err().to_string().contains("ran no test"));
    }
}
