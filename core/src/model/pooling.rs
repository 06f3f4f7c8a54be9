//! Pooling: one value for each rectangle of a map. On the CPU by the loops of `playground_kernels`, on a GPU by programs
//! of our own.

mod gpu;

use super::spatial::extents;
use crate::operation::cpu::{dims, in_order, tensor, values};
use crate::operation::{Operation, run};
use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::tensor::Tensor;
use playground_experiment::model::{Pooling, Shape};
use playground_kernels::pooling::{self, Windows};
use std::sync::Arc;

/// Computes one value for each rectangle of `size` pixels: `[batch, channels · height · width]` →
/// `[batch, channels · windows]`.
pub(super) fn pool(kind: Pooling, size: [usize; 2], input: Shape, values: Tensor<2>) -> Tensor<2> {
    run(&Pool::new(kind, size, input), [values])
}

/// A way to make one value of each window of a map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    kind: Pooling,
    windows: Windows,
}

impl Pool {
    pub(super) fn new(kind: Pooling, size: [usize; 2], input: Shape) -> Self {
        let [_, height, width] = extents(input);
        let input = [height, width];
        Self {
            kind,
            windows: Windows { input, size },
        }
    }
}

impl Operation<Flex, 1> for Pool {
    /// Where in each window its largest value lies, where that matters.
    type Saved = Arc<[u32]>;

    fn forward(&self, input: [FlexTensor; 1]) -> (FlexTensor, Self::Saved) {
        let [input] = in_order(input);
        let (out, places) = match self.kind {
            Pooling::Max => pooling::largest(&self.windows, values(&input)),
            Pooling::Average => (pooling::means(&self.windows, values(&input)), Vec::new()),
        };
        let [batch, _] = dims(&input);
        let columns = out.len() / batch.max(1);
        (tensor(out, [batch, columns]), places.into())
    }

    fn backward(
        &self,
        [input]: [FlexTensor; 1],
        places: Self::Saved,
        signal: FlexTensor,
        _: [bool; 1],
    ) -> [Option<FlexTensor>; 1] {
        let [signal] = in_order([signal]);
        let found = match self.kind {
            Pooling::Max => pooling::to_largest(&self.windows, &places, values(&signal)),
            Pooling::Average => pooling::to_means(&self.windows, values(&signal)),
        };
        [Some(tensor(found, dims(&input)))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::spatial::map;
    use crate::model::test_support::{IMAGE, close, numbers, outputs_and_gradients};
    use burn::tensor::module::{avg_pool2d, max_pool2d};
    use burn::tensor::ops::{AvgPoolOptions, MaxPoolOptions};

    fn by_burn(kind: Pooling, size: [usize; 2], map: Tensor<4>) -> Tensor<2> {
        let pooled: Tensor<4> = match kind {
            Pooling::Max => max_pool2d(map, MaxPoolOptions::new(size)),
            Pooling::Average => avg_pool2d(map, AvgPoolOptions::new(size)),
        };
        pooled.flatten(1, 3)
    }

    #[test]
    fn pools_and_their_gradients_are_those_of_burn() {
        for kind in [Pooling::Max, Pooling::Average] {
            for size in [[2, 2], [3, 2], [1, 5]] {
                let inputs = [numbers([4, 126], 4)];
                let ours =
                    outputs_and_gradients(&inputs, |[values]| pool(kind, size, IMAGE, values));
                let general = outputs_and_gradients(&inputs, |[values]| {
                    by_burn(kind, size, map(values, IMAGE))
                });
                close(&ours, &general);
            }
        }
    }
}
