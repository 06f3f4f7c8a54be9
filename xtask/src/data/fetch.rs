//! The sources of the data sets. Each gives `true` when the whole set arrived and is verified.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;

use super::sets::{DataFile, DataSet};
use super::verify::{verify, verify_gzip};
use crate::command::{capture, try_quietly};
use crate::failure::Outcome;
use crate::files;
use crate::gzip;
use crate::progress::say;
use crate::setup::system;

/// Takes the set from a folder with the four files, gzipped or not.
pub fn from_folder(set: &DataSet, source: &Path, destination: &Path) -> Outcome<bool> {
    for file in &set.files {
        let packed = source.join(file.gz_name());
        let plain = source.join(file.name);
        let target = destination.join(file.gz_name());
        let verdict = if packed.is_file() {
            verify_gzip(&packed, file)
        } else if plain.is_file() {
            File::open(&plain)
                .map_err(|error| super::verify::Fault::Unreadable(error.to_string()))
                .and_then(|bytes| verify(bytes, file))
        } else {
            say(&format!("{}: {} is not there", set.title, packed.display()));
            return Ok(false);
        };
        if let Err(fault) = verdict {
            say(&format!(
                "{}: {} in {} is not the published file: {fault}",
                set.title,
                file.name,
                source.display()
            ));
            return Ok(false);
        }
        if packed.is_file() {
            files::copy(&packed, &target)?;
        } else {
            let packed = gzip::pack(&files::read(&plain)?, Compression::default());
            let packed = packed.map_err(|why| gzip::not_packed(&plain, &why))?;
            files::write(&target, &packed)?;
        }
    }
    say(&format!(
        "{}: from {}, verified",
        set.title,
        source.display()
    ));
    Ok(true)
}

/// Downloads the set from the first mirror that has all of it.
pub fn from_mirrors(set: &DataSet, destination: &Path) -> Outcome<bool> {
    files::create_folder(destination)?;
    for mirror in set.mirrors {
        say(&format!(
            "{}: downloading {} MB from {mirror} (seconds to a minute)",
            set.title, set.megabytes
        ));
        match from_mirror(set, mirror, destination)? {
            Ok(()) => {
                say(&format!("{}: downloaded, verified", set.title));
                return Ok(true);
            }
            Err(reason) => say(&format!("{}: not from there: {reason}", set.title)),
        }
    }
    Ok(false)
}

/// Downloads the set from one mirror. The inner error is the mirror's fault: the next one is tried.
fn from_mirror(set: &DataSet, mirror: &str, destination: &Path) -> Outcome<Result<(), String>> {
    for file in &set.files {
        let target = destination.join(file.gz_name());
        if verify_gzip(&target, file).is_ok() {
            continue;
        }
        let part = target.with_extension("part");
        let arrived = download(&format!("{mirror}/{}", file.gz_name()), &part).and_then(|()| {
            verify_gzip(&part, file).map_err(|fault| format!("{}: {fault}", file.name))
        });
        if let Err(reason) = arrived {
            files::remove_if_there(&part)?;
            return Ok(Err(reason));
        }
        files::rename(&part, &target)?;
    }
    Ok(Ok(()))
}

/// Downloads a file with curl, which is part of macOS, of Windows since 2018 and of nearly every Linux.
fn download(address: &str, to: &Path) -> Result<(), String> {
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--location", "--silent", "--show-error"])
        .args(["--connect-timeout", "5"])
        // Gives up on a line that is dead rather than slow.
        .args(["--speed-time", "15", "--speed-limit", "1000"])
        .arg("--output")
        .arg(to)
        .arg(address);
    try_quietly(&mut curl)
}

/// Takes the set from Debian's package, installing it when that is allowed.
pub fn from_debian(set: &DataSet, destination: &Path) -> Outcome<bool> {
    let Some(package) = set.debian_package else {
        return Ok(false);
    };
    if !system::is_installed(package) {
        if !system::can_install() {
            return Ok(false);
        }
        // The page works without the set, so a package that cannot be had is only mentioned.
        if let Err(failure) = system::install(&[package], "about 20 s, 30 MB") {
            say(&failure.to_string());
            return Ok(false);
        }
    }
    match package_folder(package, &set.files[0]) {
        Some(folder) => from_folder(set, &folder, destination),
        None => Ok(false),
    }
}

fn package_folder(package: &str, file: &DataFile) -> Option<PathBuf> {
    let listing = capture(Command::new("dpkg").args(["-L", package]))?;
    listing
        .lines()
        .map(Path::new)
        .find(|path| files::name(path).starts_with(file.name))?
        .parent()
        .map(Path::to_path_buf)
}
