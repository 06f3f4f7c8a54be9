//! One update in a single program, where the parameters lie on a GPU.

use super::{Optimizer, Update, decay};
use crate::operation::gpu::{Program, bindings, empty, header, launch};
use burn::backend::Wgpu;
use burn::backend::wgpu::{CubeTensor, into_contiguous};
use burn::tensor::Tensor;
use playground_kernels::update::Decay;

/// See [`super::apply`]; `None` where the parameters are not on a GPU.
pub(super) fn apply(
    optimizer: Optimizer,
    parameters: &Tensor<1>,
    gradient: &Tensor<1>,
    state: &mut [Tensor<1>],
    update: &Update,
    first: usize,
) -> Option<Tensor<1>> {
    let info = optimizer.info();
    let count = parameters.dims()[0];
    let weights = on_gpu(parameters)?;
    let mut before = vec![weights.clone(), on_gpu(gradient)?];
    for slot in state.iter().take(info.slots) {
        before.push(on_gpu(slot)?);
    }
    let after: Vec<CubeTensor> = (0..=info.slots).map(|_| empty(&weights, [count])).collect();
    let (decay, lambda) = match decay(info, update) {
        Decay::Off => (DecayOf::Nothing, 0.0),
        Decay::Coupled(lambda) => (DecayOf::Gradient, lambda),
        Decay::Decoupled(left) => (DecayOf::Weights, left),
    };
    let mut numbers = vec![count, first, bits(lambda), 0];
    numbers.extend((info.numbers)(update).into_iter().map(bits));
    numbers.resize(4 * VECTORS, 0);
    let all: Vec<&CubeTensor> = before.iter().chain(&after).collect();
    launch(Rule { optimizer, decay }, count, &all, &numbers);
    let mut after = after.into_iter().map(Tensor::from_primitive::<Wgpu>);
    let moved = after.next();
    for (slot, after) in state.iter_mut().zip(after) {
        *slot = after;
    }
    moved
}

fn on_gpu(vector: &Tensor<1>) -> Option<CubeTensor> {
    let vector = vector.clone().try_into_primitive::<Wgpu>().ok()?;
    Some(into_contiguous(vector))
}

fn bits(number: f32) -> usize {
    number.to_bits() as usize
}

/// What weight decay is put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum DecayOf {
    Nothing,
    Gradient,
    Weights,
}

/// The rule of an optimiser as a program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Rule {
    optimizer: Optimizer,
    decay: DecayOf,
}

/// Vectors of four numbers that a rule is told.
const VECTORS: usize = 3;

impl Program for Rule {
    fn source(&self) -> String {
        let info = self.optimizer.info();
        let slots = 0..info.slots;
        let mut tensors = vec!["weights".to_owned(), "gradient".to_owned()];
        tensors.extend(slots.clone().map(|slot| format!("state_{slot}")));
        tensors.push("new_weights".to_owned());
        tensors.extend(slots.clone().map(|slot| format!("new_state_{slot}")));
        let read: String = slots
            .clone()
            .map(|slot| format!("var s{slot} = state_{slot}[i];\n"))
            .collect();
        let write: String = slots
            .clone()
            .map(|slot| format!("new_state_{slot}[i] = s{slot};\n"))
            .collect();
        let keep: String = slots
            .map(|slot| format!("new_state_{slot}[i] = state_{slot}[i];\n"))
            .collect();
        let numbers: String = (0..4 * (VECTORS - 1))
            .map(|at| format!("let n{at} = bitcast<f32>(n[{}][{}]);\n", 1 + at / 4, at % 4))
            .collect();
        let decay = match self.decay {
            DecayOf::Nothing => "",
            DecayOf::Gradient => "g += bitcast<f32>(n[0].z) * w;",
            DecayOf::Weights => "w *= bitcast<f32>(n[0].z);",
        };
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
            rule = info.wgsl,
        )
    }
}
