//! A sample of the data as the network sees it: what excites each unit, which units have stopped
//! learning, and where each image lies on the plane of the last hidden layer.

use super::top_activations::{TOP_ACTIVATIONS, TopActivation, TopActivations};
use crate::protocol::{DataFile, Part, bulk};
use serde::{Deserialize, Serialize};

/// Images of a scan at most.
pub const MAX_SCANNED: u32 = 2000;

/// What was scanned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivationScan {
    /// Number of the question, by which an [`Inspection`](super::Inspection) names its plane.
    pub id: u32,
    /// Steps the network had taken.
    pub step: u64,
    /// The part that the images are of: the test images, unless there are none.
    pub part: Part,
    /// The file that they are in.
    pub file: DataFile,
    /// Images scanned.
    pub images: usize,
    /// Units or channels that leave each layer, from input to output.
    pub widths: Vec<usize>,
    /// The layer that the plane is of: the last hidden one, or the narrowest of an autoencoder; none for the
    /// inputs of a network without hidden layers.
    pub layer: Option<usize>,
    /// Values of that layer.
    pub dimensions: usize,
    /// Whether the plane is the latent space itself: the two values of an autoencoder's narrowest layer, just
    /// as they are.
    pub latent: bool,
    /// Share of the variance along the first and the second axis of the plane; none when the images span no
    /// plane.
    pub shares: Option<(f64, f64)>,
}

/// What goes into the bulk.
pub struct ScanBulk<'a> {
    /// True class of each image.
    pub labels: &'a [u8],
    /// Place of each in its file.
    pub indices: &'a [u32],
    /// Where each lies on the plane, `[images]` each.
    pub places: [&'a [f32]; 2],
    /// By layer.
    pub top_activating: &'a [TopActivations],
    /// By layer and unit: the share of the images on which it does not learn; NaN for an activation
    /// without such a fault.
    pub lost: &'a [Vec<f32>],
}

impl ScanBulk<'_> {
    /// Puts all into one vector, as [`ScanResult::from_bulk`] takes it apart.
    pub fn to_vec(&self) -> Vec<f32> {
        let mut all = bulk::pack(self.labels, self.indices, &self.places);
        for (top_activating, lost) in self.top_activating.iter().zip(self.lost) {
            for unit in top_activating.units() {
                // Missing ones are not images of the sample.
                let missing = TopActivation {
                    image: self.labels.len(),
                    activation: 0.0,
                };
                let nine = unit.iter().copied().chain(std::iter::repeat(missing));
                all.extend(
                    nine.take(TOP_ACTIVATIONS)
                        .flat_map(|f| [f.image as f32, f.activation]),
                );
            }
            all.extend(lost);
        }
        all
    }
}

/// One layer of a scan.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyedLayer {
    /// `[units · 9]`, missing ones included.
    top_activating: Vec<TopActivation>,
    /// `[units]`.
    lost: Vec<f32>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanResult {
    /// What was scanned.
    pub head: ActivationScan,
    /// True class of each image.
    pub labels: Vec<u8>,
    /// Place of each in its file.
    pub indices: Vec<u32>,
    /// Where each lies on the plane.
    pub places: Vec<(f32, f32)>,
    layers: Vec<SurveyedLayer>,
}

impl ScanResult {
    /// Takes apart the bulk of a scan. `None` when its length does not fit.
    pub fn from_bulk(head: ActivationScan, values: &[f32]) -> Option<Self> {
        let images = head.images;
        let (front, mut rest) = values.split_at_checked(images.checked_mul(4)?)?;
        let parts = bulk::unpack::<2, 0>(front, images, 0)?;
        let [x, y] = parts.columns;
        let mut layers = Vec::new();
        for &width in &head.widths {
            let pairs = width.checked_mul(2 * TOP_ACTIVATIONS)?;
            let (top_activating, after) = rest.split_at_checked(pairs)?;
            let (lost, after) = after.split_at_checked(width)?;
            rest = after;
            let top = |pair: &[f32]| TopActivation {
                image: pair[0] as usize,
                activation: pair[1],
            };
            layers.push(SurveyedLayer {
                top_activating: top_activating.chunks_exact(2).map(top).collect(),
                lost: lost.to_vec(),
            });
        }
        rest.is_empty().then(|| Self {
            places: x.iter().copied().zip(y.iter().copied()).collect(),
            labels: parts.labels,
            indices: parts.indices,
            layers,
            head,
        })
    }

    /// Returns the images that excite a unit most, the most exciting first; none for a unit that nothing excites.
    pub fn top_activating(
        &self,
        layer: usize,
        unit: usize,
    ) -> impl Iterator<Item = TopActivation> + '_ {
        let kept = self.layers.get(layer);
        let kept = kept.and_then(|l| l.top_activating.chunks_exact(TOP_ACTIVATIONS).nth(unit));
        let missing = self.labels.len();
        kept.unwrap_or_default()
            .iter()
            .copied()
            .filter(move |f| f.image < missing)
    }

    /// Returns the share of the images on which a unit does not learn: it is zero (ReLU) or saturated. `None` for an
    /// activation without such a fault.
    pub fn lost(&self, layer: usize, unit: usize) -> Option<f32> {
        let share = *self.layers.get(layer)?.lost.get(unit)?;
        share.is_finite().then_some(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bulk_comes_apart_as_it_was_put_together() {
        let head = ActivationScan {
            id: 2,
            step: 30,
            part: Part::Test,
            file: DataFile::Test,
            images: 3,
            widths: vec![2, 1],
            layer: Some(0),
            dimensions: 2,
            latent: false,
            shares: Some((0.6, 0.3)),
        };
        let mut hidden = TopActivations::new(2, 0.0);
        hidden.add(0, &[1.0, 0.0]);
        hidden.add(2, &[3.0, 0.0]);
        let mut output = TopActivations::new(1, f32::NEG_INFINITY);
        output.add(1, &[-2.0]);
        let bulk = ScanBulk {
            labels: &[4, 0, 9],
            indices: &[7, 70, 9999],
            places: [&[1.0, 2.0, 3.0], &[-1.0, -2.0, -3.0]],
            top_activating: &[hidden, output],
            lost: &[vec![0.25, 1.0], vec![f32::NAN]],
        };
        let scan = ScanResult::from_bulk(head.clone(), &bulk.to_vec()).unwrap();
        assert_eq!((scan.labels[2], scan.indices[2]), (9, 9999));
        assert_eq!(scan.places[1], (2.0, -2.0));
        let of = |layer, unit| {
            let pair = |f: TopActivation| (f.image, f.activation);
            scan.top_activating(layer, unit)
                .map(pair)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(0, 0), [(2, 3.0), (0, 1.0)]);
        assert!(of(0, 1).is_empty() && of(0, 2).is_empty() && of(5, 0).is_empty());
        assert_eq!(of(1, 0), [(1, -2.0)]);
        assert_eq!(scan.lost(0, 1), Some(1.0));
        assert_eq!((scan.lost(1, 0), scan.lost(1, 1)), (None, None));
        assert_eq!(ScanResult::from_bulk(head, &bulk.to_vec()[1..]), None);
    }
}
