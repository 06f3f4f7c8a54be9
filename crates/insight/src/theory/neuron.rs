//! One sigmoid neuron with one input: Nielsen's example of a start that is slow because it is wrong
//! (*Neural Networks and Deep Learning*, chapter 3). The input is 1 and the target 0.

use playground_experiment::loss::{self, Loss, LossSettings, Output, Reduction, sigmoid};

/// What comes in.
pub(crate) const INPUT: f64 = 1.0;
/// What should come out.
pub(crate) const TARGET: f64 = 0.0;

/// What is minimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// ½(a − y)².
    Quadratic,
    /// −[y ln a + (1 − y) ln(1 − a)].
    CrossEntropy,
}

impl Cost {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::CrossEntropy, Self::Quadratic];

    /// Returns the name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quadratic => "quadratic",
            Self::CrossEntropy => "cross-entropy",
        }
    }

    /// Computes the cost and its slope ∂C/∂z at the weighted input `z`.
    pub(crate) fn at(self, z: f64) -> (f64, f64) {
        // Nielsen's ½(a − y)² is half of the squared error of the table.
        let (loss, factor) = match self {
            Self::Quadratic => (Loss::MeanSquaredError, 0.5),
            Self::CrossEntropy => (Loss::BinaryCrossEntropy, 1.0),
        };
        let Ok(objective) = loss::objective(Output::Sigmoid, loss) else {
            return (f64::NAN, f64::NAN); // Both pairs are in the table (tested).
        };
        let settings = LossSettings::usual(Reduction::Sum);
        let found = objective.closed_form(&[z], &[TARGET], settings);
        (factor * found.value, factor * found.gradient[0])
    }
}

/// Where learning begins, and how it goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// The weight w.
    pub weight: f64,
    /// The bias b.
    pub bias: f64,
    /// The learning rate η.
    pub learning_rate: f64,
    /// Updates to take.
    pub epochs: u32,
}

/// A row of [`EXAMPLES`].
pub struct Example {
    /// What is seen.
    pub name: &'static str,
    /// Where it begins.
    pub start: Start,
}

/// Nielsen's two starts.
pub const EXAMPLES: &[Example] = &[
    example("A little wrong: w = 0.6, b = 0.9", 0.6, 0.9),
    example("Badly wrong: w = b = 2", 2.0, 2.0),
];

const fn example(name: &'static str, weight: f64, bias: f64) -> Example {
    let start = Start {
        weight,
        bias,
        learning_rate: 0.15,
        epochs: 300,
    };
    Example { name, start }
}

/// The neuron after this many updates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Updates taken.
    pub epoch: u32,
    /// The weight.
    pub weight: f64,
    /// The bias.
    pub bias: f64,
    /// The output a = σ(w·x + b).
    pub output: f64,
    /// The cost.
    pub cost: f64,
    /// |∂C/∂z|: as the input is 1, also the size of the slope in the weight and in the bias.
    pub gradient: f64,
}

/// Runs gradient descent on `cost` from `start`: one moment before each update and one after the last.
pub fn trajectory(start: Start, cost: Cost) -> Vec<Moment> {
    let (mut weight, mut bias) = (start.weight, start.bias);
    let mut moments = Vec::with_capacity(start.epochs as usize + 1);
    for epoch in 0..=start.epochs {
        let z = weight * INPUT + bias;
        let (value, slope) = cost.at(z);
        moments.push(Moment {
            epoch,
            weight,
            bias,
            output: sigmoid(z),
            cost: value,
            gradient: slope.abs(),
        });
        weight -= start.learning_rate * slope * INPUT;
        bias -= start.learning_rate * slope;
    }
    moments
}

/// A place on the curves over the output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnCurve {
    /// The output a, in (0, 1).
    pub output: f64,
    /// The cost there.
    pub cost: f64,
    /// |∂C/∂z| there.
    pub gradient: f64,
}

/// Computes cost and gradient at `places` outputs spread evenly over (0, 1), the ends left out: the cross-entropy of an
/// output of 1 is infinite.
pub fn curve(cost: Cost, places: usize) -> Vec<OnCurve> {
    let at = |index: usize| {
        let output = (index as f64 + 0.5) / places as f64;
        let (value, slope) = cost.at((output / (1.0 - output)).ln());
        OnCurve {
            output,
            cost: value,
            gradient: slope.abs(),
        }
    };
    (0..places).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(start: Start, cost: Cost) -> Moment {
        *trajectory(start, cost).last().unwrap()
    }

    #[test]
    fn nielsens_two_starts_end_where_he_says() {
        let ends = [(0.82, 0.094), (0.982, 0.203)];
        for (example, (from, to)) in EXAMPLES.iter().zip(ends) {
            let moments = trajectory(example.start, Cost::Quadratic);
            assert_eq!(moments.len(), 301);
            assert!(
                (moments[0].output - from).abs() < 0.005,
                "{}",
                moments[0].output
            );
            let end = moments[300].output;
            assert!((end - to).abs() < 0.0005, "{end}");
        }
    }

    #[test]
    fn cross_entropy_starts_fast_where_the_quadratic_cost_starts_slow() {
        let start = EXAMPLES[1].start;
        let first = |cost| trajectory(start, cost)[0].gradient;
        // a = σ(4) = 0.98201: a under cross-entropy, a·a(1 − a) under the quadratic cost.
        assert!((first(Cost::CrossEntropy) - 0.982_014).abs() < 1e-6);
        assert!((first(Cost::Quadratic) - 0.982_014 * 0.017_663).abs() < 1e-6);
        assert!(last(start, Cost::CrossEntropy).output < last(start, Cost::Quadratic).output / 5.0);
    }

    #[test]
    fn slopes_are_those_of_the_costs() {
        for cost in Cost::ALL {
            for z in [-6.0, -1.3, 0.0, 0.7, 4.0] {
                let h = 1e-5;
                let numeric = (cost.at(z + h).0 - cost.at(z - h).0) / (2.0 * h);
                assert!((cost.at(z).1 - numeric).abs() < 1e-8, "{cost:?} at {z}");
            }
        }
    }

    #[test]
    fn curves_follow_their_formulas_over_the_output() {
        for (quadratic, entropy) in curve(Cost::Quadratic, 50)
            .iter()
            .zip(curve(Cost::CrossEntropy, 50))
        {
            let a = quadratic.output;
            assert_eq!(a, entropy.output);
            assert!((quadratic.cost - a * a / 2.0).abs() < 1e-12);
            assert!((quadratic.gradient - a * a * (1.0 - a)).abs() < 1e-12);
            assert!((entropy.cost + (1.0 - a).ln()).abs() < 1e-12);
            assert!((entropy.gradient - a).abs() < 1e-12);
        }
    }
}
