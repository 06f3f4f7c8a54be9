//! How the learning rate moves, in Python.

use super::formula::Dialect;
use super::parts::number;
use playground_experiment::experiment::Experiment;
use playground_experiment::schedule::Schedule;

/// Writes the factor on the learning rate as an expression of `step`; nothing where it stays.
pub(super) fn factor(experiment: &Experiment, dialect: &Dialect) -> String {
    let (minimum, cosine, warmup) = (dialect.minimum, dialect.cosine, experiment.warmup_steps);
    let mut factors = Vec::new();
    if warmup > 0 {
        factors.push(format!("{minimum}((step + 1) / {warmup}, 1.0)"));
    }
    match experiment.schedule {
        Schedule::Constant => {}
        Schedule::Step { epochs, factor } => factors.push(format!(
            "{} ** (step // ({} * STEPS_PER_EPOCH))",
            number(factor),
            epochs.max(1)
        )),
        Schedule::Exponential { factor } => {
            factors.push(format!("{} ** (step / STEPS_PER_EPOCH)", number(factor)));
        }
        Schedule::Cosine => factors.push(format!(
            "0.5 * (1 + {cosine}(math.pi * {minimum}(step / STEPS, 1.0)))"
        )),
    }
    factors.join(" * ")
}
