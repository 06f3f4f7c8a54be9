//! The moving average of the weights: a second network that follows the one in training without
//! touching it.
//!
//! It begins where the network stands when it is turned on, ē₀ = w₀, and after each update
//! ē ← d·ē + (1 − d)·w. After n updates that is ē = dⁿ·w₀ + (1 − d)·Σₖ dⁿ⁻ᵏ·wₖ, k = 1 … n: the shares sum
//! to 1, so nothing has to be corrected, and the start fades over about 1 / (1 − d) updates. Its use in
//! place of the last weights: Polyak & Juditsky 1992; Tarvainen & Valpola 2017 (mean teacher).

use super::trainer::Trainer;
use burn::tensor::Tensor;

impl Trainer {
    /// The moving average of the parameters, `[parameters]`, while the experiment keeps one.
    pub fn average(&self) -> Option<Tensor<1>> {
        self.average.clone()
    }

    /// Begins an average at the present weights, or gives it up, as the experiment says. One that is there
    /// goes on under another decay.
    pub(super) fn keep_average(&mut self) {
        if self.experiment.ema > 0.0 {
            self.average.get_or_insert_with(|| self.parameters.clone());
        } else {
            self.average = None;
        }
    }

    /// After an update.
    pub(super) fn follow(&mut self) {
        let decay = self.experiment.ema;
        self.average = self
            .average
            .take()
            .map(|average| average * decay + self.parameters.clone() * (1.0 - decay));
    }
}
