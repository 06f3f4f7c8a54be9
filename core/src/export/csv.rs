//! Curves and tables as comma-separated values, as RFC 4180 writes them but with plain line feeds:
//! a header line, then one line a row. Numbers have a decimal point and as many digits as it takes to
//! read them back exactly; what is not finite is `nan`, `inf` or `-inf`; what does not apply is empty.

use crate::loss::{Loss, Output};
use crate::protocol::{Evaluation, LayerGradient, Part, Report};
use std::fmt::Display;

/// The columns of [`curves`] before those of the layers, and what each holds.
pub const COLUMNS: &[(&str, &str)] = &[
    ("run", "name of the run"),
    (
        "part",
        "train: a report on one batch, before its update; validation or test: an evaluation of that part",
    ),
    ("step", "steps taken"),
    (
        "epoch",
        "epochs behind, fractions included; empty for evaluations",
    ),
    (
        "output",
        "what turns logits into the answer, by its word in links",
    ),
    ("loss_name", "the loss in use, by its word in links"),
    ("loss", "its value"),
    ("accuracy", "share classified correctly"),
    ("examples", "examples of an evaluation; empty for reports"),
    (
        "cross_entropy",
        "cross-entropy of the batch in nats, whatever the loss in use",
    ),
    ("learning_rate", "of the step, schedule included"),
    (
        "counterpart_loss",
        "the counterpart loss on the same batch and weights",
    ),
];

/// The columns of each layer, the name of which follows after an underscore: `gradient_weight_hidden_1`.
pub const LAYER_COLUMNS: &[(&str, &str)] = &[
    ("gradient_weight", "Frobenius norm of ∂L/∂W"),
    ("gradient_bias", "L2 norm of ∂L/∂b"),
    (
        "gradient_signal",
        "mean over the examples of ‖B·∂L/∂a‖ at the pre-activations a",
    ),
    (
        "counterpart_weight",
        "the first of these under the counterpart loss",
    ),
    ("counterpart_bias", "the second under the counterpart loss"),
    ("counterpart_signal", "the third under the counterpart loss"),
    ("update_ratio", "‖Δw‖ / ‖w‖ of the weight matrix"),
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
                number(e.accuracy),
            ]);
            row.push(e.examples.to_string());
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
                number(r.accuracy),
            ]);
            row.extend([
                String::new(),
                number(r.cross_entropy),
                number(r.learning_rate),
            ]);
            row.push(number(r.counterpart_loss));
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

/// A confusion matrix: a line for each true class, a column for each predicted one. `counts` is
/// `[classes · classes]`, the true class by row.
pub fn confusion<N: Display>(counts: &[N], classes: &[&str]) -> String {
    let mut table = Table::default();
    let predicted = classes.iter().map(|class| format!("predicted {class}"));
    table.line(std::iter::once("true class".to_owned()).chain(predicted));
    for (class, row) in classes.iter().zip(counts.chunks(classes.len().max(1))) {
        let cells = row.iter().map(N::to_string);
        table.line(std::iter::once((*class).to_owned()).chain(cells));
    }
    table.text
}

/// A number as programs read it: the shortest decimal that is this number and no other.
fn number<N: Display + Copy + Into<f64>>(value: N) -> String {
    let wide: f64 = value.into();
    match wide {
        v if v.is_nan() => "nan".to_owned(),
        v if v.is_infinite() => if v > 0.0 { "inf" } else { "-inf" }.to_owned(),
        _ => value.to_string(),
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
mod tests {
    use super::*;

    fn report(step: u64) -> Report {
        let gradient = |weight| LayerGradient {
            weight,
            bias: 0.5,
            signal: 0.1,
        };
        Report {
            step,
            epoch: step as f64 / 100.0,
            loss: 0.1,
            accuracy: 0.75,
            cross_entropy: 0.2,
            learning_rate: 1e-3,
            gradients: vec![gradient(1.0), gradient(2.0)],
            counterpart_loss: f32::NAN,
            counterpart_gradients: vec![gradient(3.0), gradient(4.0)],
            update_ratios: vec![1e-3, 1e-7],
        }
    }

    fn entry(figures: Figures) -> Entry {
        Entry {
            figures,
            output: Output::Softmax,
            loss: Loss::CrossEntropy,
        }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_report_and_an_evaluation_as_lines() {
        let (report, evaluation) = (
            report(20),
            Evaluation {
                part: Part::Test,
                step: 20,
                loss: 0.25,
                accuracy: 0.9,
                examples: 4000,
            },
        );
        let layers = names(&["hidden 1", "output"]);
        let text = curves(&[Curves {
            run: "a, \"b\"".to_owned(),
            layers: &layers,
            entries: vec![
                entry(Figures::Evaluation(&evaluation)),
                entry(Figures::Report(&report)),
            ],
        }]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "run,part,step,epoch,output,loss_name,loss,accuracy,examples,cross_entropy,learning_rate,\
             counterpart_loss,gradient_weight_hidden_1,gradient_bias_hidden_1,gradient_signal_hidden_1,\
             counterpart_weight_hidden_1,counterpart_bias_hidden_1,counterpart_signal_hidden_1,\
             update_ratio_hidden_1,gradient_weight_output,gradient_bias_output,gradient_signal_output,\
             counterpart_weight_output,counterpart_bias_output,counterpart_signal_output,update_ratio_output"
        );
        assert_eq!(
            lines[1],
            "\"a, \"\"b\"\"\",train,20,0.2,softmax,ce,0.1,0.75,,0.2,0.001,nan,1,0.5,0.1,3,0.5,0.1,0.001,\
             2,0.5,0.1,4,0.5,0.1,0.0000001"
        );
        assert_eq!(
            lines[2],
            format!(
                "\"a, \"\"b\"\"\",test,20,,softmax,ce,0.25,0.9,4000{}",
                ",".repeat(17)
            )
        );
    }

    #[test]
    fn runs_of_other_depths_share_a_table_with_the_output_last() {
        let (short, long) = (report(1), report(2));
        let (a, b) = (
            names(&["hidden 1", "output"]),
            names(&["hidden 1", "hidden 2", "output"]),
        );
        let runs = [(&a, &short), (&b, &long)].map(|(layers, report)| Curves {
            run: "r".to_owned(),
            layers,
            entries: vec![entry(Figures::Report(report))],
        });
        let text = curves(&runs);
        let lines: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
        assert!(lines.iter().all(|line| line.len() == lines[0].len()));
        let at = |name: &str| lines[0].iter().position(|c| *c == name).unwrap();
        assert!(at("gradient_weight_hidden_2") < at("gradient_weight_output"));
        assert_eq!(lines[1][at("gradient_weight_hidden_2")], "");
        assert_eq!(lines[1][at("gradient_weight_output")], "2");
        assert_eq!(lines[2][at("gradient_weight_hidden_2")], "2");
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        for value in [0.1_f32, 1e-30, 3.4e38, f32::MIN_POSITIVE] {
            assert_eq!(number(value).parse::<f32>().unwrap(), value);
        }
        let specials = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY].map(number);
        assert_eq!(specials, ["nan", "inf", "-inf"]);
    }

    #[test]
    fn a_confusion_matrix_has_the_true_class_by_row() {
        let text = confusion(&[5, 1, 0, 7], &["cat", "dog"]);
        assert_eq!(
            text,
            "true class,predicted cat,predicted dog\ncat,5,1\ndog,0,7\n"
        );
    }
}
