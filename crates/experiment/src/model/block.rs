//! One block of the network, as a person chooses it. Each kind is one file of `definitions/`; whatever shows it, writes
//! it or makes a network of it reads it from there.
//!
//! | file | |
//! | --- | --- |
//! | `definition.rs` | what a definition says |
//! | `text.rs` | the text form |
//! | `network.rs`, `check.rs` | the network of a list of blocks; what fits, and the sentences for what does not |

mod check;
mod definition;
mod definitions;
mod network;
#[cfg(test)]
mod tests;
mod text;

pub use definition::{BlockInfo, ChoiceInfo};
pub use definitions::*;
pub use network::MAX_BLOCKS;
pub(crate) use text::read_all;

use super::Activation;
use super::activation::Form;
use definition::Hyperparameter;

/// A number of a block that a person sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// What it is: "units".
    pub name: &'static str,
    /// Now.
    pub value: u32,
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
}

/// One of several words that a person chooses for a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What there is to choose.
    pub info: &'static ChoiceInfo,
    /// The place of the chosen one.
    pub chosen: usize,
}

impl Block {
    /// Returns a dense block.
    pub const fn dense(units: u32, activation: Activation) -> Self {
        Self::Dense(Dense { units, activation })
    }

    /// Returns its row.
    pub fn info(&self) -> &'static BlockInfo {
        self.kind().info()
    }

    /// Lists its numbers, in the order of its text form.
    pub fn numbers(mut self) -> Vec<Number> {
        let fields = self.kind_mut().fields().into_iter();
        let numbers = fields
            .filter_map(Hyperparameter::number)
            .map(|(info, value)| Number {
                name: info.name,
                value: value.get(),
                least: info.least,
                most: info.most,
            });
        numbers.collect()
    }

    /// Returns the same block with another value for one of its numbers; itself where it has no such number.
    pub fn with_number(mut self, index: usize, value: u32) -> Self {
        let fields = self.kind_mut().fields().into_iter();
        if let Some((_, own)) = fields.filter_map(Hyperparameter::number).nth(index) {
            own.set(value);
        }
        self
    }

    /// Lists its choices besides the activation, in the order of its text form.
    pub fn choices(mut self) -> Vec<Choice> {
        let fields = self.kind_mut().fields().into_iter();
        let choices = fields
            .filter_map(Hyperparameter::choice)
            .map(|(info, value)| Choice {
                info,
                chosen: value.get() as usize,
            });
        choices.collect()
    }

    /// Returns the same block with the option `key` for one of its choices; itself where it has no such choice or
    /// option.
    pub fn with_choice(mut self, index: usize, key: &str) -> Self {
        let fields = self.kind_mut().fields().into_iter();
        if let Some((info, own)) = fields.filter_map(Hyperparameter::choice).nth(index)
            && let Some(place) = info.options.iter().position(|option| option.0 == key)
        {
            own.set(place as u32);
        }
        self
    }

    /// Returns its activation, if it has one to choose.
    pub fn activation(&self) -> Option<Activation> {
        let mut own = *self;
        own.activation_mut().copied()
    }

    fn activation_mut(&mut self) -> Option<&mut Activation> {
        let mut fields = self.kind_mut().fields().into_iter();
        fields.find_map(Hyperparameter::activation)
    }

    /// Returns the same block with another activation, if it has one.
    pub fn with_activation(mut self, chosen: Activation) -> Self {
        if let Some(activation) = self.activation_mut() {
            *activation = chosen;
        }
        self
    }

    /// Returns the same block with `by` times its units or channels: at least one, an even number before a gate.
    /// Returns the block itself where it has neither.
    pub(crate) fn widened(self, by: f64) -> Self {
        let wide = |number: &&Number| matches!(number.name, "units" | "channels");
        let Some(number) = self.numbers().first().filter(wide).copied() else {
            return self;
        };
        let step = match self.activation().map(|a| &a.info().form) {
            Some(Form::Gated) => 2.0,
            Some(Form::Elementwise(_) | Form::Adaptive) | None => 1.0,
        };
        let width = (f64::from(number.value) * by / step).round() * step;
        self.with_number(0, width.clamp(step, f64::from(number.most)) as u32)
    }

    /// Returns whether it counts as a hidden layer: it has weights that mix values.
    pub fn is_layer(&self) -> bool {
        self.info().is_layer
    }

    /// Returns whether it works differently in training.
    pub fn has_two_modes(&self) -> bool {
        self.kind().has_two_modes()
    }

    /// Returns whether the weights of a network can stay when this block becomes `next`.
    pub(crate) fn keeps_parameters(&self, next: &Self) -> bool {
        if self.kind().changes_freely() && self.info().key == next.info().key {
            return true;
        }
        match (self.activation(), next.activation()) {
            (Some(from), Some(to)) => {
                self.with_activation(to) == *next && from.swaps_freely_with(to)
            }
            _ => self == next,
        }
    }

    /// Checks what would be wrong with it wherever it stands. The error is the second half of a sentence.
    fn check(mut self) -> Result<(), String> {
        self.kind().check()?;
        let fields = self.kind_mut().fields().into_iter();
        let mut numbers = fields.filter_map(Hyperparameter::number);
        numbers.try_for_each(|(info, value)| info.check(value.get()))
    }

    /// Writes it as people read it: `128 ReLU`.
    pub(crate) fn description(&self) -> String {
        let own = self.kind().description();
        let own = own.unwrap_or_else(|| self.with_first_number(self.info().name, " "));
        match self.activation() {
            Some(activation) => format!("{own} {}", activation.info().name),
            None => own,
        }
    }

    /// Writes it as in a line about a whole network: `128`, `6@5×5`.
    pub fn short(&self) -> String {
        let own = self.kind().short();
        own.unwrap_or_else(|| self.with_first_number(self.info().key, ""))
    }

    fn with_first_number(&self, word: &str, between: &str) -> String {
        match self.numbers().first() {
            Some(number) => format!("{word}{between}{}", number.value),
            None => word.to_owned(),
        }
    }
}
