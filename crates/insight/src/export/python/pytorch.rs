//! The gaps of the PyTorch script.

mod network;

use super::formula::PYTORCH;
use super::forward::in_pytorch;
use super::frozen::frozen;
use super::loss::loss;
use super::parts::{Gaps, measures, number, split, targets};
use super::schedule::factor;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Reduction;
use playground_experiment::model::Architecture;
use playground_experiment::optimizer::Optimizer;

pub(super) fn gaps(experiment: &Experiment, architecture: &Architecture) -> Gaps {
    let class = experiment.dataset.info().in_libraries.torchvision;
    let needs = class.map_or("", |_| ", torchvision unless --data is given");
    let (schedule, schedule_step) = schedule(experiment);
    let (kind, dtype, figures) = match experiment.is_autoencoder() {
        true => (
            "images",
            "torch.float32",
            "Loss and squared difference of a pixel",
        ),
        false => ("labels", "torch.int64", "Loss and accuracy"),
    };
    let order = match experiment.shuffle {
        true => "torch.randperm",
        false => "torch.arange",
    };
    let text = in_pytorch(architecture);
    let mut gaps = vec![
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
        ("FIGURES", figures.to_owned()),
        ("FIGURE", figure(experiment)),
        ("FREEZE", freeze(experiment, architecture)),
        ("LOSS", reduced_loss(experiment)),
        ("OPTIMIZER", optimizer(experiment)),
        ("SCHEDULE", schedule),
        ("SCHEDULE_STEP", schedule_step),
        ("ORDER", format!("{order}(len(x_train), device=device)")),
    ];
    gaps.extend(measures(experiment, |part| {
        format!("evaluate(x_{part}, y_{part})")
    }));
    gaps
}

/// Writes how `class` of `torchvision.datasets` is fetched where no folder is named.
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

/// Writes the lines that freeze what does not train. Frozen normalisations go on to count their running statistics, as
/// on the page.
fn freeze(experiment: &Experiment, architecture: &Architecture) -> String {
    let (layers, norms) = frozen(experiment, architecture);
    let lines = [("layers", layers), ("norms", norms)].into_iter();
    let lines = lines
        .filter(|(_, count)| *count > 0)
        .map(|(list, count)| format!("model.{list}[:{count}].requires_grad_(False)  # frozen"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Writes the loss of a batch.
fn reduced_loss(experiment: &Experiment) -> String {
    let target = match experiment.is_autoencoder() {
        true => "target = images".to_owned(),
        false => {
            let classes = experiment.classes().len();
            format!("target = F.one_hot(labels, {classes}).float()")
        }
    };
    let reduction = match experiment.reduction {
        Reduction::Mean if experiment.loss.info().has_reduction => "mean()",
        _ => "sum(1).mean()",
    };
    let reduced = |terms| format!("{target}\nreturn {terms}.{reduction}");
    loss(experiment, &PYTORCH, |of| of.pytorch, reduced)
}

/// Writes what is measured beside the loss: a number.
fn figure(experiment: &Experiment) -> String {
    match experiment.is_autoencoder() {
        true => format!(
            "({} - y).square().mean().item()",
            PYTORCH.answer(experiment.output)
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

/// Writes the schedule, and the line that advances it; both empty for a rate that stays.
fn schedule(experiment: &Experiment) -> (String, String) {
    let factor = factor(experiment, &PYTORCH);
    if factor.is_empty() {
        return (String::new(), String::new());
    }
    let text =
        format!("schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: {factor})");
    (text, "schedule.step()".to_owned())
}
