//! The network of the PyTorch script: its layers, its forward pass, how its weights begin.

use crate::export::python::forward::pytorch::PyTorch;
use crate::export::python::parts::{Law, law, needed};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::{Activation, Architecture, Init, Layer, LayerKind};

const AHAF: &str = r#"
class AHAF(nn.Linear):
    """A layer whose units scale and steepen: gamma * a * sigmoid(beta * a), gamma and beta trained."""

    def __init__(self, inputs, units):
        super().__init__(inputs, units)
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.ones(units))

    def forward(self, x):
        a = super().forward(x)
        return self.gamma * a * torch.sigmoid(self.beta * a)
"#;

const AHAF_CONV: &str = r#"
class AHAFConv(nn.Conv2d):
    """A convolution whose channels scale and steepen: gamma * a * sigmoid(beta * a), gamma and beta trained."""

    def __init__(self, inputs, units, kernel, **options):
        super().__init__(inputs, units, kernel, **options)
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.ones(units))

    def forward(self, x):
        a = super().forward(x)
        gamma, beta = self.gamma[:, None, None], self.beta[:, None, None]
        return gamma * a * torch.sigmoid(beta * a)
"#;

pub(super) fn classes(architecture: &Architecture) -> String {
    let uses = |conv: bool| {
        let mut layers = architecture.layers.iter();
        layers.any(|l| {
            l.activation == Activation::Ahaf && matches!(l.kind, LayerKind::Conv { .. }) == conv
        })
    };
    needed([(uses(false), AHAF), (uses(true), AHAF_CONV)])
}

/// Writes the list of batch normalisations; nothing without any.
pub(super) fn norms(text: &PyTorch) -> String {
    let line = |norm: &String| format!("    {norm}\n");
    let lines: String = text.norms.iter().map(line).collect();
    match lines.is_empty() {
        true => lines,
        false => format!("self.norms = nn.ModuleList([\n{lines}])"),
    }
}

pub(super) fn forward(text: &PyTorch) -> String {
    let mut lines = text.lines.clone();
    // The output layer comes last.
    let last = lines.pop().unwrap_or_default();
    lines.push(last.replacen("x =", "return", 1));
    lines.join("\n")
}

const FORGET_GATE: &str = "
    if isinstance(layer, nn.LSTM):
        layer.bias_ih_l0[layer.hidden_size : 2 * layer.hidden_size] = 1  # the forget gate: a fresh cell remembers";

/// Writes the loop that gives every layer its first weights.
pub(super) fn init(experiment: &Experiment, architecture: &Architecture) -> String {
    let draw = |value: &str| match law(experiment.init, experiment.init_scale) {
        Law::Fixed(fixed) => format!("nn.init.constant_({value}, {fixed})"),
        Law::Uniform(r) => format!("nn.init.uniform_({value}, -{r}, {r})"),
        Law::Normal(s) => format!("nn.init.normal_({value}, std={s})"),
    };
    let bias = |value: &str| match experiment.init {
        Init::PyTorch => draw(value),
        _ => format!("nn.init.zeros_({value})"),
    };
    let recurrent = |layer: &Layer| matches!(layer.kind, LayerKind::Recurrent { .. });
    match architecture.layers.iter().any(recurrent) {
        false => format!(
            "for layer in model.layers:\n    \
             fan_in, fan_out = layer.weight[0].numel(), layer.weight[:, 0].numel()\n    \
             {}\n    {}",
            draw("layer.weight"),
            bias("layer.bias")
        ),
        // Each gate is a matrix of its own.
        true => format!(
            "for layer in model.layers:\n    \
             gates = {{nn.LSTM: 4, nn.GRU: 3}}.get(type(layer), 1)\n    \
             for name, weight in layer.named_parameters():\n        \
             if \"weight\" in name:\n            \
             bias = getattr(layer, name.replace(\"weight\", \"bias\"))\n            \
             fan_in, fan_out = weight[0].numel(), weight[:, 0].numel() // gates\n            \
             {}\n            {}{}",
            draw("weight"),
            bias("bias"),
            match experiment.init {
                Init::PyTorch => "",
                _ => FORGET_GATE,
            }
        ),
    }
}
