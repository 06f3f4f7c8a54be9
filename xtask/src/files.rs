//! File operations whose errors name the file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

fn failed(verb: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        format!("could not {verb} {}: {error}", path.display()),
        "check that the path exists, that you may write there and that the disk is not full",
    )
}

/// Reads the file as text.
pub fn read_text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| failed("read", path, &error))
}

/// Reads the file as bytes.
pub fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| failed("read", path, &error))
}

/// Writes the file unless it already holds exactly these bytes, so that watchers and caches see no change.
pub fn write(path: &Path, bytes: &[u8]) -> Outcome {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::write(path, bytes).map_err(|error| failed("write", path, &error))
}

/// Creates the folder and its parents.
pub fn create_folder(path: &Path) -> Outcome {
    fs::create_dir_all(path).map_err(|error| failed("create the folder", path, &error))
}

/// Copies a file, creating the folder it goes to. The copy is writable whatever the source was.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    write(to, &read(from)?)
}

/// Renames within a disk, replacing what is there.
pub fn rename(from: &Path, to: &Path) -> Outcome {
    fs::rename(from, to).map_err(|error| failed("rename", from, &error))
}

/// Keeps finished work: `make` writes it to the path that it is given, unless the file is there. The file is whole or
/// not there, should this be stopped on the way.
pub fn keep(path: &Path, make: impl FnOnce(&Path) -> Outcome) -> Outcome {
    if path.is_file() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    let part = path.with_extension("part");
    make(&part)?;
    rename(&part, path)
}

/// Deletes a file that may be absent.
pub fn remove_if_there(path: &Path) -> Outcome {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(failed("delete", path, &error))
        }
        _ => Ok(()),
    }
}

/// Deletes a folder with all that is in it; it may be absent.
pub fn remove_folder(path: &Path) -> Outcome {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(failed("delete", path, &error))
        }
        _ => Ok(()),
    }
}

/// Returns the entries of a folder, sorted by name; none when the folder is absent.
pub fn list(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Returns the last part of a path as text, empty when it has none or is not Unicode.
pub fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

#[cfg(test)]
pub mod scratch {
    //! A folder for one test, deleted with the value.

    use std::path::{Path, PathBuf};

    pub struct Scratch(PathBuf);

    impl Scratch {
        pub fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        pub fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}
