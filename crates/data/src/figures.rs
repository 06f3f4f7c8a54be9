//! What a set says of itself, whatever is trained on it: how often each class is in each part, how bright the pixels are,
//! and how far the labels explain the images.

use crate::dataset::{DatasetInfo, Images, Parts, SampleShape, TestFile};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Images of the training part whose pixels are looked at, at most, spread over what has arrived of it.
const LOOKED_AT: usize = 1000;
/// The fewest images whose variance says something.
const FEWEST: usize = 500;

/// What was counted in a set, as far as it has arrived.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DataFigures {
    /// Images of each class in the training part, by the labels that training goes by.
    pub train: ClassCounts,
    /// The same of the validation part.
    pub validation: ClassCounts,
    /// The same of the test part.
    pub test: ClassCounts,
    /// Pixels of images; none for series.
    pub pixels: Option<PixelFigures>,
}

/// How often each class is in a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassCounts {
    /// Images of each class, by label.
    pub counts: Vec<u32>,
    /// Whether the whole part has arrived.
    pub complete: bool,
}

/// What the pixels of some images of the training part are like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PixelFigures {
    /// Images looked at.
    pub images: usize,
    /// The largest byte among them.
    pub brightest: u8,
    /// Mean byte of the pixels along the border.
    pub border: f64,
    /// Mean byte of the others.
    pub inside: f64,
    /// Share of the pixels' variance that the labels explain: 1 − (1 − s)(n − 1)/(n − K) over n images of K classes, s
    /// being the variance between the classes over the whole (ε² of Kelley 1935, an unbiased R²). About 0 where labels do
    /// not belong to their images. None for fewer than 500 images, of fewer than two classes, or without any variance.
    pub explained: Option<f64>,
}

impl DataFigures {
    /// Counts what has arrived of `train_file` and `test_file`, divided into `parts`. `labels` gives the labels that
    /// training goes by, of places in the training file.
    pub fn of(
        [train_file, test_file]: [&Images; 2],
        parts: &Parts,
        set: &DatasetInfo,
        classes: usize,
        labels: impl Fn(&[u32]) -> Vec<u8>,
    ) -> Self {
        let arrived = |range: &Range<usize>| range.start..range.end.min(train_file.available());
        let train: Vec<u32> = arrived(&parts.train).map(|index| index as u32).collect();
        let of_file = |images: &Images, range: &Range<usize>| {
            let there = range.start..range.end.min(images.available());
            count(there.map(|index| images.label(index)), classes, range.len())
        };
        let test = match parts.test.file {
            TestFile::Train => train_file,
            TestFile::Test => test_file,
        };
        let stride = train.len().div_ceil(LOOKED_AT).max(1);
        let spread: Vec<u32> = train.iter().copied().step_by(stride).collect();
        Self {
            train: count(labels(&train).into_iter(), classes, parts.train.len()),
            validation: of_file(train_file, &parts.validation),
            test: of_file(test, &parts.test.range),
            pixels: match set.is_series() || spread.is_empty() {
                true => None,
                false => Some(pixels(
                    train_file,
                    &spread,
                    &labels(&spread),
                    classes,
                    set.sample,
                )),
            },
        }
    }
}

impl ClassCounts {
    /// Returns the number of images.
    pub fn images(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Returns the share of each class; none without images.
    pub fn shares(&self) -> Option<Vec<f64>> {
        let all = f64::from(self.images());
        (all > 0.0).then(|| self.counts.iter().map(|&n| f64::from(n) / all).collect())
    }
}

fn count(labels: impl Iterator<Item = u8>, classes: usize, whole: usize) -> ClassCounts {
    let (mut counts, mut seen) = (vec![0; classes], 0);
    for label in labels {
        seen += 1;
        if let Some(count) = counts.get_mut(usize::from(label)) {
            *count += 1;
        }
    }
    ClassCounts {
        counts,
        complete: seen == whole,
    }
}

fn pixels(
    images: &Images,
    indices: &[u32],
    labels: &[u8],
    classes: usize,
    shape: SampleShape,
) -> PixelFigures {
    let (columns, values) = (shape.columns as usize, shape.len());
    // Sums of each class's images, [classes, values]; exact in single words.
    let mut sums = vec![0u32; classes * values];
    let mut members = vec![0u32; classes];
    let (mut squares, mut brightest) = (0u64, 0u8);
    for (&index, &label) in indices.iter().zip(labels) {
        let class = usize::from(label);
        let (Some(sum), Some(count)) = (
            sums.get_mut(class * values..(class + 1) * values),
            members.get_mut(class),
        ) else {
            continue;
        };
        *count += 1;
        for (sum, &byte) in sum.iter_mut().zip(images.image(index as usize)) {
            *sum += u32::from(byte);
            squares += u64::from(byte) * u64::from(byte);
            brightest = brightest.max(byte);
        }
    }
    let mut total = vec![0.0; values];
    let mut between = 0.0;
    for (sum, &count) in sums.chunks_exact(values).zip(&members) {
        for (total, &sum) in total.iter_mut().zip(sum) {
            let sum = f64::from(sum);
            *total += sum;
            between += if count > 0 {
                sum * sum / f64::from(count)
            } else {
                0.0
            };
        }
    }
    let seen: u32 = members.iter().sum();
    let n = f64::from(seen);
    let of_mean: f64 = total.iter().map(|sum| sum * sum / n).sum();
    let (whole, between) = (squares as f64 - of_mean, between - of_mean);
    let k = members.iter().filter(|&&count| count > 0).count();
    let is_enough = seen as usize >= FEWEST && k >= 2 && whole > 0.0;
    let explained = || 1.0 - (1.0 - between / whole) * (n - 1.0) / (n - k as f64);
    let on_border = |place: usize| {
        let (row, column) = (place / columns, place % columns);
        row == 0 || column == 0 || row + 1 == shape.rows as usize || column + 1 == columns
    };
    let mean = |border: bool| {
        let these = || (0..values).filter(|&place| on_border(place) == border);
        let sum: f64 = these().map(|place| total[place]).sum();
        sum / (n * these().count() as f64)
    };
    PixelFigures {
        images: seen as usize,
        brightest,
        border: mean(true),
        inside: mean(false),
        explained: is_enough.then(explained),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{DatasetId, SplitSpec};
    use crate::rng::{Purpose, stream};
    use crate::synthetic::{self, Set};
    use rand::seq::SliceRandom;

    /// Digits, with labels of their own.
    fn digits(count: usize, relabel: impl FnOnce(&mut Vec<u8>)) -> Images {
        let (pixels, mut labels) = synthetic::generate(3, Set::Train, 0..count as u64);
        relabel(&mut labels);
        let mut images = Images::new(count, 784);
        images.push_images(&pixels);
        images.push_labels(&labels);
        images
    }

    fn figures(images: &Images) -> DataFigures {
        let split = SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        };
        let parts = split.resolve(images.expected(), 0).unwrap();
        let labels = |places: &[u32]| places.iter().map(|&i| images.label(i as usize)).collect();
        let none = Images::new(0, 784);
        DataFigures::of(
            [images, &none],
            &parts,
            DatasetId::Custom.info(),
            10,
            labels,
        )
    }

    fn explained(images: &Images) -> Option<f64> {
        figures(images).pixels.unwrap().explained
    }

    #[test]
    fn labels_explain_their_images_and_not_those_of_others() {
        let right = explained(&digits(900, |_| {})).unwrap();
        assert!(right > 0.1, "{right}");
        for seed in 0..20 {
            let shuffled = digits(900, |labels| {
                labels.shuffle(&mut stream(seed, Purpose::Labels, 0, 0));
            });
            let wrong = explained(&shuffled).unwrap();
            assert!(wrong.abs() < 0.01, "seed {seed}: {wrong}");
        }
        assert_eq!(explained(&digits(500, |_| {})), None, "400 are too few");
        assert_eq!(explained(&digits(900, |labels| labels.fill(4))), None);
    }

    /// Two classes of one pixel each side: between them lies everything, or nothing.
    #[test]
    fn it_is_one_where_the_label_says_the_image() {
        let mut images = Images::new(1000, 784);
        for at in 0..1000 {
            images.push_images(&[[0u8, 200][at % 2]; 784]);
            images.push_labels(&[(at % 2) as u8]);
        }
        assert!((explained(&images).unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn classes_are_counted_in_each_part() {
        let sorted = digits(1000, |labels| {
            for (at, label) in labels.iter_mut().enumerate() {
                *label = (at / 100) as u8;
            }
        });
        let found = figures(&sorted);
        assert_eq!(
            found.train.counts,
            [100, 100, 100, 100, 100, 100, 100, 100, 0, 0]
        );
        assert_eq!(found.validation.counts, [0, 0, 0, 0, 0, 0, 0, 0, 0, 100]);
        assert_eq!(found.test.counts, [0, 0, 0, 0, 0, 0, 0, 0, 100, 0]);
        assert!(found.train.complete && found.validation.complete && found.test.complete);
        assert_eq!(
            found.train.shares().unwrap()[..9],
            [0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.0]
        );
    }

    #[test]
    fn what_has_not_arrived_is_not_counted() {
        let mut images = Images::new(1000, 784);
        let (pixels, labels) = synthetic::generate(3, Set::Train, 0..300);
        images.push_images(&pixels);
        images.push_labels(&labels);
        let found = figures(&images);
        assert_eq!((found.train.images(), found.train.complete), (300, false));
        assert_eq!(
            (found.validation.images(), found.validation.complete),
            (0, false)
        );
        assert_eq!(found.validation.shares(), None);
    }

    /// A frame of 10 around 200, of which one pixel is 250.
    #[test]
    fn border_and_inside_are_told_apart() {
        let mut image = vec![10u8; 784];
        for row in 1..27 {
            image[row * 28 + 1..row * 28 + 27].fill(200);
        }
        image[14 * 28 + 14] = 250;
        let mut images = Images::new(10, 784);
        for _ in 0..10 {
            images.push_images(&image);
            images.push_labels(&[1]);
        }
        let found = figures(&images).pixels.unwrap();
        assert_eq!(
            (found.images, found.brightest, found.border),
            (8, 250, 10.0)
        );
        assert!((found.inside - (200.0 + 50.0 / 676.0)).abs() < 1e-9);
    }
}
