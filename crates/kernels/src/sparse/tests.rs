//! Products over ink against dense ones.

use super::*;
use proptest::prelude::*;

/// Bytes `[rows, columns]`, mostly zero, with weights and biases for `units`.
fn cases() -> impl Strategy<Value = (Vec<Vec<u8>>, usize, Vec<f32>, Vec<f32>, f32)> {
    (1usize..6, 1usize..30, 1usize..45).prop_flat_map(|(rows, columns, units)| {
        let byte = prop_oneof![3 => Just(0u8), 1 => 1u8..];
        let image = prop::collection::vec(byte, columns);
        let numbers = |n| prop::collection::vec(-2.0f32..2.0, n);
        (
            prop::collection::vec(image, rows),
            Just(columns),
            numbers(columns * units),
            numbers(units),
            prop_oneof![Just(0.0f32), -1.0f32..1.0],
        )
    })
}

fn close(got: &[f32], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        assert!(
            (f64::from(*got) - expected).abs() < 1e-4,
            "{got} {expected}"
        );
    }
}

proptest! {
    #[test]
    fn a_product_is_the_dense_one((images, columns, weight, bias, shift) in cases()) {
        let ink = ink_of(&images, columns);
        let units = bias.len();
        let expected: Vec<f64> = images
            .iter()
            .flat_map(|image| (0..units).map(|unit| {
                let terms = image.iter().enumerate().map(|(column, &byte)| {
                    let input = f64::from(byte) / 255.0 + f64::from(shift);
                    input * f64::from(weight[column * units + unit])
                });
                f64::from(bias[unit]) + terms.sum::<f64>()
            }).collect::<Vec<_>>())
            .collect();
        close(&product(&ink, shift, &weight, &bias), &expected);
        let inputs: Vec<f64> = images
            .iter()
            .flatten()
            .map(|&byte| f64::from(byte) / 255.0 + f64::from(shift))
            .collect();
        close(&ink.dense(shift), &inputs);
    }

    #[test]
    fn gradients_are_the_dense_ones((images, columns, weight, bias, shift) in cases()) {
        let ink = ink_of(&images, columns);
        let units = bias.len();
        // Any numbers will do as a signal.
        let signal: Vec<f32> = (0..images.len() * units).map(|i| weight[i % weight.len()]).collect();
        let (of_weight, of_bias) = gradients(&ink, shift, &signal, units);
        let at = |row: usize, unit: usize| f64::from(signal[row * units + unit]);
        let sum = |unit: usize, input: &dyn Fn(usize) -> f64| {
            (0..images.len()).map(|row| input(row) * at(row, unit)).sum::<f64>()
        };
        let expected: Vec<f64> = (0..columns)
            .flat_map(|column| {
                let input = move |image: &[u8]| f64::from(image[column]) / 255.0 + f64::from(shift);
                (0..units).map(|unit| sum(unit, &|row| input(&images[row]))).collect::<Vec<_>>()
            })
            .collect();
        close(&of_weight, &expected);
        close(&of_bias, &(0..units).map(|unit| sum(unit, &|_| 1.0)).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_images_are_what_they_are_alone(((images, columns, weight, bias, shift), rows) in (cases(), 0usize..6)) {
        let rows = rows.min(images.len());
        let [few, alone] = [ink_of(&images, columns).first(rows), ink_of(&images[..rows], columns)];
        let signal = vec![0.5; rows * bias.len()];
        let of = |ink: &Ink| (
            ink.dense(shift),
            product(ink, shift, &weight, &bias),
            gradients(ink, shift, &signal, bias.len()),
        );
        prop_assert_eq!(of(&few), of(&alone));
    }
}

fn ink_of(images: &[Vec<u8>], columns: usize) -> Ink {
    let rows: Vec<&[u8]> = images.iter().map(Vec::as_slice).collect();
    Ink::of(&rows, columns, 1.0 / 255.0, 1.0).unwrap()
}

#[test]
fn the_share_of_ink_is_counted() {
    let of = |most| Ink::of(&[&[0, 3, 0, 0], &[0, 0, 0, 9]], 4, 1.0, most);
    assert_eq!(of(0.25).map(|ink| ink.rows()), Some(2));
    assert!(of(0.24).is_none());
    assert_eq!(inked(&[7; 1000]), 1000);
    assert_eq!(inked(&[0, 1, 0, 255]), 2);
}
