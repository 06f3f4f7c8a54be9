//! Parameters, one behind the other in the flat vector.

use super::build::Builder;
use crate::model::activation::Form;
use crate::model::{Activation, Owner, Parameter, ParameterKind};

/// What the parameters of one matrix have in common.
pub(super) struct Matrix {
    pub(super) owner: Owner,
    pub(super) place: &'static str,
    pub(super) kernel: Option<[usize; 2]>,
    pub(super) fan_in: usize,
    pub(super) fan_out: usize,
}

impl Builder {
    /// Of the layer to come.
    pub(super) fn matrix(
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

    /// Weights `[fan_in, units]` and biases of these names; gives their indices.
    pub(super) fn push_weights(
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

    /// What the activation adds.
    pub(super) fn push_shapes(
        &mut self,
        matrix: &Matrix,
        units: usize,
        activation: Activation,
    ) -> Vec<usize> {
        if !matches!(activation.info().form, Form::Adaptive) {
            return Vec::new();
        }
        ["gamma", "beta"]
            .map(|name| self.push_parameter(matrix, name, ParameterKind::Shape, [1, units]))
            .to_vec()
    }

    pub(super) fn push_parameter(
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
