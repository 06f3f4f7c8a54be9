//! The help sheet: keys and the words of the page.

use super::parts::{Dialog, DialogHead, Tick};
use crate::keys::KEYS;
use crate::state::Store;
use leptos::prelude::*;
use playground_data::rows;

/// Words with a sentence each.
const GLOSSARY: &[(&str, &str)] = rows![
    ["step", "One update of the weights, computed from one batch of examples."]
    ["epoch", "Once through the training images, in whole batches."]
    ["loss", "The number that training makes smaller: how far the answers are from the labels."]
    ["cross-entropy (CE)",
     "−ln of the probability that the network gives to the right answer: next to 0 where it is sure and right, large \
      where it is sure and wrong. The loss usual for choosing one class."]
    ["mean squared error (MSE)",
     "The mean of (answer − label)² over the classes: at most 2 divided by their number, however sure the network is \
      of what is wrong."]
    ["surprise",
     "−ln p of what an image is, in nats: 0 when the network was certain of it. The cross-entropy is its mean."]
    ["gradient norm",
     "Length of the gradient of the loss with respect to a layer's weights: how strongly a step pulls at that layer."]
    ["counterpart",
     "The other loss on the same batch and the same weights: mean squared error beside cross-entropy, and the reverse."]
    ["run",
     "One network with its settings and its curves; up to four train side by side, from the same weights on the same \
      batches, in lock-step: none is ever more than one report ahead."]
    ["p − y",
     "The gradient of the cross-entropy at the logits of a softmax, for targets that sum to 1: what the network \
      answers minus what is true."]
    ["Jacobian of the softmax",
     "How each probability moves with each score: diag(p) − ppᵀ, next to nothing once the network is sure. It \
      multiplies the gradient of mean squared error; under cross-entropy it cancels."]
    ["update ratio",
     "How far a step moves a layer's weights, beside how large they are; a rule of thumb is one thousandth."]
    ["saturated, dead",
     "A sigmoid or tanh at its flat ends hardly learns; a ReLU that is zero for every image does not learn until \
      layers before it move."]
    ["slice", "The loss around the network along two random directions in weight space."]
    ["sweep", "A grid of short runs over the values of two settings, to see which of them learn; in the view All runs."]
    ["checkpoint",
     "A network as it stands, with its optimiser and its curves: kept in this browser or a file, to go on from later."]
    ["validation", "Images held out of training, to see whether the network learned more than its examples."]
    ["test", "Images held out of training and of every choice of settings, for the figure that is told to others."]
    ["confusion matrix", "Images by their true class and by the class that they are taken for; in the view Mistakes made."]
    ["precision, recall, F1",
     "Of the images taken for a class, the share that is of it; of the images of a class, the share taken for it; and \
      the harmonic mean of both."]
    ["calibration",
     "Whether the network is right as often as it says: of the answers with 80 % confidence, 80 % should be right."]
];

/// The sheet; a dialog, so that the browser keeps the focus in it and closes it on Escape.
#[component]
pub fn Help() -> impl IntoView {
    let store = Store::here();
    let open = store.view.help;
    let keys = KEYS.iter().map(|key| {
        view! {
            <dt>
                <kbd>{key.shown}</kbd>
            </dt>
            <dd>{key.does}</dd>
        }
    });
    let words = GLOSSARY.iter().map(|(word, sentence)| {
        view! {
            <dt>{*word}</dt>
            <dd>{*sentence}</dd>
        }
    });
    view! {
        <Dialog class="help" titled="help-title" open>
            <DialogHead id="help-title" title="Keys and words" open />
            <dl class="help-keys">{keys.collect_view()}</dl>
            <Tick
                id="single-keys"
                words="these keys act; switch them off where dictation or another tool types single letters"
                on=store.view.single_keys
                set=move |on| store.view.let_single_keys_act(on)
            />
            <dl class="help-words">{words.collect_view()}</dl>
            <p class="caption">
                "In a chart, the arrow keys move the crosshair and Escape takes it away. Everything runs in \
                 this page; nothing is sent anywhere."
            </p>
        </Dialog>
    }
}
