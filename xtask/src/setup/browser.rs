//! The browser that the tests drive.

use std::env;
use std::path::{Path, PathBuf};

use super::{found, system};
use crate::command;
use crate::failure::{Failure, Outcome};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const USUAL_PATHS: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];
/// Mesa's Vulkan gives the browser a software GPU where there is none.
const GPU_PACKAGES: [&str; 2] = ["mesa-vulkan-drivers", "libvulkan1"];

/// Chromium or a relative of it.
pub struct Browser {
    pub program: PathBuf,
}

impl Browser {
    /// The one that PLAYGROUND_CHROMIUM names, else the system's.
    pub fn ready() -> Outcome<Self> {
        if let Some(chosen) = env::var_os("PLAYGROUND_CHROMIUM") {
            return Self::chosen(PathBuf::from(chosen));
        }
        if system::can_install() {
            let mut packages = GPU_PACKAGES.to_vec();
            if Self::find().is_none() {
                packages.push("chromium");
            }
            system::install(&packages, "about 1 minute, 400 MB")?;
        }
        let program = Self::find().ok_or_else(|| {
            Failure::new(
                "no Chromium or Chrome for the browser tests",
                "install one, or set PLAYGROUND_CHROMIUM to its path; \
                 `cargo xtask test --only native` needs none",
            )
        })?;
        found("Browser", &program);
        Ok(Self { program })
    }

    fn chosen(program: PathBuf) -> Outcome<Self> {
        if program.is_file() {
            return Ok(Self { program });
        }
        Err(Failure::new(
            format!(
                "PLAYGROUND_CHROMIUM names {}, which is no file",
                program.display()
            ),
            "set it to the browser's program, or unset it",
        ))
    }

    fn find() -> Option<PathBuf> {
        let usual = || {
            USUAL_PATHS
                .iter()
                .map(Path::new)
                .find(|path| path.is_file())
        };
        NAMES
            .iter()
            .find_map(|name| command::find(name, &[]))
            .or_else(|| usual().map(Path::to_path_buf))
    }
}
