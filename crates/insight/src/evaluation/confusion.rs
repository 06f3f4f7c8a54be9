//! Who is taken for whom.

/// The confusion matrix: images by true class (rows) and by the class that they are taken for
/// (columns).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// `[classes, classes]`, row by row.
    counts: Vec<u32>,
}

/// How a network fares with one class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassFigures {
    /// Images of the class.
    pub images: u32,
    /// Share of the images taken for this class that are of it, TP / (TP + FP). None where no image is
    /// taken for it: 0/0 is left open rather than called 0 or 1.
    pub precision: Option<f64>,
    /// Share of the images of the class that are taken for it, TP / (TP + FN). None where there is no
    /// image of the class.
    pub recall: Option<f64>,
    /// Harmonic mean of both, 2 TP / (2 TP + FP + FN): 0 where every image is missed, even when no
    /// image is taken for the class. None where the class neither occurs nor is answered.
    pub f1: Option<f64>,
}

impl Confusion {
    /// Counts pairs of the true class and the class taken for it. Pairs beyond the `classes` are left
    /// out.
    pub fn new(classes: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut counts = vec![0; classes * classes];
        for (label, predicted) in pairs {
            if label < classes && predicted < classes {
                counts[label * classes + predicted] += 1;
            }
        }
        Self { classes, counts }
    }

    /// Returns the number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Returns how many images of class `label` are taken for `predicted`; 0 beyond the classes.
    pub fn count(&self, label: usize, predicted: usize) -> u32 {
        match label < self.classes && predicted < self.classes {
            true => self.counts[label * self.classes + predicted],
            false => 0,
        }
    }

    /// Returns the number of images of a class: the sum of its row.
    pub fn of_class(&self, label: usize) -> u32 {
        (0..self.classes).map(|k| self.count(label, k)).sum()
    }

    /// Returns the number of images taken for a class: the sum of its column.
    pub(crate) fn taken_for(&self, predicted: usize) -> u32 {
        (0..self.classes).map(|k| self.count(k, predicted)).sum()
    }

    /// Returns the number of all images.
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Returns the number of images taken for what they are: the sum of the diagonal.
    pub fn correct(&self) -> u32 {
        (0..self.classes).map(|k| self.count(k, k)).sum()
    }

    /// Returns the share of images taken for what they are; 0 for no images.
    pub(crate) fn accuracy(&self) -> f64 {
        ratio(self.correct(), self.total()).unwrap_or(0.0)
    }

    /// Computes precision, recall and F1 of a class (Manning, Raghavan & Schütze, *Introduction to Information
    /// Retrieval*, §8.3).
    pub fn class(&self, class: usize) -> ClassFigures {
        let (images, answers) = (self.of_class(class), self.taken_for(class));
        let hits = self.count(class, class);
        ClassFigures {
            images,
            precision: ratio(hits, answers),
            recall: ratio(hits, images),
            // TP + FP and TP + FN are the sums of the column and of the row.
            f1: ratio(2 * hits, images + answers),
        }
    }

    /// Computes the mean over the classes that have a value (the macro average), and counts all images.
    pub fn mean(&self) -> ClassFigures {
        let all: Vec<ClassFigures> = (0..self.classes).map(|k| self.class(k)).collect();
        let mean = |of: fn(&ClassFigures) -> Option<f64>| {
            let values: Vec<f64> = all.iter().filter_map(of).collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        ClassFigures {
            images: self.total(),
            precision: mean(|c| c.precision),
            recall: mean(|c| c.recall),
            f1: mean(|c| c.f1),
        }
    }
}

fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Four cats, of which one is taken for a dog and one for a bird; three dogs, all right; no bird.
    fn animals() -> Confusion {
        let pairs = [(0, 0), (0, 0), (0, 1), (0, 2), (1, 1), (1, 1), (1, 1)];
        Confusion::new(4, pairs)
    }

    #[test]
    fn figures_of_a_class_are_those_counted_by_hand() {
        let matrix = animals();
        assert_eq!((matrix.total(), matrix.correct()), (7, 5));
        assert_eq!(matrix.accuracy(), 5.0 / 7.0);
        let cat = matrix.class(0);
        assert_eq!((cat.precision, cat.recall), (Some(1.0), Some(0.5)));
        // 2 · 1 · 0.5 / 1.5.
        assert_eq!(cat.f1, Some(2.0 / 3.0));
        let dog = matrix.class(1);
        assert_eq!((dog.precision, dog.recall), (Some(0.75), Some(1.0)));
        assert_eq!(dog.f1, Some(6.0 / 7.0));
    }

    #[test]
    fn what_would_be_nothing_over_nothing_is_left_open() {
        let matrix = animals();
        let bird = matrix.class(2);
        assert_eq!(
            (bird.images, bird.precision, bird.recall),
            (0, Some(0.0), None)
        );
        assert_eq!(bird.f1, Some(0.0), "one cat is taken for it");
        let fish = matrix.class(3);
        assert_eq!((fish.precision, fish.recall, fish.f1), (None, None, None));
        let missed = Confusion::new(2, [(0, 1)]).class(0);
        assert_eq!((missed.precision, missed.f1), (None, Some(0.0)));
        let mean = matrix.mean();
        assert_eq!(mean.recall, Some(0.75), "over cats and dogs");
        assert_eq!(mean.precision, Some(1.75 / 3.0));
        assert_eq!(Confusion::new(3, []).mean().f1, None);
        assert_eq!(Confusion::new(3, []).accuracy(), 0.0);
    }

    #[test]
    fn pairs_beyond_the_classes_are_left_out() {
        let matrix = Confusion::new(2, [(0, 0), (2, 0), (0, 2)]);
        assert_eq!((matrix.total(), matrix.count(0, 2)), (1, 0));
    }

    proptest! {
        #[test]
        fn rows_columns_and_the_whole_have_the_same_sum(
            pairs in prop::collection::vec((0usize..5, 0usize..5), 0..200),
        ) {
            let matrix = Confusion::new(5, pairs.iter().copied());
            let rows: u32 = (0..5).map(|k| matrix.of_class(k)).sum();
            let columns: u32 = (0..5).map(|k| matrix.taken_for(k)).sum();
            prop_assert_eq!((rows, columns), (matrix.total(), matrix.total()));
            prop_assert_eq!(matrix.total() as usize, pairs.len());
            let right = pairs.iter().filter(|(a, b)| a == b).count();
            prop_assert_eq!(matrix.correct() as usize, right);
        }

        /// With labels and answers exchanged, precision and recall change places and F1 stays.
        #[test]
        fn the_transpose_exchanges_precision_and_recall(
            pairs in prop::collection::vec((0usize..4, 0usize..4), 0..60),
        ) {
            let matrix = Confusion::new(4, pairs.iter().copied());
            let exchanged = Confusion::new(4, pairs.iter().map(|&(a, b)| (b, a)));
            for class in 0..4 {
                let (one, other) = (matrix.class(class), exchanged.class(class));
                prop_assert_eq!(one.precision, other.recall);
                prop_assert_eq!(one.recall, other.precision);
                prop_assert_eq!(one.f1, other.f1);
                if let (Some(p), Some(r), Some(f1)) = (one.precision, one.recall, one.f1) {
                    let harmonic = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
                    prop_assert!((f1 - harmonic).abs() < 1e-12);
                }
            }
        }
    }
}
