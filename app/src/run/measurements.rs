//! What the trainer was asked to measure, for whoever waits for it.

use playground_experiment::protocol::{Bare, Part};

/// The latest benchmark, and how often each part was evaluated.
#[derive(Clone, Debug, Default)]
pub struct Measurements {
    /// The latest benchmark's request and figures.
    pub benchmark: Option<(u32, Result<Bare, String>)>,
    validations: u64,
    tests: u64,
}

impl Measurements {
    /// Evaluations of a part received so far, to wait for the next one.
    pub fn evaluations(&self, part: Part) -> u64 {
        match part {
            Part::Validation => self.validations,
            Part::Test => self.tests,
        }
    }

    pub(super) fn evaluated(&mut self, part: Part) {
        match part {
            Part::Validation => self.validations += 1,
            Part::Test => self.tests += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_counted() {
        let mut measurements = Measurements::default();
        measurements.evaluated(Part::Test);
        let counts = [Part::Validation, Part::Test].map(|part| measurements.evaluations(part));
        assert_eq!(counts, [0, 1]);
    }
}
