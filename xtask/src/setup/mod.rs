//! Set-up: each tool is looked for first, and only what is missing is fetched.
//!
//! # Where things come from
//!
//! Whatever `cargo xtask` fetches comes over https or is verified by a checksum of this repository's own:
//!
//! | what | by | verified by |
//! | --- | --- | --- |
//! | crates of the workspace, of Trunk, wasm-bindgen and cargo-mutants | cargo, https | SHA-256 in the lock files |
//! | packages of the tests and of the benchmark's peers | npm, https | SHA-512 in `package-lock.json` |
//! | wasm-opt, for `build` and `bench` | npm, https | npm's own integrity check, version pinned |
//! | the target for wasm | rustup, https | rustup's manifest |
//! | browsers, drivers, Debian's compiler | apt | Debian's signatures |
//! | Python's packages, for `bench` | pip, https | versions pinned |
//! | MNIST and Fashion-MNIST | curl, one mirror by plain http | SHA-256 in `data/sets.rs` of what is unpacked |

mod cargo_tools;
pub mod dependencies;
mod engine;
mod node;
mod python;
pub mod system;
mod wasm_opt;
mod wasm_target;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command;
use crate::failure::Outcome;
use crate::places::Places;
use crate::progress::say;

pub use cargo_tools::{deny, mutants};
pub use engine::{Engine, Readiness};
pub use node::Node;
pub use python::Python;
pub use wasm_opt::WasmOpt;

/// What a build of the page needs.
pub struct Tools {
    /// Environment under which cargo can build for wasm.
    toolchain: wasm_target::Toolchain,
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
}

impl Tools {
    /// Looks for what a build needs and fetches what is missing, the crates included: what follows runs offline.
    pub fn ready(places: &Places) -> Outcome<Self> {
        let toolchain = wasm_target::ready(places)?;
        dependencies::fetch(&places.root, toolchain)?;
        let trunk = cargo_tools::trunk(places)?;
        let wasm_bindgen = cargo_tools::wasm_bindgen(places)?;
        Ok(Self {
            toolchain,
            trunk,
            wasm_bindgen,
        })
    }

    /// Returns a cargo for wasm.
    pub fn cargo(&self, places: &Places) -> Command {
        let mut cargo = Command::new("cargo");
        self.prepare(&mut cargo, places);
        cargo
    }

    /// Returns Trunk, offline and with the right wasm-bindgen first on its PATH.
    pub fn trunk(&self, places: &Places) -> Command {
        let mut trunk = Command::new(&self.trunk);
        self.prepare(&mut trunk, places);
        trunk
            .env("TRUNK_OFFLINE", "true")
            .env("TRUNK_BUILD_LOCKED", "true")
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // Its own stack traces would bury the compiler's message.
            .env("RUST_LIB_BACKTRACE", "0")
            // Trunk reads NO_COLOR as a boolean and refuses the usual "1".
            .env_remove("NO_COLOR");
        trunk
    }

    fn prepare(&self, program: &mut Command, places: &Places) {
        self.toolchain.apply(program);
        let bindgen_folder = self.wasm_bindgen.parent().unwrap_or(Path::new(""));
        let path = command::path_with(&[bindgen_folder, self.toolchain.folder()]);
        program
            .current_dir(&places.root)
            .env("PATH", path)
            .env("CARGO_TARGET_DIR", &places.target);
    }
}

/// Downloads the crates of a build for this machine.
pub fn crates(places: &Places) -> Outcome {
    dependencies::fetch(&places.root, wasm_target::Toolchain::Installed)
}

/// Runs `cargo xtask fetch`: downloads the crates of all builds.
pub fn fetch_crates(places: &Places) -> Outcome {
    dependencies::everything(places, wasm_target::ready(places)?)
}

/// Runs `cargo xtask setup`: gets everything that any command may need.
pub fn everything(places: &Places) -> Outcome {
    Tools::ready(places)?;
    let node = Node::ready()?;
    WasmOpt::ready(places)?;
    node.install_test_packages(places)?;
    let mut there = Vec::new();
    for engine in Engine::ALL {
        match engine.ready()? {
            Readiness::Ready(_) => there.push(engine.name()),
            Readiness::Missing(why) => say(&format!("{}: {why}", engine.name())),
        }
    }
    say(&format!(
        "All is set up. Tools: {}. Engines for the tests: {}",
        places.tools().display(),
        there.join(", ")
    ));
    Ok(())
}

/// Returns the program's path for a message.
fn shown(path: &Path) -> &OsStr {
    path.as_os_str()
}

/// Says that nothing had to be done.
fn found(what: &str, path: &Path) {
    say(&format!("{what}: found at {}", shown(path).display()));
}
