//! The native tests of every crate.

use std::fs;
use std::process::Command;

use super::Report;
use super::count::{self, Count, Runner};
use crate::args::Test;
use crate::data;
use crate::failure::Outcome;
use crate::places::Places;
use crate::setup;

const ADVICE: &str =
    "read the failed test above; `cargo xtask test --only native --filter NAME` runs it alone";

pub fn run(places: &Places, options: &Test) -> Report {
    Report::of("native", || match setup::crates(places) {
        Ok(()) => tests(places, options),
        Err(failure) => (None, Err(failure)),
    })
}

fn tests(places: &Places, options: &Test) -> (Option<Count>, Outcome) {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &places.target)
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(["--offline", "--locked"])
        .args(&options.filter);
    if options.long {
        cargo.args(["--", "--include-ignored"]);
    }
    data::offer(places, &mut cargo);
    if has_software_gpu() {
        // With a software GPU installed, comparing it with the CPU may not be skipped.
        cargo.env("PLAYGROUND_NEEDS_GPU", "1");
    }
    let runner = Runner {
        what: "Native tests",
        roughly: "about 10 minutes the first time on two cores, then one or two",
        read: count::of_cargo,
        must_run: options.filter.is_none(),
        advice: ADVICE,
    };
    runner.run(&mut cargo)
}

/// Returns whether Mesa's lavapipe, which plays a GPU on the processor, is installed.
fn has_software_gpu() -> bool {
    fs::read_dir("/usr/share/vulkan/icd.d").is_ok_and(|drivers| {
        drivers
            .flatten()
            .any(|driver| driver.file_name().to_string_lossy().starts_with("lvp_icd"))
    })
}
