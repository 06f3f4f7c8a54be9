//! The crates that Cargo.lock names, downloaded before anything is compiled.
//!
//! Trunk runs cargo offline. A build that finds a crate missing in its tenth minute has wasted ten, so everything is
//! here before the first compiler starts, for the machine and for wasm alike; what is here already costs a second.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cargo_tools::{BINDGEN_FOLDER, TRUNK_VERSION};
use super::wasm_target::Toolchain;
use crate::command::{capture, run_watched, try_quietly};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::step;

pub use super::wasm_target::TARGET;

const ADVICE: &str = "check that crates.io can be reached, and run the command again: \
                      what has arrived is kept";

/// Downloads what the lock file of the workspace at `root` names, for this machine and for wasm.
pub fn fetch(root: &Path, toolchain: Toolchain) -> Outcome {
    let mut cargo = Command::new("cargo");
    toolchain.apply(&mut cargo);
    cargo
        .current_dir(root)
        .args(["fetch", "--locked", "--target", TARGET])
        .args(["--target", &host()?]);
    step(
        "Fetching the crates of Cargo.lock",
        "about 15 s the first time, 300 MB",
        || run_watched(&mut cargo, ADVICE),
    )
}

/// Runs `cargo xtask fetch`: downloads what the builds of the workspace and of its tools need, so that they can run
/// without a network.
pub fn everything(places: &Places, toolchain: Toolchain) -> Outcome {
    fetch(&places.root, toolchain)?;
    for folder in tools(places)? {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(&folder)
            .args(["fetch", "--locked", "--target", &host()?]);
        let what = format!("Fetching the crates of {}", files::name(&folder));
        step(&what, "about 10 s", || run_watched(&mut cargo, ADVICE))?;
    }
    Ok(())
}

/// Returns the packages of the tools that cargo builds, each with its lock file. Trunk's is downloaded when it is
/// missing.
pub fn tools(places: &Places) -> Outcome<[PathBuf; 2]> {
    Ok([trunk_package(places)?, places.root.join(BINDGEN_FOLDER)])
}

fn trunk_package(places: &Places) -> Outcome<PathBuf> {
    let title = format!("trunk@{TRUNK_VERSION}");
    // This only shows the package, but has to download it for that.
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.cache)
        .args(["info", "--quiet", &title, "--registry", "crates-io"]);
    let name = format!("trunk-{TRUNK_VERSION}");
    let unpacked = || {
        let registries = files::list(&cargo_home()?.join("registry/src"));
        let mut folders = registries.into_iter().map(|registry| registry.join(&name));
        folders.find(|folder| folder.join("Cargo.lock").is_file())
    };
    unpacked()
        .or_else(|| capture(&mut cargo).and_then(|_| unpacked()))
        .ok_or_else(|| Failure::new(format!("{title} cannot be had from crates.io"), ADVICE))
}

fn cargo_home() -> Option<PathBuf> {
    let chosen = env::var_os("CARGO_HOME").map(PathBuf::from);
    chosen.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// Checks without a network that everything that a build for the target needs is in this cargo home.
pub fn resolves_offline(folder: &Path, target: &str, cargo_home: &Path) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(folder)
        .env("CARGO_HOME", cargo_home)
        .args(["metadata", "--offline", "--locked", "--format-version=1"])
        .args(["--filter-platform", target]);
    try_quietly(&mut cargo)
}

/// Returns the target triple of this machine.
pub fn host() -> Outcome<String> {
    let facts = capture(Command::new("rustc").arg("-vV"));
    facts
        .as_deref()
        .and_then(|facts| facts.lines().find_map(|line| line.strip_prefix("host: ")))
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::new(
                "`rustc -vV` does not tell what machine this is",
                "install Rust from rustup.rs",
            )
        })
}
