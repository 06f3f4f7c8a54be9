//! One update in a single program, where the parameters lie on a GPU.

use super::{Change, decay, rule};
use crate::operation::gpu::{Program, bindings, bits, empty, header, launch, on_gpu};
use burn::tensor::Tensor;
use burn_wgpu::{CubeTensor, Wgpu};
use playground_experiment::optimizer::Optimizer;
use playground_kernels::update::Decay;

/// Does what [`super::apply`] does; `None` where the parameters are not on a GPU.
pub(super) fn apply(change: &Change, state: &mut [Tensor<1>]) -> Option<Tensor<1>> {
    let (optimizer, update) = (change.optimizer, &change.update);
    let info = optimizer.info();
    let count = change.parameters.dims()[0];
    let vectors = [change.parameters, change.gradient].into_iter();
    let before: Vec<CubeTensor> = vectors.chain(&*state).map(on_gpu).collect::<Option<_>>()?;
    let new = |_| empty(&before[0], [count]);
    let after: Vec<CubeTensor> = (0..=info.slots).map(new).collect();
    let (decay, lambda) = match decay(optimizer, update) {
        Decay::Off => ("", 0.0),
        Decay::Coupled(lambda) => ("g += bitcast<f32>(n[0].z) * w;", lambda),
        Decay::Decoupled(left) => ("w *= bitcast<f32>(n[0].z);", left),
    };
    let mut numbers = vec![count, change.first, bits(lambda), 0];
    numbers.extend((rule(optimizer).numbers)(update).into_iter().map(bits));
    numbers.resize(4 * VECTORS, 0);
    let all: Vec<&CubeTensor> = before.iter().chain(&after).collect();
    launch(UpdateProgram { optimizer, decay }, count, &all, &numbers);
    let mut after = after.into_iter().map(Tensor::from_primitive::<Wgpu>);
    let moved = after.next();
    for (slot, after) in state.iter_mut().zip(after) {
        *slot = after;
    }
    moved
}

/// The rule of an optimiser as a program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct UpdateProgram {
    optimizer: Optimizer,
    /// Weight decay, in WGSL.
    decay: &'static str,
}

/// Vectors of four numbers that a rule is told.
const VECTORS: usize = 3;

impl Program for UpdateProgram {
    fn source(&self) -> String {
        let info = self.optimizer.info();
        // `line` for each slot, `#` being its number.
        let each = |line: &'static str| {
            (0..info.slots).map(move |slot| line.replace('#', &slot.to_string()))
        };
        let mut tensors = vec!["weights".to_owned(), "gradient".to_owned()];
        tensors.extend(each("state_#"));
        tensors.push("new_weights".to_owned());
        tensors.extend(each("new_state_#"));
        let read: String = each("var s# = state_#[i];\n").collect();
        let write: String = each("new_state_#[i] = s#;\n").collect();
        let keep: String = each("new_state_#[i] = state_#[i];\n").collect();
        let numbers: String = (0..4 * (VECTORS - 1))
            .map(|at| format!("let n{at} = bitcast<f32>(n[{}][{}]);\n", 1 + at / 4, at % 4))
            .collect();
        format!(
            "{bindings}
{header}
    let i = invocation;
    if (i >= n[0].x) {{ return; }}
    if (i < n[0].y) {{
        new_weights[i] = weights[i];
        {keep}
        return;
    }}
    {numbers}
    var w = weights[i];
    var g = gradient[i];
    var step = 0.0;
    {read}
    {decay}
    {rule}
    new_weights[i] = w - step;
    {write}
}}
",
            bindings = bindings(&tensors, &format!("array<vec4<u32>, {VECTORS}>")),
            header = header(),
            decay = self.decay,
            rule = rule(self.optimizer).wgsl,
        )
    }
}
