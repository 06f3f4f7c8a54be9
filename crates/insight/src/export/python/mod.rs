//! An experiment as a script for PyTorch or Keras: a template for each, whose gaps are filled from the
//! experiment. The templates are plain Python with `{{GAPS}}`; a gap that stands alone on its line takes
//! several lines, or none, at its indentation.
//!
//! Scripts read the same data, split it alike, and begin, step and measure by the same formulas as this
//! page. What differs: the order of the examples and the numbers drawn for the weights, which come from
//! the library's own generator; the script can begin with this page's weights instead (`--weights`).

mod formula;
mod forward;
mod frozen;
mod keras;
mod loss;
mod parts;
mod pytorch;
mod schedule;

use playground_data::dataset::InLibraries;
use playground_data::{rows, table_lookup};
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;

/// A library to write a script for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// PyTorch 1.13 and later.
    PyTorch,
    /// Keras 3, with any backend.
    Keras,
}

/// A row of [`LIBRARIES`].
pub struct LibraryInfo {
    /// The library described.
    pub id: Library,
    /// Stable word for scripts and file names.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    template: &'static str,
    /// What it calls a data set that it can fetch.
    dataset: fn(&InLibraries) -> Option<&'static str>,
    /// What it says of an experiment, or why it cannot say what its network is, with what to do.
    gaps: fn(&Experiment, &Architecture) -> Result<parts::Gaps, &'static str>,
    /// What its reader must know besides.
    caveats: fn(&Experiment, &Architecture) -> Vec<&'static str>,
}

/// Every library, in menu order.
pub const LIBRARIES: &[LibraryInfo] = rows![
    LibraryInfo (id, key, name, template, dataset, gaps, caveats)
    [Library::PyTorch, "pytorch", "PyTorch", include_str!("templates/pytorch.py"), |set| set.torchvision,
     |experiment, architecture| Ok(pytorch::gaps(experiment, architecture)), |_, _| Vec::new()]
    [Library::Keras, "keras", "Keras", include_str!("templates/keras.py"), |set| set.keras,
     keras::gaps, keras::caveats]
];

table_lookup!(Library, LibraryInfo, LIBRARIES);

/// Writes the script of an experiment. `link` is the address of the run on this page; `changed` says that settings were
/// changed while it ran, which a script does not repeat.
///
/// # Errors
/// When the blocks do not make a network, or one that the script cannot repeat.
pub fn script(
    library: Library,
    experiment: &Experiment,
    link: &str,
    changed: bool,
) -> Result<String, ExperimentError> {
    let info = library.info();
    let architecture = experiment.architecture()?;
    let own = (info.gaps)(experiment, &architecture);
    let own = own.map_err(|why| ExperimentError::new("net", why))?;
    let caveats = (info.caveats)(experiment, &architecture);
    let downloaded = (info.dataset)(&experiment.dataset.info().in_libraries).is_some();
    let mut gaps = parts::common(experiment, link, changed, downloaded, caveats);
    gaps.extend(own);
    Ok(parts::fill(info.template, &gaps))
}
