//! Which images train, which validate and which test: arithmetic on indices, so that a split is
//! known before the first byte has arrived.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::dataset::DatasetId;
use crate::error::SplitError;

/// A way to divide a data set. Text form: `55000+5000` or `80/10/10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SplitSpec {
    /// The first images of the training file train, the next validate, the test file tests.
    /// Written `train+validation`.
    Official {
        /// Images to train on.
        train: u32,
        /// Images to validate on; may be 0.
        validation: u32,
    },
    /// Shares of the training file in per cent, in the order train, test, validation, which is also
    /// how they are written. The test file is left alone. What is over 100 is refused; what falls
    /// short of it leaves images unused.
    HeldOut {
        /// Share to train on.
        train_pct: u8,
        /// Share to validate on; may be 0.
        validation_pct: u8,
        /// Share to test on.
        test_pct: u8,
    },
}

/// The file that test images come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestFile {
    /// The training file, from images that are not trained on.
    Train,
    /// The test file.
    Test,
}

/// Where the test images are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPart {
    /// In which file.
    pub file: TestFile,
    /// Their indices in it.
    pub range: Range<usize>,
}

/// A split of files of known size. No image is in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Indices in the training file to train on; never empty.
    pub train: Range<usize>,
    /// Indices in the training file to validate on; may be empty.
    pub validation: Range<usize>,
    /// What to test on; never empty.
    pub test: TestPart,
}

impl SplitSpec {
    /// Splits a training file of `train_file` images and a test file of `test_file`.
    ///
    /// # Errors
    /// When a part is empty that must not be, or when more is asked for than there is.
    pub fn resolve(&self, train_file: usize, test_file: usize) -> Result<Parts, SplitError> {
        match *self {
            Self::Official { train, validation } => {
                official(train as usize, validation as usize, train_file, test_file)
            }
            Self::HeldOut {
                train_pct,
                validation_pct,
                test_pct,
            } => held_out([train_pct, test_pct, validation_pct], train_file),
        }
    }

    /// Splits a set whose sizes are known beforehand; `None` where only the files will tell.
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve).
    pub fn resolve_for(&self, dataset: DatasetId) -> Result<Option<Parts>, SplitError> {
        let info = dataset.info();
        if info.train_count == 0 {
            // Whatever the files hold, shares of them cannot be more than all.
            if let Self::HeldOut {
                train_pct,
                validation_pct,
                test_pct,
            } = *self
            {
                at_most_all([train_pct, test_pct, validation_pct])?;
            }
            return Ok(None);
        }
        self.resolve(info.train_count, info.test_count).map(Some)
    }
}

fn official(
    train: usize,
    validation: usize,
    train_file: usize,
    test_file: usize,
) -> Result<Parts, SplitError> {
    if train == 0 {
        return Err(SplitError(
            "the split trains on no images; let it train on at least one.".to_owned(),
        ));
    }
    let end = train.saturating_add(validation);
    if end > train_file {
        return Err(SplitError(format!(
            "the split asks for {train} training and {validation} validation images; the training \
             file holds {train_file}. Choose numbers that add up to at most that."
        )));
    }
    if test_file == 0 {
        return Err(SplitError(
            "the split tests on the test file, and there is none. Add one, or choose shares of \
             the training file such as 80/10/10."
                .to_owned(),
        ));
    }
    Ok(Parts {
        train: 0..train,
        validation: train..end,
        test: TestPart {
            file: TestFile::Test,
            range: 0..test_file,
        },
    })
}

/// Checks that shares in percent do not add up to more than all there is.
fn at_most_all(shares: [u8; 3]) -> Result<(), SplitError> {
    let total: u32 = shares.iter().copied().map(u32::from).sum();
    match total {
        0..=100 => Ok(()),
        _ => Err(SplitError(format!(
            "the shares of the split add up to {total} %; lower them to 100 % or less."
        ))),
    }
}

/// Splits the training file by `shares` in the order train, test, validation.
fn held_out(shares: [u8; 3], train_file: usize) -> Result<Parts, SplitError> {
    at_most_all(shares)?;
    let [train, test, validation] = shares.map(|share| {
        // Through u64: on wasm a usize would overflow at 43 million images.
        (train_file as u64 * u64::from(share) / 100) as usize
    });
    if train == 0 || test == 0 {
        let part = if train == 0 { "training" } else { "test" };
        return Err(SplitError(format!(
            "the {part} part of the split is empty: {train_file} images in shares of {}/{}/{} %. \
             Give each of training and test a share of at least one image.",
            shares[0], shares[1], shares[2]
        )));
    }
    let tested = train + test;
    Ok(Parts {
        train: 0..train,
        validation: tested..tested + validation,
        test: TestPart {
            file: TestFile::Train,
            range: train..tested,
        },
    })
}

impl fmt::Display for SplitSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Official { train, validation } => write!(f, "{train}+{validation}"),
            Self::HeldOut {
                train_pct,
                validation_pct,
                test_pct,
            } => write!(f, "{train_pct}/{test_pct}/{validation_pct}"),
        }
    }
}

impl FromStr for SplitSpec {
    /// A sentence that says how a split is written.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || {
            format!(
                "“{text}” is not a split: write training+validation images (55000+5000), or the \
                 shares of training/test/validation in per cent (80/10/10)"
            )
        };
        if let Some((train, validation)) = text.split_once('+') {
            return Ok(Self::Official {
                train: whole(train).ok_or_else(unreadable)?,
                validation: whole(validation).ok_or_else(unreadable)?,
            });
        }
        let shares: Option<Vec<u8>> = text.split('/').map(whole).collect();
        match shares.as_deref() {
            Some(&[train_pct, test_pct, validation_pct]) => Ok(Self::HeldOut {
                train_pct,
                validation_pct,
                test_pct,
            }),
            _ => Err(unreadable()),
        }
    }
}

fn whole<T: FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests;
