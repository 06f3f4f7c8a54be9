//! Values left out at random.

use super::super::definition::{BlockDefinition, BlockInfo, Hyperparameter, NumberInfo, number};
use super::Block;
use crate::format;
use crate::model::Op;
use crate::model::architecture::Builder;
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "drop",
    name: "dropout",
    doc: "Leaves values out at random while it trains, so that none is relied on.",
    form: "drop-50 (per cent)",
    is_layer: false,
    usual: Block::Dropout(Dropout { percent: 50 }),
};

/// In training, each value is left out with this probability and the others grow to make up for it; in
/// evaluation nothing happens (Srivastava et al. 2014, in the inverted form of PyTorch).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dropout {
    /// Probability in per cent.
    pub percent: u8,
}

const PERCENT: NumberInfo = NumberInfo {
    least: 0,
    ..number("per cent", "per cent", 99)
};

impl BlockDefinition for Dropout {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![Hyperparameter::Number(&PERCENT, &mut self.percent)]
    }

    fn check(&self) -> Result<(), String> {
        match self.percent {
            0..100 => Ok(()),
            _ => Err("would leave nothing; choose less than 100 per cent.".to_owned()),
        }
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let probability = f64::from(self.percent) / 100.0;
        let label = format!("{} {}", self.info().name, format::percent(probability));
        builder.stage(Op::Dropout { probability }, builder.shape(), Some(label));
        Ok(())
    }

    fn description(&self) -> Option<String> {
        Some(format!("{} {} %", self.info().name, self.percent))
    }

    fn has_two_modes(&self) -> bool {
        self.percent > 0
    }

    fn changes_freely(&self) -> bool {
        true
    }
}
