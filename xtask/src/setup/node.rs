//! Node and npm: the browser tests run on them, and npm brings wasm-opt.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{found, system};
use crate::command::{self, run};
use crate::digest;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::step;

/// The test runner's options used here are stable from this version on.
const OLDEST: u32 = 20;

/// Node with its package manager.
pub struct Node {
    pub program: PathBuf,
    npm: PathBuf,
}

impl Node {
    /// Looks for them; on Debian and Ubuntu root gets the system's.
    pub fn ready() -> Outcome<Self> {
        if let Some(node) = Self::find() {
            found("Node", &node.program);
            return Ok(node);
        }
        if system::can_install() {
            system::install(&["nodejs", "npm"], "about 1 minute")?;
        }
        Self::find().ok_or_else(|| {
            Failure::new(
                format!("Node {OLDEST} or newer with npm is not on PATH"),
                "install it from nodejs.org or with the system's package manager",
            )
        })
    }

    fn find() -> Option<Self> {
        let program = command::find("node", &[])?;
        let npm = command::find("npm", &[])?;
        let version = command::version(&program, &["--version"])?;
        let major: u32 = version.split('.').next()?.parse().ok()?;
        (major >= OLDEST).then_some(Self { program, npm })
    }

    /// Puts one package in the folder.
    pub fn install(&self, folder: &Path, package: &str) -> Outcome {
        files::create_folder(folder)?;
        let mut npm = Command::new(&self.npm);
        npm.current_dir(folder).args([
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--prefix",
            ".",
            package,
        ]);
        run(&mut npm, "check that the npm registry can be reached")
    }

    /// Installs what `tests/package-lock.json` lists.
    pub fn install_test_packages(&self, places: &Places) -> Outcome {
        self.install_locked(
            &places.root.join("tests"),
            "Installing the browser tests' packages",
            "about 10 s",
        )
    }

    /// Installs the peers that `tests/bench/package-lock.json` lists.
    pub fn install_peers(&self, places: &Places) -> Outcome {
        self.install_locked(
            &places.root.join("tests/bench"),
            "Installing jax-js and TensorFlow.js",
            "about 15 s, 250 MB",
        )
    }

    /// Installs what the folder's lock file lists, unless that is what is there already.
    fn install_locked(&self, folder: &Path, what: &str, roughly: &str) -> Outcome {
        let lock = digest::sha256_hex(&files::read(&folder.join("package-lock.json"))?);
        let stamp = folder.join("node_modules/.installed-from");
        if files::read_text(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        step(what, roughly, || {
            let mut npm = Command::new(&self.npm);
            npm.current_dir(folder)
                .args(["ci", "--no-audit", "--no-fund"]);
            run(&mut npm, "check that the npm registry can be reached")
        })?;
        files::write(&stamp, lock.as_bytes())
    }
}
