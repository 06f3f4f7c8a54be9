//! Curves and tables as comma-separated values, as RFC 4180 writes them but with plain line feeds:
//! a header line, then one line a row. Numbers have a decimal point and as many digits as it takes to
//! read them back exactly; what is not finite is `nan`, `inf` or `-inf`; what does not apply is empty.

use playground_data::rows;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::protocol::{Evaluation, LayerGradient, Part, Report};
use std::fmt::Display;

/// The columns of [`curves`] before those of the layers, and what each holds.
pub(crate) const COLUMNS: &[(&str, &str)] = rows![
    ["run", "name of the run"]
    ["part", "train: a report on one batch, before its update; validation or test: an evaluation of that part"]
    ["step", "steps taken"]
    ["epoch", "epochs behind, fractions included; empty for evaluations"]
    ["output", "what turns logits into the answer, by its word in links"]
    ["loss_name", "the loss in use, by its word in links"]
    ["loss", "its value"]
    ["accuracy", "share classified correctly"]
    ["examples", "examples of an evaluation; empty for reports"]
    ["cross_entropy", "cross-entropy of the batch in nats, whatever the loss in use"]
    ["learning_rate", "of the step, schedule included"]
    ["counterpart_loss", "the counterpart loss on the same batch and weights"]
    ["pixel_error",
     "squared difference between images and what an autoencoder makes of them, mean over pixels in [0, 1]; empty for \
      classifiers, whose accuracy and cross-entropy are empty for autoencoders"]
    ["averaged_loss",
     "the loss of an evaluation with the moving average of the weights; empty without one and for reports"]
    ["averaged_accuracy", "the accuracy of an evaluation with the moving average of the weights"]
];

/// The columns of each layer, the name of which follows after an underscore: `gradient_weight_hidden_1`.
pub(crate) const LAYER_COLUMNS: &[(&str, &str)] = rows![
    ["gradient_weight", "Frobenius norm of ∂L/∂W"]
    ["gradient_bias", "L2 norm of ∂L/∂b"]
    ["gradient_signal", "mean over the examples of ‖B·∂L/∂a‖ at the pre-activations a"]
    ["counterpart_weight", "the first of these under the counterpart loss"]
    ["counterpart_bias", "the second under the counterpart loss"]
    ["counterpart_signal", "the third under the counterpart loss"]
    ["update_ratio", "‖Δw‖ / ‖w‖ of the weight matrix"]
];

/// What one run has reported.
pub struct Curves<'a> {
    /// Its name.
    pub run: String,
    /// Names of its layers, from input to output.
    pub layers: &'a [String],
    /// Reports and evaluations, in any order.
    pub entries: Vec<Entry<'a>>,
}

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// What the figures are about.
    pub figures: Figures<'a>,
    /// What turned logits into the answer.
    pub output: Output,
    /// What was minimised.
    pub loss: Loss,
}

/// The figures of a row.
#[derive(Clone, Copy)]
pub enum Figures<'a> {
    /// Of a step.
    Report(&'a Report),
    /// Of a part of the data.
    Evaluation(&'a Evaluation),
}

impl Figures<'_> {
    fn step(&self) -> u64 {
        match self {
            Self::Report(report) => report.step,
            Self::Evaluation(evaluation) => evaluation.step,
        }
    }
}

/// The curves of runs, one below the other, each in order of step, a report before the evaluations made
/// at its step. Runs with other layers leave the columns of a layer empty.
pub fn curves(runs: &[Curves]) -> String {
    let layers = all_layers(runs);
    let mut table = Table::default();
    let named = COLUMNS.iter().map(|column| column.0.to_owned());
    let of_layers = layers.iter().flat_map(|layer| {
        let word = layer.replace(' ', "_");
        let column = move |column: &(&str, &str)| format!("{}_{word}", column.0);
        LAYER_COLUMNS.iter().map(column)
    });
    table.line(named.chain(of_layers));
    for run in runs {
        let mut entries = run.entries.clone();
        entries.sort_by_key(|e| {
            (
                e.figures.step(),
                matches!(e.figures, Figures::Evaluation(_)),
            )
        });
        for entry in &entries {
            table.line(row(run, entry, &layers));
        }
    }
    table.text
}

/// Every layer that some run has, the output last.
fn all_layers<'a>(runs: &'a [Curves]) -> Vec<&'a str> {
    let mut layers: Vec<&str> = Vec::new();
    for run in runs {
        let (output, hidden) = match run.layers.split_last() {
            Some((output, hidden)) => (Some(output), hidden),
            None => (None, &[][..]),
        };
        layers.retain(|layer| Some(*layer) != output.map(String::as_str));
        for layer in hidden.iter().chain(output) {
            if !layers.contains(&layer.as_str()) {
                layers.push(layer);
            }
        }
    }
    layers
}

fn row(run: &Curves, entry: &Entry, layers: &[&str]) -> Vec<String> {
    let names = [entry.output.info().key, entry.loss.info().key].map(str::to_owned);
    let [output, loss_name] = names;
    match entry.figures {
        Figures::Evaluation(e) => {
            let part = match e.part {
                Part::Validation => "validation",
                Part::Test => "test",
            };
            let mut row = vec![run.run.clone(), part.to_owned(), e.step.to_string()];
            row.extend([
                String::new(),
                output,
                loss_name,
                number(e.loss),
                unless(e.pixel_error.is_some(), e.accuracy),
            ]);
            row.push(e.examples.to_string());
            // The columns of a report alone lie between.
            row.extend([const { String::new() }; 3]);
            row.push(e.pixel_error.map_or_else(String::new, number));
            row.extend(match e.averaged {
                Some(averaged) => [averaged.loss, averaged.accuracy].map(number),
                None => Default::default(),
            });
            row.resize(
                COLUMNS.len() + layers.len() * LAYER_COLUMNS.len(),
                String::new(),
            );
            row
        }
        Figures::Report(r) => {
            let mut row = vec![run.run.clone(), "train".to_owned(), r.step.to_string()];
            row.extend([
                number(r.epoch),
                output,
                loss_name,
                number(r.loss),
                unless(r.pixel_error.is_some(), r.accuracy),
            ]);
            row.extend([
                String::new(),
                unless(r.pixel_error.is_some(), r.cross_entropy),
                number(r.learning_rate),
            ]);
            row.push(number(r.counterpart_loss));
            row.push(r.pixel_error.map_or_else(String::new, number));
            row.extend([const { String::new() }; 2]);
            for layer in layers {
                row.extend(of_layer(r, run.layers.iter().position(|own| own == layer)));
            }
            row
        }
    }
}

/// The cells of a layer, empty where the run has no such layer.
fn of_layer(report: &Report, index: Option<usize>) -> Vec<String> {
    let of = |gradients: &[LayerGradient]| match index.and_then(|i| gradients.get(i)) {
        Some(g) => [g.weight, g.bias, g.signal].map(number),
        None => Default::default(),
    };
    let ratio = index.and_then(|i| report.update_ratios.get(i));
    let mut cells = Vec::with_capacity(LAYER_COLUMNS.len());
    cells.extend(of(&report.gradients));
    cells.extend(of(&report.counterpart_gradients));
    cells.push(ratio.map_or_else(String::new, |r| number(*r)));
    cells
}

fn number<N: Display + Copy + Into<f64>>(value: N) -> String {
    let wide: f64 = value.into();
    match wide {
        v if v.is_nan() => "nan".to_owned(),
        v if v.is_infinite() => if v > 0.0 { "inf" } else { "-inf" }.to_owned(),
        _ => value.to_string(),
    }
}

/// A number, or nothing where it does not apply.
fn unless<N: Display + Copy + Into<f64>>(absent: bool, value: N) -> String {
    match absent {
        true => String::new(),
        false => number(value),
    }
}

#[derive(Default)]
struct Table {
    text: String,
}

impl Table {
    fn line(&mut self, cells: impl IntoIterator<Item = String>) {
        let quoted: Vec<String> = cells.into_iter().map(quoted).collect();
        self.text.push_str(&quoted.join(","));
        self.text.push('\n');
    }
}

/// In quotes where a comma, a quote or a line break would be taken for the table's own.
fn quoted(cell: String) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

#[cfg(test)]
mod tests;
