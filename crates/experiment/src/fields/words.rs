//! Where each setting stands, what people call it, and by which words of courses they look for it.

use playground_data::rows;

/// A group of settings that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// What is to be learned: data, output and loss.
    Problem,
    /// What learns it: layers and their first weights.
    Network,
    /// How it learns: optimiser, rate, batches, end.
    Training,
    /// What is rarely touched.
    More,
}

/// A row of [`WORDS`].
pub(super) struct Words {
    /// Link key of the field.
    pub(super) key: &'static str,
    /// Where it stands.
    pub(super) group: Group,
    /// Its name where there is room for it.
    pub(super) title: &'static str,
    /// The field whose choice brings its control; empty where that is always there.
    pub(super) through: &'static str,
    /// What else it is called, and what people look for who mean it; between commas.
    pub(super) words: &'static str,
}

/// Every field but the parameters of the losses, whose definitions say all of this.
pub(super) const WORDS: &[Words] = rows![
    Words (key, group, title, through, words)
    ["data", Group::Problem, "data set", "",
     "dataset, images, training data, own files, upload, handwritten digits, clothes, time series"]
    ["classes", Group::Problem, "classes", "data", "number of classes, own classes, labels"]
    ["split", Group::Problem, "split", "",
     "validation set, test set, held-out images, train test split, training set size"]
    ["norm", Group::Problem, "normalisation", "",
     "preprocessing, normalization, standardisation, standardization, input scaling, z-score, mean and deviation"]
    ["net", Group::Network, "layers", "",
     "architecture, network, model, topology, depth, hidden layers, MLP, CNN, RNN, bottleneck"]
    ["out", Group::Problem, "output", "",
     "output layer, output activation, task, classification, reconstruction, autoencoder, logits, head, probabilities"]
    ["loss", Group::Problem, "loss", "",
     "loss function, cost function, objective, criterion, error function, one-hot, squared error, log loss, \
      negative log-likelihood, NLL, CrossEntropyLoss, MSELoss, label smoothing"]
    ["red", Group::Problem, "class reduction", "loss", "reduction, mean or sum, average over classes"]
    ["distil", Group::More, "teacher's share", "",
     "distillation, knowledge distillation, teacher, student, soft targets, KL divergence"]
    ["temp", Group::More, "temperature", "", "distillation, softened softmax, T"]
    ["init", Group::Network, "initialisation", "",
     "initialization, initial weights, weight init, Glorot, Xavier, He, Kaiming, starting weights"]
    ["scale", Group::Network, "init scale", "", "gain, size of the initial weights, initialization scale, small weights"]
    ["obias", Group::Network, "output bias", "", "confidently wrong, initial bias"]
    ["opt", Group::Training, "optimiser", "",
     "optimizer, gradient descent, stochastic gradient descent, update rule, solver, algorithm"]
    ["lr", Group::Training, "learning rate", "", "eta, η, step size, stepsize, rate"]
    ["mu", Group::Training, "momentum", "opt", "mu, μ, velocity, heavy ball, inertia"]
    ["b1", Group::Training, "β₁", "opt", "beta1, beta 1, betas, first moment, Adam"]
    ["b2", Group::Training, "β₂", "opt", "beta2, beta 2, betas, second moment, Adam"]
    ["alpha", Group::Training, "α", "opt", "alpha, rho, smoothing constant, RMSprop"]
    ["eps", Group::Training, "ε", "opt", "epsilon, eps, numerical stability"]
    ["wd", Group::More, "weight decay", "",
     "L2 regularisation, L2 regularization, L2 penalty, regularisation, regularization, ridge, lambda, λ, overfitting"]
    ["sched", Group::More, "schedule", "",
     "learning rate schedule, scheduler, learning rate decay, annealing, cosine annealing, StepLR"]
    ["warm", Group::More, "warm-up steps", "", "warmup, linear warm-up"]
    ["ema", Group::More, "EMA decay", "",
     "exponential moving average, moving average of the weights, averaged weights, Polyak averaging"]
    ["freeze", Group::More, "frozen blocks", "",
     "transfer learning, fine-tuning, finetuning, freeze, requires_grad, pretrained"]
    ["batch", Group::Training, "batch size", "", "mini-batch, minibatch, examples in a step"]
    ["stop", Group::Training, "train until", "",
     "stop, epochs, number of epochs, steps, iterations, early stopping, end, how long"]
    ["keep", Group::More, "checkpoint epochs", "", "checkpoints, snapshots, save"]
    ["shuf", Group::More, "shuffle", "", "shuffling, order of the examples, random order, DataLoader"]
    ["seed", Group::Training, "seed", "", "random seed, randomness, reproducible, reproducibility, manual_seed"]
    ["every", Group::More, "report every", "", "report interval, logging, log every, read-out"]
    ["oops", Group::More, "mistakes", "", "bugs, classic mistakes, done wrong on purpose, debugging"]
];

/// Finds the row of a field.
pub(super) fn words(key: &str) -> Option<&'static Words> {
    WORDS.iter().find(|row| row.key == key)
}
