//! A sweep, for scripts.

use super::requests;
use super::value::{list, object, set};
use crate::runs::Runs;
use crate::sweeps::Sweeps;
use crate::sweeps::grid::{Grid, SweepStatus};
use js_sys::Object;
use leptos::prelude::*;
use playground_experiment::sweep::{Axis, Cell, CellOutcome, DEFAULT_STEPS, Sweep};
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

type Settings = Map<String, Value>;

/// Runs the grid; resolves to its cells that are done once all of them are, or it was stopped.
pub async fn sweep(sweeps: Sweeps, runs: Runs, settings: JsValue) -> Result<Object, String> {
    let settings = requests::as_object("sweep", &settings)?;
    let base = runs.store().draft();
    sweeps.start(Sweep {
        base,
        columns: axis(&settings, "columns")?,
        rows: axis(&settings, "rows")?,
        steps: steps(&settings)?,
    })?;
    sweeps.ended().await;
    sweeps.grid.with_untracked(|grid| match grid {
        None => Err("The sweep was given up.".to_owned()),
        Some(grid) => match &grid.status {
            SweepStatus::Failed(why) => Err(why.clone()),
            _ => Ok(described(grid)),
        },
    })
}

/// Reads the one field of `columns` or `rows` and its values.
fn axis(settings: &Settings, side: &str) -> Result<Axis, String> {
    let wanted = || {
        format!("{side} takes one setting and its values, such as {{learningRate: [0.001, 0.01]}}.")
    };
    let object = settings.get(side).and_then(Value::as_object);
    let mut entries = object.ok_or_else(wanted)?.iter();
    let (Some((name, values)), None) = (entries.next(), entries.next()) else {
        return Err(wanted());
    };
    let values = values.as_array().ok_or_else(wanted)?;
    let numbers: Option<Vec<f64>> = values.iter().map(Value::as_f64).collect();
    Axis::new(name, numbers.ok_or_else(wanted)?).map_err(|error| error.message)
}

fn steps(settings: &Settings) -> Result<u32, String> {
    let most = crate::sweeps::form::MOST_STEPS;
    let Some(value) = settings.get("steps") else {
        return Ok(DEFAULT_STEPS);
    };
    let whole = value.as_u64().filter(|n| (1..=most).contains(n));
    whole
        .and_then(|n| u32::try_from(n).ok())
        .ok_or_else(|| format!("steps must be a whole number from 1 to {most}."))
}

fn described(grid: &Grid) -> Object {
    let done = grid.cells.iter().zip(&grid.outcomes);
    let cells = done.filter_map(|(cell, outcome)| Some(entry(grid, cell, outcome.as_ref()?)));
    object! { "cells": list(cells) }
}

fn entry(grid: &Grid, cell: &Cell, outcome: &CellOutcome) -> Object {
    let object = object! { "column": cell.column, "row": cell.row, "values": grid.values(cell) };
    let word = match outcome {
        CellOutcome::Trained { loss, accuracy } => {
            set(&object, "loss", *loss);
            set(&object, "accuracy", *accuracy);
            set(&object, "step", grid.sweep.steps);
            "trained"
        }
        CellOutcome::Diverged { step } => {
            set(&object, "step", *step);
            "diverged"
        }
        CellOutcome::Refused(message) => {
            set(&object, "message", message);
            "refused"
        }
    };
    set(&object, "outcome", word);
    object
}
