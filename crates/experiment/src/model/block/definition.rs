//! What a definition of a block says: everything that is known of it without tensors, in one place.

use super::Block;
use crate::model::Activation;
use crate::model::architecture::Builder;

/// A row of [`BLOCKS`](super::BLOCKS).
pub struct BlockInfo {
    /// First word in links and scripts; empty for the dense block, which begins with its number of units.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// How it is written, for sentences about what could not be read.
    pub form: &'static str,
    /// Whether it counts as a hidden layer: it has weights that mix values.
    pub is_layer: bool,
    /// A usual one, which the page adds.
    pub usual: Block,
}

/// What the struct of each kind of block says of itself.
pub(crate) trait BlockDefinition {
    /// Returns its row.
    fn info(&self) -> &'static BlockInfo;

    /// Lists what a person chooses, in the order of the text form.
    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        Vec::new()
    }

    /// Checks what would be wrong with it wherever it stands, besides numbers out of their range. The error is the
    /// second half of a sentence.
    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    /// Adds its stages, layers and parameters. The error is the second half of a sentence.
    fn build(&self, builder: &mut Builder) -> Result<(), String>;

    /// Writes it as people read it, without the activation; none where that is its name and its first number.
    fn description(&self) -> Option<String> {
        None
    }

    /// Writes it as in a line about a whole network; none where that is its key and its first number.
    fn short(&self) -> Option<String> {
        None
    }

    /// Returns whether it works differently in training.
    fn has_two_modes(&self) -> bool {
        false
    }

    /// Returns whether the weights of a network can stay while its numbers change.
    fn changes_freely(&self) -> bool {
        false
    }
}

/// Something that a person chooses about a block.
pub(crate) enum Hyperparameter<'a> {
    /// A number.
    Number(&'static NumberInfo, &'a mut dyn Value),
    /// One of several words, by its place.
    Choice(&'static ChoiceInfo, &'a mut dyn Value),
    /// Its activation.
    Activation(&'a mut Activation),
}

/// What is to be said of a number.
pub(crate) struct NumberInfo {
    /// What it is: "kernel".
    pub(crate) name: &'static str,
    /// What it counts: "pixels along a kernel".
    pub(crate) counts: &'static str,
    /// At least.
    pub(crate) least: u32,
    /// At most.
    pub(crate) most: u32,
    /// The letter before it in the text form, where 1 is left out.
    pub(crate) letter: Option<char>,
}

/// What is to be said of a choice.
#[derive(Debug, PartialEq, Eq)]
pub struct ChoiceInfo {
    /// What is chosen: "Padding".
    pub name: &'static str,
    /// One line for the hover text, where the name does not do.
    pub doc: Option<&'static str>,
    /// Stable words, and names for people. The text form leaves out the first.
    pub options: &'static [(&'static str, &'static str)],
}

/// Where a block keeps what was chosen.
pub(crate) trait Value {
    /// Returns it as a number; a choice by its place.
    fn get(&self) -> u32;
    /// Sets it, to the nearest that fits.
    fn set(&mut self, value: u32);
}

impl Value for u32 {
    fn get(&self) -> u32 {
        *self
    }

    fn set(&mut self, value: u32) {
        *self = value;
    }
}

impl Value for u8 {
    fn get(&self) -> u32 {
        u32::from(*self)
    }

    fn set(&mut self, value: u32) {
        *self = value.min(u32::from(Self::MAX)) as Self;
    }
}

impl Value for bool {
    fn get(&self) -> u32 {
        u32::from(*self)
    }

    fn set(&mut self, value: u32) {
        *self = value > 0;
    }
}

/// Describes a number from 1 to `most`, by its name and what it counts.
pub(super) const fn number(name: &'static str, counts: &'static str, most: u32) -> NumberInfo {
    NumberInfo {
        name,
        counts,
        least: 1,
        most,
        letter: None,
    }
}

impl<'a> Hyperparameter<'a> {
    pub(super) fn number(self) -> Option<(&'static NumberInfo, &'a mut dyn Value)> {
        match self {
            Self::Number(info, value) => Some((info, value)),
            Self::Choice(..) | Self::Activation(_) => None,
        }
    }

    pub(super) fn choice(self) -> Option<(&'static ChoiceInfo, &'a mut dyn Value)> {
        match self {
            Self::Choice(info, value) => Some((info, value)),
            Self::Number(..) | Self::Activation(_) => None,
        }
    }

    pub(super) fn activation(self) -> Option<&'a mut Activation> {
        match self {
            Self::Activation(own) => Some(own),
            Self::Number(..) | Self::Choice(..) => None,
        }
    }
}

impl NumberInfo {
    /// Checks that `value` is in its range. The error is the second half of a sentence.
    pub(super) fn check(&self, value: u32) -> Result<(), String> {
        let Self {
            counts,
            least,
            most,
            ..
        } = self;
        match value {
            n if n < *least => Err(format!("has no {counts}; choose {least} to {most}.")),
            n if n > *most => Err(format!("has {n} {counts}; choose {least} to {most}.")),
            _ => Ok(()),
        }
    }
}
