//! The rows: how each setting is called, explained, written and read.

use super::{Access, Field};
use crate::experiment::{Effect, Experiment, usual_classes};
use crate::loss::{Loss, Output, Reduction};
use crate::mistakes::Mistakes;
use crate::model::{Block, Init};
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

fn blocks(text: &str) -> Result<Vec<Block>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    text.split(['.', ',', ' '])
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect()
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

/// Classes of the person's own files; the usual ones while another set is chosen, of which they say nothing.
fn own_classes(experiment: &Experiment) -> u8 {
    match experiment.dataset {
        DatasetId::Custom => experiment.own_classes,
        _ => usual_classes(),
    }
}

/// A row whose value is chosen from a table.
macro_rules! choice {
    ($key:literal, $name:literal, $label:literal, $doc:literal, $effect:expr, $kind:ty, $($field:ident).+, $shown:ident) => {
        Field {
            key: $key, name: $name, label: $label, doc: $doc, effect: $effect,
            access: Access::Own {
                get: |e| e.$($field).+.info().key.to_owned(),
                show: |e| e.$($field).+.info().$shown.to_owned(),
                set: |e, text| {
                    e.$($field).+ = chosen(<$kind>::from_key(text), text, <$kind>::keys())?;
                    Ok(())
                },
            },
        }
    };
}

/// A row whose value is read by `FromStr` and written by `Display`.
macro_rules! parsed {
    ($key:literal, $name:literal, $label:literal, $doc:literal, $effect:expr, $($field:ident).+) => {
        Field {
            key: $key, name: $name, label: $label, doc: $doc, effect: $effect,
            access: Access::Own {
                get: |e| e.$($field).+.to_string(),
                show: |e| e.$($field).+.to_string(),
                set: |e, text| {
                    e.$($field).+ = text.parse()?;
                    Ok(())
                },
            },
        }
    };
}

/// A row whose value is a number.
macro_rules! numeric {
    ($key:literal, $name:literal, $label:literal, $doc:literal, $effect:expr, $($field:ident).+) => {
        Field {
            key: $key, name: $name, label: $label, doc: $doc, effect: $effect,
            access: Access::Own {
                get: |e| e.$($field).+.to_string(),
                show: |e| e.$($field).+.to_string(),
                set: |e, text| {
                    e.$($field).+ = number(text)?;
                    Ok(())
                },
            },
        }
    };
}

/// What comes before and what comes after the parameters of the losses.
pub(super) const ROWS: [&[Field]; 2] = [BEFORE, AFTER];

const BEFORE: &[Field] = &[
    Field {
        key: "data",
        name: "dataset",
        label: "data",
        doc: "Where the images come from.",
        effect: Effect::Reset,
        access: Access::Own {
            get: |e| e.dataset.info().key.to_owned(),
            show: |e| e.dataset.info().name.to_owned(),
            set: |e, text| {
                let next = chosen(DatasetId::from_key(text), text, DatasetId::keys())?;
                // Sets differ in size, so a split rarely fits another set: begin from its own.
                if next != e.dataset {
                    e.dataset = next;
                    e.split = next.info().split;
                }
                Ok(())
            },
        },
    },
    Field {
        key: "classes",
        name: "ownClasses",
        label: "classes",
        doc: "How many classes your own files have, 2 to 100. Every other data set says its own.",
        effect: Effect::Reset,
        access: Access::Own {
            get: |e| own_classes(e).to_string(),
            show: |e| own_classes(e).to_string(),
            set: |e, text| {
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
                Ok(())
            },
        },
    },
    parsed!(
        "split",
        "split",
        "split",
        "Training plus validation images (55000+5000, tested on the test file), or shares of the training file (80/10/10).",
        Effect::Reset,
        split
    ),
    choice!(
        "norm",
        "normalisation",
        "normalisation",
        "How pixels become inputs.",
        Effect::Reset,
        Normalisation,
        normalisation,
        name
    ),
    Field {
        key: "net",
        name: "model",
        label: "layers",
        doc: "The hidden layers, from input to output.",
        effect: Effect::Reset,
        access: Access::Own {
            get: |e| joined(e.blocks.iter().map(Block::to_string), "."),
            show: |e| joined(e.blocks.iter().map(Block::description), ", "),
            set: |e, text| {
                e.blocks = blocks(text)?;
                Ok(())
            },
        },
    },
    choice!(
        "out",
        "output",
        "output",
        "What turns logits into the answer.",
        Effect::Live,
        Output,
        output,
        name
    ),
    choice!(
        "loss",
        "loss",
        "loss",
        "What training minimises.",
        Effect::Live,
        Loss,
        loss,
        short
    ),
    choice!(
        "red",
        "reduction",
        "class reduction",
        "How the terms of the classes become one number.",
        Effect::Live,
        Reduction,
        reduction,
        name
    ),
];

const AFTER: &[Field] = &[
    numeric!(
        "distil",
        "distillation",
        "teacher's share",
        "w of distillation: (1 − w)·loss + w·T²·KL(teacher ‖ student), both softened by T; 0 for none.",
        Effect::Live,
        distill
    ),
    numeric!(
        "temp",
        "temperature",
        "temperature",
        "T of distillation: logits are divided by it.",
        Effect::Live,
        temperature
    ),
    choice!(
        "init",
        "init",
        "initialisation",
        "How weights are initialised.",
        Effect::Reset,
        Init,
        init,
        name
    ),
    numeric!(
        "scale",
        "initScale",
        "init scale",
        "Factor or size of the initialisation.",
        Effect::Reset,
        init_scale
    ),
    numeric!(
        "obias",
        "outputBias",
        "output bias",
        "Added at the start to the output bias of class 0; 20 makes a network confidently wrong.",
        Effect::Reset,
        output_bias
    ),
    choice!(
        "opt",
        "optimizer",
        "optimiser",
        "How weights are updated.",
        Effect::Live,
        Optimizer,
        optimizer,
        name
    ),
    numeric!(
        "lr",
        "learningRate",
        "lr",
        "Size of a step along the gradient.",
        Effect::Live,
        learning_rate
    ),
    numeric!(
        "mu",
        "momentum",
        "momentum",
        "μ of momentum and Nesterov.",
        Effect::Live,
        hyper.momentum
    ),
    numeric!(
        "b1",
        "beta1",
        "β₁",
        "Decay rate of Adam's first moment, the moving average of the gradient.",
        Effect::Live,
        hyper.beta1
    ),
    numeric!(
        "b2",
        "beta2",
        "β₂",
        "Decay rate of Adam's second moment, the moving average of the squared gradient.",
        Effect::Live,
        hyper.beta2
    ),
    numeric!(
        "alpha",
        "alpha",
        "α",
        "Decay rate of RMSprop's moving average of the squared gradient.",
        Effect::Live,
        hyper.alpha
    ),
    Field {
        key: "eps",
        name: "epsilon",
        label: "ε",
        doc: "Keeps adaptive optimisers from dividing by zero; “default” is PyTorch's.",
        effect: Effect::Live,
        access: Access::Own {
            get: |e| {
                e.hyper
                    .epsilon
                    .map_or_else(|| "default".to_owned(), |eps| eps.to_string())
            },
            show: |e| e.epsilon().to_string(),
            set: |e, text| {
                e.hyper.epsilon = if text == "default" {
                    None
                } else {
                    Some(number(text)?)
                };
                Ok(())
            },
        },
    },
    numeric!(
        "wd",
        "weightDecay",
        "weight decay",
        "λ: pulls every parameter towards zero.",
        Effect::Live,
        hyper.weight_decay
    ),
    parsed!(
        "sched",
        "schedule",
        "schedule",
        "How the learning rate moves over the run.",
        Effect::Live,
        schedule
    ),
    numeric!(
        "warm",
        "warmupSteps",
        "warm-up",
        "Steps over which the learning rate rises from 0.",
        Effect::Live,
        warmup_steps
    ),
    numeric!(
        "ema",
        "ema",
        "EMA decay",
        "d of a moving average of the weights, evaluated beside them: ē ← d·ē + (1 − d)·w after each update; 0 for none.",
        Effect::Live,
        ema
    ),
    numeric!(
        "freeze",
        "freeze",
        "frozen blocks",
        "Freezes the first N blocks.",
        Effect::Live,
        freeze
    ),
    numeric!(
        "batch",
        "batchSize",
        "batch",
        "Examples in a step.",
        Effect::Live,
        batch_size
    ),
    parsed!(
        "stop",
        "stop",
        "stop",
        "When Train stops by itself.",
        Effect::Live,
        stop
    ),
    Field {
        key: "keep",
        name: "checkpointEpochs",
        label: "checkpoints",
        doc: "Epochs after which a checkpoint is kept.",
        effect: Effect::Live,
        access: Access::Own {
            get: |e| joined(e.checkpoint_epochs.iter().map(u32::to_string), "."),
            show: |e| joined(e.checkpoint_epochs.iter().map(u32::to_string), ", "),
            set: |e, text| {
                let parts = text.split(['.', ',']).filter(|part| !part.is_empty());
                e.checkpoint_epochs = parts.map(number).collect::<Result<_, _>>()?;
                Ok(())
            },
        },
    },
    Field {
        key: "shuf",
        name: "shuffle",
        label: "shuffle",
        doc: "Whether the examples are shuffled anew each epoch.",
        effect: Effect::Reset,
        access: Access::Own {
            get: |e| u8::from(e.shuffle).to_string(),
            show: |e| if e.shuffle { "on" } else { "off" }.to_owned(),
            set: |e, text| {
                e.shuffle = flag(text)?;
                Ok(())
            },
        },
    },
    numeric!(
        "seed",
        "seed",
        "seed",
        "Keys every random stream: same seed, same run.",
        Effect::Reset,
        seed
    ),
    numeric!(
        "every",
        "reportEvery",
        "report every",
        "Steps between two reports.",
        Effect::Live,
        report_every
    ),
    Field {
        key: "oops",
        name: "mistakes",
        label: "mistakes",
        doc: "Classic mistakes made on purpose.",
        effect: Effect::Live,
        access: Access::Own {
            get: |e| e.mistakes.keys(),
            show: |e| e.mistakes.names(),
            set: |e, text| {
                e.mistakes = Mistakes::read(text)?;
                Ok(())
            },
        },
    },
];
