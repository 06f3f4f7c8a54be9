//! The checks of convexity: the smallest eigenvalue of the Hessian at random weights decides.

use super::checks::{figure, found, true_if};
use super::sampling::{CLOSE, SAMPLES, around_zero, random, smallest_at_logits};
use super::{ClaimResult, Verdict};
use crate::theory::eigen::smallest_of_two;
use crate::theory::points::clouds;
use crate::theory::surface::{Case, Curvature, case, spot};
use playground_experiment::loss::{Loss, Output};

const ONE_LAYER: Verdict = Verdict::TrueOnlyIf("they are the weights of one layer");

/// What random weights of a case showed.
struct CurvatureSummary {
    /// The smallest eigenvalue of any Hessian.
    smallest: f64,
    /// Whether any of them was negative beyond rounding.
    bent: bool,
    /// The share of the weights at which there is no loss.
    undefined: f64,
}

/// Looks at spots of a surface; `None` where there is no loss.
fn look(spots: impl Iterator<Item = Option<(f64, bool)>>) -> CurvatureSummary {
    let spots: Vec<_> = spots.collect();
    let defined: Vec<_> = spots.iter().flatten().collect();
    CurvatureSummary {
        smallest: defined.iter().map(|s| s.0).fold(f64::INFINITY, f64::min),
        bent: defined.iter().any(|s| s.1),
        undefined: 1.0 - defined.len() as f64 / spots.len() as f64,
    }
}

/// Looks at one layer: z = w₁x₁ + w₂x₂.
fn one_layer(case: &Case, seed: u64) -> CurvatureSummary {
    let (points, mut rng) = (clouds(seed), random(seed, case.key));
    let size = case.range.1;
    look((0..SAMPLES).map(|_| {
        let w = [around_zero(&mut rng, size), around_zero(&mut rng, size)];
        let here = spot(case, &points, w);
        let curvature = here.curvature();
        (curvature != Curvature::Undefined).then(|| {
            (
                here.smallest_eigenvalue(),
                curvature == Curvature::NotConvex,
            )
        })
    }))
}

/// Looks at two linear layers of one unit each: z = v·w·x₁. By the product rule the Hessian in (w, v) is mean [f″v²x²,
/// f″vwx² + f′x, f″w²x²].
fn two_layers(case: &Case, seed: u64) -> CurvatureSummary {
    let (points, mut rng) = (clouds(seed), random(seed, case.key));
    look((0..SAMPLES).map(|_| {
        let (w, v) = (around_zero(&mut rng, 1.0), around_zero(&mut rng, 1.0));
        let mut h = [0.0; 3];
        for point in &points {
            let x = point.x[0];
            let jet = (case.jet)(v * w * x, point.y);
            h[0] += jet.second * v * v * x * x;
            h[1] += jet.second * v * w * x * x + jet.first * x;
            h[2] += jet.second * w * w * x * x;
        }
        let [a, b, c] = h.map(|sum| sum / points.len() as f64);
        let smallest = smallest_of_two(a, b, c);
        smallest
            .is_finite()
            .then_some((smallest, smallest < -CLOSE))
    }))
}

/// Checks whether a loss is convex with one layer, with any number of layers, or not at all.
pub fn by_layers(key: &str, seed: u64) -> ClaimResult {
    let Some(case) = case(key) else {
        return ClaimResult {
            verdict: Verdict::False,
            figures: Vec::new(),
        };
    };
    let (one, two) = (one_layer(case, seed), two_layers(case, seed));
    ClaimResult {
        verdict: match (one.bent, two.bent) {
            (false, false) => Verdict::True,
            (false, true) => ONE_LAYER,
            (true, _) => Verdict::False,
        },
        figures: vec![
            figure("smallest eigenvalue, one layer", one.smallest),
            figure("smallest eigenvalue, two layers", two.smallest),
        ],
    }
}

/// Checks whether CE on a linear output is not convex.
pub fn entropy_linear(seed: u64) -> ClaimResult {
    let looked = case("linear-ce").map(|case| one_layer(case, seed));
    ClaimResult {
        // The claim is that it is not convex.
        verdict: true_if(looked.as_ref().is_some_and(|looked| looked.bent)),
        figures: looked.map_or_else(Vec::new, |looked| {
            vec![
                figure("smallest eigenvalue where defined", looked.smallest),
                figure("share of weights where it is undefined", looked.undefined),
            ]
        }),
    }
}

/// Checks whether a loss is convex in the logits.
pub fn at_logits(pair: (Output, Loss), key: &str, seed: u64) -> ClaimResult {
    let smallest = smallest_at_logits(pair, &mut random(seed, key));
    found(true_if(smallest >= -CLOSE), "smallest eigenvalue", smallest)
}
