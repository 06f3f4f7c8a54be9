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

#[derive(Clone, Copy, Debug)]
struct Elementwise(Activation);

impl Operation<Wgpu, 1> for Elementwise {
    type Kept = ();

    fn forward(&self, inputs: [CubeTensor; 1]) -> (CubeTensor, ()) {
        let [x] = in_order(inputs);
        let [rows, columns] = dims(&x);
        let out = empty(&x, [rows, columns]);
        let count = rows * columns;
        launch(Forward(self.0), count, &[&x, &out], &[count]);
        (out, ())
    }

    fn backward(
        &self,
        [x]: [CubeTensor; 1],
        (): (),
        signal: CubeTensor,
        [wanted]: [bool; 1],
    ) -> [Option<CubeTensor>; 1] {
        [wanted.then(|| {
            let [x, signal] = in_order([x, signal]);
            let [rows, columns] = dims(&x);
            let out = empty(&x, [rows, columns]);
            let count = rows * columns;
            launch(Backward(self.0), count, &[&x, &signal, &out], &[count]);
            out
        })]
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Forward(Activation);

impl Program for Forward {
    fn source(&self) -> String {
        let [value, _] = formulas(self.0);
        program(&["values", "out"], &format!("out[i] = {value};"))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Backward(Activation);

impl Program for Backward {
    fn source(&self) -> String {
        let [_, derivative] = formulas(self.0);
        program(
            &["values", "signal", "out"],
            &format!("out[i] = signal[i] * {derivative};"),
        )
    }
}

/// f(x) and f′(x).
fn formulas(activation: Activation) -> [String; 2] {
    match &activation.info().form {
        Form::Elementwise(f) => [&f.value, &f.derivative].map(wgsl::written),
        // Not asked for: these need more than a number at a time.
        Form::Gated | Form::Adaptive => ["x", "1.0"].map(str::to_owned),
    }
}

fn program(tensors: &[&str], line: &str) -> String {
    format!(
        "{bindings}{functions}{header}
    let i = invocation;
    if (i >= n.x) {{ return; }}
    let x = values[i];
    {line}
}}
",
        bindings = bindings(tensors, "vec4<u32>"),
        functions = wgsl::FUNCTIONS,
        header = header(),
    )
}
