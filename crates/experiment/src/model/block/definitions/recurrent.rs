//! Cells that read row by row and remember.

use super::super::definition::{BlockDefinition, BlockInfo, ChoiceInfo, Hyperparameter};
use super::Block;
use super::dense::UNITS;
use crate::model::architecture::{Builder, Layer};
use crate::model::{Activation, Cell, LayerKind, ParameterKind, Shape};
use serde::{Deserialize, Serialize};

pub const LSTM: BlockInfo = BlockInfo {
    key: "lstm",
    name: "LSTM",
    doc: "Long short-term memory: cells that read row by row and choose what to keep.",
    form: "lstm-32 (the last state) or lstm-32-all (the state after every row)",
    is_layer: true,
    usual: usual(Cell::Lstm),
};

pub const GRU: BlockInfo = BlockInfo {
    key: "gru",
    name: "GRU",
    doc: "Gated recurrent units: like LSTM, with one gate fewer and no separate cell state.",
    form: "gru-32 (the last state) or gru-32-all (the state after every row)",
    is_layer: true,
    usual: usual(Cell::Gru),
};

const fn usual(cell: Cell) -> Block {
    Block::Recurrent(Recurrent {
        cell,
        units: 32,
        every: false,
    })
}

/// Cells that read an image or a series row by row and remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recurrent {
    /// Which cells.
    pub cell: Cell,
    /// How many.
    pub units: u32,
    /// Whether the state after every row leaves the block, or the last one alone.
    pub every: bool,
}

const STATES: ChoiceInfo = ChoiceInfo {
    name: "States",
    doc: Some("Which states leave the layer"),
    options: &[("last", "last state"), ("all", "every state")],
};

impl BlockDefinition for Recurrent {
    fn info(&self) -> &'static BlockInfo {
        match self.cell {
            Cell::Lstm => &LSTM,
            Cell::Gru => &GRU,
        }
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![
            Hyperparameter::Number(&UNITS, &mut self.units),
            Hyperparameter::Choice(&STATES, &mut self.every),
        ]
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let (cell, cells, every) = (self.cell, self.units as usize, self.every);
        let (channels, steps, width) = builder.map("reads")?;
        let (input, features) = (builder.shape(), channels * width);
        let gates = cells * cell.gates();
        let row = builder.matrix(None, features, cells);
        let state = builder.matrix(None, cells, cells);
        let weights = [features, gates];
        let biases = match cell {
            Cell::Lstm => ParameterKind::Gates,
            Cell::Gru => ParameterKind::Bias,
        };
        let mut parameters = vec![
            builder.push_parameter(&row, "weight_ih_l0", ParameterKind::Weight, weights),
            builder.push_parameter(&row, "bias_ih_l0", biases, [1, gates]),
        ];
        parameters.extend(builder.push_weights(&state, ["weight_hh_l0", "bias_hh_l0"], gates));
        let output = match every {
            true => Shape::from([cells, steps, 1]),
            false => Shape::Flat(cells),
        };
        let layer = Layer {
            name: builder.next_name(),
            kind: LayerKind::Recurrent { cell, steps, every },
            inputs: features,
            units: gates,
            activation: Activation::Identity,
            shown: Activation::Identity,
            parameters,
            input,
            output,
        };
        let name = self.info().name;
        builder.push_layer(layer, format!("{name} {features} → {cells}, {steps} steps"));
        Ok(())
    }
}
