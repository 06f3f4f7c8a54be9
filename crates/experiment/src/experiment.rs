//! `Experiment`: the one description of a run. Together with the list of changes made while it ran
//! it determines the run; it is what a link, a saved file and the script interface carry.

use crate::error::{ExperimentError, ensure};
use crate::loss;
use crate::loss::{
    Distillation, Loss, LossSettings, Objective, Output, Parameters, Reduction, Task, parameter,
};
use crate::mistakes::{MISTAKES, Mistake, MistakeInfo, Mistakes};
use crate::model::{Activation, Architecture, Block, Init};
use crate::optimizer::{Hyper, Optimizer};
use crate::schedule::Schedule;
use playground_data::classes::{self, MAX_CLASSES};
use playground_data::dataset::{DIGITS, DatasetId, Normalisation, SplitSpec};
use serde::{Deserialize, Serialize};

mod ranges;
mod stop;
#[cfg(test)]
mod tests;

pub use stop::Stop;

/// Everything that determines a run.
///
/// ```
/// use playground_experiment::experiment::Experiment;
///
/// let experiment = Experiment {
///     blocks: vec!["32-tanh".parse()?],
///     learning_rate: 0.01,
///     ..Experiment::default()
/// };
/// experiment.validate()?;
/// // 784 · 32 weights and 32 biases, then 32 · 10 weights and 10 biases.
/// assert_eq!(experiment.architecture()?.trainable_count(), 25_450);
///
/// let too_fast = Experiment { learning_rate: -1.0, ..experiment };
/// assert_eq!(too_fast.validate().unwrap_err().field, "lr");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// Where the images come from.
    pub dataset: DatasetId,
    /// Classes of the person's own files; every other set says its own.
    #[serde(default = "usual_classes", skip_serializing_if = "is_usual")]
    pub own_classes: u8,
    /// Which of them train, validate and test.
    pub split: SplitSpec,
    /// How pixels become inputs.
    pub normalisation: Normalisation,
    /// The hidden blocks, from input to output; the output layer follows from the data set.
    pub blocks: Vec<Block>,
    /// What turns logits into the answer.
    pub output: Output,
    /// What is minimised.
    pub loss: Loss,
    /// How the terms of the classes become one number.
    pub reduction: Reduction,
    /// The numbers that losses take.
    pub parameters: Parameters,
    /// How weights are initialised.
    pub init: Init,
    /// Factor or size of the initialisation.
    pub init_scale: f64,
    /// What is added at the start to the output layer's bias of class 0 (of the first pixel): a large one makes a fresh
    /// network confidently wrong about every other class.
    pub output_bias: f64,
    /// How weights are updated.
    pub optimizer: Optimizer,
    /// Its numbers.
    pub hyper: Hyper,
    /// η, before schedule and warm-up.
    pub learning_rate: f64,
    /// How η moves.
    pub schedule: Schedule,
    /// Steps over which η rises from 0.
    pub warmup_steps: u32,
    /// d of the moving average of the weights, a second network that follows the one in training; 0 for none.
    #[serde(default)]
    pub ema: f64,
    /// w of distillation, the teacher's share of the loss; 0 for none.
    #[serde(default)]
    pub distill: f64,
    /// T of distillation, by which the logits of teacher and student are divided.
    #[serde(default = "usual_temperature")]
    pub temperature: f64,
    /// First blocks whose parameters do not move.
    #[serde(default)]
    pub freeze: u32,
    /// Examples in a step.
    pub batch_size: u32,
    /// When Train stops by itself.
    pub stop: Stop,
    /// Epochs after which a checkpoint is kept.
    pub checkpoint_epochs: Vec<u32>,
    /// Whether the examples are shuffled anew each epoch.
    pub shuffle: bool,
    /// Keys every random stream.
    pub seed: u64,
    /// Steps between two reports.
    pub report_every: u32,
    /// What is done wrong on purpose.
    #[serde(default, skip_serializing_if = "Mistakes::is_empty")]
    pub mistakes: Mistakes,
}

/// Returns the number of classes of the person's own files unless they say otherwise.
pub(crate) fn usual_classes() -> u8 {
    10
}

fn is_usual(classes: &u8) -> bool {
    *classes == usual_classes()
}

/// Returns T unless the person says otherwise.
fn usual_temperature() -> f64 {
    3.0
}

impl Default for Experiment {
    /// Returns the preset `mlp-784-128-64-10` on the built-in digits.
    fn default() -> Self {
        Self {
            dataset: DatasetId::Synthetic,
            own_classes: usual_classes(),
            split: DatasetId::Synthetic.info().split,
            normalisation: Normalisation::Unit,
            blocks: [128, 64]
                .map(|units| Block::dense(units, Activation::Relu))
                .to_vec(),
            output: Output::Softmax,
            loss: Loss::CrossEntropy,
            reduction: Reduction::Mean,
            parameters: Parameters::USUAL,
            init: Init::KaimingNormal,
            init_scale: 1.0,
            output_bias: 0.0,
            optimizer: Optimizer::Adam,
            hyper: Hyper::default(),
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            warmup_steps: 0,
            ema: 0.0,
            distill: 0.0,
            temperature: usual_temperature(),
            freeze: 0,
            batch_size: 64,
            stop: Stop::Epochs(10),
            checkpoint_epochs: Vec::new(),
            shuffle: true,
            seed: 42,
            report_every: 20,
            mistakes: Mistakes::default(),
        }
    }
}

/// The most examples in one step.
pub const MAX_BATCH: u32 = 4096;

impl Experiment {
    /// Returns the formulas in use.
    ///
    /// # Errors
    /// When output and loss do not go together.
    pub fn objective(&self) -> Result<&'static Objective, ExperimentError> {
        loss::objective(self.output, self.loss)
            .map_err(|message| ExperimentError::new("loss", message))
    }

    /// Returns the formulas whose gradients stand beside those of the loss in use.
    ///
    /// # Errors
    /// When output and loss do not go together.
    pub fn counterpart(&self) -> Result<&'static Objective, ExperimentError> {
        let (output, loss) = self.objective()?.counterpart;
        loss::objective(output, loss).map_err(|message| ExperimentError::new("loss", message))
    }

    /// Returns what the formulas may use besides logits and target.
    pub fn loss_settings(&self) -> LossSettings {
        LossSettings {
            reduction: self.reduction,
            parameters: self.parameters,
        }
    }

    /// Builds the network for this data set.
    ///
    /// # Errors
    /// When a block cannot be built.
    pub fn architecture(&self) -> Result<Architecture, ExperimentError> {
        let info = self.dataset.info();
        Architecture::new(&self.blocks, info.sample, self.outputs())
    }

    /// Returns the name of each class of the data set, by label.
    pub fn classes(&self) -> &'static [&'static str] {
        match self.dataset {
            DatasetId::Custom => classes::numbers(self.own_classes),
            _ => self.dataset.info().classes,
        }
    }

    /// Returns whether its images show digits, so that a drawn one belongs to its class.
    pub fn shows_digits(&self) -> bool {
        self.dataset.info().subject.is_none() && self.classes() == DIGITS
    }

    /// Returns the number of logits of one example: one per class or, for an autoencoder, one per pixel.
    pub fn outputs(&self) -> usize {
        match self.output.task() {
            Task::Classification => self.classes().len(),
            Task::Reconstruction => self.dataset.info().sample.len(),
        }
    }

    /// Returns whether the network is to give back the image that came in.
    pub fn is_autoencoder(&self) -> bool {
        self.output.task() == Task::Reconstruction
    }

    /// Draws the parameters that a run begins with, `[parameters]`. The draw is the same whatever
    /// [`output_bias`](Self::output_bias) says, which is added to it.
    pub fn initial(&self, architecture: &Architecture) -> Vec<f32> {
        let mut values = architecture.initial(self.init, self.init_scale, self.seed);
        let bias = architecture.output_bias().and_then(|at| values.get_mut(at));
        if let Some(bias) = bias {
            *bias += self.output_bias as f32;
        }
        values
    }

    /// Returns the ε in force: the person's or the optimiser's own.
    pub fn epsilon(&self) -> f64 {
        self.hyper.epsilon.unwrap_or(self.optimizer.info().epsilon)
    }

    /// Returns the same experiment with output and loss of the counterpart: the one-click flip.
    ///
    /// # Errors
    /// When output and loss do not go together in the first place.
    pub fn flipped(&self) -> Result<Self, ExperimentError> {
        let (output, loss) = self.objective()?.counterpart;
        Ok(Self {
            output,
            loss,
            ..self.clone()
        })
    }

    /// Checks everything that can be checked before data arrives.
    ///
    /// # Errors
    /// The first field at fault, with what to do.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.objective()?;
        self.architecture()?;
        let nothing = matches!(self.stop, Stop::Epochs(0) | Stop::Steps(0));
        ensure(!nothing, "stop", || {
            "Training that stops after nothing takes no step. Choose one epoch or step at least."
                .to_owned()
        })?;
        let (freeze, blocks) = (self.freeze as usize, self.blocks.len());
        ensure(freeze <= blocks, "freeze", || {
            format!(
                "{freeze} blocks cannot be frozen: there are {blocks} before the output layer, which always \
                 trains. Choose 0 to {blocks}."
            )
        })?;
        let taught = self.distillation().is_some();
        ensure(!taught || self.output == Output::Softmax, "distil", || {
            "Distillation compares the probabilities of teacher and student, which only a softmax gives. Choose \
             the softmax output, or set the teacher's share to 0."
        })?;
        let classes = f64::from(self.own_classes);
        let most = f64::from(MAX_CLASSES);
        within("classes", "The number of classes", classes, [2.0, most])?;
        for row in ranges::RANGES {
            let value = (row.value)(self);
            within(row.field, row.name, value, [row.least, row.most])?;
        }
        for row in parameter::all() {
            let value = self.parameters.get(row.key);
            within(row.key, row.title, value, [row.least, row.most])?;
        }
        let endless = self.schedule == Schedule::Cosine && self.stop == Stop::Never;
        ensure(!endless, "sched", || {
            "A cosine schedule ends with the run, and this run has no end; choose epochs or \
             steps to stop at, or another schedule."
        })?;
        self.split.resolve_for(self.dataset)?;
        Ok(())
    }

    /// Returns how much a teacher counts; none when it does not.
    pub fn distillation(&self) -> Option<Distillation> {
        (self.distill > 0.0).then_some(Distillation {
            weight: self.distill,
            temperature: self.temperature,
        })
    }

    /// Returns whether this mistake is made.
    pub fn has(&self, mistake: Mistake) -> bool {
        match mistake {
            Mistake::SoftmaxTwice => self.output == Output::SoftmaxTwice,
            _ => self.mistakes.contains(mistake),
        }
    }

    /// Returns the rows of the mistakes made, in the order of the table.
    pub fn mistakes_made(&self) -> impl Iterator<Item = &'static MistakeInfo> {
        MISTAKES.iter().filter(|row| self.has(row.id))
    }

    /// Returns the same experiment with a mistake made, or not.
    pub fn with_mistake(&self, mistake: Mistake, made: bool) -> Self {
        let mut next = self.clone();
        match (mistake, made) {
            (Mistake::SoftmaxTwice, true) => next.output = Output::SoftmaxTwice,
            (Mistake::SoftmaxTwice, false) if self.has(mistake) => next.output = Output::Softmax,
            (Mistake::SoftmaxTwice, false) => {}
            _ => next.mistakes.set(mistake, made),
        }
        next
    }

    /// Says why this mistake cannot be made with these settings, or would change nothing; `None` where it can.
    pub fn refuses(&self, mistake: Mistake) -> Option<&'static str> {
        match mistake {
            Mistake::TrainingMode if !self.blocks.iter().any(Block::has_two_modes) => Some(
                "Nothing here works differently in training: add dropout or batch normalisation.",
            ),
            Mistake::SoftmaxTwice if !self.takes_softmax_cross_entropy() => {
                Some("This mistake can only be made with softmax and cross-entropy: choose them.")
            }
            _ => None,
        }
    }

    fn takes_softmax_cross_entropy(&self) -> bool {
        let softmax = matches!(self.output, Output::Softmax | Output::SoftmaxTwice);
        softmax && loss::objective(Output::SoftmaxTwice, self.loss).is_ok()
    }

    /// Returns the same experiment without mistakes.
    pub fn done_right(&self) -> Self {
        let undone = |now: Self, row: &MistakeInfo| now.with_mistake(row.id, false);
        MISTAKES.iter().fold(self.clone(), undone)
    }

    /// Returns `(scale, shift)` such that an ink `u` in [0, 1] becomes the input `u · scale + shift`.
    pub fn inputs(&self) -> (f32, f32) {
        match self.has(Mistake::RawInputs) {
            true => (255.0, 0.0),
            false => self.normalisation.affine(self.dataset.info()),
        }
    }

    /// Returns how many vectors as long as the parameters training carries along: the optimiser's and, where
    /// gradients are not cleared, their sum as the last.
    pub fn slots(&self) -> usize {
        self.optimizer.info().slots + usize::from(self.has(Mistake::Uncleared))
    }
}

fn within(
    field: &'static str,
    name: &str,
    value: f64,
    [least, most]: [f64; 2],
) -> Result<(), ExperimentError> {
    ensure(value >= least && value <= most, field, || {
        format!("{name} is {value}; choose {least} to {most}.")
    })
}

/// Returns the keys of the fields that are numbers within a range.
pub(crate) fn numeric_fields() -> impl Iterator<Item = &'static str> {
    let own = ranges::RANGES.iter().map(|range| range.field);
    own.chain(parameter::all().map(|row| row.key))
}

/// What a change takes to come into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing differs.
    None,
    /// At the next step, keeping the weights.
    Live,
    /// New weights.
    Reset,
}
