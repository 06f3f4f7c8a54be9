//! The static page: Trunk builds it, then the steps that Trunk leaves undone.

mod compile;
mod compress;
mod finish;
mod lessons;
mod optimise;
pub mod page;

use std::path::Path;

use crate::args::Build;
use crate::command;
use crate::data;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::{say, step};
use crate::setup::{Tools, WasmOpt};

/// How much work goes into a page. It does the same in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// To be published: small modules by wasm-opt, packed copies.
    Published,
    /// The code that is published, as the compiler leaves it.
    Plain,
    /// Soonest there, with modules larger than a network should carry.
    Quick,
}

impl Finish {
    /// Returns how a page that others will see is finished, as `--no-optimise` says.
    pub fn unless(no_optimise: bool) -> Self {
        match no_optimise {
            true => Self::Plain,
            false => Self::Published,
        }
    }

    /// Returns cargo's profile.
    fn profile(self) -> &'static str {
        match self {
            Self::Published | Self::Plain => "web",
            Self::Quick => "serve",
        }
    }
}

/// Runs `cargo xtask build`: makes the page to publish, in `dist/`.
pub fn run(places: &Places, options: &Build) -> Outcome {
    let tools = Tools::ready(places)?;
    data::fetch_if_easy(places)?;
    let dist = places.dist();
    make(places, &tools, &dist, Finish::unless(options.no_optimise))?;
    say(&format!(
        "The page is in {}: put that folder on any static host",
        dist.display()
    ));
    Ok(())
}

/// Builds the page into `dist`.
pub fn make(places: &Places, tools: &Tools, dist: &Path, finish: Finish) -> Outcome {
    data::write_index(places)?;
    lessons::write_index(places)?;
    check_styles(places)?;
    let published = finish == Finish::Published;
    let wasm_opt = published.then(|| WasmOpt::ready(places)).transpose()?;
    files::create_folder(dist)?;
    compile::every_program(places, tools, finish.profile())?;
    step("Putting the page together with Trunk", "seconds", || {
        let mut trunk = tools.trunk(places);
        trunk
            .args(["build", "--cargo-profile", finish.profile(), "--dist"])
            .arg(dist);
        command::run(
            &mut trunk,
            "read Trunk's message above; when it is about a tool, `cargo xtask setup` checks each one",
        )
    })?;
    if let Some(wasm_opt) = wasm_opt {
        optimise::every_module(places, &wasm_opt, dist)?;
    }
    finish::finish(dist)?;
    if published {
        compress::every_file(places, dist)?;
    }
    Ok(())
}

/// Checks that every style sheet is linked: only somebody's eye would miss one that is not.
fn check_styles(places: &Places) -> Outcome {
    let html = files::read_text(&places.root.join("index.html"))?;
    let folder = places.root.join("app/styles");
    let unlinked = files::list(&folder)
        .into_iter()
        .find(|path| !html.contains(&format!("app/styles/{}", files::name(path))));
    match unlinked {
        None => Ok(()),
        Some(path) => Err(Failure::new(
            format!("index.html does not link {}", path.display()),
            "add a line `<link data-trunk rel=\"css\" href=\"app/styles/NAME\">` to its head",
        )),
    }
}
