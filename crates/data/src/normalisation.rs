//! From bytes to the numbers a network takes in.

use crate::rows;
use serde::{Deserialize, Serialize};

use super::dataset::DatasetInfo;

/// How a pixel becomes an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Normalisation {
    /// Ink from 0 to 1.
    Unit,
    /// Mean 0 and standard deviation 1 over the set.
    Standard,
    /// Ink from −1 to 1.
    Half,
}

/// A row of [`NORMALISATIONS`].
#[derive(Debug)]
pub struct NormalisationInfo {
    /// The normalisation described.
    pub id: Normalisation,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
}

/// Every normalisation, in menu order.
pub const NORMALISATIONS: &[NormalisationInfo] = rows![
    NormalisationInfo (id, key, name, doc)
    [Normalisation::Unit, "unit", "[0, 1]", "x = byte / 255."]
    [Normalisation::Standard, "standard", "mean/std",
     "x = (byte / 255 − mean) / std, with the mean and standard deviation of the data set; 0.5 and 0.5 for your own \
      files."]
    [Normalisation::Half, "half", "(0.5, 0.5)", "x = (byte / 255 − 0.5) / 0.5, so inputs run from −1 to 1."]
];

crate::table_lookup!(Normalisation, NormalisationInfo, NORMALISATIONS);

impl Normalisation {
    /// Returns `(scale, shift)` such that an ink `u` in [0, 1] becomes the input `u · scale + shift`.
    pub fn affine(self, dataset: &DatasetInfo) -> (f32, f32) {
        let (mean, std) = match self {
            Self::Unit => (0.0, 1.0),
            Self::Standard => (dataset.mean, dataset.std),
            Self::Half => (0.5, 0.5),
        };
        (1.0 / std, -mean / std)
    }
}

/// Appends the inputs for `bytes` to `out`, by the scale and shift of an ink in [0, 1].
pub fn convert((scale, shift): (f32, f32), bytes: &[u8], out: &mut Vec<f32>) {
    let scale = scale / 255.0;
    out.extend(bytes.iter().map(|byte| f32::from(*byte) * scale + shift));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DatasetId;

    fn converted(normalisation: Normalisation) -> Vec<f32> {
        let mut out = vec![];
        convert(
            normalisation.affine(DatasetId::Mnist.info()),
            &[0, 51, 255],
            &mut out,
        );
        out
    }

    fn close(found: &[f32], wanted: &[f32]) {
        assert_eq!(found.len(), wanted.len());
        for (a, b) in found.iter().zip(wanted) {
            assert!((a - b).abs() < 1e-4, "{found:?} {wanted:?}");
        }
    }

    #[test]
    fn inputs_match_hand_computed_ones() {
        close(&converted(Normalisation::Unit), &[0.0, 0.2, 1.0]);
        close(&converted(Normalisation::Half), &[-1.0, -0.6, 1.0]);
        // The well-known −0.4242 and 2.8215 of MNIST, and (0.2 − 0.1307) / 0.3081.
        close(
            &converted(Normalisation::Standard),
            &[-0.4242, 0.2249, 2.8215],
        );
    }

    #[test]
    fn every_row_is_found_by_its_key() {
        for row in NORMALISATIONS {
            assert_eq!(Normalisation::from_key(row.key), Some(row.id));
        }
    }
}
