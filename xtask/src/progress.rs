//! Words on the terminal, each line with the time since the command started.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::failure::Outcome;

static STARTED: OnceLock<Instant> = OnceLock::new();

/// Starts the clock that every line shows.
pub fn start() {
    STARTED.get_or_init(Instant::now);
}

/// Prints one line with the time.
pub fn say(line: &str) {
    let time = clock(STARTED.get_or_init(Instant::now).elapsed());
    print(&format!("[{time}] {line}"));
}

/// Prints text as it is. A reader that has gone away, as in `cargo xtask --help | head`, is not a fault.
pub fn print(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Runs a long step: says what it does and roughly how long, then how long it took.
pub fn step<T>(what: &str, roughly: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    say(&format!("{what} ({roughly})"));
    let begun = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "failed" };
    say(&format!("{what}: {verdict} in {}", span(begun.elapsed())));
    outcome
}

/// Writes a time as `m:ss`, the width of a column.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{:>3}:{:02}", seconds / 60, seconds % 60)
}

/// Writes a duration for people: `0.4 s`, `12 s`, `3 min 11 s`.
pub fn span(time: Duration) -> String {
    match time.as_secs() {
        0..=9 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..=59 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(span(Duration::from_millis(420)), "0.4 s");
        assert_eq!(span(Duration::from_secs(12)), "12 s");
        assert_eq!(span(Duration::from_secs(191)), "3 min 11 s");
        assert_eq!(clock(Duration::from_secs(191)), "  3:11");
    }
}
