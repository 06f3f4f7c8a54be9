//! The data sets: shape, classes, sizes and constants. Nothing else in the crate knows these
//! numbers; a new set is one new row of [`DATASETS`].

use super::synthetic::Set;
use super::{sequences, synthetic};
use serde::{Deserialize, Serialize};

pub use super::images::Images;
pub use super::normalisation::{NORMALISATIONS, Normalisation, NormalisationInfo, convert};
pub use super::sample::SampleShape;
pub use super::split::{Parts, SplitSpec, TestFile, TestPart};

/// Makes image `index` of a set: bytes, and label.
pub type Make = fn(Set, u64) -> (Vec<u8>, u8);

/// A set of images to train on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DatasetId {
    /// Digits drawn by [`super::synthetic`]; needs no download.
    Synthetic,
    /// Handwritten digits.
    Mnist,
    /// Articles of clothing.
    FashionMnist,
    /// Files that the person brings.
    Custom,
    /// Generated series with a motif somewhere.
    Motif,
    /// Generated series whose class lies far back.
    Recall,
    /// Generated series that drift.
    Trend,
}

/// Returns the shape of the images that have so many pixels, if a set has such images.
pub fn shape_of(pixels: usize) -> Option<SampleShape> {
    let mut shapes = DATASETS.iter().map(|row| row.sample);
    shapes.find(|shape| shape.len() == pixels)
}

impl DatasetInfo {
    /// Whether its samples are series, steps by features, and no images.
    pub fn is_series(&self) -> bool {
        self.sample == sequences::SHAPE
    }

    /// What nothing looks like: paper, or the zero of a series.
    pub fn blank(&self) -> f32 {
        if self.is_series() { 0.5 } else { 0.0 }
    }
}

/// A row of [`DATASETS`].
#[derive(Clone, Debug)]
pub struct DatasetInfo {
    /// The set described.
    pub id: DatasetId,
    /// Stable word for links and scripts; also the folder its files are served from.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// What its images show, where that is not digits: then a drawing of a digit is of no class of it.
    pub subject: Option<&'static str>,
    /// Name of each class, by label; of the person's own files, which say themselves how many there are, those
    /// of ten.
    pub classes: &'static [&'static str],
    /// Image `index` of a set that is made and not loaded: bytes and label.
    pub made: Option<Make>,
    /// Size of one image.
    pub sample: SampleShape,
    /// Mean of the training file's pixels in [0, 1]. Fixed per set, never measured from what has
    /// arrived so far, or a run would depend on the network's speed.
    pub mean: f32,
    /// Their standard deviation.
    pub std: f32,
    /// Images in the training file; 0 where only the file will tell.
    pub train_count: usize,
    /// Images in the test file; 0 where only the file will tell.
    pub test_count: usize,
    /// How the set is divided unless said otherwise.
    pub split: SplitSpec,
    /// Where it comes from.
    pub source: &'static str,
    /// Under which terms.
    pub licence: &'static str,
}

/// Name of each digit: the classes of a set of digits.
pub const DIGITS: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

const SERIES_SPLIT: SplitSpec = SplitSpec::Official {
    train: 7_000,
    validation: 1_000,
};

/// Every data set, in menu order.
pub const DATASETS: &[DatasetInfo] = &[
    DatasetInfo {
        id: DatasetId::Synthetic,
        key: "synthetic",
        name: "Synthetic digits",
        doc: "Digits drawn by this page from the strokes people write them with. No download.",
        subject: None,
        classes: DIGITS,
        made: Some(|set, index| synthetic::image(synthetic::SEED, set, index)),
        sample: SampleShape::GREY_28,
        mean: 0.1357,
        std: 0.3122,
        train_count: 20_000,
        test_count: 4_000,
        split: SplitSpec::Official {
            train: 18_000,
            validation: 2_000,
        },
        source: "drawn by Gradient Playground",
        licence: "MIT or Apache-2.0, as the program",
    },
    DatasetInfo {
        id: DatasetId::Mnist,
        key: "mnist",
        name: "MNIST",
        doc: "70,000 handwritten digits, the set that every textbook begins with.",
        subject: None,
        classes: DIGITS,
        made: None,
        sample: SampleShape::GREY_28,
        mean: 0.1307,
        std: 0.3081,
        train_count: 60_000,
        test_count: 10_000,
        split: SplitSpec::Official {
            train: 55_000,
            validation: 5_000,
        },
        source: "Y. LeCun, C. Cortes, C. J. C. Burges, “The MNIST database of handwritten digits”",
        licence: "CC BY-SA 3.0",
    },
    DatasetInfo {
        id: DatasetId::FashionMnist,
        key: "fashion-mnist",
        name: "Fashion-MNIST",
        doc: "70,000 articles of clothing in the same format as MNIST, and harder.",
        subject: Some("clothes"),
        classes: &[
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ],
        made: None,
        sample: SampleShape::GREY_28,
        mean: 0.2860,
        std: 0.3530,
        train_count: 60_000,
        test_count: 10_000,
        split: SplitSpec::Official {
            train: 55_000,
            validation: 5_000,
        },
        source: "H. Xiao, K. Rasul, R. Vollgraf, “Fashion-MNIST”, arXiv:1708.07747 (Zalando SE)",
        licence: "MIT",
    },
    DatasetInfo {
        id: DatasetId::Custom,
        key: "custom",
        name: "Your files",
        doc: "IDX files of 28×28 grey images with labels from 0, of 2 to 100 classes, gzipped or not.",
        subject: None,
        classes: DIGITS,
        made: None,
        sample: SampleShape::GREY_28,
        // Unknown until the last byte is there, by which time training has long begun; so
        // mean/std normalisation means (0.5, 0.5) for a set nobody has measured.
        mean: 0.5,
        std: 0.5,
        train_count: 0,
        test_count: 0,
        // Needs no test file.
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        source: "files you chose",
        licence: "yours to know",
    },
    DatasetInfo {
        id: DatasetId::Motif,
        key: "motif",
        name: "Series: a motif",
        doc: "50 steps of 8 numbers: somewhere in the noise a short staircase runs up or down the features. No download.",
        subject: Some("series of 50 steps"),
        classes: &["down", "up"],
        made: Some(|set, index| sequences::series(sequences::Kind::Motif, set, index)),
        sample: sequences::SHAPE,
        mean: 0.508,
        std: 0.1355,
        train_count: 8_000,
        test_count: 2_000,
        split: SERIES_SPLIT,
        source: "generated by Gradient Playground",
        licence: "MIT or Apache-2.0, as the program",
    },
    DatasetInfo {
        id: DatasetId::Recall,
        key: "recall",
        name: "Series: far back",
        doc: "50 steps of 8 numbers: three pulses, and only the sign of the first counts. No download.",
        subject: Some("series of 50 steps"),
        classes: &["minus", "plus"],
        made: Some(|set, index| sequences::series(sequences::Kind::Recall, set, index)),
        sample: sequences::SHAPE,
        mean: 0.5,
        std: 0.1392,
        train_count: 8_000,
        test_count: 2_000,
        split: SERIES_SPLIT,
        source: "generated by Gradient Playground",
        licence: "MIT or Apache-2.0, as the program",
    },
    DatasetInfo {
        id: DatasetId::Trend,
        key: "trend",
        name: "Series: a trend",
        doc: "50 steps of 8 numbers: a drift fainter than the noise rises or falls. No download.",
        subject: Some("series of 50 steps"),
        classes: &["falling", "rising"],
        made: Some(|set, index| sequences::series(sequences::Kind::Trend, set, index)),
        sample: sequences::SHAPE,
        mean: 0.5,
        std: 0.1642,
        train_count: 8_000,
        test_count: 2_000,
        split: SERIES_SPLIT,
        source: "generated by Gradient Playground",
        licence: "MIT or Apache-2.0, as the program",
    },
];

crate::table_lookup!(DatasetId, DatasetInfo, DATASETS);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_has_its_own_row_and_key() {
        for row in DATASETS {
            assert_eq!(row.id.info().key, row.key);
            assert_eq!(DatasetId::from_key(row.key), Some(row.id));
            assert_eq!(shape_of(row.sample.len()), Some(row.sample), "{}", row.key);
            assert!(row.std > 0.0);
        }
        assert_eq!(DatasetId::keys().len(), 7);
        assert_eq!(DatasetId::FashionMnist.info().classes[9], "Ankle boot");
        for row in DATASETS {
            assert_eq!(row.subject.is_none(), row.classes == DIGITS, "{}", row.key);
        }
    }

    #[test]
    fn each_default_split_fits_its_set() {
        for row in DATASETS {
            row.split.resolve_for(row.id).unwrap();
        }
    }

    #[test]
    fn the_constants_of_the_sets_made_here_are_those_of_their_pixels() {
        for info in DATASETS {
            let Some(made) = info.made else { continue };
            let images: Vec<u8> = (0..2_000).flat_map(|i| made(Set::Train, i).0).collect();
            let unit = |byte: &u8| f64::from(*byte) / 255.0;
            let count = images.len() as f64;
            let mean = images.iter().map(unit).sum::<f64>() / count;
            let variance = images.iter().map(|b| (unit(b) - mean).powi(2)).sum::<f64>() / count;
            // A tenth of a set estimates its mean to about 0.001.
            let (own_mean, std) = (f64::from(info.mean), variance.sqrt());
            assert!((mean - own_mean).abs() < 0.003, "{}: mean {mean}", info.key);
            let own_std = f64::from(info.std);
            assert!((std - own_std).abs() < 0.003, "{}: std {std}", info.key);
        }
    }
}
