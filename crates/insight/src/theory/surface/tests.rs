//! Finite differences of value and gradient, the table of convexity, and the paths.

use super::*;
use crate::theory::points::clouds;
use playground_experiment::loss::{self, Loss, LossSettings, Output, Reduction};
use proptest::prelude::*;

const SIDE: usize = 25;

fn row(key: &str) -> &'static Case {
    case(key).unwrap()
}

fn summary(key: &str) -> Summary {
    let case = row(key);
    Plane::measure(case, &clouds(1), case.range, SIDE).summary()
}

proptest! {
    #[test]
    fn gradient_and_hessian_are_those_of_the_loss(u in 0.2f64..0.3, v in 0.2f64..0.3, scale in 0usize..2) {
        let points: Vec<Point> = clouds(3).into_iter().take(20).chain(clouds(3).into_iter().skip(60)).collect();
        for case in CASES {
            // Small weights keep a linear output a probability; the sigmoid is tried far out too.
            let grow = if case.key.starts_with("sigmoid") { [1.0, -20.0][scale] } else { 1.0 };
            let w = [u * grow, v * grow * grow.signum()];
            let here = spot(case, &points, w);
            prop_assert!(here.loss.is_finite(), "{}", case.key);
            for axis in 0..2 {
                let h = 1e-5;
                let moved = |by: f64| {
                    let mut w = w;
                    w[axis] += by;
                    spot(case, &points, w)
                };
                let (up, down) = (moved(h), moved(-h));
                let slope = (up.loss - down.loss) / (2.0 * h);
                prop_assert!((here.gradient[axis] - slope).abs() < 1e-7 * (1.0 + slope.abs()), "{}", case.key);
                for other in 0..2 {
                    let bend = (up.gradient[other] - down.gradient[other]) / (2.0 * h);
                    let found = here.hessian[axis + other];
                    prop_assert!((found - bend).abs() < 1e-6 * (1.0 + bend.abs()), "{}", case.key);
                }
            }
        }
    }
}

#[test]
fn examples_cost_what_the_table_of_losses_says() {
    let pairs = [
        ("sigmoid-ce", Output::Sigmoid, Loss::BinaryCrossEntropy),
        ("sigmoid-mse", Output::Sigmoid, Loss::MeanSquaredError),
        ("linear-mse", Output::Linear, Loss::MeanSquaredError),
    ];
    let settings = LossSettings::usual(Reduction::Sum);
    for (key, output, kind) in pairs {
        for (z, y) in [(-3.0, 1.0), (0.3, 0.0), (0.3, 1.0), (8.0, 0.0)] {
            let jet = (row(key).jet)(z, y);
            let closed = loss::objective(output, kind)
                .unwrap()
                .closed_form(&[z], &[y], settings);
            assert!((jet.value - closed.value).abs() < 1e-12, "{key} at {z}");
            assert!(
                (jet.first - closed.gradient[0]).abs() < 1e-12,
                "{key} at {z}"
            );
        }
    }
    // p = 0.4 given to the true class: −ln 0.4.
    assert!(((row("linear-ce").jet)(0.4, 1.0).value - 0.916_291).abs() < 1e-6);
    assert!(((row("linear-ce").jet)(0.6, 0.0).value - 0.916_291).abs() < 1e-6);
}

#[test]
fn the_table_of_convexity_holds() {
    for key in ["sigmoid-ce", "linear-mse"] {
        let found = summary(key);
        assert_eq!(
            (found.convex, found.not_convex, found.undefined),
            (1.0, 0.0, 0.0),
            "{key}"
        );
    }
    let sigmoid = summary("sigmoid-mse");
    assert!(
        sigmoid.not_convex > 0.2 && sigmoid.undefined == 0.0,
        "{sigmoid:?}"
    );
    assert!(sigmoid.smallest.unwrap() < -0.01);
    let linear = summary("linear-ce");
    assert!(
        linear.convex > 0.02 && linear.not_convex == 0.0,
        "{linear:?}"
    );
    assert!(linear.undefined > 0.5 && linear.smallest.unwrap() > 0.0);
}

#[test]
fn a_loss_that_is_defined_nowhere_says_so() {
    let points = [[1.0, 0.0], [-1.0, 0.0]].map(|x| Point { x, y: 1.0 });
    let case = row("linear-ce");
    let found = Plane::measure(case, &points, case.range, SIDE).summary();
    assert_eq!((found.undefined, found.smallest), (1.0, None));
    assert!(descent(case, &points, [0.1, 0.1], 0.1, 10).is_empty());
}

#[test]
fn rounding_is_not_taken_for_a_bend() {
    assert_eq!(curvature(-1e-17, 0.5), Curvature::Convex);
    assert_eq!(curvature(-1e-6, 0.5), Curvature::NotConvex);
    assert_eq!(curvature(-1e-17, 1e-16), Curvature::NotConvex);
    assert_eq!(curvature(f64::NAN, 1.0), Curvature::Undefined);
}

#[test]
fn descent_goes_down_and_ends_at_the_bottom() {
    let points = clouds(1);
    // Short steps keep a linear output under cross-entropy where it is defined.
    let starts = [
        ([-8.0, 3.0], 0.2),
        ([-2.0, 3.0], 0.2),
        ([0.3, 0.3], 0.001),
        ([-0.5, 1.5], 0.2),
    ];
    for (case, (start, rate)) in CASES.iter().zip(starts) {
        let path = descent(case, &points, start, rate, 400);
        assert_eq!(path[0], start);
        assert_eq!(path.len(), 401, "{}", case.key);
        let losses: Vec<f64> = path.iter().map(|w| spot(case, &points, *w).loss).collect();
        assert!(
            losses.windows(2).all(|w| w[1] <= w[0] + 1e-12),
            "{}",
            case.key
        );
    }
    // The bottom of the squares on a linear output: the normal equations.
    let path = descent(row("linear-mse"), &points, [-0.5, 1.5], 0.5, 400);
    let end = spot(row("linear-mse"), &points, path[400]);
    assert!(end.gradient.iter().all(|g| g.abs() < 1e-6), "{end:?}");
}

#[test]
fn a_step_too_long_ends_the_path() {
    let path = descent(row("linear-ce"), &clouds(1), [0.3, 0.3], 0.5, 400);
    assert!(
        path.len() < 400,
        "it leaves the weights at which it is defined"
    );
    let path = descent(row("linear-mse"), &clouds(1), [1.0, 1.0], 50.0, 400);
    assert!(path.len() > 1 && path.len() < 30, "{}", path.len());
}
