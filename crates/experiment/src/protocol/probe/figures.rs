//! The small part of a detailed probe.

use super::Histogram;
use crate::loss::{Loss, LossSettings, Objective, Output};
use crate::protocol::{Part, number};
use playground_data::figures::DataFigures;
use serde::{Deserialize, Serialize};

/// What a step shows in detail: the network before the update, on the batch of that step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Steps taken, this one included: that of the report before it.
    pub step: u64,
    /// Output and loss in use.
    pub objective: (Output, Loss),
    /// The pair whose gradients stand beside: [`Objective::counterpart`](crate::loss::Objective).
    pub counterpart: (Output, Loss),
    /// What the formulas may use besides logits and target.
    pub settings: LossSettings,
    /// Examples in the batch.
    pub batch: usize,
    /// How many of them, from the first on, are in the bulk; none of an autoencoder's, which have no true class.
    pub examples: usize,
    /// Classes, that is logits of an example.
    pub classes: usize,
    /// From input to output.
    pub layers: Vec<LayerProbe>,
    /// Where saturated and dead units were counted: on validation images, or (without any at hand) on
    /// training images, which is `None`.
    pub units_on: Option<Part>,
    /// Number of those images; 0 while there are none at hand.
    pub units_over: usize,
    /// Loss of the same batch, with the same units dropped, after the update.
    #[serde(
        default,
        deserialize_with = "number::some_f32",
        skip_serializing_if = "Option::is_none"
    )]
    pub loss_after: Option<f32>,
    /// The largest change of an answer to one of those images when it is asked again at the same step, in other company:
    /// 0, rounding aside, of a network in evaluation mode.
    #[serde(default)]
    pub asked_twice: Option<f32>,
    /// What the data says of itself.
    #[serde(default)]
    pub data: Option<DataFigures>,
}

impl Probe {
    /// Creates a probe without layers, of a step under `objective`.
    pub fn head(
        step: u64,
        batch: usize,
        classes: usize,
        objective: &Objective,
        settings: LossSettings,
    ) -> Self {
        Self {
            step,
            objective: (objective.output, objective.loss),
            counterpart: objective.counterpart,
            settings,
            batch,
            examples: 0,
            classes,
            layers: Vec::new(),
            units_on: None,
            units_over: 0,
            loss_after: None,
            asked_twice: None,
            data: None,
        }
    }
}

/// One layer in detail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerProbe {
    /// As in the report and in [`Event::Network`](crate::protocol::Event).
    pub name: String,
    /// The weight matrix, without biases.
    pub weights: Histogram,
    /// ∂L/∂W of the batch-mean loss in use.
    pub gradients: Histogram,
    /// What leaves the layer on the batch: after the activation; logits at the output.
    pub activations: Histogram,
    /// Share of its activations, over units and images, where the slope has gone: sigmoid outside
    /// (0.03, 0.97), |tanh| > 0.97. Only for those two.
    pub saturated: Option<f32>,
    /// Share of its ReLUs that are zero for every image. Only for ReLU.
    pub dead: Option<f32>,
}
