//! JSON has no NaN and no infinity: both are written as `null`, and read back as NaN.

use serde::{Deserialize, Deserializer};

pub(super) fn f32<'de, D: Deserializer<'de>>(from: D) -> Result<f32, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f32::NAN))
}

/// Of a number that may be left out; what is there without a value is no number.
pub(super) fn some_f32<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f32>, D::Error> {
    f32(from).map(Some)
}

pub(super) fn f64<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::NAN))
}

pub(super) fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f32>, D::Error> {
    let values: Vec<Option<f32>> = Vec::deserialize(from)?;
    Ok(values.into_iter().map(|v| v.unwrap_or(f32::NAN)).collect())
}
