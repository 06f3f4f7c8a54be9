//! The table of rules. Thresholds are stated in each row's `doc`; the figures behind them are those
//! that people already watch: loss against that of guessing, gradient norms by layer (Glorot & Bengio
//! 2010), saturated and dead units, validation beside training.

mod course;
mod mistakes;
mod network;

use super::{Better, Rule};
use playground_data::rows;
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
pub const RULES: &[Rule] = rows![
    Rule (key, title,
          figure, show, better, hides,
          measure, judge,
          doc)
    ["uncleared", "Gradients are not cleared",
     "output bias gradient over its images'", format::number, Better::Lower, GENERAL,
     mistakes::overlong, mistakes::uncleared,
     "Speaks when gradients are not cleared and the bias gradient of the output layer is half as long again as the \
      mean of its images', which no mean can be."]
    ["nobackward", "No backward pass",
     "‖Δw‖/‖w‖", format::number, Better::Higher, GENERAL,
     mistakes::movement, mistakes::no_backward,
     "Speaks when the backward pass is left out and neither a gradient nor a weight moves."]
    ["raw", "Inputs are not normalised",
     "loss", format::number, Better::Lower, GENERAL,
     mistakes::loss, mistakes::raw_inputs,
     "Speaks when bytes go in and the first layer's weight gradient is larger beside its signal than normalised \
      inputs could make it, or the loss is no better than guessing."]
    ["rate100", "The learning rate is 100 times too high",
     "loss", format::number, Better::Lower, GENERAL,
     mistakes::loss, mistakes::high_rate,
     "Speaks when the rate is multiplied by a hundred and a step moves a layer by more than 5 % of its size, or the \
      loss is no better than guessing."]
    ["labels", "Labels are shuffled",
     "accuracy", format::percent, Better::Higher, &["uniform", "rising", "overfitting", "dead"],
     course::accuracy, mistakes::shuffled_labels,
     "Speaks when labels are shuffled and, after fifty steps, the loss is within 10 % of that of guessing, or the \
      validation loss is no better than that."]
    ["sorted", "Data is sorted and not shuffled",
     "share of one class in the batch", format::percent, Better::Lower, &["uniform", "rising", "overfitting", "dead"],
     mistakes::one_class, mistakes::sorted,
     "Speaks when data is sorted and eight in ten images of the probed batch are of one class."]
    ["softmax2", "Softmax is applied twice",
     "loss", format::number, Better::Lower, &["vanishing", "overfitting"],
     mistakes::loss, mistakes::softmax_twice,
     "Speaks when softmax is applied twice and half of the answers are right: the cross-entropy then says worse of \
      them than they deserve."]
    ["trainmode", "Evaluation mode is forgotten",
     "validation loss", format::number, Better::Lower, &["overfitting"],
     mistakes::validation_loss, mistakes::training_mode,
     "Speaks when dropout went on in the latest evaluation."]
    ["not-finite", "The numbers have overflowed",
     "loss", format::number, Better::Lower, &["rising", "symmetry", "stalled", "uniform", "vanishing", "dead",
     "saturated", "overfitting"],
     course::latest_loss, course::not_finite,
     "Speaks when loss or gradients are no longer finite. Weights that have overflowed cannot be repaired; too large \
      a learning rate is the usual reason."]
    ["rising", "The loss is rising",
     "loss over its lowest so far", format::number, Better::Lower, &[],
     course::rise, course::rising,
     "Speaks when the loss, averaged over five reports, is a quarter above the lowest it has been, and by more than a \
      quarter of the loss of guessing: steps that are too large jump over the valley they should walk down."]
    ["symmetry", "All weights began alike",
     "accuracy", format::percent, Better::Higher, &["uniform", "vanishing", "dead", "stalled"],
     course::accuracy, network::symmetry,
     "Speaks when every weight of a network with hidden layers begins with the same value. The units of a layer then \
      compute the same, get the same gradient and stay the same for ever."]
    ["stalled", "Confidently wrong, and hardly corrected",
     "confidently wrong examples", format::percent, Better::Lower, &["uniform"],
     network::confidently_wrong, network::stalled,
     "Speaks when squared error is in use, a tenth of the batch gets more than 0.9 for a wrong class and less than \
      0.1 for the true one, and their gradient is a twentieth of cross-entropy's or less: output·(1 − output) is next \
      to nothing there."]
    ["dead", "Dead ReLUs",
     "dead ReLUs in the worst layer", format::percent, Better::Lower, &[],
     network::dead_share, network::dead,
     "Speaks when three in ten ReLUs of a layer are zero for every image of an evaluation batch. A unit without slope \
      gets no gradient and does not come back."]
    ["uniform", "No better than guessing",
     "accuracy", format::percent, Better::Higher, &[],
     course::accuracy, course::uniform,
     "Speaks when, after fifty steps, the loss is within 3 % of that of guessing (ln K for cross-entropy over K \
      classes) and the accuracy is below 2/K."]
    ["vanishing", "The gradient vanishes on its way back",
     "first layer's gradient over the last's", format::number, Better::Higher, &[],
     network::gradient_ratio, network::vanishing,
     "Speaks when the weight gradient of the first layer is a thousandth of the last layer's or less; serious from a \
      millionth on. Each layer multiplies the signal by its weights and slopes, and where both are small little is \
      left."]
    ["saturated", "Saturated units",
     "saturated activations in the worst layer", format::percent, Better::Lower, &[],
     network::saturated_share, network::saturated,
     "Speaks when half of a layer's activations are saturated (sigmoid outside 0.03 to 0.97, tanh beyond ±0.97): \
      there the curve is flat, and no gradient passes."]
    ["overfitting", "Overfitting",
     "validation loss over its lowest", format::number, Better::Lower, &[],
     course::validation_rise, course::overfitting,
     "Speaks when the validation loss has been above its lowest for two evaluations, by 5 % by now, while the \
      training loss has gone on falling: the network learns its examples by heart."]
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
