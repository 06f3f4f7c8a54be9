//! One image and one weight under the microscope: the forward pass, the chain of the backward pass term by term, and the
//! finite difference beside it, all in double precision.
//!
//! In single precision the difference of two losses would be noise: under squared error a network that is sure of the
//! wrong class has gradients of 10⁻⁹ on a loss near 0.2.
//!
//! Formulas: Rumelhart, Hinton & Williams 1986. With z = Wᵀa + b of a layer, δ = ∂L/∂z and f its activation:
//! δᵢ = f′(zᵢ)·Σₖ wᵢₖδₖ over the units k of the next layer, and ∂L/∂wᵢⱼ = aᵢδⱼ.

#[cfg(test)]
mod tests;

use playground_experiment::loss::{LossSettings, Objective};
use playground_experiment::model::activation::{Elementwise, Form};
use playground_experiment::model::{Architecture, Layer, LayerKind, Op};
use std::fmt;

/// A layer: z = Wᵀa + b, then f(z).
struct DenseLayer {
    /// `[inputs, units]`, unit by unit within an input.
    weights: Vec<f64>,
    /// `[units]`.
    biases: Vec<f64>,
    activation: &'static Elementwise,
}

impl DenseLayer {
    fn units(&self) -> usize {
        self.biases.len()
    }

    fn inputs(&self) -> usize {
        self.weights.len() / self.units().max(1)
    }

    /// Returns the weights that leave an input, `[units]`.
    fn leaving(&self, input: usize) -> &[f64] {
        &self.weights[input * self.units()..][..self.units()]
    }

    fn pre_activations(&self, a: &[f64]) -> Vec<f64> {
        let mut z = self.biases.clone();
        for (input, &value) in a.iter().enumerate() {
            // Most pixels are paper.
            if value != 0.0 {
                let leaving = self.leaving(input).iter();
                z.iter_mut().zip(leaving).for_each(|(z, w)| *z += value * w);
            }
        }
        z
    }

    fn activations(&self, z: &[f64]) -> Vec<f64> {
        z.iter().map(|&z| self.activation.value(z)).collect()
    }
}

/// Why a network cannot be looked at so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The microscope shows networks of dense layers. This one has {0}.")]
pub struct NotDense(String);

/// A network of dense layers in double precision. Dropout leaves nothing out, as in evaluation.
pub struct DenseNetwork {
    layers: Vec<DenseLayer>,
}

/// A weight: from which input to which unit of which layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightAt {
    /// Layer, counted from the input.
    pub layer: usize,
    /// Input, counted from 0.
    pub input: usize,
    /// Unit, counted from 0.
    pub unit: usize,
}

/// What a layer makes of an image.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerPass {
    /// Pre-activations, `[units]`; the logits in the last layer.
    pub z: Vec<f64>,
    /// f(z), `[units]`.
    pub a: Vec<f64>,
    /// f′(z), `[units]`.
    pub slope: Vec<f64>,
}

/// What the network makes of an image, layer by layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// The image as the network sees it.
    pub inputs: Vec<f64>,
    /// From the input on.
    pub layers: Vec<LayerPass>,
}

impl Pass {
    /// Returns what goes into a layer.
    fn into(&self, layer: usize) -> &[f64] {
        match layer {
            0 => &self.inputs,
            after => &self.layers[after - 1].a,
        }
    }

    /// Returns the logits, `[classes]`.
    pub fn logits(&self) -> &[f64] {
        self.layers.last().map_or(&[], |layer| &layer.z)
    }
}

/// The loss of an image, and ∂L/∂z of every layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Backward {
    /// The loss.
    pub loss: f64,
    /// δ by layer, `[units]` each.
    pub deltas: Vec<Vec<f64>>,
}

/// A loss, by which an image is judged.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// The formulas.
    pub objective: &'static Objective,
    /// Their settings.
    pub settings: LossSettings,
    /// What the image is, `[classes]`.
    pub target: &'a [f64],
}

/// A finite difference of the loss over one weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// How far the weight was moved to either side.
    pub step: f64,
    /// (L(w + ε) − L(w − ε)) / 2ε.
    pub quotient: f64,
    /// What is left out of the Taylor series.
    pub remainder: f64,
    /// What rounding of the losses does.
    pub rounding: f64,
    /// The loss has a corner between the two places.
    pub kink: bool,
}

/// Whether a difference confirms a gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// To four digits.
    Agrees,
    /// Both are zero.
    Zero,
    /// A ReLU or another corner lies between the two places.
    Kink,
    /// The losses differ by less than their last digits can tell.
    Rounding,
    /// The loss is no straight line between the two places.
    Bent,
    /// The network has overflowed.
    NotFinite,
    /// Neither of these.
    Disagrees,
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agrees => "The difference agrees with the backward pass to four digits.",
            Self::Zero => "Both are zero: nothing depends on this weight here.",
            Self::Kink => {
                "A unit's corner, such as a ReLU's at 0, lies between the two places: the difference is the mean of two \
                 slopes."
            }
            Self::Rounding => "The two losses differ by less than their last digits can tell.",
            Self::Bent => "The loss bends between the two places: ε is too large for four digits here.",
            Self::NotFinite => "The numbers have overflowed: there is nothing to compare.",
            Self::Disagrees => "The difference does not agree.",
        })
    }
}

/// Relative difference that still counts as four digits.
const FOUR_DIGITS: f64 = 1e-4;

impl Difference {
    /// Returns by how much it may be off.
    pub fn error(&self) -> f64 {
        self.remainder + self.rounding
    }

    /// Compares it with the gradient of the backward pass.
    pub fn agreement(&self, gradient: f64) -> Agreement {
        let apart = (self.quotient - gradient).abs();
        if !apart.is_finite() {
            Agreement::NotFinite
        } else if gradient == 0.0 && self.quotient == 0.0 {
            Agreement::Zero
        } else if apart <= FOUR_DIGITS * gradient.abs() {
            Agreement::Agrees
        } else if self.kink {
            Agreement::Kink
        } else if apart <= self.error() {
            match self.rounding > self.remainder {
                true => Agreement::Rounding,
                false => Agreement::Bent,
            }
        } else {
            Agreement::Disagrees
        }
    }
}

/// One term of the sum that a δ is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Unit of the next layer, counted from 0.
    pub unit: usize,
    /// The weight to it.
    pub weight: f64,
    /// Its δ.
    pub delta: f64,
}

impl Term {
    /// Returns what it adds, wδ.
    pub fn product(&self) -> f64 {
        self.weight * self.delta
    }
}

/// How far a weight is moved for the difference, per unit of its own size or of 1.
const STEP: f64 = 1e-3;

impl DenseNetwork {
    /// Reads a network from the flat vector of its parameters, `[parameters]`.
    ///
    /// # Errors
    /// When a stage of it is none of a network of dense layers, or there are too few values.
    pub fn new(architecture: &Architecture, values: &[f32]) -> Result<Self, NotDense> {
        for stage in &architecture.stages {
            match stage.work {
                Op::Layer(_) | Op::Flatten | Op::Dropout { .. } => {}
                _ => {
                    let what = stage.label.clone();
                    let what = what.unwrap_or_else(|| "a stage that it does not show".to_owned());
                    return Err(NotDense(what));
                }
            }
        }
        let layer = |layer: &Layer| {
            let Form::Elementwise(activation) = &layer.activation.info().form else {
                return Err(NotDense(layer.activation.info().name.to_owned()));
            };
            if layer.kind != LayerKind::Dense {
                return Err(NotDense(layer.name.clone()));
            }
            let read = |index: usize| {
                let range = architecture.parameters[index].range();
                let found = values.get(range);
                found.map(|values| values.iter().map(|&v| f64::from(v)).collect::<Vec<_>>())
            };
            let parts: Option<Vec<_>> = layer.parameters.iter().map(|&index| read(index)).collect();
            match parts.map(<[Vec<f64>; 2]>::try_from) {
                Some(Ok([weights, biases])) => Ok(DenseLayer {
                    weights,
                    biases,
                    activation,
                }),
                _ => Err(NotDense(
                    "other parameters than weights and biases".to_owned(),
                )),
            }
        };
        let layers: Result<Vec<_>, _> = architecture.layers.iter().map(layer).collect();
        Ok(Self { layers: layers? })
    }

    /// Returns the number of layers with weights.
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// Returns inputs and units of a layer; none beyond the last.
    pub fn size(&self, layer: usize) -> Option<[usize; 2]> {
        let layer = self.layers.get(layer)?;
        Some([layer.inputs(), layer.units()])
    }

    /// Returns a weight of the network.
    pub fn weight(&self, at: WeightAt) -> f64 {
        self.layers[at.layer].leaving(at.input)[at.unit]
    }

    /// Computes the forward pass of an image as the network sees it, `[inputs]`: as many as its first layer has.
    pub fn forward(&self, inputs: &[f64]) -> Pass {
        self.forward_from(0, inputs.to_vec(), None)
    }

    /// Computes the layers from `first` on, of what goes into it; a weight of it may be moved.
    fn forward_from(&self, first: usize, inputs: Vec<f64>, moved: Option<(WeightAt, f64)>) -> Pass {
        let mut layers: Vec<LayerPass> = Vec::with_capacity(self.depth() - first);
        for (index, layer) in self.layers.iter().enumerate().skip(first) {
            let a = layers.last().map_or(&inputs, |before| &before.a);
            let mut z = layer.pre_activations(a);
            if let Some((at, by)) = moved.filter(|(at, _)| at.layer == index) {
                z[at.unit] += a[at.input] * by;
            }
            layers.push(LayerPass {
                a: layer.activations(&z),
                slope: z.iter().map(|&z| layer.activation.derivative(z)).collect(),
                z,
            });
        }
        Pass { inputs, layers }
    }

    /// Computes the backward pass of an image.
    pub fn backward(&self, pass: &Pass, judge: Judge<'_>) -> Backward {
        let at_logits = judge
            .objective
            .closed_form(pass.logits(), judge.target, judge.settings);
        let mut deltas = vec![at_logits.gradient];
        for index in (1..self.depth()).rev() {
            let (next, slope) = (&self.layers[index], &pass.layers[index - 1].slope);
            let of_next = deltas.last().map_or(&[][..], Vec::as_slice);
            let delta = |(unit, slope): (usize, &f64)| {
                let terms = next.leaving(unit).iter().zip(of_next);
                slope * terms.map(|(w, d)| w * d).sum::<f64>()
            };
            deltas.push(slope.iter().enumerate().map(delta).collect());
        }
        deltas.reverse();
        Backward {
            loss: at_logits.value,
            deltas,
        }
    }

    /// Returns ∂L/∂w = a·δ of a weight.
    pub fn gradient(&self, pass: &Pass, backward: &Backward, at: WeightAt) -> f64 {
        pass.into(at.layer)[at.input] * backward.deltas[at.layer][at.unit]
    }

    /// Returns what goes into the product of a weight: a of its input.
    pub fn input(&self, pass: &Pass, at: WeightAt) -> f64 {
        pass.into(at.layer)[at.input]
    }

    /// Returns the terms of which δ of a unit is the sum, the largest first; none in the last layer, where the loss says
    /// δ.
    pub fn terms(&self, backward: &Backward, layer: usize, unit: usize) -> Vec<Term> {
        let Some(next) = self.layers.get(layer + 1) else {
            return Vec::new();
        };
        let terms = next.leaving(unit).iter().zip(&backward.deltas[layer + 1]);
        let mut terms: Vec<Term> = terms
            .enumerate()
            .map(|(unit, (&weight, &delta))| Term {
                unit,
                weight,
                delta,
            })
            .collect();
        terms.sort_by(|a, b| b.product().abs().total_cmp(&a.product().abs()));
        terms
    }

    /// Finds the weight of a layer with the largest gradient.
    pub fn steepest(&self, pass: &Pass, backward: &Backward, layer: usize) -> WeightAt {
        let largest = |values: &[f64]| {
            let by_size = |a: &usize, b: &usize| values[*a].abs().total_cmp(&values[*b].abs());
            (0..values.len()).max_by(by_size).unwrap_or(0)
        };
        WeightAt {
            layer,
            input: largest(pass.into(layer)),
            unit: largest(&backward.deltas[layer]),
        }
    }

    /// Computes the finite difference of the loss over a weight.
    pub fn difference(&self, pass: &Pass, judge: Judge<'_>, at: WeightAt) -> Difference {
        // A large input moves the unit far: what counts is how far z moves.
        let step = STEP * self.weight(at).abs().max(1.0) / self.input(pass, at).abs().max(1.0);
        let moved =
            |by: f64| self.forward_from(at.layer, pass.into(at.layer).to_vec(), Some((at, by)));
        let loss = |pass: &Pass| {
            let logits = pass.logits();
            judge
                .objective
                .closed_form(logits, judge.target, judge.settings)
                .value
        };
        let ends = [moved(step), moved(-step)];
        let [above, below] = [loss(&ends[0]), loss(&ends[1])];
        let quotient = (above - below) / (2.0 * step);
        let far = (loss(&moved(2.0 * step)) - loss(&moved(-2.0 * step))) / (4.0 * step);
        Difference {
            step,
            quotient,
            // The remainder of the series is of second order in ε, so half of ε leaves a quarter of it.
            remainder: (far - quotient).abs() / 3.0,
            rounding: f64::EPSILON * (above.abs() + below.abs()) / (2.0 * step),
            kink: self.has_corner_between(&ends[1], &ends[0], at.layer),
        }
    }

    /// Returns whether the slope of some unit jumps between two passes that begin at `first`: more of it changes than
    /// its curvature accounts for.
    fn has_corner_between(&self, below: &Pass, above: &Pass, first: usize) -> bool {
        let layers = self.layers[first..].iter();
        let passes = below.layers.iter().zip(&above.layers);
        layers.zip(passes).any(|(layer, (below, above))| {
            let ends = below.z.iter().zip(&above.z);
            ends.clone().any(|(&low, &high)| {
                let f = layer.activation;
                let middle = f64::midpoint(low, high);
                let jump = f.derivative(high) - f.derivative(low);
                let halves = [
                    f.derivative(middle) - f.derivative(low),
                    f.derivative(high) - f.derivative(middle),
                ];
                // Of a smooth slope either half of the way changes about half; at a corner one half changes all.
                jump.abs() > 1e-3 && halves.iter().any(|half| half.abs() > 0.9 * jump.abs())
            })
        })
    }
}
