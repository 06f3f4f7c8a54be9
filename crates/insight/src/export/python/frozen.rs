//! What does not train.

use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;

/// Counts the layers with weights, and the normalisations, from the input, that do not train.
pub(super) fn frozen(experiment: &Experiment, architecture: &Architecture) -> (usize, usize) {
    let frozen = |own: &[usize]| {
        let first = own.first().and_then(|&i| architecture.parameters.get(i));
        first.is_some_and(|p| p.block < experiment.freeze as usize)
    };
    let layers = architecture.layers.iter().filter(|l| frozen(&l.parameters));
    let norms = architecture.norms.iter().filter(|n| frozen(&n.parameters));
    (layers.count(), norms.count())
}
