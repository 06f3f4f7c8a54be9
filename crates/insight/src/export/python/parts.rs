//! What the scripts of all libraries have in common: filling gaps, numbers, data, schedule, stop.

use crate::export::in_a_line;
use playground_data::dataset::{DatasetId, DatasetInfo, Normalisation, SplitSpec};
use playground_data::rows;
use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::model::Init;

/// Names of gaps and what fills them.
pub(super) type Gaps = Vec<(&'static str, String)>;

/// Fills the gaps of a template. A gap alone on its line is replaced by lines of its indentation, and its line goes
/// when there is nothing to fill it with.
pub(super) fn fill(template: &str, gaps: &Gaps) -> String {
    let mut out = String::new();
    for line in template.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let alone = gaps.iter().find(|(name, _)| line.trim() == gap(name));
        match alone {
            Some((_, text)) => {
                for line in text.lines() {
                    out.push_str(if line.is_empty() { "" } else { indent });
                    out.push_str(line);
                    out.push('\n');
                }
            }
            None => {
                let filled = gaps.iter().fold(line.to_owned(), |line, (name, text)| {
                    line.replace(&gap(name), text)
                });
                out.push_str(&filled);
                out.push('\n');
            }
        }
    }
    without_wide_gaps(&out)
}

fn gap(name: &str) -> String {
    format!("{{{{{name}}}}}")
}

/// Leaves at most two empty lines in a row, as Python's style asks for.
fn without_wide_gaps(text: &str) -> String {
    let mut text = text.to_owned();
    while text.contains("\n\n\n\n") {
        text = text.replace("\n\n\n\n", "\n\n\n");
    }
    text
}

/// Writes a number as Python does: `0.001`, `1e-8`, `2.0`.
pub(super) fn number(value: f64) -> String {
    format!("{value:?}")
}

/// What reads the files of a data set.
const READ: &str = include_str!("templates/read.py");

/// Fills the gaps that mean the same in every library; `downloaded` says that the library fetches the data itself.
pub(super) fn common(
    experiment: &Experiment,
    link: &str,
    changed: bool,
    downloaded: bool,
    caveats: Vec<&'static str>,
) -> Gaps {
    let info = experiment.dataset.info();
    let (required, otherwise) = match downloaded {
        true => ("", "; downloaded without it"),
        false => (", required=True", ""),
    };
    vec![
        ("TITLE", in_a_line(experiment)),
        ("LINK", link.to_owned()),
        ("NOTES", notes(experiment, changed, caveats)),
        ("REQUIRED", required.to_owned()),
        ("OTHERWISE", otherwise.to_owned()),
        ("SEED", (experiment.seed % (1 << 32)).to_string()),
        ("READ", READ.trim_end().to_owned()),
        ("INPUTS", info.sample.len().to_string()),
        ("OUTPUTS", experiment.outputs().to_string()),
        ("NORMALISED", normalised(experiment)),
        ("LOSS_NAME", sentence(experiment)),
        ("BATCH", experiment.batch_size.to_string()),
        ("STEPS", steps(experiment.stop)),
    ]
}

/// Says what a reader must know: where data comes from, what the script leaves out.
fn notes(experiment: &Experiment, changed: bool, notes: Vec<&'static str>) -> String {
    let mut notes: Vec<String> = notes.into_iter().map(str::to_owned).collect();
    notes.extend(done_right(experiment));
    notes.extend(how_to_make(experiment.dataset.info()));
    let more: &[(bool, &str)] = rows![
        [experiment.dataset == DatasetId::Custom, "Name the folder with your own IDX files with --data."]
        [changed,
         "Settings were changed while the page trained; this script uses the last ones from its first step."]
        [experiment.stop == Stop::Never, "On the page this run has no end; here it stops after ten epochs."]
        [experiment.freeze > 0,
         "The first blocks are frozen. They stay as they begin: give the weights that they are to keep with\n\
          --weights, a safetensors file saved from the page."]
        [experiment.distill > 0.0,
         "On the page a teacher is part of the loss (distillation); this script trains without it."]
        [experiment.ema > 0.0,
         "The page also evaluates a moving average of the weights, which this script leaves out."]
    ];
    let more = more.iter().filter(|(said, _)| *said);
    notes.extend(more.map(|(_, text)| (*text).to_owned()));
    match notes.is_empty() {
        true => String::new(),
        false => format!("\n{}", notes.join("\n\n")),
    }
}

/// Says how a set that is made here is written to files. The example writes the synthetic digits where no set is named.
fn how_to_make(info: &DatasetInfo) -> Option<String> {
    info.made?;
    let what = match (info.is_series(), info.subject) {
        (true, _) => "series",
        (false, None) => "digits",
        (false, Some(_)) => "images",
    };
    let key = match info.key == DatasetId::Synthetic.info().key {
        true => String::new(),
        false => format!(" {}", info.key),
    };
    Some(format!(
        "The {what} are made by Gradient Playground; write them as IDX files with\n    \
         cargo run --release -p playground-core --example digits -- FOLDER{key}\nand name that folder \
         with --data."
    ))
}

/// Writes what the network is to answer with: `images` as numbers from 0 to 1 for an autoencoder, else `of_labels`.
pub(super) fn targets(experiment: &Experiment, of_labels: &str) -> String {
    match experiment.is_autoencoder() {
        true => "images.astype(\"float32\") / 255".to_owned(),
        false => of_labels.to_owned(),
    }
}

/// Says what the page does wrong on purpose and a script does not. Softmax applied twice is in the script, as its
/// output.
fn done_right(experiment: &Experiment) -> Option<String> {
    let mistakes = &experiment.mistakes;
    (!mistakes.is_empty()).then(|| {
        format!(
            "The page made mistakes on purpose; this script does it right. Left out:\n{}.",
            mistakes.names()
        )
    })
}

fn normalised(experiment: &Experiment) -> String {
    let info = experiment.dataset.info();
    let (mean, std) = match experiment.normalisation {
        Normalisation::Unit => return "images.astype(\"float32\") / 255".to_owned(),
        Normalisation::Standard => (info.mean, info.std),
        Normalisation::Half => (0.5, 0.5),
    };
    format!("(images.astype(\"float32\") / 255 - {mean:?}) / {std:?}")
}

/// Writes the loss as a sentence without its full stop.
fn sentence(experiment: &Experiment) -> String {
    let (output, loss) = (experiment.output.info(), experiment.loss.info());
    let name = match experiment.is_autoencoder() {
        true => format!("{} of the pixels given back", loss.name),
        false => format!("{} of {} answers", loss.name, output.name),
    };
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let reduction = experiment.reduction.info();
    let reduction = match (loss.has_reduction, experiment.is_autoencoder()) {
        (false, _) => String::new(),
        (true, true) => format!(", {}", reduction.of_pixels),
        (true, false) => format!(", {}", reduction.name),
    };
    format!(
        "{}{}{reduction}",
        first.unwrap_or_default(),
        letters.as_str()
    )
}

fn steps(stop: Stop) -> String {
    match stop {
        Stop::Epochs(n) => format!("{n} * STEPS_PER_EPOCH"),
        Stop::Steps(n) => n.to_string(),
        Stop::Never => "10 * STEPS_PER_EPOCH".to_owned(),
    }
}

/// Writes the training, validation and test parts; `prepare` turns images and labels into what is trained on.
pub(super) fn split(spec: SplitSpec, prepare: &str) -> String {
    let part = |name: &str, slice: &str| {
        format!("x_{name}, y_{name} = {prepare}(images[{slice}], labels[{slice}])\n")
    };
    let mut text = "images, labels = load(\"train\")\n".to_owned();
    match spec {
        SplitSpec::Official { train, validation } => {
            let end = train.saturating_add(validation);
            text += &part("train", &format!(":{train}"));
            if validation > 0 {
                text += &part("validation", &format!("{train}:{end}"));
            }
            text + &format!("x_test, y_test = {prepare}(*load(\"t10k\"))")
        }
        SplitSpec::HeldOut {
            train_pct,
            validation_pct,
            test_pct,
        } => {
            text += &format!("first = len(images) * {train_pct} // 100\n");
            text += &format!("second = first + len(images) * {test_pct} // 100\n");
            text += &part("train", ":first");
            text += &part("test", "first:second");
            if validation_pct > 0 {
                text += &format!("third = second + len(images) * {validation_pct} // 100\n");
                text += &part("validation", "second:third");
            }
            text.trim_end().to_owned()
        }
    }
}

/// Fills the gaps that say how far training is; `evaluate` measures the arrays of this name.
pub(super) fn measures(experiment: &Experiment, evaluate: impl Fn(&str) -> String) -> Gaps {
    let validates = match experiment.split {
        SplitSpec::Official { validation, .. } => validation > 0,
        SplitSpec::HeldOut { validation_pct, .. } => validation_pct > 0,
    };
    let (part, arrays) = match validates {
        true => ("validation", "validation"),
        false => ("training", "train"),
    };
    let (second, digits) = match experiment.is_autoencoder() {
        true => ("pixel error", 5),
        false => ("accuracy", 4),
    };
    let variable = second.replace(' ', "_");
    let said = |begin: &str, part: &str, arrays: &str| {
        let measured = evaluate(arrays);
        format!(
            "loss, {variable} = {measured}\n\
             print(f\"{begin}{part} loss {{loss:.4f}}, {second} {{{variable}:.{digits}f}}\")"
        )
    };
    let progress = "epoch {epoch:.2f}, step {step}: ";
    vec![
        ("VALIDATE", said(progress, part, arrays)),
        ("TEST", said("", "test", "test")),
    ]
}

/// Joins those texts that are needed, an empty line before each.
pub(super) fn needed<const N: usize>(texts: [(bool, &str); N]) -> String {
    let needed = texts.into_iter().filter(|(needed, _)| *needed);
    let needed = needed.map(|(_, text)| format!("\n{}", text.trim_end()));
    needed.collect::<Vec<_>>().join("\n")
}

/// The law of a weight: its kind, and its size as an expression of `fan_in` and `fan_out`.
pub(super) enum Law {
    Fixed(String),
    Uniform(String),
    Normal(String),
}

/// Returns the law of an initialisation, as its row in [`INITS`](playground_experiment::model::init::INITS) says it.
pub(super) fn law(init: Init, scale: f64) -> Law {
    let scaled = |root: &str| match scale {
        1.0 => root.to_owned(),
        s => format!("{} * {root}", number(s)),
    };
    match init {
        Init::KaimingNormal => Law::Normal(scaled("math.sqrt(2 / fan_in)")),
        Init::KaimingUniform => Law::Uniform(scaled("math.sqrt(6 / fan_in)")),
        Init::XavierNormal => Law::Normal(scaled("math.sqrt(2 / (fan_in + fan_out))")),
        Init::XavierUniform => Law::Uniform(scaled("math.sqrt(6 / (fan_in + fan_out))")),
        Init::PyTorch => Law::Uniform(scaled("math.sqrt(1 / fan_in)")),
        Init::Normal => Law::Normal(number(scale)),
        Init::Uniform => Law::Uniform(number(scale)),
        Init::Constant => Law::Fixed(number(scale)),
        Init::Zero => Law::Fixed("0.0".to_owned()),
    }
}

/// Writes `3`, or `(3, 1)`.
pub(super) fn pair([rows, columns]: [usize; 2]) -> String {
    match rows == columns {
        true => rows.to_string(),
        false => format!("({rows}, {columns})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::dataset::DATASETS;

    /// The command of a set that is made here writes that set, whether it is of digits, other images or series.
    #[test]
    fn a_set_that_is_made_is_named_to_what_writes_it() {
        let digits = DatasetId::Synthetic.info();
        let images = DatasetInfo {
            key: "shapes",
            subject: Some("shapes"),
            ..digits.clone()
        };
        for info in DATASETS.iter().chain([&images]) {
            let command = how_to_make(info);
            assert_eq!(command.is_some(), info.made.is_some(), "{}", info.key);
            let Some(command) = command else { continue };
            let named = match info.key {
                "synthetic" => "FOLDER\n".to_owned(),
                key => format!("FOLDER {key}\n"),
            };
            assert!(command.contains(&named), "{command}");
        }
    }
}
