//! Whether a machine that has never built anything gets every crate before the first is compiled. A full cargo home
//! hides a download that was forgotten; here it is empty.

use std::env;
use std::path::Path;
use std::process::Command;

use super::{Count, Report};
use crate::command;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::{say, step};
use crate::setup::dependencies;

const ADVICE: &str =
    "see setup/dependencies.rs: all that `serve` and `test` compile must be fetched before";

pub fn run(places: &Places) -> Report {
    Report::of("fetch", || {
        let home = places.cache.join("empty-cargo-home");
        let mut count = Count::default();
        let outcome = files::remove_folder(&home)
            .and_then(|()| files::create_folder(&home))
            .and_then(|()| check(places, &home, &mut count));
        count.failed = u32::from(outcome.is_err());
        let outcome = outcome.and(files::remove_folder(&home));
        (Some(count), outcome)
    })
}

fn check(places: &Places, home: &Path, count: &mut Count) -> Outcome {
    let builds = builds(places)?;
    for (title, folder, target) in &builds {
        // Else the check below would be one that cannot fail.
        if dependencies::resolves_offline(folder, target, home).is_ok() {
            return Err(Failure::new(
                format!("{title} for {target} resolves without a single crate at hand"),
                "this check asks the wrong cargo home: mend it",
            ));
        }
    }
    let fetch = env::current_exe().map_err(|error| {
        Failure::new(format!("this program cannot find itself: {error}"), ADVICE)
    })?;
    let mut fetch = Command::new(fetch);
    fetch.arg("fetch").env("CARGO_HOME", home);
    step("Fetching into an empty cargo home", "about 30 s", || {
        command::run(&mut fetch, ADVICE)
    })?;
    for (title, folder, target) in &builds {
        dependencies::resolves_offline(folder, target, home).map_err(|reason| {
            Failure::new(
                format!("{title} for {target} does not resolve offline: {reason}"),
                ADVICE,
            )
        })?;
        say(&format!("{title} for {target}: complete without a network"));
        count.passed += 1;
    }
    Ok(())
}

/// Lists what is compiled on the way to a page, each with the target it is compiled for.
fn builds(places: &Places) -> Outcome<Vec<(String, std::path::PathBuf, String)>> {
    let host = dependencies::host()?;
    let mut builds = vec![
        (
            "the workspace".to_owned(),
            places.root.clone(),
            host.clone(),
        ),
        (
            "the workspace".to_owned(),
            places.root.clone(),
            dependencies::TARGET.to_owned(),
        ),
    ];
    for folder in dependencies::tools(places)? {
        builds.push((files::name(&folder).to_owned(), folder, host.clone()));
    }
    Ok(builds)
}
