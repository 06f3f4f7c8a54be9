//! A run as a file of this page's own: the network with its optimiser's state, where it stands, how it
//! came there, and its curves.
//!
//! | bytes | |
//! | --- | --- |
//! | 8 | `GRADPLAY` |
//! | 4 | version of the format, little-endian |
//! | 4 | from version 2 on: CRC-32 (ISO-HDLC, as in gzip) of everything that follows, little-endian |
//! | 4 | length of the head, little-endian |
//! | … | the head: JSON in UTF-8, padded with spaces so that the vectors begin at a multiple of 4 |
//! | … | parameters, the optimiser's vectors, then the moving average of the parameters where the experiment keeps one: `f32`, little-endian |
//!
//! The experiment is written as a link's fragment, a format that old files can always be read in.
//! A later version reads the old ones too; `tests/checkpoint-v1.bin` is one without a checksum.

use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::protocol::{CheckpointHead, Evaluation, Report};
use playground_experiment::share::{self, Change, Link};
use serde::{Deserialize, Serialize};

/// The version that [`write()`] writes.
pub(crate) const VERSION: u32 = 2;

const MAGIC: &[u8; 8] = b"GRADPLAY";
/// Bytes before the head.
const START: usize = 20;
/// The longest head in bytes: more than a thousand reports on a hundred layers take.
const MOST_HEAD: usize = 64 << 20;

/// A run as it was saved, without its vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// Its name.
    pub name: String,
    /// Where it stands, and the experiment that is active there.
    pub head: CheckpointHead,
    /// How it began.
    pub base: Experiment,
    /// Live changes made since.
    pub changes: Vec<Change>,
    /// Reports, oldest first.
    pub reports: Vec<WithObjective<Report>>,
    /// Evaluations, oldest first.
    pub evaluations: Vec<WithObjective<Evaluation>>,
}

/// Figures, and what they were measured under.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithObjective<T> {
    /// The figures.
    pub figures: T,
    /// What turned logits into the answer.
    pub output: Output,
    /// What was minimised.
    pub loss: Loss,
}

/// Why a saved run cannot be read. Every message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The bytes do not begin as such a file does.
    #[error(
        "This is not a checkpoint of Gradient Playground. Choose a file that this page has saved."
    )]
    Foreign,
    /// A later version wrote it.
    #[error(
        "This checkpoint is of version {0} of the format, and this page knows versions up to \
         {VERSION}. Reload the page to get its newest version."
    )]
    Newer(u32),
    /// It ends early, or goes on too long.
    #[error(
        "This checkpoint has {found} bytes where {wanted} were expected: it is damaged. Use another one."
    )]
    Length {
        /// Bytes there are.
        found: usize,
        /// Bytes that its head promises.
        wanted: usize,
    },
    /// Its bytes are not those that were written.
    #[error("This checkpoint has been changed since it was saved: it is damaged. Use another one.")]
    Checksum,
    /// Its head cannot be read.
    #[error("The head of this checkpoint cannot be read ({0}): it is damaged. Use another one.")]
    Head(String),
    /// What it says of itself does not go together.
    #[error(
        "This checkpoint does not fit its own experiment ({0}): it is damaged. Use another one."
    )]
    Contradiction(String),
}

/// The head as versions 1 and 2 write it.
#[derive(Serialize, Deserialize)]
struct Head {
    name: String,
    /// In force at `step`, as a link's fragment.
    experiment: String,
    /// How it began and what was changed since, as a link's fragment.
    run: String,
    step: u64,
    epoch: u64,
    used: usize,
    updates: u64,
    slots: usize,
    parameters: usize,
    #[serde(default)]
    reports: Vec<WithObjective<Report>>,
    #[serde(default)]
    evaluations: Vec<WithObjective<Evaluation>>,
}

impl Head {
    fn of(saved: &Saved) -> Self {
        let run = Link {
            experiment: saved.base.clone(),
            changes: saved.changes.clone(),
            ..Link::default()
        };
        Self {
            name: saved.name.clone(),
            experiment: fragment(&saved.head.experiment),
            run: share::encode(&run),
            step: saved.head.step,
            epoch: saved.head.epoch,
            used: saved.head.used,
            updates: saved.head.updates,
            slots: saved.head.slots,
            parameters: saved.head.parameters,
            reports: saved.reports.clone(),
            evaluations: saved.evaluations.clone(),
        }
    }

    fn saved(self) -> Result<Saved, CheckpointError> {
        let experiment = exactly(&self.experiment)?.experiment;
        let run = exactly(&self.run)?;
        let head = CheckpointHead {
            experiment,
            step: self.step,
            epoch: self.epoch,
            used: self.used,
            updates: self.updates,
            slots: self.slots,
            parameters: self.parameters,
        };
        let layers = fits(&head)?;
        let most = self
            .reports
            .iter()
            .map(|report| per_layer(&report.figures))
            .max();
        if let Some(found) = most.filter(|found| *found > layers) {
            let why = format!("a report on {found} layers instead of {layers}");
            return Err(CheckpointError::Contradiction(why));
        }
        Ok(Saved {
            name: self.name,
            head,
            base: run.experiment,
            changes: run.changes,
            reports: self.reports,
            evaluations: self.evaluations,
        })
    }
}

/// Writes an experiment as a link's fragment.
pub fn fragment(experiment: &Experiment) -> String {
    share::encode(&Link {
        experiment: experiment.clone(),
        ..Link::default()
    })
}

/// Reads a link of which everything can be used: a checkpoint under other settings would be another run.
fn exactly(fragment: &str) -> Result<Link, CheckpointError> {
    let (link, notices) = share::decode(fragment);
    match notices.into_iter().next() {
        Some(notice) => Err(CheckpointError::Contradiction(notice)),
        None => Ok(link),
    }
}

/// Returns for how many layers a report says something.
fn per_layer(report: &Report) -> usize {
    let gradients = report
        .gradients
        .len()
        .max(report.counterpart_gradients.len());
    gradients.max(report.update_ratios.len())
}

/// Checks that a checkpoint is one of its own experiment, and that it counts as a run does. Returns the number of its layers.
fn fits(head: &CheckpointHead) -> Result<usize, CheckpointError> {
    let architecture = head.experiment.architecture();
    let architecture =
        architecture.map_err(|error| CheckpointError::Contradiction(error.message))?;
    for (what, found, wanted) in [
        (
            "parameters",
            head.parameters,
            architecture.parameter_count(),
        ),
        ("optimiser vectors", head.slots, head.experiment.slots()),
    ] {
        if found != wanted {
            let why = format!("{found} {what} instead of {wanted}");
            return Err(CheckpointError::Contradiction(why));
        }
    }
    head.check_counters()
        .map_err(CheckpointError::Contradiction)?;
    Ok(architecture.layers.len())
}

/// Writes the file of a run; `vectors` are its parameters and its optimiser's vectors as bytes.
///
/// # Errors
/// When there are not as many bytes as the head says.
pub fn write(saved: &Saved, vectors: &[u8]) -> Result<Vec<u8>, CheckpointError> {
    fits(&saved.head)?;
    let (found, wanted) = (vectors.len(), length_of_vectors(&saved.head));
    if found != wanted {
        return Err(CheckpointError::Length { found, wanted });
    }
    let mut head = serde_json::to_vec(&Head::of(saved))
        .map_err(|error| CheckpointError::Head(error.to_string()))?;
    head.resize(head.len().next_multiple_of(4), b' ');
    let length = u32::try_from(head.len())
        .map_err(|_| CheckpointError::Head("it is too long".to_owned()))?;
    let parts = [&length.to_le_bytes(), &*head, vectors];
    let mut bytes = Vec::with_capacity(START + head.len() + vectors.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&checksum(&parts).to_le_bytes());
    for part in parts {
        bytes.extend_from_slice(part);
    }
    Ok(bytes)
}

/// Writes what a file says before its vectors, for a place that keeps those apart.
///
/// # Errors
/// When the head contradicts its experiment.
pub fn write_head(saved: &Saved) -> Result<String, CheckpointError> {
    fits(&saved.head)?;
    serde_json::to_string(&Head::of(saved))
        .map_err(|error| CheckpointError::Head(error.to_string()))
}

/// Reads what [`write_head`] wrote, to which `found` bytes of vectors belong.
///
/// # Errors
/// When it cannot be read, or describes another number of bytes.
pub fn read_head(text: &str, found: usize) -> Result<Saved, CheckpointError> {
    let head: Head =
        serde_json::from_str(text).map_err(|error| CheckpointError::Head(error.to_string()))?;
    let saved = head.saved()?;
    let wanted = length_of_vectors(&saved.head);
    match found == wanted {
        true => Ok(saved),
        false => Err(CheckpointError::Length { found, wanted }),
    }
}

fn checksum(parts: &[&[u8]]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize()
}

/// Counts the values of the vectors that are not finite: a run that has overflowed can be saved, and opened again to be
/// looked at.
pub fn not_finite(vectors: &[u8]) -> usize {
    let (values, _) = vectors.as_chunks::<4>();
    let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes));
    values.filter(|value| !value.is_finite()).count()
}

fn length_of_vectors(head: &CheckpointHead) -> usize {
    head.parameters * head.vectors() * size_of::<f32>()
}

/// Returns whether bytes begin as such a file does.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads a run from its file, and the bytes of its vectors.
///
/// # Errors
/// When the bytes are not such a file, are of a later version, or are damaged.
pub fn read(bytes: &[u8]) -> Result<(Saved, &[u8]), CheckpointError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(CheckpointError::Foreign)?;
    let damaged = |wanted| CheckpointError::Length {
        found: bytes.len(),
        wanted,
    };
    let word = |rest| word(rest).ok_or_else(|| damaged(START));
    let (version, rest) = word(rest)?;
    if version > VERSION {
        return Err(CheckpointError::Newer(version));
    }
    let (sum, rest) = match version {
        0 | 1 => (None, rest),
        _ => {
            let (sum, rest) = word(rest)?;
            (Some(sum), rest)
        }
    };
    let long = word(rest)?.0 as usize;
    if long > MOST_HEAD {
        let why = format!("it has {long} bytes, more than the {MOST_HEAD} that it can have");
        return Err(CheckpointError::Head(why));
    }
    let intact = sum.is_none_or(|sum| sum == checksum(&[rest]));
    let (length, rest) = word(rest)?;
    let split = rest.split_at_checked(length as usize);
    let before = bytes.len() - rest.len();
    let (head, vectors) = split.ok_or_else(|| damaged(before.saturating_add(length as usize)))?;
    if !intact {
        return Err(CheckpointError::Checksum);
    }
    let head: Head =
        serde_json::from_slice(head).map_err(|error| CheckpointError::Head(error.to_string()))?;
    let saved = head.saved()?;
    let wanted = length_of_vectors(&saved.head);
    if vectors.len() != wanted {
        return Err(damaged(bytes.len() - vectors.len() + wanted));
    }
    Ok((saved, vectors))
}

/// Splits a little-endian number off the front, and returns it with what follows.
fn word(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*first), rest))
}

#[cfg(test)]
mod tests;
