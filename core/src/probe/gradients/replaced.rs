//! Passes whose gradient is not the one that was propagated, because a mistake is made on purpose: the
//! report then shows the norms of what the optimiser gets.

use super::Backward;
use crate::lengths::length;
use burn::tensor::Tensor;
use playground_experiment::model::Architecture;

impl Backward {
    /// The same pass as if nothing had been propagated: every gradient by layer is 0.
    pub fn left_out(self, architecture: &Architecture) -> Self {
        let gradient = self.gradient.zeros_like();
        let layers = architecture.layers.len();
        let figures = self.figures.map(|figures| {
            let (loss, norms, logits) = cut(figures, layers);
            Tensor::cat(vec![loss, norms.zeros_like(), logits], 0)
        });
        Self {
            gradient,
            figures,
            ..self
        }
    }

    /// The same pass with another gradient of the parameters, `[parameters]`, shown by its norms.
    pub fn along(self, architecture: &Architecture, gradient: Tensor<1>) -> Self {
        let layers = architecture.layers.len();
        let of_parameter = |index: usize| {
            let range = architecture.parameters[index].range();
            length(&gradient.clone().slice([range]))
        };
        let figures = self.figures.map(|figures| {
            let (loss, norms, logits) = cut(figures, layers);
            let mut parts = vec![loss];
            for (at, layer) in architecture.layers.iter().enumerate() {
                parts.push(of_parameter(layer.parameters[0]));
                parts.push(of_parameter(layer.parameters[1]));
                parts.push(norms.clone().narrow(0, 3 * at + 2, 1));
            }
            parts.push(logits);
            Tensor::cat(parts, 0)
        });
        Self {
            gradient,
            figures,
            ..self
        }
    }
}

/// Loss, norms of the layers and logits of [`Backward::figures`].
fn cut(figures: Tensor<1>, layers: usize) -> (Tensor<1>, Tensor<1>, Tensor<1>) {
    let (all, norms) = (figures.dims()[0], 3 * layers);
    (
        figures.clone().narrow(0, 0, 1),
        figures.clone().narrow(0, 1, norms),
        figures.narrow(0, 1 + norms, all - 1 - norms),
    )
}
