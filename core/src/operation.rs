//! Operations of our own as parts of Burn's autodiff graph: a way forward and a way back, on the CPU over plain
//! slices, on a GPU by programs in WGSL.

pub(crate) mod cpu;
pub(crate) mod gpu;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, DispatchKindConversion, DispatchTensor, Flex};
use burn::tensor::Tensor;
use burn_wgpu::Wgpu;
use std::fmt::Debug;
use std::marker::PhantomData;

/// An operation on `N` tensors of two dimensions, on backend `B`.
pub(crate) trait Operation<B: Backend, const N: usize>:
    Clone + Send + Debug + 'static
{
    /// What the way back needs besides the inputs.
    type Saved: Clone + Send + Debug + 'static;

    /// Computes the output, `[rows, columns]`.
    fn forward(&self, inputs: [FloatTensor<B>; N]) -> (FloatTensor<B>, Self::Saved);

    /// Computes the gradient of each input that is `wanted` from `signal`, the gradient of the output. All have the
    /// shapes of the way forward.
    fn backward(
        &self,
        inputs: [FloatTensor<B>; N],
        kept: Self::Saved,
        signal: FloatTensor<B>,
        wanted: [bool; N],
    ) -> [Option<FloatTensor<B>>; N];
}

/// Runs an operation where its inputs live, within the autodiff graph when any of them is part of one.
pub(crate) fn run<O, const N: usize>(operation: &O, inputs: [Tensor<2>; N]) -> Tensor<2>
where
    O: Operation<Flex, N> + Operation<Wgpu, N>,
{
    run_on::<Flex, O, N>(operation, &inputs)
        .or_else(|| run_on::<Wgpu, O, N>(operation, &inputs))
        .unwrap_or_else(|| unreachable!("tensors live on the CPU or on a GPU, all on the same"))
}

/// Runs an operation on backend `B`; `None` when the inputs are not there.
pub(crate) fn run_on<B, O, const N: usize>(
    operation: &O,
    inputs: &[Tensor<2>; N],
) -> Option<Tensor<2>>
where
    B: Backend,
    O: Operation<B, N>,
    DispatchTensor: DispatchKindConversion<B> + DispatchKindConversion<Autodiff<B>>,
{
    let inputs = inputs.each_ref().map(Tensor::clone);
    if !inputs.iter().any(Tensor::is_autodiff) {
        let inputs = all(inputs.map(|input| input.try_into_primitive::<B>().ok()))?;
        return Some(Tensor::from_primitive::<B>(operation.forward(inputs).0));
    }
    let inputs = inputs.map(|input| input.autodiff().try_into_primitive::<Autodiff<B>>().ok());
    let tracked = all(inputs)?;
    let nodes = tracked.each_ref().map(|input| input.node());
    let inputs = tracked.map(|input| input.into_primitive());
    let (out, kept) = operation.forward(inputs.clone());
    let step = Step(operation.clone(), PhantomData);
    let prepared = step.prepare::<NoCheckpointing>(nodes).compute_bound();
    let out = match prepared.stateful() {
        OpsKind::Tracked(prepared) => prepared.finish((inputs, kept), out),
        OpsKind::UnTracked(prepared) => prepared.finish(out),
    };
    Some(Tensor::from_primitive::<Autodiff<B>>(out))
}

/// An operation as a step of the way back.
#[derive(Debug)]
struct Step<B, O>(O, PhantomData<fn() -> B>);

impl<B: Backend, O: Operation<B, N>, const N: usize> Backward<B, N> for Step<B, O> {
    type State = ([FloatTensor<B>; N], O::Saved);

    fn backward(
        self,
        ops: Ops<Self::State, N>,
        gradients: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let signal = gradients.consume::<B>(&ops.node);
        let wanted = ops.parents.each_ref().map(Option::is_some);
        let (inputs, kept) = ops.state;
        let found = self.0.backward(inputs, kept, signal, wanted);
        for (parent, found) in ops.parents.iter().zip(found) {
            if let (Some(parent), Some(found)) = (parent, found) {
                gradients.register::<B>(parent.id, found);
            }
        }
    }
}

/// Returns a tensor as the backend has it that it is known to live on.
pub(crate) fn primitive<B: Backend>(tensor: Tensor<2>) -> FloatTensor<B>
where
    DispatchTensor: DispatchKindConversion<B>,
{
    match tensor.try_into_primitive::<B>() {
        Ok(primitive) => primitive,
        Err(_) => unreachable!("what comes of tensors lives where they do"),
    }
}

fn all<T, const N: usize>(options: [Option<T>; N]) -> Option<[T; N]> {
    let found: Vec<T> = options.into_iter().collect::<Option<_>>()?;
    found.try_into().ok()
}
