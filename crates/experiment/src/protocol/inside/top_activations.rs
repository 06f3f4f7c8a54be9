//! For each unit the images that excite it most, kept while a sample of the data goes by.

/// Images kept for each unit.
pub const TOP_ACTIVATIONS: usize = 9;

/// An image and how far it excites a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopActivation {
    /// Place of the image in the sample.
    pub image: usize,
    /// The unit's activation.
    pub activation: f32,
}

/// The top activating images of the units of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct TopActivations {
    units: Vec<Vec<TopActivation>>,
    /// Activations at or below this excite nothing.
    silence: f32,
}

impl TopActivations {
    /// Creates the top activating images of `units` units, none of which has seen an image. Images at or below the activation
    /// `silence` are not kept: 0 for a ReLU, `f32::NEG_INFINITY` for units that are never silent.
    pub fn new(units: usize, silence: f32) -> Self {
        Self {
            units: vec![Vec::new(); units],
            silence,
        }
    }

    /// Takes in the activations `[units]` of an image. An image that excites a unit no more than the
    /// ones kept does not replace them, so that of equals the first stays.
    pub fn add(&mut self, image: usize, activations: &[f32]) {
        for (kept, &activation) in self.units.iter_mut().zip(activations) {
            let weakest = kept.get(TOP_ACTIVATIONS - 1).map(|f| f.activation);
            // What is not a number exceeds nothing.
            let excited = activation > weakest.unwrap_or(self.silence);
            if !excited {
                continue;
            }
            let at = kept.partition_point(|f| f.activation >= activation);
            kept.insert(at, TopActivation { image, activation });
            kept.truncate(TOP_ACTIVATIONS);
        }
    }

    /// Returns the top activating images of each unit, the most exciting first.
    pub fn units(&self) -> &[Vec<TopActivation>] {
        &self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_silent_unit_has_no_top_activating_image() {
        let mut top_activating = TopActivations::new(2, 0.0);
        top_activating.add(0, &[0.0, 1.0]);
        top_activating.add(1, &[f32::NAN, 2.0]);
        assert!(top_activating.units()[0].is_empty());
        let images: Vec<usize> = top_activating.units()[1].iter().map(|f| f.image).collect();
        assert_eq!(images, [1, 0]);
    }

    proptest! {
        /// Against sorting everything: stable, so of equals the first image comes first.
        #[test]
        fn they_are_the_first_of_the_sorted(values in prop::collection::vec(-4i8..4, 0..40)) {
            let mut top_activating = TopActivations::new(1, f32::NEG_INFINITY);
            for (image, &value) in values.iter().enumerate() {
                top_activating.add(image, &[f32::from(value)]);
            }
            let mut sorted: Vec<(usize, i8)> = values.into_iter().enumerate().collect();
            sorted.sort_by_key(|(_, value)| -value);
            let expected: Vec<usize> = sorted.iter().take(TOP_ACTIVATIONS).map(|s| s.0).collect();
            let got: Vec<usize> = top_activating.units()[0].iter().map(|f| f.image).collect();
            prop_assert_eq!(got, expected);
        }
    }
}
