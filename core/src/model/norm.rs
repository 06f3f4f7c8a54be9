//! Batch normalisation: Ioffe & Szegedy 2015, algorithm 1, with the constants and the running statistics of
//! PyTorch's `nn.BatchNorm2d`.

use burn::tensor::Tensor;
use playground_experiment::model::Norm;

/// Added to the variance under the root.
pub const EPSILON: f64 = 1e-5;
/// Share of a batch in the running statistics.
pub const MOMENTUM: f64 = 0.1;

/// Normalises `values` `[batch, channels · places]` by their own statistics, then scales and shifts them by γ and β,
/// `[1, channels]` each. Also returns those statistics, `[2 · channels]`: means, then the variances with n − 1 as
/// divisor, as running statistics take them.
pub(super) fn over_batch(
    norm: &Norm,
    values: Tensor<2>,
    [gamma, beta]: [Tensor<2>; 2],
) -> (Tensor<2>, Tensor<1>) {
    let shape = values.dims();
    let (channels, count) = (norm.channels, shape[0] * norm.places);
    let values = values.reshape([shape[0], channels, norm.places]);
    let over = |t: Tensor<3>| t.mean_dim(2).mean_dim(0);
    let mean = over(values.clone());
    let centred = values - mean.clone();
    let variance = over(centred.clone().square());
    let of_channel = |t: Tensor<2>| t.reshape([1, channels, 1]);
    let scale = of_channel(gamma) / (variance.clone() + EPSILON).sqrt();
    let out = centred * scale + of_channel(beta);
    // A batch of one value has no variance; its own stands in for it.
    let unbiased = variance * (count as f64 / count.saturating_sub(1).max(1) as f64);
    let statistics = [mean, unbiased].map(|t| t.without_autodiff().flatten(0, 2));
    (out.reshape(shape), Tensor::cat(statistics.to_vec(), 0))
}

/// Normalises `values` `[batch, channels · places]` by running statistics, `[1, channels]` each.
pub(super) fn by_running(
    norm: &Norm,
    values: Tensor<2>,
    [gamma, beta]: [Tensor<2>; 2],
    [mean, variance]: [Tensor<2>; 2],
) -> Tensor<2> {
    let scale = gamma / (variance + EPSILON).sqrt();
    let shift = beta - mean * scale.clone();
    let at_places = |t| super::spatial::at_every_place(t, norm.places);
    values * at_places(scale) + at_places(shift)
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};
    use playground_experiment::model::Activation;

    fn tensor(values: &[f32], shape: [usize; 2]) -> Tensor<2> {
        Tensor::from_data(TensorData::new(values.to_vec(), shape), &Device::flex())
    }

    fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_to_vec().unwrap()
    }

    /// Two channels of two places.
    fn norm() -> Norm {
        Norm {
            channels: 2,
            places: 2,
            activation: Activation::Identity,
            parameters: Vec::new(),
        }
    }

    /// γ and β.
    fn affine() -> [Tensor<2>; 2] {
        [tensor(&[2.0, 1.0], [1, 2]), tensor(&[0.5, -1.0], [1, 2])]
    }

    #[test]
    fn a_batch_is_brought_to_mean_zero_and_variance_one_channel_by_channel() {
        // Channel 0 holds 1, 3, 5, 7: mean 4, variance 5, and 20/3 with n − 1. Channel 1 holds 2 four times.
        let values = tensor(&[1.0, 3.0, 2.0, 2.0, 5.0, 7.0, 2.0, 2.0], [2, 4]);
        let (out, statistics) = over_batch(&norm(), values, affine());
        let root = (5.0f32 + 1e-5).sqrt();
        let first = |v: f32| 2.0 * (v - 4.0) / root + 0.5;
        let expected = [
            first(1.0),
            first(3.0),
            -1.0,
            -1.0,
            first(5.0),
            first(7.0),
            -1.0,
            -1.0,
        ];
        for (got, expected) in read(out).into_iter().zip(expected) {
            assert!((got - expected).abs() < 1e-5, "{got} {expected}");
        }
        for (got, expected) in read(statistics)
            .into_iter()
            .zip([4.0, 2.0, 20.0 / 3.0, 0.0])
        {
            assert!((got - expected).abs() < 1e-5, "{got} {expected}");
        }
    }

    #[test]
    fn running_statistics_make_each_example_independent_of_its_batch() {
        let running = || [tensor(&[4.0, 0.0], [1, 2]), tensor(&[9.0, 4.0], [1, 2])];
        let values = tensor(&[7.0, 1.0, 2.0, -2.0], [1, 4]);
        let out = read(by_running(&norm(), values, affine(), running()));
        for (got, expected) in out.into_iter().zip([2.5, -1.5, 0.0, -2.0]) {
            assert!((got - expected).abs() < 1e-5, "{got} {expected}");
        }
    }

    #[test]
    fn a_single_value_gives_no_infinite_variance() {
        let norm = Norm {
            places: 1,
            ..norm()
        };
        let (out, statistics) = over_batch(&norm, tensor(&[3.0, -8.0], [1, 2]), affine());
        assert_eq!(read(out), [0.5, -1.0]);
        assert_eq!(read(statistics), [3.0, -8.0, 0.0, 0.0]);
    }
}
