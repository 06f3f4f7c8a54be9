//! What an autoencoder makes of the drawing, in the place of the bars.

use crate::components::parts::{Picture, Why, notes};
use crate::state::{Prediction, Store};
use leptos::prelude::*;
use playground_experiment::format;
use std::sync::Arc;

/// Computes the squared difference per pixel between an image and what came back; none when their sizes differ.
pub fn error(answer: &Prediction) -> Option<f64> {
    let pairs = answer.values.iter().zip(&answer.pixels);
    let squares = pairs.map(|(a, b)| f64::from(a - b).powi(2));
    (answer.values.len() == answer.pixels.len() && !answer.pixels.is_empty())
        .then(|| squares.sum::<f64>() / answer.pixels.len() as f64)
}

/// Returns the image that came back; none while there is none of the drawing.
pub fn now(store: Store) -> Signal<Option<Arc<[f32]>>> {
    Signal::derive(move || {
        store.predictor.prediction.with(|answer| {
            let answer = answer.as_ref().filter(|answer| error(answer).is_some())?;
            Some(Arc::from(answer.values.as_slice()))
        })
    })
}

/// Says what there is to say of an answer.
fn words(answer: Option<&Prediction>, dead: bool) -> String {
    if dead {
        return "The trainer has stopped; start it again to get answers.".to_owned();
    }
    match answer.and_then(|answer| Some((answer.step, error(answer)?))) {
        Some((0, _)) => "A guess: the network has not been trained yet.".to_owned(),
        Some((_, error)) => {
            let error = format::reading(error);
            format!("Reconstruction: mean squared error {error} per pixel.")
        }
        None => "The pad is empty. Draw, and what the network gives back appears here.".to_owned(),
    }
}

/// The image that came back, and how far it is off.
#[component]
pub fn GivenBack() -> impl IntoView {
    let store = Store::here();
    let dead = store.memo(|run| run.connection.is_dead());
    let pixels = now(store);
    let said = Memo::new(move |_| {
        let prediction = store.predictor.prediction;
        prediction.with(|answer| words(answer.as_ref(), dead.get()))
    });
    let on_answer =
        Signal::derive(move || notes::answer(store.read(|run| run.settings.active.output)));
    view! {
        <div class="answer-bars">
            <Picture pixels describe="The image that the network gives back" id="given-back" />
            <div class="caption answer-foot">
                <span id="answer-note">{said}</span>
                <Why id="answer" about="What is given back" notes=on_answer />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_is_measured_by_pixel() {
        let answer = |step, values: &[f32]| Prediction {
            values: values.to_vec(),
            pixels: vec![1.0, 0.0],
            step,
        };
        let near = answer(20, &[0.5, 0.5]);
        assert_eq!(error(&near), Some(0.25));
        assert_eq!(
            words(Some(&near), false),
            "Reconstruction: mean squared error 0.250 per pixel."
        );
        assert!(words(Some(&answer(0, &[0.5, 0.5])), false).starts_with("A guess"));
        // The answer of a classifier, before a reset.
        assert!(words(Some(&answer(20, &[0.1; 10])), false).contains("The pad is empty"));
        assert!(words(None, true).contains("stopped"));
    }
}
