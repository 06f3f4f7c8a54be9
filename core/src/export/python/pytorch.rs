//! The gaps of the PyTorch script.

use super::parts::{Gaps, Law, Maths, factors, law, number, said, split, targets, validates};
use crate::data::dataset::DatasetId;
use crate::experiment::Experiment;
use crate::loss::{Loss, Output, Reduction};
use crate::model::{Activation, Architecture, Init, Layer, LayerKind, Pooling, Shape, Stage, Work};
use crate::optimizer::Optimizer;

const AHAF: &str = r#"
class AHAF(nn.Linear):
    """A layer whose units scale and steepen: gamma * a * sigmoid(beta * a), gamma and beta trained."""

    def __init__(self, inputs, units):
        super().__init__(inputs, units)
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.ones(units))

    def forward(self, x):
        a = super().forward(x)
        return self.gamma * a * torch.sigmoid(self.beta * a)
"#;

const AHAF_CONV: &str = r#"
class AHAFConv(nn.Conv2d):
    """A convolution whose channels scale and steepen: gamma * a * sigmoid(beta * a), gamma and beta trained."""

    def __init__(self, inputs, units, kernel, **options):
        super().__init__(inputs, units, kernel, **options)
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.ones(units))

    def forward(self, x):
        a = super().forward(x)
        gamma, beta = self.gamma[:, None, None], self.beta[:, None, None]
        return gamma * a * torch.sigmoid(beta * a)
"#;

pub(super) fn gaps(experiment: &Experiment, architecture: &Architecture) -> Gaps {
    let downloaded = matches!(
        experiment.dataset,
        DatasetId::Mnist | DatasetId::FashionMnist
    );
    let needs = if downloaded {
        ", torchvision unless --data is given"
    } else {
        ""
    };
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
    vec![
        ("NEEDS", needs.to_owned()),
        ("DOWNLOAD", download(experiment.dataset)),
        ("SPLIT", split(experiment.split, "tensors")),
        ("CLASSES", classes(architecture)),
        ("LAYERS", layers(architecture)),
        ("FORWARD", forward(architecture)),
        ("INIT", init(experiment)),
        ("OUTPUT_BIAS", output_bias(experiment.output_bias)),
        ("KIND", kind.to_owned()),
        ("TARGETS", targets(experiment, "labels")),
        ("DTYPE", dtype.to_owned()),
        ("FIGURES", second.to_owned()),
        ("FIGURE", figure(experiment)),
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

fn download(dataset: DatasetId) -> String {
    let class = match dataset {
        DatasetId::Mnist => "MNIST",
        DatasetId::FashionMnist => "FashionMNIST",
        DatasetId::Synthetic | DatasetId::Custom => return String::new(),
    };
    format!(
        "if arguments.data is None:\n    from torchvision.datasets import {class}\n\n    \
         data = {class}(\"data\", train=file == \"train\", download=True)\n    \
         return data.data.numpy().reshape(len(data), -1), data.targets.numpy()"
    )
}

fn classes(architecture: &Architecture) -> String {
    let uses = |conv: bool| {
        let mut layers = architecture.layers.iter();
        layers.any(|l| l.activation == Activation::Ahaf && (l.kind != LayerKind::Dense) == conv)
    };
    let needed = [(false, AHAF), (true, AHAF_CONV)].into_iter();
    let texts = needed.filter(|(conv, _)| uses(*conv));
    let texts: Vec<String> = texts
        .map(|(_, text)| format!("\n{}", text.trim_end()))
        .collect();
    texts.join("\n")
}

fn layers(architecture: &Architecture) -> String {
    let line = |layer: &Layer| match (layer.kind, layer.activation) {
        (LayerKind::Dense, Activation::Ahaf) => format!("AHAF({}, {}),", layer.inputs, layer.units),
        (LayerKind::Dense, _) => format!("nn.Linear({}, {}),", layer.inputs, layer.units),
        (
            LayerKind::Conv {
                kernel,
                stride,
                padding,
            },
            activation,
        ) => format!(
            "{}({}, {}, {kernel}, stride={stride}, padding={padding}),",
            match activation {
                Activation::Ahaf => "AHAFConv",
                _ => "nn.Conv2d",
            },
            layer.inputs / (kernel * kernel),
            layer.units
        ),
    };
    let lines: Vec<String> = architecture.layers.iter().map(line).collect();
    lines.join("\n")
}

/// An activation around an expression.
fn activated(activation: Activation, x: &str) -> String {
    match activation {
        Activation::Identity | Activation::Ahaf => x.to_owned(),
        Activation::Relu => format!("F.relu({x})"),
        Activation::LeakyRelu => format!("F.leaky_relu({x}, 0.01)"),
        Activation::Elu => format!("F.elu({x})"),
        Activation::Selu => format!("F.selu({x})"),
        Activation::Sigmoid => format!("torch.sigmoid({x})"),
        Activation::Tanh => format!("torch.tanh({x})"),
        Activation::Softplus => format!("F.softplus({x})"),
        Activation::Gelu => format!("F.gelu({x})"),
        Activation::Silu => format!("F.silu({x})"),
        Activation::Glu => format!("F.glu({x}, dim=1)"),
    }
}

fn forward(architecture: &Architecture) -> String {
    let mut lines = Vec::new();
    let last = architecture.layers.len() - 1;
    // Values without an order until a block asks for rows and columns.
    let mut flat = true;
    for stage in &architecture.stages {
        if let (true, Some(shape)) = (flat, mapped(stage)) {
            lines.push(format!("x = x.reshape(-1, {shape})"));
            flat = false;
        }
        let (text, flattens) = match stage.work {
            Work::Layer(index) => {
                let layer = &architecture.layers[index];
                if layer.kind == LayerKind::Dense && !flat {
                    lines.push("x = x.flatten(1)".to_owned());
                    flat = true;
                }
                let call = format!("self.layers[{index}](x)");
                match index == last {
                    true => (format!("return {call}"), flat),
                    false => (format!("x = {}", activated(layer.activation, &call)), flat),
                }
            }
            Work::Pool { kind, size } => {
                let name = match kind {
                    Pooling::Max => "max",
                    Pooling::Average => "avg",
                };
                (format!("x = F.{name}_pool2d(x, {size})"), false)
            }
            Work::GlobalPool => ("x = x.mean(dim=(2, 3))".to_owned(), true),
            Work::Flatten => match stage.output {
                Shape::Flat(_) => ("x = x.flatten(1)".to_owned(), true),
                map => (format!("x = x.reshape(-1, {})", commas(map)), false),
            },
            Work::Upsample { size } => {
                (format!("x = F.interpolate(x, scale_factor={size})"), false)
            }
            Work::Dropout { probability } => (
                format!("x = F.dropout(x, {probability}, self.training)"),
                flat,
            ),
        };
        lines.push(text);
        flat = flattens;
    }
    lines.join("\n")
}

/// Channels, height and width that a stage asks for; none where any order will do.
fn mapped(stage: &Stage) -> Option<String> {
    let asks = match stage.work {
        Work::Pool { .. } | Work::GlobalPool | Work::Upsample { .. } => true,
        // A convolution leaves a map.
        Work::Layer(_) => matches!(stage.output, Shape::Map { .. }),
        Work::Flatten | Work::Dropout { .. } => false,
    };
    asks.then(|| commas(stage.input))
}

fn commas(shape: Shape) -> String {
    let dims: Vec<String> = shape.dims().iter().map(usize::to_string).collect();
    dims.join(", ")
}

fn init(experiment: &Experiment) -> String {
    let draw = |name: &str| match law(experiment.init, experiment.init_scale) {
        Law::Fixed(value) => format!("nn.init.constant_(layer.{name}, {value})"),
        Law::Uniform(r) => format!("nn.init.uniform_(layer.{name}, -{r}, {r})"),
        Law::Normal(s) => format!("nn.init.normal_(layer.{name}, std={s})"),
    };
    let bias = match experiment.init {
        Init::PyTorch => draw("bias"),
        _ => "nn.init.zeros_(layer.bias)".to_owned(),
    };
    format!("{}\n{bias}", draw("weight"))
}

fn output_bias(added: f64) -> String {
    match added {
        0.0 => String::new(),
        added => format!("model.layers[-1].bias[0] += {}", number(added)),
    }
}

/// The loss of a batch, PyTorch's own where it has one of that form.
fn loss(experiment: &Experiment) -> String {
    let target = match experiment.is_autoencoder() {
        true => "target = images".to_owned(),
        false => {
            let classes = experiment.dataset.info().classes.len();
            format!("target = F.one_hot(labels, {classes}).float()")
        }
    };
    let reduced = |terms: String| match experiment.reduction {
        Reduction::Mean => format!("{target}\nreturn {terms}.mean()"),
        Reduction::Sum => format!("{target}\nreturn {terms}.sum(1).mean()"),
    };
    let squares = |answer: &str| reduced(format!("({answer} - target).square()"));
    match (experiment.output, experiment.loss) {
        (output, Loss::MeanSquaredError) => squares(answer(output)),
        (_, Loss::BinaryCrossEntropy) => reduced(
            "F.binary_cross_entropy_with_logits(logits, target, reduction=\"none\")".to_owned(),
        ),
        (Output::SoftmaxTwice, _) => {
            "return F.cross_entropy(F.softmax(logits, dim=1), labels)".to_owned()
        }
        (_, Loss::SmoothedCrossEntropy) => format!(
            "return F.cross_entropy(logits, labels, label_smoothing={})",
            number(experiment.smoothing)
        ),
        (_, Loss::CrossEntropy) => "return F.cross_entropy(logits, labels)".to_owned(),
    }
}

/// What is measured beside the loss: a number.
fn figure(experiment: &Experiment) -> String {
    match experiment.is_autoencoder() {
        true => format!("({} - y).square().mean().item()", answer(experiment.output)),
        false => "(logits.argmax(1) == y).float().mean().item()".to_owned(),
    }
}

fn answer(output: Output) -> &'static str {
    match output {
        Output::Softmax => "F.softmax(logits, dim=1)",
        Output::SoftmaxTwice => "F.softmax(F.softmax(logits, dim=1), dim=1)",
        Output::Sigmoid | Output::Image => "torch.sigmoid(logits)",
        Output::Linear | Output::ImageLinear => "logits",
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
