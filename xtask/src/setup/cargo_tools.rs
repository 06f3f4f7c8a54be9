//! Programs that cargo builds: Trunk, wasm-bindgen, cargo-deny and cargo-mutants, each under a lock file.
//!
//! Their releases have prebuilt programs too. Those are not used, for their checksums have not been pinned here; what
//! cargo builds is verified by the checksums of a lock file. A program on PATH in the right version is used as it is.

use std::path::PathBuf;
use std::process::Command;

use super::found;
use crate::command::{self, run_watched};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::step;

/// Newer ones need a newer compiler than rust-toolchain.toml pins.
pub const TRUNK_VERSION: &str = "0.21.14";

const DENY_VERSION: &str = "0.20.2";

const MUTANTS_VERSION: &str = "27.1.0";

/// Where wasm-bindgen's package lies in the checkout, with its lock file.
pub const BINDGEN_FOLDER: &str = "xtask/bindgen";

struct Tool<'a> {
    /// The program's name.
    program: &'a str,
    version: &'a str,
    /// What it is asked for its version with.
    asked: &'a [&'a str],
    /// What `cargo install` is to take.
    source: Vec<&'a str>,
    /// How much the compiler optimises it: these programs mostly start others, and are built once.
    opt_level: &'a str,
    roughly: &'a str,
}

/// Provides Trunk in the version that this project is built with, under the lock file that it was published with.
pub fn trunk(places: &Places) -> Outcome<PathBuf> {
    let tool = Tool {
        program: "trunk",
        version: TRUNK_VERSION,
        asked: &["--version"],
        source: vec![
            "trunk",
            "--version",
            TRUNK_VERSION,
            // Its default features only update and fetch; every tool it needs is put on its PATH.
            "--no-default-features",
        ],
        opt_level: "0",
        roughly: "about 2 minutes on two cores",
    };
    tool.ready(places)
}

/// Provides the wasm-bindgen program in exactly the version of the library in Cargo.lock: the two share a format that
/// changes with every release.
pub fn wasm_bindgen(places: &Places) -> Outcome<PathBuf> {
    let version = bindgen_version(places)?;
    let folder = places.root.join(BINDGEN_FOLDER);
    let folder = folder.to_string_lossy();
    let tool = Tool {
        program: "wasm-bindgen",
        version: &version,
        asked: &["--version"],
        source: vec!["--path", &folder],
        // It rewrites modules of many megabytes at each build.
        opt_level: "1",
        roughly: "about 90 s on two cores",
    };
    tool.ready(places)
}

/// Provides cargo-deny, which looks at the licences and sources of everything that is built in.
pub fn deny(places: &Places) -> Outcome<PathBuf> {
    let tool = Tool {
        program: "cargo-deny",
        version: DENY_VERSION,
        asked: &["--version"],
        source: vec!["cargo-deny", "--version", DENY_VERSION],
        opt_level: "0",
        roughly: "about 2 minutes on two cores",
    };
    tool.ready(places)
}

/// Provides cargo-mutants, which changes the code in small ways that the tests should notice; only for `cargo xtask
/// test --long`.
pub fn mutants(places: &Places) -> Outcome<PathBuf> {
    let tool = Tool {
        program: "cargo-mutants",
        version: MUTANTS_VERSION,
        // A subcommand of cargo hears its own name first.
        asked: &["mutants", "--version"],
        source: vec!["cargo-mutants", "--version", MUTANTS_VERSION],
        opt_level: "0",
        roughly: "about 3 minutes on two cores",
    };
    tool.ready(places)
}

/// Reads the version of the library that the page links, which must be that of the program's package.
fn bindgen_version(places: &Places) -> Outcome<String> {
    let locked = |lock: PathBuf, package| {
        locked_version(&files::read_text(&lock)?, package)
            .map(str::to_owned)
            .ok_or_else(|| {
                Failure::new(
                    format!("{} names no {package}", lock.display()),
                    "restore it from the repository",
                )
            })
    };
    let library = locked(places.root.join("Cargo.lock"), "wasm-bindgen")?;
    let own = places.root.join(BINDGEN_FOLDER);
    let program = locked(own.join("Cargo.lock"), "wasm-bindgen-cli")?;
    if library == program {
        return Ok(library);
    }
    Err(Failure::new(
        format!(
            "the page links wasm-bindgen {library}, but {BINDGEN_FOLDER} builds the program {program}"
        ),
        format!(
            "write {library} into {} twice, as the package's version and as that of wasm-bindgen-cli, \
             and run `cargo update` there",
            own.join("Cargo.toml").display()
        ),
    ))
}

impl Tool<'_> {
    fn ready(&self, places: &Places) -> Outcome<PathBuf> {
        let own = places.tools().join("bin");
        let title = format!("{} {}", self.program, self.version);
        let on_path = command::find(self.program, &[]);
        let installed = command::find(self.program, &[&own]);
        let usable = [on_path, installed]
            .into_iter()
            .flatten()
            .find(|path| command::version(path, self.asked).as_deref() == Some(self.version));
        if let Some(path) = usable {
            found(&title, &path);
            return Ok(path);
        }
        step(&format!("Building {title}"), self.roughly, || {
            self.install(places)
        })?;
        command::find(self.program, &[&own]).ok_or_else(|| {
            Failure::new(
                format!("{title} was installed but is not where it should be"),
                format!("delete {} and try again", places.tools().display()),
            )
        })
    }

    fn install(&self, places: &Places) -> Outcome {
        let advice = format!(
            "check that crates.io can be reached, or put {} {} on PATH yourself",
            self.program, self.version
        );
        // A folder of its own, deleted afterwards: nothing of it serves any other build.
        let build = places.cache.join("building-tools");
        let mut cargo = Command::new("cargo");
        cargo
            .arg("install")
            .args(&self.source)
            .args(["--locked", "--force", "--root"])
            .arg(places.tools())
            // Outside the checkout, so that its rust-toolchain.toml and rustflags stay out of this.
            .current_dir(&places.cache)
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        run_watched(&mut cargo, &advice)?;
        files::remove_folder(&build)
    }
}

/// Finds the version of a package in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let quoted = |line: &'a str, key: &str| {
        line.strip_prefix(key)?
            .strip_prefix(" = \"")?
            .strip_suffix('"')
    };
    let mut lines = lock.lines();
    lines.find(|line| quoted(line, "name") == Some(package))?;
    quoted(lines.next()?, "version")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Folders;

    #[test]
    fn the_lock_file_gives_the_version() {
        let lock = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
        assert_eq!(locked_version("name = \"wasm\"", "wasm"), None);
    }

    #[test]
    fn the_program_that_is_built_is_the_one_that_the_page_needs() {
        let places = Places::find(Folders::default()).unwrap();
        let version = bindgen_version(&places).unwrap();
        let manifest = places.root.join(BINDGEN_FOLDER).join("Cargo.toml");
        let manifest = files::read_text(&manifest).unwrap();
        assert!(manifest.contains(&format!("\nversion = \"{version}\"")));
    }
}
