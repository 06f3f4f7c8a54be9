//! The rows: titles, sources, notes and published figures.

use super::families::on_digits;
use super::mistakes;
use super::settings::{
    autoencoder, confidently_wrong, conv_autoencoder, deep_sigmoid, fashion, keras_mixed, lenet,
    linear_autoencoder, on_logits, on_mnist, on_series,
};
use super::{DEFAULT_PRESET, Preset, Published, RivalRow};
use crate::experiment::{Experiment, Stop};
use crate::model::{Activation, Init, Pooling};
use playground_data::dataset::{DatasetId, Normalisation};
use playground_data::rows;

const HOMEWORK: &str = "Fashion-MNIST homework, network written from scratch in NumPy";
const DISTILLATION: &str =
    "Distillation homework on Tiny ImageNet, its numbers of channels not given";
const SCIKIT_LEARN: &str = "the same homework, scikit-learn's MLPClassifier";

/// The figures of the from-scratch network after 50 and 100 epochs, for run 0, 1, … of a preset; the
/// words before each say which run it is, where there are several.
macro_rules! homework {
    ($([$run:literal $name:literal
        $train_50:literal $train_100:literal $test_50:literal $test_100:literal]),+; $($more:expr),*) => {
        &[
            $(
                from_scratch($run, concat!($name, "training accuracy after 50 epochs"), $train_50),
                from_scratch($run, concat!($name, "training accuracy after 100 epochs"), $train_100),
                from_scratch($run, concat!($name, "test accuracy after 50 epochs"), $test_50),
                from_scratch($run, concat!($name, "test accuracy after 100 epochs"), $test_100),
            )+
            $($more,)*
        ]
    };
}

const fn from_scratch(run: usize, what: &'static str, value: &'static str) -> Published {
    Published {
        run,
        what,
        value,
        source: HOMEWORK,
    }
}

/// The two figures of the library beside it, as the source gives them.
const fn scikit_learn(run: usize, what: &'static str, value: &'static str) -> Published {
    Published {
        run,
        what,
        value,
        source: SCIKIT_LEARN,
    }
}

/// What reads a series otherwise than a perceptron.
const READERS: &[RivalRow] = rows![
    ["1-D convolution", &[("net", "conv1d-16-5-same-relu.max-2.conv1d-32-5-same-relu.gap")]]
    ["LSTM", &[("net", "lstm-32")]]
    ["GRU", &[("net", "gru-32")]]
];

/// What has no published figures and stands alone.
const PLAIN: Preset = Preset {
    name: "",
    title: "",
    source: "",
    note: "",
    published: &[],
    experiment: Experiment::default,
    own_name: "",
    rivals: &[],
};

/// Every preset, in menu order.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: DEFAULT_PRESET,
        title: "Digits, 784-128-64-10",
        source: "Gradient Playground's own default",
        note: "He initialisation for ReLU, pixels in [0, 1]. A NumPy reference of the same network, \
               over several seeds, reached 96.0–96.2 % on the test set after one epoch and 97.7 % as \
               the best of five.",
        experiment: || on_mnist(&[128, 64]),
        ..PLAIN
    },
    Preset {
        name: "lenet-5",
        title: "Digits, LeNet-5",
        source: "LeCun, Bottou, Bengio & Haffner 1998, Gradient-Based Learning Applied to Document Recognition, fig. 2",
        note: "Tanh and average pooling, 61,706 parameters. As is usual today, every map of the second \
               convolution sees all six before it, pooling has no weights, and a softmax stands at the end.",
        published: &[Published {
            run: 0,
            what: "test accuracy after ten epochs, on street-view digits",
            value: "88.36 %",
            source: "a published LeNet-5 homework",
        }],
        experiment: || lenet(Pooling::Average, Activation::Tanh),
        ..PLAIN
    },
    Preset {
        name: "lenet-5-relu",
        title: "Digits, LeNet-5 with ReLU and max pooling",
        source: "LeNet-5 as most courses build it now",
        note: "As LeNet-5. Xavier initialisation is better here than He's: 98.0 % of the test images after one epoch \
               instead of 96.9 %.",
        experiment: || lenet(Pooling::Max, Activation::Relu),
        ..PLAIN
    },
    Preset {
        name: "alexnet",
        title: "Digits, AlexNet",
        source: "Krizhevsky, Sutskever & Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks; \
                 channels as in torchvision",
        note: "Adapted to 28×28: the first kernels are 5×5 with stride 1 instead of 11×11 with stride 4, poolings take \
               2×2 squares, and there is no local response normalisation. At an eighth of its width; choose another \
               below.",
        experiment: || on_digits("alexnet"),
        ..PLAIN
    },
    Preset {
        name: "vgg-11",
        title: "Digits, VGG-11",
        source: "Simonyan & Zisserman 2015, Very Deep Convolutional Networks for Large-Scale Image Recognition, \
                 configuration A",
        note: "Adapted to 28×28: the fourth pooling is left out and the last one takes 3×3 squares; two dense layers of \
               512 units stand for those of 4096. At an eighth of its width; choose another below.",
        experiment: || on_digits("vgg-11"),
        ..PLAIN
    },
    Preset {
        name: "vgg-16",
        title: "Digits, VGG-16 with batch normalisation",
        source: "Simonyan & Zisserman 2015, configuration D, normalised as torchvision's vgg16_bn",
        note: "Adapted to 28×28 as VGG-11 is. Without batch normalisation a network this deep hardly begins to learn. At \
               an eighth of its width; choose another below.",
        published: &[Published {
            run: 0,
            what: "batch accuracy within the first epoch on Fashion-MNIST, frozen convolutions and a new head",
            value: "up to 0.61",
            source: "a published transfer homework",
        }],
        experiment: || on_digits("vgg-16"),
        ..PLAIN
    },
    Preset {
        name: "resnet-18",
        title: "Digits, ResNet-18",
        source: "He, Zhang, Ren & Sun 2016, Deep Residual Learning for Image Recognition, table 1",
        note: "Adapted to 28×28: the first convolution has 3×3 kernels with stride 1, and no pooling follows it. \
               Convolutions keep their biases, which the normalisation after them makes idle. At an eighth of its \
               width; choose another below.",
        experiment: || on_digits("resnet-18"),
        ..PLAIN
    },
    Preset {
        name: "teacher-12",
        title: "Digits, teacher of twelve convolutions",
        source: DISTILLATION,
        note: "Average pooling and Xavier-normal weights as published. 32, 64, 128 and 256 channels are ours, and so is ending with global average pooling. At a quarter of its width; choose \
               another below.",
        published: &[Published {
            run: 0,
            what: "test accuracy after 8 epochs on the 200 classes of Tiny ImageNet (loss 5.298 = ln 200: it never \
                   learned)",
            value: "0.61 %",
            source: DISTILLATION,
        }],
        experiment: || on_digits("teacher-12"),
        ..PLAIN
    },
    Preset {
        name: "student-4",
        title: "Digits, student of four convolutions",
        source: DISTILLATION,
        note: "As the teacher with one convolution where it has three. At a quarter of its width; choose another below.",
        published: &[Published {
            run: 0,
            what: "test accuracy after 8 epochs on the 200 classes of Tiny ImageNet, with or without its moving average",
            value: "2.95 %",
            source: DISTILLATION,
        }],
        experiment: || on_digits("student-4"),
        ..PLAIN
    },
    Preset {
        name: "series-motif",
        title: "Series: a motif anywhere, four networks",
        source: "Gradient Playground's own",
        note: "A staircase of eight steps runs up or down the features somewhere in the noise. A perceptron would have to learn it at every place anew.",
        published: &[],
        experiment: || on_series(DatasetId::Motif),
        own_name: "MLP",
        rivals: READERS,
    },
    Preset {
        name: "series-recall",
        title: "Series: what came first, four networks",
        source: "Gradient Playground's own",
        note: "Of three pulses only the sign of the first counts, which may lie forty steps back. A convolution with pooling sees all three and not their order.",
        published: &[],
        experiment: || on_series(DatasetId::Recall),
        own_name: "MLP",
        rivals: READERS,
    },
    Preset {
        name: "series-trend",
        title: "Series: a trend, four networks",
        source: "Gradient Playground's own",
        note: "A drift fainter than the noise at any one step. Every step says a little, and all four readers add it up.",
        published: &[],
        experiment: || on_series(DatasetId::Trend),
        own_name: "MLP",
        rivals: READERS,
    },
    Preset {
        name: "mnist-rows",
        title: "Digits, read row by row",
        source: "Le, Jaitly & Hinton 2015, A Simple Way to Initialize Recurrent Networks of Rectified Linear Units, \
                 which reads MNIST pixel by pixel; by rows in most courses",
        note: "Each image is a series of 28 rows of 28 pixels. Xavier initialisation and Adam at 3e-3 are ours.",
        published: &[],
        experiment: || Experiment {
            init: Init::XavierNormal,
            learning_rate: 3e-3,
            stop: Stop::Epochs(3),
            ..on_mnist(&[128, 64])
        },
        own_name: "MLP",
        rivals: READERS,
    },
    Preset {
        name: "keras-mixed",
        title: "Digits, ReLU, sigmoid and tanh mixed",
        source: "A published Keras model, 784-128(ReLU)-64(sigmoid)-32(tanh)-10; no results given",
        note: "Glorot uniform initialisation and Adam with ε = 1e-7 are Keras's defaults.",
        experiment: keras_mixed,
        ..PLAIN
    },
    Preset {
        name: "fnn-128-64",
        title: "Digits, 784-128-64-10 as in PyTorch",
        source: "A published PyTorch model with (0.5, 0.5) normalisation; no results given",
        note: "The published model put a softmax layer in front of a loss that applies softmax \
               again; here there is one softmax. To see what the second one does, choose the output \
               “softmax twice (a mistake)”: the cross-entropy can then never go below 1.4612. A \
               NumPy reference with one softmax, over several seeds, reached 93.2–93.8 % on the test \
               set after one epoch and 96.9–97.0 % as the best of five.",
        experiment: || Experiment {
            normalisation: Normalisation::Half,
            init: Init::PyTorch,
            ..on_mnist(&[128, 64])
        },
        ..PLAIN
    },
    Preset {
        name: "fnn-64",
        title: "Digits, 784-64-10",
        source: "A published network of one hidden layer; no results given",
        note: "Only the layers, ReLU and cross-entropy are given. Adam at 1e-3, batches of 64, ten \
               epochs, He initialisation and pixels in [0, 1] are ours.",
        experiment: || on_mnist(&[64]),
        ..PLAIN
    },
    Preset {
        name: "fashion-relu",
        title: "Clothes, ReLU",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in \
               [0, 1]. In the same homework scikit-learn printed 0.0 for ReLU.",
        published: homework!([0 "" "0.9352" "0.9870" "0.8833" "0.8865"];),
        experiment: || fashion(Activation::Relu),
        ..PLAIN
    },
    Preset {
        name: "fashion-sigmoid",
        title: "Clothes, sigmoid",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in \
               [0, 1]. The published 10 % does not reproduce: at 0.01 the network sits at 10 % for \
               about five epochs and then wakes, with 76 % at fifteen and 88.6 % after a hundred.",
        published: homework!(
            [0 "" "0.0998" "0.0996" "0.1085" "0.1012"];
            scikit_learn(0, "accuracy with scikit-learn (as printed)", "0.878 / 0.874")
        ),
        experiment: || fashion(Activation::Sigmoid),
        ..PLAIN
    },
    Preset {
        name: "fashion-tanh",
        title: "Clothes, tanh",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in \
               [0, 1].",
        published: homework!(
            [0 "" "0.9863" "0.9986" "0.8810" "0.8822"];
            scikit_learn(0, "accuracy with scikit-learn (as printed)", "0.8732 / 0.8743")
        ),
        experiment: || fashion(Activation::Tanh),
        ..PLAIN
    },
    Preset {
        name: "fashion-linear",
        title: "Clothes, linear",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, because 0.1 turns \
               the loss into NaN with linear activations at once. At 0.01 it overflowed in epoch 20 \
               with seed 42, at up to 83.8 % before. Pixels in [0, 1] are ours too. In the same \
               homework scikit-learn printed 0.0 for linear activations.",
        published: homework!([0 "" "0.8383" "0.8378" "0.8218" "0.8172"];),
        experiment: || fashion(Activation::Identity),
        ..PLAIN
    },
    Preset {
        name: "confidently-wrong",
        title: "Confidently wrong: cross-entropy against MSE",
        source: "Gradient Playground's own, after M. Nielsen, “Neural Networks and Deep Learning”, \
                 chapter 3",
        note: "An output bias of 20 on class 0 makes the fresh network sure that every image is a 0. \
               Under cross-entropy the gradient at the logits is p − y, as large as the mistake; \
               under MSE the softmax Jacobian multiplies it by nearly 0. On MNIST cross-entropy \
               passes 94 % in one epoch, while MSE stays at 9.8 % for three. Larger output weights \
               instead of the bias do not stall it.",
        published: &[],
        experiment: confidently_wrong,
        own_name: "CE",
        rivals: &[("MSE", &[("loss", "mse")])],
    },
    Preset {
        name: "deep-sigmoid",
        title: "Deep sigmoid: vanishing gradients and two cures",
        source: "Gradient Playground's own, from the settings of the Fashion-MNIST homework",
        note: "Three sigmoid layers that begin with a standard deviation of 0.01, under SGD at 0.1: \
               on Fashion-MNIST they sit at 10 % for about five epochs and then wake. Adam makes the \
               steps large whatever the gradient; Xavier keeps the signal, so that there is a \
               gradient to follow.",
        published: &[],
        experiment: deep_sigmoid,
        own_name: "plain SGD",
        rivals: &[
            ("Adam", &[("opt", "adam"), ("lr", "0.001")]),
            ("Xavier", &[("init", "xavier-normal"), ("scale", "1")]),
        ],
    },
    Preset {
        name: "fashion-activations",
        title: "Clothes, four activations side by side",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, because 0.1 turns \
               the loss into NaN with linear activations. Pixels in [0, 1] are ours too. The \
               published 10 % of the sigmoid does not reproduce: here it wakes after about five \
               epochs, while the linear network overflows in epoch 20 with seed 42. In the same homework scikit-learn printed 0.0 for ReLU and linear.",
        published: homework!(
            [0 "ReLU: " "0.9352" "0.9870" "0.8833" "0.8865"],
            [1 "sigmoid: " "0.0998" "0.0996" "0.1085" "0.1012"],
            [2 "tanh: " "0.9863" "0.9986" "0.8810" "0.8822"],
            [3 "linear: " "0.8383" "0.8378" "0.8218" "0.8172"];
            scikit_learn(1, "sigmoid: accuracy with scikit-learn (as printed)", "0.878 / 0.874"),
            scikit_learn(2, "tanh: accuracy with scikit-learn (as printed)", "0.8732 / 0.8743")
        ),
        experiment: || fashion(Activation::Relu),
        own_name: "ReLU",
        rivals: &[
            ("sigmoid", &[("net", "256-sigmoid.128-sigmoid.64-sigmoid")]),
            ("tanh", &[("net", "256-tanh.128-tanh.64-tanh")]),
            ("linear", &[("net", "256-linear.128-linear.64-linear")]),
        ],
    },
    Preset {
        name: "mse-on-logits",
        title: "MSE on logits beside cross-entropy",
        source: "L. Hui, M. Belkin, “Evaluation of Neural Architectures Trained with Square Loss vs \
                 Cross-Entropy in Classification Tasks”, arXiv:2006.07322",
        note: "They found the square loss on raw logits to classify about as well as cross-entropy on \
               many larger tasks, none of them this one. Without a softmax there is no Jacobian to \
               stall on: the gradient is (2/K)(z − y). Layers, optimiser and data are ours.",
        published: &[],
        experiment: on_logits,
        own_name: "MSE on logits",
        rivals: &[("cross-entropy", &[("out", "softmax"), ("loss", "ce")])],
    },
    Preset {
        name: "autoencoder-2",
        title: "Digits through two numbers: an autoencoder",
        source: "After Hinton & Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks",
        note: "784-128-64-2-64-128-784 with ReLU, a linear layer of two values in the middle and sigmoids at the end, \
               trained from the start without their layer-by-layer pretraining. Its targets are the raw pixels.",
        published: &[],
        experiment: || autoencoder(&[128, 64, 2, 64, 128]),
        own_name: "MSE",
        rivals: &[("BCE", &[("loss", "bce")])],
    },
    Preset {
        name: "autoencoder-linear",
        title: "Digits through two numbers: linear, as PCA does it",
        source: "Baldi & Hornik 1989, Neural Networks and Principal Component Analysis",
        note: "784-2-784 without any activation: its best plane is the one that a principal component analysis finds. \
               On MNIST the two largest components leave a squared error of 0.0557 a pixel, and nothing linear does \
               better.",
        experiment: linear_autoencoder,
        ..PLAIN
    },
    Preset {
        name: "autoencoder-conv",
        title: "Digits through two numbers: a convolutional autoencoder",
        source: "Gradient Playground's own, from the parts of LeNet and of the dense autoencoder",
        note: "Two convolutions of stride 2 on the way in; on the way out a 7×7 map of 16 channels is enlarged and \
               convolved, and a dense layer gives the pixels.",
        experiment: conv_autoencoder,
        ..PLAIN
    },
    mistakes::UNCLEARED,
    mistakes::NO_BACKWARD,
    mistakes::TRAINING_MODE,
    mistakes::SOFTMAX_TWICE,
    mistakes::SORTED,
    mistakes::SHUFFLED_LABELS,
    mistakes::RAW_INPUTS,
    mistakes::HIGH_RATE,
];
