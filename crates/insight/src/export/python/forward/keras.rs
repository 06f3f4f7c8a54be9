//! The network of the Keras script, as it grows stage by stage.

use crate::export::python::formula::{KERAS, lambda};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::activation::{Form, Keras as Name};
use playground_experiment::model::{Activation, Init, Layer, Shape};

/// A step of the forward pass.
pub(in crate::export::python) enum Line {
    /// A layer, as an expression; those with weights are counted in the list of this name.
    Call(String, Option<&'static str>),
    /// Any other statement.
    Say(String),
}

/// Keras keeps channels last; flat values are kept channel by channel, as on this page.
const FLATTEN: [&str; 2] = ["keras.layers.Permute((3, 1, 2))", "keras.layers.Flatten()"];

/// The forward pass so far.
pub(in crate::export::python) struct Keras<'a> {
    experiment: &'a Experiment,
    pub(super) lines: Vec<Line>,
    /// Values lie in rows, columns and channels. They come in without an order.
    pub(super) is_map: bool,
}

impl<'a> Keras<'a> {
    pub(super) fn new(experiment: &'a Experiment) -> Self {
        Self {
            experiment,
            lines: Vec::new(),
            is_map: false,
        }
    }

    pub(super) fn call(&mut self, layer: impl Into<String>) {
        self.lines.push(Line::Call(layer.into(), None));
    }

    /// Adds a layer that counts as one of those with weights, in the list of this name.
    pub(super) fn counted(&mut self, layer: String, list: &'static str) {
        self.lines.push(Line::Call(layer, Some(list)));
    }

    pub(super) fn say(&mut self, statement: &str) {
        self.lines.push(Line::Say(statement.to_owned()));
    }

    pub(super) fn flatten(&mut self) {
        if self.is_map {
            FLATTEN.into_iter().for_each(|layer| self.call(layer));
            self.is_map = false;
        }
    }

    /// Brings flat values, which lie channel by channel, into the order of `shape`, where it is a map and they do not lie
    /// so already.
    pub(super) fn map(&mut self, shape: Shape) {
        let (
            false,
            Shape::Map {
                channels,
                height,
                width,
            },
        ) = (self.is_map, shape)
        else {
            return;
        };
        match channels {
            1 => self.call(format!("keras.layers.Reshape(({height}, {width}, 1))")),
            _ => {
                self.call(format!(
                    "keras.layers.Reshape(({channels}, {height}, {width}))"
                ));
                self.call("keras.layers.Permute((2, 3, 1))");
            }
        }
        self.is_map = true;
    }

    /// Adds a layer with weights: its class, what says its form besides its units, and what its weights are drawn by.
    pub(super) fn layer(&mut self, class: &str, form: &str, layer: &Layer, fan_out: usize) {
        let (inputs, units) = (layer.inputs, layer.units);
        let name =
            named(layer.activation).map_or_else(String::new, |n| format!(", activation={n}"));
        let draw = format!("initial({inputs}, {fan_out})");
        let bias = match self.experiment.init {
            Init::PyTorch => format!(", bias_initializer={draw}"),
            _ => String::new(),
        };
        let decay = match coupled(self.experiment) {
            true => ", kernel_regularizer=decay, bias_regularizer=decay",
            false => "",
        };
        let call = format!("{class}({units}{form}{name}, kernel_initializer={draw}{bias}{decay})");
        self.counted(call, "layers");
        if let Name::Layer(after) = layer.activation.info().keras {
            self.call(after);
        }
    }

    /// Adds the activation as a layer of its own; nothing for the identity.
    pub(super) fn activation(&mut self, activation: Activation) {
        match activation.info().keras {
            Name::Layer(layer) => self.call(layer),
            _ => {
                if let Some(name) = named(activation) {
                    self.call(format!("keras.layers.Activation({name})"));
                }
            }
        }
    }
}

/// Returns the activation of a dense layer as Keras takes it; none where a layer of its own follows.
fn named(activation: Activation) -> Option<String> {
    let info = activation.info();
    match (info.keras, &info.form) {
        (Name::Name(name), _) => Some(format!("\"{name}\"")),
        (Name::OfFormula, Form::Elementwise(f)) => Some(lambda(&KERAS, &f.value)),
        (Name::OfFormula, Form::Gated | Form::Adaptive) => None,
        (Name::Layer(_) | Name::Nothing, _) => None,
    }
}

/// Returns whether λ is added to the gradient: Keras's own weight decay is the decoupled one.
pub(in crate::export::python) fn coupled(experiment: &Experiment) -> bool {
    experiment.hyper.weight_decay != 0.0 && !experiment.optimizer.info().decoupled_decay
}
