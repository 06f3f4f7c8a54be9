//! Running other programs.

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::{Failure, Outcome};
use crate::files;

/// Runs the program to its end with its output on the terminal; `advice` is what to do when it fails.
pub fn run(command: &mut Command, advice: &str) -> Outcome {
    let status = command
        .status()
        .map_err(|error| not_started(command, &error, advice))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(ended(command, status), advice))
}

/// Runs cargo to its end with its output on the terminal; when it fails, the failure quotes its *first* error, which
/// by then may stand thousands of lines further up.
pub fn run_watched(cargo: &mut Command, advice: &str) -> Outcome {
    if io::stderr().is_terminal() {
        // It writes to a pipe here, and would leave colours and its bar of progress out.
        cargo
            .env("CARGO_TERM_COLOR", "always")
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "80");
    }
    let (status, said) = run_heard(cargo, Stream::Errors, advice)?;
    if status.success() {
        return Ok(());
    }
    let what = match first_error(&said) {
        Some(error) => format!("{}; its first error:\n\n{error}\n", ended(cargo, status)),
        None => ended(cargo, status),
    };
    Err(Failure::new(what, advice))
}

/// One of the two streams of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Errors,
}

/// Runs a program to its end, with a stream both on the terminal and kept. Returns how it ended, and what that stream
/// said.
pub fn run_heard(
    program: &mut Command,
    stream: Stream,
    advice: &str,
) -> Outcome<(ExitStatus, String)> {
    let mut said = Vec::new();
    match stream {
        Stream::Output => program.stdout(Stdio::piped()),
        Stream::Errors => program.stderr(Stdio::piped()),
    };
    let status = program
        .spawn()
        .and_then(|mut child| {
            if let Some(output) = child.stdout.take() {
                pass_on(output, &mut io::stdout(), &mut said)?;
            } else if let Some(errors) = child.stderr.take() {
                pass_on(errors, &mut io::stderr(), &mut said)?;
            }
            child.wait()
        })
        .map_err(|error| not_started(program, &error, advice))?;
    Ok((status, String::from_utf8_lossy(&said).into_owned()))
}

/// Copies a stream to the terminal as it comes, and keeps it.
fn pass_on(mut from: impl Read, to: &mut impl Write, kept: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        // A terminal that has gone away is not a reason to stop.
        let _ = to.write_all(&buffer[..count]).and_then(|()| to.flush());
        kept.extend_from_slice(&buffer[..count]);
    }
}

/// Finds the first error in what cargo or a compiler has said, with what belongs to it; no colours, no progress.
fn first_error(said: &str) -> Option<String> {
    /// More does not help on the last screen, and all of it stands above.
    const MOST_LINES: usize = 40;
    let plain = without_escapes(said);
    // A line of progress ends with a carriage return and is written over.
    let lines: Vec<&str> = plain
        .lines()
        .map(|line| line.rsplit('\r').next().unwrap_or(line))
        .collect();
    let is_error = |line: &&str| line.starts_with("error:") || line.starts_with("error[");
    let is_next = |line: &str| {
        [
            "error",
            "warning",
            "For more information",
            "note: build failed",
        ]
        .iter()
        .any(|start| line.starts_with(start))
            || line.trim_start().starts_with("Compiling ")
    };
    let from = lines.iter().position(is_error)?;
    let length = lines[from + 1..]
        .iter()
        .position(|line| is_next(line))
        .map_or(lines.len() - from, |more| more + 1);
    let block = &lines[from..from + length.min(MOST_LINES)];
    Some(block.join("\n").trim_end().to_owned())
}

/// Returns the text without the sequences that colour it.
fn without_escapes(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // A sequence is `[`, parameters, and one letter; all that cargo and rustc write are of this form.
        let end = part.find(|c: char| c.is_ascii_alphabetic());
        plain.push_str(end.map_or("", |end| &part[end + 1..]));
    }
    plain
}

/// Runs the program to its end with its standard output going to a file, which is left only when it succeeds.
pub fn save(command: &mut Command, file: &Path, advice: &str) -> Outcome {
    if let Some(folder) = file.parent() {
        files::create_folder(folder)?;
    }
    let output = File::create(file).map_err(|error| {
        Failure::new(
            format!("could not write {}: {error}", file.display()),
            "check that you may write there and that the disk is not full",
        )
    })?;
    let outcome = run(command.stdout(output), advice);
    if outcome.is_err() {
        files::remove_if_there(file)?;
    }
    outcome
}

/// Runs the program quietly and gives its standard output when it succeeds, nothing when it does not.
pub fn capture(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs the program and gives its standard error as the reason when it fails.
pub fn try_quietly(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// Finds the full path of a program in the folders given, then on PATH.
pub fn find(name: &str, first: &[&Path]) -> Option<PathBuf> {
    which::which_in(name, Some(path_with(first)), ".").ok()
}

/// Returns PATH with these folders in front.
pub fn path_with(folders: &[&Path]) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = folders
        .iter()
        .map(|folder| folder.to_path_buf())
        .chain(env::split_paths(&rest));
    env::join_paths(all).unwrap_or(rest)
}

/// Reads the version in `name 1.2.3 (...)` or `v1.2.3`, as most programs print it when they are asked.
pub fn version(program: &Path, asked: &[&str]) -> Option<String> {
    let text = capture(Command::new(program).args(asked))?;
    text.split_whitespace()
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .map(str::to_owned)
}

/// Returns what to say of a program that did not succeed.
pub fn ended(command: &Command, status: ExitStatus) -> String {
    format!("`{}` ended with {status}", line(command))
}

/// Returns what to say of a program that is not there, or cannot be run.
pub fn not_started(command: &Command, error: &io::Error, advice: &str) -> Failure {
    Failure::new(
        format!("`{}` could not be started: {error}", line(command)),
        advice,
    )
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPILER: &str = "\
\u{1b}[1m\u{1b}[92m   Compiling\u{1b}[0m one v0.1.0
    Building [=====>    ] 1/2: one\r\u{1b}[K\u{1b}[1m\u{1b}[33mwarning\u{1b}[0m: unused
 --> src/a.rs:1:1

\u{1b}[1m\u{1b}[91merror[E0425]\u{1b}[0m: cannot find value `x` in this scope
 --> src/a.rs:2:5
  |
2 |     x
  |     ^ not found

error: a second one
For more information about this error, try `rustc --explain E0425`.
error: could not compile `one` (lib) due to 2 previous errors
";

    const DOWNLOAD: &str = "\
error: failed to download `addr2line v0.27.1`

Caused by:
  attempting to make an HTTP request, but --offline was specified
";

    #[test]
    fn the_first_error_is_quoted_with_what_belongs_to_it() {
        let error = first_error(COMPILER).unwrap();
        assert!(
            error.starts_with("error[E0425]: cannot find value"),
            "{error}"
        );
        assert!(error.ends_with("^ not found"), "{error}");
    }

    #[test]
    fn an_error_of_cargo_keeps_its_cause() {
        assert_eq!(first_error(DOWNLOAD).unwrap(), DOWNLOAD.trim_end());
        assert_eq!(first_error("   Compiling errors v1.0.0\nFinished\n"), None);
    }

    #[test]
    fn an_error_behind_a_line_of_progress_is_seen() {
        let said = "    Building [==> ] 3/9\r\u{1b}[Kerror: linking failed\n  note: disk full\n";
        assert_eq!(
            first_error(said).unwrap(),
            "error: linking failed\n  note: disk full"
        );
    }

    #[test]
    fn a_failure_ends_with_the_first_error() {
        let mut program = Command::new("sh");
        program.args([
            "-c",
            "echo error: the first >&2; echo error: the last >&2; exit 3",
        ]);
        let failure = run_watched(&mut program, "mend it")
            .unwrap_err()
            .to_string();
        assert!(failure.contains("error: the first"), "{failure}");
        assert!(!failure.contains("the last\n"), "{failure}");
    }
}
