//! How many tests ran, read from what their runner printed last.

use std::fmt;
use std::io;
use std::process::{Command, Stdio};

use crate::command::{ended, not_started, pass_on};
use crate::failure::{Failure, Outcome};

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

/// Runs a test runner to its end with its output on the terminal, and reads its count with `read`. If it `must_run`, a
/// runner that ran no test has failed, whatever it says.
pub fn run(
    runner: &mut Command,
    read: impl FnOnce(&str) -> Count,
    must_run: bool,
    advice: &str,
) -> (Option<Count>, Outcome) {
    let mut said = Vec::new();
    let status = runner.stdout(Stdio::piped()).spawn().and_then(|mut child| {
        if let Some(stream) = child.stdout.take() {
            pass_on(stream, &mut io::stdout(), &mut said)?;
        }
        child.wait()
    });
    let status = match status {
        Ok(status) => status,
        Err(error) => return (None, Err(not_started(runner, &error, advice))),
    };
    let count = read(&String::from_utf8_lossy(&said));
    let outcome = if !status.success() {
        Err(Failure::new(ended(runner, status), advice))
    } else if must_run && count.passed == 0 {
        Err(Failure::new(
            format!("{}, but ran no test", ended(runner, status)),
            "restore the tests from the repository",
        ))
    } else {
        Ok(())
    };
    (Some(count), outcome)
}

/// The sum over the results that `cargo test` prints, one for each crate.
pub fn of_cargo(said: &str) -> Count {
    let mut sum = Count::default();
    for line in said.lines().filter(|line| line.starts_with("test result:")) {
        sum.passed += before(line, "passed");
        sum.failed += before(line, "failed");
        sum.skipped += before(line, "ignored");
    }
    sum
}

/// What Node's runner prints at the end: `ℹ pass 12`.
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

/// The number before a word.
fn before(line: &str, word: &str) -> u32 {
    let mut words = line.split([' ', ';', '.']).filter(|part| !part.is_empty());
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
    fn a_runner_without_a_test_has_failed() {
        let mut nothing = Command::new("sh");
        nothing.args(["-c", "echo 'ℹ pass 0'"]);
        let (count, outcome) = run(&mut nothing, of_node, true, "look");
        assert_eq!(count, Some(Count::default()));
        assert!(outcome.unwrap_err().to_string().contains("ran no test"));
    }
}
