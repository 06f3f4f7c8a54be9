//! The network of the Keras script: its layers in a row, or as a graph where a block adds what came in.

use super::coupled;
use crate::export::python::formula::{KERAS, lambda};
use crate::export::python::parts::{asks_for_a_map, pair};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::activation::{Form, Keras};
use playground_experiment::model::{
    Activation, Architecture, Init, Layer, LayerKind, Op, Pooling, Shape, Stage,
};

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

pub(super) fn classes(architecture: &Architecture) -> String {
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

/// The activation of a dense layer as Keras takes it; none where a layer of its own follows.
fn named(activation: Activation) -> Option<String> {
    let info = activation.info();
    match (info.keras, &info.form) {
        (Keras::Name(name), _) => Some(format!("\"{name}\"")),
        (Keras::OfFormula, Form::Elementwise(f)) => Some(lambda(&KERAS, &f.value)),
        _ => None,
    }
}

/// A layer with weights, as an expression.
fn layer(experiment: &Experiment, layer: &Layer) -> String {
    let (inputs, units) = (layer.inputs, layer.units);
    let (class, shape, fan_out) = match (layer.kind, layer.activation) {
        (LayerKind::Conv { kernel, stride, .. }, activation) => (
            match activation {
                Activation::Ahaf => "AHAFConv",
                _ => "keras.layers.Conv2D",
            },
            format!(", {}, strides={}", pair(kernel), pair(stride)),
            units * kernel[0] * kernel[1],
        ),
        (_, Activation::Ahaf) => ("AHAF", String::new(), units),
        _ => ("keras.layers.Dense", String::new(), units),
    };
    let name = named(layer.activation).map_or_else(String::new, |n| format!(", activation={n}"));
    let draw = format!("initial({inputs}, {fan_out})");
    let bias = match experiment.init {
        Init::PyTorch => format!(", bias_initializer={draw}"),
        _ => String::new(),
    };
    let decay = match coupled(experiment) {
        true => ", kernel_regularizer=decay, bias_regularizer=decay",
        false => "",
    };
    format!("{class}({units}{shape}{name}, kernel_initializer={draw}{bias}{decay})")
}

/// The activation as a layer of its own; nothing for the identity.
fn activation(activation: Activation) -> Option<String> {
    match activation.info().keras {
        Keras::Layer(layer) => Some(layer.to_owned()),
        _ => named(activation).map(|name| format!("keras.layers.Activation({name})")),
    }
}

/// A step of the forward pass.
enum Line {
    /// A layer, as an expression; those with weights are counted in the list of this name.
    Call(String, Option<&'static str>),
    /// Any other statement.
    Say(String),
}

/// The definition of `model`, and of `layers` and `norms`, its parts with weights.
pub(super) fn model(experiment: &Experiment, architecture: &Architecture) -> String {
    let mut text = Text {
        experiment,
        architecture,
        lines: Vec::new(),
        flat: true,
    };
    for stage in &architecture.stages {
        text.stage(stage);
    }
    let inputs = architecture.input.len();
    let in_a_row = text.lines.iter().all(|line| matches!(line, Line::Call(..)));
    match in_a_row {
        true => sequential(&text.lines, inputs),
        false => functional(&text.lines, inputs),
    }
}

fn sequential(lines: &[Line], inputs: usize) -> String {
    let call = |line: &Line| match line {
        Line::Call(call, _) | Line::Say(call) => format!("        {call},\n"),
    };
    let calls: String = lines.iter().map(call).collect();
    format!(
        "model = keras.Sequential(\n    [\n        keras.Input(({inputs},)),\n{calls}    ]\n)\n\
         norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]\n\
         layers = [layer for layer in model.layers if layer.weights and layer not in norms]"
    )
}

fn functional(lines: &[Line], inputs: usize) -> String {
    let mut text = format!(
        "layers, norms = [], []\n\n\n\
         def counted(layers, layer):\n    \
         \"\"\"The layer, added to a list.\"\"\"\n    \
         layers.append(layer)\n    \
         return layer\n\n\n\
         inputs = x = keras.Input(({inputs},))\n"
    );
    for line in lines {
        text += &match line {
            Line::Call(call, Some(list)) => format!("x = counted({list}, {call})(x)\n"),
            Line::Call(call, None) => format!("x = {call}(x)\n"),
            Line::Say(statement) => format!("{statement}\n"),
        };
    }
    text + "model = keras.Model(inputs, x)"
}

/// Keras keeps channels last; flat values are kept channel by channel, as on this page.
const FLATTEN: [&str; 2] = ["keras.layers.Permute((3, 1, 2))", "keras.layers.Flatten()"];

/// The forward pass so far.
struct Text<'a> {
    experiment: &'a Experiment,
    architecture: &'a Architecture,
    lines: Vec<Line>,
    flat: bool,
}

impl Text<'_> {
    fn call(&mut self, layer: impl Into<String>) {
        self.lines.push(Line::Call(layer.into(), None));
    }

    fn say(&mut self, statement: &str) {
        self.lines.push(Line::Say(statement.to_owned()));
    }

    fn flatten(&mut self) {
        if !self.flat {
            FLATTEN.into_iter().for_each(|layer| self.call(layer));
            self.flat = true;
        }
    }

    fn stage(&mut self, stage: &Stage) {
        if self.flat && asks_for_a_map(self.architecture, stage) {
            reshaped(stage.input)
                .into_iter()
                .for_each(|layer| self.call(layer));
            self.flat = false;
        }
        match stage.work {
            Op::Layer(index) => self.layer(&self.architecture.layers[index]),
            Op::Pool { kind, size } => {
                let class = match kind {
                    Pooling::Max => "MaxPooling2D",
                    Pooling::Average => "AveragePooling2D",
                };
                self.call(format!("keras.layers.{class}({})", pair(size)));
            }
            Op::GlobalPool => {
                self.call("keras.layers.GlobalAveragePooling2D()");
                self.flat = true;
            }
            Op::Flatten => {
                self.flatten();
                if let Shape::Map { .. } = stage.output {
                    let back = reshaped(stage.output);
                    back.into_iter().for_each(|layer| self.call(layer));
                    self.flat = false;
                }
            }
            Op::Upsample { size } => {
                self.call(format!("keras.layers.UpSampling2D({size})"));
            }
            Op::Dropout { probability } => {
                self.call(format!("keras.layers.Dropout({probability})"));
            }
            Op::Norm(index) => {
                let norm = "keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5)";
                self.lines.push(Line::Call(norm.to_owned(), Some("norms")));
                let after = activation(self.architecture.norms[index].activation);
                after.into_iter().for_each(|layer| self.call(layer));
            }
            Op::Keep => self.say("kept = x"),
            Op::Exchange => self.say("x, kept = kept, x"),
            Op::Sum(function) => {
                self.say("x = keras.layers.Add()([x, kept])");
                let after = activation(function);
                after.into_iter().for_each(|layer| self.call(layer));
            }
        }
    }

    fn layer(&mut self, own: &Layer) {
        match own.kind {
            LayerKind::Conv {
                padding: [0, 0], ..
            } => {}
            LayerKind::Conv { padding, .. } => {
                self.call(format!("keras.layers.ZeroPadding2D({})", pair(padding)));
            }
            _ => self.flatten(),
        }
        let expression = layer(self.experiment, own);
        self.lines.push(Line::Call(expression, Some("layers")));
        if let Keras::Layer(after) = own.activation.info().keras {
            self.call(after);
        }
    }
}

/// Channels last, from flat values that lie channel by channel.
fn reshaped(shape: Shape) -> Vec<String> {
    match shape {
        Shape::Map {
            channels: 1,
            height,
            width,
        } => vec![format!("keras.layers.Reshape(({height}, {width}, 1))")],
        Shape::Map {
            channels,
            height,
            width,
        } => vec![
            format!("keras.layers.Reshape(({channels}, {height}, {width}))"),
            "keras.layers.Permute((2, 3, 1))".to_owned(),
        ],
        Shape::Flat(values) => vec![format!("keras.layers.Reshape((1, 1, {values}))")],
    }
}

/// How weights turn from PyTorch's order into Keras's and back: dense ones are transposed, kernels go from
/// `[units, channels, rows, columns]` to `[rows, columns, channels, units]`.
pub(super) fn weights(architecture: &Architecture) -> [(&'static str, String); 2] {
    let conv = |layer: &Layer| layer.kind != LayerKind::Dense;
    let turn = |axes: &str, what: &str| match architecture.layers.iter().any(conv) {
        true => format!("({what}.transpose({axes}) if {what}.ndim == 4 else {what}.T)"),
        false => format!("{what}.T"),
    };
    [
        ("INTO", turn("2, 3, 1, 0", "file[name]")),
        ("BACK", turn("3, 2, 0, 1", "value")),
    ]
}
