//! `cargo xtask test`: native tests, then the page in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::args::{Options, Part};
use crate::build;
use crate::command;
use crate::data;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::step;
use crate::setup::{Browser, Node, Tools};

/// Whether Mesa's lavapipe, which plays a GPU on the processor, is installed.
fn has_software_gpu() -> bool {
    std::fs::read_dir("/usr/share/vulkan/icd.d").is_ok_and(|drivers| {
        drivers
            .flatten()
            .any(|driver| driver.file_name().to_string_lossy().starts_with("lvp_icd"))
    })
}

/// Runs the parts that were asked for. A failure in one does not keep the other from running.
pub fn run(places: &Places, options: &Options) -> Outcome {
    data::fetch_if_easy(places, options.data.as_deref())?;
    let wanted = |part| options.only.is_none_or(|only| only == part);
    let native = if wanted(Part::Native) {
        native(places, options)
    } else {
        Ok(())
    };
    let browser = if wanted(Part::Browser) {
        browser(places, options)
    } else {
        Ok(())
    };
    if native.is_err() && browser.is_err() {
        return Err(Failure::new(
            "the native tests and the browser tests, see above",
            "mend the native ones first (`cargo xtask test --only native`): the page is built from the same code",
        ));
    }
    native.and(browser)
}

fn native(places: &Places, options: &Options) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &places.target)
        .args(["test", "--workspace", "--all-features", "--no-fail-fast"])
        .args(&options.filter);
    data::offer(places, &mut cargo);
    if has_software_gpu() {
        // With a software GPU installed, comparing it with the CPU may not be skipped.
        cargo.env("PLAYGROUND_NEEDS_GPU", "1");
    }
    step(
        "Native tests",
        "about 10 minutes the first time on two cores, then one or two",
        || {
            command::run(
                &mut cargo,
                "read the failed test above; `cargo xtask test --only native --filter NAME` runs it alone",
            )
        },
    )
}

fn browser(places: &Places, options: &Options) -> Outcome {
    let suites = suites(places)?;
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
        // One after another: each suite measures a page that wants the processor for itself.
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    data::offer(places, &mut runner);
    if let Some(name) = &options.filter {
        runner.arg(format!("--test-name-pattern={name}"));
    }
    runner.args(&suites);
    step("Browser tests", "several minutes", || {
        command::run(
            &mut runner,
            "read the failed test above; `cargo xtask test --only browser --filter NAME` runs it alone, \
             and screenshots are in tests/output",
        )
    })
}

/// The test files by name: Node's own search differs between its versions. First what needs no browser: the
/// arithmetic of the benchmark.
fn suites(places: &Places) -> Outcome<Vec<PathBuf>> {
    let mut suites = Vec::new();
    for name in ["tests/bench", "tests/e2e"] {
        let folder = places.root.join(name);
        let before = suites.len();
        let is_suite = |path: &PathBuf| files::name(path).ends_with(".test.mjs");
        suites.extend(files::list(&folder).into_iter().filter(is_suite));
        if suites.len() == before {
            return Err(no_suites(&folder));
        }
    }
    Ok(suites)
}

fn no_suites(folder: &Path) -> Failure {
    Failure::new(
        format!("no *.test.mjs in {}", folder.display()),
        "restore the browser tests from the repository",
    )
}
