//! Python for the comparison with scikit-learn, in a virtual environment of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{found, system};
use crate::command::{self, capture, run};
use crate::digest;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::step;

const NAMES: [&str; 2] = ["python3", "python"];
/// The pinned packages are built for this version and later ones.
const OLDEST: (u32, u32) = (3, 10);

/// Python with the packages of `tests/bench/requirements.txt`.
pub struct Python {
    pub program: PathBuf,
}

impl Python {
    /// Looks for the virtual environment in the build folder, and makes it where it is missing or holds other packages.
    pub fn ready(places: &Places) -> Outcome<Self> {
        let wanted = places.root.join("tests/bench/requirements.txt");
        let folder = places.target.join("bench-python");
        let program = folder.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let stamp = folder.join(".installed-from");
        let list = digest::sha256_hex(&files::read(&wanted)?);
        if program.is_file() && files::read_text(&stamp).is_ok_and(|installed| installed == list) {
            found("Python for the benchmark", &program);
            return Ok(Self { program });
        }
        let python = of_system()?;
        step(
            "Installing scikit-learn for the benchmark",
            "about 1 minute, 250 MB",
            || install(&python, &folder, &program, &wanted),
        )?;
        files::write(&stamp, list.as_bytes())?;
        Ok(Self { program })
    }
}

fn install(python: &Path, folder: &Path, program: &Path, wanted: &Path) -> Outcome {
    let advice = "check that the Python package index can be reached; \
                  `cargo xtask bench --only browser` needs no Python";
    let mut venv = Command::new(python);
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    run(&mut venv, advice)?;
    let mut pip = Command::new(program);
    pip.args(["-m", "pip", "install", "--quiet", "--requirement"])
        .arg(wanted);
    run(&mut pip, advice)
}

/// Finds a Python that is new enough and can make virtual environments, which Debian packs apart.
fn of_system() -> Outcome<PathBuf> {
    if let Some(python) = find() {
        return Ok(python);
    }
    if system::can_install() {
        system::install(&["python3", "python3-venv"], "about 1 minute")?;
    }
    find().ok_or_else(|| {
        Failure::new(
            format!(
                "Python {}.{} or newer that can make virtual environments is not on PATH",
                OLDEST.0, OLDEST.1
            ),
            "install it, with its module venv; `cargo xtask bench --only browser` needs none",
        )
    })
}

fn find() -> Option<PathBuf> {
    let program = NAMES.iter().find_map(|name| command::find(name, &[]))?;
    let new_enough = is_new_enough(&command::version(&program, &["--version"])?)?;
    let can_make = capture(Command::new(&program).args(["-c", "import venv, ensurepip"])).is_some();
    (new_enough && can_make).then_some(program)
}

/// Returns whether a version such as `3.11.7` will do.
fn is_new_enough(version: &str) -> Option<bool> {
    let mut numbers = version.split('.').map(str::parse::<u32>);
    let (major, minor) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some((major, minor) >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(is_new_enough("3.9.18"), Some(false));
        assert_eq!(is_new_enough("3.10.0"), Some(true));
        assert_eq!(is_new_enough("4.0"), Some(true));
        assert_eq!(is_new_enough("three"), None);
    }
}
