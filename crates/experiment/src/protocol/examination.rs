//! What a network answered to a part of the data, image by image: the head and the bulk of
//! [`Answer::Examination`](super::Answer::Examination).

use super::{DataFile, Part, bulk};
use crate::loss::{Loss, LossSettings, Output};
use serde::{Deserialize, Serialize};

/// What was examined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Examination {
    /// Which part.
    pub part: Part,
    /// The file that its images are in.
    pub file: DataFile,
    /// Steps the network had taken.
    pub step: u64,
    /// Images examined.
    pub images: usize,
    /// Images in the whole part.
    pub of: usize,
    /// Classes, that is logits of an image.
    pub classes: usize,
    /// Output and loss in use.
    pub objective: (Output, Loss),
    /// What the formulas may use besides logits and target.
    pub settings: LossSettings,
}

impl Examination {
    /// Returns whether it is over every image of the part.
    pub fn is_whole(&self) -> bool {
        self.images == self.of
    }
}

/// Images of a file with the logits that the network gave them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// Classes, that is values of a row.
    pub classes: usize,
    /// True class of each image.
    pub labels: Vec<u8>,
    /// Place of each in its file.
    pub indices: Vec<u32>,
    /// `[images, classes]`, row by row.
    pub logits: Vec<f32>,
}

impl Answers {
    /// Returns the number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Returns the logits of an image, `[classes]`; empty past the last.
    pub fn row(&self, image: usize) -> &[f32] {
        bulk::row(&self.logits, self.classes, image)
    }

    /// Puts all into one vector: labels, indices, `[images]` each, then logits `[images, classes]`. Indices are
    /// exact up to 2²⁴.
    pub fn to_bulk(&self) -> Vec<f32> {
        bulk::pack(&self.labels, &self.indices, &[&self.logits])
    }

    /// Takes apart a bulk of `images` images and `classes` classes. `None` when its length does not fit.
    pub fn from_bulk(bulk: &[f32], images: usize, classes: usize) -> Option<Self> {
        let parts = bulk::unpack::<0, 1>(bulk, images, classes)?;
        Some(Self {
            classes,
            labels: parts.labels,
            indices: parts.indices,
            logits: parts.matrices[0].to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bulk_comes_apart_as_it_was_put_together() {
        let answers = Answers {
            classes: 3,
            labels: vec![2, 0],
            indices: vec![59_999, 16_777_215],
            logits: vec![0.5, -1.0, 2.0, 1.0, 0.0, -3.0],
        };
        let bulk = answers.to_bulk();
        assert_eq!(bulk[..4], [2.0, 0.0, 59_999.0, 16_777_215.0]);
        assert_eq!(Answers::from_bulk(&bulk, 2, 3), Some(answers.clone()));
        assert_eq!(answers.row(1), [1.0, 0.0, -3.0]);
        assert!(answers.row(2).is_empty());
        assert_eq!(Answers::from_bulk(&bulk[1..], 2, 3), None);
        assert!(Answers::from_bulk(&[], 0, 10).unwrap().is_empty());
    }
}
