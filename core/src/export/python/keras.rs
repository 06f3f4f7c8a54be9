//! The gaps of the Keras script.

use super::parts::{Gaps, Law, Maths, factors, law, number, said, split, targets, validates};
use crate::data::dataset::DatasetId;
use crate::experiment::Experiment;
use crate::loss::{Loss, Output, Reduction};
use crate::model::{Activation, Architecture, Init, Layer, LayerKind, Pooling, Shape, Stage, Work};
use crate::optimizer::Optimizer;

const GLU: &str = r#"
class GLU(keras.layers.Layer):
    """One half of the units, gated by the sigmoid of the other."""

    def call(self, a):
        first, second = ops.split(a, 2, axis=-1)
        return first * ops.sigmoid(second)
"#;

const AHAF: &str = r#"
class AHAF(keras.layers.Dense):
    """A layer whose units scale and steepen: gamma * a * sigmoid(beta * a), gamma and beta trained."""

    def build(self, shape):
        super().build(shape)
        shape, decay = (self.units,), self.bias_regularizer
        self.gamma = self.add_weight(shape=shape, initializer="ones", regularizer=decay, name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="ones", regularizer=decay, name="beta")

    def call(self, x):
        a = super().call(x)
        return self.gamma * a * ops.sigmoid(self.beta * a)
"#;

pub(super) fn gaps(experiment: &Experiment, architecture: &Architecture) -> Gaps {
    let measured = |part: &str| format!("model.evaluate(x_{part}, y_{part}, verbose=0)");
    let validate = match validates(experiment.split) {
        true => said(experiment, "validation", &measured("validation"), true),
        false => said(experiment, "training", &measured("train"), true),
    };
    let one_hot = format!(
        "np.eye({}, dtype=\"float32\")[labels]",
        experiment.outputs()
    );
    let (kind, metric) = match experiment.is_autoencoder() {
        true => ("images", "pixel_error"),
        false => ("one-hot targets", "\"categorical_accuracy\""),
    };
    let mut gaps = vec![
        ("DOWNLOAD", download(experiment.dataset)),
        ("SPLIT", split(experiment.split, "arrays")),
        ("CLASSES", classes(architecture)),
        ("INIT", init(experiment)),
        ("DECAY", decay(experiment)),
        ("LAYERS", layers(experiment, architecture)),
        ("OUTPUT_BIAS", output_bias(experiment.output_bias)),
        ("KIND", kind.to_owned()),
        ("TARGETS", targets(experiment, &one_hot)),
        ("METRIC", metric.to_owned()),
        ("PIXEL_ERROR", pixel_error(experiment)),
        ("LOSS", loss(experiment)),
        ("SCHEDULE", schedule(experiment)),
        ("OPTIMIZER", optimizer(experiment)),
        ("ORDER", order(experiment.shuffle)),
        ("VALIDATE", validate),
        ("TEST", said(experiment, "test", &measured("test"), false)),
    ];
    gaps.extend(turns(architecture));
    gaps
}

/// Where Keras's optimisers differ from this page's by their form.
pub(super) fn caveat(experiment: &Experiment) -> Option<&'static str> {
    let moves = !schedule(experiment).is_empty();
    match experiment.optimizer {
        Optimizer::Momentum | Optimizer::Nesterov if moves => Some(
            "Keras keeps the learning rate inside its momentum, so that a schedule acts a little later than here.",
        ),
        Optimizer::Adam | Optimizer::AdamW | Optimizer::RmsProp | Optimizer::Adagrad => Some(
            "Keras puts epsilon elsewhere in its denominator: weights whose gradients are about as small as it\n\
             move a little differently.",
        ),
        Optimizer::Sgd | Optimizer::Momentum | Optimizer::Nesterov => None,
    }
}

fn download(dataset: DatasetId) -> String {
    let module = match dataset {
        DatasetId::Mnist => "mnist",
        DatasetId::FashionMnist => "fashion_mnist",
        DatasetId::Synthetic | DatasetId::Custom => return String::new(),
    };
    format!(
        "if arguments.data is None:\n    train, test = keras.datasets.{module}.load_data()\n    \
         images, labels = train if file == \"train\" else test\n    \
         return images.reshape(len(images), -1), labels"
    )
}

fn classes(architecture: &Architecture) -> String {
    let uses = |wanted: Activation, kinds: fn(LayerKind) -> bool| {
        let mut layers = architecture.layers.iter();
        layers.any(|layer| layer.activation == wanted && kinds(layer.kind))
    };
    let dense = |kind| kind == LayerKind::Dense;
    // Channels come last, so that the same class body does for convolutions.
    let conv = AHAF.replace("AHAF(keras.layers.Dense)", "AHAFConv(keras.layers.Conv2D)");
    let conv = conv.replace("(self.units,)", "(self.filters,)");
    let needed = [
        (uses(Activation::Glu, |_| true), GLU),
        (uses(Activation::Ahaf, dense), AHAF),
        (
            uses(Activation::Ahaf, |kind| kind != LayerKind::Dense),
            &conv,
        ),
    ];
    let texts = needed.into_iter().filter(|(used, _)| *used);
    let texts: Vec<String> = texts
        .map(|(_, text)| format!("\n{}", text.trim_end()))
        .collect();
    texts.join("\n")
}

fn init(experiment: &Experiment) -> String {
    match law(experiment.init, experiment.init_scale) {
        Law::Fixed(value) => format!("keras.initializers.Constant({value})"),
        Law::Uniform(r) => format!("keras.initializers.RandomUniform(-{r}, {r})"),
        Law::Normal(s) => format!("keras.initializers.RandomNormal(stddev={s})"),
    }
}

/// λ added to the gradient: Keras's own weight decay is the decoupled one.
fn coupled(experiment: &Experiment) -> bool {
    experiment.hyper.weight_decay != 0.0 && !experiment.optimizer.info().decoupled_decay
}

fn decay(experiment: &Experiment) -> String {
    match coupled(experiment) {
        true => format!(
            "# The gradient of λ/2·w² is λw. The losses that Keras prints hold this penalty too.\n\
             decay = keras.regularizers.L2({} / 2)\n",
            number(experiment.hyper.weight_decay)
        ),
        false => String::new(),
    }
}

/// The activation of a dense layer by Keras's name; none where a layer of its own follows.
fn named(activation: Activation) -> Option<&'static str> {
    match activation {
        Activation::Relu => Some("relu"),
        Activation::Elu => Some("elu"),
        Activation::Selu => Some("selu"),
        Activation::Sigmoid => Some("sigmoid"),
        Activation::Tanh => Some("tanh"),
        Activation::Softplus => Some("softplus"),
        Activation::Gelu => Some("gelu"),
        Activation::Silu => Some("silu"),
        Activation::Identity | Activation::LeakyRelu | Activation::Glu | Activation::Ahaf => None,
    }
}

/// A layer with weights.
fn layer(experiment: &Experiment, layer: &Layer) -> String {
    let (inputs, units) = (layer.inputs, layer.units);
    let (class, shape, fan_out) = match (layer.kind, layer.activation) {
        (LayerKind::Dense, Activation::Ahaf) => ("AHAF", String::new(), units),
        (LayerKind::Dense, _) => ("keras.layers.Dense", String::new(), units),
        (LayerKind::Conv { kernel, stride, .. }, activation) => (
            match activation {
                Activation::Ahaf => "AHAFConv",
                _ => "keras.layers.Conv2D",
            },
            format!(", {kernel}, strides={stride}"),
            units * kernel * kernel,
        ),
    };
    let name =
        named(layer.activation).map_or_else(String::new, |n| format!(", activation=\"{n}\""));
    let draw = format!("initial({inputs}, {fan_out})");
    let bias = match experiment.init {
        Init::PyTorch => format!(", bias_initializer={draw}"),
        _ => String::new(),
    };
    let decay = match coupled(experiment) {
        true => ", kernel_regularizer=decay, bias_regularizer=decay",
        false => "",
    };
    format!("{class}({units}{shape}{name}, kernel_initializer={draw}{bias}{decay}),")
}

/// Keras keeps channels last; flat values are kept channel by channel, as on this page.
const FLATTEN: [&str; 2] = [
    "keras.layers.Permute((3, 1, 2)),",
    "keras.layers.Flatten(),",
];

fn layers(experiment: &Experiment, architecture: &Architecture) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut flat = true;
    let flatten = |lines: &mut Vec<String>, flat: &mut bool| {
        if !*flat {
            lines.extend(FLATTEN.map(str::to_owned));
            *flat = true;
        }
    };
    for stage in &architecture.stages {
        if flat && asks_for_a_map(stage) {
            lines.push(reshaped(stage.input));
            flat = false;
        }
        match stage.work {
            Work::Layer(index) => {
                let own = &architecture.layers[index];
                match own.kind {
                    LayerKind::Dense => flatten(&mut lines, &mut flat),
                    LayerKind::Conv { padding: 0, .. } => {}
                    LayerKind::Conv { padding, .. } => {
                        lines.push(format!("keras.layers.ZeroPadding2D({padding}),"));
                    }
                }
                lines.push(layer(experiment, own));
                lines.extend(match own.activation {
                    Activation::Glu => Some("GLU(),".to_owned()),
                    Activation::LeakyRelu => {
                        Some("keras.layers.LeakyReLU(negative_slope=0.01),".to_owned())
                    }
                    _ => None,
                });
            }
            Work::Pool { kind, size } => {
                let class = match kind {
                    Pooling::Max => "MaxPooling2D",
                    Pooling::Average => "AveragePooling2D",
                };
                lines.push(format!("keras.layers.{class}({size}),"));
            }
            Work::GlobalPool => {
                lines.push("keras.layers.GlobalAveragePooling2D(),".to_owned());
                flat = true;
            }
            Work::Flatten => {
                flatten(&mut lines, &mut flat);
                if let Shape::Map { .. } = stage.output {
                    lines.push(reshaped(stage.output));
                    flat = false;
                }
            }
            Work::Upsample { size } => {
                lines.push(format!("keras.layers.UpSampling2D({size}),"));
            }
            Work::Dropout { probability } => {
                lines.push(format!("keras.layers.Dropout({probability}),"));
            }
        }
    }
    lines.join("\n")
}

fn asks_for_a_map(stage: &Stage) -> bool {
    match stage.work {
        Work::Pool { .. } | Work::GlobalPool | Work::Upsample { .. } => true,
        Work::Layer(_) => matches!(stage.output, Shape::Map { .. }),
        Work::Flatten | Work::Dropout { .. } => false,
    }
}

/// Channels last, from flat values that lie channel by channel.
fn reshaped(shape: Shape) -> String {
    match shape {
        Shape::Map {
            channels: 1,
            height,
            width,
        } => format!("keras.layers.Reshape(({height}, {width}, 1)),"),
        Shape::Map {
            channels,
            height,
            width,
        } => format!(
            "keras.layers.Reshape(({channels}, {height}, {width})),\nkeras.layers.Permute((2, 3, 1)),"
        ),
        Shape::Flat(values) => format!("keras.layers.Reshape((1, 1, {values})),"),
    }
}

/// How weights turn from PyTorch's order into Keras's and back: dense ones are transposed, kernels go from
/// `[units, channels, rows, columns]` to `[rows, columns, channels, units]`.
fn turns(architecture: &Architecture) -> [(&'static str, String); 2] {
    let conv = |layer: &Layer| layer.kind != LayerKind::Dense;
    let turn = |axes: &str, what: &str| match architecture.layers.iter().any(conv) {
        true => format!("({what}.transpose({axes}) if {what}.ndim == 4 else {what}.T)"),
        false => format!("{what}.T"),
    };
    [
        (
            "INTO",
            turn("2, 3, 1, 0", "file[f\"layers.{index}.{name}\"]"),
        ),
        ("BACK", turn("3, 2, 0, 1", "value")),
    ]
}

fn output_bias(added: f64) -> String {
    match added {
        0.0 => String::new(),
        added => format!(
            "kernel, bias = layers[-1].get_weights()\nbias[0] += {}\nlayers[-1].set_weights([kernel, bias])",
            number(added)
        ),
    }
}

fn loss(experiment: &Experiment) -> String {
    let over = match experiment.reduction {
        Reduction::Mean => "mean",
        Reduction::Sum => "sum",
    };
    let cross_entropy = |target: &str, logits: &str| {
        format!("return ops.categorical_crossentropy({target}, {logits}, from_logits=True)")
    };
    match (experiment.output, experiment.loss) {
        (output, Loss::MeanSquaredError) => format!(
            "return ops.{over}(ops.square({} - target), axis=-1)",
            answer(output)
        ),
        (_, Loss::BinaryCrossEntropy) => format!(
            "terms = ops.binary_crossentropy(target, logits, from_logits=True)\n\
             return ops.{over}(terms, axis=-1)"
        ),
        (Output::SoftmaxTwice, _) => cross_entropy("target", "ops.softmax(logits)"),
        (_, Loss::SmoothedCrossEntropy) => {
            let classes = experiment.dataset.info().classes.len();
            let share = number(experiment.smoothing);
            cross_entropy(
                &format!("(1 - {share}) * target + {share} / {classes}"),
                "logits",
            )
        }
        (_, Loss::CrossEntropy) => cross_entropy("target", "logits"),
    }
}

/// The metric of an autoencoder; nothing for a classifier.
fn pixel_error(experiment: &Experiment) -> String {
    match experiment.is_autoencoder() {
        true => format!(
            "\n\ndef pixel_error(target, logits):\n    \
             \"\"\"Squared difference of a pixel, one value for each example.\"\"\"\n    \
             return ops.mean(ops.square({} - target), axis=-1)\n",
            answer(experiment.output)
        ),
        false => String::new(),
    }
}

fn answer(output: Output) -> &'static str {
    match output {
        Output::Softmax => "ops.softmax(logits)",
        Output::SoftmaxTwice => "ops.softmax(ops.softmax(logits))",
        Output::Sigmoid | Output::Image => "ops.sigmoid(logits)",
        Output::Linear | Output::ImageLinear => "logits",
    }
}

/// The learning rate as a class of Keras's kind; nothing for a rate that stays.
fn schedule(experiment: &Experiment) -> String {
    let maths = Maths {
        minimum: "ops.minimum",
        cosine: "ops.cos",
    };
    let factors = factors(experiment, &maths);
    if factors.is_empty() {
        return String::new();
    }
    format!(
        "\nclass Rate(keras.optimizers.schedules.LearningRateSchedule):\n    \
         \"\"\"The learning rate after `step` updates.\"\"\"\n\n    \
         def __call__(self, step):\n        \
         step = ops.cast(step, \"float32\")\n        \
         return {} * {}\n\n\n",
        number(experiment.learning_rate),
        factors.join(" * ")
    )
}

fn optimizer(experiment: &Experiment) -> String {
    let hyper = experiment.hyper;
    let rate = match schedule(experiment).is_empty() {
        true => number(experiment.learning_rate),
        false => "Rate()".to_owned(),
    };
    let epsilon = number(experiment.epsilon());
    let betas = format!(
        ", beta_1={}, beta_2={}",
        number(hyper.beta1),
        number(hyper.beta2)
    );
    let momentum = format!(", momentum={}", number(hyper.momentum));
    // Keras puts ε under the root for these two; its square there is ε beside a root of zero.
    let under_root = format!(", epsilon={epsilon} ** 2");
    let (class, settings) = match experiment.optimizer {
        Optimizer::Sgd => ("SGD", String::new()),
        Optimizer::Momentum => ("SGD", momentum),
        Optimizer::Nesterov => ("SGD", momentum + ", nesterov=True"),
        Optimizer::RmsProp => (
            "RMSprop",
            format!(", rho={}{under_root}", number(hyper.alpha)),
        ),
        Optimizer::Adagrad => (
            "Adagrad",
            format!(", initial_accumulator_value=0.0{under_root}"),
        ),
        Optimizer::Adam => ("Adam", format!("{betas}, epsilon={epsilon}")),
        Optimizer::AdamW => (
            "AdamW",
            format!(
                "{betas}, epsilon={epsilon}, weight_decay={}",
                number(hyper.weight_decay)
            ),
        ),
    };
    format!("keras.optimizers.{class}({rate}{settings})")
}

fn order(shuffle: bool) -> String {
    let of = if shuffle {
        "random.permutation"
    } else {
        "np.arange"
    };
    format!("{of}(len(x_train))")
}
