//! An activation as one program each way on a GPU, its formula and its derivative.

use crate::expression::wgsl;
use crate::operation::gpu::{Program, bindings, dims, empty, header, in_order, launch};
use crate::operation::{Operation, run_on};
use burn::backend::Wgpu;
use burn::backend::wgpu::CubeTensor;
use burn::tensor::Tensor;
use playground_experiment::model::Activation;
use playground_experiment::model::activation::Form;

/// Applies an element-wise activation to a tensor on a GPU; `None` where it is on the CPU.
pub(super) fn elementwise(activation: Activation, x: &Tensor<2>) -> Option<Tensor<2>> {
    run_on::<Wgpu, _, 1>(&Elementwise(activation), std::array::from_ref(x))
}

/// Carries the signal at what an activation made of `x` back to `x`.
pub(in crate::model) fn slope_times(
    activation: Activation,
    x: &CubeTensor,
    signal: CubeTensor,
) -> CubeTensor {
    run(Formula::Slope(activation), [x.clone(), signal])
}

#[derive(Clone, Copy, Debug)]
struct Elementwise(Activation);

impl Operation<Wgpu, 1> for Elementwise {
    type Saved = ();

    fn forward(&self, inputs: [CubeTensor; 1]) -> (CubeTensor, ()) {
        (run(Formula::Value(self.0), inputs), ())
    }

    fn backward(
        &self,
        [x]: [CubeTensor; 1],
        (): (),
        signal: CubeTensor,
        [wanted]: [bool; 1],
    ) -> [Option<CubeTensor>; 1] {
        [wanted.then(|| run(Formula::Slope(self.0), [x, signal]))]
    }
}

/// Computes each number of the output from the numbers at its place in the inputs, all of the same shape.
fn run<const N: usize>(formula: Formula, inputs: [CubeTensor; N]) -> CubeTensor {
    let inputs = in_order(inputs);
    let [rows, columns] = dims(&inputs[0]);
    let out = empty(&inputs[0], [rows, columns]);
    let tensors: Vec<&CubeTensor> = inputs.iter().chain([&out]).collect();
    let count = rows * columns;
    launch(formula, count, &tensors, &[count]);
    out
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Formula {
    /// f(x).
    Value(Activation),
    /// The signal times f′(x).
    Slope(Activation),
}

impl Program for Formula {
    fn source(&self) -> String {
        let (Self::Value(activation) | Self::Slope(activation)) = self;
        let [value, derivative] = match &activation.info().form {
            Form::Elementwise(f) => [&f.value, &f.derivative].map(wgsl::written),
            // Not asked for: these need more than one number at a time.
            Form::Gated | Form::Adaptive => ["x", "1.0"].map(str::to_owned),
        };
        let (tensors, result): (&[&str], _) = match self {
            Self::Value(_) => (&["values", "out"], value),
            Self::Slope(_) => (
                &["values", "signal", "out"],
                format!("signal[i] * {derivative}"),
            ),
        };
        format!(
            "{bindings}{functions}{header}
    let i = invocation;
    if (i >= n.x) {{ return; }}
    let x = values[i];
    out[i] = {result};
}}
",
            bindings = bindings(tensors, "vec4<u32>"),
            functions = wgsl::FUNCTIONS,
            header = header(),
        )
    }
}
