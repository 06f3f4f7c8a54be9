//! What can be asked for on the command line.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};

/// The commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// `--help`, or a command with `--help`.
    Help(Option<&'static str>),
    Setup,
    Serve,
    Build,
    Test,
    Bench,
    Data,
    Fetch,
    Lint,
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

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub task: Task,
    /// A folder with `mnist/` and `fashion-mnist/` in it.
    pub data: Option<PathBuf>,
    pub target_dir: Option<PathBuf>,
    pub port: u16,
    /// Whether `serve` opens the page in the browser.
    pub open: bool,
    /// Whether wasm-opt runs.
    pub optimise: bool,
    pub only: Option<Part>,
    /// Whether `test` also runs what takes too long for every day.
    pub long: bool,
    pub filter: Option<String>,
    /// How often the contestants of `bench` take turns.
    pub rounds: u32,
    /// Epochs after which `bench` takes scikit-learn's accuracy, separated by commas.
    pub epochs: String,
}

const PARTS: [(&str, Part); 7] = [
    ("fetch", Part::Fetch),
    ("native", Part::Native),
    ("browser", Part::Browser),
    ("chromium", Part::Chromium),
    ("firefox", Part::Firefox),
    ("webkit", Part::Webkit),
    ("fresh", Part::Fresh),
];

const TASKS: [(&str, Task); 8] = [
    ("setup", Task::Setup),
    ("serve", Task::Serve),
    ("build", Task::Build),
    ("test", Task::Test),
    ("bench", Task::Bench),
    ("data", Task::Data),
    ("fetch", Task::Fetch),
    ("lint", Task::Lint),
];

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = String>) -> Outcome<Options> {
    let mut words = words.into_iter();
    let first = words.next().unwrap_or_else(|| "--help".to_owned());
    let mut options = defaults(&first)?;
    while let Some(word) = words.next() {
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (word, None),
        };
        let mut value = || attached.clone().or_else(|| words.next());
        read_option(&mut options, &name, &mut value)?;
    }
    Ok(options)
}

fn defaults(first: &str) -> Outcome<Options> {
    let named = TASKS.iter().find(|(name, _)| *name == first);
    let task = match (named, first) {
        (Some((_, task)), _) => *task,
        (None, "--help" | "-h" | "help") => Task::Help(None),
        _ => {
            return Err(Failure::new(
                format!("`{first}` is not a command"),
                "run `cargo xtask --help` for the list",
            ));
        }
    };
    Ok(Options {
        task,
        data: std::env::var_os("PLAYGROUND_DATA").map(PathBuf::from),
        target_dir: None,
        port: 8080,
        open: true,
        // What is published, and what is measured.
        optimise: matches!(task, Task::Build | Task::Bench),
        only: None,
        long: false,
        filter: None,
        rounds: 5,
        epochs: "50,100".to_owned(),
    })
}

fn read_option(
    options: &mut Options,
    name: &str,
    value: &mut dyn FnMut() -> Option<String>,
) -> Outcome {
    let mut needed = || {
        value().ok_or_else(|| {
            Failure::new(
                format!("`{name}` needs a value"),
                "run the command with --help for an example",
            )
        })
    };
    match name {
        "--help" | "-h" => options.task = Task::Help(topic(options.task)),
        "--data" => options.data = Some(PathBuf::from(needed()?)),
        "--target-dir" => options.target_dir = Some(PathBuf::from(needed()?)),
        "--port" => options.port = port(&needed()?)?,
        "--no-open" => options.open = false,
        "--optimise" => options.optimise = true,
        "--no-optimise" => options.optimise = false,
        "--only" => options.only = Some(part(options.task, &needed()?)?),
        "--long" => options.long = true,
        "--filter" => options.filter = Some(needed()?),
        "--rounds" => options.rounds = rounds(&needed()?)?,
        "--epochs" => options.epochs = epochs(needed()?)?,
        _ => {
            return Err(Failure::new(
                format!("`{name}` is not an option"),
                "run `cargo xtask --help` for the list",
            ));
        }
    }
    Ok(())
}

fn topic(task: Task) -> Option<&'static str> {
    TASKS
        .iter()
        .find(|(_, known)| *known == task)
        .map(|(name, _)| *name)
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

fn part(task: Task, text: &str) -> Outcome<Part> {
    let has = |part| task != Task::Bench || matches!(part, Part::Native | Part::Browser);
    let parts: Vec<_> = PARTS.iter().filter(|(_, part)| has(*part)).collect();
    let named = parts.iter().find(|(name, _)| *name == text);
    named.map(|(_, part)| *part).ok_or_else(|| {
        let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        Failure::new(
            format!("`{text}` is not a part"),
            format!("say --only with one of {}", names.join(", ")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Options> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_follow_the_command() {
        let options = parsed("serve --port=9000 --no-open --data sets").unwrap();
        assert_eq!(options.task, Task::Serve);
        assert_eq!(options.port, 9000);
        assert!(!options.open);
        assert!(!options.optimise);
        assert_eq!(options.data, Some(PathBuf::from("sets")));
    }

    #[test]
    fn the_benchmark_knows_rounds_and_epochs() {
        let options = parsed("bench --rounds 2 --epochs 1,3 --only native").unwrap();
        assert_eq!((options.rounds, options.epochs.as_str()), (2, "1,3"));
        assert_eq!(parsed("bench --epochs none").unwrap().epochs, "");
        assert!(parsed("bench").unwrap().optimise);
    }

    #[test]
    fn the_tests_have_parts() {
        let parsed = |line| parsed(line).unwrap();
        assert_eq!(parsed("test --only webkit").only, Some(Part::Webkit));
        assert!(parsed("test --long").long && !parsed("test").long);
    }

    #[test]
    fn only_the_build_to_publish_is_optimised_unasked() {
        assert!(parsed("build").unwrap().optimise);
        assert!(!parsed("build --no-optimise").unwrap().optimise);
        assert!(parsed("serve --optimise").unwrap().optimise);
    }

    #[test]
    fn help_is_the_default() {
        assert_eq!(parsed("").unwrap().task, Task::Help(None));
        assert_eq!(
            parsed("test --help").unwrap().task,
            Task::Help(Some("test"))
        );
    }

    #[test]
    fn mistakes_are_named() {
        let mistakes = [
            ("fly", "`fly`"),
            ("serve --prot 1", "`--prot`"),
            ("serve --port", "needs a value"),
            ("serve --port many", "`many`"),
            ("test --only unit", "`unit`"),
            ("bench --only firefox", "`firefox`"),
            ("bench --rounds 0", "`0`"),
            ("bench --epochs 1;2", "`1;2`"),
        ];
        for (line, word) in mistakes {
            let message = parsed(line).unwrap_err().to_string();
            assert!(message.contains(word), "{line}: {message}");
        }
    }
}
