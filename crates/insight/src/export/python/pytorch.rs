//! The gaps of the PyTorch script.

mod network;

use super::formula::PYTORCH;
use super::forward::in_pytorch;
use super::frozen::frozen;
use super::loss::{Names, filled, terms};
use super::parts::{Gaps, Maths, factors, number, said, split, targets, validates};
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{Reduction, Script};
use playground_experiment::model::Architecture;
use playground_experiment::optimizer::Optimizer;

pub(super) fn gaps(experiment: &Experiment, architecture: &Architecture) -> Gaps {
    let class = experiment.dataset.info().in_libraries.torchvision;
    let needs = class.map_or("", |_| ", torchvision unless --data is given");
    let (schedule, schedule_step) = schedule(experiment);
    let validate = match validates(experiment.split) {
        true => said(
            experiment,
            "validation",
            "evaluate(x_validation, y_validation)",
            true,
        ),
        false => said(experiment, "training", "evaluate(x_train, y_train)", true),
    };
    let autoencoder = experiment.is_autoencoder();
    let (kind, second) = match autoencoder {
        true => ("images", "Loss and squared difference of a pixel"),
        false => ("labels", "Loss and accuracy"),
    };
    let dtype = if autoencoder {
        "torch.float32"
    } else {
        "torch.int64"
    };
    let text = in_pytorch(architecture);
    vec![
        ("NEEDS", needs.to_owned()),
        ("DOWNLOAD", class.map(download).unwrap_or_default()),
        ("SPLIT", split(experiment.split, "tensors")),
        ("CLASSES", network::classes(architecture)),
        ("LAYERS", text.layers.join("\n")),
        ("NORMS", network::norms(&text)),
        ("FORWARD", network::forward(&text)),
        ("INIT", network::init(experiment, architecture)),
        ("OUTPUT_BIAS", output_bias(experiment.output_bias)),
        ("KIND", kind.to_owned()),
        ("TARGETS", targets(experiment, "labels")),
        ("DTYPE", dtype.to_owned()),
        ("FIGURES", second.to_owned()),
        ("FIGURE", figure(experiment)),
        ("FREEZE", freeze(experiment, architecture)),
        ("LOSS", loss(experiment)),
        ("OPTIMIZER", optimizer(experiment)),
        ("SCHEDULE", schedule),
        ("SCHEDULE_STEP", schedule_step),
        ("ORDER", order(experiment.shuffle)),
        ("VALIDATE", validate),
        (
            "TEST",
            said(experiment, "test", "evaluate(x_test, y_test)", false),
        ),
    ]
}

/// `class` of `torchvision.datasets`, fetched where no folder is named.
fn download(class: &str) -> String {
    format!(
        "if arguments.data is None:\n    from torchvision.datasets import {class}\n\n    \
         data = {class}(\"data\", train=file == \"train\", download=True)\n    \
         return data.data.numpy().reshape(len(data), -1), data.targets.numpy()"
    )
}

fn output_bias(added: f64) -> String {
    match added {
        0.0 => String::new(),
        added => format!("model.layers[-1].bias[0] += {}", number(added)),
    }
}

/// What does not train. Frozen normalisations go on to count their running statistics, as on the page.
fn freeze(experiment: &Experiment, architecture: &Architecture) -> String {
    let (layers, norms) = frozen(experiment, architecture);
    let lines = [("layers", layers), ("norms", norms)].into_iter();
    let lines = lines
        .filter(|(_, count)| *count > 0)
        .map(|(list, count)| format!("model.{list}[:{count}].requires_grad_(False)  # frozen"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The loss of a batch, PyTorch's own where it has one of that form.
fn loss(experiment: &Experiment) -> String {
    let Ok(objective) = experiment.objective() else {
        return String::new(); // Such an experiment is not exported.
    };
    let of = objective.loss.info();
    let target = match experiment.is_autoencoder() {
        true => "target = images".to_owned(),
        false => {
            let classes = experiment.classes().len();
            format!("target = F.one_hot(labels, {classes}).float()")
        }
    };
    let reduced = |terms: String| match experiment.reduction {
        Reduction::Mean if of.has_reduction => format!("{target}\nreturn {terms}.mean()"),
        _ => format!("{target}\nreturn {terms}.sum(1).mean()"),
    };
    match objective.pytorch {
        Script::Body(text) => filled(experiment, text),
        Script::Terms(text) => reduced(filled(experiment, text)),
        Script::OfTerm => reduced(terms(experiment, &PYTORCH, &objective.term, &NAMES)),
    }
}

/// Answers and their logarithms, by output.
const NAMES: Names = Names {
    logits: "logits",
    softmax: "F.softmax({}, dim=1)",
    log_softmax: "F.log_softmax({}, dim=1)",
    sigmoid: "torch.sigmoid({})",
    log_sigmoid: "F.logsigmoid({})",
    log: "torch.log({})",
};

/// What is measured beside the loss: a number.
fn figure(experiment: &Experiment) -> String {
    match experiment.is_autoencoder() {
        true => format!(
            "({} - y).square().mean().item()",
            NAMES.answer(experiment.output)
        ),
        false => "(logits.argmax(1) == y).float().mean().item()".to_owned(),
    }
}

fn optimizer(experiment: &Experiment) -> String {
    let hyper = experiment.hyper;
    let eps = format!(", eps={}", number(experiment.epsilon()));
    let betas = format!(", betas=({}, {})", number(hyper.beta1), number(hyper.beta2));
    let momentum = format!(", momentum={}", number(hyper.momentum));
    let (class, settings) = match experiment.optimizer {
        Optimizer::Sgd => ("SGD", String::new()),
        Optimizer::Momentum => ("SGD", momentum),
        // PyTorch refuses Nesterov's form without momentum; it would be plain SGD.
        Optimizer::Nesterov if hyper.momentum == 0.0 => ("SGD", String::new()),
        Optimizer::Nesterov => ("SGD", momentum + ", nesterov=True"),
        Optimizer::RmsProp => ("RMSprop", format!(", alpha={}{eps}", number(hyper.alpha))),
        Optimizer::Adagrad => ("Adagrad", eps),
        Optimizer::Adam => ("Adam", betas + &eps),
        Optimizer::AdamW => ("AdamW", betas + &eps),
    };
    format!(
        "torch.optim.{class}(model.parameters(), lr={}{settings}, weight_decay={})",
        number(experiment.learning_rate),
        number(hyper.weight_decay)
    )
}

/// The schedule, and the line that advances it; both empty for a rate that stays.
fn schedule(experiment: &Experiment) -> (String, String) {
    let maths = Maths {
        minimum: "min",
        cosine: "math.cos",
    };
    let factors = factors(experiment, &maths);
    if factors.is_empty() {
        return (String::new(), String::new());
    }
    let text = format!(
        "schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: {})",
        factors.join(" * ")
    );
    (text, "schedule.step()".to_owned())
}

fn order(shuffle: bool) -> String {
    let of = if shuffle {
        "torch.randperm"
    } else {
        "torch.arange"
    };
    format!("{of}(len(x_train), device=device)")
}
