//! What is wrong with the run, for scripts, and what to do about it.

use super::requests::all_taken_up;
use super::set;
use crate::state::Store;
use js_sys::{Array, Object};
use leptos::prelude::*;
use playground_insight::diagnose::Finding;
use wasm_bindgen::JsValue;

/// The findings on show, the most severe first.
pub fn findings(store: Store) -> JsValue {
    let entry = |finding: &Finding| {
        let object = Object::new();
        let remedy = finding.verdict.remedy.as_ref();
        let label = remedy.map_or(JsValue::NULL, |r| r.label.as_str().into());
        set(&object, "rule", &finding.rule.key.into());
        let severity = finding.verdict.severity.word();
        set(&object, "severity", &severity.into());
        set(
            &object,
            "sentence",
            &finding.verdict.sentence.as_str().into(),
        );
        set(&object, "value", &finding.value.into());
        set(&object, "remedy", &label);
        JsValue::from(object)
    };
    let run = store.run.read_untracked();
    run.history
        .findings
        .iter()
        .map(entry)
        .collect::<Array>()
        .into()
}

/// Applies the remedy of a finding.
pub async fn remedy(store: Store, rule: JsValue) -> Result<JsValue, String> {
    let rule = rule
        .as_string()
        .ok_or("remedy takes the rule of a finding, as text: see diagnosis().")?;
    store.treat(&rule)?;
    all_taken_up(store).await?;
    Ok(JsValue::UNDEFINED)
}
