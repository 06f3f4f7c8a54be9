//! What a loss is in Python.

use super::formula::{Dialect, Python};
use super::parts::number;
use crate::formula::{Part, Tie};
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{Leaf, Objective, Output, Reduction, Script, Term, parameter};

/// What the network gives.
const LOGITS: &str = "logits";

impl Dialect {
    /// Returns the answer of an output.
    pub(super) fn answer(&self, output: Output) -> String {
        match output {
            Output::Softmax => self.softmax.replace("{x}", LOGITS),
            Output::SoftmaxTwice => {
                let first = self.answer(Output::Softmax);
                self.softmax.replace("{x}", &first)
            }
            Output::Sigmoid | Output::Image => format!("{}({LOGITS})", self.sigmoid),
            Output::Linear | Output::ImageLinear => LOGITS.to_owned(),
        }
    }

    fn log_answer(&self, output: Output) -> String {
        match output {
            Output::Softmax => self.log_softmax.replace("{x}", LOGITS),
            Output::SoftmaxTwice => {
                let first = self.answer(Output::Softmax);
                self.log_softmax.replace("{x}", &first)
            }
            Output::Sigmoid | Output::Image => format!("{}({LOGITS})", self.log_sigmoid),
            Output::Linear | Output::ImageLinear => format!("{}({LOGITS})", self.log),
        }
    }

    fn log_rest(&self, output: Output) -> String {
        match output {
            Output::Sigmoid | Output::Image => format!("{}(-{LOGITS})", self.log_sigmoid),
            _ => format!("{}(1 - {})", self.log, self.answer(output)),
        }
    }
}

/// Returns the body of the loss: the library's own function where it has one of that form, else what each class adds
/// as `reduced` makes one number of it. `script` says how the library computes an objective.
pub(super) fn loss(
    experiment: &Experiment,
    dialect: &Dialect,
    script: fn(&Objective) -> Script,
    reduced: impl Fn(String) -> String,
) -> String {
    let Ok(objective) = experiment.objective() else {
        return String::new(); // Such an experiment is not exported.
    };
    match script(objective) {
        Script::Body(text) => filled(experiment, text),
        Script::Terms(text) => reduced(filled(experiment, text)),
        Script::OfTerm => reduced(terms(experiment, dialect, &objective.term)),
    }
}

/// Returns what each class adds to a loss, `[batch, classes]`, operation by operation.
fn terms(experiment: &Experiment, dialect: &Dialect, term: &Term) -> String {
    let output = experiment.output;
    let named = |leaf| match leaf {
        Leaf::Target => Part::new("target", Tie::Power),
        Leaf::Logit => Part::new(LOGITS, Tie::Power),
        Leaf::Answer => Part::new(dialect.answer(output), Tie::Power),
        Leaf::Rest => Part::new(format!("1 - {}", dialect.answer(output)), Tie::Sum),
        Leaf::Error => Part::new(format!("{} - target", dialect.answer(output)), Tie::Sum),
        Leaf::LogAnswer => Part::new(dialect.log_answer(output), Tie::Power),
        Leaf::LogRest => Part::new(dialect.log_rest(output), Tie::Power),
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
