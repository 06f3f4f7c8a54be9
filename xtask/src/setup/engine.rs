//! The browsers that the tests drive.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{found, system};
use crate::command;
use crate::failure::{Failure, Outcome};

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, Chrome or Edge, by the protocol of its developer tools.
    Chromium,
    /// Firefox, by WebDriver BiDi.
    Firefox,
    /// WebKitGTK, the engine of Safari, by WebDriver.
    Webkit,
}

/// How an engine is found, and installed where that may be done unasked.
struct Facts {
    name: &'static str,
    /// Names the program instead of the search.
    variable: &'static str,
    /// Names it to the tests.
    for_tests: &'static str,
    programs: &'static [&'static str],
    usual_paths: &'static [&'static str],
    /// Debian's package, and what it needs besides on a machine without a GPU or a display.
    package: &'static str,
    more_packages: &'static [&'static str],
    roughly: &'static str,
}

const CHROMIUM: Facts = Facts {
    name: "chromium",
    variable: "PLAYGROUND_CHROMIUM",
    for_tests: "CHROMIUM",
    programs: &["chromium", "chromium-browser", "google-chrome", "chrome"],
    usual_paths: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
        "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    ],
    package: "chromium",
    // Mesa's Vulkan gives the browser a software GPU where there is none.
    more_packages: &["mesa-vulkan-drivers", "libvulkan1"],
    roughly: "about 1 minute, 400 MB",
};

const FIREFOX: Facts = Facts {
    name: "firefox",
    variable: "PLAYGROUND_FIREFOX",
    for_tests: "FIREFOX",
    programs: &["firefox-esr", "firefox"],
    usual_paths: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    ],
    package: "firefox-esr",
    more_packages: &["mesa-vulkan-drivers", "libvulkan1"],
    roughly: "about 30 s, 250 MB",
};

const WEBKIT: Facts = Facts {
    name: "webkit",
    variable: "PLAYGROUND_WEBKIT_DRIVER",
    for_tests: "WEBKIT_DRIVER",
    programs: &["WebKitWebDriver"],
    usual_paths: &[],
    package: "webkit2gtk-driver",
    // It has no headless mode.
    more_packages: &["xvfb", "xauth"],
    roughly: "about 40 s, 300 MB",
};

/// Whether an engine can be driven on this machine.
pub enum Readiness {
    Ready(PathBuf),
    /// It is not here and cannot be installed; what to do about it.
    Missing(String),
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// Returns the engine's name in options and reports.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// Returns the variable by which the tests are told the engine's program.
    pub fn for_tests(self) -> &'static str {
        self.facts().for_tests
    }

    fn facts(self) -> &'static Facts {
        match self {
            Self::Chromium => &CHROMIUM,
            Self::Firefox => &FIREFOX,
            Self::Webkit => &WEBKIT,
        }
    }

    /// Finds the program that the engine's variable names, else the system's; on Debian and Ubuntu root gets it
    /// installed.
    pub fn ready(self) -> Outcome<Readiness> {
        let facts = self.facts();
        if let Some(chosen) = env::var_os(facts.variable) {
            return facts.chosen(&chosen).map(Readiness::Ready);
        }
        if system::can_install() {
            let mut packages = facts.more_packages.to_vec();
            if facts.find().is_none() {
                packages.push(facts.package);
            }
            system::install(&packages, facts.roughly)?;
        }
        Ok(match facts.find() {
            Some(program) => {
                found(facts.name, &program);
                Readiness::Ready(program)
            }
            None => Readiness::Missing(format!(
                "there is no {} on this machine. Install it (on Debian and Ubuntu the package {}), \
                 or set {} to its program",
                facts.programs.join(" or "),
                facts.package,
                facts.variable
            )),
        })
    }

    /// Finds the engine's program, where nothing can be done without it.
    pub fn required(self) -> Outcome<PathBuf> {
        match self.ready()? {
            Readiness::Ready(program) => Ok(program),
            Readiness::Missing(why) => Err(Failure::new(
                why,
                "`cargo xtask test --only native` needs no browser",
            )),
        }
    }
}

impl Facts {
    fn chosen(&self, program: &OsStr) -> Outcome<PathBuf> {
        let program = PathBuf::from(program);
        if program.is_file() {
            return Ok(program);
        }
        Err(Failure::new(
            format!(
                "{} names {}, which is not a file",
                self.variable,
                program.display()
            ),
            "set it to the browser's program, or unset it",
        ))
    }

    fn find(&self) -> Option<PathBuf> {
        let on_path = self
            .programs
            .iter()
            .find_map(|name| command::find(name, &[]));
        on_path.or_else(|| {
            let mut usual = self.usual_paths.iter().map(Path::new);
            usual.find(|path| path.is_file()).map(Path::to_path_buf)
        })
    }
}
