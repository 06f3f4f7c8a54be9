//! The page in real browsers: in Chromium the whole suite, in Firefox and WebKit the portable scenarios.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Report;
use super::count::{self, Runner};
use crate::args::{Test, TestPart};
use crate::build::{self, Finish};
use crate::data;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::say;
use crate::setup::{Engine, Node, Readiness, Tools};

/// A run of scenarios in one engine.
struct Suite {
    /// In reports.
    name: &'static str,
    engine: Engine,
    /// Folders under `tests/`.
    folders: &'static [&'static str],
    /// What is made worse for the page, as `tests/e2e/support/environment.mjs` reads it.
    hardships: &'static [(&'static str, &'static str)],
    part: TestPart,
    roughly: &'static str,
}

/// First what needs no browser: the arithmetic of the benchmark.
const USUAL: [Suite; 3] = [
    Suite {
        folders: &["bench", "e2e", "portable"],
        roughly: "about 16 minutes",
        ..suite("chromium", Engine::Chromium, TestPart::Chromium)
    },
    suite("firefox", Engine::Firefox, TestPart::Firefox),
    suite("webkit", Engine::Webkit, TestPart::Webkit),
];

/// With `--long` also: no scenario may depend on how quick the machine is, in either direction.
const LONG: [Suite; 2] = [
    hard("chromium-slowed", &[("SLOWDOWN", "4")]),
    hard("chromium-quick", &[("LATE_MS", "150")]),
];

/// Returns the portable scenarios in an engine.
const fn suite(name: &'static str, engine: Engine, part: TestPart) -> Suite {
    Suite {
        name,
        engine,
        folders: &["portable"],
        hardships: &[],
        part,
        roughly: "about 3 minutes",
    }
}

/// Returns Chromium's own tests under hardships.
const fn hard(name: &'static str, hardships: &'static [(&'static str, &'static str)]) -> Suite {
    Suite {
        folders: &["e2e"],
        hardships,
        roughly: "about 40 minutes",
        ..suite(name, Engine::Chromium, TestPart::Chromium)
    }
}

/// Runs the engines that were asked for, one after another: each wants the processor for itself.
pub fn run(places: &Places, options: &Test) -> Vec<Report> {
    let wanted = |suite: &&Suite| {
        options
            .only
            .is_none_or(|only| only == TestPart::Browser || only == suite.part)
    };
    let long: &[Suite] = if options.long { &LONG } else { &[] };
    let suites: Vec<&Suite> = USUAL.iter().chain(long).filter(wanted).collect();
    if suites.is_empty() {
        return Vec::new();
    }
    let workplace = match Workplace::ready(places) {
        Ok(workplace) => workplace,
        Err(failure) => return vec![Report::of("page", || (None, Err(failure)))],
    };
    let reports = suites
        .into_iter()
        .map(|suite| workplace.run(suite, options))
        .collect();
    if let Ok(tried) = files::read_text(&workplace.second_tries) {
        say(&format!("tried once more:\n{}", tried.trim_end()));
    }
    reports
}

/// What all suites run on.
struct Workplace<'a> {
    places: &'a Places,
    node: Node,
    dist: PathBuf,
    /// Where the suites write down which scenarios they tried once more: `tests/e2e/support/attempts.mjs` allows few.
    second_tries: PathBuf,
}

impl<'a> Workplace<'a> {
    fn ready(places: &'a Places) -> Outcome<Self> {
        let tools = Tools::ready(places)?;
        let node = Node::ready()?;
        node.install_test_packages(places)?;
        let dist = places.test_dist();
        build::make(places, &tools, &dist, Finish::Plain)?;
        let second_tries = places.output().join("second-tries.txt");
        files::remove_if_there(&second_tries)?;
        Ok(Self {
            places,
            node,
            dist,
            second_tries,
        })
    }

    fn run(&self, suite: &Suite, options: &Test) -> Report {
        let program = match suite.engine.ready() {
            Ok(Readiness::Ready(program)) => program,
            Ok(Readiness::Missing(why)) => return Report::left_out(suite.name, why),
            Err(failure) => return Report::of(suite.name, || (None, Err(failure))),
        };
        let files = match self.files(suite) {
            Ok(files) => files,
            Err(failure) => return Report::of(suite.name, || (None, Err(failure))),
        };
        let mut runner = Command::new(&self.node.program);
        runner
            .current_dir(self.places.root.join("tests"))
            .env("DIST", &self.dist)
            .env("ENGINE", suite.engine.name())
            .env(suite.engine.for_tests(), &program)
            .env("SECOND_TRIES", &self.second_tries)
            .envs(suite.hardships.iter().copied())
            .args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
        if options.long {
            runner.env("LONG", "1");
        }
        data::offer(self.places, &mut runner);
        if let Some(name) = &options.filter {
            runner.arg(format!("--test-name-pattern={name}"));
        }
        runner.args(&files);
        let what = format!("Tests in {}", suite.name);
        let tests = Runner {
            what: &what,
            roughly: suite.roughly,
            read: count::of_node,
            must_run: options.filter.is_none(),
            advice: "read the failed test above; screenshots are in tests/output, and `--filter NAME` runs it alone",
        };
        Report::of(suite.name, || tests.run(&mut runner))
    }

    /// Finds the test files by name: Node's own search differs between its versions.
    fn files(&self, suite: &Suite) -> Outcome<Vec<PathBuf>> {
        let mut all = Vec::new();
        for name in suite.folders {
            let folder = self.places.root.join("tests").join(name);
            let before = all.len();
            let is_suite = |path: &PathBuf| files::name(path).ends_with(".test.mjs");
            all.extend(files::list(&folder).into_iter().filter(is_suite));
            if all.len() == before {
                return Err(no_suites(&folder));
            }
        }
        Ok(all)
    }
}

fn no_suites(folder: &Path) -> Failure {
    Failure::new(
        format!("no *.test.mjs in {}", folder.display()),
        "restore the browser tests from the repository",
    )
}
