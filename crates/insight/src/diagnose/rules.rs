//! The table of rules. Thresholds are stated in each row's `doc`; the figures behind them are those
//! that people already watch: loss against that of guessing, gradient norms by layer (Glorot & Bengio
//! 2010), saturated and dead units, validation beside training.

mod course;
mod mistakes;
mod network;

use super::{Better, Rule};
use playground_experiment::format;

/// What says the same less precisely than a mistake that spoils training as a whole.
const GENERAL: &[&str] = &[
    "not-finite",
    "rising",
    "symmetry",
    "stalled",
    "uniform",
    "vanishing",
    "dead",
    "saturated",
    "overfitting",
];

/// Every rule, the more telling first.
pub const RULES: &[Rule] = &[
    Rule {
        key: "uncleared",
        title: "Gradients are not cleared",
        figure: "output bias gradient over its images'",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when gradients are not cleared and the bias gradient of the output layer is half as \
              long again as the mean of its images', which no mean can be.",
        hides: GENERAL,
        measure: mistakes::overlong,
        judge: mistakes::uncleared,
    },
    Rule {
        key: "nobackward",
        title: "No backward pass",
        figure: "‖Δw‖/‖w‖",
        show: format::number,
        better: Better::Higher,
        doc: "Speaks when the backward pass is left out and neither a gradient nor a weight moves.",
        hides: GENERAL,
        measure: mistakes::movement,
        judge: mistakes::no_backward,
    },
    Rule {
        key: "raw",
        title: "Inputs are not normalised",
        figure: "loss",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when bytes go in and the first layer's weight gradient is larger beside its signal than \
              normalised inputs could make it, or the loss is no better than guessing.",
        hides: GENERAL,
        measure: mistakes::loss,
        judge: mistakes::raw_inputs,
    },
    Rule {
        key: "rate100",
        title: "The learning rate is 100 times too high",
        figure: "loss",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when the rate is multiplied by a hundred and a step moves a layer by more than 5 % of its \
              size, or the loss is no better than guessing.",
        hides: GENERAL,
        measure: mistakes::loss,
        judge: mistakes::high_rate,
    },
    Rule {
        key: "labels",
        title: "Labels are shuffled",
        figure: "accuracy",
        show: format::percent,
        better: Better::Higher,
        doc: "Speaks when labels are shuffled and, after fifty steps, the loss is within 10 % of that of \
              guessing, or the validation loss is no better than that.",
        hides: &["uniform", "rising", "overfitting", "dead"],
        measure: course::accuracy,
        judge: mistakes::shuffled_labels,
    },
    Rule {
        key: "sorted",
        title: "Data is sorted and not shuffled",
        figure: "share of one class in the batch",
        show: format::percent,
        better: Better::Lower,
        doc: "Speaks when data is sorted and eight in ten images of the probed batch are of one class.",
        hides: &["uniform", "rising", "overfitting", "dead"],
        measure: mistakes::one_class,
        judge: mistakes::sorted,
    },
    Rule {
        key: "softmax2",
        title: "Softmax is applied twice",
        figure: "loss",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when softmax is applied twice and half of the answers are right: the cross-entropy then \
              says worse of them than they deserve.",
        hides: &["vanishing", "overfitting"],
        measure: mistakes::loss,
        judge: mistakes::softmax_twice,
    },
    Rule {
        key: "trainmode",
        title: "Evaluation mode is forgotten",
        figure: "validation loss",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when dropout went on in the latest evaluation.",
        hides: &["overfitting"],
        measure: mistakes::validation_loss,
        judge: mistakes::training_mode,
    },
    Rule {
        key: "not-finite",
        title: "The numbers have overflowed",
        figure: "loss",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when loss or gradients are no longer finite. Weights that have overflowed cannot \
              be repaired; too large a learning rate is the usual reason.",
        hides: &[
            "rising",
            "symmetry",
            "stalled",
            "uniform",
            "vanishing",
            "dead",
            "saturated",
            "overfitting",
        ],
        measure: course::latest_loss,
        judge: course::not_finite,
    },
    Rule {
        key: "rising",
        title: "The loss is rising",
        figure: "loss over its lowest so far",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when the loss, averaged over five reports, is a quarter above the lowest it has \
              been, and by more than a quarter of the loss of guessing: steps that are too large jump \
              over the valley they should walk down.",
        hides: &[],
        measure: course::rise,
        judge: course::rising,
    },
    Rule {
        key: "symmetry",
        title: "All weights began alike",
        figure: "accuracy",
        show: format::percent,
        better: Better::Higher,
        doc: "Speaks when every weight of a network with hidden layers begins with the same value. The \
              units of a layer then compute the same, get the same gradient and stay the same for ever.",
        hides: &["uniform", "vanishing", "dead", "stalled"],
        measure: course::accuracy,
        judge: network::symmetry,
    },
    Rule {
        key: "stalled",
        title: "Confidently wrong, and hardly corrected",
        figure: "confidently wrong examples",
        show: format::percent,
        better: Better::Lower,
        doc: "Speaks when squared error is in use, a tenth of the batch gets more than 0.9 for a wrong \
              class and less than 0.1 for the true one, and their gradient is a twentieth of \
              cross-entropy's or less: output·(1 − output) is next to nothing there.",
        hides: &["uniform"],
        measure: network::confidently_wrong,
        judge: network::stalled,
    },
    Rule {
        key: "dead",
        title: "Dead ReLUs",
        figure: "dead ReLUs in the worst layer",
        show: format::percent,
        better: Better::Lower,
        doc: "Speaks when three in ten ReLUs of a layer are zero for every image of an evaluation \
              batch. A unit without slope gets no gradient and does not come back.",
        hides: &[],
        measure: network::dead_share,
        judge: network::dead,
    },
    Rule {
        key: "uniform",
        title: "No better than guessing",
        figure: "accuracy",
        show: format::percent,
        better: Better::Higher,
        doc: "Speaks when, after fifty steps, the loss is within 3 % of that of guessing (ln K for \
              cross-entropy over K classes) and the accuracy is below 2/K.",
        hides: &[],
        measure: course::accuracy,
        judge: course::uniform,
    },
    Rule {
        key: "vanishing",
        title: "The gradient vanishes on its way back",
        figure: "first layer's gradient over the last's",
        show: format::number,
        better: Better::Higher,
        doc: "Speaks when the weight gradient of the first layer is a thousandth of the last layer's or \
              less; serious from a millionth on. Each layer multiplies the signal by its weights and \
              slopes, and where both are small little is left.",
        hides: &[],
        measure: network::gradient_ratio,
        judge: network::vanishing,
    },
    Rule {
        key: "saturated",
        title: "Saturated units",
        figure: "saturated activations in the worst layer",
        show: format::percent,
        better: Better::Lower,
        doc: "Speaks when half of a layer's activations are saturated (sigmoid outside 0.03 to 0.97, \
              tanh beyond ±0.97): there the curve is flat, and no gradient passes.",
        hides: &[],
        measure: network::saturated_share,
        judge: network::saturated,
    },
    Rule {
        key: "overfitting",
        title: "Overfitting",
        figure: "validation loss over its lowest",
        show: format::number,
        better: Better::Lower,
        doc: "Speaks when the validation loss has been above its lowest for two evaluations, by 5 % by \
              now, while the training loss has gone on falling: the network learns its examples by \
              heart.",
        hides: &[],
        measure: course::validation_rise,
        judge: course::overfitting,
    },
];

#[cfg(test)]
mod tests {
    use super::RULES;
    use crate::diagnose::rule;

    #[test]
    fn keys_are_unique_and_what_is_hidden_exists() {
        for (at, row) in RULES.iter().enumerate() {
            assert_eq!(RULES.iter().position(|r| r.key == row.key), Some(at));
            assert!(
                row.hides.iter().all(|key| rule(key).is_some()),
                "{}",
                row.key
            );
        }
    }
}
