//! The rows: what is done wrong, what to look for, and the usual line of code.

use super::{Mistake, MistakeInfo};
use playground_data::rows;

/// Every mistake, in the order of the panel.
pub const MISTAKES: &[MistakeInfo] = rows![
    MistakeInfo (id, key, ruins, name,
                 doc,
                 look,
                 code, right)
    [Mistake::Uncleared, "uncleared", true, "gradients not cleared",
     "Each step adds its gradient to those of all steps before it and goes along their sum.",
     "Gradient norms that grow from step to step, and a loss that swings wider and wider.",
     "optimizer.zero_grad() is missing", "Clear the gradients before each step"]
    [Mistake::NoBackward, "nobackward", false, "backward pass left out",
     "The loss is computed but not its gradient, so the optimiser has nothing to go by.",
     "A loss that stays where it began, and gradients and updates of exactly 0 in every layer.",
     "loss.backward() is missing", "Take the backward pass"]
    [Mistake::TrainingMode, "trainmode", false, "evaluation mode forgotten",
     "Dropout and batch normalisation go on as in training while the network is measured and asked.",
     "A drawing whose bars jump from answer to answer, and a lower validation accuracy.",
     "model.eval() is missing", "Measure in evaluation mode"]
    [Mistake::SoftmaxTwice, "softmax2", false, "softmax applied twice",
     "A softmax layer stands in front of a loss that applies softmax itself.",
     "Right answers, none with more than 23.2 %, and a cross-entropy above 1.461 for ten classes.",
     "nn.Softmax() in front of nn.CrossEntropyLoss()", "Apply softmax once"]
    [Mistake::Sorted, "sorted", false, "sorted data not shuffled",
     "The training images come sorted by class: all of class 0, then all of class 1.",
     "A loss that falls to nothing, jumps at each new class, and a validation accuracy near 10 %.",
     "DataLoader(sorted_data, shuffle=False)", "Shuffle the training images"]
    [Mistake::ShuffledLabels, "labels", false, "labels shuffled",
     "Each training image has the label of another; validation and test keep theirs.",
     "A loss near that of guessing (ln 10 = 2.3026 for ten classes), although gradients flow.",
     "images = images[order], and labels are forgotten", "Give each image its own label"]
    [Mistake::RawInputs, "raw", true, "inputs not normalised",
     "Pixels go in as bytes from 0 to 255, in training and in every answer.",
     "A first loss far above guessing, and huge gradients in the first layer.",
     "/ 255 is missing", "Normalise the inputs"]
    [Mistake::HighRate, "rate100", true, "learning rate 100 times too high",
     "Every step is taken with a hundred times the learning rate that is set.",
     "A loss that jumps up within a few steps, and updates as large as the weights.",
     "lr=0.1 where Adam wants 0.001", "Use the learning rate as it is set"]
];
