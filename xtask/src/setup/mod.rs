//! Set-up: each tool is looked for first, and only what is missing is fetched.

mod browser;
mod cargo_tools;
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

pub use browser::Browser;
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
    /// Looks for what a build needs and fetches what is missing.
    pub fn ready(places: &Places) -> Outcome<Self> {
        let toolchain = wasm_target::ready(places)?;
        let trunk = cargo_tools::trunk(places)?;
        let wasm_bindgen = cargo_tools::wasm_bindgen(places)?;
        Ok(Self {
            toolchain,
            trunk,
            wasm_bindgen,
        })
    }

    /// Trunk, offline and with the right wasm-bindgen first on its PATH.
    pub fn trunk(&self, places: &Places) -> Command {
        let mut trunk = Command::new(&self.trunk);
        self.toolchain.apply(&mut trunk);
        let bindgen_folder = self.wasm_bindgen.parent().unwrap_or(Path::new(""));
        trunk
            .current_dir(&places.root)
            .env(
                "PATH",
                command::path_with(&[bindgen_folder, self.toolchain.folder()]),
            )
            .env("CARGO_TARGET_DIR", &places.target)
            .env("TRUNK_OFFLINE", "true")
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // Its own stack traces would bury the compiler's message.
            .env("RUST_LIB_BACKTRACE", "0")
            // Trunk reads NO_COLOR as a boolean and refuses the usual "1".
            .env_remove("NO_COLOR");
        trunk
    }
}

/// `cargo xtask setup`: everything that any command may need.
pub fn everything(places: &Places) -> Outcome {
    Tools::ready(places)?;
    let node = Node::ready()?;
    WasmOpt::ready(places)?;
    let browser = Browser::ready()?;
    node.install_test_packages(places)?;
    say(&format!(
        "All is set up. Tools: {}. Browser for the tests: {}",
        places.tools().display(),
        browser.program.display()
    ));
    Ok(())
}

/// The program's path for a message.
fn shown(path: &Path) -> &OsStr {
    path.as_os_str()
}

/// Says that nothing had to be done.
fn found(what: &str, path: &Path) {
    say(&format!("{what}: found at {}", shown(path).display()));
}
