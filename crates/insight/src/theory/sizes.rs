//! How large a network is, how much an example costs, how many steps an epoch takes, and how large an update is.

use playground_experiment::experiment::Experiment;
use playground_experiment::fields;
use playground_experiment::model::{Architecture, Op, ParameterKind, Shape, Stage};

/// Most values in a layer or an input: products of two still fit.
const MOST: u64 = 10_000_000;
/// Most layers.
const MOST_LAYERS: usize = 100;

/// A 5 × 5 convolution on the 28 × 28 × 192 values within GoogLeNet (Szegedy et al. 2015), the classic sum.
pub const WIDE: &str = "28x28x192-c5x32";
/// The same behind a bottleneck of sixteen channels.
pub const BOTTLENECK: &str = "28x28x192-c1x16-c5x32";

/// The parameters of one layer, and what an example costs there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSize {
    /// What it is, for people: `784 → 128`.
    pub name: String,
    /// Weights: inputs × units, and for a convolution the same for each place of its kernel.
    pub weights: u64,
    /// Biases: one for each unit or channel; two for each gate of a recurrent layer, as in PyTorch.
    pub biases: u64,
    /// γ and β of a batch normalisation or an adaptive activation, 0 for all else.
    pub gamma_beta: u64,
    /// Multiplications that are added up for one example, biases left out.
    pub multiply_adds: u64,
}

/// A network as a list of layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkSize {
    /// From input to output, those that train something.
    pub layers: Vec<LayerSize>,
}

impl NetworkSize {
    /// Reads a network in one of two forms: numbers from the input to the output, `50-10-1`, where the
    /// input may be a shape, `28x28-128-64-10`, and `c5x32` is a convolution of 5 × 5 to 32 channels, padded so that the
    /// image keeps its size; or the hidden layers as links write them, `128-relu.64-relu`, between the `input` and
    /// `outputs` values.
    ///
    /// # Errors
    /// A sentence that says what does not fit and how to write it.
    pub fn parse(text: &str, input: Shape, outputs: usize) -> Result<Self, String> {
        let text = text.trim().to_lowercase();
        let is_word = |part: &str| {
            let rest = convolution(part).map_or(part, |_| "");
            rest.chars().any(|c| c.is_alphabetic() && !is_times(c))
        };
        match parts(&text).any(is_word) {
            true => Self::from_link(&text, input, outputs),
            false => Self::from_numbers(&text),
        }
    }

    fn from_numbers(text: &str) -> Result<Self, String> {
        let mut parts = parts(text);
        let mut values = Values::parse(parts.next().unwrap_or_default())?;
        let mut layers = Vec::new();
        for part in parts {
            let (layer, after) = match convolution(part) {
                Some((kernel, channels)) => values.convolved(size(kernel)?, size(channels)?)?,
                None => values.dense(size(part)?),
            };
            layers.push(layer);
            values = after;
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

    fn from_link(text: &str, input: Shape, outputs: usize) -> Result<Self, String> {
        let mut experiment = Experiment::default();
        let row = fields::field("net").ok_or("Links write no layers.")?;
        row.set(&mut experiment, text)
            .map_err(|why| format!("{why}."))?;
        let network = Architecture::new(&experiment.blocks, input, outputs);
        Ok(Self::of(&network.map_err(|why| why.message)?))
    }

    /// Takes the sizes from a network of the page.
    pub fn of(network: &Architecture) -> Self {
        let stages = network.stages.iter();
        Self {
            layers: stages
                .filter_map(|stage| of_stage(network, stage))
                .collect(),
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

    /// Counts all γ and β.
    pub fn gamma_beta(&self) -> u64 {
        self.layers.iter().map(|layer| layer.gamma_beta).sum()
    }

    /// Counts everything that is trained.
    pub fn total(&self) -> u64 {
        self.weights() + self.biases() + self.gamma_beta()
    }

    /// Counts the multiplications of one example's forward pass.
    pub fn multiply_adds(&self) -> u64 {
        self.layers.iter().map(|layer| layer.multiply_adds).sum()
    }
}

/// Takes the size of a stage; none of one that trains nothing.
fn of_stage(network: &Architecture, stage: &Stage) -> Option<LayerSize> {
    let (own, uses) = match stage.work {
        Op::Layer(index) => {
            let layer = &network.layers[index];
            (&layer.parameters, layer.uses() as u64)
        }
        Op::Norm(index) => (&network.norms[index].parameters, 0),
        _ => return None,
    };
    let sum = |wanted: fn(ParameterKind) -> bool| {
        let parameters = own.iter().map(|&index| &network.parameters[index]);
        let wanted = parameters.filter(|parameter| wanted(parameter.kind));
        wanted.map(|parameter| parameter.len() as u64).sum::<u64>()
    };
    let weights = sum(|kind| kind == ParameterKind::Weight);
    Some(LayerSize {
        name: stage.label.clone()?,
        weights,
        biases: sum(ParameterKind::is_bias),
        gamma_beta: sum(|kind| matches!(kind, ParameterKind::Shape | ParameterKind::Shift)),
        multiply_adds: uses * weights,
    })
}

/// Values between two layers, as they were written.
struct Values {
    /// Extents, the channels last where there are three.
    extents: Vec<u64>,
}

impl Values {
    /// Reads an input such as `784`, `28x28` or `3×32×32`.
    fn parse(shape: &str) -> Result<Self, String> {
        let extents: Vec<u64> = shape.split(is_times).map(size).collect::<Result<_, _>>()?;
        let values = Self { extents };
        match values.count() <= MOST {
            true => Ok(values),
            false => Err(format!(
                "An input of {shape} is more than the {MOST} values that fit here."
            )),
        }
    }

    fn count(&self) -> u64 {
        self.extents
            .iter()
            .fold(1, |product, n| product.saturating_mul(*n))
    }

    fn name(&self) -> String {
        let extents: Vec<String> = self.extents.iter().map(u64::to_string).collect();
        extents.join(" × ")
    }

    fn dense(&self, units: u64) -> (LayerSize, Self) {
        let weights = self.count() * units;
        let layer = LayerSize {
            name: format!("{} → {units}", self.name()),
            weights,
            biases: units,
            gamma_beta: 0,
            multiply_adds: weights,
        };
        let extents = vec![units];
        (layer, Self { extents })
    }

    fn convolved(&self, kernel: u64, channels: u64) -> Result<(LayerSize, Self), String> {
        let (height, width, before) = match self.extents[..] {
            [height, width] => (height, width, 1),
            [height, width, channels] => (height, width, channels),
            _ => {
                return Err(format!(
                    "A convolution needs an image, and {} values without an order come in; write their shape, such as \
                     {WIDE}.",
                    self.name()
                ));
            }
        };
        if kernel > height.max(width) {
            return Err(format!(
                "A kernel of {kernel} × {kernel} is larger than the image of {height} × {width}; choose at most {}.",
                height.max(width)
            ));
        }
        let extents = vec![height, width, channels];
        let after = Self { extents };
        if after.count() > MOST {
            return Err(format!(
                "{} values are more than the {MOST} that fit here.",
                after.name()
            ));
        }
        let weights = kernel * kernel * before * channels;
        let layer = LayerSize {
            name: format!("{} → {}, {kernel} × {kernel}", self.name(), after.name()),
            weights,
            biases: channels,
            gamma_beta: 0,
            multiply_adds: weights.saturating_mul(height * width),
        };
        Ok((layer, after))
    }
}

/// Takes the sizes of a network apart.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| c.is_whitespace() || "-–,→.".contains(c);
    text.split(apart).filter(|part| !part.is_empty())
}

/// Returns what stands for the kernel and for the channels of a convolution such as `c5x32`.
fn convolution(part: &str) -> Option<(&str, &str)> {
    let rest = part.strip_prefix('c')?;
    let (kernel, channels) = rest.split_once(is_times)?;
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    (is_number(kernel) && is_number(channels)).then_some((kernel, channels))
}

fn is_times(c: char) -> bool {
    "x×*".contains(c)
}

fn size(part: &str) -> Result<u64, String> {
    match part.parse::<u64>() {
        Ok(value) if (1..=MOST).contains(&value) => Ok(value),
        Ok(value) => Err(format!(
            "A layer cannot have {value} values here; choose 1 to {MOST}."
        )),
        Err(_) => Err(format!(
            "“{}” is not a size; write the sizes from the input to the output, such as 50-10-1, 28x28-128-10 or {WIDE}.",
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

    /// One channel of 28 × 28.
    const IMAGE: [usize; 3] = [1, 28, 28];

    fn network(text: &str) -> NetworkSize {
        NetworkSize::parse(text, IMAGE.into(), 10).unwrap()
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
        assert_eq!(network("8-ahaf").gamma_beta(), 16);
    }

    /// As `torch.nn` counts them: `sum(p.numel() for p in model.parameters())`.
    #[test]
    fn every_kind_of_layer_counts_what_it_trains() {
        for (text, total, gamma_beta) in [
            ("128-relu.bn-relu.64-relu", 109_642, 256),
            (
                "conv-6-5-same-tanh.avg-2.conv-16-5-tanh.avg-2.120-tanh.84-tanh",
                61_706,
                0,
            ),
            (
                "conv-8-3-relu.bn-relu.gap",
                8 * 9 + 8 + 16 + 8 * 10 + 10,
                16,
            ),
            (
                "lstm-16",
                4 * (28 * 16 + 16 * 16 + 2 * 16) + 16 * 10 + 10,
                0,
            ),
            ("gru-16", 3 * (28 * 16 + 16 * 16 + 2 * 16) + 16 * 10 + 10, 0),
        ] {
            let found = network(text);
            assert_eq!(
                (found.total(), found.gamma_beta()),
                (total, gamma_beta),
                "{text}"
            );
        }
    }

    /// Ng's sum: 28 · 28 · 32 · 5 · 5 · 192 = 120 million multiplications, against 2.4 and 10 million.
    #[test]
    fn a_bottleneck_saves_nine_in_ten_multiplications() {
        let (wide, narrow) = (network(WIDE), network(BOTTLENECK));
        assert_eq!(wide.multiply_adds(), 28 * 28 * 32 * 25 * 192);
        assert_eq!((wide.weights(), wide.biases()), (25 * 192 * 32, 32));
        assert_eq!(narrow.multiply_adds(), 28 * 28 * (16 * 192 + 32 * 25 * 16));
        assert_eq!(wide.layers[0].name, "28 × 28 × 192 → 28 × 28 × 32, 5 × 5");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let refusal = |text: &str| NetworkSize::parse(text, IMAGE.into(), 10).unwrap_err();
        assert!(refusal("784").contains("no layer after the input"));
        assert!(refusal("").contains("is not a size"));
        assert!(refusal("50-0-1").contains("cannot have 0"));
        assert!(refusal("128-fish").contains("fish"));
        assert!(refusal("9999x9999-10").contains("An input of 9999x9999"));
        assert!(refusal("99999999999999999999-1").contains("is not a size"));
        assert!(refusal(&vec!["1"; 120].join("-")).contains("119 layers"));
        assert!(refusal("784-c5x32").contains("784 values without an order"));
        assert!(refusal("28x28-10-c5x32").contains("10 values without an order"));
        assert!(refusal("8x8-c9x2").contains("larger than the image"));
        assert!(refusal("3000x3000-c1x9999").contains("fit here"));
        assert!(refusal("28x28-c0x2").contains("cannot have 0"));
        assert!(refusal("28x28-c5x").contains("c5x"));
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
            let found = NetworkSize::parse(&text.join("-"), Shape::Flat(1), 1).unwrap();
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
        fn any_text_is_read_or_refused(text in ".{0,40}|([0-9]{1,8}|c?[0-9]{1,4}x[0-9]{1,8})(-c?[0-9]{1,4}(x[0-9]{1,8})?){0,5}") {
            if let Err(said) = NetworkSize::parse(&text, IMAGE.into(), 10) {
                prop_assert!(said.ends_with('.'), "{}", said);
            }
        }
    }
}
