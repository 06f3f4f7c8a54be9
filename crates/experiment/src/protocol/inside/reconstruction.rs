//! One image of each class beside what an autoencoder makes of it.

use crate::protocol::{DataFile, Part, bulk};
use serde::{Deserialize, Serialize};

/// What was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reconstruction {
    /// Steps the network had taken.
    pub step: u64,
    /// The part that the images are of: the test images, unless there are none.
    pub part: Part,
    /// The file that they are in.
    pub file: DataFile,
    /// Images.
    pub images: usize,
    /// Pixels of an image.
    pub pixels: usize,
}

/// The images with their reconstructions.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconstructed {
    /// What was given back.
    pub head: Reconstruction,
    /// True class of each image.
    pub labels: Vec<u8>,
    /// Place of each in its file.
    pub indices: Vec<u32>,
    /// Squared difference between image and reconstruction, mean over pixels, `[images]`.
    pub errors: Vec<f32>,
    /// As they are, in [0, 1], ink = 1: `[images, pixels]`.
    pub originals: Vec<f32>,
    /// As they came back, `[images, pixels]`.
    pub copies: Vec<f32>,
}

impl Reconstructed {
    /// Puts all into one vector: labels, indices, errors, `[images]` each; then originals and copies.
    pub fn to_bulk(&self) -> Vec<f32> {
        let rest = [&self.errors, &self.originals, &self.copies];
        bulk::pack(&self.labels, &self.indices, &rest.map(Vec::as_slice))
    }

    /// Takes apart the bulk. `None` when its length does not fit.
    pub fn from_bulk(head: Reconstruction, values: &[f32]) -> Option<Self> {
        let parts = bulk::unpack::<1, 2>(values, head.images, head.pixels)?;
        let [originals, copies] = parts.matrices.map(<[f32]>::to_vec);
        Some(Self {
            head,
            labels: parts.labels,
            indices: parts.indices,
            errors: parts.columns[0].to_vec(),
            originals,
            copies,
        })
    }

    /// Returns an image as it is and as it came back, `[pixels]` each; empty past the last.
    pub fn pair(&self, image: usize) -> (&[f32], &[f32]) {
        let of = |all| bulk::row(all, self.head.pixels, image);
        (of(&self.originals), of(&self.copies))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bulk_comes_apart_as_it_was_put_together() {
        let pairs = Reconstructed {
            head: Reconstruction {
                step: 9,
                part: Part::Test,
                file: DataFile::Test,
                images: 2,
                pixels: 3,
            },
            labels: vec![0, 7],
            indices: vec![12, 4711],
            errors: vec![0.25, 0.5],
            originals: vec![0.0, 0.5, 1.0, 1.0, 1.0, 1.0],
            copies: vec![0.1; 6],
        };
        let bulk = pairs.to_bulk();
        assert_eq!(bulk.len(), 3 * 2 + 2 * 6);
        let again = Reconstructed::from_bulk(pairs.head.clone(), &bulk);
        assert_eq!(again.as_ref(), Some(&pairs));
        assert_eq!(pairs.pair(1), (&[1.0; 3][..], &[0.1; 3][..]));
        assert!(pairs.pair(2).0.is_empty());
        assert_eq!(Reconstructed::from_bulk(pairs.head, &bulk[1..]), None);
    }
}
