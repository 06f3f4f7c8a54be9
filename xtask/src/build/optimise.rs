//! Smaller and quicker wasm by wasm-opt. It takes minutes and depends on nothing but the module, so its
//! results are kept by the hash of what went in.

use std::fs;
use std::path::Path;

use crate::digest;
use crate::failure::Outcome;
use crate::files;
use crate::places::Places;
use crate::progress::{say, step};
use crate::setup::WasmOpt;

/// Optimises every wasm module in the folder, in place.
pub fn every_module(places: &Places, wasm_opt: &WasmOpt, dist: &Path) -> Outcome {
    for path in files::list(dist) {
        if path.extension().is_some_and(|ending| ending == "wasm") {
            module(places, wasm_opt, &path)?;
        }
    }
    Ok(())
}

fn module(places: &Places, wasm_opt: &WasmOpt, path: &Path) -> Outcome {
    let original = files::read(path)?;
    let key = digest::short(&[&original, wasm_opt.recipe().as_bytes()]);
    let kept = places.cache.join("optimised").join(format!("{key}.wasm"));
    let name = files::name(path);
    files::keep(&kept, |part| {
        let what = format!("Optimising {name} ({})", megabytes(original.len()));
        let long = wasm_opt.roughly(original.len());
        step(&what, &long, || wasm_opt.run(path, part))
    })?;
    files::copy(&kept, path)?;
    let now = fs::metadata(path).map_or(0, |facts| facts.len());
    say(&format!(
        "{name}: {} from {}",
        megabytes(usize::try_from(now).unwrap_or(usize::MAX)),
        megabytes(original.len())
    ));
    Ok(())
}

fn megabytes(bytes: usize) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
