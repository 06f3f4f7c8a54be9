//! What a network minimises: pairs of an output and a loss.
//!
//! Each loss is one file of `definitions/`, its term beside the term's derivative; whatever computes, shows or exports it
//! reads it from there. `evaluate.rs` makes the gradient at the logits of it, softmax's Jacobian included.
//!
//! Shapes: logits `z` and targets `y` are `[K]`, for one example.
//! "Mean" reductions follow PyTorch. Formulas: Bridle 1990 for softmax with cross-entropy; Bishop,
//! *Pattern Recognition and Machine Learning*, §4.3; Hui & Belkin, ICLR 2021, for squares on logits.

mod definitions;
mod distillation;
mod evaluate;
mod output;
pub mod parameter;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod textbook;

pub use crate::expression::sigmoid;
pub use definitions::definition::{
    Derivative, Family, Leaf, LossInfo, Note, Objective, Refusal, Script, Term, WorkedExample,
};
pub use definitions::{LOSSES, Loss};
pub use distillation::Distillation;
pub use evaluate::{AtClass, ValueAndGradient, at_classes, one_hot};
pub use output::{
    OUTPUTS, Output, OutputInfo, REDUCTIONS, Reduction, ReductionInfo, Task, log_softmax, softmax,
};
pub use parameter::{LossParameter, Parameters};

use playground_data::table_lookup;
use serde::{Deserialize, Serialize};

/// What a formula may use besides logits and target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossSettings {
    /// Over the classes.
    pub reduction: Reduction,
    /// The numbers that losses take.
    pub parameters: Parameters,
}

impl LossSettings {
    /// Returns the usual parameters with this reduction.
    pub const fn usual(reduction: Reduction) -> Self {
        Self {
            reduction,
            parameters: Parameters::USUAL,
        }
    }
}

table_lookup!(Loss, LossInfo, LOSSES);

impl Objective {
    /// Returns value and gradient at the logits for one example, in double precision: logits `z` and target `y`, `[K]`
    /// both.
    ///
    /// For a network that is sure of the wrong class cross-entropy pulls with all its might, while squared error behind
    /// the same softmax hardly pulls at all:
    ///
    /// ```
    /// use playground_experiment::experiment::Experiment;
    /// use playground_experiment::loss::{Loss, Output, objective};
    ///
    /// let (logits, target) = ([0.0, 10.0], [1.0, 0.0]);
    /// let settings = Experiment::default().loss_settings();
    /// let pull = |loss| -> Result<f64, String> {
    ///     let objective = objective(Output::Softmax, loss)?;
    ///     Ok(objective.closed_form(&logits, &target, settings).gradient[0])
    /// };
    /// assert!(pull(Loss::CrossEntropy)? < -0.9999);
    /// assert!(pull(Loss::MeanSquaredError)? > -0.0001);
    /// # Ok::<(), String>(())
    /// ```
    pub fn closed_form(&self, z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient {
        evaluate::evaluate(self, z, y, settings)
    }

    /// Returns the factor on what each of `classes` classes adds: 1/K for their mean, where that is chosen, else 1.
    pub fn class_weight(&self, reduction: Reduction, classes: usize) -> f64 {
        match reduction {
            Reduction::Mean if self.loss.info().has_reduction => 1.0 / classes as f64,
            Reduction::Mean | Reduction::Sum => 1.0,
        }
    }

    /// Returns its term as textbooks write it.
    pub fn textbook(&self) -> &Term {
        self.textbook.as_ref().unwrap_or(&self.term)
    }
}

/// Returns every valid pair: output by output in menu order, and for each its usual loss first.
pub fn objectives() -> impl Iterator<Item = &'static Objective> {
    OUTPUTS.iter().flat_map(|output| {
        let of = move |first: bool| {
            let all = LOSSES.iter().flat_map(|loss| loss.objectives);
            all.filter(move |row| row.output == output.id && (row.loss == output.usual) == first)
        };
        of(true).chain(of(false))
    })
}

/// Returns the formulas for `output` with `loss`.
///
/// # Errors
/// A sentence that says why the pair makes no sense and what to choose.
pub fn objective(output: Output, loss: Loss) -> Result<&'static Objective, String> {
    let own = loss.info().objectives;
    let found = own.iter().find(|row| row.output == output);
    found.ok_or_else(|| refusal(output, loss))
}

fn refusal(output: Output, loss: Loss) -> String {
    let valid: Vec<&str> = objectives()
        .filter(|row| row.output == output)
        .map(|row| row.loss.info().name)
        .collect();
    let mut refusals = loss.info().refusals.iter();
    let reason = refusals.find(|(outputs, _)| outputs.contains(&output));
    let reason = reason.map_or(
        "This mistake can only be made with cross-entropy",
        |(_, why)| why,
    );
    format!(
        "{reason}. With {} choose {}.",
        output.info().name,
        valid.join(" or ")
    )
}
