//! A batch on its way through a network.

use super::sparse::SparseInputs;
use crate::loss::TeacherTargets;
use burn::tensor::Tensor;

/// A batch on the device.
#[derive(Clone)]
pub struct Batch {
    /// `[batch, values]`, normalised.
    pub inputs: Inputs,
    /// One-hot, `[batch, classes]`; for an autoencoder the raw pixels in [0, 1], `[batch, pixels]`.
    pub targets: Tensor<2>,
    /// Those of the dropout blocks, see [`Mode`](super::network::Mode); none where nothing is dropped.
    pub masks: Vec<Tensor<2>>,
    /// What the teacher answers, in distillation.
    pub teacher: Option<TeacherTargets>,
}

impl Batch {
    /// Makes a batch of inputs and targets, without dropout masks or a teacher.
    pub fn new(inputs: impl Into<Inputs>, targets: Tensor<2>) -> Self {
        Self {
            inputs: inputs.into(),
            targets,
            masks: Vec::new(),
            teacher: None,
        }
    }

    /// Averages the losses `own` `[batch, 1]` of its examples with the logits `[batch, classes]`, each mixed with the
    /// teacher's part where there is one: `[1]`.
    pub(crate) fn mean_loss(&self, own: Tensor<2>, logits: Tensor<2>) -> Tensor<1> {
        match &self.teacher {
            Some(teacher) => teacher.mix(own, logits).mean(),
            None => own.mean(),
        }
    }
}

/// What comes in to the network.
#[derive(Clone)]
pub enum Inputs {
    /// Every value, `[batch, values]`.
    Dense(Box<Tensor<2>>),
    /// The ink of mostly blank images, on the CPU.
    Sparse(SparseInputs),
}

impl Inputs {
    /// Returns every value, `[batch, values]`.
    pub fn tensor(&self) -> Tensor<2> {
        match self {
            Self::Dense(values) => (**values).clone(),
            Self::Sparse(ink) => ink.tensor(),
        }
    }

    /// Returns those of the first `rows` images.
    pub(crate) fn first(&self, rows: usize) -> Self {
        match self {
            Self::Dense(values) => Self::from(values.clone().narrow(0, 0, rows)),
            Self::Sparse(ink) => Self::Sparse(ink.first(rows)),
        }
    }
}

impl From<Tensor<2>> for Inputs {
    fn from(values: Tensor<2>) -> Self {
        Self::Dense(Box::new(values))
    }
}
