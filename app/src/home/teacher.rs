//! A teacher from what was saved: a checkpoint of the browser's storage, or a file.

use super::imports::{buffer, bytes_of};
use super::storage;
use crate::runs::Runs;
use crate::state::{self, Teacher};
use js_sys::Float32Array;
use playground_insight::export::{checkpoint, weights};
use web_sys::File;

/// Appoints the run that is looked at, as it is now, to teach. Returns what to say.
///
/// # Errors
/// When there is no network.
pub async fn here(runs: Runs) -> Result<String, String> {
    let (head, vectors) = state::checkpoint(runs.store()).await?;
    let teacher = Teacher {
        experiment: head.experiment,
        step: Some(head.step),
    };
    runs.appoint(teacher, &vectors)
}

/// Appoints the checkpoint of this name to teach. Returns what to say.
///
/// # Errors
/// When it cannot be read.
pub async fn kept(runs: Runs, name: String) -> Result<String, String> {
    let file = storage::get(&name).await?;
    from_bytes(runs, &file).map_err(|text| format!("“{name}”: {text}"))
}

/// Appoints the network of a file to teach: a checkpoint, or weights for a network of the shape that is being
/// edited. Returns what to say.
///
/// # Errors
/// When it is neither, or cannot be read.
pub async fn file(runs: Runs, file: File) -> Result<String, String> {
    let about = |text: String| format!("{}: {text}", file.name());
    let bytes = bytes_of(&file).await.map_err(about)?;
    from_bytes(runs, &bytes).map_err(about)
}

fn from_bytes(runs: Runs, bytes: &[u8]) -> Result<String, String> {
    if checkpoint::is_one(bytes) {
        let (saved, vectors) = checkpoint::read(bytes).map_err(|error| error.to_string())?;
        let teacher = Teacher {
            experiment: saved.head.experiment,
            step: Some(saved.head.step),
        };
        return runs.appoint(teacher, &buffer(vectors));
    }
    let draft = runs.store().draft();
    let architecture = draft.architecture().map_err(|e| e.message)?;
    let step = weights::about(bytes).map_err(|e| e.to_string())?.step;
    let values = weights::read(&architecture, bytes).map_err(|e| e.to_string())?;
    let teacher = Teacher {
        experiment: draft,
        step,
    };
    let values = Float32Array::from(values.as_slice());
    runs.appoint(teacher, &values.buffer())
}
