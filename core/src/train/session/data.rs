//! A session's images: taking in images and labels, and making those that are made here in slices.

use super::outbox::Outbox;
use crate::train::dataset::Dataset;
use playground_data::dataset::{DatasetId, Generator, Images};
use playground_data::synthetic::Set;
use playground_experiment::protocol::probe::MAX_EXAMPLES;
use playground_experiment::protocol::{DataFile, Event};

/// Images made between two looks at the clock.
const BATCH: usize = 16;
/// Images between two messages about progress.
const PROGRESS_EVERY: u32 = 1024;

/// The images at hand, and the making of those that need no files.
pub(super) struct Data {
    /// What has arrived of both files.
    pub(super) files: Dataset,
    /// What makes an image of a set that needs no files: the training file first, then the test file.
    maker: Option<Generator>,
}

impl Data {
    /// Returns room for the files of `dataset`, of which nothing has arrived.
    pub(super) fn empty(dataset: DatasetId) -> Self {
        let info = dataset.info();
        Self {
            files: Dataset {
                train: Images::new(info.train_count, info.sample.len()),
                test: Images::new(info.test_count, info.sample.len()),
            },
            maker: None,
        }
    }

    /// Makes room for `next`, unless there is: `held` is the set at hand, and what has arrived of it, be it labels
    /// alone, is not sent again.
    pub(super) fn prepare(&mut self, held: DatasetId, next: DatasetId) {
        let maker = next.info().made;
        if held != next || (maker.is_some() && self.maker.is_none()) {
            let files = Self::empty(next).files;
            *self = Self { files, maker };
        }
    }

    /// Takes in pixels or labels of a file that has `total` images, by `push`.
    pub(super) fn take(
        &mut self,
        file: DataFile,
        total: u32,
        push: impl FnOnce(&mut Images),
        outbox: &Outbox,
    ) {
        let images = self.files.file_mut(file);
        images.expect(total as usize);
        push(images);
        self.report(file, outbox);
    }

    /// Returns images of a file as they are, raw pixels in [0, 1].
    ///
    /// # Errors
    /// When they are too many or not at hand.
    pub(super) fn images(&self, file: DataFile, indices: &[u32]) -> Result<Vec<f32>, String> {
        let images = self.files.file(file);
        let available = images.available();
        if indices.len() > MAX_EXAMPLES {
            return Err(format!(
                "{} images are too many to look at; ask for at most {MAX_EXAMPLES}.",
                indices.len()
            ));
        }
        if let Some(index) = indices.iter().find(|&&i| i as usize >= available) {
            return Err(format!(
                "Image {index} is not at hand: {available} images of the file have arrived. Try \
                 again once it is there."
            ));
        }
        let pixels = indices.iter().flat_map(|&i| images.image(i as usize));
        Ok(pixels.map(|&p| f32::from(p) / 255.0).collect())
    }

    fn report(&self, file: DataFile, outbox: &Outbox) {
        let images = self.files.file(file);
        outbox.emit(Event::Data {
            file,
            available: images.available() as u32,
            total: images.expected() as u32,
        });
    }

    /// Returns whether images are still to be made.
    pub(super) fn making(&self) -> bool {
        let files = [&self.files.train, &self.files.test];
        self.maker.is_some() && files.iter().any(|file| file.available() < file.expected())
    }

    /// Makes images until `end`, at least one batch.
    pub(super) fn make_images(&mut self, end: f64, now: &dyn Fn() -> f64, outbox: &Outbox) {
        while self.making() {
            self.make_some(outbox);
            if now() >= end {
                break;
            }
        }
    }

    fn make_some(&mut self, outbox: &Outbox) {
        let Some(make) = self.maker else {
            return;
        };
        let train = &self.files.train;
        let (file, set) = match train.available() < train.expected() {
            true => (DataFile::Train, Set::Train),
            false => (DataFile::Test, Set::Test),
        };
        let images = self.files.file_mut(file);
        let end = images.expected().min(images.available() + BATCH);
        for index in images.available()..end {
            let (pixels, label) = make(set, index as u64);
            images.push_images(&pixels);
            images.push_labels(&[label]);
        }
        let available = images.available();
        if (available as u32).is_multiple_of(PROGRESS_EVERY) || available == images.expected() {
            self.report(file, outbox);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::outbox::recorded;
    use super::*;

    #[test]
    fn a_set_that_has_begun_to_arrive_is_kept_and_another_one_makes_room() {
        let (outbox, events) = recorded();
        let mut data = Data::empty(DatasetId::Custom);
        data.take(
            DataFile::Train,
            3,
            |train| train.push_images(&[7; 784]),
            &outbox,
        );
        data.take(DataFile::Train, 3, |train| train.push_labels(&[1]), &outbox);
        let last = events.borrow().last().map(|sent| sent.event.clone());
        assert_eq!(
            last,
            Some(Event::Data {
                file: DataFile::Train,
                available: 1,
                total: 3
            })
        );
        data.prepare(DatasetId::Custom, DatasetId::Custom);
        assert_eq!(data.files.train.available(), 1);
        data.prepare(DatasetId::Custom, DatasetId::Mnist);
        assert_eq!(data.files.train.available(), 0);
        assert!(!data.making(), "its files are yet to come");
    }

    #[test]
    fn labels_that_came_before_the_first_image_outlive_a_reset() {
        let (outbox, _) = recorded();
        let mut data = Data::empty(DatasetId::Mnist);
        data.take(
            DataFile::Train,
            3,
            |train| train.push_labels(&[1, 2, 3]),
            &outbox,
        );
        data.prepare(DatasetId::Mnist, DatasetId::Mnist);
        data.take(
            DataFile::Train,
            3,
            |train| train.push_images(&[7; 784]),
            &outbox,
        );
        assert_eq!(data.files.train.available(), 1);
    }

    #[test]
    fn a_set_without_files_is_made_a_batch_at_least_at_a_time() {
        let (outbox, _) = recorded();
        let mut data = Data::empty(DatasetId::Mnist);
        data.prepare(DatasetId::Mnist, DatasetId::Synthetic);
        assert!(data.making());
        data.make_images(0.0, &|| 1.0, &outbox);
        assert_eq!(data.files.train.available(), BATCH);
        let wanted = data
            .images(DataFile::Train, &[15])
            .map(|pixels| pixels.len());
        assert_eq!(wanted, Ok(data.files.train.image(15).len()));
        assert!(data.images(DataFile::Train, &[16]).is_err());
    }
}
