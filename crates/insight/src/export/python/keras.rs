//! The gaps of the Keras script.

mod network;

use super::formula::KERAS;
use super::forward::in_keras;
use super::forward::keras::coupled;
use super::frozen::frozen;
use super::loss::{filled, loss};
use super::parts::{Gaps, Law, law, measures, number, split, targets};
use super::schedule::factor;
use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;
use playground_experiment::optimizer::Optimizer;

/// Fills the gaps that are Keras's own. The error is a sentence: why Keras cannot say what this network is, with what
/// to do.
pub(super) fn gaps(
    experiment: &Experiment,
    architecture: &Architecture,
) -> Result<Gaps, &'static str> {
    let lines = in_keras(experiment, architecture)?;
    let order = match experiment.shuffle {
        true => "random.permutation",
        false => "np.arange",
    };
    let one_hot = format!(
        "np.eye({}, dtype=\"float32\")[labels]",
        experiment.outputs()
    );
    let (kind, metric) = match experiment.is_autoencoder() {
        true => ("images", "pixel_error"),
        false => ("one-hot targets", "\"categorical_accuracy\""),
    };
    let reduced = |terms| {
        let text = format!("return ops.{{over}}({terms}, axis=-1)");
        filled(experiment, &text)
    };
    let module = experiment.dataset.info().in_libraries.keras;
    let mut gaps = vec![
        ("DOWNLOAD", module.map(download).unwrap_or_default()),
        ("SPLIT", split(experiment.split, "arrays")),
        ("CLASSES", network::classes(architecture)),
        ("INIT", init(experiment)),
        ("DECAY", decay(experiment)),
        ("MODEL", network::model(&lines, architecture.input.len())),
        ("OUTPUT_BIAS", output_bias(experiment.output_bias)),
        ("KIND", kind.to_owned()),
        ("TARGETS", targets(experiment, &one_hot)),
        ("METRIC", metric.to_owned()),
        ("PIXEL_ERROR", pixel_error(experiment)),
        ("FREEZE", freeze(experiment, architecture)),
        ("LOSS", loss(experiment, &KERAS, |of| of.keras, reduced)),
        ("SCHEDULE", schedule(experiment)),
        ("OPTIMIZER", optimizer(experiment)),
        ("ORDER", format!("{order}(len(x_train))")),
    ];
    gaps.extend(measures(experiment, |part| {
        format!("model.evaluate(x_{part}, y_{part}, verbose=0)")
    }));
    gaps.extend(network::weights(architecture));
    Ok(gaps)
}

/// Says where Keras differs from this page by its form.
pub(super) fn caveats(experiment: &Experiment, architecture: &Architecture) -> Vec<&'static str> {
    let variance = (!architecture.norms.is_empty()).then_some(
        "Keras divides by n, not n − 1, in the running variances of batch normalisations.",
    );
    of_optimizer(experiment)
        .into_iter()
        .chain(variance)
        .collect()
}

fn of_optimizer(experiment: &Experiment) -> Option<&'static str> {
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

/// Writes how `module` of `keras.datasets` is fetched where no folder is named.
fn download(module: &str) -> String {
    format!(
        "if arguments.data is None:\n    train, test = keras.datasets.{module}.load_data()\n    \
         images, labels = train if file == \"train\" else test\n    \
         return images.reshape(len(images), -1), labels"
    )
}

fn init(experiment: &Experiment) -> String {
    match law(experiment.init, experiment.init_scale) {
        Law::Fixed(value) => format!("keras.initializers.Constant({value})"),
        Law::Uniform(r) => format!("keras.initializers.RandomUniform(-{r}, {r})"),
        Law::Normal(s) => format!("keras.initializers.RandomNormal(stddev={s})"),
    }
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

/// Writes the lines that freeze what does not train. Frozen normalisations go on to count their running statistics, as
/// on the page.
fn freeze(experiment: &Experiment, architecture: &Architecture) -> String {
    let (layers, norms) = frozen(experiment, architecture);
    let mut lines = Vec::new();
    if layers > 0 {
        lines.push(format!(
            "for layer in layers[:{layers}]:\n    layer.trainable = False  # frozen"
        ));
    }
    if norms > 0 {
        lines.push(format!(
            "for layer in norms[:{norms}]:\n    layer.gamma.trainable = layer.beta.trainable = False  # frozen"
        ));
    }
    lines.join("\n")
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

/// Writes the metric of an autoencoder; nothing for a classifier.
fn pixel_error(experiment: &Experiment) -> String {
    match experiment.is_autoencoder() {
        true => format!(
            "\n\ndef pixel_error(target, logits):\n    \
             \"\"\"Squared difference of a pixel, one value for each example.\"\"\"\n    \
             return ops.mean(ops.square({} - target), axis=-1)\n",
            KERAS.answer(experiment.output)
        ),
        false => String::new(),
    }
}

/// Writes the learning rate as a class of Keras's kind; nothing for a rate that stays.
fn schedule(experiment: &Experiment) -> String {
    let factor = factor(experiment, &KERAS);
    if factor.is_empty() {
        return String::new();
    }
    format!(
        "\nclass Rate(keras.optimizers.schedules.LearningRateSchedule):\n    \
         \"\"\"The learning rate after `step` updates.\"\"\"\n\n    \
         def __call__(self, step):\n        \
         step = ops.cast(step, \"float32\")\n        \
         return {} * {factor}\n\n\n",
        number(experiment.learning_rate)
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
