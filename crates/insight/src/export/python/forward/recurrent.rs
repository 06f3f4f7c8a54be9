//! A layer of cells that read row by row.

use super::pytorch::PyTorch;
use playground_experiment::model::{Cell, Layer};

pub(super) fn pytorch(text: &mut PyTorch, layer: &Layer, cell: Cell, every: bool) {
    let class = match cell {
        Cell::Lstm => "nn.LSTM",
        Cell::Gru => "nn.GRU",
    };
    let (inputs, cells) = (layer.inputs, layer.units_after());
    let call = text.layer(format!("{class}({inputs}, {cells}, batch_first=True),"));
    text.say("x = x.transpose(1, 2).flatten(2)");
    text.say(format!("x = {call}[0]"));
    text.say(match every {
        true => "x = x.transpose(1, 2).unsqueeze(3)",
        false => "x = x[:, -1]",
    });
    text.is_map = every;
}

pub(super) const NOT_IN_KERAS: &str = "Keras adds up the two biases of recurrent cells and orders their gates otherwise, \
     so these weights do not fit there. Take the PyTorch script instead.";
