//! −Σ y (1 − p)^γ ln p (Lin et al. 2017, *Focal Loss for Dense Object Detection*): what is right already counts less.

use super::cross_entropy;
use super::definition::{
    Derivative, Family, LN_P, Leaf, LossInfo, Note, Objective, P, REST, Script, Term,
    WorkedExample, Y,
};
use crate::expression::{Expression, difference, negative, number, power, product};
use crate::loss::parameter::LossParameter;
use crate::loss::{Loss, Output, Reduction};
use playground_data::rows;

pub const DEFINITION: LossInfo = LossInfo {
    id: Loss::Focal,
    key: "focal",
    name: "focal loss",
    short: "focal",
    doc: "Cross-entropy in which an image counts the less the surer the network is of its class.",
    family: Family::CrossEntropy,
    has_reduction: false,
    parameters: &[FOCUSING],
    objectives: &[ON_SOFTMAX],
    refusals: cross_entropy::REFUSALS,
};

const FOCUSING: LossParameter = LossParameter {
    key: "gamma",
    name: "gamma",
    label: "γ (focus)",
    title: "γ of the focal loss",
    symbol: "γ",
    doc: "γ of the focal loss: how quickly what is right already stops counting; 0 for cross-entropy.",
    least: 0.0,
    most: 5.0,
    usual: 2.0,
};

const GAMMA: Term = Expression::Leaf(Leaf::Parameter("gamma"));
/// (1 − p)^γ.
const WEIGHT: Term = power(&REST, &GAMMA);
/// γ p (1 − p)^(γ − 1) ln p − (1 − p)^γ.
const PULL: Term = difference(
    &product(
        &product(
            &product(&GAMMA, &P),
            &power(&REST, &difference(&GAMMA, &number(1.0))),
        ),
        &LN_P,
    ),
    &WEIGHT,
);

const ON_SOFTMAX: Objective = Objective {
    output: Output::Softmax,
    loss: Loss::Focal,
    label: "focal",
    counterpart: (Output::Softmax, Loss::MeanSquaredError),
    term: negative(&product(&product(&Y, &WEIGHT), &LN_P)),
    derivative: Derivative::AtLogAnswer(product(&Y, &PULL)),
    textbook: None,
    simplified: None,
    on_value: Note {
        text: "Cross-entropy in which each image is weighted by (1 − p)^γ, p being the probability of its class. With γ = 2 \
               an image with p = 0.9 counts a hundredth, so that training turns to those that are still wrong.",
        source: "Lin and others, Focal Loss for Dense Object Detection, ICCV 2017.",
    },
    on_gradient: Note {
        text: "Under focal loss a confidently wrong answer pulls about as under cross-entropy, and a confidently \
               right one far less: 3 % of it at p = 0.9 and γ = 2.",
        source: "Lin and others, ICCV 2017, appendix B.",
    },
    pytorch: Script::OfTerm,
    keras: Script::OfTerm,
    worked: rows![
        WorkedExample (key, name, formula, reduction)
        ["focal", "focal loss on softmax, γ = 2", "−Σ y (1 − p)² ln p", Reduction::Mean]
    ],
};

#[cfg(test)]
mod tests {
    use crate::loss::{Loss, LossSettings, Output, Parameters, Reduction, objective};

    fn at(loss: Loss, p: f64, gamma: f64) -> (f64, f64) {
        let settings = LossSettings {
            reduction: Reduction::Mean,
            parameters: Parameters::USUAL.with("gamma", gamma),
        };
        let z = [p.ln(), (1.0 - p).ln()];
        let row = objective(Output::Softmax, loss).unwrap();
        let found = row.closed_form(&z, &[1.0, 0.0], settings);
        (found.value, found.gradient[0])
    }

    #[test]
    fn the_figures_of_the_paper() {
        // Section 3.2: with γ = 2 an example with p = 0.9 has a hundredth of the loss, one with 0.968 a thousandth.
        for (p, times) in [(0.9, 100.0), (0.968, 1000.0)] {
            let ratio = at(Loss::CrossEntropy, p, 2.0).0 / at(Loss::Focal, p, 2.0).0;
            assert!((ratio / times - 1.0).abs() < 0.03, "{ratio}");
        }
    }

    #[test]
    fn without_focus_it_is_cross_entropy() {
        for p in [1e-9, 0.3, 0.999] {
            let (focal, plain) = (at(Loss::Focal, p, 0.0), at(Loss::CrossEntropy, p, 0.0));
            assert!((focal.0 - plain.0).abs() < 1e-12 && (focal.1 - plain.1).abs() < 1e-12);
        }
    }

    #[test]
    fn an_answer_that_is_certain_has_a_loss_and_a_gradient() {
        for gamma in [0.0, 0.5, 1.0, 5.0] {
            assert_eq!(at(Loss::Focal, 1.0, gamma), (0.0, 0.0), "{gamma}");
            let (loss, gradient) = at(Loss::Focal, 0.0, gamma);
            assert!(
                loss > 100.0 && gradient.is_finite(),
                "{gamma}: {loss} {gradient}"
            );
        }
    }
}
