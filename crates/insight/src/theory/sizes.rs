//! How large a dense network is, how many steps an epoch takes, and how large an update is.

use playground_experiment::experiment::Experiment;
use playground_experiment::fields;
use playground_experiment::model::{Architecture, Layer, ParameterKind};

/// Most values in a layer or an input: products of two still fit.
const MOST: u64 = 10_000_000;
/// Most layers.
const MOST_LAYERS: usize = 100;

/// The parameters of one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSize {
    /// Values that come in.
    pub inputs: u64,
    /// Units.
    pub units: u64,
    /// Weights: inputs × units.
    pub weights: u64,
    /// Biases: one for each unit.
    pub biases: u64,
    /// Parameters of an adaptive activation, 0 for any other.
    pub shape: u64,
}

/// A network as a list of layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkSize {
    /// From input to output.
    pub layers: Vec<LayerSize>,
}

impl NetworkSize {
    /// Reads a network in one of two forms: numbers from the input to the output, `50-10-1`, where the
    /// input may be a shape, `28x28-128-64-10`; or the hidden layers as links write them,
    /// `128-relu.64-relu`, between `inputs` values and `classes` classes.
    ///
    /// # Errors
    /// A sentence that says what does not fit and how to write it.
    pub fn parse(text: &str, inputs: usize, classes: usize) -> Result<Self, String> {
        let text = text.trim().to_lowercase();
        let is_word = |c: char| c.is_alphabetic() && !is_times(c);
        match text.contains(is_word) {
            true => Self::from_link(&text, inputs, classes),
            false => Self::from_numbers(&text),
        }
    }

    fn from_numbers(text: &str) -> Result<Self, String> {
        let apart = |c: char| c.is_whitespace() || "-–,→.".contains(c);
        let mut parts = text.split(apart).filter(|part| !part.is_empty());
        let shape = parts.next().unwrap_or_default();
        let mut width = input_size(shape)?;
        let mut layers = Vec::new();
        for part in parts {
            let units = size(part)?;
            layers.push(LayerSize {
                inputs: width,
                units,
                weights: width * units,
                biases: units,
                shape: 0,
            });
            width = units;
        }
        match layers.len() {
            0 => Err(format!(
                "“{text}” has no layer after the input; write the sizes from the input to the output, such as 50-10-1."
            )),
            n if n > MOST_LAYERS => Err(format!(
                "{n} layers are more than the {MOST_LAYERS} that fit here."
            )),
            _ => Ok(Self { layers }),
        }
    }

    fn from_link(text: &str, inputs: usize, classes: usize) -> Result<Self, String> {
        let mut experiment = Experiment::default();
        let row = fields::field("net").ok_or("Links write no layers.")?;
        row.set(&mut experiment, text)
            .map_err(|why| format!("{why}."))?;
        let network = Architecture::new(&experiment.blocks, inputs, classes);
        Ok(Self::of(&network.map_err(|why| why.message)?))
    }

    /// Takes the sizes from a network of the page.
    pub(crate) fn of(network: &Architecture) -> Self {
        let sum = |layer: &Layer, kind| -> u64 {
            let parameters = layer.parameters.iter().map(|i| &network.parameters[*i]);
            parameters
                .filter(|p| p.kind == kind)
                .map(|p| p.len() as u64)
                .sum()
        };
        let layer = |layer: &Layer| LayerSize {
            inputs: layer.inputs as u64,
            units: layer.units as u64,
            weights: sum(layer, ParameterKind::Weight),
            biases: sum(layer, ParameterKind::Bias),
            shape: sum(layer, ParameterKind::Shape),
        };
        Self {
            layers: network.layers.iter().map(layer).collect(),
        }
    }

    /// Counts all weights.
    pub fn weights(&self) -> u64 {
        self.layers.iter().map(|layer| layer.weights).sum()
    }

    /// Counts all biases.
    pub fn biases(&self) -> u64 {
        self.layers.iter().map(|layer| layer.biases).sum()
    }

    /// Counts all parameters of adaptive activations.
    pub fn shape(&self) -> u64 {
        self.layers.iter().map(|layer| layer.shape).sum()
    }

    /// Counts everything that is trained.
    pub fn total(&self) -> u64 {
        self.weights() + self.biases() + self.shape()
    }
}

fn is_times(c: char) -> bool {
    "x×*".contains(c)
}

/// Returns the number of values of an input such as `784`, `28x28` or `3×32×32`.
fn input_size(shape: &str) -> Result<u64, String> {
    let mut product: u64 = 1;
    for part in shape.split(is_times) {
        product = product.saturating_mul(size(part)?);
    }
    match product <= MOST {
        true => Ok(product),
        false => Err(format!(
            "An input of {shape} is more than the {MOST} values that fit here."
        )),
    }
}

fn size(part: &str) -> Result<u64, String> {
    match part.parse::<u64>() {
        Ok(value) if (1..=MOST).contains(&value) => Ok(value),
        Ok(value) => Err(format!(
            "A layer cannot have {value} values here; choose 1 to {MOST}."
        )),
        Err(_) => Err(format!(
            "“{}” is not a size; write the sizes from the input to the output, such as 50-10-1 or 28x28-128-10.",
            part.chars().take(20).collect::<String>()
        )),
    }
}

/// How an epoch divides into steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Whole batches, as the trainer takes them.
    pub steps: u64,
    /// Examples that fill no batch and wait for the next shuffle.
    pub left_over: u64,
}

/// Counts the steps of an epoch over `examples` in batches of `batch`; none for a batch of nothing.
pub fn epoch(examples: u64, batch: u64) -> Option<Epoch> {
    Some(Epoch {
        steps: examples.checked_div(batch)?,
        left_over: examples.checked_rem(batch)?,
    })
}

/// Computes the length of a step of plain gradient descent in the space of all parameters: η‖g‖.
pub fn update(learning_rate: f64, gradient_norm: f64) -> f64 {
    learning_rate * gradient_norm
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn network(text: &str) -> NetworkSize {
        NetworkSize::parse(text, 784, 10).unwrap()
    }

    #[test]
    fn fifty_ten_one_has_510_weights_and_11_biases() {
        let found = network("50-10-1");
        assert_eq!(
            (found.weights(), found.biases(), found.total()),
            (510, 11, 521)
        );
        let hundred = Epoch {
            steps: 100,
            left_over: 0,
        };
        assert_eq!(epoch(1000, 10), Some(hundred));
    }

    #[test]
    fn the_networks_of_the_page_have_their_known_sizes() {
        for (text, total) in [
            ("784-128-64-10", 109_386),
            ("28x28-128-64-10", 109_386),
            ("28×28 256 128 64 10", 242_762),
            ("784-64-10", 50_890),
            ("784-128-64-32-10", 111_146),
            ("128-relu.64-relu", 109_386),
            ("64-sigmoid", 50_890),
            ("128-GLU", 784 * 128 + 128 + 64 * 10 + 10),
            ("8-ahaf", 784 * 8 + 8 + 16 + 8 * 10 + 10),
        ] {
            assert_eq!(network(text).total(), total, "{text}");
        }
        assert_eq!(network("8-ahaf").shape(), 16);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let refusal = |text| NetworkSize::parse(text, 784, 10).unwrap_err();
        assert!(refusal("784").contains("no layer after the input"));
        assert!(refusal("").contains("is not a size"));
        assert!(refusal("50-0-1").contains("cannot have 0"));
        assert!(refusal("128-fish").contains("fish"));
        assert!(refusal("9999x9999-10").contains("An input of 9999x9999"));
        assert!(refusal("99999999999999999999-1").contains("is not a size"));
        assert!(refusal(&vec!["1"; 120].join("-")).contains("119 layers"));
    }

    #[test]
    fn what_is_left_over_is_counted_and_an_empty_batch_is_none() {
        let uneven = Epoch {
            steps: 859,
            left_over: 24,
        };
        assert_eq!(epoch(55_000, 64), Some(uneven));
        assert_eq!(epoch(10, 0), None);
    }

    #[test]
    fn an_update_is_the_learning_rate_times_the_norm() {
        assert_eq!(update(0.5, 3.0), 1.5);
    }

    proptest! {
        #[test]
        fn weights_and_biases_are_counted_one_by_one(sizes in prop::collection::vec(1u64..30, 2..7)) {
            let text: Vec<String> = sizes.iter().map(u64::to_string).collect();
            let found = NetworkSize::parse(&text.join("-"), 1, 1).unwrap();
            let (mut weights, mut biases) = (0, 0);
            for pair in sizes.windows(2) {
                for _unit in 0..pair[1] {
                    biases += 1;
                    for _input in 0..pair[0] {
                        weights += 1;
                    }
                }
            }
            prop_assert_eq!((found.weights(), found.biases()), (weights, biases));
            prop_assert_eq!(found.total(), weights + biases);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            if let Err(said) = NetworkSize::parse(&text, 784, 10) {
                prop_assert!(said.ends_with('.'), "{}", said);
            }
        }
    }
}
