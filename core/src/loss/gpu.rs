//! A loss and its gradient as one program on a GPU, written from the loss's definition.

use super::gradient::{ObjectiveLoss, carried_back};
use crate::expression::wgsl::{FUNCTIONS, Wgsl};
use crate::operation::Operation;
use crate::operation::gpu::{Program, bindings, bits, dims, empty, header, in_order, launch};
use burn_wgpu::{CubeTensor, Wgpu};
use playground_experiment::loss::{
    Derivative, Leaf, Loss, LossSettings, Objective, Output, Term, objective,
};

/// Computes the loss of each example, `[batch, 1]`, and `scale` times its gradient at the logits, `[batch, K]`, for logits
/// `z` and targets `y`, `[batch, K]` both.
pub(crate) fn loss_and_gradient(
    objective: &Objective,
    settings: LossSettings,
    [z, y]: [CubeTensor; 2],
    scale: f32,
) -> [CubeTensor; 2] {
    let [z, y] = in_order([z, y]);
    let [rows, classes] = dims(&z);
    let (loss, gradient) = (empty(&z, [rows, 1]), empty(&z, [rows, classes]));
    let weight = objective.class_weight(settings.reduction, classes) as f32;
    let mut numbers = vec![rows, classes, bits(weight), bits(weight * scale)];
    let parameters = objective.loss.info().parameters.iter();
    numbers.extend(parameters.map(|one| bits(settings.parameters.get(one.key) as f32)));
    numbers.resize(4 * VECTORS, 0);
    let program = LossProgram {
        output: objective.output,
        loss: objective.loss,
    };
    launch(program, rows, &[&z, &y, &loss, &gradient], &numbers);
    [loss, gradient]
}

impl Operation<Wgpu, 2> for ObjectiveLoss {
    /// ∂L/∂z of each example's own loss, `[batch, K]`.
    type Saved = CubeTensor;

    fn forward(&self, inputs: [CubeTensor; 2]) -> (CubeTensor, CubeTensor) {
        loss_and_gradient(self.objective, self.settings, inputs, 1.0).into()
    }

    fn backward(
        &self,
        _: [CubeTensor; 2],
        gradient: CubeTensor,
        signal: CubeTensor,
        [wanted, _]: [bool; 2],
    ) -> [Option<CubeTensor>; 2] {
        [wanted.then(|| carried_back::<Wgpu>(gradient, signal)), None]
    }
}

/// A loss under an output. An invocation goes over the classes of one example.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct LossProgram {
    output: Output,
    loss: Loss,
}

/// Vectors of four numbers that the program is told: rows, classes and two factors, then the parameters of the loss.
const VECTORS: usize = 2;

impl Program for LossProgram {
    fn source(&self) -> String {
        let Ok(objective) = objective(self.output, self.loss) else {
            unreachable!("a program is made of an objective");
        };
        let (slope, carry) = match &objective.derivative {
            Derivative::AtLogit(term) => (term, String::new()),
            Derivative::AtAnswer(term) => (term, jacobian(&answer(self.output))),
            Derivative::AtLogAnswer(term) => (term, log_jacobian(self.output)),
        };
        let carry_further = match self.output {
            Output::SoftmaxTwice => jacobian(FIRST_ANSWER),
            _ => String::new(),
        };
        format!(
            "{bindings}{FUNCTIONS}{header}
    if (invocation >= n[0].x) {{ return; }}
    let classes = n[0].y;
    let at = invocation * classes;
    {prepared}
    var value = 0.0;
    var total = 0.0;
    for (var k = 0u; k < classes; k++) {{
        let y = targets[at + k];
        {leaves}
        let slope = {slope};
        value += {value};
        total += slope;
        gradient[at + k] = slope;
    }}
    {carry}
    {carry_further}
    for (var k = 0u; k < classes; k++) {{ gradient[at + k] *= bitcast<f32>(n[0].w); }}
    loss[invocation] = value * bitcast<f32>(n[0].z);
}}
",
            bindings = bindings(
                &["logits", "targets", "loss", "gradient"],
                &format!("array<vec4<u32>, {VECTORS}>")
            ),
            header = header(),
            prepared = prepared(self.output),
            leaves = leaves(self.output),
            slope = written(self.loss, slope),
            value = written(self.loss, &objective.term),
        )
    }
}

/// Writes a term of a loss in the names that [`leaves`] declares.
fn written(loss: Loss, term: &Term) -> String {
    let parameter = |key| {
        let all = loss.info().parameters;
        let at = all
            .iter()
            .position(|one| one.key == key)
            .unwrap_or_default();
        format!("bitcast<f32>(n[{}][{}])", 1 + at / 4, at % 4)
    };
    term.read(&Wgsl(|leaf| match leaf {
        Leaf::Target => "y".to_owned(),
        Leaf::Logit => "z".to_owned(),
        Leaf::Answer => "p".to_owned(),
        Leaf::Rest => "rest".to_owned(),
        Leaf::Error => "error".to_owned(),
        Leaf::LogAnswer => "log_p".to_owned(),
        Leaf::LogRest => "log_rest".to_owned(),
        Leaf::Classes => "f32(classes)".to_owned(),
        Leaf::Parameter(key) => parameter(key),
    }))
}

/// Softmax of the logits, of class k, where there is another one behind it.
const FIRST_ANSWER: &str = "(exp(logits[at + k] - first_highest) / first_sum)";

/// Writes what goes into the softmax before the answer, of class k; where there is none, the logit.
fn before(output: Output) -> &'static str {
    match output {
        Output::SoftmaxTwice => FIRST_ANSWER,
        _ => "logits[at + k]",
    }
}

/// Writes the answer of class k, behind a softmax.
fn answer(output: Output) -> String {
    format!("(exp({} - highest) / sum)", before(output))
}

/// Writes what is known of an example before its classes are gone over.
fn prepared(output: Output) -> String {
    let softmax = |highest: &str, sum: &str, before: &str| {
        format!(
            "
    var {highest} = -3.0e38;
    for (var k = 0u; k < classes; k++) {{ {highest} = max({highest}, {before}); }}
    var {sum} = 0.0;
    for (var k = 0u; k < classes; k++) {{ {sum} += exp({before} - {highest}); }}"
        )
    };
    let others = || {
        format!(
            "
    var others = 0.0;
    for (var k = 0u; k < classes; k++) {{
        let p = {};
        others += select(p, 0.0, p > 0.5);
    }}",
            answer(output)
        )
    };
    match output {
        Output::Softmax => softmax("highest", "sum", before(output)) + &others(),
        Output::SoftmaxTwice => {
            softmax("first_highest", "first_sum", "logits[at + k]")
                + &softmax("highest", "sum", FIRST_ANSWER)
                + &others()
        }
        Output::Sigmoid | Output::Image | Output::Linear | Output::ImageLinear => String::new(),
    }
}

/// Writes what terms are made of, for class k, as [`Leaves`](super::leaves::Leaves) has it.
fn leaves(output: Output) -> String {
    let of_answer = match output {
        Output::Softmax | Output::SoftmaxTwice => format!(
            "let z = {};
        let p = exp(z - highest) / sum;
        let rest = max(select(1.0 - p, others, p > 0.5), {SMALLEST});
        let log_p = select(z - highest - log(sum), log_1p(-rest), p > 0.5);
        let log_rest = log(rest);",
            before(output)
        ),
        Output::Sigmoid | Output::Image => format!(
            "let z = logits[at + k];
        let p = sigmoid(z);
        let rest = max(sigmoid(-z), {SMALLEST});
        let log_p = -softplus(-z);
        let log_rest = -softplus(z);"
        ),
        Output::Linear | Output::ImageLinear => {
            return "let z = logits[at + k];
        let p = z;
        let rest = 1.0 - z;
        let error = z - y;
        let log_p = log(z);
        let log_rest = log(rest);"
                .to_owned();
        }
    };
    of_answer + "\n        let error = select(p - y, (1.0 - y) - rest, p > 0.5);"
}

/// The smallest normal number, [`f32::MIN_POSITIVE`].
const SMALLEST: &str = "1.17549435e-38";

/// Writes Jᵀg with J = diag(p) − p pᵀ over `gradient`, for probabilities `p` of class k. J does not see what all of g have
/// in common, so that at the sure class, if there is one, is taken off first.
fn jacobian(p: &str) -> String {
    format!(
        "
    {{
    var shared_part = 0.0;
    for (var k = 0u; k < classes; k++) {{ shared_part += select(0.0, gradient[at + k], {p} > 0.5); }}
    var mean = 0.0;
    for (var k = 0u; k < classes; k++) {{ mean += {p} * (gradient[at + k] - shared_part); }}
    for (var k = 0u; k < classes; k++) {{ gradient[at + k] = {p} * (gradient[at + k] - shared_part - mean); }}
    }}"
    )
}

/// Writes h − p·Σ h over `gradient`, of which h·p is left out on both sides.
fn log_jacobian(output: Output) -> String {
    format!(
        "
    for (var k = 0u; k < classes; k++) {{
        let y = targets[at + k];
        {leaves}
        let h = gradient[at + k];
        gradient[at + k] = h * rest - p * (total - h);
    }}",
        leaves = leaves(output)
    )
}
