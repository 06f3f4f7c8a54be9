//! Running programs in WGSL on a GPU.

use burn::backend::TensorMetadata;
use burn::tensor::{DType, Tensor};
use burn_wgpu::{
    CubeDim, CubeTensor, KernelSource, SourceKernel, SourceTemplate, Wgpu, into_contiguous,
};
use cubecl::CubeCount;
use cubecl::prelude::KernelId;
use cubecl::server::{KernelArguments, MetadataBindingInfo};
use std::fmt::Debug;
use std::hash::Hash;

/// A program for a GPU. Equal programs have equal sources: the first launch compiles, later ones do not.
///
/// Its tensors are `var<storage, read_write>` bindings from 0 on, as several may lie in one buffer; behind them is a
/// `var<uniform>` with the launch's numbers, four `u32` to a vector. Its entry point is `main`, with [`GROUP`]
/// invocations in a group.
pub(crate) trait Program: Clone + Debug + Eq + Hash + Send + Sync + 'static {
    /// Writes the WGSL.
    fn source(&self) -> String;
}

/// Invocations of a group: what every GPU runs side by side.
pub(crate) const GROUP: u32 = 64;

/// Runs a program with at least the given number of `invocations`.
pub(crate) fn launch<P: Program>(
    program: P,
    invocations: usize,
    tensors: &[&CubeTensor],
    numbers: &[usize],
) {
    let Some(first) = tensors.first() else {
        return;
    };
    let groups = u32::try_from(invocations)
        .unwrap_or(u32::MAX)
        .div_ceil(GROUP);
    let across = groups.min(MOST_GROUPS);
    let count = CubeCount::Static(across, groups.div_ceil(across.max(1)), 1);
    let tensors = apart(tensors);
    let bindings = tensors.iter().map(|tensor| tensor.handle.clone().binding());
    let arguments = KernelArguments::new()
        .with_buffers(bindings.collect())
        .with_info(MetadataBindingInfo::custom(packed(numbers)));
    let kernel = SourceKernel::new(Kernel(program), CubeDim::new_1d(GROUP));
    first.client.launch(Box::new(kernel), count, arguments);
}

/// Copies those tensors that share the memory of one before them: browsers refuse work that binds the same memory twice
/// for writing, and every binding is one.
fn apart(tensors: &[&CubeTensor]) -> Vec<CubeTensor> {
    let mut seen = Vec::new();
    let own = |tensor: &&CubeTensor| {
        let memory = tensor.handle.clone().binding().memory.id();
        if seen.contains(&memory) {
            return tensor.copy();
        }
        seen.push(memory);
        (*tensor).clone()
    };
    tensors.iter().map(own).collect()
}

/// Groups along one dimension that every GPU takes.
const MOST_GROUPS: u32 = 65_535;

/// Declares tensors of numbers of 32 bits, and `n`, the numbers behind them. A tensor is `f32` unless its name says otherwise:
/// `name: u32`.
pub(crate) fn bindings<S: AsRef<str>>(tensors: &[S], numbers: &str) -> String {
    let tensor = |(at, declared): (usize, &S)| {
        let (name, of) = declared
            .as_ref()
            .split_once(": ")
            .unwrap_or((declared.as_ref(), "f32"));
        format!("@group(0) @binding({at}) var<storage, read_write> {name}: array<{of}>;\n")
    };
    let all: String = tensors.iter().enumerate().map(tensor).collect();
    format!(
        "{all}@group(0) @binding({}) var<uniform> n: {numbers};\n",
        tensors.len()
    )
}

/// Writes the lines of WGSL with which a program finds its number among the invocations.
pub(crate) fn header() -> String {
    format!(
        "@compute @workgroup_size({GROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {{
    let invocation = (group.y * groups.x + group.x) * {GROUP}u + local;"
    )
}

/// Creates a tensor of numbers of 32 bits beside `like`, its values not set.
pub(crate) fn empty<const D: usize>(like: &CubeTensor, shape: [usize; D]) -> CubeTensor {
    let count: usize = shape.iter().product();
    let handle = like.client.empty(count * size_of::<f32>());
    let (client, device) = (like.client.clone(), like.device.clone());
    CubeTensor::new_contiguous(client, device, shape.into(), handle, DType::F32)
}

/// Returns a tensor as it lies on a GPU, its values in order; `None` where it is elsewhere.
pub(crate) fn on_gpu<const D: usize>(tensor: &Tensor<D>) -> Option<CubeTensor> {
    let primitive = tensor.clone().try_into_primitive::<Wgpu>().ok()?;
    Some(into_contiguous(primitive))
}

/// Writes a number among those of a launch, for a program to read by `bitcast<f32>`.
pub(crate) fn bits(number: f32) -> usize {
    number.to_bits() as usize
}

/// Returns the tensors with their values in order.
pub(crate) fn in_order<const N: usize>(tensors: [CubeTensor; N]) -> [CubeTensor; N] {
    tensors.map(into_contiguous)
}

/// Returns the numbers of rows and columns.
pub(crate) fn dims(tensor: &CubeTensor) -> [usize; 2] {
    let shape = tensor.shape();
    [shape[0], shape[1]]
}

/// Packs numbers as a uniform buffer takes them: whole vectors of four.
fn packed(numbers: &[usize]) -> Vec<u64> {
    let mut words: Vec<u64> = numbers.iter().map(|&n| u64::from(n as u32)).collect();
    words.resize(words.len().next_multiple_of(4), 0);
    let (pairs, _) = words.as_chunks();
    pairs.iter().map(|[low, high]| low | high << 32).collect()
}

/// A program as a kernel of CubeCL.
struct Kernel<P>(P);

impl<P: Program> KernelSource for Kernel<P> {
    fn source(&self) -> SourceTemplate {
        SourceTemplate::new(self.0.source())
    }

    fn id(&self) -> KernelId {
        KernelId::new::<P>().info(self.0.clone())
    }

    fn lang(&self) -> &'static str {
        "wgsl"
    }
}
