//! What is asked of the inside: a look at once for another image, unit or class, with the reports while it trains; the
//! scan at the end of each epoch and at rest.

use super::InsideContext;
use crate::components::parts::WithSome;
use crate::components::refresh::{After, Refresh, RunPosition};
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::protocol::inside::InspectRequest;
use std::sync::Arc;

/// Images of a scan.
const SCANNED_IMAGES: u32 = 1000;

const LOOK: Refresh = Refresh::new(After::Step, 150.0);
const SCANS: Refresh = Refresh::new(After::Epoch, 1000.0);

/// What a look is about.
#[derive(Clone, Debug, PartialEq)]
struct Subject {
    request: InspectRequest,
    image: Option<Arc<[f32]>>,
    /// Steps of the scan on whose plane the image is placed.
    plane: Option<u64>,
}

/// Keeps the figures up to date for as long as the view is shown.
pub fn keep_looking(store: Store, shown: InsideContext) {
    let position = store.memo(RunPosition::of);
    let look = move || {
        let (position, window) = (position.get()?, shown.window()?);
        let class = shown.class.get();
        let subject = Subject {
            request: InspectRequest {
                window,
                // An autoencoder has none, and a link may name one that this network does not have.
                class: class.filter(|&class| {
                    shown.name(class).is_some() && !position.active.is_autoencoder()
                }),
                explain: true,
            },
            image: shown.subject.pixels.get(),
            plane: shown.scan.with_some(|s| s.what.head.step),
        };
        Some((position, subject))
    };
    LOOK.keep(store.figures.inspected, look, move |_, subject, _| {
        let figures = store.figures;
        figures.inspect(subject.request, subject.image.as_deref());
    });
    let scan = move || position.get().map(|position| (position, ()));
    SCANS.keep(store.figures.scan, scan, move |_, (), _| {
        store.figures.scan_activations(SCANNED_IMAGES)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::refresh::tests::{asked, at};
    use playground_experiment::protocol::inside::Window;

    fn subject() -> Subject {
        Subject {
            request: InspectRequest {
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
        let before = asked(at(10, 0, false), subject(), 1000.0);
        let due = |now: RunPosition, subject: &Subject, time| {
            LOOK.due(&now, subject, Some(&before), false, time)
        };
        assert!(!due(at(10, 0, false), &subject(), 9e9));
        assert!(LOOK.due(&at(10, 0, false), &subject(), None, false, 0.0));
        let mut other = subject();
        other.request.class = Some(3);
        assert!(due(at(10, 0, false), &other, 1000.0));
        let image = Subject {
            image: Some(Arc::from([0.5])),
            ..subject()
        };
        assert!(due(at(10, 0, true), &image, 1000.0));
    }

    #[test]
    fn steps_alone_wait_for_their_turn_until_training_rests() {
        let before = asked(at(10, 0, true), subject(), 1000.0);
        let due = |now: RunPosition, time| LOOK.due(&now, &subject(), Some(&before), false, time);
        assert!(!due(at(20, 0, true), 1100.0));
        assert!(due(at(20, 0, true), 1150.0));
        assert!(due(at(20, 0, false), 1001.0));
        let network = RunPosition {
            network_generation: 2,
            ..at(0, 0, true)
        };
        assert!(due(network, 1001.0));
    }

    #[test]
    fn a_scan_follows_epochs_and_rests() {
        let before = asked(at(100, 1, true), (), 1000.0);
        let due = |now: RunPosition, time| SCANS.due(&now, &(), Some(&before), false, time);
        assert!(SCANS.due(&at(0, 0, false), &(), None, false, 0.0));
        assert!(!due(at(150, 1, true), 9e9));
        assert!(!due(at(250, 2, true), 1500.0));
        assert!(due(at(250, 2, true), 2000.0));
        assert!(due(at(150, 1, false), 1001.0));
        assert!(!due(at(100, 1, false), 9e9));
        let network = RunPosition {
            network_generation: 2,
            ..at(100, 1, true)
        };
        assert!(due(network, 1001.0));
    }
}
