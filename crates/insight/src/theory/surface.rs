//! The loss of a model with two weights, z = w₁x₁ + w₂x₂, on two classes of points: its value over a
//! plane of weights, the path of gradient descent on it, and where it is convex.
//!
//! The mean over the points of a function of (z, y); gradient and Hessian follow from its first two
//! derivatives in z: ∇L = mean f′·x and H = mean f″·x xᵀ.

use super::eigen::smallest_of_two;
use super::points::Point;
use playground_data::rows;
use playground_experiment::loss::sigmoid;

/// Value and derivatives of a loss in z; all NaN where it is undefined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet {
    /// f(z).
    pub value: f64,
    /// f′(z).
    pub first: f64,
    /// f″(z).
    pub second: f64,
}

/// A row of [`CASES`]: a loss on an output.
pub struct Case {
    /// Stable word.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// What one example costs, by z and the label y.
    pub jet: fn(z: f64, y: f64) -> Jet,
    /// Ends of both axes that show what matters.
    pub range: (f64, f64),
    /// A start and a learning rate whose path shows it too.
    pub start: ([f64; 2], f64),
}

/// Both losses with both outputs.
pub const CASES: &[Case] = rows![
    Case (key, name, jet, range, start)
    ["sigmoid-ce", "cross-entropy, sigmoid output", sigmoid_cross_entropy, (-12.0, 12.0), ([-8.0, 6.0], 4.0)]
    ["sigmoid-mse", "MSE, sigmoid output", sigmoid_squared_error, (-12.0, 12.0), ([-8.0, 6.0], 4.0)]
    ["linear-ce", "cross-entropy, linear output", linear_cross_entropy, (-1.0, 2.0), ([0.3, 0.3], 0.005)]
    ["linear-mse", "MSE, linear output", linear_squared_error, (-1.0, 2.0), ([-0.5, 1.5], 0.1)]
];

/// Finds the row with this key.
pub(crate) fn case(key: &str) -> Option<&'static Case> {
    CASES.iter().find(|row| row.key == key)
}

/// Computes ln(1 + e^z) − yz and its derivatives.
fn sigmoid_cross_entropy(z: f64, y: f64) -> Jet {
    let a = sigmoid(z);
    Jet {
        value: z.max(0.0) + (-z.abs()).exp().ln_1p() - y * z,
        first: a - y,
        second: a * (1.0 - a),
    }
}

/// Computes (σ − y)² and its derivatives; with s = σ(1 − σ) they are 2(σ − y)s and 2s² + 2(σ − y)s(1 − 2σ).
fn sigmoid_squared_error(z: f64, y: f64) -> Jet {
    let a = sigmoid(z);
    let (error, slope) = (a - y, a * (1.0 - a));
    Jet {
        value: error * error,
        first: 2.0 * error * slope,
        second: 2.0 * slope * slope + 2.0 * error * slope * (1.0 - 2.0 * a),
    }
}

/// Computes −y ln z − (1 − y) ln(1 − z), which takes z for a probability, and its derivatives.
fn linear_cross_entropy(z: f64, y: f64) -> Jet {
    if !(z > 0.0 && z < 1.0) {
        return Jet {
            value: f64::NAN,
            first: f64::NAN,
            second: f64::NAN,
        };
    }
    let rest = 1.0 - z;
    Jet {
        value: -y * z.ln() - (1.0 - y) * rest.ln(),
        first: -y / z + (1.0 - y) / rest,
        second: y / (z * z) + (1.0 - y) / (rest * rest),
    }
}

/// Computes (z − y)² and its derivatives.
fn linear_squared_error(z: f64, y: f64) -> Jet {
    Jet {
        value: (z - y).powi(2),
        first: 2.0 * (z - y),
        second: 2.0,
    }
}

/// What is known of the surface at one pair of weights; NaN where the loss is undefined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The loss: the mean over the points.
    pub loss: f64,
    /// Its gradient in (w₁, w₂).
    pub gradient: [f64; 2],
    /// Its Hessian: ∂²L/∂w₁², ∂²L/∂w₁∂w₂, ∂²L/∂w₂².
    pub hessian: [f64; 3],
}

impl Spot {
    /// Returns the smallest eigenvalue of the Hessian.
    pub fn smallest_eigenvalue(&self) -> f64 {
        let [a, b, c] = self.hessian;
        smallest_of_two(a, b, c)
    }

    /// Returns whether the surface is convex here.
    pub(crate) fn curvature(&self) -> Curvature {
        let [a, _, c] = self.hessian;
        curvature(self.smallest_eigenvalue(), a + c)
    }
}

/// Convex or not, at a spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curvature {
    /// No eigenvalue of the Hessian is negative.
    Convex,
    /// One is.
    NotConvex,
    /// There is no loss here.
    Undefined,
}

/// A negative eigenvalue this much smaller than the trace is rounding.
pub(crate) const TOLERANCE: f64 = 1e-9;

/// Judges a smallest eigenvalue against the size of the Hessian that it belongs to.
pub(crate) fn curvature(smallest: f64, size: f64) -> Curvature {
    match smallest {
        v if !v.is_finite() => Curvature::Undefined,
        v if v < -TOLERANCE * size.abs() => Curvature::NotConvex,
        _ => Curvature::Convex,
    }
}

/// Computes loss, gradient and Hessian of `case` on `points` at the weights `w`.
pub fn spot(case: &Case, points: &[Point], w: [f64; 2]) -> Spot {
    let mut sum = Spot {
        loss: 0.0,
        gradient: [0.0; 2],
        hessian: [0.0; 3],
    };
    for Point { x: [a, b], y } in points {
        let jet = (case.jet)(w[0] * a + w[1] * b, *y);
        sum.loss += jet.value;
        sum.gradient[0] += jet.first * a;
        sum.gradient[1] += jet.first * b;
        sum.hessian[0] += jet.second * a * a;
        sum.hessian[1] += jet.second * a * b;
        sum.hessian[2] += jet.second * b * b;
    }
    let share = 1.0 / points.len() as f64;
    Spot {
        loss: sum.loss * share,
        gradient: sum.gradient.map(|v| v * share),
        hessian: sum.hessian.map(|v| v * share),
    }
}

/// The surface over a square of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// Spots along each side.
    pub side: usize,
    /// Ends of both axes.
    pub range: (f64, f64),
    /// `[side · side]`, w₁ running fastest, from the least weights on.
    pub spots: Vec<Spot>,
}

impl Plane {
    /// Measures `side` by `side` spots, at the middles of as many equal squares.
    pub fn measure(case: &Case, points: &[Point], range: (f64, f64), side: usize) -> Self {
        let at = |index: usize| range.0 + (range.1 - range.0) * (index as f64 + 0.5) / side as f64;
        let spots = (0..side * side).map(|i| spot(case, points, [at(i % side), at(i / side)]));
        Self {
            side,
            range,
            spots: spots.collect(),
        }
    }

    /// Sums up how much of the plane is convex, is not, and has no loss.
    pub fn summary(&self) -> Summary {
        let share = |wanted| {
            let found = self.spots.iter().filter(|s| s.curvature() == wanted);
            found.count() as f64 / self.spots.len() as f64
        };
        let eigenvalues = self.spots.iter().map(Spot::smallest_eigenvalue);
        Summary {
            convex: share(Curvature::Convex),
            not_convex: share(Curvature::NotConvex),
            undefined: share(Curvature::Undefined),
            smallest: eigenvalues.filter(|v| v.is_finite()).reduce(f64::min),
        }
    }
}

/// Shares of a plane, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Where it is convex.
    pub convex: f64,
    /// Where it is not.
    pub not_convex: f64,
    /// Where there is no loss.
    pub undefined: f64,
    /// The smallest eigenvalue of any Hessian; none where the loss is defined nowhere.
    pub smallest: Option<f64>,
}

/// Steps after which a path ends.
pub const MOST_STEPS: usize = 400;
/// Weights beyond which a path has diverged.
const FAR: f64 = 1e6;

/// Runs gradient descent from `start`: the weights before each step and after the last. It ends early where the loss is
/// undefined or the weights run away; the last place is then the last good one.
pub fn descent(
    case: &Case,
    points: &[Point],
    start: [f64; 2],
    learning_rate: f64,
    steps: usize,
) -> Vec<[f64; 2]> {
    let mut path = Vec::new();
    let mut w = start;
    for _ in 0..=steps.min(MOST_STEPS) {
        let here = spot(case, points, w);
        if !here.loss.is_finite() || w.iter().any(|v| v.abs() > FAR) {
            break;
        }
        path.push(w);
        w = [0, 1].map(|axis| w[axis] - learning_rate * here.gradient[axis]);
    }
    path
}

#[cfg(test)]
mod tests;
