//! The real data sets: found, verified, and put where the page fetches them, `public/data/<name>/`.
//!
//! Sources in order: the folder that `--data` or PLAYGROUND_DATA names, the public mirrors, and for
//! Fashion-MNIST Debian's package. None is needed: without them the page draws its own digits.

mod fetch;
mod sets;
mod verify;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::failure::Outcome;
use crate::files;
use crate::places::Places;
use crate::progress::say;

use sets::{DataSet, SETS};
use verify::verify_gzip;

/// How long a machine that could not reach the mirrors is not asked to try again unasked.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(24 * 60 * 60);

/// Runs `cargo xtask data`: gets what is missing and says what there is.
pub fn fetch(places: &Places) -> Outcome {
    provide(places, true)
}

/// Does the same for `serve` and `test`, which do not insist: mirrors that failed today are left alone.
pub fn fetch_if_easy(places: &Places) -> Outcome {
    provide(places, false)
}

/// Returns the names of the sets that are hosted, in the order of the table.
pub fn hosted(places: &Places) -> Vec<&'static str> {
    let complete = |set: &&DataSet| {
        let folder = places.data().join(set.name);
        set.files
            .iter()
            .all(|file| folder.join(file.gz_name()).is_file())
    };
    SETS.iter().filter(complete).map(|set| set.name).collect()
}

/// Tells tests and measurements where the real sets are. They take them from where PLAYGROUND_DATA says, and do without
/// where it says nothing. They get the verified copies, whatever folder the variable named before.
pub fn offer(places: &Places, program: &mut Command) {
    if hosted(places).is_empty() {
        program.env_remove("PLAYGROUND_DATA");
    } else {
        program.env("PLAYGROUND_DATA", places.data());
    }
}

/// Writes `data/index.json`, from which the page knows what it may fetch without asking in vain.
pub fn write_index(places: &Places) -> Outcome {
    files::write(
        &places.data().join("index.json"),
        index(&hosted(places)).as_bytes(),
    )
}

fn index(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    format!("{{\"sets\":[{}]}}\n", quoted.join(","))
}

fn provide(places: &Places, insist: bool) -> Outcome {
    let given = places.given_data.as_ref();
    if let Some(folder) = given.filter(|folder| !folder.is_dir()) {
        say(&format!(
            "Data: {} is not a folder, so it is passed over",
            folder.display()
        ));
    }
    let stamp = places.cache.join("mirrors-failed");
    let try_mirrors = insist || !is_recent(&stamp);
    for set in &SETS {
        if set.is_verified_in(&places.data().join(set.name)) {
            say(&format!("{}: there, verified", set.title));
            continue;
        }
        obtain(places, set, try_mirrors, &stamp)?;
    }
    write_index(places)
}

fn obtain(places: &Places, set: &DataSet, try_mirrors: bool, stamp: &Path) -> Outcome {
    let folder = places.data().join(set.name);
    if let Some(given) = &places.given_data
        && fetch::from_folder(set, &given.join(set.name), &folder)?
    {
        return Ok(());
    }
    if try_mirrors {
        if fetch::from_mirrors(set, &folder)? {
            return Ok(());
        }
        files::write(stamp, b"")?;
        touch(stamp);
    } else {
        say(&format!(
            "{}: its mirrors failed in the last day; `cargo xtask data` tries them again",
            set.title
        ));
    }
    if fetch::from_debian(set, &folder)? {
        return Ok(());
    }
    say(&format!(
        "{}: not available. The page offers its built-in digits instead; with the four gzipped IDX files in \
         DIR/{}, `--data DIR` brings it in",
        set.title, set.name
    ));
    Ok(())
}

fn is_recent(stamp: &Path) -> bool {
    fs::metadata(stamp)
        .and_then(|facts| facts.modified())
        .is_ok_and(|then| then.elapsed().is_ok_and(|age| age < PAUSE_AFTER_FAILURE))
}

/// Sets the time of a stamp to now. One that cannot be dated only means that the mirrors are asked again sooner.
fn touch(stamp: &Path) {
    if let Ok(file) = fs::File::options().write(true).open(stamp) {
        let _ = file.set_modified(SystemTime::now());
    }
}

impl DataSet {
    fn is_verified_in(&self, folder: &Path) -> bool {
        self.files
            .iter()
            .all(|file| verify_gzip(&folder.join(file.gz_name()), file).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_json() {
        assert_eq!(index(&[]), "{\"sets\":[]}\n");
        assert_eq!(
            index(&["mnist", "fashion-mnist"]),
            "{\"sets\":[\"mnist\",\"fashion-mnist\"]}\n"
        );
    }
}
