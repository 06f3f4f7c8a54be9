//! What a loss is in Python.

use super::formula::{Dialect, Python};
use super::parts::number;
use crate::formula::{Part, Tie};
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{Leaf, Output, Reduction, Term, parameter};

/// How a library calls what logits become; `{}` stands for them.
pub(super) struct Names {
    pub(super) logits: &'static str,
    pub(super) softmax: &'static str,
    pub(super) log_softmax: &'static str,
    pub(super) sigmoid: &'static str,
    pub(super) log_sigmoid: &'static str,
    pub(super) log: &'static str,
}

impl Names {
    /// Returns the answer of an output.
    pub(super) fn answer(&self, output: Output) -> String {
        let of = |function: &str, x: &str| function.replace("{}", x);
        match output {
            Output::Softmax => of(self.softmax, self.logits),
            Output::SoftmaxTwice => of(self.softmax, &of(self.softmax, self.logits)),
            Output::Sigmoid | Output::Image => of(self.sigmoid, self.logits),
            Output::Linear | Output::ImageLinear => self.logits.to_owned(),
        }
    }

    fn log_answer(&self, output: Output) -> String {
        let of = |function: &str, x: &str| function.replace("{}", x);
        match output {
            Output::Softmax => of(self.log_softmax, self.logits),
            Output::SoftmaxTwice => of(self.log_softmax, &of(self.softmax, self.logits)),
            Output::Sigmoid | Output::Image => of(self.log_sigmoid, self.logits),
            Output::Linear | Output::ImageLinear => of(self.log, self.logits),
        }
    }

    fn log_rest(&self, output: Output) -> String {
        match output {
            Output::Sigmoid | Output::Image => {
                self.log_sigmoid.replace("{}", &format!("-{}", self.logits))
            }
            _ => self
                .log
                .replace("{}", &format!("1 - {}", self.answer(output))),
        }
    }
}

/// Returns what each class adds to a loss, `[batch, classes]`, operation by operation.
pub(super) fn terms(
    experiment: &Experiment,
    dialect: &Dialect,
    term: &Term,
    names: &Names,
) -> String {
    let output = experiment.output;
    let named = |leaf| match leaf {
        Leaf::Target => Part::new("target", Tie::Power),
        Leaf::Logit => Part::new(names.logits, Tie::Power),
        Leaf::Answer => Part::new(names.answer(output), Tie::Power),
        Leaf::Rest => Part::new(format!("1 - {}", names.answer(output)), Tie::Sum),
        Leaf::LogAnswer => Part::new(names.log_answer(output), Tie::Power),
        Leaf::LogRest => Part::new(names.log_rest(output), Tie::Power),
        Leaf::Classes => Part::new(experiment.outputs().to_string(), Tie::Power),
        Leaf::Parameter(key) => Part::new(number(experiment.parameters.get(key)), Tie::Power),
    };
    let part = term.read(&Python { dialect, named });
    // What follows is a method's name or a comma.
    part.at_least(Tie::Power, ["(", ")"])
}

/// Returns the text of a definition with the values of this experiment.
pub(super) fn filled(experiment: &Experiment, text: &str) -> String {
    let over = match experiment.reduction {
        Reduction::Mean if experiment.loss.info().has_reduction => "mean",
        _ => "sum",
    };
    let text = text
        .replace("{over}", over)
        .replace("{classes}", &experiment.outputs().to_string());
    parameter::all().fold(text, |text, row| {
        let value = number(experiment.parameters.get(row.key));
        text.replace(&format!("{{{}}}", row.key), &value)
    })
}
