//! The network of the PyTorch script: its layers, its forward pass, how its weights begin.

use crate::export::python::formula::{PYTORCH, lambda};
use crate::export::python::parts::{Law, asks_for_a_map, law, pair};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::activation::{Form, Python};
use playground_experiment::model::{
    Activation, Architecture, Cell, Init, Layer, LayerKind, Op, Pooling, Shape, Stage,
};

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
    let needed = [(false, AHAF), (true, AHAF_CONV)].into_iter();
    let texts = needed.filter(|(conv, _)| uses(*conv));
    let texts: Vec<String> = texts
        .map(|(_, text)| format!("\n{}", text.trim_end()))
        .collect();
    texts.join("\n")
}

pub(super) fn layers(architecture: &Architecture) -> String {
    let lines: Vec<String> = architecture.layers.iter().map(layer).collect();
    lines.join("\n")
}

fn layer(layer: &Layer) -> String {
    let (inputs, units) = (layer.inputs, layer.units);
    match (layer.kind, layer.activation) {
        (LayerKind::Dense, Activation::Ahaf) => format!("AHAF({inputs}, {units}),"),
        (LayerKind::Dense, _) => format!("nn.Linear({inputs}, {units}),"),
        (
            LayerKind::Conv {
                kernel,
                stride,
                padding,
            },
            activation,
        ) => {
            let class = match activation {
                Activation::Ahaf => "AHAFConv",
                _ => "nn.Conv2d",
            };
            let channels = inputs / (kernel[0] * kernel[1]);
            let [kernel, stride, padding] = [kernel, stride, padding].map(pair);
            format!("{class}({channels}, {units}, {kernel}, stride={stride}, padding={padding}),")
        }
        (LayerKind::Recurrent { cell, .. }, _) => {
            let class = match cell {
                Cell::Lstm => "nn.LSTM",
                Cell::Gru => "nn.GRU",
            };
            format!(
                "{class}({inputs}, {}, batch_first=True),",
                layer.units_after()
            )
        }
    }
}

/// The list of batch normalisations; nothing without any.
pub(super) fn norms(architecture: &Architecture) -> String {
    let mut lines = Vec::new();
    for stage in &architecture.stages {
        if let Op::Norm(index) = stage.work {
            let class = match stage.output {
                Shape::Flat(_) => "nn.BatchNorm1d",
                Shape::Map { .. } => "nn.BatchNorm2d",
            };
            lines.push(format!(
                "    {class}({}),\n",
                architecture.norms[index].channels
            ));
        }
    }
    match lines.is_empty() {
        true => String::new(),
        false => format!("self.norms = nn.ModuleList([\n{}])", lines.concat()),
    }
}

/// An activation around an expression.
fn activated(activation: Activation, x: &str) -> String {
    let info = activation.info();
    match (info.pytorch, &info.form) {
        (Python::Expression(text), _) => text.replace("{x}", x),
        (Python::OfFormula, Form::Elementwise(f)) => {
            format!("({})({x})", lambda(&PYTORCH, &f.value))
        }
        _ => x.to_owned(),
    }
}

pub(super) fn forward(architecture: &Architecture) -> String {
    let mut text = Text {
        architecture,
        lines: Vec::new(),
        flat: true,
    };
    for stage in &architecture.stages {
        text.stage(stage);
    }
    // The output layer comes last.
    let last = text.lines.pop().unwrap_or_default();
    text.lines.push(last.replacen("x =", "return", 1));
    text.lines.join("\n")
}

/// The lines of `forward` so far.
struct Text<'a> {
    architecture: &'a Architecture,
    lines: Vec<String>,
    /// Values lie without an order until a block asks for rows and columns.
    flat: bool,
}

impl Text<'_> {
    fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn stage(&mut self, stage: &Stage) {
        if self.flat && asks_for_a_map(self.architecture, stage) {
            self.say(format!("x = x.reshape(-1, {})", commas(stage.input)));
            self.flat = false;
        }
        match stage.work {
            Op::Layer(index) => self.layer(index),
            Op::Pool { kind, size } => {
                let name = match kind {
                    Pooling::Max => "max",
                    Pooling::Average => "avg",
                };
                self.say(format!("x = F.{name}_pool2d(x, {})", pair(size)));
            }
            Op::GlobalPool => {
                self.say("x = x.mean(dim=(2, 3))");
                self.flat = true;
            }
            Op::Flatten => match stage.output {
                Shape::Flat(_) => {
                    self.say("x = x.flatten(1)");
                    self.flat = true;
                }
                map => {
                    self.say(format!("x = x.reshape(-1, {})", commas(map)));
                    self.flat = false;
                }
            },
            Op::Upsample { size } => {
                self.say(format!("x = F.interpolate(x, scale_factor={size})"));
            }
            Op::Dropout { probability } => {
                self.say(format!("x = F.dropout(x, {probability}, self.training)"));
            }
            Op::Norm(index) => {
                let activation = self.architecture.norms[index].activation;
                let call = activated(activation, &format!("self.norms[{index}](x)"));
                self.say(format!("x = {call}"));
            }
            Op::Keep => self.say("kept = x"),
            Op::Exchange => self.say("x, kept = kept, x"),
            Op::Sum(activation) => self.say(format!("x = {}", activated(activation, "x + kept"))),
        }
    }

    fn layer(&mut self, index: usize) {
        let layer = &self.architecture.layers[index];
        let call = format!("self.layers[{index}](x)");
        if let LayerKind::Recurrent { every, .. } = layer.kind {
            self.say("x = x.transpose(1, 2).flatten(2)");
            self.say(format!("x = {call}[0]"));
            self.say(match every {
                true => "x = x.transpose(1, 2).unsqueeze(3)",
                false => "x = x[:, -1]",
            });
            self.flat = !every;
            return;
        }
        if layer.kind == LayerKind::Dense && !self.flat {
            self.say("x = x.flatten(1)");
            self.flat = true;
        }
        self.say(format!("x = {}", activated(layer.activation, &call)));
    }
}

fn commas(shape: Shape) -> String {
    let dims: Vec<String> = shape.dims().iter().map(usize::to_string).collect();
    dims.join(", ")
}

const FORGET_GATE: &str = "
    if isinstance(layer, nn.LSTM):
        layer.bias_ih_l0[layer.hidden_size : 2 * layer.hidden_size] = 1  # the forget gate: a fresh cell remembers";

/// The loop that gives every layer its first weights.
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
