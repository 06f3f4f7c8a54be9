//! The presets as questions, in the groups of the gallery, and how they are found.

use super::{Preset, preset};
use playground_data::rows;

/// A group of questions.
#[derive(Debug)]
pub struct Group {
    /// Its heading.
    pub name: &'static str,
    /// Its cards, in order.
    pub cards: &'static [Card],
}

/// A preset as a question.
#[derive(Debug)]
pub struct Card {
    /// The preset that opens.
    pub preset: &'static str,
    /// What it answers.
    pub question: &'static str,
    /// What will be seen, in two lines.
    pub promise: &'static str,
    /// Words of courses that lead to it and stand nowhere else in its texts.
    pub words: &'static str,
}

/// Every group; each preset has one card in one of them (tested).
pub const GALLERY: &[Group] = &[
    Group {
        name: "Losses",
        cards: rows![
            Card (preset, question, promise, words)
            ["confidently-wrong", "Which loss gets a confidently wrong network out?",
             "Both start sure that every digit is a 0. Cross-entropy pulls with p − y; squared error hardly pulls at all.",
             "mean squared error softmax Jacobian gradient vanishing Nielsen"]
            ["confidently-wrong-adam", "Which loss gets it out under Adam?",
             "The same start and pulls as far apart, but Adam divides each gradient by its size: the curves come close.",
             "mean squared error cross-entropy optimizer adaptive RMSprop"]
            ["mse-on-logits", "Is squared error bad in itself?",
             "Not without the softmax: on raw logits no Jacobian stands in the way, and it learns beside cross-entropy.",
             "regression Hui Belkin one-hot linear output"]
        ],
    },
    Group {
        name: "Activations and depth",
        cards: rows![
            Card (preset, question, promise, words)
            ["deep-sigmoid", "Why do deep sigmoid networks sleep, and what wakes them?",
             "Three sigmoid layers at 10 % for epochs, beside the same ones under Adam and with Xavier's start.",
             "vanishing gradient Glorot initialization saturation"]
            ["fashion-activations", "Which activation learns clothes best?",
             "ReLU, sigmoid, tanh and linear side by side, with the published figures beside the measured ones.",
             "T-shirt hidden layers comparison"]
            ["keras-mixed", "Can layers have different activations?",
             "A Keras model with ReLU, sigmoid and tanh, one after another.",
             "Sequential Dense Glorot TensorFlow"]
        ],
    },
    Group {
        name: "Mistakes, each beside the right way",
        cards: rows![
            Card (preset, question, promise, words)
            ["mistake-uncleared", "What if zero_grad() is missing?",
             "Gradients add up over all steps: the loss swings instead of settling.",
             "accumulate optimizer PyTorch"]
            ["mistake-nobackward", "What if backward() is missing?",
             "Curves that move, and a network that does not learn: every update is exactly 0.",
             "backpropagation PyTorch"]
            ["mistake-trainmode", "What if eval() is missing?",
             "The same network answers otherwise each time it is asked, because dropout goes on.",
             "batch norm inference PyTorch"]
            ["mistake-softmax2", "What if softmax is applied twice?",
             "No class ever gets more than 23.2 %, and the loss stays above 1.461.",
             "nn.Softmax CrossEntropyLoss logits PyTorch"]
            ["mistake-sorted", "What if the data are not shuffled?",
             "Batches of one class look perfect; of the validation images it knows only the last class.",
             "DataLoader shuffle catastrophic forgetting"]
            ["mistake-labels", "What if the labels got mixed up?",
             "Gradients flow, and nothing is learned but chance.",
             "random labels memorize overfitting"]
            ["mistake-raw", "What if pixels go from 0 to 255?",
             "The first gradients are hundreds of times too large, and destroy the network.",
             "normalize scaling ToTensor divide by 255"]
            ["mistake-rate100", "What if the learning rate is 100 times too high?",
             "The first steps throw the loss far above that of guessing, and it never gets as good.",
             "diverge step size exploding"]
        ],
    },
    Group {
        name: "Convolutions",
        cards: rows![
            Card (preset, question, promise, words)
            ["lenet-5", "How well does LeNet-5 read digits?",
             "The network of 1998, with tanh and average pooling: 61,706 parameters.",
             "CNN convolution LeCun"]
            ["lenet-5-relu", "What do ReLU and max pooling change?",
             "LeNet-5 as courses build it today.",
             "CNN convolution"]
            ["alexnet", "What was new about AlexNet?",
             "Five convolutions and two wide layers with dropout, here at an eighth of their width.",
             "CNN ImageNet dropout convolution"]
            ["vgg-11", "How deep can one stack 3×3 kernels?",
             "Eight convolutions and three dense layers; wakes late, if at all.",
             "CNN convolution dropout"]
            ["vgg-16", "What does batch normalisation bring?",
             "A network too deep to start without it.",
             "CNN batch norm BatchNorm convolution"]
            ["resnet-18", "What do shortcuts bring?",
             "Residual blocks: gradients pass eighteen layers.",
             "CNN residual skip connection batch norm"]
        ],
    },
    Group {
        name: "Series",
        cards: rows![
            Card (preset, question, promise, words)
            ["series-motif", "Who finds a motif that can be anywhere?",
             "A perceptron, a 1-D convolution, an LSTM and a GRU, on the same series.",
             "RNN recurrent sequence time series CNN"]
            ["series-recall", "Who remembers what came first?",
             "The first of three pulses decides, and may lie forty steps back.",
             "RNN recurrent memory sequence time series"]
            ["series-trend", "Who sees a trend in the noise?",
             "A drift fainter than the noise at any one step; all four add it up.",
             "RNN recurrent sequence time series drift"]
            ["mnist-rows", "Can one read an image row by row?",
             "MNIST as a series of 28 rows, by four kinds of network.",
             "RNN recurrent LSTM GRU sequential"]
        ],
    },
    Group {
        name: "Autoencoders",
        cards: rows![
            Card (preset, question, promise, words)
            ["autoencoder-2", "Can two numbers hold a digit?",
             "784 pixels through two numbers and back, under MSE and under BCE; the plane of digits to walk in.",
             "latent bottleneck reconstruction unsupervised"]
            ["autoencoder-linear", "What does it learn without activations?",
             "The plane of the principal component analysis, and no better.",
             "PCA latent bottleneck reconstruction"]
            ["autoencoder-conv", "And with convolutions?",
             "Two on the way in, an upsampled map on the way out.",
             "CNN latent bottleneck reconstruction upsampling"]
        ],
    },
    Group {
        name: "From a homework sheet",
        cards: rows![
            Card (preset, question, promise, words)
            ["mlp-784-128-64-10", "How good is a plain network on MNIST?",
             "784-128-64-10 with ReLU and Adam: about 96 % after one epoch.",
             "MLP multilayer perceptron dense fully connected feedforward"]
            ["fnn-64", "How far does one hidden layer get?",
             "784-64-10, ReLU and cross-entropy.",
             "MLP FNN multilayer perceptron shallow"]
            ["fnn-128-64", "The PyTorch network of the course",
             "784-128-64-10 with (0.5, 0.5) normalisation and PyTorch's start, with one softmax instead of two.",
             "MLP FNN nn.Linear"]
            ["fashion-relu", "Fashion-MNIST from scratch: ReLU",
             "784-256-128-64-10, SGD 0.1, batches of 32; published: 0.8865 on the test set.",
             "clothes"]
            ["fashion-sigmoid", "Fashion-MNIST from scratch: sigmoid",
             "Published as stuck at 10 %. Here it wakes after about five epochs.",
             "clothes"]
            ["fashion-tanh", "Fashion-MNIST from scratch: tanh",
             "Published: 0.8822 on the test set.",
             "clothes"]
            ["fashion-linear", "Fashion-MNIST from scratch: no activation",
             "A deep network that is but a linear one; it overflows in epoch 20.",
             "clothes identity logistic regression NaN"]
            ["teacher-and-student", "A teacher and a student, side by side",
             "Twelve convolutions beside four, ready for distillation.",
             "knowledge distillation KL temperature CNN"]
            ["teacher-12", "The teacher alone",
             "Twelve convolutions with average pooling.",
             "knowledge distillation CNN"]
            ["student-4", "The student alone",
             "Four convolutions, each where the teacher has three.",
             "knowledge distillation CNN"]
        ],
    },
];

/// Finds the card of a preset.
pub fn card(preset: &str) -> Option<&'static Card> {
    let mut cards = GALLERY.iter().flat_map(|group| group.cards);
    cards.find(|card| card.preset == preset)
}

impl Card {
    /// Returns the preset that opens.
    pub fn preset(&self) -> Option<&'static Preset> {
        preset(self.preset)
    }

    /// Returns whether every word of `text`, in any case, occurs in what is said of the card or of its preset.
    pub fn is_found_by(&self, text: &str) -> bool {
        let mut said = format!("{} {} {}", self.question, self.promise, self.words);
        if let Some(row) = self.preset() {
            let runs = row.variants.iter().map(|variant| variant.0);
            let more = [row.name, row.title, row.source, row.note, row.own_name];
            for part in more.into_iter().chain(runs) {
                said.extend([" ", part]);
            }
        }
        let said = plain(&said);
        plain(text)
            .split_whitespace()
            .all(|word| said.contains(word))
    }
}

/// Returns a text as it is compared: small letters, British spellings for American ones.
fn plain(text: &str) -> String {
    let small = text.to_lowercase();
    small.replace("iz", "is")
}

#[cfg(test)]
mod tests {
    use super::super::PRESETS;
    use super::*;

    fn cards() -> impl Iterator<Item = &'static Card> {
        GALLERY.iter().flat_map(|group| group.cards)
    }

    fn found(text: &str) -> Vec<&'static str> {
        let found = cards().filter(|card| card.is_found_by(text));
        found.map(|card| card.preset).collect()
    }

    #[test]
    fn every_preset_has_one_card_and_its_mistakes_stand_together() {
        for row in PRESETS {
            let of_it = cards().filter(|card| card.preset == row.name).count();
            assert_eq!(of_it, 1, "{}", row.name);
        }
        assert_eq!(cards().count(), PRESETS.len());
        for group in GALLERY {
            let shows = |card: &Card| card.preset().unwrap().shows_mistake();
            let mistaken = group.cards.iter().filter(|card| shows(card)).count();
            assert!(
                mistaken == 0 || mistaken == group.cards.len(),
                "{}",
                group.name
            );
        }
    }

    #[test]
    fn a_card_says_its_promise_in_two_lines() {
        for card in cards() {
            assert!(card.promise.len() <= 120, "{}", card.preset);
            assert!(card.question.len() <= 60, "{}", card.preset);
        }
    }

    #[test]
    fn the_words_of_courses_lead_to_cards() {
        for word in [
            "MNIST",
            "Fashion-MNIST",
            "Keras",
            "PyTorch",
            "LeNet",
            "zero_grad",
            "clothes",
            "Nielsen",
            "LSTM",
            "CNN",
            "distillation",
            "PCA",
            "vanishing gradient",
            "softmax",
            "dropout",
            "batch norm",
            "logits",
            "initialization",
            "optimizer",
        ] {
            assert!(!found(word).is_empty(), "{word}");
        }
        assert_eq!(found("Zero_Grad"), ["mistake-uncleared"]);
        assert!(found("fashion clothes").contains(&"fashion-sigmoid"));
        assert_eq!(found("").len(), PRESETS.len());
        assert!(found("transformer").is_empty());
    }
}
