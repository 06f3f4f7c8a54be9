use super::*;

fn elementwise() -> impl Iterator<Item = (&'static ActivationInfo, &'static Elementwise)> {
    ACTIVATIONS.iter().filter_map(|row| match &row.form {
        Form::Elementwise(f) => Some((row, f)),
        Form::Gated | Form::Adaptive => None,
    })
}

const POINTS: [f64; 9] = [-6.0, -3.1, -1.0, -0.3, 0.2, 0.9, 2.0, 3.2, 7.0];

#[test]
fn every_definition_is_in_its_place() {
    for (at, row) in ACTIVATIONS.iter().enumerate() {
        assert_eq!(row.id as usize, at, "{}", row.key);
        assert_eq!(Activation::from_key(row.key), Some(row.id));
        assert!(!row.name.is_empty() && !row.doc.is_empty(), "{}", row.key);
        let formula = matches!(row.form, Form::Elementwise(_));
        assert!(formula || row.pytorch != Python::OfFormula, "{}", row.key);
        assert!(formula || row.keras != Keras::OfFormula, "{}", row.key);
    }
}

#[test]
fn derivatives_agree_with_central_differences() {
    for (row, f) in elementwise() {
        for x in POINTS {
            let h = 1e-5;
            let slope = (f.value(x + h) - f.value(x - h)) / (2.0 * h);
            let exact = f.derivative(x);
            assert!(
                (slope - exact).abs() < 1e-8,
                "{}'({x}) = {exact}, not {slope}",
                row.key
            );
        }
    }
}

#[test]
fn derivatives_are_those_of_the_values() {
    for (row, f) in elementwise() {
        for x in POINTS.into_iter().chain([0.0, -800.0, 800.0]) {
            let slope = f.value.slope(|()| (x, 1.0));
            let exact = f.derivative(x);
            assert!(
                (slope - exact).abs() < 1e-12,
                "{}'({x}) = {exact}, not {slope}",
                row.key
            );
        }
    }
}

#[test]
fn hand_checked_values() {
    let at = |a: Activation, x: f64| match &a.info().form {
        Form::Elementwise(f) => f.value(x),
        Form::Gated | Form::Adaptive => f64::NAN,
    };
    assert!((at(Activation::Sigmoid, 0.0) - 0.5).abs() < 1e-12);
    assert!((at(Activation::Softplus, 0.0) - 2.0_f64.ln()).abs() < 1e-12);
    assert!((at(Activation::Gelu, 1.0) - 0.841_344_746).abs() < 1e-8);
    assert!((at(Activation::Silu, 1.0) - 0.731_058_579).abs() < 1e-8);
    assert!((at(Activation::Elu, -1.0) + 0.632_120_559).abs() < 1e-8);
    assert!((at(Activation::LeakyRelu, -2.0) + 0.02).abs() < 1e-12);
    // 1.5 · 2 · σ(0.5 · 2).
    assert!((ahaf(2.0, 1.5, 0.5) - 2.193_175_736).abs() < 1e-8);
}

#[test]
fn only_glu_and_ahaf_change_the_parameters() {
    assert!(Activation::Relu.swaps_freely_with(Activation::Tanh));
    assert!(!Activation::Relu.swaps_freely_with(Activation::Glu));
    assert!(!Activation::Ahaf.swaps_freely_with(Activation::Silu));
    assert_eq!(Activation::Glu.width_after(64), 32);
}
