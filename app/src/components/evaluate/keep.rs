//! When the figures are measured again: at rest in full, while it trains on a sample at most once a
//! second, and in full once an epoch has ended. Reports drive it, no timer does, and nothing is asked
//! while the view is not shown.

use crate::clock::now_ms;
use crate::components::run_position::RunPosition;
use crate::run::Run;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::protocol::{DataFile, Part};

/// Images of a sample.
const SAMPLE: u32 = 1000;
/// Milliseconds between two measurements while it trains.
const PACE_MS: f64 = 1000.0;

/// What was asked last.
#[derive(Clone, Debug)]
struct Asked {
    request: u32,
    part: Part,
    at_ms: f64,
    position: RunPosition,
}

/// How much is to be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Sample,
    Whole,
}

impl Extent {
    fn limit(self) -> Option<u32> {
        match self {
            Self::Sample => Some(SAMPLE),
            Self::Whole => None,
        }
    }
}

/// What is to be measured now, if anything; `pending` says that what was asked last is not answered.
fn due(
    now: &RunPosition,
    part: Part,
    asked: Option<&Asked>,
    pending: bool,
    time_ms: f64,
) -> Option<Extent> {
    let fresh = match now.trains {
        true => Extent::Sample,
        false => Extent::Whole,
    };
    let Some(asked) =
        asked.filter(|a| a.part == part && a.position.network_generation == now.network_generation)
    else {
        return Some(fresh);
    };
    if pending {
        return None;
    }
    if !now.trains {
        return (asked.position != *now).then_some(Extent::Whole);
    }
    let early = time_ms - asked.at_ms < PACE_MS;
    if early || asked.position.step == now.step {
        return None;
    }
    match now.epoch > asked.position.epoch {
        true => Some(Extent::Whole),
        false => Some(Extent::Sample),
    }
}

/// Keeps the figures up to date for as long as the view is shown.
pub fn keep_measured(store: Store) {
    let part = store.view.part;
    let position = store.memo(RunPosition::of);
    let empty = store.memo(move |run| part_size(run, part.get()) == Some(0));
    let asked = StoredValue::new(None::<Asked>);
    Effect::new(move || {
        // An answer may have been awaited.
        store.examined.track();
        let part = part.get();
        // An autoencoder has a view of its own, which takes the place of this one in a moment.
        let position = position.get().filter(|s| !s.active.is_autoencoder());
        let Some(position) = position.filter(|_| !empty.get()) else {
            return;
        };
        let time_ms = now_ms();
        let before = asked.get_value();
        let pending = before.as_ref().is_some_and(|a| store.awaits(a.request));
        if let Some(extent) = due(&position, part, before.as_ref(), pending, time_ms) {
            asked.set_value(Some(Asked {
                request: store.examine(part, extent.limit()),
                part,
                at_ms: time_ms,
                position,
            }));
        }
    });
}

/// Images of a part, once it is known how many the files hold.
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
    use playground_experiment::experiment::Experiment;

    fn at(step: u64, epoch: u64, trains: bool) -> RunPosition {
        RunPosition {
            network_generation: 1,
            step,
            epoch,
            trains,
            active: Experiment::default(),
        }
    }

    fn asked(position: RunPosition) -> Asked {
        Asked {
            request: 1,
            part: Part::Test,
            at_ms: 5000.0,
            position,
        }
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
