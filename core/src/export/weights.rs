//! The parameters of a network as a safetensors file that PyTorch's `load_state_dict` takes, and back.
//!
//! | tensor | shape | |
//! | --- | --- | --- |
//! | `layers.0.weight` | `[units, inputs]` | as `nn.Linear` keeps it; here it is `[inputs, units]` |
//! | `layers.0.bias` | `[units]` | |
//! | `layers.0.gamma`, `layers.0.beta` | `[units]` | AHAF's γ and β; GLU has no parameters of its own |
//!
//! Layers count from the input, the output layer being the last. The file's metadata holds the
//! experiment as a link's fragment (`experiment`) and the steps taken (`step`).

use crate::model::{Architecture, Parameter, ParameterKind};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

const EXPERIMENT: &str = "experiment";
const STEP: &str = "step";

/// What a file says of where its weights come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The experiment as a link's fragment; empty where the file does not say.
    pub experiment: String,
    /// Steps taken; none where the file does not say.
    pub step: Option<u64>,
}

/// Why weights cannot be written or read. Every message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The bytes are no safetensors file.
    #[error("This is no safetensors file ({0}). Choose a file that ends in .safetensors.")]
    Unreadable(String),
    /// A tensor of the network is not in the file.
    #[error(
        "The file has no tensor “{name}”; it holds {found}. The network needs {name} {wanted:?}: set the \
         layers of the file first, then load it."
    )]
    Missing {
        /// The tensor.
        name: String,
        /// Its shape.
        wanted: Vec<usize>,
        /// Names and shapes of what the file holds.
        found: String,
    },
    /// A tensor has another shape.
    #[error(
        "In the file {name} is {found:?}, and this network needs {wanted:?}: set the layers of the file \
         first, then load it."
    )]
    Shape {
        /// The tensor.
        name: String,
        /// Its shape in the file.
        found: Vec<usize>,
        /// Its shape in the network.
        wanted: Vec<usize>,
    },
    /// A tensor is not of 32-bit floating-point numbers.
    #[error("In the file {name} is of type {found}; save it as float32 and load it again.")]
    Type {
        /// The tensor.
        name: String,
        /// Its type.
        found: String,
    },
    /// The file holds more layers than the network.
    #[error(
        "The file holds “{name}”, which this network has not: set the layers of the file first, then \
         load it."
    )]
    Extra {
        /// The tensor.
        name: String,
    },
    /// As many values as the network has parameters were expected.
    #[error("There are {found} values for a network of {wanted}. Save the network once more.")]
    Count {
        /// Values there are.
        found: usize,
        /// Parameters of the network.
        wanted: usize,
    },
}

/// Name of a parameter in the file.
pub fn name(parameter: &Parameter) -> String {
    format!("layers.{}.{}", parameter.block, parameter.name)
}

/// Its shape in the file.
pub fn shape(parameter: &Parameter) -> Vec<usize> {
    let [rows, units] = parameter.shape;
    match parameter.kind {
        ParameterKind::Weight => vec![units, rows],
        ParameterKind::Bias | ParameterKind::Shape => vec![units],
    }
}

/// The file of the flat vector `values`, `[parameters]`.
///
/// # Errors
/// When there are not as many values as the network has parameters.
pub fn write(
    architecture: &Architecture,
    values: &[f32],
    about: &About,
) -> Result<Vec<u8>, WeightsError> {
    let wanted = architecture.parameter_count();
    if values.len() != wanted {
        let found = values.len();
        return Err(WeightsError::Count { found, wanted });
    }
    let mut tensors = Vec::new();
    for parameter in &architecture.parameters {
        let own = &values[parameter.range()];
        tensors.push((
            name(parameter),
            shape(parameter),
            turned_bytes(parameter, own),
        ));
    }
    let views: Result<Vec<_>, _> = tensors
        .iter()
        .map(|(name, shape, bytes)| {
            TensorView::new(Dtype::F32, shape.clone(), bytes).map(|view| (name.as_str(), view))
        })
        .collect();
    let mut metadata = vec![("format".to_owned(), "pt".to_owned())];
    metadata.push((EXPERIMENT.to_owned(), about.experiment.clone()));
    metadata.extend(about.step.map(|step| (STEP.to_owned(), step.to_string())));
    let views = views.map_err(unreadable)?;
    safetensors::serialize(views, Some(metadata.into_iter().collect())).map_err(unreadable)
}

/// Little-endian bytes, a weight matrix turned from `[inputs, units]` to `[units, inputs]`.
fn turned_bytes(parameter: &Parameter, values: &[f32]) -> Vec<u8> {
    let [rows, units] = parameter.shape;
    let order = (0..units).flat_map(|unit| (0..rows).map(move |row| row * units + unit));
    order.flat_map(|at| values[at].to_le_bytes()).collect()
}

fn unreadable(error: safetensors::SafeTensorError) -> WeightsError {
    WeightsError::Unreadable(error.to_string())
}

/// The flat vector, `[parameters]`, of the network in a file.
///
/// # Errors
/// When the bytes are no such file, or one of another network; the sentence says what differs.
pub fn read(architecture: &Architecture, bytes: &[u8]) -> Result<Vec<f32>, WeightsError> {
    let file = SafeTensors::deserialize(bytes).map_err(unreadable)?;
    let names: Vec<String> = architecture.parameters.iter().map(name).collect();
    let mut values = Vec::with_capacity(architecture.parameter_count());
    for (parameter, name) in architecture.parameters.iter().zip(&names) {
        values.extend(read_one(&file, parameter, name)?);
    }
    let mut found = file.names();
    found.sort_unstable();
    match found
        .into_iter()
        .find(|n| !names.iter().any(|own| own == n))
    {
        Some(extra) => Err(WeightsError::Extra {
            name: extra.to_owned(),
        }),
        None => Ok(values),
    }
}

fn read_one(
    file: &SafeTensors,
    parameter: &Parameter,
    name: &str,
) -> Result<Vec<f32>, WeightsError> {
    let wanted = shape(parameter);
    let Ok(tensor) = file.tensor(name) else {
        return Err(WeightsError::Missing {
            name: name.to_owned(),
            wanted,
            found: contents(file),
        });
    };
    if tensor.dtype() != Dtype::F32 {
        return Err(WeightsError::Type {
            name: name.to_owned(),
            found: tensor.dtype().to_string(),
        });
    }
    if tensor.shape() != wanted {
        return Err(WeightsError::Shape {
            name: name.to_owned(),
            found: tensor.shape().to_vec(),
            wanted,
        });
    }
    let (values, _) = tensor.data().as_chunks();
    let values: Vec<f32> = values.iter().map(|b| f32::from_le_bytes(*b)).collect();
    let [rows, units] = parameter.shape;
    let order = (0..rows).flat_map(|row| (0..units).map(move |unit| unit * rows + row));
    Ok(order.map(|at| values[at]).collect())
}

/// The first few tensors of a file, by name and shape.
fn contents(file: &SafeTensors) -> String {
    const SHOWN: usize = 4;
    let mut tensors: Vec<String> = file
        .iter()
        .map(|(name, view)| format!("{name} {:?}", view.shape()))
        .collect();
    tensors.sort_unstable();
    let more = tensors.len().saturating_sub(SHOWN);
    tensors.truncate(SHOWN);
    match (tensors.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (_, 0) => tensors.join(", "),
        _ => format!("{} and {more} more", tensors.join(", ")),
    }
}

/// What a file says of where its weights come from.
///
/// # Errors
/// When the bytes are no safetensors file.
pub fn about(bytes: &[u8]) -> Result<About, WeightsError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(unreadable)?;
    let said = |key: &str| metadata.metadata().as_ref().and_then(|all| all.get(key));
    Ok(About {
        experiment: said(EXPERIMENT).cloned().unwrap_or_default(),
        step: said(STEP).and_then(|step| step.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activation, Block, Init};

    fn network(blocks: &[(u32, Activation)]) -> Architecture {
        let blocks: Vec<Block> = blocks
            .iter()
            .map(|&(units, activation)| Block::Dense { units, activation })
            .collect();
        Architecture::new(&blocks, 3, 2).unwrap()
    }

    fn file(network: &Architecture) -> (Vec<f32>, Vec<u8>) {
        let values = network.initial(Init::PyTorch, 1.0, 7);
        let about = About {
            experiment: "v=1&lr=0.1".to_owned(),
            step: Some(400),
        };
        let bytes = write(network, &values, &about).unwrap();
        (values, bytes)
    }

    #[test]
    fn a_round_trip_keeps_every_bit() {
        for activation in [Activation::Relu, Activation::Glu, Activation::Ahaf] {
            let network = network(&[(4, activation), (6, Activation::Tanh)]);
            let (values, bytes) = file(&network);
            let again = read(&network, &bytes).unwrap();
            assert!(
                values
                    .iter()
                    .zip(&again)
                    .all(|(a, b)| a.to_bits() == b.to_bits())
            );
            assert_eq!(values.len(), again.len());
            let about = about(&bytes).unwrap();
            assert_eq!(
                (about.experiment.as_str(), about.step),
                ("v=1&lr=0.1", Some(400))
            );
        }
    }

    #[test]
    fn tensors_have_the_names_shapes_and_order_of_pytorch() {
        let network = network(&[(4, Activation::Ahaf)]);
        let (values, bytes) = file(&network);
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let mut shapes: Vec<(String, Vec<usize>)> = tensors
            .iter()
            .map(|(name, view)| (name.to_owned(), view.shape().to_vec()))
            .collect();
        shapes.sort();
        let named = |name: &str, shape: &[usize]| (name.to_owned(), shape.to_vec());
        assert_eq!(
            shapes,
            [
                named("layers.0.beta", &[4]),
                named("layers.0.bias", &[4]),
                named("layers.0.gamma", &[4]),
                named("layers.0.weight", &[4, 3]),
                named("layers.1.bias", &[2]),
                named("layers.1.weight", &[2, 4]),
            ]
        );
        // The weight from input 2 to unit 1 is at [1, 2] there and at [2, 1] here.
        let weight = tensors.tensor("layers.0.weight").unwrap();
        let at = 4 * (3 + 2);
        assert_eq!(weight.data()[at..at + 4], values[2 * 4 + 1].to_le_bytes());
    }

    #[test]
    fn a_file_of_another_network_says_what_differs() {
        let small = network(&[(4, Activation::Relu)]);
        let (_, bytes) = file(&small);
        let said = |network: &Architecture| read(network, &bytes).unwrap_err().to_string();
        let wider = said(&network(&[(5, Activation::Relu)]));
        assert!(
            wider.contains("layers.0.weight is [4, 3]") && wider.contains("[5, 3]"),
            "{wider}"
        );
        let deeper = said(&network(&[(4, Activation::Relu), (2, Activation::Relu)]));
        assert!(deeper.contains("layers.2.weight"), "{deeper}");
        let shallower = said(&network(&[]));
        assert!(shallower.contains("layers.0.weight"), "{shallower}");
        let adaptive = said(&network(&[(4, Activation::Ahaf)]));
        assert!(adaptive.contains("“layers.0.gamma”"), "{adaptive}");
    }

    #[test]
    fn more_layers_than_the_network_has_are_refused() {
        let deep = Architecture::new(
            &[2, 2].map(|units| Block::Dense {
                units,
                activation: Activation::Relu,
            }),
            2,
            2,
        )
        .unwrap();
        let shallow = Architecture::new(&[], 2, 2).unwrap();
        let (_, bytes) = file(&deep);
        let error = read(&shallow, &bytes).unwrap_err().to_string();
        assert!(error.contains("layers.1.bias"), "{error}");
    }

    #[test]
    fn broken_and_foreign_files_are_refused_in_words() {
        let network = network(&[(4, Activation::Relu)]);
        let (values, bytes) = file(&network);
        for broken in [
            &b""[..],
            b"not a file",
            &bytes[..bytes.len() - 1],
            &bytes[..20],
        ] {
            let error = read(&network, broken).unwrap_err().to_string();
            assert!(error.contains("no safetensors file"), "{error}");
            assert!(about(&broken[..broken.len().min(20)]).is_err());
        }
        let half = [0_u8; 24];
        let view = TensorView::new(Dtype::F16, vec![4, 3], &half).unwrap();
        let bytes = safetensors::serialize([("layers.0.weight", view)], None).unwrap();
        let error = read(&network, &bytes).unwrap_err().to_string();
        assert!(
            error.contains("F16") && error.contains("float32"),
            "{error}"
        );
        assert!(about(&bytes).unwrap().experiment.is_empty());
        let error = write(&network, &values[1..], &About::default()).unwrap_err();
        assert!(error.to_string().contains("Save the network once more"));
    }
}
