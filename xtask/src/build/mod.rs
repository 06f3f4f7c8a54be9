//! The static page: Trunk builds it, then the steps that Trunk leaves undone.

pub mod compress;
mod finish;
mod optimise;
pub mod page;

use std::path::Path;

use crate::args::Options;
use crate::command;
use crate::data;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::{say, step};
use crate::setup::{Tools, WasmOpt};

/// `cargo xtask build`: the page to publish, in `dist/`.
pub fn run(places: &Places, options: &Options) -> Outcome {
    let tools = Tools::ready(places)?;
    data::fetch_if_easy(places, options.data.as_deref())?;
    let dist = places.dist();
    make(places, &tools, &dist, options.optimise)?;
    say(&format!(
        "The page is in {}: put that folder on any static host",
        dist.display()
    ));
    Ok(())
}

/// Builds the page into `dist`, with wasm-opt and packed copies or without.
pub fn make(places: &Places, tools: &Tools, dist: &Path, optimise: bool) -> Outcome {
    data::write_index(places)?;
    check_styles(places)?;
    let wasm_opt = optimise.then(|| WasmOpt::ready(places)).transpose()?;
    files::create_folder(dist)?;
    step(
        "Building the page and the trainer with Trunk",
        "about 8 minutes the first time on two cores, then seconds to two minutes",
        || {
            let mut trunk = tools.trunk(places);
            trunk.arg("build").arg("--dist").arg(dist);
            command::run(
                &mut trunk,
                "read the compiler's messages above; when they are about a tool, \
                 `cargo xtask setup` checks each one",
            )
        },
    )?;
    if let Some(wasm_opt) = wasm_opt {
        optimise::every_module(places, &wasm_opt, dist)?;
    }
    finish::finish(dist)?;
    if optimise {
        compress::every_file(places, dist)?;
    }
    Ok(())
}

/// A style sheet that is not linked would only be missed by somebody's eye.
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
