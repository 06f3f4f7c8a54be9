//! `cargo xtask bench`: how fast it trains, natively and in the browser, and what looking at it costs.

use std::process::Command;

use crate::args::{Options, Part};
use crate::build;
use crate::command;
use crate::failure::Outcome;
use crate::places::Places;
use crate::progress::step;
use crate::setup::{Browser, Node, Tools};

/// Runs the parts that were asked for.
pub fn run(places: &Places, options: &Options) -> Outcome {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Part::Native) {
        native(places)?;
    }
    if wanted(Part::Browser) {
        browser(places)?;
    }
    Ok(())
}

fn native(places: &Places) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &places.target)
        .args(["run", "--release", "--package", "playground-core"])
        .args(["--features", "engine", "--example", "probe_cost"]);
    step(
        "Native benchmark",
        "about 10 minutes the first time on two cores, then one",
        || command::run(&mut cargo, "read the message above"),
    )
}

fn browser(places: &Places) -> Outcome {
    let tools = Tools::ready(places)?;
    let node = Node::ready()?;
    let chromium = Browser::ready()?;
    node.install_test_packages(places)?;
    let dist = places.test_dist();
    build::make(places, &tools, &dist, false)?;
    let mut runner = Command::new(&node.program);
    runner
        .current_dir(places.root.join("tests"))
        .env("DIST", &dist)
        .env("CHROMIUM", &chromium.program)
        .arg("bench/probes.mjs");
    step("Browser benchmark", "about 2 minutes", || {
        command::run(&mut runner, "read the message above")
    })
}
