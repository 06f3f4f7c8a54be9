//! A part of the data examined, for scripts: the figures of the view Mistakes made, and the answers that
//! they are made from.

use super::requests::as_part;
use super::value::{list, object};
use crate::state::{Store, part_key};
use js_sys::{Array, Object};
use playground_insight::evaluation::{Bin, ClassFigures, Confusion, Examined};
use wasm_bindgen::JsValue;

/// Answers every image of a part with the network as it is now.
pub async fn examine(store: Store, part: JsValue) -> Result<Object, String> {
    let part = as_part("examine", &part)?;
    Ok(answer(&store.figures.examination(part).await?))
}

fn answer(examined: &Examined) -> Object {
    let (head, matrix, answers) = (&examined.head, &examined.confusion, &examined.answers);
    let calibration = examined.calibration.as_ref();
    object! {
        "part": part_key(head.part),
        "step": head.step,
        "examples": head.images,
        "accuracy": examined.accuracy(),
        "loss": examined.loss,
        "confusion": rows(matrix),
        "perClass": list((0..matrix.classes()).map(|k| class(matrix.class(k)))),
        "mean": class(matrix.mean()),
        "ece": calibration.map(|calibration| calibration.ece),
        "bins": calibration.map(|calibration| list(calibration.bins.iter().map(bin))),
        "labels": &*answers.labels,
        "indices": &*answers.indices,
        "logits": &*answers.logits,
    }
}

/// Lists the counts by true class, then by the class taken for it.
fn rows(matrix: &Confusion) -> Array {
    let classes = 0..matrix.classes();
    let row = |label| list(classes.clone().map(|k| matrix.count(label, k)));
    list(classes.clone().map(row))
}

fn class(figures: ClassFigures) -> Object {
    object! {
        "images": figures.images,
        "precision": figures.precision,
        "recall": figures.recall,
        "f1": figures.f1,
    }
}

fn bin(bin: &Bin) -> Object {
    let mean = |value: f64| (bin.images > 0).then_some(value);
    object! {
        "low": bin.low,
        "high": bin.high,
        "images": bin.images,
        "confidence": mean(bin.confidence),
        "accuracy": mean(bin.accuracy),
    }
}
