//! One look inside the network as it is now: an image from input to answer, the weights of some units,
//! and what the answer hangs on. Everything is read back in one go.

use super::job::{Desk, Job, JobFuture, JobStatus};
use super::projection::Projection;
use super::readback::read;
use super::snapshot::{ALONE, Snapshot};
use super::trainer::Trainer;
use crate::model::network::{Capture, ParamTensors};
use crate::tensors::matrix;
use burn::tensor::Tensor;
use playground_data::dataset::DatasetInfo;
use playground_experiment::metrics::argmax;
use playground_experiment::model::Layer;
use playground_experiment::model::activation::Form;
use playground_experiment::protocol::Answer;
use playground_experiment::protocol::inside::{
    InspectRequest, Inspection, OCCLUSION_PATCH, OCCLUSION_SIDE, Window,
};

/// Looks at the network of `snapshot`, with an image of raw pixels in [0, 1] or, where `pixels` is empty,
/// at its weights alone. The image gets its place on the plane of `plotted`.
///
/// # Errors
/// When there is no such layer, the image has another size, or the device has failed.
pub async fn inspect(
    snapshot: &Snapshot,
    wish: &InspectRequest,
    pixels: &[f32],
    plotted: Option<&Projection>,
) -> Result<(Inspection, Vec<f32>), String> {
    let mut look = Look::new(snapshot, wish.window)?;
    let mut head = Inspection {
        step: snapshot.step(),
        widths: widths(snapshot),
        window: look.window,
        inputs: look.inputs,
        adaptive: look.adaptive,
        image: !pixels.is_empty(),
        class: None,
        survey: None,
    };
    let classes = head.widths.last().copied().unwrap_or(0);
    // An autoencoder has no class whose logit could be explained.
    let explain = wish.explain && !snapshot.experiment().is_autoencoder();
    if !head.image {
        return Ok((head, read(Tensor::cat(look.parts, 0)).await?));
    }
    look.add_activations(pixels)?;
    if explain {
        look.add_saliency(pixels, wish.class)?;
        look.add_occlusion(pixels)?;
    }
    if let Some(plotted) = plotted {
        look.add_hidden(plotted, pixels)?;
    }
    let cuts = look.cuts;
    let mut values = read(Tensor::cat(look.parts, 0)).await?;
    let hidden = values.split_off(values.len() - cuts.hidden);
    if explain {
        let covered = values.split_off(values.len() - cuts.occlusion);
        let logits = values[cuts.shown - classes..cuts.shown].to_vec();
        let class = wish.class.unwrap_or_else(|| argmax(&logits));
        let falls = covered
            .chunks_exact(classes)
            .map(|row| logits[class] - row[class]);
        values.extend(falls);
        head.class = Some(class);
    }
    if let Some(plotted) = plotted {
        let (x, y) = plotted.plane.place(&hidden);
        values.extend([x as f32, y as f32]);
        head.survey = Some(plotted.id);
    }
    Ok((head, values))
}

/// A look to be taken.
pub struct Inspector {
    id: u32,
    wish: InspectRequest,
    /// Raw, in [0, 1]; none for the weights alone.
    pixels: Vec<f32>,
}

impl Inspector {
    /// Wants a look at the network of `trainer` as it is once it is taken.
    ///
    /// # Errors
    /// The sentence that says why it cannot be taken.
    pub fn new(
        trainer: &Trainer,
        id: u32,
        wish: InspectRequest,
        pixels: Vec<f32>,
    ) -> Result<Self, String> {
        check(trainer, &wish, &pixels)?;
        Ok(Self { id, wish, pixels })
    }
}

impl Job for Inspector {
    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            let snapshot = Snapshot::of(desk.trainer).asked(self.id);
            let plotted = desk.projection.as_ref();
            let (head, bulk) = inspect(&snapshot, &self.wish, &self.pixels, plotted).await?;
            Ok(JobStatus::Done(Answer::Inspection(head), bulk))
        })
    }
}

fn check(trainer: &Trainer, wish: &InspectRequest, pixels: &[f32]) -> Result<(), String> {
    let snapshot = Snapshot::of(trainer);
    layer(&snapshot, wish.window)?;
    let classes = snapshot.experiment().classes().len();
    if wish.class.is_some() && snapshot.experiment().is_autoencoder() {
        return Err("An autoencoder has no classes to explain; leave the class out.".to_owned());
    }
    if let Some(class) = wish.class.filter(|&class| class >= classes) {
        return Err(format!(
            "There is no class {class}; the network has {classes}, counted from 0."
        ));
    }
    if !pixels.is_empty() {
        snapshot.inputs(pixels)?;
    }
    Ok(())
}

fn layer(snapshot: &Snapshot, window: Window) -> Result<&Layer, String> {
    let layers = &snapshot.architecture().layers;
    layers.get(window.layer).ok_or_else(|| {
        format!(
            "There is no layer {}; the network has {}, counted from 0.",
            window.layer,
            layers.len()
        )
    })
}

/// Values that leave each layer.
pub(super) fn widths(snapshot: &Snapshot) -> Vec<usize> {
    let layers = snapshot.architecture().layers.iter();
    layers.map(Layer::width).collect()
}

/// What is on its way from the device, in the order of the bulk.
struct Look<'a> {
    snapshot: &'a Snapshot,
    window: Window,
    inputs: usize,
    /// Whether γ and β of an adaptive layer are among them.
    adaptive: bool,
    parts: Vec<Tensor<1>>,
    cuts: Cuts,
}

/// Values of some of the parts.
#[derive(Clone, Copy, Default)]
struct Cuts {
    /// Weights, biases, shapes and activations.
    shown: usize,
    /// Logits under every patch.
    occlusion: usize,
    /// What the plane is of, for the place on it.
    hidden: usize,
}

impl<'a> Look<'a> {
    /// Begins with the incoming weights `[units, inputs]`, the biases `[units]` and, in an adaptive layer, γ and
    /// β `[units]` of a window, as far as it lies in its layer.
    fn new(snapshot: &'a Snapshot, window: Window) -> Result<Self, String> {
        let layer = layer(snapshot, window)?;
        let first = window.first.min(layer.units - 1);
        let window = Window {
            first,
            count: window.count.clamp(1, layer.units - first),
            ..window
        };
        let leaves = ParamTensors::plain(snapshot.architecture(), snapshot.parameters());
        let of = |which: usize| {
            let leaf = leaves.0[layer.parameters[which]].clone();
            leaf.narrow(1, window.first, window.count)
        };
        let mut parts = vec![of(0).transpose().flatten(0, 1), of(1).flatten(0, 1)];
        let adaptive = match layer.activation.info().form {
            Form::Adaptive => true,
            Form::Elementwise(_) | Form::Gated => false,
        };
        if adaptive {
            parts.extend([of(2).flatten(0, 1), of(3).flatten(0, 1)]);
        }
        let columns = layer.inputs + parts.len() - 1;
        Ok(Self {
            inputs: layer.inputs,
            adaptive,
            cuts: Cuts {
                shown: window.count * columns,
                ..Cuts::default()
            },
            snapshot,
            window,
            parts,
        })
    }

    fn image(&self, pixels: &[f32]) -> Result<Tensor<2>, String> {
        let inputs = self.snapshot.inputs(pixels)?;
        let shape = [1, inputs.len()];
        Ok(matrix(inputs, shape, self.snapshot.device()))
    }

    fn add_activations(&mut self, pixels: &[f32]) -> Result<(), String> {
        let activations = self.snapshot.activations(self.image(pixels)?, ALONE);
        for activation in activations {
            self.cuts.shown += activation.dims()[1];
            self.parts.push(activation.flatten(0, 1));
        }
        Ok(())
    }

    /// ∂z/∂x at the raw pixels: an input is pixel · scale + shift.
    fn add_saliency(&mut self, pixels: &[f32], class: Option<usize>) -> Result<(), String> {
        let (architecture, parameters) = (self.snapshot.architecture(), self.snapshot.parameters());
        let leaves = ParamTensors::plain(architecture, parameters);
        let leaves = ParamTensors(leaves.0.into_iter().map(Tensor::autodiff).collect());
        let image = self.image(pixels)?.autodiff().require_grad();
        let out = self
            .snapshot
            .run(&leaves, image.clone(), ALONE, Capture::NOTHING);
        let logit = match class {
            Some(class) => out.logits.narrow(1, class, 1),
            // Its gradient is that of the largest one.
            None => out.logits.max_dim(1),
        };
        let gradient = image
            .grad(&logit.sum().backward())
            .unwrap_or_else(|| image.clone().without_autodiff().zeros_like());
        let (scale, _) = self.snapshot.experiment().inputs();
        self.parts.push((gradient * scale).flatten(0, 1));
        Ok(())
    }

    /// The logits under a patch of paper around each cell, `[cells, classes]`.
    fn add_occlusion(&mut self, pixels: &[f32]) -> Result<(), String> {
        let info = self.snapshot.experiment().dataset.info();
        let mut inputs = Vec::with_capacity(OCCLUSION_SIDE * OCCLUSION_SIDE * pixels.len());
        for cell in 0..OCCLUSION_SIDE * OCCLUSION_SIDE {
            inputs.extend(self.snapshot.inputs(&covered(pixels, info, cell))?);
        }
        let shape = [OCCLUSION_SIDE * OCCLUSION_SIDE, pixels.len()];
        let inputs = matrix(inputs, shape, self.snapshot.device());
        let same = ALONE.repeat(shape[0]);
        let logits = self.snapshot.logits(inputs, &same).flatten::<1>(0, 1);
        self.cuts.occlusion = logits.dims()[0];
        self.parts.push(logits);
        Ok(())
    }

    /// What the plane of the surveyed network is of.
    fn add_hidden(&mut self, plotted: &Projection, pixels: &[f32]) -> Result<(), String> {
        let hidden = plotted.hidden(self.image(pixels)?).flatten::<1>(0, 1);
        self.cuts.hidden = hidden.dims()[0];
        self.parts.push(hidden);
        Ok(())
    }
}

/// An image with a blank patch around the middle of a cell.
fn covered(pixels: &[f32], info: &DatasetInfo, cell: usize) -> Vec<f32> {
    let (rows, columns) = (info.sample.rows as usize, info.sample.columns as usize);
    let reach = |cell: usize, side: usize| {
        let middle = (2 * cell + 1) * side / (2 * OCCLUSION_SIDE);
        let first = middle.saturating_sub(OCCLUSION_PATCH / 2);
        first..(middle + OCCLUSION_PATCH / 2).min(side)
    };
    let mut image = pixels.to_vec();
    for row in reach(cell / OCCLUSION_SIDE, rows) {
        for column in reach(cell % OCCLUSION_SIDE, columns) {
            image[row * columns + column] = info.blank();
        }
    }
    image
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::dataset::DatasetId;

    #[test]
    fn patches_are_centred_on_their_cells_and_stop_at_the_edge() {
        let paper = |cell: usize| -> Vec<usize> {
            let image = covered(&[1.0; 784], DatasetId::Mnist.info(), cell);
            (0..784).filter(|&i| image[i] == 0.0).collect()
        };
        let corner = paper(0);
        assert_eq!((corner[0], corner.len()), (0, 16));
        let middle = paper(7 * OCCLUSION_SIDE + 7);
        // Middle of the cell: pixel 15, so rows and columns 12 to 17.
        assert_eq!((middle[0], middle.len()), (12 * 28 + 12, 36));
        assert_eq!(middle.last(), Some(&(17 * 28 + 17)));
        let all: std::collections::BTreeSet<usize> = (0..196).flat_map(paper).collect();
        assert_eq!(all.len(), 784);
    }
}
