//! The update of an optimiser, with PyTorch's order of operations, over one flat vector of all parameters.
//!
//! Keeping every parameter in one vector makes an update a handful of tensor operations instead of
//! a handful for each layer, and makes a checkpoint of the optimiser a plain list of vectors. Burn's
//! own optimisers hold their state per module and can only be read synchronously, which a browser
//! does not allow.

mod cpu;
mod gpu;

use burn::tensor::Tensor;
use playground_experiment::experiment::Experiment;
use playground_experiment::optimizer::{Hyper, Optimizer};
use playground_kernels::update::{self, Decay, Flat};

/// The numbers of one update, resolved.
#[derive(Clone, Copy, Debug)]
pub struct Update {
    /// Learning rate of this step, schedule included.
    pub rate: f64,
    /// Updates taken with this optimiser's state, this one included (from 1).
    pub count: u64,
    /// The settings.
    pub hyper: Hyper,
    /// the ε that is used.
    pub epsilon: f64,
}

/// How an optimiser moves the parameters.
struct Rule {
    /// The numbers of its formula, the present η first.
    numbers: fn(&Update) -> Vec<f32>,
    /// One update in one pass by these numbers, on the CPU.
    sweep: fn(Flat, Decay, &[f32]) -> Vec<f32>,
    /// The same for one parameter, in WGSL: sets `step`, what to take off, from the gradient `g`, and moves the state
    /// `s0` and `s1`; the numbers are `n0` and so on.
    wgsl: &'static str,
}

fn rule(optimizer: Optimizer) -> Rule {
    match optimizer {
        Optimizer::Sgd => Rule {
            numbers: |u| vec![u.rate as f32],
            sweep: update::sgd,
            wgsl: "step = n0 * g;",
        },
        Optimizer::Momentum => Rule {
            numbers: |u| vec![u.rate as f32, u.hyper.momentum as f32],
            sweep: update::momentum,
            wgsl: "s0 = s0 * n1 + g; step = s0 * n0;",
        },
        Optimizer::Nesterov => Rule {
            numbers: |u| vec![u.rate as f32, u.hyper.momentum as f32],
            sweep: update::nesterov,
            wgsl: "s0 = s0 * n1 + g; step = (g + s0 * n1) * n0;",
        },
        Optimizer::RmsProp => Rule {
            numbers: |u| {
                let [kept, new] = shares(u.hyper.alpha);
                vec![u.rate as f32, kept, new, u.epsilon as f32]
            },
            sweep: update::rms_prop,
            wgsl: "s0 = s0 * n1 + g * g * n2; step = g * n0 / (sqrt(s0) + n3);",
        },
        Optimizer::Adagrad => Rule {
            numbers: |u| vec![u.rate as f32, u.epsilon as f32],
            sweep: update::adagrad,
            wgsl: "s0 = s0 + g * g; step = g * n0 / (sqrt(s0) + n1);",
        },
        // η m̂ / (√v̂ + ε), with the bias corrections drawn into two scalars as PyTorch does.
        Optimizer::Adam | Optimizer::AdamW => Rule {
            numbers: |u| {
                let correction = |beta: f64| 1.0 - beta.powf(u.count as f64);
                let ([m, g], [v, square]) = (shares(u.hyper.beta1), shares(u.hyper.beta2));
                let rate = u.rate / correction(u.hyper.beta1);
                let root = correction(u.hyper.beta2).sqrt();
                vec![rate as f32, m, g, v, square, root as f32, u.epsilon as f32]
            },
            sweep: update::adam,
            wgsl: "s0 = s0 * n1 + g * n2; s1 = s1 * n3 + g * g * n4; \
                   step = s0 * n0 / (sqrt(s1) / n5 + n6);",
        },
    }
}

/// Returns β and 1 − β.
fn shares(beta: f64) -> [f32; 2] {
    [beta as f32, (1.0 - beta) as f32]
}

/// An optimiser's memory.
pub(crate) struct OptimizerState {
    /// Vectors of its formula, each `[parameters]`.
    pub(crate) vectors: Vec<Tensor<1>>,
    /// Updates taken with them.
    pub(crate) updates: u64,
}

impl OptimizerState {
    /// Begins with `zeros` `[parameters]` for every vector.
    pub(crate) fn new(optimizer: Optimizer, zeros: &Tensor<1>) -> Self {
        Self {
            vectors: vec![zeros.clone(); optimizer.info().slots],
            updates: 0,
        }
    }

    /// Takes an update of `parameters` along `gradient`, both `[parameters]`, and returns the new parameters.
    ///
    /// The parameters before `first` are frozen: they are left out of the update altogether, so that neither weight
    /// decay nor what momentum has left over can move them by one bit, and their part of the state stays as it was, as
    /// PyTorch leaves it where `requires_grad` is false. Running statistics of a normalisation are not parameters: they
    /// go on following the batches, as in PyTorch.
    pub(crate) fn step(
        &mut self,
        experiment: &Experiment,
        rate: f64,
        parameters: &Tensor<1>,
        gradient: &Tensor<1>,
        first: usize,
    ) -> Tensor<1> {
        self.updates += 1;
        let change = Change {
            optimizer: experiment.optimizer,
            parameters,
            gradient,
            first,
            update: Update {
                rate,
                count: self.updates,
                hyper: experiment.hyper,
                epsilon: experiment.epsilon(),
            },
        };
        apply(&change, &mut self.vectors)
    }
}

/// What an update is made of.
pub(crate) struct Change<'a> {
    pub(crate) optimizer: Optimizer,
    /// `[parameters]`.
    pub(crate) parameters: &'a Tensor<1>,
    /// `[parameters]`.
    pub(crate) gradient: &'a Tensor<1>,
    /// The parameters before this one stay as they are to the bit, and so does their state.
    pub(crate) first: usize,
    pub(crate) update: Update,
}

/// Takes one update and returns the new parameters `[parameters]`.
pub(crate) fn apply(change: &Change, state: &mut Vec<Tensor<1>>) -> Tensor<1> {
    cpu::apply(change, state)
        .or_else(|| gpu::apply(change, state))
        .unwrap_or_else(|| unreachable!("parameters, gradient and state live on the same device"))
}

/// Returns the weight decay of an update.
fn decay(optimizer: Optimizer, update: &Update) -> Decay {
    let lambda = update.hyper.weight_decay;
    if lambda == 0.0 {
        Decay::Off
    } else if optimizer.info().decoupled_decay {
        Decay::Decoupled((1.0 - update.rate * lambda) as f32)
    } else {
        Decay::Coupled(lambda as f32)
    }
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
