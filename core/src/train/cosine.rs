//! How far the gradients under the loss in use and under its counterpart point the same way, layer by layer, on one
//! batch of the network as it is.

use super::dataset::{self, Dataset};
use super::job::{Desk, Job, JobFuture, JobStatus};
use super::readback::{Key, Readback};
use super::trainer::Trainer;
use crate::model::backward::Detail;
use crate::norms::norm;
use burn::tensor::Tensor;
use playground_experiment::model::{Architecture, Parameter};
use playground_experiment::protocol::Answer;

/// The comparison of two gradients.
pub struct GradientCosine {
    /// Places of the images in the training file.
    indices: Vec<u32>,
    /// Images from the front of the training file that must have arrived.
    needed: usize,
}

impl GradientCosine {
    /// Begins a comparison on the first batch of the training part.
    pub fn new(trainer: &Trainer) -> Self {
        let (indices, needed) = trainer.first_of_training(trainer.experiment.batch_size as usize);
        Self { indices, needed }
    }

    /// Runs both backward passes as a step would.
    async fn compare(&self, trainer: &Trainer, dataset: &Dataset) -> Result<Answer, String> {
        let (mut batch, labels) = trainer.training_batch(dataset, &self.indices);
        batch.masks = trainer.masks(labels.len());
        let images = &dataset.train;
        let again = |theirs: &_| dataset::inputs(images, &self.indices, theirs, &trainer.device);
        // Without its teacher a student cannot train, but its own losses can be compared.
        batch.teacher = trainer
            .teacher_targets(&batch.inputs, again)
            .unwrap_or_default();
        let passes = trainer.passes(&batch, Detail::Report);
        let (own, counterpart) = passes.map_err(|e| e.message)?;
        let other = counterpart.map_or_else(|| own.gradient.clone(), |pass| pass.gradient);
        Ok(Answer::GradientCosine {
            step: trainer.progress.step,
            examples: labels.len(),
            layers: cosines(&trainer.architecture, &own.gradient, &other).await?,
        })
    }
}

impl Job for GradientCosine {
    fn ready(&self, dataset: &Dataset) -> bool {
        dataset.train.available() >= self.needed
    }

    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            let answer = self.compare(desk.trainer, desk.dataset).await?;
            Ok(JobStatus::done(answer))
        })
    }
}

/// Computes a·b / (‖a‖‖b‖) for the weights of each layer, of two gradients `[parameters]`; none where one of them
/// is zero or has overflowed.
async fn cosines(
    architecture: &Architecture,
    a: &Tensor<1>,
    b: &Tensor<1>,
) -> Result<Vec<Option<f64>>, String> {
    let mut readback = Readback::default();
    let keys = architecture.layers.iter().map(|layer| {
        let [a, b] = [a, b].map(|gradient| {
            let weights = architecture.weights(layer);
            let part = |weights: &Parameter| gradient.clone().slice([weights.range()]);
            Tensor::cat(weights.map(part).collect(), 0)
        });
        // Divided by their norms first: the square of a small gradient may underflow.
        let norms = [norm(&a), norm(&b)];
        let product = (a / norms[0].clone()) * (b / norms[1].clone());
        let mut add = |vector| readback.add(vector);
        (norms.map(&mut add), add(product.sum()))
    });
    let keys: Vec<_> = keys.collect();
    let values = readback.read().await?;
    let cosine = |(norms, product): &([Key; 2], Key)| {
        let turned = norms.iter().all(|norm| values.number(norm) > 0.0);
        let cosine = f64::from(values.number(product));
        (turned && cosine.is_finite()).then(|| cosine.clamp(-1.0, 1.0))
    };
    Ok(keys.iter().map(cosine).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;
    use playground_data::dataset::{DatasetId, Images, SplitSpec};
    use playground_data::synthetic::{self, Set};
    use playground_experiment::experiment::Experiment;
    use playground_experiment::model::Init;
    use pollster::block_on;

    const IMAGES: usize = 60;

    fn trainer(net: &[&str], init: Init) -> (Trainer, Dataset) {
        let mut train = Images::new(IMAGES, 784);
        let (pixels, labels) = synthetic::generate(9, Set::Train, 0..IMAGES as u64);
        train.push_images(&pixels);
        train.push_labels(&labels);
        let test = Images::new(0, 784);
        let dataset = Dataset { train, test };
        let experiment = Experiment {
            dataset: DatasetId::Custom,
            split: SplitSpec::HeldOut {
                train_pct: 80,
                validation_pct: 10,
                test_pct: 10,
            },
            blocks: net.iter().map(|block| block.parse().unwrap()).collect(),
            batch_size: 16,
            init,
            ..Experiment::default()
        };
        let trainer = Trainer::new(experiment, &dataset, &Device::flex()).unwrap();
        (trainer, dataset)
    }

    fn answer(trainer: &Trainer, dataset: &Dataset) -> Vec<Option<f64>> {
        let mut job = GradientCosine::new(trainer);
        assert!(job.ready(dataset));
        let mut desk = Desk {
            trainer,
            dataset,
            gpu: None,
            now: &|| 0.0,
            projection: &mut None,
        };
        match block_on(job.slice(&mut desk)).unwrap() {
            JobStatus::Done(
                Answer::GradientCosine {
                    step: 0,
                    examples: 16,
                    layers,
                },
                _,
            ) => layers,
            _ => panic!("another answer"),
        }
    }

    /// One layer: ∂L/∂W is the sum over the images of x δᵀ, with δ = p − y under cross-entropy and, under squared
    /// error, δᵢ = 2/K · pᵢ(eᵢ − Σⱼ pⱼeⱼ), e = p − y.
    #[test]
    fn it_is_the_cosine_worked_out_by_hand() {
        let (trainer, dataset) = trainer(&[], Init::PyTorch);
        let flat: Vec<f32> = trainer.parameters().into_data().try_to_vec().unwrap();
        let (scale, shift) = trainer.experiment().inputs();
        let mut gradients = [vec![0.0; 7840], vec![0.0; 7840]];
        for index in trainer.parts().train.start..trainer.parts().train.start + 16 {
            let image = dataset.train.image(index).iter();
            let x: Vec<f64> = image
                .map(|&pixel| f64::from(pixel) / 255.0 * f64::from(scale) + f64::from(shift))
                .collect();
            let logit = |class: usize| {
                let products = x.iter().enumerate();
                let sum: f64 = products
                    .map(|(i, x)| x * f64::from(flat[i * 10 + class]))
                    .sum();
                (sum + f64::from(flat[7840 + class])).exp()
            };
            let powers: Vec<f64> = (0..10).map(logit).collect();
            let total: f64 = powers.iter().sum();
            let p: Vec<f64> = powers.iter().map(|power| power / total).collect();
            let mut e = p.clone();
            e[usize::from(dataset.train.label(index))] -= 1.0;
            let mean: f64 = p.iter().zip(&e).map(|(p, e)| p * e).sum();
            for (i, x) in x.iter().enumerate() {
                for class in 0..10 {
                    gradients[0][i * 10 + class] += x * e[class];
                    gradients[1][i * 10 + class] += x * 0.2 * p[class] * (e[class] - mean);
                }
            }
        }
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let [ce, mse] = &gradients;
        let by_hand = dot(ce, mse) / (dot(ce, ce) * dot(mse, mse)).sqrt();
        assert!(by_hand > 0.1 && by_hand < 0.999, "{by_hand}");
        let layers = answer(&trainer, &dataset);
        assert_eq!(layers.len(), 1);
        let cosine = layers[0].unwrap();
        assert!((cosine - by_hand).abs() < 1e-4, "{cosine} {by_hand}");
    }

    #[test]
    fn a_gradient_points_where_it_points_itself_and_against_its_opposite() {
        let (trainer, _) = trainer(&["16-relu"], Init::PyTorch);
        let (network, any) = (trainer.architecture(), trainer.parameters());
        let with = |other: Tensor<1>| block_on(cosines(network, &any, &other)).unwrap();
        for (other, expected) in [
            (any.clone(), 1.0),
            (any.clone() * 1e-12, 1.0),
            (-any.clone(), -1.0),
        ] {
            for cosine in with(other) {
                assert!((cosine.unwrap() - expected).abs() < 1e-5, "{cosine:?}");
            }
        }
    }

    #[test]
    fn a_gradient_of_zero_points_nowhere() {
        let (trainer, dataset) = trainer(&["16-relu"], Init::Zero);
        assert_eq!(answer(&trainer, &dataset), [None, None]);
    }
}
