//! How many classes a set of labels has, and what they are called where the set brings no names.

use crate::error::DataFault;
use std::sync::LazyLock;

/// Most classes a set may have.
pub const MAX_CLASSES: u8 = 100;

/// Name of each class of a set that brings none: its label.
static NUMBERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let names = (0..MAX_CLASSES).map(|label| &*label.to_string().leak());
    names.collect()
});

/// Returns the names of `count` classes of a set that brings none: their labels.
pub fn numbers(count: u8) -> &'static [&'static str] {
    NUMBERS.get(..usize::from(count)).unwrap_or(&NUMBERS)
}

/// The classes of a set, by the labels of its training part: 2 to [`MAX_CLASSES`], the highest label plus one. A label
/// in between may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    present: [bool; MAX_CLASSES as usize],
    count: u8,
}

impl Classes {
    /// Finds the classes of a training part.
    ///
    /// # Errors
    /// When it is empty, a label is beyond the most classes, or all labels are the same.
    pub fn of_training(labels: &[u8]) -> Result<Self, DataFault> {
        let first = *labels.first().ok_or(DataFault::Empty)?;
        let mut present = [false; MAX_CLASSES as usize];
        for (index, &label) in labels.iter().enumerate() {
            match present.get_mut(usize::from(label)) {
                Some(seen) => *seen = true,
                None => {
                    return Err(DataFault::LabelOutOfRange {
                        index: index as u64,
                        label,
                        max: MAX_CLASSES - 1,
                    });
                }
            }
        }
        if labels.iter().all(|&label| label == first) {
            return Err(DataFault::SingleClass { label: first });
        }
        let highest = labels.iter().max().unwrap_or(&first);
        Ok(Self {
            present,
            count: highest + 1,
        })
    }

    /// Returns the number of classes, those included that do not occur.
    pub fn count(&self) -> u8 {
        self.count
    }

    /// Checks the labels of a test part against those of the training part.
    ///
    /// # Errors
    /// When it is empty, or has a label that the training part lacks.
    pub fn check_test(&self, labels: &[u8]) -> Result<(), DataFault> {
        if labels.is_empty() {
            return Err(DataFault::Empty);
        }
        let known = |label: u8| self.present.get(usize::from(label)) == Some(&true);
        match labels.iter().enumerate().find(|(_, label)| !known(**label)) {
            None => Ok(()),
            Some((index, &label)) => Err(DataFault::NotInTraining {
                index: index as u64,
                label,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, stream};
    use rand::RngExt;

    /// Labels in random order, each class at least once.
    fn labels(classes: u8) -> Vec<u8> {
        let mut rng = stream(3, Purpose::Labels, u64::from(classes), 0);
        let drawn = (0..500).map(|_| rng.random_range(0..classes));
        drawn.chain(0..classes).collect()
    }

    #[test]
    fn a_set_has_as_many_classes_as_its_highest_label_says() {
        for count in [2, 3, 10, 47, 100] {
            let classes = Classes::of_training(&labels(count)).unwrap();
            assert_eq!(classes.count(), count);
            let names = numbers(count);
            assert_eq!(names.len(), usize::from(count));
            for (label, name) in names.iter().enumerate() {
                assert_eq!(*name, label.to_string());
            }
            assert_eq!(classes.check_test(&labels(count)), Ok(()));
        }
        assert_eq!(Classes::of_training(&[46, 3, 3]).unwrap().count(), 47);
    }

    #[test]
    fn a_label_beyond_the_most_classes_is_named_by_its_place() {
        let fault = Classes::of_training(&[0, 99, 100]).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "label number 2 is 100; labels must be 0 to 99. Choose a set of up to 100 classes."
        );
    }

    #[test]
    fn a_set_of_one_class_or_none_is_refused() {
        let fault = Classes::of_training(&[7; 20]).unwrap_err();
        assert!(fault.to_string().contains("all labels are 7"), "{fault}");
        assert_eq!(Classes::of_training(&[]), Err(DataFault::Empty));
    }

    #[test]
    fn a_test_part_has_no_labels_of_its_own() {
        let classes = Classes::of_training(&[0, 2, 5]).unwrap();
        assert_eq!(classes.check_test(&[5, 0]), Ok(()));
        assert_eq!(classes.check_test(&[]), Err(DataFault::Empty));
        // One between the labels of the training part, one above, one beyond all classes.
        for label in [1, 6, 255] {
            let fault = classes.check_test(&[0, label]).unwrap_err();
            assert_eq!(fault, DataFault::NotInTraining { index: 1, label });
            assert!(
                fault.to_string().contains("no training label is"),
                "{fault}"
            );
        }
    }
}
