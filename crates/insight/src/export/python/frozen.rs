//! What does not train.

use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;

/// How many layers with weights, and how many normalisations, from the input, do not train.
pub(super) fn frozen(experiment: &Experiment, architecture: &Architecture) -> (usize, usize) {
    let frozen = |own: &[usize]| {
        let first = own.first().and_then(|&i| architecture.parameters.get(i));
        first.is_some_and(|p| p.block < experiment.freeze as usize)
    };
    let layers = architecture.layers.iter().filter(|l| frozen(&l.parameters));
    let norms = architecture.norms.iter().filter(|n| frozen(&n.parameters));
    (layers.count(), norms.count())
}
