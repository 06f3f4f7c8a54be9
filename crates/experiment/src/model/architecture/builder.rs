//! What a network is put together with, stage by stage; parameters lie one behind the other in the flat vector.

use super::{Architecture, Layer, Stage};
use crate::model::activation::Form;
use crate::model::{Activation, Op, Owner, Parameter, ParameterKind, Shape};

/// A network under construction.
pub(crate) struct Builder {
    pub(crate) built: Architecture,
    /// Index of the block in work.
    pub(crate) block: usize,
    /// Hidden layers named so far.
    hidden: usize,
}

/// What the parameters of one matrix have in common.
pub(crate) struct Matrix {
    pub(crate) owner: Owner,
    pub(crate) place: &'static str,
    pub(crate) kernel: Option<[usize; 2]>,
    pub(crate) fan_in: usize,
    pub(crate) fan_out: usize,
}

impl Builder {
    pub(crate) fn new(input: Shape) -> Self {
        let built = Architecture {
            input,
            stages: Vec::new(),
            layers: Vec::new(),
            norms: Vec::new(),
            parameters: Vec::new(),
        };
        Self {
            built,
            block: 0,
            hidden: 0,
        }
    }

    /// Returns the shape of what leaves the network built so far.
    pub(crate) fn shape(&self) -> Shape {
        let last = self.built.stages.last();
        last.map_or(self.built.input, |stage| stage.output)
    }

    pub(crate) fn next_name(&mut self) -> String {
        self.hidden += 1;
        format!("hidden {}", self.hidden)
    }

    pub(crate) fn push_layer(&mut self, layer: Layer, label: String) {
        let (output, label) = (layer.output, behind(&label, layer.activation));
        self.built.layers.push(layer);
        let index = self.built.layers.len() - 1;
        self.stage(Op::Layer(index), output, Some(label));
    }

    pub(crate) fn stage(&mut self, work: Op, output: Shape, label: Option<String>) {
        let input = self.shape();
        let shows = self.shown_by(work, input == output);
        self.built.stages.push(Stage {
            block: self.block,
            work,
            input,
            output,
            shows,
            label,
        });
    }

    /// Returns the layer whose units are looked at after `work`. A normalisation or a sum right behind a layer without
    /// an activation takes its place.
    fn shown_by(&mut self, work: Op, same_shape: bool) -> Option<usize> {
        let activation = match work {
            Op::Layer(index) => return Some(index),
            Op::Norm(index) => self.built.norms.get(index)?.activation,
            Op::AddShortcut(activation) => activation,
            Op::Pool { .. }
            | Op::GlobalPool
            | Op::Flatten
            | Op::Upsample { .. }
            | Op::Dropout { .. }
            | Op::SaveShortcut
            | Op::SwapShortcut => return None,
        };
        let index = self.built.stages.last()?.shows?;
        let layer = self.built.layers.get_mut(index)?;
        if !same_shape || layer.shown != Activation::Identity {
            return None;
        }
        layer.shown = activation;
        Some(index)
    }

    /// Returns channels, height and width of the map that leaves the network built so far. The error, where it is not a
    /// map, begins with what the next block `does`.
    pub(crate) fn map(&self, does: &str) -> Result<(usize, usize, usize), String> {
        match self.shape() {
            Shape::Map {
                channels,
                height,
                width,
            } => Ok((channels, height, width)),
            Shape::Flat(values) => Err(format!(
                "{does} images, but {values} values without an order come in; put it before the first dense, flatten \
                 or global pooling block, or a map block before it."
            )),
        }
    }

    /// Describes a matrix of the layer to come.
    pub(crate) fn matrix(
        &self,
        kernel: Option<[usize; 2]>,
        fan_in: usize,
        fan_out: usize,
    ) -> Matrix {
        Matrix {
            owner: Owner::Layer(self.built.layers.len()),
            place: "",
            kernel,
            fan_in,
            fan_out,
        }
    }

    /// Adds weights `[fan_in, units]` and biases of these names; returns their indices.
    pub(crate) fn push_weights(
        &mut self,
        matrix: &Matrix,
        [weight, bias]: [&'static str; 2],
        units: usize,
    ) -> Vec<usize> {
        let shape = [matrix.fan_in, units];
        vec![
            self.push_parameter(matrix, weight, ParameterKind::Weight, shape),
            self.push_parameter(matrix, bias, ParameterKind::Bias, [1, units]),
        ]
    }

    /// Adds weights and biases of a layer of `units`, and what its activation trains; returns their indices.
    pub(crate) fn push_units(
        &mut self,
        matrix: &Matrix,
        units: usize,
        activation: Activation,
    ) -> Vec<usize> {
        let of_activation: &[&str] = match activation.info().form {
            Form::Elementwise(_) | Form::Gated => &[],
            Form::Adaptive => &["gamma", "beta"],
        };
        let mut parameters = self.push_weights(matrix, ["weight", "bias"], units);
        for name in of_activation {
            parameters.push(self.push_parameter(matrix, name, ParameterKind::Shape, [1, units]));
        }
        parameters
    }

    pub(crate) fn push_parameter(
        &mut self,
        matrix: &Matrix,
        name: &'static str,
        kind: ParameterKind,
        shape: [usize; 2],
    ) -> usize {
        let parameters = &mut self.built.parameters;
        parameters.push(Parameter {
            block: self.block,
            owner: matrix.owner,
            place: matrix.place,
            kernel: matrix.kernel.filter(|_| kind == ParameterKind::Weight),
            name,
            kind,
            shape,
            fan_in: matrix.fan_in,
            fan_out: matrix.fan_out,
            offset: parameters.last().map_or(0, |p| p.range().end),
        });
        parameters.len() - 1
    }
}

/// Writes a label with the activation behind it, where there is one.
pub(crate) fn behind(label: &str, activation: Activation) -> String {
    match activation {
        Activation::Identity => label.to_owned(),
        activation => format!("{label}, {}", activation.info().name),
    }
}
