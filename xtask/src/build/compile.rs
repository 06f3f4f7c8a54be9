//! The page and the trainer, compiled.
//!
//! Trunk would call cargo itself, show nothing of how far it is, and end a failed build with a stack of its own. So
//! cargo is called first, with the arguments that Trunk will use: Trunk then finds everything compiled.

use crate::command::run_watched;
use crate::failure::Outcome;
use crate::places::Places;
use crate::progress::step;
use crate::setup::Tools;
use crate::setup::dependencies::TARGET;

/// A `data-trunk rel="rust"` link of index.html.
struct Program {
    title: &'static str,
    manifest: &'static str,
    binary: &'static str,
    roughly: &'static str,
}

const PROGRAMS: [Program; 2] = [
    Program {
        title: "the page",
        manifest: "app/Cargo.toml",
        binary: "playground",
        roughly: "about 2 minutes the first time on two cores, then seconds",
    },
    Program {
        title: "the trainer",
        manifest: "crates/trainer/Cargo.toml",
        binary: "trainer",
        roughly: "about 5 minutes the first time on two cores, then seconds to two minutes",
    },
];

/// Compiles both under the profile.
pub fn every_program(places: &Places, tools: &Tools, profile: &str) -> Outcome {
    PROGRAMS.iter().try_for_each(|program| {
        let what = format!("Compiling {}", program.title);
        let mut cargo = tools.cargo(places);
        cargo
            .args(["build", "--target", TARGET])
            .arg("--manifest-path")
            .arg(places.root.join(program.manifest))
            .args(["--bin", program.binary])
            .args(["--profile", profile, "--offline", "--locked"]);
        step(&what, program.roughly, || {
            run_watched(&mut cargo, "mend that error and run the command again")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Folders;
    use crate::files;

    #[test]
    fn what_is_compiled_is_what_the_page_links() {
        let places = Places::find(Folders::default()).unwrap();
        let html = files::read_text(&places.root.join("index.html")).unwrap();
        let links: Vec<&str> = html
            .lines()
            .filter(|line| line.contains("rel=\"rust\""))
            .collect();
        assert_eq!(links.len(), PROGRAMS.len());
        for (link, program) in links.iter().zip(&PROGRAMS) {
            let given = |attribute: &str| {
                let (_, rest) = link.split_once(&format!("{attribute}=\""))?;
                rest.split('"').next()
            };
            assert_eq!(given("href"), Some(program.manifest));
            assert_eq!(given("data-bin"), Some(program.binary));
            assert_eq!(given("data-cargo-features"), None);
        }
    }
}
