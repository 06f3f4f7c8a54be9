//! Experiments as JSON, for the script interface: any subset of the fields of the one table.

use super::{FIELDS, Field, field};
use crate::experiment::Experiment;
use serde_json::{Map, Value};

/// Writes the experiment as a JSON object: numbers as numbers, flags as booleans, the rest as text.
pub fn to_json(experiment: &Experiment) -> Value {
    let value = |field: &Field| json_value(field, field.get(experiment));
    let members = FIELDS.iter().map(|row| (row.name.to_owned(), value(row)));
    Value::Object(members.collect())
}

fn json_value(field: &Field, text: String) -> Value {
    match field.key {
        "shuf" => Value::Bool(text == "1"),
        // Lists stay text even when they hold one number.
        _ if is_list(field) => Value::String(text),
        _ => match (text.parse::<u64>(), text.parse::<f64>()) {
            (Ok(whole), _) => Value::from(whole),
            (_, Ok(number)) => Value::from(number),
            _ => Value::String(text),
        },
    }
}

fn is_list(field: &Field) -> bool {
    matches!(field.key, "net" | "keep" | "oops")
}

/// Sets the fields of `changes` on `experiment`. The caller resolves `preset` first.
///
/// # Errors
/// A sentence that names the field that is unknown or broken; `experiment` is then unchanged.
pub fn configure(experiment: &mut Experiment, changes: &Map<String, Value>) -> Result<(), String> {
    let mut next = experiment.clone();
    for name in changes.keys().filter(|name| *name != "preset") {
        if field(name).is_none() {
            let known: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
            return Err(format!(
                "There is no setting “{name}”. The settings are preset, {}.",
                known.join(", ")
            ));
        }
    }
    // In the table's order, because choosing a data set also chooses its split.
    for field in FIELDS.iter() {
        for value in [changes.get(field.key), changes.get(field.name)]
            .into_iter()
            .flatten()
        {
            let text = match value {
                Value::Array(_) if !is_list(field) => {
                    return Err(format!("{} is {value}; give one value.", field.name));
                }
                Value::Object(_) | Value::Null => {
                    return Err(format!("{} is {value}; give a value.", field.name));
                }
                value => json_text(value),
            };
            field
                .set(&mut next, &text)
                .map_err(|why| format!("{}: {why}.", field.name))?;
            if field.key == field.name {
                break;
            }
        }
    }
    next.validate().map_err(|error| error.message)?;
    *experiment = next;
    Ok(())
}

fn json_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(json_text).collect::<Vec<_>>().join("."),
        other => other.to_string(),
    }
}
