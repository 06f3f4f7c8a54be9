//! How much is measured: at rest everything, while it trains a sample at most once a second, and everything once an
//! epoch has ended.

use crate::components::refresh::{After, LastQuestion, Refresh, RunPosition};
use crate::run::Run;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::protocol::{DataFile, Part};

/// Images of a sample.
const SAMPLE: u32 = 1000;

const MEASURE: Refresh = Refresh {
    after: After::Step,
    pause_ms: 1000.0,
    overtakes: true,
};

/// How much is to be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Sample,
    Whole,
}

impl Extent {
    fn of(now: &RunPosition, part: Part, asked: Option<&LastQuestion<Part>>) -> Self {
        let asked = asked.filter(|asked| asked.is_same(now, &part));
        let ended = asked.is_some_and(|asked| now.epoch > asked.position.epoch);
        match now.trains && !ended {
            true => Self::Sample,
            false => Self::Whole,
        }
    }

    fn limit(self) -> Option<u32> {
        match self {
            Self::Sample => Some(SAMPLE),
            Self::Whole => None,
        }
    }
}

/// Keeps the figures up to date for as long as the view is shown.
pub fn keep_measured(store: Store) {
    let part = store.view.part;
    let position = store.memo(RunPosition::of);
    let empty = store.memo(move |run| part_size(run, part.get()) == Some(0));
    let question = move || {
        // An autoencoder has a view of its own, which takes the place of this one in a moment.
        let position = position.get().filter(|s| !s.active.is_autoencoder());
        Some((position.filter(|_| !empty.get())?, part.get()))
    };
    MEASURE.keep(store.figures.examined, question, move |now, part, asked| {
        let limit = Extent::of(now, *part, asked).limit();
        store.figures.examine(*part, limit);
    });
}

/// Returns how many images a part has, once it is known how many the files hold.
pub fn part_size(run: &Run, part: Part) -> Option<usize> {
    let total = |file| run.files.arrived(file).total as usize;
    let (train, test) = (total(DataFile::Train), total(DataFile::Test));
    let parts = run.settings.active.split.resolve(train, test).ok()?;
    Some(match part {
        Part::Validation => parts.validation.len(),
        Part::Test => parts.test.range.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::refresh::tests::at;

    fn asked(position: RunPosition) -> LastQuestion<Part> {
        crate::components::refresh::tests::asked(position, Part::Test, 5000.0)
    }

    /// What is to be measured now, if anything; `pending` says that what was asked last is not answered.
    fn due(
        now: &RunPosition,
        part: Part,
        asked: Option<&LastQuestion<Part>>,
        pending: bool,
        time_ms: f64,
    ) -> Option<Extent> {
        let due = MEASURE.due(now, &part, asked, pending, time_ms);
        due.then(|| Extent::of(now, part, asked))
    }

    #[test]
    fn at_rest_everything_is_measured_once() {
        let rest = at(40, 0, false);
        assert_eq!(
            due(&rest, Part::Test, None, false, 0.0),
            Some(Extent::Whole)
        );
        let before = asked(rest.clone());
        assert_eq!(due(&rest, Part::Test, Some(&before), false, 9e9), None);
        // The last sample came while it still trained.
        let before = asked(at(40, 0, true));
        assert_eq!(due(&rest, Part::Test, Some(&before), true, 9e9), None);
        let again = due(&rest, Part::Test, Some(&before), false, 5001.0);
        assert_eq!(again, Some(Extent::Whole));
        // Another loss at the same step.
        let mut flipped = rest.clone();
        flipped.active.loss = playground_experiment::loss::Loss::MeanSquaredError;
        let before = asked(rest);
        let again = due(&flipped, Part::Test, Some(&before), false, 5001.0);
        assert_eq!(again, Some(Extent::Whole));
    }

    #[test]
    fn while_it_trains_a_sample_a_second_and_everything_after_an_epoch() {
        let before = asked(at(100, 0, true));
        let ask = |now: RunPosition, time| due(&now, Part::Test, Some(&before), false, time);
        assert_eq!(ask(at(110, 0, true), 5999.0), None);
        assert_eq!(ask(at(110, 0, true), 6000.0), Some(Extent::Sample));
        assert_eq!(ask(at(110, 1, true), 6000.0), Some(Extent::Whole));
        assert_eq!(ask(at(100, 0, true), 9000.0), None, "nothing has changed");
        let pending = due(&at(110, 0, true), Part::Test, Some(&before), true, 9000.0);
        assert_eq!(pending, None, "one at a time");
    }

    #[test]
    fn another_part_or_another_network_is_measured_at_once() {
        let before = asked(at(100, 0, true));
        let now = at(101, 0, true);
        let part = due(&now, Part::Validation, Some(&before), true, 5000.0);
        assert_eq!(part, Some(Extent::Sample));
        let network = RunPosition {
            network_generation: 2,
            ..now
        };
        let network = due(&network, Part::Test, Some(&before), true, 5000.0);
        assert_eq!(network, Some(Extent::Sample));
    }
}
