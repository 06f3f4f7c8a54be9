//! The network of the PyTorch script, as it grows stage by stage.

use crate::export::python::formula::{PYTORCH, lambda};
use playground_experiment::model::activation::{Form, Python};
use playground_experiment::model::{Activation, Shape};

/// The parts of the module and the lines of its `forward` so far.
#[derive(Default)]
pub(in crate::export::python) struct PyTorch {
    /// What `self.layers` holds.
    pub(in crate::export::python) layers: Vec<String>,
    /// What `self.norms` holds.
    pub(in crate::export::python) norms: Vec<String>,
    /// The statements of `forward`.
    pub(in crate::export::python) lines: Vec<String>,
    /// Values lie in channels, rows and columns. They come in without an order.
    pub(super) is_map: bool,
}

impl PyTorch {
    pub(super) fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Brings what comes in into the order of `shape`, where it is a map and they do not lie so already.
    pub(super) fn map(&mut self, shape: Shape) {
        if let (false, Shape::Map { .. }) = (self.is_map, shape) {
            self.reshape(shape);
        }
    }

    pub(super) fn reshape(&mut self, shape: Shape) {
        self.say(format!("x = x.reshape(-1, {})", commas(shape)));
        self.is_map = true;
    }

    pub(super) fn flatten(&mut self) {
        self.say("x = x.flatten(1)");
        self.is_map = false;
    }

    /// Adds a layer with weights; gives its call.
    pub(super) fn layer(&mut self, layer: String) -> String {
        self.layers.push(layer);
        format!("self.layers[{}](x)", self.layers.len() - 1)
    }

    /// Adds a normalisation; gives its call.
    pub(super) fn norm(&mut self, norm: String) -> String {
        self.norms.push(norm);
        format!("self.norms[{}](x)", self.norms.len() - 1)
    }
}

/// Writes an activation around an expression.
pub(super) fn activated(activation: Activation, x: &str) -> String {
    let info = activation.info();
    match (info.pytorch, &info.form) {
        (Python::Expression(text), _) => text.replace("{x}", x),
        (Python::OfFormula, Form::Elementwise(f)) => {
            format!("({})({x})", lambda(&PYTORCH, &f.value))
        }
        (Python::OfFormula, Form::Gated | Form::Adaptive) | (Python::Nothing, _) => x.to_owned(),
    }
}

fn commas(shape: Shape) -> String {
    let dims: Vec<String> = shape.dims().iter().map(usize::to_string).collect();
    dims.join(", ")
}
