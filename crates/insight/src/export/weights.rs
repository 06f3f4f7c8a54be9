//! The parameters of a network as a safetensors file that PyTorch's `load_state_dict` takes, and back.
//!
//! | tensor | shape | |
//! | --- | --- | --- |
//! | `layers.0.weight` | `[units, inputs]` | as `nn.Linear` keeps it; here it is `[inputs, units]` |
//! | | `[units, channels, side, side]` | of a convolution, as `nn.Conv2d` keeps it |
//! | `layers.0.bias` | `[units]` | |
//! | `layers.0.gamma`, `layers.0.beta` | `[units]` | AHAF's γ and β; GLU has no parameters of its own |
//! | `layers.0.weight_ih_l0`, … | `[gates, inputs]` | of LSTM and GRU, as `nn.LSTM` and `nn.GRU` keep them |
//! | `norms.0.weight`, `.bias`, `.running_mean`, `.running_var` | `[channels]` | of batch normalisations |
//!
//! Layers with weights count from the input, the output layer being the last; batch normalisations count apart. The file's metadata holds the
//! experiment as a link's fragment (`experiment`) and the steps taken (`step`).

use playground_experiment::model::{Architecture, Owner, Parameter, ParameterKind};
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
    /// The bytes are not a safetensors file.
    #[error("This is not a safetensors file ({0}). Choose a file that ends in .safetensors.")]
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

/// Returns the name of a parameter in the file.
pub(crate) fn name(parameter: &Parameter) -> String {
    match parameter.owner {
        Owner::Layer(index) => format!("layers.{index}.{}", parameter.name),
        Owner::Norm(index) => format!("norms.{index}.{}", parameter.name),
    }
}

/// Returns the shape of a parameter in the file.
pub(crate) fn shape(parameter: &Parameter) -> Vec<usize> {
    let [rows, units] = parameter.shape;
    match parameter.kind {
        ParameterKind::Weight => match parameter.kernel {
            Some([height, width]) => vec![units, rows / (height * width), height, width],
            None => vec![units, rows],
        },
        _ => vec![units],
    }
}

/// Writes the file of the flat vector `values`, `[parameters]`.
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
    let tensors = architecture.parameters.iter().map(|parameter| {
        let bytes = turned_bytes(parameter, &values[parameter.range()]);
        (name(parameter), shape(parameter), bytes)
    });
    let tensors: Vec<_> = tensors.collect();
    let views = tensors.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes)?;
        Ok((name.as_str(), view))
    });
    let views: Result<Vec<_>, _> = views.collect();
    let mut metadata = vec![("format".to_owned(), "pt".to_owned())];
    metadata.push((EXPERIMENT.to_owned(), about.experiment.clone()));
    metadata.extend(about.step.map(|step| (STEP.to_owned(), step.to_string())));
    let views = views.map_err(unreadable)?;
    safetensors::serialize(views, Some(metadata.into_iter().collect())).map_err(unreadable)
}

/// Returns little-endian bytes, a weight matrix turned from `[inputs, units]` to `[units, inputs]`.
fn turned_bytes(parameter: &Parameter, values: &[f32]) -> Vec<u8> {
    let [rows, units] = parameter.shape;
    let order = (0..units).flat_map(|unit| (0..rows).map(move |row| row * units + unit));
    order.flat_map(|at| values[at].to_le_bytes()).collect()
}

fn unreadable(error: safetensors::SafeTensorError) -> WeightsError {
    WeightsError::Unreadable(error.to_string())
}

/// Reads the flat vector, `[parameters]`, of the network in a file.
///
/// # Errors
/// When the bytes are not such a file, or are one of another network; the sentence says what differs.
pub fn read(architecture: &Architecture, bytes: &[u8]) -> Result<Vec<f32>, WeightsError> {
    let file = SafeTensors::deserialize(bytes).map_err(unreadable)?;
    let names: Vec<String> = architecture.parameters.iter().map(name).collect();
    let mut values = Vec::with_capacity(architecture.parameter_count());
    for (parameter, name) in architecture.parameters.iter().zip(&names) {
        values.extend(read_one(&file, parameter, name)?);
    }
    let mut found = file.names();
    found.sort_unstable();
    let known = |name: &str| names.iter().any(|own| own == name);
    match found.into_iter().find(|name| !known(name)) {
        Some(extra) => Err(WeightsError::Extra { name: extra.into() }),
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

/// Names the first few tensors of a file, with their shapes.
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

/// Reads what a file says of where its weights come from.
///
/// # Errors
/// When the bytes are not a safetensors file.
pub fn about(bytes: &[u8]) -> Result<About, WeightsError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(unreadable)?;
    let said = |key: &str| metadata.metadata().as_ref().and_then(|all| all.get(key));
    Ok(About {
        experiment: said(EXPERIMENT).cloned().unwrap_or_default(),
        step: said(STEP).and_then(|step| step.parse().ok()),
    })
}

#[cfg(test)]
mod tests;
