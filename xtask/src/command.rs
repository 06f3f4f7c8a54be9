//! Running other programs.

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
    Err(Failure::new(
        format!("`{}` ended with {status}", line(command)),
        advice,
    ))
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

/// The full path of a program in the folders given, then on PATH.
pub fn find(name: &str, first: &[PathBuf]) -> Option<PathBuf> {
    let on_path: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ".bat"]
    } else {
        &[""]
    };
    first
        .iter()
        .chain(&on_path)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |ending| folder.join(format!("{name}{ending}")))
        })
        .find(|path| path.is_file())
}

/// PATH with these folders in front.
pub fn path_with(folders: &[&Path]) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = folders
        .iter()
        .map(|folder| folder.to_path_buf())
        .chain(env::split_paths(&rest));
    env::join_paths(all).unwrap_or(rest)
}

/// The version in `name 1.2.3 (...)` or `v1.2.3`, as most programs print it.
pub fn version(program: &Path) -> Option<String> {
    let text = capture(Command::new(program).arg("--version"))?;
    text.split_whitespace()
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .map(str::to_owned)
}

fn not_started(command: &Command, error: &std::io::Error, advice: &str) -> Failure {
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
