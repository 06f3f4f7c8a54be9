//! The teacher of distillation: another network, trained before, whose answers the one in training is asked
//! to imitate. It takes in the images under its own normalisation, drops nothing and learns nothing.

use crate::loss::TeacherTargets;
use crate::model::batch::Inputs;
use crate::model::network::{Capture, Mode, ParamTensors};
use crate::tensors::vector;
use burn::tensor::{Device, Tensor};
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Distillation;
use playground_experiment::model::Architecture;

/// A network that others learn from, and its parameters: numbers or, once it is on the device of its student, a tensor.
pub(super) struct Teacher<P = Tensor<1>> {
    experiment: Experiment,
    architecture: Architecture,
    parameters: P,
}

impl Teacher<Vec<f32>> {
    /// Takes the network of `experiment` with the parameters at the front of `values`; what follows them, such as an
    /// optimiser's state, is left out.
    ///
    /// # Errors
    /// A sentence, when there are too few values or the experiment describes no network.
    pub(super) fn new(experiment: Experiment, values: &[f32]) -> Result<Self, String> {
        let architecture = experiment.architecture().map_err(|e| e.message)?;
        let wanted = architecture.parameter_count();
        let Some(parameters) = values.get(..wanted) else {
            return Err(format!(
                "The teacher has {wanted} parameters, but {} came; choose it again.",
                values.len()
            ));
        };
        Ok(Self {
            parameters: parameters.to_vec(),
            experiment,
            architecture,
        })
    }

    /// Puts the teacher on a device.
    pub(super) fn on(&self, device: &Device) -> Teacher {
        Teacher {
            experiment: self.experiment.clone(),
            architecture: self.architecture.clone(),
            parameters: vector(self.parameters.clone(), device),
        }
    }
}

impl Teacher {
    /// Answers the batch of `inputs` `[batch, values]` for the student of the experiment `student`. `again` gives the
    /// images under other settings, for a teacher that was trained under another normalisation.
    ///
    /// # Errors
    /// When it answers another question.
    pub(super) fn targets(
        &self,
        student: &Experiment,
        how: Distillation,
        inputs: &Inputs,
        again: impl FnOnce(&Experiment) -> Tensor<2>,
    ) -> Result<TeacherTargets, ExperimentError> {
        let form = |of: &Experiment| (of.dataset.info().sample, of.classes().len());
        if form(student) != form(&self.experiment) {
            return Err(ExperimentError::new(
                "distil",
                "The teacher takes in other images or knows another number of classes; choose one that was trained \
                 on data of the same form.",
            ));
        }
        let affine = |e: &Experiment| e.normalisation.affine(e.dataset.info());
        let alike = affine(student) == affine(&self.experiment)
            && student.mistakes == self.experiment.mistakes;
        let inputs = match alike {
            true => inputs.tensor(),
            false => again(&self.experiment),
        };
        let network = ParamTensors::plain(&self.architecture, &self.parameters);
        let logits = network
            .forward(inputs, Mode::Evaluation, Capture::Nothing)
            .logits;
        Ok(TeacherTargets { logits, how })
    }
}

/// Returns the sentence for a student without one.
pub(super) fn missing() -> ExperimentError {
    ExperimentError::new(
        "distil",
        "Distillation needs a teacher: train a network, press “Make this network the teacher”, and train \
         again; or set the teacher's share to 0.",
    )
}
