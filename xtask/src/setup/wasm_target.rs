//! The standard library for `wasm32-unknown-unknown`, by whichever way this machine allows.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::system;
use crate::command::{self, capture, run, try_quietly};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::{say, step};

/// What the page and the trainer are compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// Needs the standard library, so that an installed compiler without it is not taken for a working one.
const PROBE: &str =
    "#[unsafe(no_mangle)] pub extern \"C\" fn probe() -> usize { String::from(\"wasm\").len() }\n";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";

/// A way to build for wasm: which environment to give cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one in use, with the target's standard library installed.
    Installed,
    /// Debian's compiler, which builds the standard library from source.
    Debian,
}

impl Toolchain {
    /// Sets the environment for a cargo, or for a program that calls one.
    pub fn apply(self, command: &mut Command) {
        if self == Self::Installed {
            return;
        }
        command
            .env("RUSTUP_TOOLCHAIN", "debian")
            // Debian's compiler is a stable release; building the standard library is a nightly option.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
            // `cargo run` sets these for the toolchain that built xtask.
            .env_remove("LD_LIBRARY_PATH")
            .env_remove("CARGO")
            .env_remove("RUSTC");
    }

    /// Returns the folder to put first on PATH; none for the toolchain in use.
    pub fn folder(self) -> &'static Path {
        match self {
            Self::Installed => Path::new(""),
            Self::Debian => Path::new("/usr/bin"),
        }
    }
}

/// Tries each way in turn; a way counts when it has compiled a small wasm module.
pub fn ready(places: &Places) -> Outcome<Toolchain> {
    let probe = Probe::write(places)?;
    if probe.compiles().is_ok() {
        say("wasm target: installed");
        return Ok(Toolchain::Installed);
    }
    if debian_is_set_up() && probe.builds_from_source(places).is_ok() {
        say("wasm target: Debian's compiler, standard library from source");
        return Ok(Toolchain::Debian);
    }
    let rustup = match add_with_rustup(&probe) {
        Ok(()) => return Ok(Toolchain::Installed),
        Err(reason) => reason,
    };
    say(&format!("wasm target: rustup could not add it ({rustup})"));
    if !system::can_install() {
        return Err(Failure::new(
            format!("the Rust target {TARGET} is missing"),
            format!(
                "run `rustup target add {TARGET}` where the network allows it; on Debian or Ubuntu, \
                 running this command as root installs Debian's compiler for wasm instead"
            ),
        ));
    }
    set_up_debian(&probe, places)?;
    Ok(Toolchain::Debian)
}

fn add_with_rustup(probe: &Probe) -> Result<(), String> {
    if command::find("rustup", &[]).is_none() {
        return Err("rustup is not on PATH".to_owned());
    }
    say(&format!(
        "Adding the target {TARGET} with rustup (about 10 s)"
    ));
    try_quietly(Command::new("rustup").args(["target", "add", TARGET])).map_err(last_line)?;
    probe.compiles().map_err(last_line)
}

fn set_up_debian(probe: &Probe, places: &Places) -> Outcome {
    system::install(&DEBIAN_PACKAGES, "about 2 minutes, 300 MB")?;
    if command::find("rustup", &[]).is_some() {
        run(
            Command::new("rustup").args(["toolchain", "link", "debian", "/usr"]),
            "run `rustup toolchain link debian /usr` by hand to see why it fails",
        )?;
    }
    step(
        "Building the standard library for wasm",
        "about 1 minute",
        || {
            probe.builds_from_source(places).map_err(|reason| {
                Failure::new(
                    format!("Debian's compiler did not build for {TARGET}:\n{reason}"),
                    format!("install the target another way: `rustup target add {TARGET}`"),
                )
            })
        },
    )
}

fn debian_is_set_up() -> bool {
    let linked = || {
        command::find("rustup", &[]).is_none()
            || capture(Command::new("rustup").args(["toolchain", "list"]))
                .is_some_and(|list| list.lines().any(|line| line.starts_with("debian")))
    };
    Path::new(DEBIAN_LINKER).exists() && Path::new("/usr/bin/cargo").exists() && linked()
}

fn last_line(text: String) -> String {
    text.lines().last().unwrap_or("no reason given").to_owned()
}

/// A one-function crate that proves a toolchain.
struct Probe {
    folder: PathBuf,
}

impl Probe {
    fn write(places: &Places) -> Outcome<Self> {
        let folder = places.cache.join("probe");
        files::write(&folder.join("src/lib.rs"), PROBE.as_bytes())?;
        // The empty [workspace] keeps cargo from looking for one in the folders above.
        files::write(
            &folder.join("Cargo.toml"),
            b"[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
              [lib]\ncrate-type = [\"cdylib\"]\n",
        )?;
        Ok(Self { folder })
    }

    /// Compiles with the rustc in use.
    fn compiles(&self) -> Result<(), String> {
        let mut rustc = Command::new("rustc");
        rustc
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "cdylib",
                "--target",
                TARGET,
                "-o",
            ])
            .arg(self.folder.join("probe.wasm"))
            .arg(self.folder.join("src/lib.rs"));
        try_quietly(&mut rustc)
    }

    /// Builds with Debian's cargo, the standard library included.
    fn builds_from_source(&self, places: &Places) -> Result<(), String> {
        let mut cargo = Command::new("cargo");
        Toolchain::Debian.apply(&mut cargo);
        cargo
            .env("PATH", command::path_with(&[Toolchain::Debian.folder()]))
            .env("CARGO_TARGET_DIR", places.cache.join("probe/target"))
            .current_dir(&self.folder)
            .args(["build", "--target", TARGET]);
        try_quietly(&mut cargo)
    }
}
