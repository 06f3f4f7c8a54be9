//! `cargo xtask lint`: what the compiler does not forbid. The crates use each other one way, as [`ROOMS`] says, no files
//! use each other in a circle, and no tensor library gets into the page.

mod circles;

use std::collections::BTreeSet;
use std::process::Command;

use crate::command;
use crate::failure::{Failure, Outcome};
use crate::places::Places;
use crate::progress::say;
use crate::setup::dependencies::TARGET;

/// A crate of the workspace.
struct Room {
    name: &'static str,
    folder: &'static str,
    /// The crates that it may use.
    doors: &'static [&'static str],
}

const DATA: &str = "playground-data";
const KERNELS: &str = "playground-kernels";
const EXPERIMENT: &str = "playground-experiment";
const INSIGHT: &str = "playground-insight";
const CORE: &str = "playground-core";
const TRAINER: &str = "playground-trainer";
const CHART: &str = "playground-chart";
const LESSON: &str = "playground-lesson";

/// The order is that of the house: a crate uses only those above it.
const ROOMS: [Room; 10] = [
    Room::new(DATA, "crates/data", &[]),
    Room::new(KERNELS, "crates/kernels", &[]),
    Room::new(EXPERIMENT, "crates/experiment", &[DATA]),
    Room::new(INSIGHT, "crates/insight", &[DATA, EXPERIMENT]),
    Room::new(CORE, "core", &[DATA, EXPERIMENT, INSIGHT, KERNELS]),
    Room::new(TRAINER, "crates/trainer", &[CORE, EXPERIMENT]),
    Room::new(CHART, "crates/chart", &[EXPERIMENT, INSIGHT]),
    Room::new(LESSON, "crates/lesson", &[EXPERIMENT]),
    Room::new(PAGE, "app", &[CHART, DATA, EXPERIMENT, INSIGHT, LESSON]),
    Room::new("xtask", "xtask", &[]),
];

impl Room {
    const fn new(name: &'static str, folder: &'static str, doors: &'static [&'static str]) -> Self {
        Self {
            name,
            folder,
            doors,
        }
    }
}

/// The page's crate, and what must not be among all that it is built from.
const PAGE: &str = "playground-app";
const NOT_IN_THE_PAGE: [&str; 5] = ["burn", "cubecl", "wgpu", CORE, KERNELS];

/// Checks the doors, and the files of every room.
pub fn run(places: &Places) -> Outcome {
    let members = tree(places, &["--workspace", "--depth", "0"])?;
    let mut wrong = unlisted(&members);
    for room in &ROOMS {
        // Tests included: what a test needs from below belongs below.
        let edges = ["--package", room.name, "--depth", "1", "--target", "all"];
        let used = tree(
            places,
            &[&edges[..], &["--edges", "normal,build,dev"]].concat(),
        )?;
        wrong.extend(through_walls(room, &used, &members));
        let found = circles::of_crate(&places.root.join(room.folder).join("src"))?;
        wrong.extend(found.iter().map(|files| in_a_circle(room, files)));
    }
    let target = ["--target", TARGET, "--edges", "normal"];
    let page = tree(places, &[&["--package", PAGE][..], &target].concat())?;
    wrong.extend(heavy(&page));
    if wrong.is_empty() {
        say(
            "House: crates use each other one way, files in no circle, and the page holds no tensor library",
        );
        return Ok(());
    }
    Err(Failure::new(
        wrong.join("\n"),
        "move what both need down to where both may use it; the rooms and their doors stand in xtask/src/lint.rs",
    ))
}

/// Returns the names of the packages that `cargo tree` lists.
fn tree(places: &Places, arguments: &[&str]) -> Outcome<BTreeSet<String>> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .args(["tree", "--offline", "--locked", "--prefix", "none"])
        .args(["--format", "{p}"])
        .args(arguments);
    let listed = command::capture(&mut cargo).ok_or_else(|| {
        Failure::new(
            "`cargo tree` does not answer",
            "run `cargo xtask fetch` first",
        )
    })?;
    let names = listed
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}

fn unlisted(members: &BTreeSet<String>) -> Vec<String> {
    let listed = |member: &str| ROOMS.iter().any(|room| room.name == member);
    let unlisted = members.iter().filter(|member| !listed(member));
    unlisted
        .map(|member| {
            format!("The crate {member} has no place in the house: give it a row in ROOMS.")
        })
        .collect()
}

/// Finds the crates of the workspace that a room uses although no door leads there.
fn through_walls(room: &Room, used: &BTreeSet<String>, members: &BTreeSet<String>) -> Vec<String> {
    let ours = used
        .iter()
        .filter(|name| members.contains(*name) && *name != room.name);
    ours.filter(|name| !room.doors.contains(&name.as_str()))
        .map(|name| format!("{} uses {name}, where no door leads.", room.name))
        .collect()
}

fn in_a_circle(room: &Room, files: &[String]) -> String {
    format!(
        "{}: {} use each other in a circle.",
        room.folder,
        files.join(", ")
    )
}

fn heavy(page: &BTreeSet<String>) -> Vec<String> {
    let is_heavy = |name: &str| {
        NOT_IN_THE_PAGE
            .iter()
            .any(|heavy| name == *heavy || name.starts_with(&format!("{heavy}-")))
    };
    page.iter()
        .filter(|name| is_heavy(name))
        .map(|name| format!("{name} gets into the page, which never computes with tensors."))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Folders;

    fn names(words: &str) -> BTreeSet<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_house_as_it_stands_is_in_order() {
        run(&Places::find(Folders::default()).unwrap()).unwrap();
    }

    #[test]
    fn every_room_uses_only_rooms_above_it() {
        for (at, room) in ROOMS.iter().enumerate() {
            for door in room.doors {
                let above = ROOMS.iter().position(|other| other.name == *door).unwrap();
                assert!(above < at, "{} uses {door}", room.name);
            }
        }
    }

    #[test]
    fn a_wall_is_seen() {
        let members = names("playground-data playground-core");
        let used = names("playground-data playground-core serde");
        let [data, core] = ["playground-data", "playground-core"]
            .map(|name| ROOMS.iter().find(|room| room.name == name).unwrap());
        let wrong = through_walls(data, &used, &members);
        assert_eq!(
            wrong,
            ["playground-data uses playground-core, where no door leads."]
        );
        assert!(through_walls(core, &used, &members).is_empty());
    }

    #[test]
    fn a_tensor_library_is_seen_in_the_page() {
        assert!(heavy(&names("leptos web-sys playground-insight burner")).is_empty());
        assert_eq!(
            heavy(&names("leptos burn-tensor playground-core wgpu")).len(),
            3
        );
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(unlisted(&names("xtask attic")).len(), 1);
    }
}
