//! The rows: how each setting is called, explained, written and read.

use super::{Access, Field};
use crate::experiment::{Effect, Experiment, usual_classes};
use crate::loss::{Loss, Output, Reduction};
use crate::mistakes::Mistakes;
use crate::model::{Block, Init, block};
use crate::optimizer::Optimizer;
use playground_data::dataset::{DatasetId, Normalisation};

pub(super) fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.trim()
        .parse()
        .map_err(|_| format!("“{text}” is not a number that fits here"))
}

fn chosen<T>(value: Option<T>, text: &str, keys: Vec<&'static str>) -> Result<T, String> {
    value.ok_or_else(|| format!("“{text}” is not one of {}", keys.join(", ")))
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

fn flag(text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(format!("“{text}” is neither true nor false")),
    }
}

/// Returns the number of classes of the person's own files; the usual number while another data set is chosen, of
/// which they say nothing.
fn own_classes(experiment: &Experiment) -> u8 {
    match experiment.dataset {
        DatasetId::Custom => experiment.own_classes,
        _ => usual_classes(),
    }
}

/// A row with a place of its own: what it is called, how it is written, shown and set.
macro_rules! own {
    ($key:literal, $name:literal, $label:literal, $effect:ident, $doc:literal,
     $get:expr, $show:expr, |$e:ident, $text:ident| $set:expr) => {
        Field {
            key: $key,
            name: $name,
            label: $label,
            doc: $doc,
            effect: Effect::$effect,
            access: Access::Own {
                get: $get,
                show: $show,
                set: |$e, $text| {
                    $set;
                    Ok(())
                },
            },
        }
    };
}

/// A row whose value is chosen from a table.
macro_rules! choice {
    ($key:literal, $name:literal, $label:literal, $effect:ident, $kind:ty, $field:ident, $shown:ident, $doc:literal) => {
        own! {
            $key, $name, $label, $effect, $doc,
            |e| e.$field.info().key.to_owned(),
            |e| e.$field.info().$shown.to_owned(),
            |e, text| e.$field = chosen(<$kind>::from_key(text), text, <$kind>::keys())?
        }
    };
}

/// A row whose value is written by `Display` and read by a function.
macro_rules! plain {
    ($key:literal, $name:literal, $label:literal, $effect:ident, $read:expr, $($field:ident).+, $doc:literal) => {
        own! {
            $key, $name, $label, $effect, $doc,
            |e| e.$($field).+.to_string(),
            |e| e.$($field).+.to_string(),
            |e, text| e.$($field).+ = $read(text)?
        }
    };
}

/// What comes before and what comes after the parameters of the losses.
pub(super) const ROWS: [&[Field]; 2] = [BEFORE, AFTER];

const BEFORE: &[Field] = &[
    own! { "data", "dataset", "data", Reset, "Where the images come from.",
        |e| e.dataset.info().key.to_owned(),
        |e| e.dataset.info().name.to_owned(),
        |e, text| {
            let next = chosen(DatasetId::from_key(text), text, DatasetId::keys())?;
            // Sets differ in size, so a split rarely fits another set: begin from its own.
            if next != e.dataset {
                e.dataset = next;
                e.split = next.info().split;
            }
        }
    },
    own! { "classes", "ownClasses", "classes", Reset,
        "How many classes your own files have, 2 to 100. Every other data set says its own.",
        |e| own_classes(e).to_string(),
        |e| own_classes(e).to_string(),
        |e, text| {
            let next = number(text)?;
            if e.dataset != DatasetId::Custom && next != usual_classes() {
                let info = e.dataset.info();
                return Err(format!(
                    "{} has {} classes; only a set of your own files can have another number",
                    info.name,
                    info.classes.len()
                ));
            }
            e.own_classes = next;
        }
    },
    plain! { "split", "split", "split", Reset, str::parse, split,
    "Training plus validation images (55000+5000, tested on the test file), or shares of the training file (80/10/10)." },
    choice! { "norm", "normalisation", "normalisation", Reset, Normalisation, normalisation, name,
    "How pixels become inputs." },
    own! { "net", "model", "layers", Reset, "The hidden layers, from input to output.",
        |e| joined(e.blocks.iter().map(Block::to_string), "."),
        |e| joined(e.blocks.iter().map(Block::description), ", "),
        |e, text| e.blocks = block::read_all(text)?
    },
    choice! { "out", "output", "output", Live, Output, output, name, "What turns logits into the answer." },
    choice! { "loss", "loss", "loss", Live, Loss, loss, short, "What training minimises." },
    choice! { "red", "reduction", "class reduction", Live, Reduction, reduction, name,
    "How the terms of the classes become one number." },
];

const AFTER: &[Field] = &[
    plain! { "distil", "distillation", "teacher's share", Live, number, distill,
    "w of distillation: (1 − w)·loss + w·T²·KL(teacher ‖ student), both softened by T; 0 for none." },
    plain! { "temp", "temperature", "temperature", Live, number, temperature,
    "T of distillation: logits are divided by it." },
    choice! { "init", "init", "initialisation", Reset, Init, init, name, "How weights are initialised." },
    plain! { "scale", "initScale", "init scale", Reset, number, init_scale, "Factor or size of the initialisation." },
    plain! { "obias", "outputBias", "output bias", Reset, number, output_bias,
    "Added at the start to the output bias of class 0; 20 makes a network confidently wrong about every other class." },
    choice! { "opt", "optimizer", "optimiser", Live, Optimizer, optimizer, name, "How weights are updated." },
    plain! { "lr", "learningRate", "lr", Live, number, learning_rate,
    "η: the factor on the gradient, or on what the optimiser makes of it, that gives the step." },
    plain! { "mu", "momentum", "momentum", Live, number, hyper.momentum, "μ of momentum and Nesterov." },
    plain! { "b1", "beta1", "β₁", Live, number, hyper.beta1,
    "Decay rate of Adam's first moment, the moving average of the gradient." },
    plain! { "b2", "beta2", "β₂", Live, number, hyper.beta2,
    "Decay rate of Adam's second moment, the moving average of the squared gradient." },
    plain! { "alpha", "alpha", "α", Live, number, hyper.alpha,
    "Decay rate of RMSprop's moving average of the squared gradient." },
    own! { "eps", "epsilon", "ε", Live, "Keeps adaptive optimisers from dividing by zero; “default” is PyTorch's.",
        |e| e.hyper.epsilon.map_or_else(|| "default".to_owned(), |eps| eps.to_string()),
        |e| e.epsilon().to_string(),
        |e, text| e.hyper.epsilon = if text == "default" { None } else { Some(number(text)?) }
    },
    plain! { "wd", "weightDecay", "weight decay", Live, number, hyper.weight_decay,
    "λ: pulls every parameter towards zero." },
    plain! { "sched", "schedule", "schedule", Live, str::parse, schedule,
    "How the learning rate moves over the run." },
    plain! { "warm", "warmupSteps", "warm-up", Live, number, warmup_steps,
    "Steps over which the learning rate rises to η, beginning at η / steps; 0 for none." },
    plain! { "ema", "ema", "EMA decay", Live, number, ema,
    "d of a moving average of the weights, evaluated beside them: ē ← d·ē + (1 − d)·w after each update; 0 for none." },
    plain! { "freeze", "freeze", "frozen blocks", Live, number, freeze,
    "Freezes the first N blocks." },
    plain! { "batch", "batchSize", "batch", Live, number, batch_size, "Examples in a step." },
    plain! { "stop", "stop", "stop", Live, str::parse, stop, "When Train stops by itself." },
    own! { "keep", "checkpointEpochs", "checkpoints", Live, "Epochs after which a checkpoint is kept.",
        |e| joined(e.checkpoint_epochs.iter().map(u32::to_string), "."),
        |e| joined(e.checkpoint_epochs.iter().map(u32::to_string), ", "),
        |e, text| {
            let parts = text.split(['.', ',']).filter(|part| !part.is_empty());
            e.checkpoint_epochs = parts.map(number).collect::<Result<_, _>>()?;
        }
    },
    own! { "shuf", "shuffle", "shuffle", Reset, "Whether the examples are shuffled anew each epoch.",
        |e| u8::from(e.shuffle).to_string(),
        |e| if e.shuffle { "on" } else { "off" }.to_owned(),
        |e, text| e.shuffle = flag(text)?
    },
    plain! { "seed", "seed", "seed", Reset, number, seed,
    "Keys every random stream: same settings and seed, same run, bit for bit on the CPU." },
    plain! { "every", "reportEvery", "report every", Live, number, report_every, "Steps between two reports." },
    own! { "oops", "mistakes", "mistakes", Live, "Classic mistakes made on purpose.",
        |e| e.mistakes.keys(),
        |e| e.mistakes.names(),
        |e, text| e.mistakes = Mistakes::read(text)?
    },
];
