//! What a training step costs, before it is taken.

use super::sizes::NetworkSize;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;

/// Memory and work of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepCost {
    /// Bytes of single precision: parameters, their gradient, what the optimiser carries along and a moving average; and
    /// for each image what enters and leaves every operation, there and back.
    pub bytes: f64,
    /// Multiplications with their additions: a forward pass of the batch, and twice as many for its gradients.
    pub multiply_adds: f64,
}

impl StepCost {
    /// Works out what a step of `experiment` costs.
    ///
    /// # Errors
    /// When its blocks are no network.
    pub fn of(experiment: &Experiment) -> Result<Self, ExperimentError> {
        let network = experiment.architecture()?;
        let vectors = 2 + experiment.slots() + usize::from(experiment.ema > 0.0);
        let values = network.stages.iter().map(|stage| stage.output.len());
        let values = network.input.len() + values.sum::<usize>();
        let batch = f64::from(experiment.batch_size);
        let parameters = (network.parameter_count() * vectors) as f64;
        let size = size_of::<f32>() as f64;
        Ok(Self {
            bytes: size * (parameters + 2.0 * batch * values as f64),
            multiply_adds: 3.0 * batch * NetworkSize::of(&network).multiply_adds() as f64,
        })
    }
}

/// Finds the largest batch, a power of two below that of `experiment`, whose step satisfies `fits`.
pub fn smaller_batch(experiment: &Experiment, fits: impl Fn(&StepCost) -> bool) -> Option<u32> {
    let below = |exponent: &u32| 1 << exponent < experiment.batch_size;
    let batches = (0..u32::BITS)
        .take_while(below)
        .map(|exponent| 1 << exponent);
    let of = |batch_size: u32| {
        StepCost::of(&Experiment {
            batch_size,
            ..experiment.clone()
        })
    };
    batches
        .filter(|&batch| of(batch).is_ok_and(|cost| fits(&cost)))
        .last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::model::{Activation, Block};

    fn one_hidden_layer(batch_size: u32) -> Experiment {
        Experiment {
            blocks: vec![Block::dense(100, Activation::Relu)],
            batch_size,
            ..Experiment::default()
        }
    }

    /// By hand: 784 · 100 + 100 · 10 = 79,400 multiplications forward; 79,510 parameters four times under Adam.
    #[test]
    fn a_small_network_by_hand() {
        let cost = StepCost::of(&one_hidden_layer(64)).unwrap();
        assert_eq!(cost.multiply_adds, 3.0 * 64.0 * 79_400.0);
        let parameters = 4.0 * 4.0 * 79_510.0;
        let images = cost.bytes - parameters;
        assert!(images >= 4.0 * 2.0 * 64.0 * 894.0, "{images}");
        assert!(
            images <= 4.0 * 2.0 * 64.0 * (784.0 + 3.0 * 110.0),
            "{images}"
        );
    }

    #[test]
    fn the_smaller_batch_is_the_largest_that_fits() {
        let experiment = one_hidden_layer(1000);
        let most = 3.0 * 300.0 * 79_400.0;
        assert_eq!(
            smaller_batch(&experiment, |cost| cost.multiply_adds <= most),
            Some(256)
        );
        assert_eq!(smaller_batch(&experiment, |_| true), Some(512));
        assert_eq!(smaller_batch(&experiment, |_| false), None);
        assert_eq!(smaller_batch(&one_hidden_layer(1), |_| true), None);
    }
}
