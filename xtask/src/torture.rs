//! `cargo xtask torture`: inputs of every kind are mutated natively, and the page is put through what browsers, networks and
//! people do to it. What was tried and what broke is printed, and with `--write` goes to docs/reliability.md.

use std::process::Command;

use crate::args::Torture;
use crate::build::{self, Finish};
use crate::command;
use crate::failure::Outcome;
use crate::files;
use crate::places::Places;
use crate::progress::{say, step};
use crate::setup::{Engine, Node, Tools};

const ADVICE: &str = "read above what broke; each input is determined by the seed and its number";
/// What comes before the tables of the document.
const HEAD: &str = "\
# Reliability

What `cargo xtask torture --write` tried and what broke. Natively, valid inputs of each kind were mutated; *silent* counts
what was accepted although it must not have been. In the browser each row is a scenario of `tests/torture/`.
";

/// Runs the campaign natively and then in Chromium.
pub fn run(places: &Places, options: &Torture) -> Outcome {
    let native = places.output().join("torture-native.md");
    let browser = places.output().join("torture-browser.md");
    let natively = natively(places, options, &native);
    files::remove_if_there(&browser)?;
    let in_browser = in_browser(places, options, &browser);
    if options.write && native.exists() && browser.exists() {
        let tables = [
            HEAD,
            &files::read_text(&native)?,
            &files::read_text(&browser)?,
        ];
        files::write(
            &places.root.join("docs/reliability.md"),
            tables.join("\n").as_bytes(),
        )?;
        say("The tables are in docs/reliability.md");
    }
    natively.and(in_browser)
}

fn natively(places: &Places, options: &Torture, table: &std::path::Path) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &places.target)
        .args([
            "run",
            "--quiet",
            "--package",
            "playground-core",
            "--example",
            "torture",
            "--",
        ]);
    if let Some(minutes) = options.minutes {
        cargo.args(["--minutes", &(minutes / 2.0).to_string()]);
    }
    step(
        "Mutated inputs, natively",
        "as long as asked for; in full about an hour",
        || {
            let outcome = command::save(&mut cargo, table, ADVICE);
            if let Ok(text) = files::read_text(table) {
                say(&text);
            }
            outcome
        },
    )
}

fn in_browser(places: &Places, options: &Torture, table: &std::path::Path) -> Outcome {
    let tools = Tools::ready(places)?;
    let node = Node::ready()?;
    let chromium = Engine::Chromium.required()?;
    node.install_test_packages(places)?;
    let dist = places.test_dist();
    build::make(places, &tools, &dist, Finish::Plain)?;
    let mut runner = Command::new(&node.program);
    runner
        .current_dir(places.root.join("tests"))
        .env("DIST", &dist)
        .env(Engine::Chromium.for_tests(), &chromium)
        .env("TORTURE_TABLE", table)
        // The parts that go on until they are over share what is asked for.
        .env(
            "TORTURE_MINUTES",
            (options.minutes.unwrap_or(30.0) / 8.0).to_string(),
        )
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .arg("torture/torture.test.mjs");
    step("The page under torture", "as long as asked for", || {
        command::run(&mut runner, ADVICE)
    })
}
