//! The session's data: taking in images and labels, and making those that are made here in slices.

use super::Session;
use crate::train::dataset::Dataset;
use playground_data::dataset::{DatasetId, Images, Make};
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::probe::MAX_EXAMPLES;
use playground_experiment::protocol::{DataFile, Event};

/// Images made between two looks at the clock.
const BATCH: u64 = 16;
/// Images between two messages about progress.
const PROGRESS_EVERY: u32 = 1024;

/// What has been made of a set that needs no files: the training file first, then the test file.
pub(super) struct Generator {
    make: Make,
    train: u64,
    test: u64,
}

pub(super) fn empty_supply(dataset: DatasetId) -> Dataset {
    let info = dataset.info();
    Dataset {
        train: Images::new(info.train_count, info.sample.len()),
        test: Images::new(info.test_count, info.sample.len()),
    }
}

impl Session {
    /// Makes room for the data of `experiment`, unless it is at hand already.
    pub(super) fn prepare_data(&mut self, experiment: &Experiment) {
        let same = self.experiment.dataset == experiment.dataset && self.has_begun_data();
        if same {
            return;
        }
        self.supply = empty_supply(experiment.dataset);
        self.factory = experiment.dataset.info().made.map(|make| Generator {
            make,
            train: 0,
            test: 0,
        });
    }

    fn has_begun_data(&self) -> bool {
        self.factory.is_some()
            || self.supply.train.available() > 0
            || self.experiment.dataset == DatasetId::Custom
    }

    pub(super) fn take_images(
        &mut self,
        file: DataFile,
        total: u32,
        bytes: &[u8],
    ) -> Result<(), String> {
        let images = self.supply.file_mut(file);
        images.expect(total as usize);
        images.push_images(bytes);
        self.after_data(file)
    }

    pub(super) fn take_labels(
        &mut self,
        file: DataFile,
        total: u32,
        bytes: &[u8],
    ) -> Result<(), String> {
        let images = self.supply.file_mut(file);
        images.expect(total as usize);
        images.push_labels(bytes);
        self.after_data(file)
    }

    fn after_data(&mut self, file: DataFile) -> Result<(), String> {
        self.report_data(file);
        self.build().map_err(|e| e.message)
    }

    /// Returns images of a file as they are, raw pixels in [0, 1].
    ///
    /// # Errors
    /// When they are too many or not at hand.
    pub(super) fn images(&self, file: DataFile, indices: &[u32]) -> Result<Vec<f32>, String> {
        let images = self.supply.file(file);
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

    fn report_data(&self, file: DataFile) {
        let images = self.supply.file(file);
        self.emit(Event::Data {
            file,
            available: images.available() as u32,
            total: images.expected() as u32,
        });
    }

    /// Whether images are still to be made.
    pub(super) fn making(&self) -> bool {
        self.factory.is_some()
            && (self.supply.train.available() < self.supply.train.expected()
                || self.supply.test.available() < self.supply.test.expected())
    }

    /// Makes images until `end`, at least one batch.
    pub(super) fn make_images(&mut self, end: f64, now: &dyn Fn() -> f64) {
        while self.making() {
            self.make_some();
            if now() >= end {
                break;
            }
        }
    }

    fn make_some(&mut self) {
        let Some(factory) = &mut self.factory else {
            return;
        };
        let train_left = self.supply.train.expected() as u64 - factory.train;
        let (file, set, done, left) = if train_left > 0 {
            (DataFile::Train, Set::Train, &mut factory.train, train_left)
        } else {
            let left = self.supply.test.expected() as u64 - factory.test;
            (DataFile::Test, Set::Test, &mut factory.test, left)
        };
        let range = *done..*done + left.min(BATCH);
        *done = range.end;
        let images = self.supply.file_mut(file);
        for index in range {
            let (pixels, label) = (factory.make)(set, index);
            images.push_images(&pixels);
            images.push_labels(&[label]);
        }
        let available = images.available();
        if (available as u32).is_multiple_of(PROGRESS_EVERY) || available == images.expected() {
            self.report_data(file);
        }
    }
}
