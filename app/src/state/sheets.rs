//! What is typed and chosen on the sheets of *Work it out*: made once, so that it is still there when the view is shown
//! again, and carried by links, in a word for each sheet.

#[cfg(test)]
mod tests;

use leptos::prelude::*;
use playground_insight::theory::calculator::{self, ROWS, VectorKind};
use playground_insight::theory::neuron;
use playground_insight::theory::surface::{CASES, MOST_STEPS};
use std::str::FromStr;

/// Between the parts of a word.
const BETWEEN: char = '~';

/// Weights and biases of one neuron, from and to.
pub const NUMBERS: (f64, f64) = (-20.0, 20.0);
/// Learning rates of one neuron, from and to.
pub const RATES: (f64, f64) = (1e-6, 1000.0);
/// Epochs of one neuron, from and to.
pub const EPOCHS: (f64, f64) = (1.0, 5000.0);
/// Learning rates on a surface, from and to.
pub const SURFACE_RATES: (f64, f64) = (1e-9, 1e4);
/// Steps on a surface, from and to.
pub const SURFACE_STEPS: (f64, f64) = (0.0, MOST_STEPS as f64);
/// Magnifications of a surface, from and to.
pub const ZOOMS: (f64, f64) = (0.01, 100.0);
/// Places on a surface where descent may begin, from and to.
const PLACES: (f64, f64) = (-1e4, 1e4);

/// Where the points of a surface come from: word and name.
pub const SOURCES: &[(&str, &str)] = &[
    ("clouds", "two clouds, drawn from the seed"),
    ("likeness", "two digits, by likeness to their means"),
    ("pixels", "two digits, by two pixels"),
];

/// The seed of the claims' samples on a first visit.
const SEED: &str = "1";

/// Every sheet.
#[derive(Clone, Copy)]
pub struct Sheets {
    /// One neuron.
    pub neuron: NeuronInputs,
    /// The gradient calculator.
    pub calculator: CalculatorInputs,
    /// The size calculator.
    pub sizes: SizesInputs,
    /// The loss surface.
    pub surface: SurfaceInputs,
    /// The seed of the claims' samples.
    pub claims: RwSignal<String>,
}

impl Sheets {
    /// Begins with what a first visit opens on.
    pub(super) fn new() -> Self {
        Self {
            neuron: NeuronInputs::new(),
            calculator: CalculatorInputs::new(),
            sizes: SizesInputs::new(),
            surface: SurfaceInputs::new(),
            claims: RwSignal::new(SEED.to_owned()),
        }
    }

    /// Returns the word of the claims' seed in links; none where it is as on a first visit. Tracks.
    pub fn claims_word(self) -> Option<String> {
        Some(self.claims.get()).filter(|seed| seed != SEED)
    }

    /// Takes the claims' seed from a link.
    pub fn show_claims(self, word: Option<&str>) {
        self.claims.set(word.unwrap_or(SEED).to_owned());
    }
}

/// Where one neuron starts and how it goes on.
#[derive(Clone, Copy, Default)]
pub struct NeuronInputs {
    /// The weight w.
    pub weight: RwSignal<f64>,
    /// The bias b.
    pub bias: RwSignal<f64>,
    /// The learning rate η.
    pub rate: RwSignal<f64>,
    /// Updates to take.
    pub epochs: RwSignal<f64>,
}

impl NeuronInputs {
    /// Begins with Nielsen's slow start.
    fn new() -> Self {
        let inputs = Self::default();
        inputs.show(None);
        inputs
    }

    fn usual() -> [f64; 4] {
        let start = neuron::EXAMPLES[1].start;
        let epochs = f64::from(start.epochs);
        [start.weight, start.bias, start.learning_rate, epochs]
    }

    /// Returns its word in links; none where it is as on a first visit. Tracks.
    pub fn word(self) -> Option<String> {
        let now = [&self.weight, &self.bias, &self.rate, &self.epochs].map(|value| value.get());
        (now != Self::usual()).then(|| joined(&now.map(|value| value.to_string())))
    }

    /// Takes what a link says; what it does not say, or what does not fit, is as on a first visit.
    pub fn show(self, word: Option<&str>) {
        let (said, usual) = (Said::of(word), Self::usual());
        self.weight.set(said.number(0, NUMBERS, usual[0]));
        self.bias.set(said.number(1, NUMBERS, usual[1]));
        self.rate.set(said.number(2, RATES, usual[2]));
        self.epochs.set(said.number(3, EPOCHS, usual[3]).trunc());
    }
}

/// What was typed into the gradient calculator.
#[derive(Clone, Copy)]
pub struct CalculatorInputs {
    /// What the vector holds.
    pub given: RwSignal<VectorKind>,
    /// The vector.
    pub values: RwSignal<String>,
    /// The target.
    pub target: RwSignal<String>,
    /// How many classes there should be.
    pub classes: RwSignal<String>,
    /// The row shown step by step.
    pub row: RwSignal<usize>,
}

impl CalculatorInputs {
    /// Begins with the example that is the point of the page.
    fn new() -> Self {
        let inputs = Self {
            given: RwSignal::new(VectorKind::Logits),
            values: RwSignal::default(),
            target: RwSignal::default(),
            classes: RwSignal::default(),
            row: RwSignal::new(0),
        };
        inputs.show(None);
        inputs
    }

    fn usual() -> [String; 5] {
        let first = &calculator::EXAMPLES[0];
        [
            kind_key(first.given).to_owned(),
            first.values.to_owned(),
            first.target.to_owned(),
            first.classes.to_string(),
            row_key(0).to_owned(),
        ]
    }

    /// Returns its word in links; none where it is as on a first visit. Tracks.
    pub fn word(self) -> Option<String> {
        let now = [
            kind_key(self.given.get()).to_owned(),
            self.values.get(),
            self.target.get(),
            self.classes.get(),
            row_key(self.row.get()).to_owned(),
        ];
        (now != Self::usual()).then(|| joined(&now))
    }

    /// Takes what a link says; what it does not say, or what does not fit, is as on a first visit.
    pub fn show(self, word: Option<&str>) {
        let (said, [given, values, target, classes, row]) = (Said::of(word), Self::usual());
        let kinds = [VectorKind::Logits, VectorKind::Probabilities];
        let given = said.text(0, given);
        let kind = kinds.into_iter().find(|kind| kind_key(*kind) == given);
        self.given.set(kind.unwrap_or(VectorKind::Logits));
        self.values.set(said.text(1, values));
        self.target.set(said.text(2, target));
        self.classes.set(said.text(3, classes));
        let row = said.text(4, row);
        let place = ROWS.iter().position(|known| known.shown.key == row);
        self.row.set(place.unwrap_or(0));
    }
}

fn kind_key(kind: VectorKind) -> &'static str {
    match kind {
        VectorKind::Logits => "logits",
        VectorKind::Probabilities => "probabilities",
    }
}

fn row_key(row: usize) -> &'static str {
    ROWS.get(row).map_or("", |row| row.shown.key)
}

/// What was typed into the size calculator.
#[derive(Clone, Copy, Default)]
pub struct SizesInputs {
    /// The network, as sizes or blocks.
    pub network: RwSignal<String>,
    /// How many examples there are.
    pub examples: RwSignal<String>,
    /// How many a step takes.
    pub batch: RwSignal<String>,
}

impl SizesInputs {
    /// The textbook's 50-10-1 on 1000 examples.
    const USUAL: [&str; 3] = ["50-10-1", "1000", "10"];

    fn new() -> Self {
        let inputs = Self::default();
        inputs.show(None);
        inputs
    }

    /// Returns its word in links; none where it is as on a first visit. Tracks.
    pub fn word(self) -> Option<String> {
        let now = [&self.network, &self.examples, &self.batch].map(|value| value.get());
        (now != Self::USUAL).then(|| joined(&now))
    }

    /// Takes what a link says; what it does not say is as on a first visit.
    pub fn show(self, word: Option<&str>) {
        let (said, [network, examples, batch]) = (Said::of(word), Self::USUAL);
        self.network.set(said.text(0, network.to_owned()));
        self.examples.set(said.text(1, examples.to_owned()));
        self.batch.set(said.text(2, batch.to_owned()));
    }
}

/// What was chosen for the loss surface.
#[derive(Clone, Copy)]
pub struct SurfaceInputs {
    /// Loss and output, by their place in [`CASES`].
    pub case: RwSignal<usize>,
    /// Where the points come from, by its word in [`SOURCES`].
    pub source: RwSignal<String>,
    /// The seed that they are drawn from.
    pub seed: RwSignal<String>,
    /// The digits of both classes.
    pub digits: [RwSignal<String>; 2],
    /// The pixels that both coordinates are.
    pub pixels: [RwSignal<String>; 2],
    /// The weights where descent begins.
    pub start: RwSignal<[f64; 2]>,
    /// Its learning rate.
    pub rate: RwSignal<f64>,
    /// Its steps.
    pub steps: RwSignal<f64>,
    /// How far the maps are magnified.
    pub zoom: RwSignal<f64>,
}

impl SurfaceInputs {
    /// The row of [`CASES`] that surprises: squares on a sigmoid.
    const FIRST: usize = 1;

    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        let inputs = Self {
            case: RwSignal::new(Self::FIRST),
            source: text(),
            seed: text(),
            digits: [text(), text()],
            pixels: [text(), text()],
            start: RwSignal::default(),
            rate: RwSignal::default(),
            steps: RwSignal::default(),
            zoom: RwSignal::default(),
        };
        inputs.show(None);
        inputs
    }

    /// Returns what a first visit has, of which start and rate are those of the case.
    fn usual(case: usize) -> [String; 11] {
        let ([x, y], rate) = CASES[case].start;
        [
            CASES[case].key.to_owned(),
            SOURCES[0].0.to_owned(),
            "1".to_owned(),
            "3".to_owned(),
            "8".to_owned(),
            "14, 9".to_owned(),
            "14, 18".to_owned(),
            x.to_string(),
            y.to_string(),
            rate.to_string(),
            "100".to_owned(),
        ]
    }

    /// Returns its word in links; none where it is as on a first visit. Tracks.
    pub fn word(self) -> Option<String> {
        let ([x, y], zoom) = (self.start.get(), self.zoom.get());
        let now = [
            CASES[self.case.get()].key.to_owned(),
            self.source.get(),
            self.seed.get(),
            self.digits[0].get(),
            self.digits[1].get(),
            self.pixels[0].get(),
            self.pixels[1].get(),
            x.to_string(),
            y.to_string(),
            self.rate.get().to_string(),
            self.steps.get().to_string(),
        ];
        let is_usual = now == Self::usual(Self::FIRST) && zoom == 1.0;
        (!is_usual).then(|| joined(&[&now[..], &[zoom.to_string()]].concat()))
    }

    /// Takes what a link says; what it does not say, or what does not fit, is as on a first visit.
    pub fn show(self, word: Option<&str>) {
        let said = Said::of(word);
        let key = said.text(0, CASES[Self::FIRST].key.to_owned());
        let case = CASES.iter().position(|case| case.key == key);
        let case = case.unwrap_or(Self::FIRST);
        let usual = Self::usual(case);
        let text = |at: usize| said.text(at, usual[at].clone());
        let source = Some(text(1)).filter(|key| SOURCES.iter().any(|row| row.0 == key));
        let ([x, y], rate) = CASES[case].start;
        self.case.set(case);
        self.source.set(source.unwrap_or_else(|| usual[1].clone()));
        self.seed.set(text(2));
        self.digits[0].set(text(3));
        self.digits[1].set(text(4));
        self.pixels[0].set(text(5));
        self.pixels[1].set(text(6));
        self.start
            .set([said.number(7, PLACES, x), said.number(8, PLACES, y)]);
        self.rate.set(said.number(9, SURFACE_RATES, rate));
        self.steps
            .set(said.number(10, SURFACE_STEPS, 100.0).trunc());
        self.zoom.set(said.number(11, ZOOMS, 1.0));
    }
}

/// Joins the parts of a word; what would take one apart is typed for nothing.
fn joined(parts: &[String]) -> String {
    let plain = parts.iter().map(|part| part.replace(BETWEEN, " "));
    plain.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// A word taken apart.
struct Said<'a>(Vec<&'a str>);

impl<'a> Said<'a> {
    fn of(word: Option<&'a str>) -> Self {
        Self(word.map_or_else(Vec::new, |word| word.split(BETWEEN).collect()))
    }

    fn text(&self, at: usize, usual: String) -> String {
        self.0.get(at).map_or(usual, |part| (*part).to_owned())
    }

    /// Reads a number, unless it is missing or out of range.
    fn number(&self, at: usize, (least, most): (f64, f64), usual: f64) -> f64 {
        let read = self.0.get(at).and_then(|part| f64::from_str(part).ok());
        read.filter(|value| (least..=most).contains(value))
            .unwrap_or(usual)
    }
}
