//! The network of the Keras script: its layers in a row, or as a graph where a block adds what came in.

use crate::export::python::forward::keras::Line;
use crate::export::python::parts::needed;
use playground_experiment::model::{Activation, Architecture, Layer, LayerKind};

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
    // Channels come last, so that the same class body does for convolutions.
    let conv = AHAF.replace("AHAF(keras.layers.Dense)", "AHAFConv(keras.layers.Conv2D)");
    let conv = conv.replace("(self.units,)", "(self.filters,)");
    needed([
        (uses(Activation::Glu, |_| true), GLU),
        (
            uses(Activation::Ahaf, |kind| kind == LayerKind::Dense),
            AHAF,
        ),
        (
            uses(Activation::Ahaf, |kind| kind != LayerKind::Dense),
            &conv,
        ),
    ])
}

/// Writes the definition of `model`, and of `layers` and `norms`, its parts with weights.
pub(super) fn model(lines: &[Line], inputs: usize) -> String {
    let in_a_row = lines.iter().all(|line| matches!(line, Line::Call(..)));
    match in_a_row {
        true => sequential(lines, inputs),
        false => functional(lines, inputs),
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

/// Writes how weights turn from PyTorch's order into Keras's and back: dense ones are transposed, kernels go from
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
