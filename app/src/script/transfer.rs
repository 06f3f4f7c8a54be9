//! Weights that go over to the next network, and the teacher, for scripts.

use crate::home::teacher;
use crate::run::Run;
use crate::runs::Runs;
use crate::state::Store;
use wasm_bindgen::JsValue;

/// Checks that a reset can keep the weights that it is to keep.
pub(super) fn can_keep(store: Store) -> Result<(), String> {
    let problem = store.peek(Run::keep_problem);
    problem.map_or(Ok(()), Err)
}

/// Has the next reset keep the weights of the first `blocks` blocks.
pub async fn keep(store: Store, blocks: JsValue) -> Result<(), String> {
    let most = store.peek(|run| run.settings.draft.blocks.len());
    let chosen = blocks.as_f64();
    let chosen = chosen.filter(|n| n.fract() == 0.0 && (0.0..=most as f64).contains(n));
    let blocks =
        chosen.ok_or_else(|| format!("keep takes a whole number of blocks, 0 to {most}."))?;
    store.act(|run| run.transfer.keep = blocks as u32);
    Ok(())
}

/// Has the network of the run that is looked at teach from now on; resolves to what it is.
pub async fn teach(runs: Runs) -> Result<String, String> {
    teacher::here(runs).await
}
