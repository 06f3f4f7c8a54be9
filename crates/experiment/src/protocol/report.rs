//! What training shows of a step, and what an evaluation finds.

use super::{Part, number};
use crate::experiment::Experiment;
use crate::loss::{Loss, LossSettings, Output};
use serde::{Deserialize, Serialize};

/// What training shows of one step, read back in one go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Steps taken, this one included.
    pub step: u64,
    /// Epochs behind us, fractions included.
    pub epoch: f64,
    /// Seconds of training up to here, by the speed that was measured from report to report; none in curves that were
    /// kept without them.
    #[serde(default)]
    pub seconds: Option<f64>,
    /// Loss of the batch before the update, in the unit of the loss in use.
    #[serde(deserialize_with = "number::f32")]
    pub loss: f32,
    /// What the loss that the settings state says of the same logits, in closed form and double precision: it differs
    /// from [`loss`](Self::loss) where training goes by another one. None for an autoencoder, in distillation, and in
    /// curves that were kept without it.
    #[serde(default)]
    pub stated_loss: Option<f32>,
    /// Share of the batch classified correctly before the update; NaN for an autoencoder, which
    /// classifies nothing.
    #[serde(deserialize_with = "number::f32")]
    pub accuracy: f32,
    /// Cross-entropy of the batch before the update, with the softmax of the logits as probabilities,
    /// whatever the loss in use; NaN for an autoencoder.
    #[serde(default, deserialize_with = "number::f32")]
    pub cross_entropy: f32,
    /// Squared difference between the batch's images, in [0, 1], and what an autoencoder made of them, mean
    /// over pixels and images, whatever the loss in use; only for an autoencoder.
    #[serde(default)]
    pub pixel_error: Option<f32>,
    /// Learning rate of the step, schedule included.
    pub learning_rate: f64,
    /// Gradients under the loss in use, from input to output.
    pub gradients: Vec<LayerGradient>,
    /// ‖∂L/∂w‖ over everything that is trained; none in curves that were kept without it.
    #[serde(default)]
    pub gradient_norm: Option<f32>,
    /// The counterpart loss on the same batch and weights.
    #[serde(deserialize_with = "number::f32")]
    pub counterpart_loss: f32,
    /// Gradients under the counterpart loss, same batch, same weights.
    pub counterpart_gradients: Vec<LayerGradient>,
    /// Of them, as [`gradient_norm`](Self::gradient_norm).
    #[serde(default)]
    pub counterpart_gradient_norm: Option<f32>,
    /// ‖Δw‖ / ‖w‖ of the weights of each layer at this step, from input to output, w being the weights before
    /// it: healthy around 1e-3. NaN where every weight was 0.
    #[serde(deserialize_with = "number::list")]
    pub update_ratios: Vec<f32>,
}

/// Gradient sizes at one layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerGradient {
    /// Frobenius norm of ∂L/∂W of the batch-mean loss, over all weight matrices of the layer: a recurrent one has two.
    #[serde(deserialize_with = "number::f32")]
    pub weight: f32,
    /// L2 norm of ∂L/∂b, over all bias vectors of the layer.
    #[serde(deserialize_with = "number::f32")]
    pub bias: f32,
    /// Mean over the examples of ‖B·∂L/∂a‖₂ at the pre-activations a.
    #[serde(deserialize_with = "number::f32")]
    pub signal: f32,
}

/// Loss and accuracy over a part of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Which part.
    pub part: Part,
    /// Steps taken when it was made.
    pub step: u64,
    /// Mean loss, in the unit of the loss in use.
    #[serde(deserialize_with = "number::f64")]
    pub loss: f64,
    /// Share classified correctly; NaN for an autoencoder.
    #[serde(deserialize_with = "number::f64")]
    pub accuracy: f64,
    /// As in a [`Report`], over the part; only for an autoencoder.
    #[serde(default)]
    pub pixel_error: Option<f64>,
    /// Examples it is over.
    pub examples: usize,
    /// The same of the moving average of the weights, where one is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub averaged: Option<Averaged>,
}

/// What the loss of an evaluation was measured in. Its settings may have changed by the time it is heard of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What turned logits into the answer.
    pub output: Output,
    /// The loss.
    pub loss: Loss,
    /// What its formula used besides logits and target.
    pub settings: LossSettings,
}

impl Measure {
    /// Returns what `experiment` measures in.
    pub fn of(experiment: &Experiment) -> Self {
        Self {
            output: experiment.output,
            loss: experiment.loss,
            settings: experiment.loss_settings(),
        }
    }
}

/// Loss and accuracy of the moving average of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Averaged {
    /// Mean loss, in the unit of the loss in use.
    #[serde(deserialize_with = "number::f64")]
    pub loss: f64,
    /// Share classified correctly.
    #[serde(deserialize_with = "number::f64")]
    pub accuracy: f64,
}

/// How fast a bare training loop is, and the matrix products that its steps cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bare {
    /// Steps taken, and times the products of a step were computed.
    pub steps: u32,
    /// Seconds the steps took.
    pub seconds: f64,
    /// Thousand millions of additions and multiplications in the products of one step.
    pub gflop: f64,
    /// Seconds the products alone took.
    pub product_seconds: f64,
}
