//! The table of rules. Thresholds are stated in each row's `doc`; the figures behind them are those
//! that people already watch: loss against that of guessing, gradient norms by layer (Glorot & Bengio
//! 2010), saturated and dead units, validation beside training.

mod course;
mod data;
mod mistakes;
mod network;

use super::{Better, Rule};
use playground_data::rows;
use playground_experiment::format;

/// What would blame the network for its data.
const OF_THE_NETWORK: &[&str] = &[
    "labels",
    "sorted",
    "rising",
    "stalled",
    "uniform",
    "vanishing",
    "dead",
    "saturated",
    "overfitting",
];

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

/// What follows from gradients that are not cleared.
const OF_UNCLEARED: &[&str] = &[
    "raw",
    "rate100",
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

/// What follows from inputs that are not normalised.
const OF_RAW: &[&str] = &[
    "rate100",
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
    ["missing", "Classes are missing from a part",
     "classes missing", format::number, Better::Lower, OF_THE_NETWORK,
     data::missing, data::missing_classes,
     "Speaks when a part of the data lacks a class of which it should have ten images or more, by its share in all parts."]
    ["dark", "The images are very dark",
     "brightest byte", format::number, Better::Higher, OF_THE_NETWORK,
     data::brightest, data::dark,
     "Speaks when no pixel of the training images looked at, at most 1000, is above 64 of 255."]
    ["inverted", "The images are dark on bright",
     "mean of the border's pixels", format::percent, Better::Lower, &["uniform", "vanishing", "dead", "saturated"],
     data::border, data::inverted,
     "Speaks when the border of the training images is brighter than half of white, and than what it encloses."]
    ["uncleared", "Gradients are not cleared",
     "output bias gradient over its images'", format::number, Better::Lower, OF_UNCLEARED,
     mistakes::overlong, mistakes::uncleared,
     "Speaks when the bias gradient of the output layer was more than 1.05 times the mean length of its images', which \
      no mean can be."]
    ["nobackward", "No backward pass",
     "‖Δw‖/‖w‖", format::number, Better::Higher, GENERAL,
     mistakes::movement, mistakes::no_backward,
     "Speaks when every gradient is exactly 0 over five reports while the closed form at the logits of the batch is \
      above 1e-12."]
    ["raw", "Inputs are not normalised",
     "first layer's gradient over its signal", format::number, Better::Lower, OF_RAW,
     mistakes::input_length, mistakes::raw_inputs,
     "Speaks when the weight gradient of a dense or convolutional first layer was larger beside its signal than \
      normalised inputs can make it: √inputs times the largest input, and √places for a convolution."]
    ["rate100", "The learning rate is far too high",
     "largest ‖Δw‖/‖w‖", format::number, Better::Lower, GENERAL,
     mistakes::furthest, mistakes::high_rate,
     "Speaks when a step moved a layer by more than half of its size and the loss was a quarter above both the first and \
      that of guessing. The presets, done right, stayed under 0.39."]
    ["labels", "Labels are shuffled",
     "share of the images that labels explain", format::percent, Better::Higher,
     &["uniform", "rising", "overfitting", "dead"],
     mistakes::explained, mistakes::shuffled_labels,
     "Speaks when the labels that training goes by explain less than 2 % of the variance of the pixels of 500 to 1000 \
      images (0.20 of MNIST's and 0.40 of Fashion-MNIST's), after fifty steps, unless training and validation loss are \
      both under 0.9 of guessing."]
    ["sorted", "Data is sorted and not shuffled",
     "share of one class in the batch", format::percent, Better::Lower, &["uniform", "rising", "overfitting", "dead"],
     mistakes::one_class, mistakes::sorted,
     "Speaks when shuffled batches would be as uneven as the latest probed, up to eight, with a probability under \
      1e-9, by the shares that the classes have in the training part."]
    ["softmax2", "Softmax is applied twice",
     "reported loss over the stated one", format::number, Better::Lower, &["vanishing", "overfitting"],
     mistakes::over_stated, mistakes::softmax_twice,
     "Speaks when half of the answers are right and the loss is more than 1.5 times what the stated loss says of the \
      same logits."]
    ["trainmode", "Evaluation mode is forgotten",
     "change of an answer asked twice", format::number, Better::Lower, &["overfitting"],
     mistakes::changed_answer, mistakes::training_mode,
     "Speaks when an answer changes by more than 0.001 if the same image is asked again at the same step, in other \
      company."]
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
      compute the same, get the same gradient and, without dropout, stay the same for ever."]
    ["stalled", "Confidently wrong, and hardly corrected",
     "confidently wrong examples", format::percent, Better::Lower, &["uniform"],
     network::confidently_wrong, network::stalled,
     "Speaks when squared error is in use, a tenth of the batch gets more than 0.9 for a wrong class and less than \
      0.1 for the true one, and their gradient is a twentieth of cross-entropy's or less: the slope of the sigmoid, \
      or the Jacobian of the softmax, is next to nothing there."]
    ["dead", "Dead ReLUs",
     "dead ReLUs in the worst layer", format::percent, Better::Lower, &[],
     network::dead_share, network::dead,
     "Speaks when three in ten ReLUs of a layer are zero for every image of an evaluation batch. A unit without \
      slope gets no gradient and comes back only if layers before it move."]
    ["uniform", "No better than guessing",
     "accuracy", format::percent, Better::Higher, &[],
     course::accuracy, course::uniform,
     "Speaks when, after fifty steps, the loss is within 3 % of that of guessing (ln K for cross-entropy over K \
      classes) and the accuracy is below 2/K."]
    ["vanishing", "The gradient vanishes on its way back",
     "first layer's gradient over the last's", format::number, Better::Higher, &[],
     network::gradient_ratio, network::vanishing,
     "Speaks when the weight gradient of the first layer is a thousandth of the last layer's or less; serious from a \
      millionth on. Each layer multiplies the signal by its weights and slopes, and where their product is small \
      little is left."]
    ["saturated", "Saturated units",
     "saturated activations in the worst layer", format::percent, Better::Lower, &[],
     network::saturated_share, network::saturated,
     "Speaks when half of a layer's activations are saturated (sigmoid outside 0.03 to 0.97, tanh beyond ±0.97): \
      there the curve is nearly flat, and little gradient passes."]
    ["overfitting", "Overfitting",
     "validation loss over its lowest", format::number, Better::Lower, &[],
     course::validation_rise, course::overfitting,
     "Speaks when the validation loss has been above its lowest for two evaluations, by 5 % by now, while the \
      training loss has gone on falling: the network probably learns its examples by heart."]
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
