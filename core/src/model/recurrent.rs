//! Recurrent layers, in the form and with the order of gates of PyTorch's `nn.LSTM` and `nn.GRU`.
//!
//! LSTM: i, f, o = σ(·), g = tanh(·) of W x + b + R h + c; c' = f ⊙ c + i ⊙ g; h' = o ⊙ tanh(c').
//! GRU: r, z = σ(·); n = tanh(W x + b + r ⊙ (R h + c)); h' = (1 − z) ⊙ n + z ⊙ h.

use super::convolution::dense;
use super::spatial::map;
use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;
use playground_experiment::model::{Cell, Shape};

/// Computes the rows' share of the gates, `[batch, steps · gates · cells]`: W x + b of every row of `values`
/// `[batch, values]`, with `weight` `[features, gates · cells]` and `bias` `[1, gates · cells]`.
pub(super) fn of_rows(
    input: Shape,
    values: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<2>,
) -> Tensor<2> {
    let values = map(values, input);
    let ([batch, channels, height, width], [_, gates]) = (values.dims(), weight.dims());
    let rows = values
        .swap_dims(1, 2)
        .reshape([batch * height, channels * width]);
    dense(rows, weight, bias).reshape([batch, height * gates])
}

/// Computes the states after the last row, `[batch, cells]`, or after `every` row, `[batch, cells · steps]`, from the
/// rows' share of the gates, with `weight` `[cells, gates · cells]` and `bias` `[1, gates · cells]` for the state
/// before.
pub(super) fn states(
    cell: Cell,
    every: bool,
    of_rows: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<2>,
) -> Tensor<2> {
    let ([batch, width], gates) = (of_rows.dims(), weight.dims()[1]);
    let cells = gates / cell.gates();
    let mut hidden = Tensor::zeros([batch, cells], &of_rows.device());
    let mut memory = hidden.clone();
    let mut states = Vec::new();
    for start in (0..width).step_by(gates) {
        let row = of_rows.clone().narrow(1, start, gates);
        let state = dense(hidden.clone(), weight.clone(), bias.clone());
        hidden = match cell {
            Cell::Lstm => {
                let (next, kept) = lstm(row + state, memory);
                memory = kept;
                next
            }
            Cell::Gru => gru(row, state, hidden),
        };
        if every {
            states.push(hidden.clone());
        }
    }
    match every {
        true => Tensor::stack::<3>(states, 2).flatten(1, 2),
        false => hidden,
    }
}

/// Returns part `index` of gates that lie one after the other, `[batch, cells]`.
fn gate(gates: &Tensor<2>, index: usize, of: usize) -> Tensor<2> {
    let cells = gates.dims()[1] / of;
    gates.clone().narrow(1, index * cells, cells)
}

/// Computes the next state and memory.
fn lstm(gates: Tensor<2>, memory: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    let [input, forget, new, output] = [0, 1, 2, 3].map(|i| gate(&gates, i, 4));
    let memory = sigmoid(forget) * memory + sigmoid(input) * new.tanh();
    (sigmoid(output) * memory.clone().tanh(), memory)
}

/// Computes the next state.
fn gru(row: Tensor<2>, state: Tensor<2>, hidden: Tensor<2>) -> Tensor<2> {
    let reset = sigmoid(gate(&row, 0, 3) + gate(&state, 0, 3));
    let keep = sigmoid(gate(&row, 1, 3) + gate(&state, 1, 3));
    let new = (gate(&row, 2, 3) + reset * gate(&state, 2, 3)).tanh();
    new.clone() + keep * (hidden - new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};

    fn tensor(values: &[f32], shape: [usize; 2]) -> Tensor<2> {
        Tensor::from_data(TensorData::new(values.to_vec(), shape), &Device::flex())
    }

    fn logistic(x: f32) -> f32 {
        1.0 / (1.0 + (-x).exp())
    }

    /// The states of one cell that reads one number a step, computed number by number.
    fn by_hand(cell: Cell, series: &[f32], w: &[f32], b: &[f32], r: &[f32], c: &[f32]) -> Vec<f32> {
        let (mut h, mut memory) = (0.0f32, 0.0f32);
        let mut states = Vec::new();
        for x in series {
            let row = |i: usize| w[i] * x + b[i];
            let state = |i: usize| r[i] * h + c[i];
            let sum = |i: usize| row(i) + state(i);
            h = match cell {
                Cell::Lstm => {
                    memory = logistic(sum(1)) * memory + logistic(sum(0)) * sum(2).tanh();
                    logistic(sum(3)) * memory.tanh()
                }
                Cell::Gru => {
                    let (reset, keep) = (logistic(sum(0)), logistic(sum(1)));
                    let new = (row(2) + reset * state(2)).tanh();
                    (1.0 - keep) * new + keep * h
                }
            };
            states.push(h);
        }
        states
    }

    #[test]
    fn a_cell_remembers_as_its_formula_says() {
        let series = [0.7, -1.2, 0.1, 2.0];
        for cell in [Cell::Lstm, Cell::Gru] {
            let n = cell.gates();
            let draw = |seed: usize| -> Vec<f32> {
                (0..n)
                    .map(|i| ((seed + 7 * i) % 11) as f32 / 5.0 - 1.0)
                    .collect()
            };
            let [w, b, r, c] = [1, 4, 2, 9].map(draw);
            let input = Shape::Map {
                channels: 1,
                height: 4,
                width: 1,
            };
            let rows = of_rows(
                input,
                tensor(&series, [1, 4]),
                tensor(&w, [1, n]),
                tensor(&b, [1, n]),
            );
            let run = |every| {
                let (weight, bias) = (tensor(&r, [1, n]), tensor(&c, [1, n]));
                let states = states(cell, every, rows.clone(), weight, bias);
                states.into_data().try_to_vec::<f32>().unwrap()
            };
            let expected = by_hand(cell, &series, &w, &b, &r, &c);
            for (got, expected) in run(true).into_iter().zip(&expected) {
                assert!((got - expected).abs() < 1e-6, "{cell:?}: {got} {expected}");
            }
            assert_eq!(run(false), run(true)[3..]);
        }
    }

    #[test]
    fn a_row_is_read_through_all_channels() {
        // [2 channels, 2 rows, 2 columns]: row 0 is 1, 2 of the first channel and 5, 6 of the second.
        let input = Shape::Map {
            channels: 2,
            height: 2,
            width: 2,
        };
        let values = tensor(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], [1, 8]);
        let weight = tensor(&[1000.0, 100.0, 10.0, 1.0], [4, 1]);
        let rows = of_rows(input, values, weight, tensor(&[0.0], [1, 1])).into_data();
        assert_eq!(rows.try_to_vec::<f32>().unwrap(), [1256.0, 3478.0]);
    }
}
