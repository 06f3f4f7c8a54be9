//! When the trainer is asked: reconstructions and the point's image with the reports while it trains, the plane
//! every two seconds, the test images at the end of each epoch; everything once more at rest. One question of each
//! kind is open at a time, and nothing is asked while the view is not shown.

use crate::clock::now_ms;
use crate::components::run_position::RunPosition;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::protocol::inside::ScanResult;
use playground_experiment::protocol::{Command, Part};

/// Images on the plane.
const SURVEYED: u32 = 1000;
/// Milliseconds between two reconstructions, or two images of the same place, of a network in training.
const LOOK_MS: f64 = 200.0;
/// Milliseconds between two surveys of a network in training.
const SURVEY_MS: f64 = 2000.0;

/// What was asked, and when.
type Asked<Q> = StoredValue<Option<(Q, f64)>>;

/// Whether it is time to ask again: at once for another network and at rest, not too soon for one that has only
/// taken some steps more, and never twice the same.
fn due(now: &RunPosition, asked: Option<&(RunPosition, f64)>, pause_ms: f64, time_ms: f64) -> bool {
    match asked {
        Some((before, _)) if before == now => false,
        Some((before, at_ms))
            if before.network_generation == now.network_generation && now.trains =>
        {
            time_ms - at_ms >= pause_ms
        }
        _ => true,
    }
}

/// Whether the test images are to be measured: after each epoch and at rest.
fn measure_due(now: &RunPosition, asked: Option<&(RunPosition, f64)>) -> bool {
    match asked.filter(|(before, _)| before.network_generation == now.network_generation) {
        Some((before, _)) if now.trains => now.epoch > before.epoch,
        Some((before, _)) => (before.step, &before.active) != (now.step, &now.active),
        None => true,
    }
}

/// The middle of a survey's images: where the point stands until it is moved.
fn middle(surveyed: &ScanResult) -> Option<(f32, f32)> {
    surveyed.head.shares?;
    let n = surveyed.places.len() as f32;
    let sum = surveyed.places.iter();
    let sum = sum.fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
    Some((sum.0 / n, sum.1 / n)).filter(|at| at.0.is_finite() && at.1.is_finite())
}

/// Keeps everything up to date for as long as the view is shown. Gives where the point stands: where it was moved
/// to, else in the middle of the images; nowhere while there is no plane.
pub fn keep_given_back(
    store: Store,
    place: RwSignal<Option<(f32, f32)>>,
) -> Memo<Option<(f32, f32)>> {
    // A classifier has a view of its own, which takes the place of this one in a moment.
    let position =
        store.memo(|run| RunPosition::of(run).filter(|position| position.active.is_autoencoder()));
    let network = store.memo(|run| run.connection.network_generation());
    Effect::new(move |before: Option<u32>| {
        let now = network.get();
        // What was a place on one plane means nothing on another.
        if before.is_some_and(|before| before != now) {
            place.set(None);
        }
        now
    });
    let at = Memo::new(move |_| {
        let middle = store.surveyed_now().and_then(|seen| middle(&seen.what))?;
        Some(place.get().unwrap_or(middle))
    });
    keep_images(store, position);
    keep_plane(store, position);
    keep_point(store, position, at);
    at
}

fn keep_images(store: Store, position: Memo<Option<RunPosition>>) {
    let asked: Asked<RunPosition> = StoredValue::new(None);
    Effect::new(move || {
        // An answer may have been awaited.
        store.reconstructed.track();
        let Some(now) = position.get() else { return };
        let time = now_ms();
        let due = asked.with_value(|asked| due(&now, asked.as_ref(), LOOK_MS, time));
        if due && !store.is_reconstructing() {
            store.reconstruct();
            asked.set_value(Some((now, time)));
        }
    });
    let asked: Asked<RunPosition> = StoredValue::new(None);
    Effect::new(move || {
        let Some(now) = position.get() else { return };
        if asked.with_value(|asked| measure_due(&now, asked.as_ref())) {
            store
                .trainer
                .command(Command::Evaluate { part: Part::Test });
            asked.set_value(Some((now, 0.0)));
        }
    });
}

fn keep_plane(store: Store, position: Memo<Option<RunPosition>>) {
    let asked: Asked<RunPosition> = StoredValue::new(None);
    Effect::new(move || {
        store.surveyed.track();
        let Some(now) = position.get() else { return };
        let time = now_ms();
        let due = asked.with_value(|asked| due(&now, asked.as_ref(), SURVEY_MS, time));
        if due && !store.is_surveying() {
            store.survey(SURVEYED);
            asked.set_value(Some((now, time)));
        }
    });
}

fn keep_point(store: Store, position: Memo<Option<RunPosition>>, at: Memo<Option<(f32, f32)>>) {
    let asked: Asked<(RunPosition, (f32, f32))> = StoredValue::new(None);
    Effect::new(move || {
        store.decoded.track();
        let (Some(now), Some(at)) = (position.get(), at.get()) else {
            return;
        };
        let time = now_ms();
        let due = asked.with_value(|asked| match asked {
            Some(((before, place), at_ms)) if *place == at => {
                due(&now, Some(&(before.clone(), *at_ms)), LOOK_MS, time)
            }
            _ => true,
        });
        if due && !store.is_decoding() {
            store.decode(at);
            asked.set_value(Some(((now, at), time)));
        }
    });
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

    #[test]
    fn a_network_in_training_is_asked_now_and_then_and_one_at_rest_once() {
        let asked = (at(10, 0, true), 1000.0);
        assert!(due(&at(10, 0, true), None, 200.0, 0.0));
        assert!(!due(&at(10, 0, true), Some(&asked), 200.0, 9e9));
        assert!(!due(&at(20, 0, true), Some(&asked), 200.0, 1100.0));
        assert!(due(&at(20, 0, true), Some(&asked), 200.0, 1200.0));
        assert!(due(&at(20, 0, false), Some(&asked), 200.0, 1001.0));
        let network = RunPosition {
            network_generation: 2,
            ..at(0, 0, true)
        };
        assert!(due(&network, Some(&asked), 200.0, 1001.0));
    }

    #[test]
    fn the_test_images_are_measured_after_epochs_and_at_rest() {
        let asked = (at(10, 0, true), 0.0);
        assert!(measure_due(&at(0, 0, false), None));
        assert!(!measure_due(&at(90, 0, true), Some(&asked)));
        assert!(measure_due(&at(90, 1, true), Some(&asked)));
        assert!(measure_due(&at(90, 0, false), Some(&asked)));
        assert!(!measure_due(&at(10, 0, false), Some(&asked)));
    }
}
