//! What is wrong with the run, for scripts, and what to do about it.

use super::requests::all_taken_up;
use super::value::{list, object};
use crate::state::Store;
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Lists the findings on show, the most severe first.
pub fn findings(store: Store) -> Array {
    let run = store.run.read_untracked();
    list(run.history.findings.iter().map(|finding| {
        let verdict = &finding.verdict;
        object! {
            "rule": finding.rule.key,
            "severity": verdict.severity.word(),
            "sentence": &verdict.sentence,
            "value": finding.value,
            "remedy": verdict.remedy.as_ref().map(|remedy| &remedy.label),
        }
    }))
}

/// Applies the remedy of a finding.
pub async fn remedy(store: Store, rule: JsValue) -> Result<(), String> {
    let rule = rule
        .as_string()
        .ok_or("remedy takes the rule of a finding, as text: see diagnosis().")?;
    store.apply_remedy(&rule)?;
    all_taken_up(store).await
}
