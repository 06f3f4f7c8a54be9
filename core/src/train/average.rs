//! The moving average of the weights: a second network that follows the one in training without
//! touching it.
//!
//! It begins where the network stands when it is turned on, ē₀ = w₀, and after each update
//! ē ← d·ē + (1 − d)·w. After n updates that is ē = dⁿ·w₀ + (1 − d)·Σₖ dⁿ⁻ᵏ·wₖ, k = 1 … n: the shares sum
//! to 1, so nothing has to be corrected, and the start fades over about 1 / (1 − d) updates. Its use in
//! place of the last weights: Polyak & Juditsky 1992; Tarvainen & Valpola 2017 (mean teacher).

use burn::tensor::Tensor;

/// The average, `[parameters]`, while one is kept.
#[derive(Default)]
pub(super) struct WeightAverage(pub(super) Option<Tensor<1>>);

impl WeightAverage {
    /// Begins an average at `parameters`, or gives it up where the decay is 0. One that is there goes on under another
    /// decay.
    pub(super) fn keep(&mut self, decay: f64, parameters: &Tensor<1>) {
        if decay > 0.0 {
            self.0.get_or_insert_with(|| parameters.clone());
        } else {
            self.0 = None;
        }
    }

    /// Follows an update.
    pub(super) fn update(&mut self, decay: f64, parameters: &Tensor<1>) {
        let average = self.0.take();
        self.0 = average.map(|average| average * decay + parameters.clone() * (1.0 - decay));
    }
}
