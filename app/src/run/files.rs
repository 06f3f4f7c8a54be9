//! How much of the data the trainer has.

use playground_experiment::protocol::DataFile;

/// Images of a file that the trainer can use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// At hand.
    pub available: u32,
    /// In the whole file; 0 until known.
    pub total: u32,
}

/// Both files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files {
    train: Availability,
    test: Availability,
}

impl Files {
    /// Returns how many images of a file there are, and how many of them have arrived.
    pub fn arrived(&self, file: DataFile) -> Availability {
        match file {
            DataFile::Train => self.train,
            DataFile::Test => self.test,
        }
    }

    pub(super) fn set(&mut self, file: DataFile, arrived: Availability) {
        match file {
            DataFile::Train => self.train = arrived,
            DataFile::Test => self.test = arrived,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_its_own_count() {
        let mut files = Files::default();
        let arrived = Availability {
            available: 5,
            total: 10,
        };
        files.set(DataFile::Test, arrived);
        assert_eq!(files.arrived(DataFile::Test), arrived);
        assert_eq!(files.arrived(DataFile::Train), Availability::default());
    }
}
