//! Which values a step leaves out: the masks of the dropout blocks, drawn here and not on the device, so that
//! a step is the same wherever it is computed.

use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_data::rng;
use playground_data::rng::{ChaCha8Rng, Purpose};
use playground_experiment::model::{Architecture, Op, Stage};
use rand::RngExt;

/// Draws the masks of `step` for a batch of `rows` examples, one for each dropout block from input to output:
/// `[rows, values]`, 0 with the block's probability p and 1 / (1 − p) otherwise, which keeps the mean.
pub fn masks(
    architecture: &Architecture,
    seed: u64,
    step: u64,
    rows: usize,
    device: &Device,
) -> Vec<Tensor<2>> {
    let draw = |block, probability, columns| mask(seed, step, block, probability, rows * columns);
    of_blocks(architecture, rows, device, draw)
}

/// Draws the masks for answering these images in training mode, keyed by each image, so that it does not matter which
/// are answered together. `asking` tells apart what is asked at the same step.
pub fn masks_of_images(
    architecture: &Architecture,
    seed: u64,
    (step, asking): (u64, u32),
    images: &[u32],
    device: &Device,
) -> Vec<Tensor<2>> {
    let moment = (step << 32) | u64::from(asking);
    let draw = |block, probability, columns| {
        let of_image = |&image: &u32| {
            let place = (u64::from(image) << 16) | block;
            let mut stream = rng::stream(seed, Purpose::Evaluation, moment, place);
            drawn(&mut stream, probability, columns)
        };
        images.iter().flat_map(of_image).collect()
    };
    of_blocks(architecture, images.len(), device, draw)
}

/// Draws a mask for each dropout block, from its number, its probability and the number of values in a row.
fn of_blocks(
    architecture: &Architecture,
    rows: usize,
    device: &Device,
    draw: impl Fn(u64, f64, usize) -> Vec<f32>,
) -> Vec<Tensor<2>> {
    let of_stage = |stage: &Stage| {
        let Op::Dropout { probability } = stage.work else {
            return None;
        };
        let columns = stage.output.len();
        let values = draw(stage.block as u64, probability, columns);
        Some(matrix(values, [rows, columns], device))
    };
    architecture.stages.iter().filter_map(of_stage).collect()
}

fn mask(seed: u64, step: u64, block: u64, probability: f64, values: usize) -> Vec<f32> {
    let mut stream = rng::stream(seed, Purpose::Dropout, step, block);
    drawn(&mut stream, probability, values)
}

fn drawn(stream: &mut ChaCha8Rng, probability: f64, values: usize) -> Vec<f32> {
    let kept = (1.0 / (1.0 - probability)) as f32;
    (0..values)
        .map(|_| match stream.random::<f64>() < probability {
            true => 0.0,
            false => kept,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_the_mean_and_differs_from_step_to_step() {
        let first = mask(7, 1, 2, 0.3, 20_000);
        assert!(
            first
                .iter()
                .all(|v| *v == 0.0 || (*v - 1.0 / 0.7).abs() < 1e-6)
        );
        let mean = first.iter().sum::<f32>() / 20_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        assert_eq!(first, mask(7, 1, 2, 0.3, 20_000));
        assert_ne!(first, mask(7, 2, 2, 0.3, 20_000));
        assert_ne!(first, mask(7, 1, 3, 0.3, 20_000));
        assert!(mask(7, 1, 2, 0.0, 50).iter().all(|v| *v == 1.0));
    }
}
