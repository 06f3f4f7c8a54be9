//! Operations of our own on the CPU as parts of Burn's autodiff graph: a loop forward and a loop back, over plain
//! slices.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::{Tensor, TensorData};
use std::fmt::Debug;

/// An operation on `N` tensors of two dimensions.
pub(crate) trait Operation<const N: usize>: Clone + Send + Debug + 'static {
    /// What the way back needs besides the inputs.
    type Kept: Clone + Send + Debug + 'static;

    /// The outputs, row by row.
    fn forward(&self, inputs: [&[f32]; N]) -> (Vec<f32>, Self::Kept);

    /// The gradient of each input that is `wanted`, from that of the outputs.
    fn backward(
        &self,
        inputs: [&[f32]; N],
        kept: &Self::Kept,
        signal: &[f32],
        wanted: [bool; N],
    ) -> [Option<Vec<f32>>; N];
}

/// Runs an operation that gives `shape`, within the autodiff graph when any of `inputs` is part of one. `None` when
/// their memory is not at hand: the general way is then the caller's.
pub(crate) fn run<O: Operation<N>, const N: usize>(
    operation: O,
    inputs: [Tensor<2>; N],
    shape: [usize; 2],
) -> Option<Tensor<2>> {
    if !inputs.iter().any(Tensor::is_autodiff) {
        let inputs = all(inputs.map(|input| input.try_into_primitive::<Flex>().ok()))?;
        let inputs = inputs.map(|input| input.to_contiguous());
        let (out, _) = operation.forward(inputs.each_ref().map(values));
        return Some(Tensor::from_primitive::<Flex>(tensor(out, &shape)));
    }
    let tracked = inputs.map(|input| input.autodiff().try_into_primitive::<Autodiff<Flex>>());
    let tracked = all(tracked.map(Result::ok))?;
    let nodes = tracked.each_ref().map(|input| input.node());
    let inputs = tracked.map(|input| input.into_primitive().to_contiguous());
    let (out, kept) = operation.forward(inputs.each_ref().map(values));
    let out = tensor(out, &shape);
    let step = Step(operation.clone());
    let prepared = step.prepare::<NoCheckpointing>(nodes);
    let out = match prepared.compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(Past { inputs, kept }, out),
        OpsKind::UnTracked(prepared) => prepared.finish(out),
    };
    Some(Tensor::from_primitive::<Autodiff<Flex>>(out))
}

/// An operation as a step of the way back.
#[derive(Debug)]
struct Step<O>(O);

/// What a step remembers.
#[derive(Clone, Debug)]
struct Past<K, const N: usize> {
    inputs: [FlexTensor; N],
    kept: K,
}

impl<O: Operation<N>, const N: usize> Backward<Flex, N> for Step<O> {
    type State = Past<O::Kept, N>;

    fn backward(
        self,
        ops: Ops<Self::State, N>,
        gradients: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let Past { inputs, kept } = &ops.state;
        let signal = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let wanted = ops.parents.each_ref().map(Option::is_some);
        let found = (self.0).backward(inputs.each_ref().map(values), kept, values(&signal), wanted);
        for ((parent, found), input) in ops.parents.iter().zip(found).zip(inputs) {
            if let (Some(parent), Some(found)) = (parent, found) {
                let dims: Vec<usize> = input.layout().shape().to_vec();
                gradients.register::<Flex>(parent.id, tensor(found, &dims));
            }
        }
    }
}

fn all<T, const N: usize>(options: [Option<T>; N]) -> Option<[T; N]> {
    let found: Vec<T> = options.into_iter().collect::<Option<_>>()?;
    found.try_into().ok()
}

fn values(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or_default()
}

fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape.to_vec()))
}
