//! One look inside: an image from input to answer, the incoming weights of some units, and what the
//! answer hangs on.

use serde::{Deserialize, Serialize};

/// Cells along a side of an occlusion map.
pub const OCCLUSION_SIDE: usize = 14;
/// Side of the patch of paper that is laid over the image, in pixels.
pub const OCCLUSION_PATCH: usize = 6;
/// Weights sent at most: of a larger layer, those of fewer units.
pub const MOST_WEIGHTS: usize = 1 << 18;

/// Some units of a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Of which layer, counted from the input.
    pub layer: usize,
    /// The first of them.
    pub first: usize,
    /// How many.
    pub count: usize,
}

impl Window {
    /// Returns the units that a layer of `units` units with `inputs` inputs each shows at once around `unit`: all of
    /// them, or those of the page that `unit` is on.
    pub fn around(layer: usize, unit: usize, units: usize, inputs: usize) -> Self {
        let most = (MOST_WEIGHTS / inputs.max(1)).clamp(1, units.max(1));
        let first = unit.min(units.saturating_sub(1)) / most * most;
        Self {
            layer,
            first,
            count: most.min(units - first.min(units)),
        }
    }
}

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectRequest {
    /// The units whose incoming weights are shown.
    pub window: Window,
    /// The class whose logit is explained; the one answered when none.
    pub class: Option<usize>,
    /// Whether to explain it.
    pub explain: bool,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// Steps the network had taken.
    pub step: u64,
    /// Values that leave each layer, from input to output.
    pub widths: Vec<usize>,
    /// The units whose weights follow.
    pub window: Window,
    /// Incoming weights of each of them.
    pub inputs: usize,
    /// Whether γ and β of its adaptive activation follow the biases.
    #[serde(default)]
    pub adaptive: bool,
    /// Whether an image came along; without one there are weights alone.
    pub image: bool,
    /// The class explained, if one is.
    pub class: Option<usize>,
    /// Number of the [`ActivationScan`](super::ActivationScan) on whose plane the image has a place, if it has one.
    pub scan: Option<u32>,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspected {
    /// What was looked at.
    pub head: Inspection,
    /// `[units, inputs]`, a row for each unit of the window.
    pub weights: Vec<f32>,
    /// `[units]`.
    pub biases: Vec<f32>,
    /// γ of each unit of an adaptive layer, `[units]`; empty for others.
    pub gammas: Vec<f32>,
    /// β of each, as [`gammas`](Self::gammas).
    pub betas: Vec<f32>,
    /// What leaves each layer, from input to output; the logits last. Empty without an image.
    pub activations: Vec<Vec<f32>>,
    /// ∂z/∂x of the explained class's logit z at the raw pixels x in [0, 1], `[pixels]` (Simonyan, Vedaldi &
    /// Zisserman 2014, "Deep Inside Convolutional Networks", §3). Empty when nothing is explained.
    pub saliency: Vec<f32>,
    /// How far z falls when a patch of paper covers the image around each cell,
    /// `[`[`OCCLUSION_SIDE`]`, `[`OCCLUSION_SIDE`]`]` (Zeiler & Fergus 2014, "Visualizing and Understanding
    /// Convolutional Networks", §4.2). Empty when nothing is explained.
    pub occlusion: Vec<f32>,
    /// Where the image lies on the plane of the scan.
    pub place: Option<(f32, f32)>,
}

impl Inspected {
    /// Takes apart a bulk: weights, biases, γ and β of an adaptive layer, activations, saliency `[pixels]`, occlusion,
    /// place. `None` when its length does not fit.
    pub fn from_bulk(head: Inspection, bulk: &[f32], pixels: usize) -> Option<Self> {
        let mut rest = bulk;
        let mut take = |n: usize| {
            let (taken, left) = rest.split_at_checked(n)?;
            rest = left;
            Some(taken.to_vec())
        };
        let weights = take(head.window.count.checked_mul(head.inputs)?)?;
        let biases = take(head.window.count)?;
        let shapes = if head.adaptive { head.window.count } else { 0 };
        let (gammas, betas) = (take(shapes)?, take(shapes)?);
        let widths = match head.image {
            true => &head.widths[..],
            false => &[],
        };
        let activations = widths
            .iter()
            .map(|&n| take(n))
            .collect::<Option<Vec<_>>>()?;
        let (saliency, occlusion) = match head.class {
            Some(_) => (take(pixels)?, take(OCCLUSION_SIDE * OCCLUSION_SIDE)?),
            None => (Vec::new(), Vec::new()),
        };
        let place = take(if head.scan.is_some() { 2 } else { 0 })?;
        let place = place.first().copied().zip(place.last().copied());
        rest.is_empty().then_some(Self {
            head,
            weights,
            biases,
            gammas,
            betas,
            activations,
            saliency,
            occlusion,
            place,
        })
    }

    /// Returns the incoming weights `[inputs]` and the bias of a unit of the layer; none outside the window.
    pub fn unit(&self, unit: usize) -> Option<(&[f32], f32)> {
        let row = unit.checked_sub(self.head.window.first)?;
        let start = row.checked_mul(self.head.inputs)?;
        let weights = self.weights.get(start..start + self.head.inputs)?;
        Some((weights, *self.biases.get(row)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_holds_its_unit_and_no_more_than_fits() {
        let all = Window {
            layer: 0,
            first: 0,
            count: 128,
        };
        assert_eq!(Window::around(0, 77, 128, 784), all);
        // 2¹⁸ / 784 = 334 units at a time.
        let page = Window::around(0, 700, 1000, 784);
        assert_eq!((page.first, page.count), (668, 332));
        assert_eq!(Window::around(0, 9999, 1000, 784), page);
        assert_eq!(Window::around(1, 3, 10, 1 << 20).count, 1);
        assert_eq!(Window::around(1, 3, 0, 10).count, 0);
    }

    #[test]
    fn the_bulk_comes_apart_in_order() {
        let head = Inspection {
            step: 5,
            widths: vec![2, 3],
            window: Window {
                layer: 0,
                first: 4,
                count: 2,
            },
            inputs: 3,
            adaptive: false,
            image: true,
            class: Some(1),
            scan: Some(7),
        };
        let maps = 4 + OCCLUSION_SIDE * OCCLUSION_SIDE;
        let bulk: Vec<f32> = (0..6 + 2 + 5 + maps + 2).map(|i| i as f32).collect();
        let seen = Inspected::from_bulk(head.clone(), &bulk, 4).unwrap();
        assert_eq!(seen.unit(5), Some((&[3.0, 4.0, 5.0][..], 7.0)));
        assert_eq!((seen.unit(3), seen.unit(6)), (None, None));
        assert_eq!(seen.activations, [vec![8.0, 9.0], vec![10.0, 11.0, 12.0]]);
        assert_eq!(seen.saliency, [13.0, 14.0, 15.0, 16.0]);
        assert_eq!(seen.occlusion.len(), 196);
        assert_eq!(seen.place, Some((213.0, 214.0)));
        assert_eq!(Inspected::from_bulk(head.clone(), &bulk[1..], 4), None);
        let weights = Inspection {
            image: false,
            class: None,
            scan: None,
            ..head
        };
        let seen = Inspected::from_bulk(weights, &bulk[..8], 4).unwrap();
        assert!(seen.activations.is_empty() && seen.saliency.is_empty() && seen.place.is_none());
        assert!(seen.gammas.is_empty() && seen.betas.is_empty());
        let adaptive = Inspection {
            adaptive: true,
            ..seen.head
        };
        let seen = Inspected::from_bulk(adaptive, &bulk[..12], 4).unwrap();
        assert_eq!(seen.gammas, [8.0, 9.0]);
        assert_eq!(seen.betas, [10.0, 11.0]);
    }
}
