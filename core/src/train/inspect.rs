//! One look inside the network as it is now: an image from input to answer, the weights of some units,
//! and what the answer hangs on. Everything is read back in one go.

use super::job::{Desk, Job, JobStatus};
use super::projection::Projection;
use super::readback::Readback;
use super::snapshot::{ALONE, Snapshot};
use super::trainer::Trainer;
use crate::model::network::Capture;
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
/// at its weights alone. The image gets its place on the plane of `projection`.
///
/// # Errors
/// When there is no such layer, the image has another size, or the device has failed.
pub async fn inspect(
    snapshot: &Snapshot,
    request: &InspectRequest,
    pixels: &[f32],
    projection: Option<&Projection>,
) -> Result<(Inspection, Vec<f32>), String> {
    let layer = layer(snapshot, request.window)?;
    // As far as it lies in its layer.
    let first = request.window.first.min(layer.units - 1);
    let window = Window {
        first,
        count: request.window.count.clamp(1, layer.units - first),
        ..request.window
    };
    let mut head = Inspection {
        step: snapshot.step,
        widths: widths(snapshot),
        window,
        inputs: layer.inputs,
        adaptive: matches!(layer.activation.info().form, Form::Adaptive),
        image: !pixels.is_empty(),
        class: None,
        scan: None,
    };
    // An autoencoder has no class whose logit could be explained.
    let explain = request.explain && !snapshot.experiment.is_autoencoder();

    // Everything on its way from the device, in the order of the bulk.
    let mut readback = Readback::default();
    let weights = weights(snapshot, layer, window).into_iter();
    let mut shown: Vec<_> = weights.map(|part| readback.add(part)).collect();
    let (mut explained, mut hidden) = (None, None);
    if head.image {
        let image = snapshot.image(pixels)?;
        let activations = snapshot.activations(image.clone(), ALONE).into_iter();
        shown.extend(activations.map(|values| readback.add(values.flatten(0, 1))));
        if explain {
            let saliency = readback.add(saliency(snapshot, image.clone(), request.class));
            let occlusion = occlusion(snapshot, pixels)?.flatten(0, 1);
            explained = Some((saliency, readback.add(occlusion)));
        }
        hidden = projection.map(|projection| {
            let hidden = projection.hidden(image).flatten(0, 1);
            (projection, readback.add(hidden))
        });
    }

    let values = readback.read().await?;
    let mut bulk: Vec<f32> = shown.iter().flat_map(|key| &values[key]).copied().collect();
    if let (Some((saliency, occlusion)), Some(logits)) = (&explained, shown.last()) {
        let logits = &values[logits];
        let class = request.class.unwrap_or_else(|| argmax(logits));
        let covered = values[occlusion].chunks_exact(logits.len());
        bulk.extend(&values[saliency]);
        bulk.extend(covered.map(|row| logits[class] - row[class]));
        head.class = Some(class);
    }
    if let Some((projection, key)) = &hidden {
        let (x, y) = projection.plane.place(&values[key]);
        bulk.extend([x as f32, y as f32]);
        head.scan = Some(projection.id);
    }
    Ok((head, bulk))
}

/// Returns a job that takes a look at the network as it is then; `pixels` are raw, in [0, 1], none for the weights
/// alone.
///
/// # Errors
/// The sentence that says why it cannot be taken.
pub(super) fn inspection(
    trainer: &Trainer,
    id: u32,
    request: InspectRequest,
    pixels: Vec<f32>,
) -> Result<Box<dyn Job>, String> {
    check(trainer, &request, &pixels)?;
    Ok(Box::new(async move |desk: &mut Desk<'_>| {
        let snapshot = desk.trainer.snapshot().asked(id);
        let projection = desk.projection.as_ref();
        let (head, bulk) = inspect(&snapshot, &request, &pixels, projection).await?;
        Ok(JobStatus::Done(Answer::Inspection(head), bulk))
    }))
}

fn check(trainer: &Trainer, request: &InspectRequest, pixels: &[f32]) -> Result<(), String> {
    let snapshot = trainer.snapshot();
    layer(&snapshot, request.window)?;
    let classes = snapshot.experiment.classes().len();
    if request.class.is_some() && snapshot.experiment.is_autoencoder() {
        return Err("An autoencoder has no classes to explain; leave the class out.".to_owned());
    }
    if let Some(class) = request.class.filter(|&class| class >= classes) {
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
    let layers = &snapshot.architecture.layers;
    layers.get(window.layer).ok_or_else(|| {
        format!(
            "There is no layer {}; the network has {}, counted from 0.",
            window.layer,
            layers.len()
        )
    })
}

/// Returns how many values leave each layer.
pub(super) fn widths(snapshot: &Snapshot) -> Vec<usize> {
    let layers = snapshot.architecture.layers.iter();
    layers.map(Layer::width).collect()
}

/// Returns for a window of a layer's units the incoming weights `[units, inputs]`, the biases `[units]` and, in an
/// adaptive layer, γ and β `[units]`.
fn weights(snapshot: &Snapshot, layer: &Layer, window: Window) -> Vec<Tensor<1>> {
    let network = snapshot.network();
    let of = |which: usize| {
        let leaf = network.tensors[layer.parameters[which]].clone();
        leaf.narrow(1, window.first, window.count)
    };
    let mut parts = vec![of(0).transpose(), of(1)];
    if let Form::Adaptive = layer.activation.info().form {
        parts.extend([of(2), of(3)]);
    }
    parts.into_iter().map(|part| part.flatten(0, 1)).collect()
}

/// Computes ∂z/∂x of a class, or of the strongest one, at the raw pixels of `image` `[1, values]`: an input is
/// pixel · scale + shift.
fn saliency(snapshot: &Snapshot, image: Tensor<2>, class: Option<usize>) -> Tensor<1> {
    let mut network = snapshot.network();
    let tensors = network.tensors.into_iter();
    network.tensors = tensors.map(Tensor::autodiff).collect();
    let image = image.autodiff().require_grad();
    let out = snapshot.run(&network, image.clone(), ALONE, Capture::Nothing);
    let logit = match class {
        Some(class) => out.logits.narrow(1, class, 1),
        // Its gradient is that of the largest one.
        None => out.logits.max_dim(1),
    };
    let gradient = image
        .grad(&logit.sum().backward())
        .unwrap_or_else(|| image.clone().without_autodiff().zeros_like());
    let (scale, _) = snapshot.experiment.inputs();
    (gradient * scale).flatten(0, 1)
}

/// Computes the logits under a patch of paper around each cell, `[cells, classes]`.
fn occlusion(snapshot: &Snapshot, pixels: &[f32]) -> Result<Tensor<2>, String> {
    let info = snapshot.experiment.dataset.info();
    let cells = OCCLUSION_SIDE * OCCLUSION_SIDE;
    let mut inputs = Vec::with_capacity(cells * pixels.len());
    for cell in 0..cells {
        inputs.extend(snapshot.inputs(&covered(pixels, info, cell))?);
    }
    let inputs = matrix(inputs, [cells, pixels.len()], &snapshot.device);
    Ok(snapshot.logits(inputs, &ALONE.repeat(cells)))
}

/// Returns an image with a blank patch around the middle of a cell.
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
