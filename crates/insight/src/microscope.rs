//! One image and one weight under the microscope: the forward pass, the chain of the backward pass term by term, and the
//! finite difference beside it, all in double precision.
//!
//! In single precision the difference of two losses would be noise: under squared error a network that is sure of the
//! wrong class has gradients of 10⁻⁹ on a loss near 0.2.
//!
//! Formulas: Rumelhart, Hinton & Williams 1986. With z = Wᵀa + b of a layer, δ = ∂L/∂z and f its activation:
//! δᵢ = f′(zᵢ)·Σₖ wᵢₖδₖ over the units k of the next layer, and ∂L/∂wᵢⱼ = aᵢδⱼ.

use playground_experiment::loss::{LossSettings, Objective};
use playground_experiment::model::activation::{Elementwise, Form};
use playground_experiment::model::{Architecture, LayerKind, Op};
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
    /// L(w + ε).
    pub above: f64,
    /// L(w − ε).
    pub below: f64,
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
        let layer = |layer: &playground_experiment::model::Layer| {
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
        let (above, below) = (moved(step), moved(-step));
        let quotient =
            |above: &Pass, below: &Pass, step: f64| (loss(above) - loss(below)) / (2.0 * step);
        let near = quotient(&above, &below, step);
        let far = quotient(&moved(2.0 * step), &moved(-2.0 * step), 2.0 * step);
        // The remainder of the series is of second order in ε, so half of ε leaves a quarter of it.
        let remainder = (far - near).abs() / 3.0;
        let rounding = f64::EPSILON * (loss(&above).abs() + loss(&below).abs()) / (2.0 * step);
        Difference {
            step,
            above: loss(&above),
            below: loss(&below),
            quotient: near,
            remainder,
            rounding,
            kink: self.has_corner_between(&below, &above, at.layer),
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

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::fields::field;
    use playground_experiment::loss::{Loss, Output, Reduction, objective, one_hot};
    use proptest::prelude::*;

    fn experiment(net: &str) -> Experiment {
        let mut experiment = Experiment::default();
        field("net").unwrap().set(&mut experiment, net).unwrap();
        experiment
    }

    /// Weights that differ, of which none is large.
    fn values(count: usize, scale: f32) -> Vec<f32> {
        (0..count)
            .map(|i| scale * (((i * 7919 + 13) % 2003) as f32 / 1001.5 - 1.0))
            .collect()
    }

    fn image() -> Vec<f64> {
        (0..784)
            .map(|i| f64::from(u8::from(i % 5 == 0)) * ((i % 11) as f64 / 10.0))
            .collect()
    }

    fn network(net: &str, scale: f32) -> DenseNetwork {
        let architecture = experiment(net).architecture().unwrap();
        let values = values(architecture.parameter_count(), scale);
        DenseNetwork::new(&architecture, &values).unwrap()
    }

    fn judge(loss: Loss, target: &[f64]) -> Judge<'_> {
        Judge {
            objective: objective(Output::Softmax, loss).unwrap(),
            settings: LossSettings::usual(Reduction::Mean),
            target,
        }
    }

    #[test]
    fn differences_confirm_every_layer_under_both_losses() {
        let target = one_hot(3, 10);
        for net in ["16-tanh.12-sigmoid", "16-relu.12-relu", "9-gelu", ""] {
            let network = network(net, 0.08);
            let pass = network.forward(&image());
            for loss in [Loss::CrossEntropy, Loss::MeanSquaredError] {
                let judge = judge(loss, &target);
                let backward = network.backward(&pass, judge);
                assert_eq!(backward.deltas.len(), network.depth());
                for layer in 0..network.depth() {
                    let at = network.steepest(&pass, &backward, layer);
                    let gradient = network.gradient(&pass, &backward, at);
                    let difference = network.difference(&pass, judge, at);
                    assert_eq!(
                        difference.agreement(gradient),
                        Agreement::Agrees,
                        "{net:?} {loss:?} layer {layer}: {gradient} {difference:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_confident_start_is_confirmed_where_single_precision_would_be_noise() {
        let architecture = experiment("32-relu").architecture().unwrap();
        let mut values = values(architecture.parameter_count(), 0.05);
        // An output bias of 20 on class 0.
        let biases = architecture.parameters.last().unwrap().range();
        values[biases.start] = 20.0;
        let network = DenseNetwork::new(&architecture, &values).unwrap();
        let target = one_hot(3, 10);
        let pass = network.forward(&image());
        let judge = judge(Loss::MeanSquaredError, &target);
        let backward = network.backward(&pass, judge);
        let at = network.steepest(&pass, &backward, 1);
        let gradient = network.gradient(&pass, &backward, at);
        assert!(gradient != 0.0 && gradient.abs() < 1e-7, "{gradient}");
        let difference = network.difference(&pass, judge, at);
        assert_eq!(
            difference.agreement(gradient),
            Agreement::Agrees,
            "{gradient} {difference:?}"
        );
    }

    #[test]
    fn delta_is_the_sum_of_its_terms_times_the_slope() {
        let network = network("16-tanh.12-sigmoid", 0.1);
        let pass = network.forward(&image());
        let target = one_hot(1, 10);
        let backward = network.backward(&pass, judge(Loss::CrossEntropy, &target));
        for layer in 0..2 {
            for unit in [0, 5, 11] {
                let terms = network.terms(&backward, layer, unit);
                assert!(
                    terms
                        .windows(2)
                        .all(|pair| pair[0].product().abs() >= pair[1].product().abs())
                );
                let sum: f64 = terms.iter().map(Term::product).sum();
                let delta = pass.layers[layer].slope[unit] * sum;
                assert!((delta - backward.deltas[layer][unit]).abs() < 1e-15);
            }
        }
        assert!(network.terms(&backward, 2, 0).is_empty());
    }

    #[test]
    fn a_corner_between_the_two_places_is_told() {
        let architecture = experiment("4-relu").architecture().unwrap();
        let mut values = values(architecture.parameter_count(), 0.1);
        // The first unit stands at its corner: its bias takes all away that comes in.
        let pixels = image();
        let weights = architecture.parameters[0].range();
        let sum: f64 = (0..784)
            .map(|i| pixels[i] * f64::from(values[weights.start + 4 * i]))
            .sum();
        values[architecture.parameters[1].range().start] = -sum as f32;
        let network = DenseNetwork::new(&architecture, &values).unwrap();
        let pass = network.forward(&pixels);
        assert!(pass.layers[0].z[0].abs() < 1e-5);
        let target = one_hot(2, 10);
        let judge = judge(Loss::CrossEntropy, &target);
        let backward = network.backward(&pass, judge);
        let at = WeightAt {
            layer: 0,
            input: 10,
            unit: 0,
        };
        assert!(network.input(&pass, at) > 0.0);
        let difference = network.difference(&pass, judge, at);
        assert!(difference.kink);
        assert_eq!(
            difference.agreement(network.gradient(&pass, &backward, at)),
            Agreement::Kink
        );
    }

    #[test]
    fn large_inputs_take_a_smaller_step_and_overflow_is_no_disagreement() {
        let network = network("16-tanh", 0.002);
        let bytes: Vec<f64> = image().iter().map(|ink| 255.0 * ink).collect();
        let target = one_hot(4, 10);
        let judge = judge(Loss::CrossEntropy, &target);
        let pass = network.forward(&bytes);
        let backward = network.backward(&pass, judge);
        let at = network.steepest(&pass, &backward, 0);
        let difference = network.difference(&pass, judge, at);
        let gradient = network.gradient(&pass, &backward, at);
        assert_eq!(
            difference.agreement(gradient),
            Agreement::Agrees,
            "{gradient} {difference:?}"
        );
        assert!(difference.step < 1e-5);

        let architecture = experiment("4-relu").architecture().unwrap();
        let gone = vec![f32::NAN; architecture.parameter_count()];
        let gone = DenseNetwork::new(&architecture, &gone).unwrap();
        let pass = gone.forward(&image());
        let backward = gone.backward(&pass, judge);
        let at = gone.steepest(&pass, &backward, 0);
        let difference = gone.difference(&pass, judge, at);
        assert_eq!(
            difference.agreement(gone.gradient(&pass, &backward, at)),
            Agreement::NotFinite
        );
    }

    #[test]
    fn a_weight_behind_an_empty_pixel_has_no_gradient() {
        let network = network("8-tanh", 0.1);
        let pass = network.forward(&image());
        let target = one_hot(2, 10);
        let judge = judge(Loss::CrossEntropy, &target);
        let backward = network.backward(&pass, judge);
        let at = WeightAt {
            layer: 0,
            input: 1,
            unit: 3,
        };
        let gradient = network.gradient(&pass, &backward, at);
        assert_eq!(
            network.difference(&pass, judge, at).agreement(gradient),
            Agreement::Zero
        );
    }

    #[test]
    fn other_networks_are_refused_in_a_sentence() {
        for net in [
            "conv-4-3-relu",
            "lstm-8",
            "16-glu",
            "8-ahaf",
            "8-relu.bn-relu",
        ] {
            let architecture = experiment(net).architecture().unwrap();
            let values = vec![0.0; architecture.parameter_count()];
            let refused = DenseNetwork::new(&architecture, &values).err().unwrap();
            assert!(
                refused.to_string().contains("dense layers"),
                "{net}: {refused}"
            );
        }
        let architecture = experiment("8-relu").architecture().unwrap();
        assert!(DenseNetwork::new(&architecture, &[0.0; 5]).is_err());
    }

    proptest! {
        #[test]
        fn every_weight_of_a_smooth_network_is_confirmed(layer in 0_usize..3, input in 0_usize..8, unit in 0_usize..8, class in 0_usize..10) {
            let network = network("8-tanh.8-sigmoid", 0.15);
            let pass = network.forward(&image());
            let target = one_hot(class, 10);
            for loss in [Loss::CrossEntropy, Loss::MeanSquaredError] {
                let judge = judge(loss, &target);
                let backward = network.backward(&pass, judge);
                let at = WeightAt { layer, input: if layer == 0 { 5 * input } else { input }, unit };
                let gradient = network.gradient(&pass, &backward, at);
                let agreement = network.difference(&pass, judge, at).agreement(gradient);
                prop_assert!(!matches!(agreement, Agreement::Disagrees | Agreement::Kink), "{:?}", agreement);
            }
        }
    }
}
