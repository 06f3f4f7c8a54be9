//! `cargo xtask lint`: what the compiler does not forbid. The crates use each other one way, as [`ROOMS`] says, and no
//! tensor library gets into the page.

use std::collections::BTreeSet;
use std::process::Command;

use crate::command;
use crate::failure::{Failure, Outcome};
use crate::places::Places;
use crate::progress::say;

/// Each crate of the workspace with those that it may use. The order is that of the house: a crate uses only those
/// above it.
const ROOMS: [(&str, &[&str]); 8] = [
    ("playground-data", &[]),
    ("playground-kernels", &[]),
    ("playground-experiment", &["playground-data"]),
    (
        "playground-insight",
        &["playground-data", "playground-experiment"],
    ),
    (
        "playground-core",
        &[
            "playground-data",
            "playground-experiment",
            "playground-insight",
            "playground-kernels",
        ],
    ),
    (
        "playground-trainer",
        &["playground-core", "playground-experiment"],
    ),
    (
        "playground-app",
        &[
            "playground-data",
            "playground-experiment",
            "playground-insight",
        ],
    ),
    ("xtask", &[]),
];

/// The page's crate, and what must not be among all that it is built from.
const PAGE: &str = "playground-app";
const NOT_IN_THE_PAGE: [&str; 5] = ["burn", "cubecl", "wgpu", "playground-core", "playground-kernels"];

/// Checks the doors.
pub fn run(places: &Places) -> Outcome {
    let members = tree(places, &["--workspace", "--depth", "0"])?;
    let known = ROOMS.map(|(name, _)| name.to_owned());
    let mut wrong = unlisted(&members, &known);
    for (room, doors) in ROOMS {
        // Tests included: what a test needs from below belongs below.
        let edges = ["--package", room, "--depth", "1", "--target", "all"];
        let used = tree(places, &[&edges[..], &["--edges", "normal,build,dev"]].concat())?;
        wrong.extend(through_walls(room, doors, &used, &members));
    }
    let target = ["--target", "wasm32-unknown-unknown", "--edges", "normal"];
    let page = tree(places, &[&["--package", PAGE][..], &target].concat())?;
    wrong.extend(heavy(&page));
    if wrong.is_empty() {
        say("Doors: every crate uses only those that it may, and the page holds no tensor library");
        return Ok(());
    }
    Err(Failure::new(
        wrong.join("\n"),
        "move what is needed down to where both may use it; the rooms and their doors stand in xtask/src/lint.rs",
    ))
}

/// The names of the packages that `cargo tree` lists.
fn tree(places: &Places, arguments: &[&str]) -> Outcome<BTreeSet<String>> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .args(["tree", "--offline", "--locked", "--prefix", "none"])
        .args(["--format", "{p}"])
        .args(arguments);
    let listed = command::capture(&mut cargo)
        .ok_or_else(|| Failure::new("`cargo tree` does not answer", "run `cargo xtask fetch` first"))?;
    let names = listed.lines().filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}

fn unlisted(members: &BTreeSet<String>, known: &[String]) -> Vec<String> {
    let unlisted = members.iter().filter(|member| !known.contains(member));
    unlisted
        .map(|member| format!("The crate {member} has no place in the house: give it a row in ROOMS."))
        .collect()
}

/// The crates of the workspace that `room` uses although no door leads there.
fn through_walls(
    room: &str,
    doors: &[&str],
    used: &BTreeSet<String>,
    members: &BTreeSet<String>,
) -> Vec<String> {
    let ours = used.iter().filter(|name| members.contains(*name) && *name != room);
    ours.filter(|name| !doors.contains(&name.as_str()))
        .map(|name| format!("{room} uses {name}, where no door leads."))
        .collect()
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

    fn names(words: &str) -> BTreeSet<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_house_as_it_stands_is_in_order() {
        run(&Places::find(None).unwrap()).unwrap();
    }

    #[test]
    fn every_room_uses_only_rooms_above_it() {
        for (at, (room, doors)) in ROOMS.iter().enumerate() {
            for door in *doors {
                let above = ROOMS.iter().position(|(name, _)| name == door).unwrap();
                assert!(above < at, "{room} uses {door}");
            }
        }
    }

    #[test]
    fn a_wall_is_seen() {
        let members = names("playground-data playground-core");
        let used = names("playground-data playground-core serde");
        let wrong = through_walls("playground-data", &[], &used, &members);
        assert_eq!(wrong, ["playground-data uses playground-core, where no door leads."]);
        assert!(through_walls("playground-core", &["playground-data"], &used, &members).is_empty());
    }

    #[test]
    fn a_tensor_library_is_seen_in_the_page() {
        assert!(heavy(&names("leptos web-sys playground-insight burner")).is_empty());
        assert_eq!(heavy(&names("leptos burn-tensor playground-core wgpu")).len(), 3);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        let known = ["xtask".to_owned()];
        assert_eq!(unlisted(&names("xtask attic"), &known).len(), 1);
    }
}
