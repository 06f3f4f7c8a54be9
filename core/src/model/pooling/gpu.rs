//! Pooling on a GPU, a program each way.

use super::Pool;
use crate::expression::wgsl;
use crate::operation::Operation;
use crate::operation::gpu::{Program, bindings, dims, empty, header, in_order, launch};
use burn_wgpu::{CubeTensor, Wgpu};
use playground_experiment::model::activation::Form;
use playground_experiment::model::{Activation, Pooling};

impl Operation<Wgpu, 1> for Pool {
    type Saved = ();

    fn forward(&self, inputs: [CubeTensor; 1]) -> (CubeTensor, ()) {
        let [values] = in_order(inputs);
        (self.on_gpu(&values), ())
    }

    fn backward(
        &self,
        inputs: [CubeTensor; 1],
        (): (),
        signal: CubeTensor,
        [wanted]: [bool; 1],
    ) -> [Option<CubeTensor>; 1] {
        let ([values], [signal]) = (in_order(inputs), in_order([signal]));
        [wanted.then(|| self.back(&signal, &values, None))]
    }
}

impl Pool {
    /// Pools `values` `[batch, channels · pixels]`: `[batch, channels · windows]`.
    pub(in crate::model) fn on_gpu(&self, values: &CubeTensor) -> CubeTensor {
        let [batch, width] = dims(values);
        let columns = width / self.windows.values().max(1) * self.windows.windows();
        let out = empty(values, [batch, columns]);
        let count = batch * columns;
        let way = Way::Forward;
        let program = PoolProgram {
            kind: self.kind,
            way,
        };
        launch(program, count, &[values, &out], &self.numbers(count));
        out
    }

    /// Carries the signal at the windows back to `values`; further back, at what these were made of by an activation, where
    /// that is given.
    pub(in crate::model) fn back(
        &self,
        signal: &CubeTensor,
        values: &CubeTensor,
        made_of: Option<(Activation, &CubeTensor)>,
    ) -> CubeTensor {
        let [batch, width] = dims(values);
        let (out, count) = (empty(values, [batch, width]), batch * width);
        let way = Way::Back(made_of.map(|(activation, _)| activation));
        let program = PoolProgram {
            kind: self.kind,
            way,
        };
        let mut tensors = vec![signal];
        // A mean is the same to all its values.
        tensors.extend((self.kind == Pooling::Max).then_some(values));
        tensors.extend(made_of.map(|(_, before)| before));
        tensors.push(&out);
        launch(program, count, &tensors, &self.numbers(count));
        out
    }

    /// Lists what the programs are told, in the order of their `Numbers`.
    fn numbers(&self, count: usize) -> [usize; 7] {
        let ([height, width], [down, across]) = (self.windows.input, self.windows.size);
        let [out_height, out_width] = self.windows.output();
        [count, height, width, down, across, out_height, out_width]
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct PoolProgram {
    kind: Pooling,
    way: Way,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Way {
    /// An invocation for each window.
    Forward,
    /// An invocation for each value; with the activation that made it, whose slope the signal is multiplied with.
    Back(Option<Activation>),
}

/// What an invocation is told; see `numbers` beside the launches.
const NUMBERS: &str = "
struct Numbers { count: u32, height: u32, width: u32, down: u32, across: u32, out_height: u32, out_width: u32 }
";

impl Program for PoolProgram {
    fn source(&self) -> String {
        let mut tensors = match self.way {
            Way::Forward => vec!["values"],
            Way::Back(_) if self.kind == Pooling::Max => vec!["signal", "values"],
            Way::Back(_) => vec!["signal"],
        };
        let (functions, slope) = match &self.way {
            Way::Back(Some(activation)) => {
                tensors.push("before");
                let Form::Elementwise(f) = &activation.info().form else {
                    unreachable!("what needs more than one number at a time goes another way");
                };
                let slope = wgsl::function("slope", &f.derivative);
                (slope, "to *= slope(before[invocation]);")
            }
            Way::Back(None) | Way::Forward => (String::new(), ""),
        };
        tensors.push("out");
        let body = match (&self.way, self.kind) {
            (Way::Forward, Pooling::Max) => LARGEST,
            (Way::Forward, Pooling::Average) => MEAN,
            (Way::Back(_), Pooling::Max) => TO_LARGEST,
            (Way::Back(_), Pooling::Average) => TO_MEAN,
        };
        format!(
            "{bindings}{NUMBERS}{functions}{header}
    if (invocation >= n.count) {{ return; }}
    {body}
    {slope}
    out[invocation] = to;
}}
",
            bindings = bindings(&tensors, "Numbers"),
            header = header(),
        )
    }
}

const LARGEST: &str = "
    let x = invocation % n.out_width * n.across;
    let y = invocation / n.out_width % n.out_height * n.down;
    let at = (invocation / n.out_width / n.out_height * n.height + y) * n.width + x;
    var to = values[at];
    for (var row = 0u; row < n.down; row++) {
        for (var column = 0u; column < n.across; column++) { to = max(to, values[at + row * n.width + column]); }
    }";

const MEAN: &str = "
    let x = invocation % n.out_width * n.across;
    let y = invocation / n.out_width % n.out_height * n.down;
    let at = (invocation / n.out_width / n.out_height * n.height + y) * n.width + x;
    var to = 0.0;
    for (var row = 0u; row < n.down; row++) {
        for (var column = 0u; column < n.across; column++) { to += values[at + row * n.width + column]; }
    }
    to /= f32(n.down * n.across);";

/// The first of the largest values gets the signal of their window.
const TO_LARGEST: &str = "
    let x = invocation % n.width;
    let y = invocation / n.width % n.height;
    let map = invocation / n.width / n.height;
    let window_x = x / n.across;
    let window_y = y / n.down;
    let within = (window_x < n.out_width) & (window_y < n.out_height);
    let at = (map * n.height + window_y * n.down) * n.width + window_x * n.across;
    let own = values[invocation];
    var is_largest = within;
    if (within) {
        for (var row = 0u; row < n.down; row++) {
            for (var column = 0u; column < n.across; column++) {
                let place = at + row * n.width + column;
                let other = values[place];
                is_largest = is_largest & ((other < own) | ((other == own) & (place >= invocation)));
            }
        }
    }
    let source = (map * n.out_height + min(window_y, n.out_height - 1u)) * n.out_width + min(window_x, n.out_width - 1u);
    var to = select(0.0, signal[source], is_largest);";

const TO_MEAN: &str = "
    let window_x = invocation % n.width / n.across;
    let window_y = invocation / n.width % n.height / n.down;
    let map = invocation / n.width / n.height;
    let within = (window_x < n.out_width) & (window_y < n.out_height);
    let source = (map * n.out_height + min(window_y, n.out_height - 1u)) * n.out_width + min(window_x, n.out_width - 1u);
    var to = select(0.0, signal[source], within) / f32(n.down * n.across);";
