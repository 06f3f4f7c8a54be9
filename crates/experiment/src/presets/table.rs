//! The rows: titles, sources, notes and published figures.

use super::families::on_digits;
use super::settings::{
    autoencoder, confidently_wrong, conv_autoencoder, deep_sigmoid, dropping, fashion, keras_mixed,
    lenet, linear_autoencoder, on_logits, on_mnist, on_series, quick,
};
use super::{DEFAULT_PRESET, Preset, Published, VariantRow};
use crate::experiment::{Experiment, Stop};
use crate::model::Init;
use crate::optimizer::Optimizer;
use playground_data::dataset::{DatasetId, Normalisation};
use playground_data::rows;

const OWN: &str = "Gradient Playground's own";
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
                published($run, HOMEWORK, concat!($name, "training accuracy after 50 epochs"), $train_50),
                published($run, HOMEWORK, concat!($name, "training accuracy after 100 epochs"), $train_100),
                published($run, HOMEWORK, concat!($name, "test accuracy after 50 epochs"), $test_50),
                published($run, HOMEWORK, concat!($name, "test accuracy after 100 epochs"), $test_100),
            )+
            $($more,)*
        ]
    };
}

const fn published(
    run: usize,
    source: &'static str,
    what: &'static str,
    value: &'static str,
) -> Published {
    Published {
        run,
        what,
        value,
        source,
    }
}

/// What reads a series otherwise than a perceptron.
const READERS: &[VariantRow] = rows![
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
    variants: &[],
    question: "",
};

/// Every preset, in menu order; last the right way beside each of the mistakes, small enough to be watched.
#[allow(clippy::needless_update)] // A row may set every field.
pub const PRESETS: &[Preset] = rows![
    Preset (name, title, source, note, experiment) ..PLAIN
    [DEFAULT_PRESET, "MNIST: 784-128-64-10",
     "Gradient Playground's own default",
     "He initialisation for ReLU, pixels in [0, 1]. A NumPy reference of the same network, over several seeds, \
      reached 96.0–96.2 % on the test set after one epoch and 97.7 % as the best of five.",
     || on_mnist("128-relu.64-relu")]
    ["lenet-5", "MNIST: LeNet-5",
     "LeCun, Bottou, Bengio & Haffner 1998, Gradient-Based Learning Applied to Document Recognition, fig. 2",
     "Tanh and average pooling, 61,706 parameters. As is usual today, every map of the second convolution sees all \
      six before it, pooling has no weights, and a softmax stands at the end.",
     || lenet("conv-6-5-same-tanh.avg-2.conv-16-5-tanh.avg-2.flatten.120-tanh.84-tanh");
     published: &[published(0, "a published LeNet-5 homework",
         "test accuracy after ten epochs, on street-view digits", "88.36 %")]]
    ["lenet-5-relu", "MNIST: LeNet-5 with ReLU and max pooling",
     "LeNet-5 as most courses build it now",
     "As LeNet-5. With seed 42 Xavier initialisation did better here than He's: 98.0 % of the test images after one \
      epoch instead of 96.9 %.",
     || lenet("conv-6-5-same-relu.max-2.conv-16-5-relu.max-2.flatten.120-relu.84-relu")]
    ["alexnet", "MNIST: AlexNet",
     "Krizhevsky, Sutskever & Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks; channels \
      as in torchvision",
     "Adapted to 28×28: the first kernels are 5×5 with stride 1 instead of 11×11 with stride 4, poolings take 2×2 \
      squares, and there is no local response normalisation. At an eighth of its width; choose another below.",
     || on_digits("alexnet")]
    ["vgg-11", "MNIST: VGG-11",
     "Simonyan & Zisserman 2015, Very Deep Convolutional Networks for Large-Scale Image Recognition, configuration A",
     "Adapted to 28×28: the fourth pooling is left out and the last one takes 3×3 squares; two dense layers of 512 \
      units stand for those of 4096. At an eighth of its width; choose another below.",
     || on_digits("vgg-11")]
    ["vgg-16", "MNIST: VGG-16 with batch normalisation",
     "Simonyan & Zisserman 2015, configuration D, normalised as torchvision's vgg16_bn",
     "Adapted to 28×28 as VGG-11 is. Without batch normalisation a network this deep is hard to start. At an eighth \
      of its width; choose another below.",
     || on_digits("vgg-16");
     published: &[published(0, "a published transfer homework",
         "batch accuracy within the first epoch on Fashion-MNIST, frozen convolutions and a new head", "up to 0.61")]]
    ["resnet-18", "MNIST: ResNet-18",
     "He, Zhang, Ren & Sun 2016, Deep Residual Learning for Image Recognition, table 1",
     "Adapted to 28×28: the first convolution has 3×3 kernels with stride 1, and no pooling follows it. Convolutions \
      keep their biases, which the normalisation after them makes idle. At an eighth of its width; choose another \
      below.",
     || on_digits("resnet-18")]
    ["teacher-12", "MNIST: teacher of twelve convolutions", DISTILLATION,
     "Average pooling and Xavier-normal weights as published. 32, 64, 128 and 256 channels are ours, and so is ending \
      with global average pooling. At a quarter of its width; choose another below.",
     || on_digits("teacher-12");
     published: &[published(0, DISTILLATION,
         "test accuracy after 8 epochs on the 200 classes of Tiny ImageNet (loss 5.298 = ln 200: it never learned)",
         "0.61 %")]]
    ["student-4", "MNIST: student of four convolutions", DISTILLATION,
     "As the teacher with one convolution where it has three. At a quarter of its width; choose another below.",
     || on_digits("student-4");
     published: &[published(0, DISTILLATION,
         "test accuracy after 8 epochs on the 200 classes of Tiny ImageNet, with or without its moving average",
         "2.95 %")]]
    ["teacher-and-student", "MNIST: teacher and student side by side", DISTILLATION,
     "The networks of the two presets before, each trained by itself on the same batches. To let the student learn \
      from the teacher instead, press “Make this network the teacher” once the teacher is trained.",
     || on_digits("teacher-12");
     own_name: "teacher",
     variants: &[("student", &[("net", "conv-8-3-same-relu.avg-2.conv-16-3-same-relu.avg-2.\
         conv-32-3-same-relu.avg-2.conv-64-3-same-relu.gap")])]]
    ["series-motif", "Series: a motif anywhere, four networks", OWN,
     "A staircase of eight steps runs up or down the features somewhere in the noise. A multilayer perceptron would \
      have to learn it at every place anew.",
     || on_series(DatasetId::Motif);
     own_name: "MLP", variants: READERS]
    ["series-recall", "Series: what came first, four networks", OWN,
     "Of three pulses only the sign of the first counts, which may lie forty steps back. A convolution with pooling \
      sees all three but hardly their order.",
     || on_series(DatasetId::Recall);
     own_name: "MLP", variants: READERS]
    ["series-trend", "Series: a trend, four networks", OWN,
     "A drift fainter than the noise at any one step. Every step says a little, and all four readers add it up.",
     || on_series(DatasetId::Trend);
     own_name: "MLP", variants: READERS]
    ["mnist-rows", "MNIST: read row by row",
     "Le, Jaitly & Hinton 2015, A Simple Way to Initialize Recurrent Networks of Rectified Linear Units, which reads \
      MNIST pixel by pixel; by rows in most courses",
     "Each image is a series of 28 rows of 28 pixels. Xavier initialisation and Adam at 3e-3 are ours.",
     || Experiment {
         init: Init::XavierNormal,
         learning_rate: 3e-3,
         stop: Stop::Epochs(3),
         ..on_mnist("128-relu.64-relu")
     };
     own_name: "MLP", variants: READERS]
    ["keras-mixed", "MNIST: ReLU, sigmoid and tanh mixed",
     "A published Keras model, 784-128(ReLU)-64(sigmoid)-32(tanh)-10; no results given",
     "Glorot uniform initialisation and Adam with ε = 1e-7 are Keras's defaults.",
     keras_mixed]
    ["fnn-128-64", "MNIST: 784-128-64-10 as in PyTorch",
     "A published PyTorch model with (0.5, 0.5) normalisation; no results given",
     "The published model put a softmax layer in front of a loss that applies softmax again; here there is one \
      softmax. To see what the second one does, choose the output “softmax twice (a mistake)”: no class can then get \
      more than 23.2 %, so the cross-entropy stays above 1.461. A NumPy reference with one softmax, over several \
      seeds, reached 93.2–93.8 % on the test set after one epoch and 96.9–97.0 % as the best of five.",
     || Experiment {
         normalisation: Normalisation::Half,
         init: Init::PyTorch,
         ..on_mnist("128-relu.64-relu")
     }]
    ["fnn-64", "MNIST: 784-64-10",
     "A published network of one hidden layer; no results given",
     "Only the layers, ReLU and cross-entropy are given. Adam at 1e-3, batches of 64, ten epochs, He initialisation \
      and pixels in [0, 1] are ours.",
     || on_mnist("64-relu")]
    ["fashion-relu", "Fashion-MNIST: ReLU", HOMEWORK,
     "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in [0, 1]. In the same homework \
      scikit-learn printed 0.0 for ReLU.",
     || fashion("256-relu.128-relu.64-relu");
     published: homework!([0 "" "0.9352" "0.9870" "0.8833" "0.8865"];)]
    ["fashion-sigmoid", "Fashion-MNIST: sigmoid", HOMEWORK,
     "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in [0, 1]. The published 10 % \
      does not reproduce: at 0.01 the network sits at 10 % for about five epochs and then wakes, with 76 % at fifteen \
      and 88.6 % after a hundred.",
     || fashion("256-sigmoid.128-sigmoid.64-sigmoid");
     published: homework!(
         [0 "" "0.0998" "0.0996" "0.1085" "0.1012"];
         published(0, SCIKIT_LEARN, "accuracy with scikit-learn (as printed)", "0.878 / 0.874")
     )]
    ["fashion-tanh", "Fashion-MNIST: tanh", HOMEWORK,
     "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in [0, 1].",
     || fashion("256-tanh.128-tanh.64-tanh");
     published: homework!(
         [0 "" "0.9863" "0.9986" "0.8810" "0.8822"];
         published(0, SCIKIT_LEARN, "accuracy with scikit-learn (as printed)", "0.8732 / 0.8743")
     )]
    ["fashion-linear", "Fashion-MNIST: linear", HOMEWORK,
     "The size of the normal initialisation is not given; 0.01 is ours, because 0.1 turns the loss into NaN with \
      linear activations at once. At 0.01 it overflowed in epoch 20 with seed 42, at up to 83.8 % before. Pixels in \
      [0, 1] are ours too. In the same homework scikit-learn printed 0.0 for linear activations.",
     || fashion("256-linear.128-linear.64-linear");
     published: homework!([0 "" "0.8383" "0.8378" "0.8218" "0.8172"];)]
    ["confidently-wrong", "Confidently wrong: cross-entropy against MSE",
     "Gradient Playground's own, after M. Nielsen, “Neural Networks and Deep Learning”, chapter 3",
     "An output bias of 20 on class 0 makes the fresh network sure that every image is a 0. Under cross-entropy the \
      gradient at the logits is p − y, as large as the mistake; under MSE the softmax Jacobian multiplies it by \
      nearly 0. On MNIST cross-entropy passes 94 % in one epoch, while MSE stays at 9.8 % for three. Larger output \
      weights instead of the bias do not stall it.",
     confidently_wrong;
     own_name: "CE", variants: &[("MSE", &[("loss", "mse")])],
     question: "Both networks start sure that every digit is a 0. Which loss gets out?"]
    ["confidently-wrong-adam", "Confidently wrong, under Adam",
     "Gradient Playground's own, as “Confidently wrong”, with the optimiser of most courses",
     "Adam divides each weight's gradient by its own recent size: one that is much smaller moves the weight as far. MSE \
      starts late, because its first gradients are below ε = 1e-8; then the curves come close. At the start the pulls are \
      as far apart as under plain SGD.",
     || Experiment {
         optimizer: Optimizer::Adam,
         learning_rate: 1e-3,
         ..confidently_wrong()
     };
     own_name: "CE", variants: &[("MSE", &[("loss", "mse")])],
     question: "The same start, but Adam divides each gradient by its size. Which loss gets out?"]
    ["deep-sigmoid", "Deep sigmoid: vanishing gradients and two cures",
     "Gradient Playground's own, from the settings of the Fashion-MNIST homework",
     "Three sigmoid layers that begin with a standard deviation of 0.01, under SGD at 0.1: on Fashion-MNIST they sit \
      at 10 % for about five epochs and then wake. Adam's steps are about as large as η however small the gradient; \
      Xavier keeps more of the signal, so that there is a gradient to follow.",
     deep_sigmoid;
     own_name: "plain SGD",
     variants: &[
         ("Adam", &[("opt", "adam"), ("lr", "0.001")]),
         ("Xavier", &[("init", "xavier-normal"), ("scale", "1")]),
     ]]
    ["fashion-activations", "Fashion-MNIST: four activations side by side", HOMEWORK,
     "The size of the normal initialisation is not given; 0.01 is ours, because 0.1 turns the loss into NaN with \
      linear activations. Pixels in [0, 1] are ours too. The published 10 % of the sigmoid does not reproduce: here \
      it wakes after about five epochs, while the linear network overflows in epoch 20 with seed 42. In the same \
      homework scikit-learn printed 0.0 for ReLU and linear.",
     || fashion("256-relu.128-relu.64-relu");
     published: homework!(
         [0 "ReLU: " "0.9352" "0.9870" "0.8833" "0.8865"],
         [1 "sigmoid: " "0.0998" "0.0996" "0.1085" "0.1012"],
         [2 "tanh: " "0.9863" "0.9986" "0.8810" "0.8822"],
         [3 "linear: " "0.8383" "0.8378" "0.8218" "0.8172"];
         published(1, SCIKIT_LEARN, "sigmoid: accuracy with scikit-learn (as printed)", "0.878 / 0.874"),
         published(2, SCIKIT_LEARN, "tanh: accuracy with scikit-learn (as printed)", "0.8732 / 0.8743")
     ),
     own_name: "ReLU",
     variants: &[
         ("sigmoid", &[("net", "256-sigmoid.128-sigmoid.64-sigmoid")]),
         ("tanh", &[("net", "256-tanh.128-tanh.64-tanh")]),
         ("linear", &[("net", "256-linear.128-linear.64-linear")]),
     ]]
    ["mse-on-logits", "MSE on logits beside cross-entropy",
     "L. Hui, M. Belkin, “Evaluation of Neural Architectures Trained with Square Loss vs Cross-Entropy in \
      Classification Tasks”, arXiv:2006.07322",
     "They found the square loss on raw logits to classify about as well as cross-entropy on many tasks, MNIST among \
      them, but not with this network. Without a softmax there is no Jacobian to stall on: the gradient is (2/K)(z − \
      y). Layers, optimiser and data are ours.",
     on_logits;
     own_name: "MSE on logits", variants: &[("cross-entropy", &[("out", "softmax"), ("loss", "ce")])]]
    ["autoencoder-2", "Digits through two numbers: an autoencoder",
     "After Hinton & Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks",
     "784-128-64-2-64-128-784 with ReLU, a linear layer of two values in the middle and sigmoids at the end, trained \
      from the start without their layer-by-layer pretraining. Its targets are the raw pixels.",
     || autoencoder("128-relu.64-relu.2-linear.64-relu.128-relu");
     own_name: "MSE", variants: &[("BCE", &[("loss", "bce")])]]
    ["autoencoder-linear", "Digits through two numbers: linear, as PCA does it",
     "Baldi & Hornik 1989, Neural Networks and Principal Component Analysis",
     "784-2-784 without any activation: its best plane is the one that a principal component analysis finds. On \
      MNIST the two largest components leave a squared error of 0.0557 a test pixel, and nothing linear through two \
      values fits the training images better.",
     linear_autoencoder]
    ["autoencoder-conv", "Digits through two numbers: a convolutional autoencoder",
     "Gradient Playground's own, from the parts of LeNet and of the dense autoencoder",
     "Two convolutions of stride 2 on the way in; on the way out a 7×7 map of 16 channels is enlarged and convolved, \
      and a dense layer gives the pixels.",
     conv_autoencoder]
    ["mistake-uncleared", "Mistake: gradients not cleared", OWN,
     "Look at the gradient norms: they belong to the sum of all steps so far, so they grow where those of the other \
      run shrink. Going along the sum is momentum without friction: the loss swings instead of settling. In PyTorch \
      optimizer.zero_grad() is missing.",
     || quick(Optimizer::Sgd, 0.1);
     own_name: "done right", variants: &[("not cleared", &[("oops", "uncleared")])]]
    ["mistake-nobackward", "Mistake: backward pass left out", OWN,
     "Look at the curves of the run without it: they only move because each batch is another one. Every gradient and \
      every update is exactly 0. In PyTorch loss.backward() is missing.",
     || quick(Optimizer::Adam, 1e-3);
     own_name: "done right", variants: &[("no backward pass", &[("oops", "nobackward")])]]
    ["mistake-trainmode", "Mistake: evaluation mode forgotten", OWN,
     "Both runs are the same network, step by step: their training curves lie on each other. Draw a digit and look at \
      the bars of both, or measure: where dropout goes on, the bars jump and the validation accuracy is lower. In \
      PyTorch model.eval() is missing.",
     dropping;
     own_name: "done right", variants: &[("in training mode", &[("oops", "trainmode")])]]
    ["mistake-softmax2", "Mistake: softmax applied twice", OWN,
     "Look at loss and accuracy together: the accuracy rises nearly as fast, but no probability passes 23.2 %, so \
      the cross-entropy stays above 1.461, and the Jacobian of the first softmax shrinks the gradient. In PyTorch \
      nn.Softmax() stands in front of nn.CrossEntropyLoss(), which applies softmax itself.",
     || quick(Optimizer::Adam, 1e-3);
     own_name: "done right", variants: &[("twice", &[("out", "softmax2")])]]
    ["mistake-sorted", "Mistake: sorted data not shuffled", OWN,
     "Look at the training loss: it falls to nothing within each class and jumps at the next. The validation accuracy \
      is near 10 %: only the last class is known, the others are forgotten. In PyTorch shuffle=True is missing.",
     || quick(Optimizer::Sgd, 0.1);
     own_name: "done right", variants: &[("sorted", &[("oops", "sorted")])]]
    ["mistake-labels", "Mistake: labels shuffled", OWN,
     "Look at the loss: it stays near ln 10 = 2.3026, that of guessing, and one answer in ten is right, although \
      gradients flow. A larger network would in time learn the labels by heart and know nothing of other images. \
      Usually images were shuffled without their labels.",
     || quick(Optimizer::Adam, 1e-3);
     own_name: "done right", variants: &[("shuffled labels", &[("oops", "labels")])]]
    ["mistake-raw", "Mistake: inputs not normalised", OWN,
     "Look at the first loss and the gradient norms of the first layer: with bytes from 0 to 255 the loss is tens of \
      times and the gradient hundreds of times as large, and the steps that follow destroy the network. A division \
      by 255 is missing.",
     || quick(Optimizer::Sgd, 0.1);
     own_name: "done right", variants: &[("0 to 255", &[("oops", "raw")])]]
    ["mistake-rate100", "Mistake: learning rate 100 times too high", OWN,
     "Look at the loss of the first steps, which jumps far above that of guessing, and at the updates in the \
      view Batch: a step is as large as the weights. Adam with a rate meant for SGD is the usual case.",
     || quick(Optimizer::Adam, 1e-3);
     own_name: "done right", variants: &[("100 times", &[("oops", "rate100")])]]
];
