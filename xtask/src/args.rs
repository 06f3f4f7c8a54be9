//! What can be asked for on the command line: a command with the options that are its own.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::failure::{Failure, Outcome};
use crate::help;

#[cfg(test)]
mod tests;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// The text that `--help` prints.
    Help(&'static str),
    /// A command, and the folders that it works with.
    Perform(Task, Folders),
}

/// The commands.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    Setup,
    Serve(Serve),
    Build(Build),
    Test(Test),
    Bench(Bench),
    Data,
    Fetch,
    Lint,
}

/// The options that all commands have.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// A folder with `mnist/` and `fashion-mnist/` in it.
    pub data: Option<PathBuf>,
    /// Cargo's build folder.
    pub target: Option<PathBuf>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Serve {
    pub port: u16,
    /// Whether the page is opened in the browser.
    pub open: bool,
    /// Whether wasm-opt runs.
    pub optimise: bool,
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            port: 8080,
            open: true,
            optimise: false,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Build {
    /// Whether wasm-opt runs.
    pub optimise: bool,
}

impl Default for Build {
    fn default() -> Self {
        Self { optimise: true }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Test {
    pub only: Option<Part>,
    /// Whether what takes too long for every day runs too.
    pub long: bool,
    pub filter: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Bench {
    /// `Native` or `Browser`.
    pub only: Option<Part>,
    /// How often the contestants take turns.
    pub rounds: u32,
    /// Epochs after which scikit-learn's accuracy is taken, separated by commas.
    pub epochs: String,
    /// Whether wasm-opt runs.
    pub optimise: bool,
}

impl Default for Bench {
    fn default() -> Self {
        Self {
            only: None,
            rounds: 5,
            epochs: "50,100".to_owned(),
            optimise: true,
        }
    }
}

/// The parts of `test`, and of `bench` those two that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Whether every crate is fetched before the first is compiled.
    Fetch,
    Native,
    /// Every engine.
    Browser,
    Chromium,
    Firefox,
    Webkit,
    /// The README's commands from nothing; only when asked for.
    Fresh,
}

type Parts = [(&'static str, Part)];

const TEST_PARTS: &Parts = &[
    ("fetch", Part::Fetch),
    ("native", Part::Native),
    ("browser", Part::Browser),
    ("chromium", Part::Chromium),
    ("firefox", Part::Firefox),
    ("webkit", Part::Webkit),
    ("fresh", Part::Fresh),
];

const BENCH_PARTS: &Parts = &[("native", Part::Native), ("browser", Part::Browser)];

/// A command as the table has it.
struct Row {
    name: &'static str,
    help: &'static str,
    /// The command without a word behind it.
    plain: fn() -> Task,
}

const TASKS: [Row; 8] = [
    Row::new("setup", help::SETUP, || Task::Setup),
    Row::new("serve", help::SERVE, || Task::Serve(Serve::default())),
    Row::new("build", help::BUILD, || Task::Build(Build::default())),
    Row::new("test", help::TEST, || Task::Test(Test::default())),
    Row::new("bench", help::BENCH, || Task::Bench(Bench::default())),
    Row::new("data", help::DATA, || Task::Data),
    Row::new("fetch", help::FETCH, || Task::Fetch),
    Row::new("lint", help::LINT, || Task::Lint),
];

impl Row {
    const fn new(name: &'static str, help: &'static str, plain: fn() -> Task) -> Self {
        Self { name, help, plain }
    }
}

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Outcome<Request> {
    let mut parser = Parser::from_args(words);
    let row = match parser.next().map_err(refusal)? {
        None | Some(Arg::Long("help") | Arg::Short('h')) => {
            return Ok(Request::Help(help::OVERVIEW));
        }
        Some(Arg::Value(name)) if name == "help" => return Ok(Request::Help(help::OVERVIEW)),
        Some(first) => row(&word(&first))?,
    };
    let mut task = (row.plain)();
    let mut folders = Folders::default();
    while let Some(argument) = parser.next().map_err(refusal)? {
        let option = match &argument {
            Arg::Short('h') => "--help".to_owned(),
            other => word(other),
        };
        let mut value = || parser.value().map_err(refusal);
        match option.as_str() {
            "--help" => return Ok(Request::Help(row.help)),
            "--data" => folders.data = Some(value()?.into()),
            "--target-dir" => folders.target = Some(value()?.into()),
            own => {
                if !task.take(own, &mut value)? {
                    return Err(foreign(row, own));
                }
            }
        }
    }
    Ok(Request::Perform(task, folders))
}

impl Task {
    /// Takes an option up if it is one of this command's, and returns whether it is. `value` reads the word behind it.
    fn take(
        &mut self,
        option: &str,
        value: &mut dyn FnMut() -> Outcome<OsString>,
    ) -> Outcome<bool> {
        let mut text = || value()?.string().map_err(refusal);
        match (self, option) {
            (Self::Serve(serve), "--port") => serve.port = port(&text()?)?,
            (Self::Serve(serve), "--no-open") => serve.open = false,
            (
                Self::Serve(Serve { optimise, .. })
                | Self::Build(Build { optimise })
                | Self::Bench(Bench { optimise, .. }),
                "--optimise" | "--no-optimise",
            ) => *optimise = option == "--optimise",
            (Self::Test(test), "--only") => test.only = Some(part(TEST_PARTS, &text()?)?),
            (Self::Test(test), "--filter") => test.filter = Some(text()?),
            (Self::Test(test), "--long") => test.long = true,
            (Self::Bench(bench), "--only") => bench.only = Some(part(BENCH_PARTS, &text()?)?),
            (Self::Bench(bench), "--rounds") => bench.rounds = rounds(&text()?)?,
            (Self::Bench(bench), "--epochs") => bench.epochs = epochs(text()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn row(name: &str) -> Outcome<&'static Row> {
    TASKS.iter().find(|row| row.name == name).ok_or_else(|| {
        Failure::new(
            format!("`{name}` is not a command"),
            "run `cargo xtask --help` for the list",
        )
    })
}

/// A word as it stands on the command line.
fn word(argument: &Arg<'_>) -> String {
    match argument {
        Arg::Short(letter) => format!("-{letter}"),
        Arg::Long(name) => format!("--{name}"),
        Arg::Value(value) => value.to_string_lossy().into_owned(),
    }
}

/// Says that the command has no such option, and which commands have it.
fn foreign(row: &Row, option: &str) -> Failure {
    let has = |other: &&Row| {
        let mut no_value = || Err(Failure::new("", ""));
        !matches!((other.plain)().take(option, &mut no_value), Ok(false))
    };
    let others: Vec<&str> = TASKS.iter().filter(has).map(|other| other.name).collect();
    let whose = match others.split_last() {
        None => String::new(),
        Some((only, [])) => format!(", but of `{only}`"),
        Some((last, rest)) => format!(", but of `{}` and `{last}`", rest.join("`, `")),
    };
    Failure::new(
        format!("`{option}` is not an option of `{}`{whose}", row.name),
        format!("run `cargo xtask {} --help` for its options", row.name),
    )
}

/// What the parser found, in a sentence.
fn refusal(error: lexopt::Error) -> Failure {
    let what = match error {
        lexopt::Error::MissingValue {
            option: Some(option),
        } => format!("`{option}` needs a value"),
        lexopt::Error::UnexpectedValue { option, value } => {
            format!(
                "`{option}` takes no value, but `{}` was given",
                value.display()
            )
        }
        other => other.to_string(),
    };
    Failure::new(what, "run the command with --help for an example")
}

fn port(text: &str) -> Outcome<u16> {
    text.parse().map_err(|_| {
        Failure::new(
            format!("`{text}` is not a port"),
            "give a number between 1 and 65535, for instance --port 8080",
        )
    })
}

fn rounds(text: &str) -> Outcome<u32> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| {
        Failure::new(
            format!("`{text}` is not a number of rounds"),
            "give a whole number from 1 on, for instance --rounds 3",
        )
    })
}

/// `none` for no epochs at all.
fn epochs(text: String) -> Outcome<String> {
    if text == "none" {
        return Ok(String::new());
    }
    let is_count = |word: &str| word.parse::<u32>().is_ok_and(|n| n > 0);
    if text.split(',').all(is_count) {
        return Ok(text);
    }
    Err(Failure::new(
        format!("`{text}` is not a list of epochs"),
        "give whole numbers separated by commas, for instance --epochs 50,100, or none",
    ))
}

fn part(parts: &Parts, text: &str) -> Outcome<Part> {
    let named = parts.iter().find(|(name, _)| *name == text);
    named.map(|(_, part)| *part).ok_or_else(|| {
        let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        Failure::new(
            format!("`{text}` is not a part"),
            format!("say --only with one of {}", names.join(", ")),
        )
    })
}
