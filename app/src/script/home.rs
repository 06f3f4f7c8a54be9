//! What scripts take home and bring back.

use crate::home::{self, CheckpointStore};
use crate::run::Run;
use crate::runs::Runs;
use js_sys::Uint8Array;
use leptos::prelude::*;
use playground_insight::export::python::{LIBRARIES, Library};
use wasm_bindgen::JsValue;

/// Keeps the run that is looked at in this browser; one of that name is replaced.
pub async fn save(runs: Runs, kept: CheckpointStore, name: JsValue) -> Result<String, String> {
    let name = text("save", &name)?;
    kept.save(runs.store(), name).await
}

/// Puts a run kept in this browser in place of the one that is looked at.
pub async fn load(runs: Runs, kept: CheckpointStore, name: JsValue) -> Result<String, String> {
    let name = text("load", &name)?;
    kept.load(runs.store(), name).await
}

fn text(call: &str, name: &JsValue) -> Result<String, String> {
    name.as_string()
        .ok_or_else(|| format!("{call} takes the name of a checkpoint as text."))
}

/// Writes the curves of the run that is looked at as CSV.
pub fn curves(runs: Runs) -> String {
    let selected = untrack(|| runs.selected());
    home::curves(runs, &[selected])
}

/// Writes the weights of the run that is looked at as a safetensors file.
pub async fn weights(runs: Runs) -> Result<JsValue, String> {
    let store = runs.store();
    // Settings that take new weights have been taken up before those are there.
    let there = |run: &Run| run.network.is_some() || run.gone().is_some();
    store.when(there).await;
    let bytes = home::weights(store).await?;
    Ok(Uint8Array::from(bytes.as_slice()).into())
}

/// Writes the settings shown as a program for a library.
pub fn script(runs: Runs, library: &JsValue) -> Result<String, String> {
    let word = library.as_string();
    let known = word.as_deref().and_then(Library::from_key);
    let library = known.ok_or_else(|| {
        let keys: Vec<String> = LIBRARIES.iter().map(|l| format!("\"{}\"", l.key)).collect();
        format!("exportScript takes {}.", keys.join(" or "))
    })?;
    home::script(runs, library)
}
