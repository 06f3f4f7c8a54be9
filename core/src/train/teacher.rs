//! The teacher of distillation: another network, trained before, whose answers the one in training is asked
//! to imitate. It takes in the images under its own normalisation, drops nothing and learns nothing.

use super::supply::Supply;
use super::trainer::{Trainer, vector};
use crate::loss::Lesson;
use crate::model::network::{Keep, Leaves, Mode, forward};
use crate::probe::gradients::Inputs;
use crate::train::supply::ImageTensors;
use burn::tensor::Tensor;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;

/// A network that others learn from.
pub struct Teacher {
    experiment: Experiment,
    architecture: Architecture,
    values: Vec<f32>,
}

/// A teacher on the device of its student.
pub(super) struct Taught {
    experiment: Experiment,
    architecture: Architecture,
    parameters: Tensor<1>,
}

impl Teacher {
    /// The network of `experiment` with the parameters at the front of `values`; what follows them, such as
    /// an optimiser's state, is left out.
    ///
    /// # Errors
    /// A sentence, when there are too few values or the experiment describes no network.
    pub fn new(experiment: Experiment, values: &[f32]) -> Result<Self, String> {
        let architecture = experiment.architecture().map_err(|e| e.message)?;
        let wanted = architecture.parameter_count();
        let Some(parameters) = values.get(..wanted) else {
            return Err(format!(
                "The teacher has {wanted} parameters, but {} came; choose it again.",
                values.len()
            ));
        };
        Ok(Self {
            values: parameters.to_vec(),
            experiment,
            architecture,
        })
    }
}

impl Trainer {
    /// Learns from `teacher` from the next step on, as far as the experiment says.
    pub fn learn_from(&mut self, teacher: &Teacher) {
        self.teacher = Some(Taught {
            experiment: teacher.experiment.clone(),
            architecture: teacher.architecture.clone(),
            parameters: vector(teacher.values.clone(), &self.device),
        });
    }

    /// What the teacher says of a batch whose inputs are `inputs` `[batch, values]` for this network; none
    /// without distillation. `again` gives the images under other settings, for a teacher that was trained
    /// under another normalisation.
    ///
    /// # Errors
    /// When there is no teacher, or it answers another question.
    pub(super) fn lesson(
        &self,
        inputs: &Inputs,
        again: impl FnOnce(&Experiment) -> Tensor<2>,
    ) -> Result<Option<Lesson>, ExperimentError> {
        let Some(how) = self.experiment.distillation() else {
            return Ok(None);
        };
        let Some(teacher) = &self.teacher else {
            return Err(ExperimentError::new(
                "distil",
                "Distillation needs a teacher: train a network, press “Make this network the teacher”, and train \
                 again; or set the teacher's share to 0.",
            ));
        };
        let (own, theirs) = (
            self.experiment.dataset.info(),
            teacher.experiment.dataset.info(),
        );
        if own.sample != theirs.sample || own.classes.len() != theirs.classes.len() {
            return Err(ExperimentError::new(
                "distil",
                "The teacher takes in other images or knows another number of classes; choose one that was trained \
                 on data of the same form.",
            ));
        }
        let affine = |e: &Experiment| e.normalisation.affine(e.dataset.info());
        let alike = affine(&self.experiment) == affine(&teacher.experiment)
            && self.experiment.mistakes == teacher.experiment.mistakes;
        let inputs = match alike {
            true => inputs.tensor(),
            false => again(&teacher.experiment),
        };
        let leaves = Leaves::plain(&teacher.architecture, &teacher.parameters);
        let answer = forward(
            &teacher.architecture,
            &leaves,
            inputs,
            Mode::Evaluation,
            Keep::NOTHING,
        );
        Ok(Some(Lesson {
            logits: answer.logits,
            how,
        }))
    }

    /// The lesson on the images at `indices` of the training file.
    pub(super) fn lesson_on(
        &self,
        supply: &Supply,
        indices: &[u32],
        inputs: &Inputs,
    ) -> Result<Option<Lesson>, ExperimentError> {
        self.lesson(inputs, |theirs| {
            supply.train.inputs(indices, theirs, &self.device)
        })
    }
}
