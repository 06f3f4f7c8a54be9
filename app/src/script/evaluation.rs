//! A part of the data examined, for scripts: the figures of the Evaluate view, and the answers that
//! they are made from.

use super::answers::numbers;
use super::requests::as_part;
use super::set;
use crate::state::{Store, part_key};
use js_sys::{Array, Float32Array, Object, Uint8Array, Uint32Array};
use playground_insight::evaluation::{Bin, ClassFigures, Confusion, Examined};
use wasm_bindgen::JsValue;

/// Answers every image of a part with the network as it is now.
pub async fn examine(store: Store, part: JsValue) -> Result<JsValue, String> {
    let part = as_part("examine", &part)?;
    Ok(answer(&store.figures.examination(part).await?))
}

fn answer(examined: &Examined) -> JsValue {
    let object = Object::new();
    let (head, matrix) = (&examined.head, &examined.confusion);
    set(&object, "part", &part_key(head.part).into());
    set(&object, "step", &(head.step as f64).into());
    set(&object, "examples", &(head.images as f64).into());
    set(&object, "accuracy", &examined.accuracy().into());
    set(&object, "loss", &examined.loss.into());
    set(&object, "confusion", &rows(matrix));
    let classes = (0..matrix.classes()).map(|k| class(matrix.class(k)));
    set(&object, "perClass", &classes.collect::<Array>());
    set(&object, "mean", &class(matrix.mean()));
    let (ece, bins) = match &examined.calibration {
        Some(calibration) => (
            calibration.ece.into(),
            calibration.bins.iter().map(bin).collect::<Array>().into(),
        ),
        None => (JsValue::NULL, JsValue::NULL),
    };
    set(&object, "ece", &ece);
    set(&object, "bins", &bins);
    let answers = &examined.answers;
    set(&object, "labels", &Uint8Array::from(&*answers.labels));
    set(&object, "indices", &Uint32Array::from(&*answers.indices));
    set(&object, "logits", &Float32Array::from(&*answers.logits));
    object.into()
}

/// By true class, then by the class taken for it.
fn rows(matrix: &Confusion) -> JsValue {
    let row =
        |label| numbers((0..matrix.classes()).map(move |k| f64::from(matrix.count(label, k))));
    (0..matrix.classes()).map(row).collect::<Array>().into()
}

fn class(figures: ClassFigures) -> JsValue {
    let object = Object::new();
    let share = |share: Option<f64>| share.map_or(JsValue::NULL, JsValue::from);
    set(&object, "images", &figures.images.into());
    set(&object, "precision", &share(figures.precision));
    set(&object, "recall", &share(figures.recall));
    set(&object, "f1", &share(figures.f1));
    object.into()
}

fn bin(bin: &Bin) -> JsValue {
    let object = Object::new();
    let mean = |value: f64| match bin.images {
        0 => JsValue::NULL,
        _ => value.into(),
    };
    set(&object, "low", &bin.low.into());
    set(&object, "high", &bin.high.into());
    set(&object, "images", &bin.images.into());
    set(&object, "confidence", &mean(bin.confidence));
    set(&object, "accuracy", &mean(bin.accuracy));
    object.into()
}
