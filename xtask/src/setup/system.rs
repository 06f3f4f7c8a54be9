//! Debian's and Ubuntu's packages, which only root may install.

use std::path::Path;
use std::process::Command;
use std::sync::Once;

use crate::command::{capture, run};
use crate::failure::Outcome;
use crate::progress::step;

const ADVICE: &str =
    "run `apt-get update` by hand to see whether the package mirrors can be reached";

static LISTS_REFRESHED: Once = Once::new();

/// Returns whether packages can be installed without asking anybody.
pub fn can_install() -> bool {
    cfg!(target_os = "linux")
        && Path::new("/usr/bin/apt-get").is_file()
        && capture(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Returns whether the package is installed.
pub fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}", package]);
    capture(&mut query).as_deref() == Some("installed")
}

/// Installs those of the packages that are missing.
pub fn install(packages: &[&str], roughly: &str) -> Outcome {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = format!("Installing the system packages {}", missing.join(", "));
    step(&what, roughly, || {
        let mut refreshed = Ok(());
        LISTS_REFRESHED.call_once(|| refreshed = run(apt().arg("update"), ADVICE));
        refreshed?;
        run(
            apt()
                .args(["install", "--yes", "--no-install-recommends"])
                .args(&missing),
            ADVICE,
        )
    })
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.arg("--quiet=2")
        .arg("--option=Dpkg::Use-Pty=0")
        .env("DEBIAN_FRONTEND", "noninteractive");
    apt
}
