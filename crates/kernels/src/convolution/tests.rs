use super::*;
use proptest::prelude::*;

/// A convolution with values, weights, biases and a signal for a few images.
#[derive(Debug)]
struct Case {
    shape: Convolution,
    images: usize,
    values: Vec<f32>,
    weight: Vec<f32>,
    bias: Vec<f32>,
    signal: Vec<f32>,
}

fn shapes() -> impl Strategy<Value = Convolution> {
    let pair = |range: Range<usize>| [range.clone(), range];
    (
        1usize..4,
        pair(1..9),
        1usize..8,
        pair(1..6),
        pair(1..4),
        pair(0..3),
    )
        .prop_filter_map(
            "a kernel fits",
            |(channels, input, units, kernel, stride, padding)| {
                let shape = Convolution {
                    channels,
                    input,
                    units,
                    kernel,
                    stride,
                    padding,
                };
                (shape.places() > 0).then_some(shape)
            },
        )
}

fn cases() -> impl Strategy<Value = Case> {
    (shapes(), 1usize..19).prop_flat_map(|(shape, images)| {
        let numbers = |n| prop::collection::vec(-2.0f32..2.0, n);
        let all = (
            numbers(images * shape.values()),
            numbers(shape.taps() * shape.units),
            numbers(shape.units),
            numbers(images * shape.units * shape.places()),
        );
        all.prop_map(move |(values, weight, bias, signal)| Case {
            shape,
            images,
            values,
            weight,
            bias,
            signal,
        })
    })
}

/// Calls `each` for every product of the definition: (value, weight, output) as indices.
fn products(case: &Case, mut each: impl FnMut(usize, usize, usize)) {
    let shape = &case.shape;
    let ([height, width], [down, across]) = (shape.input, shape.kernel);
    let [out_height, out_width] = shape.output();
    for image in 0..case.images {
        for (y, x) in (0..out_height).flat_map(|y| (0..out_width).map(move |x| (y, x))) {
            for tap in 0..shape.taps() {
                let (channel, row, column) =
                    (tap / (down * across), tap / across % down, tap % across);
                let pixel_y = (y * shape.stride[0] + row).checked_sub(shape.padding[0]);
                let pixel_x = (x * shape.stride[1] + column).checked_sub(shape.padding[1]);
                let (Some(pixel_y), Some(pixel_x)) = (pixel_y, pixel_x) else {
                    continue;
                };
                if pixel_y >= height || pixel_x >= width {
                    continue;
                }
                let value =
                    ((image * shape.channels + channel) * height + pixel_y) * width + pixel_x;
                for unit in 0..shape.units {
                    let out = ((image * shape.units + unit) * out_height + y) * out_width + x;
                    each(value, tap * shape.units + unit, out);
                }
            }
        }
    }
}

fn close(got: &[f32], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        let bound = 1e-4 * (1.0 + expected.abs());
        assert!(
            (f64::from(*got) - expected).abs() < bound,
            "{got} {expected}"
        );
    }
}

proptest! {
    #[test]
    fn outputs_are_those_of_the_definition(case in cases()) {
        let places = case.shape.places();
        let mut expected: Vec<f64> = (0..case.signal.len())
            .map(|at| f64::from(case.bias[at / places % case.shape.units]))
            .collect();
        products(&case, |value, weight, out| {
            expected[out] += f64::from(case.values[value]) * f64::from(case.weight[weight]);
        });
        close(&forward(&case.shape, &case.values, &case.weight, &case.bias), &expected);
    }

    #[test]
    fn gradients_are_those_of_the_definition(case in cases()) {
        let (mut of_values, mut of_weight) =
            (vec![0.0; case.values.len()], vec![0.0; case.weight.len()]);
        products(&case, |value, weight, out| {
            let signal = f64::from(case.signal[out]);
            of_values[value] += signal * f64::from(case.weight[weight]);
            of_weight[weight] += signal * f64::from(case.values[value]);
        });
        let mut of_bias = vec![0.0; case.bias.len()];
        for (at, signal) in case.signal.iter().enumerate() {
            of_bias[at / case.shape.places() % case.shape.units] += f64::from(*signal);
        }
        let got = gradients(&case.shape, &case.values, &case.weight, &case.signal, true);
        close(&got.values.unwrap(), &of_values);
        close(&got.weight, &of_weight);
        close(&got.bias, &of_bias);
        let alone = gradients(&case.shape, &case.values, &case.weight, &case.signal, false);
        assert!(alone.values.is_none());
        assert_eq!((alone.weight, alone.bias), (got.weight, got.bias));
    }
}
