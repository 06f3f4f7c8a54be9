//! Curves and tables as comma-separated values, as RFC 4180 writes them but with plain line feeds:
//! a header line, then one line per row. Numbers have a decimal point and as many digits as it takes to
//! read them back exactly; what is not finite is `nan`, `inf` or `-inf`; what does not apply is empty.

use super::checkpoint::WithObjective;
use playground_data::rows;
use playground_experiment::protocol::{Evaluation, Part, Report};
use std::fmt::Display;

/// A column of the table.
pub(crate) struct Column {
    pub name: &'static str,
    /// Its cell, from the name of the run and the entry.
    cell: fn(&str, &EvaluationRow) -> String,
}

/// The columns of [`curves`] before those of the layers.
pub(crate) const COLUMNS: &[Column] = rows![
    Column (name, cell)
    // Name of the run.
    ["run", |run, _| harmless(run)]
    // `train`: a report on one batch, before its update; `validation` or `test`: an evaluation of that part.
    ["part", |_, entry| entry.figures.cell(|_| "train".to_owned(), |e| word(e.part).to_owned())]
    // Steps taken.
    ["step", |_, entry| entry.figures.step().to_string()]
    // Epochs completed, with fractions; empty for evaluations.
    ["epoch", |_, entry| entry.figures.cell(|r| number(r.epoch), |_| String::new())]
    // What turns logits into the answer, by its word in links.
    ["output", |_, entry| entry.output.info().key.to_owned()]
    // The loss in use, by its word in links.
    ["loss_name", |_, entry| entry.loss.info().key.to_owned()]
    // The value of that loss.
    ["loss", |_, entry| entry.figures.cell(|r| number(r.loss), |e| number(e.loss))]
    // Share classified correctly.
    ["accuracy", |_, entry| entry.figures.cell(
         |r| of_classifier(r.pixel_error, r.accuracy),
         |e| of_classifier(e.pixel_error, e.accuracy))]
    // Examples of an evaluation; empty for reports.
    ["examples", |_, entry| entry.figures.cell(|_| String::new(), |e| e.examples.to_string())]
    // Cross-entropy of the batch in nats, whatever the loss in use.
    ["cross_entropy", |_, entry| entry.figures.cell(|r| of_classifier(r.pixel_error, r.cross_entropy), |_| String::new())]
    // Of the step, schedule included.
    ["learning_rate", |_, entry| entry.figures.cell(|r| number(r.learning_rate), |_| String::new())]
    // The counterpart loss on the same batch and weights.
    ["counterpart_loss", |_, entry| entry.figures.cell(|r| number(r.counterpart_loss), |_| String::new())]
    // Squared difference between images and what an autoencoder makes of them, mean over pixels in [0, 1]; empty for
    // classifiers, whose accuracy and cross-entropy are empty for autoencoders.
    ["pixel_error", |_, entry| entry.figures.cell(|r| if_any(r.pixel_error), |e| if_any(e.pixel_error))]
    // The loss of an evaluation with the moving average of the weights; empty without one and for reports.
    ["averaged_loss", |_, entry| entry.figures.cell(|_| String::new(), |e| if_any(e.averaged.map(|a| a.loss)))]
    // The accuracy of an evaluation with the moving average of the weights; empty for autoencoders.
    ["averaged_accuracy", |_, entry| entry.figures.cell(
         |_| String::new(),
         |e| e.averaged.map_or_else(String::new, |a| of_classifier(e.pixel_error, a.accuracy)))]
    // ‖∂L/∂w‖ over everything that is trained.
    ["gradient_norm", |_, entry| entry.figures.cell(|r| if_any(r.gradient_norm), |_| String::new())]
    // The same norm under the counterpart loss.
    ["counterpart_norm", |_, entry| entry.figures.cell(|r| if_any(r.counterpart_gradient_norm), |_| String::new())]
];

/// A column of a layer.
pub(crate) struct LayerColumn {
    pub name: &'static str,
    /// What a report says of the layer at an index.
    cell: fn(&Report, usize) -> Option<f32>,
}

/// The columns of each layer, the name of which follows after an underscore: `gradient_weight_hidden_1`.
pub(crate) const LAYER_COLUMNS: &[LayerColumn] = rows![
    LayerColumn (name, cell)
    // Frobenius norm of ∂L/∂W, over all weight matrices of the layer.
    ["gradient_weight", |r, i| Some(r.gradients.get(i)?.weight)]
    // L2 norm of ∂L/∂b.
    ["gradient_bias", |r, i| Some(r.gradients.get(i)?.bias)]
    // Mean over the examples of ‖B·∂L/∂a‖ at the pre-activations a.
    ["gradient_signal", |r, i| Some(r.gradients.get(i)?.signal)]
    // The first of these under the counterpart loss.
    ["counterpart_weight", |r, i| Some(r.counterpart_gradients.get(i)?.weight)]
    // The second under the counterpart loss.
    ["counterpart_bias", |r, i| Some(r.counterpart_gradients.get(i)?.bias)]
    // The third under the counterpart loss.
    ["counterpart_signal", |r, i| Some(r.counterpart_gradients.get(i)?.signal)]
    // ‖Δw‖ / ‖w‖ of its weights.
    ["update_ratio", |r, i| r.update_ratios.get(i).copied()]
];

/// What one run has reported.
pub struct Curves<'a> {
    /// Its name.
    pub run: String,
    /// Names of its layers, from input to output.
    pub layers: &'a [String],
    /// Reports and evaluations, in any order.
    pub entries: Vec<EvaluationRow<'a>>,
}

/// A row of the table.
pub type EvaluationRow<'a> = WithObjective<Figures<'a>>;

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

    fn cell(
        &self,
        of_report: fn(&Report) -> String,
        of_evaluation: fn(&Evaluation) -> String,
    ) -> String {
        match self {
            Self::Report(report) => of_report(report),
            Self::Evaluation(evaluation) => of_evaluation(evaluation),
        }
    }
}

/// Writes the curves of runs, one run below the other, each in order of step, a report before the evaluations made at
/// its step. A run that lacks a layer leaves its columns empty.
pub fn curves(runs: &[Curves]) -> String {
    let layers = all_layers(runs);
    let named = COLUMNS.iter().map(|column| column.name.to_owned());
    let of_layers = layers.iter().flat_map(|layer| {
        let word = layer.replace(' ', "_");
        let column = move |column: &LayerColumn| format!("{}_{word}", column.name);
        LAYER_COLUMNS.iter().map(column)
    });
    let mut table = line(named.chain(of_layers));
    for run in runs {
        let mut entries = run.entries.clone();
        entries.sort_by_key(|e| {
            (
                e.figures.step(),
                matches!(e.figures, Figures::Evaluation(_)),
            )
        });
        for entry in &entries {
            table += &line(row(run, entry, &layers));
        }
    }
    table
}

/// Returns every layer that some run has, the output last.
fn all_layers<'a>(runs: &'a [Curves]) -> Vec<&'a str> {
    let mut layers: Vec<&str> = Vec::new();
    for run in runs {
        let output = run.layers.last();
        layers.retain(|layer| Some(*layer) != output.map(String::as_str));
        for layer in run.layers {
            if !layers.contains(&layer.as_str()) {
                layers.push(layer);
            }
        }
    }
    layers
}

fn row(run: &Curves, entry: &EvaluationRow, layers: &[&str]) -> Vec<String> {
    let own = COLUMNS.iter().map(|column| (column.cell)(&run.run, entry));
    let mut cells: Vec<String> = own.collect();
    for layer in layers {
        let index = run.layers.iter().position(|own| own == layer);
        cells.extend(LAYER_COLUMNS.iter().map(|column| match entry.figures {
            Figures::Report(report) => if_any(index.and_then(|at| (column.cell)(report, at))),
            Figures::Evaluation(_) => String::new(),
        }));
    }
    cells
}

fn word(part: Part) -> &'static str {
    match part {
        Part::Validation => "validation",
        Part::Test => "test",
    }
}

fn number<N: Display + Copy + Into<f64>>(value: N) -> String {
    let wide: f64 = value.into();
    match wide {
        v if v.is_nan() => "nan".to_owned(),
        v if v.is_infinite() => if v > 0.0 { "inf" } else { "-inf" }.to_owned(),
        _ => value.to_string(),
    }
}

/// Writes a number, or nothing where there is none.
fn if_any<N: Display + Copy + Into<f64>>(value: Option<N>) -> String {
    value.map_or_else(String::new, number)
}

/// Writes a number that only a classifier has; nothing beside a pixel error, which only an autoencoder has.
fn of_classifier<N: Display + Copy + Into<f64>>(pixel_error: Option<N>, value: N) -> String {
    if_any(pixel_error.is_none().then_some(value))
}

/// Writes a row of a table.
pub fn line(cells: impl IntoIterator<Item = String>) -> String {
    let quoted: Vec<String> = cells.into_iter().map(quoted).collect();
    quoted.join(",") + "\n"
}

/// Writes a name, which a person or a link has given, so that no spreadsheet takes it for a formula: behind an
/// apostrophe where it begins as one does.
pub fn harmless(name: &str) -> String {
    match name.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{name}"),
        false => name.to_owned(),
    }
}

/// Puts a cell in quotes where a comma, a quote or a line break would be taken for the table's own.
fn quoted(cell: String) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

#[cfg(test)]
mod tests;
