//! What is asked of an autoencoder: reconstructions and the point's image with the reports while it trains, the plane
//! every two seconds, the test images at the end of each epoch; everything once more at rest.

use crate::components::refresh::{After, Refresh, RunPosition};
use crate::state::{Latest, Store};
use leptos::prelude::*;
use playground_experiment::protocol::inside::ScanResult;
use playground_experiment::protocol::{Answer, Evaluation, Part, Question};

/// Images on the plane.
const SCANNED_IMAGES: u32 = 1000;

/// Reconstructions, and images of the same place.
const LOOK: Refresh = Refresh::new(After::Step, 200.0);
const SCANS: Refresh = Refresh::new(After::Step, 2000.0);
/// The test images.
const MEASURE: Refresh = Refresh::new(After::Epoch, 0.0);

/// Computes the middle of a scan's images: where the point stands until it is moved.
fn middle(scan: &ScanResult) -> Option<(f32, f32)> {
    scan.head.shares?;
    let n = scan.places.len() as f32;
    let sum = scan.places.iter();
    let sum = sum.fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
    Some((sum.0 / n, sum.1 / n)).filter(|at| at.0.is_finite() && at.1.is_finite())
}

/// Returns where an autoencoder stands; a classifier has a view of its own, which takes the place of this one in a moment.
fn position(store: Store) -> Memo<Option<RunPosition>> {
    store.memo(|run| RunPosition::of(run).filter(|position| position.active.is_autoencoder()))
}

/// Keeps the images that come back up to date for as long as they are shown.
pub fn keep_reconstructions(store: Store) {
    let position = position(store);
    let now = move || position.get().map(|position| (position, ()));
    LOOK.keep(store.figures.reconstructed, now, move |_, (), _| {
        store.figures.reconstruct()
    });
}

/// Keeps everything up to date for as long as the view is shown. Returns where the point stands: where it was moved
/// to, else in the middle of the images; nowhere while there is no plane.
pub fn keep_given_back(
    store: Store,
    place: RwSignal<Option<(f32, f32)>>,
) -> Memo<Option<(f32, f32)>> {
    let position = position(store);
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
        let scan = store.figures.scan.now(store)?;
        let middle = middle(&scan.what)?;
        Some(place.get().unwrap_or(middle))
    });
    let now = move || position.get().map(|position| (position, ()));
    keep_reconstructions(store);
    SCANS.keep(store.figures.scan, now, move |_, (), _| {
        store.figures.scan_activations(SCANNED_IMAGES)
    });
    // They come into the run's history as well, where they are read.
    let measured = Latest::<Evaluation>::default();
    MEASURE.keep(measured, now, move |_, (), _| {
        let question = Question::Evaluate { part: Part::Test };
        measured.ask(store.questions, question, None, |answer, _| match answer {
            Answer::Evaluation(evaluation, _) => Some(evaluation),
            _ => None,
        });
    });
    let place_now = move || Some((position.get()?, at.get()?));
    LOOK.keep(store.figures.decoded, place_now, move |_, at, _| {
        store.figures.decode(*at)
    });
    at
}
