//! `cargo xtask deny`: whether everything that is built in may be, by `deny.toml`.

use std::process::Command;

use crate::command::run_watched;
use crate::failure::Outcome;
use crate::places::Places;
use crate::setup;

const ADVICE: &str = "take another library, or give an exception with its reason in deny.toml";

/// Checks licences, bans and sources. Advisories need the network, and are asked for on GitHub.
pub fn run(places: &Places) -> Outcome {
    setup::crates(places)?;
    let program = setup::deny(places)?;
    let mut deny = Command::new(program);
    deny.current_dir(&places.root)
        .args(["--offline", "--locked", "--workspace"])
        .args([
            "check",
            "--hide-inclusion-graph",
            "--deny",
            "unmatched-skip",
        ])
        .args(["licenses", "bans", "sources"]);
    run_watched(&mut deny, ADVICE)
}
