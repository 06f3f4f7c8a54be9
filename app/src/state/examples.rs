//! Test images for the pad, from the bytes that the page has passed on to the trainer.

use super::Store;
use super::drawing::{Drawing, Loaded};
use super::view::image_name;
use crate::data::SetBytes;
use crate::run::Run;
use playground_data::dataset::{Generator, TestFile, TestPart};
use playground_data::synthetic::Set;
use playground_experiment::protocol::{DataFile, Part};
use std::ops::Range;

/// Returns an image of the test part that is chosen by chance; one of this class, if a class is named.
///
/// # Errors
/// A sentence, when none is at hand.
pub fn test_image(store: Store, class: Option<usize>) -> Result<Drawing, String> {
    let (dataset, classes, part) = store.peek(|run| {
        let active = &run.settings.active;
        (active.dataset, active.classes(), test_part(run))
    });
    let part = part.ok_or(ABSENT)?;
    let found = match dataset.info().made {
        Some(make) => made(make, &part, class),
        // Of newer files than those that the network is about, it may have been trained on any image.
        None if store.inner().subscriber.is_stale() => None,
        None => store
            .data
            .with(dataset, |set| arrived_image(set, &part, class))
            .flatten(),
    };
    let (index, pixels, label) = found.ok_or(ABSENT)?;
    let target = classes.get(usize::from(label)).copied();
    let pixels: Vec<f32> = pixels.iter().map(|p| f32::from(*p) / 255.0).collect();
    Ok(Drawing {
        image: Some(Loaded {
            pixels: pixels.into(),
            name: image_name(Part::Test, index as u32, target.unwrap_or("?")),
        }),
        target,
        ..Drawing::default()
    })
}

fn arrived_image(set: &SetBytes, part: &TestPart, class: Option<usize>) -> Option<Found> {
    let file = match part.file {
        TestFile::Train => DataFile::Train,
        TestFile::Test => DataFile::Test,
    };
    let (start, end) = (part.range.start, part.range.end.min(set.available(file)));
    let labels = set.labels(file, start..end)?;
    let label = |index: usize| labels.get(index - start).copied();
    let index = find(start..end, chance(), class, label)?;
    Some((index, set.image(file, index)?, label(index)?))
}

const ABSENT: &str =
    "No such test image is here yet. Wait until the images have arrived, then try again.";

/// Returns where the test images are, once it is known how many there are: from the start, except for own files.
fn test_part(run: &Run) -> Option<TestPart> {
    let split = run.settings.active.split;
    let parts = match split.resolve_for(run.settings.active.dataset) {
        Ok(Some(parts)) => Ok(parts),
        _ => {
            let total = |file| run.files.arrived(file).total as usize;
            split.resolve(total(DataFile::Train), total(DataFile::Test))
        }
    };
    parts.ok().map(|parts| parts.test)
}

/// Place in the file, bytes, label.
type Found = (usize, Vec<u8>, u8);

/// Makes an image of a set without files, by a rule that the page knows too.
fn made(make: Generator, part: &TestPart, class: Option<usize>) -> Option<Found> {
    let set = match part.file {
        TestFile::Train => Set::Train,
        TestFile::Test => Set::Test,
    };
    let label = |index: usize| Some(make(set, index as u64).1);
    let index = find(part.range.clone(), chance(), class, label)?;
    let (pixels, label) = make(set, index as u64);
    Some((index, pixels, label))
}

fn chance() -> f64 {
    js_sys::Math::random()
}

/// Finds the first image of a class from a random place on, going round; `chance` is in [0, 1).
fn find(
    range: Range<usize>,
    chance: f64,
    class: Option<usize>,
    label: impl Fn(usize) -> Option<u8>,
) -> Option<usize> {
    let first = range.start + (chance * range.len() as f64) as usize;
    let mut round = (first..range.end).chain(range.start..first.min(range.end));
    round.find(|&index| class.is_none() || label(index).map(usize::from) == class)
}

/// Bytes of a whole image.
const IMAGE: usize = 784;

impl SetBytes {
    /// Counts the images of a file that have arrived whole, and whose labels have.
    fn available(&self, file: DataFile) -> usize {
        let length = |labels| -> usize {
            let pieces = self.pieces(file, labels);
            pieces.map(|bytes| bytes.length() as usize).sum()
        };
        length(true).min(length(false) / IMAGE)
    }

    fn labels(&self, file: DataFile, range: Range<usize>) -> Option<Vec<u8>> {
        self.cut(file, true, range)
    }

    fn image(&self, file: DataFile, index: usize) -> Option<Vec<u8>> {
        self.cut(file, false, index * IMAGE..(index + 1) * IMAGE)
    }

    fn pieces(&self, file: DataFile, labels: bool) -> impl Iterator<Item = &js_sys::Uint8Array> {
        let wanted = self.chunks.iter();
        let wanted = wanted.filter(move |chunk| chunk.file == file && chunk.labels == labels);
        wanted.map(|chunk| &chunk.bytes)
    }

    /// Cuts bytes out of a file, whose pieces may end anywhere.
    fn cut(&self, file: DataFile, labels: bool, range: Range<usize>) -> Option<Vec<u8>> {
        let (mut cut, mut start) = (Vec::with_capacity(range.len()), 0);
        for bytes in self.pieces(file, labels) {
            let end = start + bytes.length() as usize;
            let (low, high) = (range.start.max(start), range.end.min(end));
            if low < high {
                let part = bytes.subarray((low - start) as u32, (high - start) as u32);
                cut.extend(part.to_vec());
            }
            start = end;
        }
        (cut.len() == range.len()).then_some(cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::synthetic::{SEED, image};

    #[test]
    fn an_image_of_the_class_is_found_wherever_the_search_begins() {
        // Classes 0, 1, 2, 0, 1, 2 …
        let label = |index: usize| Some((index % 3) as u8);
        assert_eq!(find(10..20, 0.0, Some(1), label), Some(10));
        assert_eq!(find(10..20, 0.5, Some(1), label), Some(16));
        assert_eq!(
            find(10..20, 0.99, Some(2), label),
            Some(11),
            "it goes round"
        );
        assert_eq!(find(10..20, 0.55, None, label), Some(15));
        assert_eq!(find(10..20, 0.3, Some(7), label), None);
        assert_eq!(find(10..10, 0.3, None, label), None);
    }

    #[test]
    fn a_built_in_digit_is_of_the_class_asked_for() {
        let part = TestPart {
            file: TestFile::Test,
            range: 0..4000,
        };
        let label = |index: usize| Some(image(SEED, Set::Test, index as u64).1);
        for class in 0..10 {
            let index = find(part.range.clone(), 0.7, Some(class), label).unwrap();
            assert_eq!(usize::from(image(SEED, Set::Test, index as u64).1), class);
        }
    }
}
