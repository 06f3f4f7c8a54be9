//! wasm-opt: one on PATH that is new enough, else the JavaScript build that npm carries.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Node, found};
use crate::command::{self, run};
use crate::failure::Outcome;
use crate::places::Places;
use crate::progress::step;

const NPM_PACKAGE: &str = "binaryen@132.0.0";
/// Older ones reject instructions that today's compiler emits.
const OLDEST: u32 = 116;
/// Exactly the features that the compiler uses and every browser with WebGPU has. `--all-features` would
/// write encodings that browsers reject.
const OPTIONS: [&str; 8] = [
    "-O2",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A program that makes wasm smaller and quicker.
pub enum WasmOpt {
    Native(PathBuf),
    OnNode { node: PathBuf, script: PathBuf },
}

impl WasmOpt {
    /// Looks for one and fetches it when there is none.
    pub fn ready(places: &Places) -> Outcome<Self> {
        if let Some(program) = command::find("wasm-opt", &[]).filter(|path| is_new_enough(path)) {
            found("wasm-opt", &program);
            return Ok(Self::Native(program));
        }
        let node = Node::ready()?;
        let folder = places.cache.join("node");
        let package = folder.join("node_modules/binaryen");
        let script = package.join("bin/wasm-opt");
        let stamp = package.join(NPM_PACKAGE);
        if stamp.is_file() {
            found("wasm-opt", &script);
        } else {
            step("Installing wasm-opt from npm", "about 10 s", || {
                node.install(&folder, NPM_PACKAGE)
            })?;
            crate::files::write(&stamp, b"")?;
        }
        Ok(Self::OnNode {
            node: node.program,
            script,
        })
    }

    /// Returns everything but the module that decides the result.
    pub fn recipe(&self) -> String {
        let program = match self {
            Self::Native(path) => command::version(path, &["--version"]).unwrap_or_default(),
            Self::OnNode { .. } => NPM_PACKAGE.to_owned(),
        };
        format!("{program} {}", OPTIONS.join(" "))
    }

    /// Says how long a module of this many bytes takes, in words.
    pub fn roughly(&self, bytes: usize) -> String {
        let seconds_per_megabyte = match self {
            Self::Native(_) => 1,
            Self::OnNode { .. } => 16,
        };
        let seconds = (bytes / 1_000_000 + 1) * seconds_per_megabyte;
        match seconds {
            0..=90 => format!("about {seconds} s"),
            _ => format!("about {} minutes", seconds.div_ceil(60)),
        }
    }

    /// Writes the optimised form of one module to another file.
    pub fn run(&self, from: &Path, to: &Path) -> Outcome {
        let mut program = match self {
            Self::Native(path) => Command::new(path),
            Self::OnNode { node, script } => {
                let mut program = Command::new(node);
                program.arg(script);
                program
            }
        };
        program.args(OPTIONS).arg(from).arg("--output").arg(to);
        run(
            &mut program,
            "`--no-optimise` builds a page that works the same and is somewhat larger",
        )
    }
}

fn is_new_enough(program: &Path) -> bool {
    command::version(program, &["--version"])
        .and_then(|version| version.parse::<u32>().ok())
        .is_some_and(|version| version >= OLDEST)
}
