//! Whether a network is right as often as it says.
//!
//! The confidence of an answer is its largest probability. A calibrated network is right for 80 % of
//! the images that it answers with a confidence of 0.8 (Guo, Pleiss, Sun & Weinberger, *On Calibration
//! of Modern Neural Networks*, ICML 2017, §2, with the 15 bins of their table 1).

/// Equal bins between 0 and 1.
pub const BINS: usize = 15;

/// Images whose confidence lies in (low, high].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Lower end, not included (0 is, in the first one).
    pub low: f64,
    /// Upper end, included.
    pub high: f64,
    /// How many.
    pub images: u32,
    /// Their mean confidence; no number without images.
    pub confidence: f64,
    /// Share of them answered correctly; no number without images.
    pub accuracy: f64,
}

/// The reliability diagram and its one-number summary.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// From 0 to 1.
    pub bins: Vec<Bin>,
    /// Expected calibration error, Σ |B| / n · |accuracy(B) − confidence(B)| over the bins B; 0 for no
    /// images.
    pub ece: f64,
}

impl Calibration {
    /// Puts answers, each a confidence in [0, 1] and whether it is right, into `bins` equal bins.
    /// A confidence that is not a number belongs to none and is left out.
    pub(crate) fn new(answers: impl IntoIterator<Item = (f64, bool)>, bins: usize) -> Self {
        // Images, sum of confidences, right answers.
        let mut sums = vec![(0u32, 0.0f64, 0u32); bins.max(1)];
        let last = sums.len() - 1;
        for (confidence, right) in answers.into_iter().filter(|(c, _)| c.is_finite()) {
            let place = (confidence * sums.len() as f64).ceil() as usize;
            let (images, sum, correct) = &mut sums[place.saturating_sub(1).min(last)];
            *images += 1;
            *sum += confidence;
            *correct += u32::from(right);
        }
        let width = 1.0 / sums.len() as f64;
        let bin = |(place, &(images, sum, correct)): (usize, &(u32, f64, u32))| Bin {
            low: place as f64 * width,
            high: (place + 1) as f64 * width,
            images,
            confidence: sum / f64::from(images),
            accuracy: f64::from(correct) / f64::from(images),
        };
        let bins: Vec<Bin> = sums.iter().enumerate().map(bin).collect();
        let total: u32 = bins.iter().map(|b| b.images).sum();
        let occupied = bins.iter().filter(|b| b.images > 0);
        let gap = |b: &Bin| f64::from(b.images) * (b.accuracy - b.confidence).abs();
        Self {
            ece: occupied.map(gap).sum::<f64>() / f64::from(total.max(1)),
            bins,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_error_is_the_one_added_up_by_hand() {
        // Five bins. (0.2, 0.4]: 0.25 wrong, 0.35 right. (0.8, 1]: 0.9 right, 1.0 right, 0.9 wrong.
        let answers = [
            (0.25, false),
            (0.35, true),
            (0.9, true),
            (1.0, true),
            (0.9, false),
        ];
        let calibration = Calibration::new(answers, 5);
        let (low, high) = (calibration.bins[1], calibration.bins[4]);
        assert_eq!((low.images, high.images), (2, 3));
        assert!((low.confidence - 0.3).abs() < 1e-12 && low.accuracy == 0.5);
        assert!((high.confidence - 2.8 / 3.0).abs() < 1e-12);
        assert!((high.accuracy - 2.0 / 3.0).abs() < 1e-12);
        // 2/5 · |0.5 − 0.3| + 3/5 · |0.6667 − 0.9333| = 0.08 + 0.16.
        assert!((calibration.ece - 0.24).abs() < 1e-12);
        assert!(calibration.bins[0].accuracy.is_nan());
    }

    #[test]
    fn a_bin_has_its_upper_end_and_the_first_one_zero_too() {
        let answers = [0.0, 0.5, 1.0, f64::NAN].map(|c| (c, true));
        let images: Vec<u32> = Calibration::new(answers, 2)
            .bins
            .iter()
            .map(|b| b.images)
            .collect();
        assert_eq!(images, [2, 1]);
        assert_eq!(Calibration::new([], BINS).ece, 0.0);
    }

    #[test]
    fn being_right_as_often_as_said_is_no_error() {
        let answers = (0..10).map(|i| (0.7, i < 7));
        assert!(Calibration::new(answers, BINS).ece < 1e-12);
        let sure_and_wrong = (0..10).map(|_| (1.0, false));
        assert_eq!(Calibration::new(sure_and_wrong, BINS).ece, 1.0);
    }

    proptest! {
        #[test]
        fn every_answer_is_in_one_bin_and_the_error_is_bounded(
            answers in prop::collection::vec((0.0f64..=1.0, any::<bool>()), 1..300),
        ) {
            let calibration = Calibration::new(answers.iter().copied(), BINS);
            let images: u32 = calibration.bins.iter().map(|b| b.images).sum();
            prop_assert_eq!(images as usize, answers.len());
            for bin in calibration.bins.iter().filter(|b| b.images > 0) {
                prop_assert!(bin.confidence > bin.low - 1e-9 && bin.confidence <= bin.high + 1e-9);
            }
            // By the triangle inequality: at least the gap of all images taken together.
            let n = answers.len() as f64;
            let gap: f64 = answers.iter().map(|(c, right)| f64::from(u8::from(*right)) - c).sum();
            prop_assert!(calibration.ece <= 1.0 && calibration.ece >= gap.abs() / n - 1e-9);
        }
    }
}
