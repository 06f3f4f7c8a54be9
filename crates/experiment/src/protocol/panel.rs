//! The panel: a few training images, the same ones for every run on a data set, whose answers come with every report, so
//! that they can be followed through training. A probe shows the batch of a step, which is another one each time.

use serde::{Deserialize, Serialize};

/// The most images that a panel can have.
pub const MAX_PANEL: u32 = 64;

/// The small part of the answers to a panel; `bulk`: as [`Answers`](super::examination::Answers) reads it, with the labels
/// that training goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// Steps that the network had taken when it gave them: the update of the report that they come with is behind it.
    pub step: u64,
    /// Images.
    pub images: usize,
    /// Classes, that is logits of an image.
    pub classes: usize,
}
