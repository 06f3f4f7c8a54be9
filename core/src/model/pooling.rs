//! Pooling: one value for each rectangle of a map. On the CPU by the loops of `playground_kernels`, on a GPU by Burn's
//! operations.

use super::spatial::{flat, map};
use crate::operation::cpu::{dims, in_order, tensor, values};
use crate::operation::{Operation, run_on};
use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::tensor::Tensor;
use burn::tensor::module::{avg_pool2d, max_pool2d};
use burn::tensor::ops::{AvgPoolOptions, MaxPoolOptions};
use playground_experiment::model::{Pooling, Shape};
use playground_kernels::pooling::{self, Windows};
use std::sync::Arc;

/// Computes one value for each rectangle of `size` pixels: `[batch, channels · height · width]` →
/// `[batch, channels · windows]`.
pub(super) fn pool(kind: Pooling, size: [usize; 2], input: Shape, values: Tensor<2>) -> Tensor<2> {
    on_cpu(kind, size, input, &values).unwrap_or_else(|| by_burn(kind, size, map(values, input)))
}

/// Pools on the CPU; `None` when the values live elsewhere.
fn on_cpu(kind: Pooling, size: [usize; 2], input: Shape, values: &Tensor<2>) -> Option<Tensor<2>> {
    let Shape::Map { height, width, .. } = input else {
        return None;
    };
    let input = [height, width];
    let pool = Pool {
        kind,
        windows: Windows { input, size },
    };
    run_on::<Flex, _, 1>(&pool, std::array::from_ref(values))
}

fn by_burn(kind: Pooling, size: [usize; 2], map: Tensor<4>) -> Tensor<2> {
    flat(match kind {
        Pooling::Max => max_pool2d(map, MaxPoolOptions::new(size)),
        Pooling::Average => avg_pool2d(map, AvgPoolOptions::new(size)),
    })
}

#[derive(Clone, Copy, Debug)]
struct Pool {
    kind: Pooling,
    windows: Windows,
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
    use crate::model::test_support::{IMAGE, close, numbers, outputs_and_gradients};

    #[test]
    fn pools_and_their_gradients_are_those_of_burn() {
        for kind in [Pooling::Max, Pooling::Average] {
            for size in [[2, 2], [3, 2], [1, 5]] {
                let inputs = [numbers([4, 126], 4)];
                let ours = outputs_and_gradients(&inputs, |[values]| {
                    on_cpu(kind, size, IMAGE, &values).unwrap()
                });
                let general = outputs_and_gradients(&inputs, |[values]| {
                    by_burn(kind, size, map(values, IMAGE))
                });
                close(&ours, &general);
            }
        }
    }
}
