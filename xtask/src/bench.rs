//! `cargo xtask bench`: how fast the page trains beside its peers, how soon, and in how many bytes; natively, and in
//! the browser. What was measured goes to `tests/output/bench.json` and into the tables of docs/benchmarks.md.

use std::process::Command;

use crate::args::{Bench, BenchPart};
use crate::build;
use crate::command;
use crate::data;
use crate::failure::Outcome;
use crate::places::Places;
use crate::progress::{say, step};
use crate::setup::{Engine, Node, Python, Tools};

const ADVICE: &str = "read the message above";

/// Runs the parts that were asked for, and writes what there is: a part that fails does not take the others with it,
/// and one that was left out stays as it was measured last.
pub fn run(places: &Places, options: &Bench) -> Outcome {
    data::fetch_if_easy(places)?;
    let node = Node::ready()?;
    let wanted = |part| options.only.is_none_or(|only| only == part);
    let mut outcomes = Vec::new();
    if wanted(BenchPart::Native) {
        outcomes.push(native(places, options));
        outcomes.push(scikit_learn(places, options));
    }
    if wanted(BenchPart::Browser) {
        outcomes.push(browser(places, options, &node));
    }
    outcomes.push(report(places, &node));
    outcomes.into_iter().collect()
}

/// Measures the trainer without a browser. The program prints one JSON object, as [`scikit_learn`] does.
fn native(places: &Places, options: &Bench) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &places.target)
        .args(["run", "--release", "--package", "playground-core"])
        .args(["--example", "bench"])
        .args(["--", "--rounds", &options.rounds.to_string()]);
    if data::hosted(places).contains(&"fashion-mnist") {
        cargo.arg("--data").arg(places.data());
        cargo.args(["--epochs", &options.epochs.to_string()]);
    }
    let file = places.output().join("bench-native.json");
    step(
        "Native benchmark",
        "as long as scikit-learn's below, and 10 minutes more the first time",
        || command::save(&mut cargo, &file, ADVICE),
    )
}

fn scikit_learn(places: &Places, options: &Bench) -> Outcome {
    if data::hosted(places).is_empty() {
        say(
            "scikit-learn is not measured: it needs a real data set, which `cargo xtask data` fetches",
        );
        return Ok(());
    }
    let python = Python::ready(places)?;
    let mut script = Command::new(&python.program);
    script
        .current_dir(places.root.join("tests/bench"))
        .arg("sklearn_mlp.py")
        .arg("--data")
        .arg(places.data())
        .args(["--rounds", &options.rounds.to_string()])
        .args(["--epochs", &options.epochs.to_string()]);
    let file = places.output().join("bench-sklearn.json");
    step(
        "scikit-learn at the same work",
        "about 10 minutes for four activations from three seeds over 11 epochs",
        || command::save(&mut script, &file, ADVICE),
    )
}

fn browser(places: &Places, options: &Bench, node: &Node) -> Outcome {
    let tools = Tools::ready(places)?;
    let chromium = Engine::Chromium.required()?;
    node.install_test_packages(places)?;
    node.install_peers(places)?;
    // What visitors get: bytes and the time to the first step are measured too.
    let dist = places.dist();
    build::make(
        places,
        &tools,
        &dist,
        build::Finish::unless(options.no_optimise),
    )?;
    let mut runner = Command::new(&node.program);
    runner
        .current_dir(places.root.join("tests"))
        .env("DIST", &dist)
        .env("CHROMIUM", &chromium)
        .arg("bench/browser.mjs")
        .args(["--rounds", &options.rounds.to_string()]);
    data::offer(places, &mut runner);
    step("Browser benchmark", "about 25 minutes", || {
        command::run(&mut runner, ADVICE)
    })
}

fn report(places: &Places, node: &Node) -> Outcome {
    let mut writer = Command::new(&node.program);
    writer
        .current_dir(places.root.join("tests"))
        .arg("bench/report.mjs");
    step(
        "Writing the tables into docs/benchmarks.md",
        "a moment",
        || command::run(&mut writer, ADVICE),
    )
}
