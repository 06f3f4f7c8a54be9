//! Programs that cargo builds: Trunk and wasm-bindgen.

use std::path::PathBuf;
use std::process::Command;

use super::found;
use crate::command::{self, run};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::step;

/// Newer ones need a newer compiler than rust-toolchain.toml pins.
const TRUNK_VERSION: &str = "0.21.14";

struct Tool<'a> {
    /// The program's name.
    program: &'a str,
    /// The crate that has it.
    package: &'a str,
    version: &'a str,
    options: &'a [&'a str],
    roughly: &'a str,
}

/// Trunk in the version that this project is built with.
pub fn trunk(places: &Places) -> Outcome<PathBuf> {
    let tool = Tool {
        program: "trunk",
        package: "trunk",
        version: TRUNK_VERSION,
        // Its default features only update and fetch; every tool it needs is put on its PATH.
        options: &["--locked", "--no-default-features"],
        roughly: "about 3 minutes on two cores",
    };
    tool.ready(places)
}

/// The wasm-bindgen program in exactly the version of the library in Cargo.lock: the two share a format
/// that changes with every release.
pub fn wasm_bindgen(places: &Places) -> Outcome<PathBuf> {
    let lock = files::read_text(&places.root.join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        Failure::new(
            "Cargo.lock names no wasm-bindgen",
            "restore Cargo.lock from the repository",
        )
    })?;
    let tool = Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version,
        // Not --locked: its lock file may name crate versions that are gone from the registry.
        options: &[],
        roughly: "about 2 minutes on two cores",
    };
    tool.ready(places)
}

impl Tool<'_> {
    fn ready(&self, places: &Places) -> Outcome<PathBuf> {
        let own = places.tools().join("bin");
        let title = format!("{} {}", self.program, self.version);
        let on_path = command::find(self.program, &[]);
        let installed = command::find(self.program, std::slice::from_ref(&own));
        let usable = [on_path, installed]
            .into_iter()
            .flatten()
            .find(|path| command::version(path).as_deref() == Some(self.version));
        if let Some(path) = usable {
            found(&title, &path);
            return Ok(path);
        }
        step(&format!("Building {title}"), self.roughly, || {
            self.install(places)
        })?;
        command::find(self.program, &[own]).ok_or_else(|| {
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
        let mut cargo = Command::new("cargo");
        cargo
            .args([
                "install",
                self.package,
                "--version",
                self.version,
                "--force",
            ])
            .args(self.options)
            .arg("--root")
            .arg(places.tools())
            // Outside the checkout, so that its rust-toolchain.toml and rustflags stay out of this.
            .current_dir(&places.cache)
            // Cargo then builds in a temporary folder and leaves nothing but the program.
            .env_remove("CARGO_TARGET_DIR")
            // A third of the time of a full release build, and the programs are quick enough.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        run(&mut cargo, &advice)
    }
}

/// The version of a package in the text of a Cargo.lock.
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

    #[test]
    fn the_lock_file_gives_the_version() {
        let lock = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
        assert_eq!(locked_version("name = \"wasm\"", "wasm"), None);
    }
}
