//! When the trainer is asked to look inside: at once for another image, unit or class, with the reports
//! while it trains; the survey at the end of each epoch and at rest. One question of each kind is open at
//! a time, and nothing is asked while the view is not shown.

use super::Shown;
use crate::clock::now_ms;
use crate::components::run_position::RunPosition;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::protocol::inside::InspectRequest;
use std::sync::Arc;

/// Images of a survey.
const SURVEYED: u32 = 1000;
/// Milliseconds between two looks at a network in training.
const LOOK_MS: f64 = 150.0;
/// Milliseconds between two surveys of a network in training.
const SURVEY_MS: f64 = 1000.0;

/// What a look is about.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    position: RunPosition,
    wish: InspectRequest,
    /// The same image has the same address.
    image: Option<Arc<[f32]>>,
    /// Steps of the survey on whose plane the image is placed.
    plane: Option<u64>,
}

/// Whether it is time for a look: not for the same one again, and not too soon for a network that has only
/// taken some steps more.
fn look_due(now: &Question, asked: Option<&(Question, f64)>, time_ms: f64) -> bool {
    let Some((before, at_ms)) = asked else {
        return true;
    };
    let only_steps = Question {
        position: now.position.clone(),
        ..before.clone()
    } == *now
        && before.position.network_generation == now.position.network_generation;
    match only_steps {
        true if before.position == now.position => false,
        true if now.position.trains => time_ms - at_ms >= LOOK_MS,
        _ => true,
    }
}

/// Whether it is time for a survey.
fn survey_due(now: &RunPosition, asked: Option<&(RunPosition, f64)>, time_ms: f64) -> bool {
    let Some((before, at_ms)) =
        asked.filter(|(before, _)| before.network_generation == now.network_generation)
    else {
        return true;
    };
    match now.trains {
        true => now.epoch > before.epoch && time_ms - at_ms >= SURVEY_MS,
        false => (before.step, &before.active) != (now.step, &now.active),
    }
}

/// Keeps the figures up to date for as long as the view is shown.
pub fn keep_looking(store: Store, shown: Shown) {
    let position = store.memo(RunPosition::of);
    let asked = StoredValue::new(None::<(Question, f64)>);
    Effect::new(move || {
        // An answer may have been awaited.
        store.inspected.track();
        let (Some(position), Some(window)) = (position.get(), shown.window()) else {
            return;
        };
        let question = Question {
            wish: InspectRequest {
                window,
                // An autoencoder has none.
                class: shown
                    .class
                    .get()
                    .filter(|_| !position.active.is_autoencoder()),
                explain: true,
            },
            image: shown.subject.pixels.get(),
            plane: shown
                .surveyed
                .with(|s| s.as_ref().map(|s| s.what.head.step)),
            position,
        };
        let now = now_ms();
        let due = asked.with_value(|asked| look_due(&question, asked.as_ref(), now));
        if due && !store.is_inspecting() {
            store.inspect(question.wish, question.image.as_deref());
            asked.set_value(Some((question, now)));
        }
    });
    let asked = StoredValue::new(None::<(RunPosition, f64)>);
    Effect::new(move || {
        store.surveyed.track();
        let Some(position) = position.get() else {
            return;
        };
        let now = now_ms();
        let due = asked.with_value(|asked| survey_due(&position, asked.as_ref(), now));
        if due && !store.is_surveying() {
            store.survey(SURVEYED);
            asked.set_value(Some((position, now)));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::protocol::inside::Window;

    fn at(step: u64, epoch: u64, trains: bool) -> RunPosition {
        RunPosition {
            network_generation: 1,
            step,
            epoch,
            trains,
            active: Experiment::default(),
        }
    }

    fn question(position: RunPosition) -> Question {
        Question {
            position,
            wish: InspectRequest {
                window: Window::default(),
                class: None,
                explain: true,
            },
            image: None,
            plane: None,
        }
    }

    #[test]
    fn the_same_look_is_asked_for_once_and_a_new_one_at_once() {
        let asked = (question(at(10, 0, false)), 1000.0);
        assert!(!look_due(&asked.0, Some(&asked), 9e9));
        assert!(look_due(&asked.0, None, 0.0));
        let mut other = asked.0.clone();
        other.wish.class = Some(3);
        assert!(look_due(&other, Some(&asked), 1000.0));
        let image = Question {
            image: Some(Arc::from([0.5])),
            ..question(at(10, 0, true))
        };
        assert!(look_due(&image, Some(&asked), 1000.0));
    }

    #[test]
    fn steps_alone_wait_for_their_turn_until_training_rests() {
        let asked = (question(at(10, 0, true)), 1000.0);
        assert!(!look_due(&question(at(20, 0, true)), Some(&asked), 1100.0));
        assert!(look_due(&question(at(20, 0, true)), Some(&asked), 1150.0));
        assert!(look_due(&question(at(20, 0, false)), Some(&asked), 1001.0));
        let network = RunPosition {
            network_generation: 2,
            ..at(0, 0, true)
        };
        assert!(look_due(&question(network), Some(&asked), 1001.0));
    }

    #[test]
    fn a_survey_follows_epochs_and_rests() {
        let asked = (at(100, 1, true), 1000.0);
        assert!(survey_due(&at(0, 0, false), None, 0.0));
        assert!(!survey_due(&at(150, 1, true), Some(&asked), 9e9));
        assert!(!survey_due(&at(250, 2, true), Some(&asked), 1500.0));
        assert!(survey_due(&at(250, 2, true), Some(&asked), 2000.0));
        assert!(survey_due(&at(150, 1, false), Some(&asked), 1001.0));
        assert!(!survey_due(&at(100, 1, false), Some(&asked), 9e9));
        let network = RunPosition {
            network_generation: 2,
            ..at(100, 1, true)
        };
        assert!(survey_due(&network, Some(&asked), 1001.0));
    }
}
