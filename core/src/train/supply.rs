//! The training images on a GPU, as bytes, and the order in which they are used: a step says where in the order it is, and
//! its batch is gathered and normalised there. (As numbers of 32 bits that come with every step they would be 200 kB each.)

use crate::model::batch::Batch;
use crate::operation::gpu::{Program, bindings, bits, empty, header, launch, on_gpu};
use burn::tensor::{DType, Tensor};
use burn_wgpu::{CubeTensor, Wgpu};
use cubecl::bytes::Bytes;
use cubecl::server::Handle;
use playground_data::dataset::Images;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Task;
use std::ops::Range;

/// Images and their order, where training goes on.
pub(super) struct Supply {
    /// Four bytes to a number, each image from a whole number on, `[images · words]`.
    pixels: CubeTensor,
    /// Images for which there is room.
    count: usize,
    /// Numbers that an image takes.
    words: usize,
    /// How many images are there, from the front of the file.
    arrived: usize,
    /// The next examples of the epoch.
    order: Option<Order>,
}

/// A stretch of an epoch.
struct Order {
    epoch: u64,
    /// Positions in the epoch.
    positions: Range<usize>,
    /// For each position the image, and in the highest byte the label that training goes by.
    examples: CubeTensor,
}

/// What a GPU binds at least.
const MOST_BYTES: usize = 128 << 20;
/// Images that an example can name beside its label.
const MOST_IMAGES: usize = 1 << 24;
/// Examples whose order is brought to the GPU at once.
pub(super) const AHEAD: usize = 4096;

impl Supply {
    /// Makes room for the first `count` images of a file, `values` bytes each, beside `parameters`; `None` where these are not
    /// on a GPU, or the images are more than every GPU can bind.
    pub(super) fn beside(parameters: &Tensor<1>, count: usize, values: usize) -> Option<Self> {
        let like = on_gpu(parameters)?;
        let words = values.div_ceil(4);
        if count > MOST_IMAGES || count * words * 4 > MOST_BYTES {
            return None;
        }
        Some(Self {
            pixels: words_of(&like, like.client.empty(count * words * 4), count * words),
            count,
            words,
            arrived: 0,
            order: None,
        })
    }

    /// Forgets the order of the examples: whatever says which come next, or what their labels are, has changed.
    pub(super) fn forget_order(&mut self) {
        self.order = None;
    }

    /// Returns whether the examples at these positions of an epoch are known.
    pub(super) fn knows(&self, epoch: u64, positions: Range<usize>) -> bool {
        let within = |order: &Order| {
            order.epoch == epoch
                && order.positions.start <= positions.start
                && positions.end <= order.positions.end
        };
        self.order.as_ref().is_some_and(within)
    }

    /// Brings the order of examples to the GPU: from position `start` of an epoch the images at `indices`, with the labels
    /// that training goes by.
    pub(super) fn order(&mut self, epoch: u64, start: usize, indices: &[u32], labels: &[u8]) {
        let examples = indices.iter().zip(labels);
        let packed =
            examples.flat_map(|(index, label)| (index | u32::from(*label) << 24).to_le_bytes());
        let packed: Vec<u8> = packed.collect();
        let handle = self.pixels.client.create_from_slice(&packed);
        self.order = Some(Order {
            epoch,
            positions: start..start + indices.len(),
            examples: words_of(&self.pixels, handle, indices.len()),
        });
    }

    /// Brings the images that have arrived since to the GPU.
    fn follow(&mut self, images: &Images) {
        let available = images.available().min(self.count);
        // A file that is fetched anew begins from its front.
        let first = if available < self.arrived {
            0
        } else {
            self.arrived
        };
        self.arrived = available;
        if first == available {
            return;
        }
        let mut bytes = Vec::with_capacity((available - first) * self.words * 4);
        for index in first..available {
            bytes.extend_from_slice(images.image(index));
            bytes.resize((index + 1 - first) * self.words * 4, 0);
        }
        let image = self.words as u64 * 4;
        let behind = (self.count - available) as u64 * image;
        let handle = self.pixels.handle.clone();
        let part = handle.offset_start(first as u64 * image).offset_end(behind);
        self.pixels
            .client
            .write(&part, Bytes::from_bytes_vec(bytes));
    }

    /// Gathers `size` examples from position `start` of the epoch as a batch without dropout masks or teacher targets; `None`
    /// where their order is not known.
    pub(super) fn batch(
        &mut self,
        images: &Images,
        experiment: &Experiment,
        start: usize,
        size: usize,
    ) -> Option<Batch> {
        self.follow(images);
        let order = self.order.as_ref()?;
        let start = start.checked_sub(order.positions.start)?;
        Some(self.gather(experiment, &order.examples, start, size))
    }

    /// Gathers a batch of whatever lies there, for its kernels to be compiled.
    pub(super) fn any_batch(&self, experiment: &Experiment, size: usize) -> Batch {
        let first = self
            .pixels
            .client
            .create_from_slice(&vec![0; size * size_of::<u32>()]);
        let examples = words_of(&self.pixels, first, size);
        self.gather(experiment, &examples, 0, size)
    }

    fn gather(
        &self,
        experiment: &Experiment,
        examples: &CubeTensor,
        start: usize,
        size: usize,
    ) -> Batch {
        let (outputs, task) = (experiment.outputs(), experiment.output.task());
        let values = experiment.dataset.info().sample.len();
        let inputs = empty(&self.pixels, [size, values]);
        let targets = empty(&self.pixels, [size, outputs]);
        let (scale, shift) = experiment.inputs();
        // Of an autoencoder the images are what its answers are held against, too.
        let labels = match task {
            Task::Classification => size * outputs,
            Task::Reconstruction => 0,
        };
        let numbers = [
            size,
            values,
            self.words,
            start,
            outputs,
            labels,
            bits(scale / 255.0),
            bits(shift),
        ];
        let program = Gather {
            reconstruction: task == Task::Reconstruction,
        };
        let tensors = [&self.pixels, examples, &inputs, &targets];
        launch(program, size * self.words + labels, &tensors, &numbers);
        let [inputs, targets] = [inputs, targets].map(Tensor::from_primitive::<Wgpu>);
        Batch::new(inputs, targets)
    }
}

/// A tensor of whole numbers.
fn words_of(beside: &CubeTensor, handle: Handle, count: usize) -> CubeTensor {
    let (client, device) = (beside.client.clone(), beside.device.clone());
    CubeTensor::new_contiguous(client, device, [count].into(), handle, DType::U32)
}

/// Gathers a batch: an invocation for four pixels of an image, behind those one for each class of a target.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Gather {
    /// Whether the answers are held against the images.
    reconstruction: bool,
}

impl Program for Gather {
    fn source(&self) -> String {
        let tensors = ["pixels: u32", "examples: u32", "inputs", "targets"];
        let (pixel, label) = match self.reconstruction {
            true => ("targets[to] = byte / 255.0;", ""),
            false => ("", LABEL),
        };
        format!(
            "{bindings}{NUMBERS}{header}
    let pixels_end = n.batch * n.words;
    if (invocation < pixels_end) {{
        let row = invocation / n.words;
        let first = invocation % n.words * 4u;
        let image = examples[n.start + row] & 0xffffffu;
        let four = pixels[image * n.words + first / 4u];
        for (var at = 0u; at < min(4u, n.values - first); at++) {{
            let to = row * n.values + first + at;
            let byte = f32((four >> (8u * at)) & 255u);
            inputs[to] = byte * bitcast<f32>(n.scale) + bitcast<f32>(n.shift);
            {pixel}
        }}
    }}{label}
}}
",
            bindings = bindings(&tensors, "Numbers"),
            header = header(),
        )
    }
}

const LABEL: &str = " else if (invocation - pixels_end < n.labels) {
        let to = invocation - pixels_end;
        targets[to] = f32(examples[n.start + to / n.outputs] >> 24u == to % n.outputs);
    }";

/// What an invocation is told.
const NUMBERS: &str = "
struct Numbers {
    batch: u32, values: u32, words: u32, start: u32,
    outputs: u32, labels: u32, scale: u32, shift: u32,
}
";
