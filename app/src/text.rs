//! What the page says, in one table: `app/text/en.txt`. A text is asked for by its key, with what goes into its places:
//! `t!("gallery.found", count = 3)`.

mod message;
#[cfg(test)]
mod tests;

use js_sys::{Array, Intl, Object};
use message::Message;
use std::collections::HashMap;
use wasm_bindgen::JsValue;

pub use message::Value;

const ENGLISH: &str = include_str!("../text/en.txt");

/// The language of the table.
const LANGUAGE: &str = "en";

thread_local! {
    static TABLE: HashMap<String, Message> = read(ENGLISH).unwrap_or_default();
    // A browser takes its time to make them.
    static PLURALS: Intl::PluralRules = {
        let languages = Array::of1(&JsValue::from_str(LANGUAGE));
        Intl::PluralRules::new(&languages, &Object::new())
    };
}

/// Returns a text of the page, with what goes into its places.
macro_rules! t {
    ($key:literal) => {
        $crate::text::lookup($key, &[])
    };
    ($key:literal, $($place:ident = $value:expr),+ $(,)?) => {
        $crate::text::lookup($key, &[$((stringify!($place), $crate::text::Value::from($value))),+])
    };
}
pub(crate) use t;

/// Returns the text of a key; the key itself where there is none, which a test of all uses excludes.
pub fn lookup(key: &str, values: &[(&str, Value)]) -> String {
    TABLE.with(|table| match table.get(key) {
        Some(message) => message.write(values, in_language),
        None => key.to_owned(),
    })
}

/// Returns the plural category of a number in the language of the page.
fn in_language(number: f64) -> String {
    let category = PLURALS.with(|rules| rules.select(number));
    category.as_string().unwrap_or_default()
}

/// Reads a table: its keys, each with the section before it, and their texts.
///
/// # Errors
///
/// Says what is wrong, and in which line.
fn read(table: &str) -> Result<HashMap<String, Message>, String> {
    let mut section = "";
    let mut entries: Vec<(usize, String, String)> = Vec::new();
    for (number, line) in (1..).zip(table.lines()) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if line.starts_with(' ') {
            let Some((_, _, text)) = entries.last_mut() else {
                return Err(format!(
                    "line {number} goes on with a text that has not begun"
                ));
            };
            text.extend([" ", trimmed]);
        } else if let Some(name) = trimmed.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name;
        } else if let Some((key, text)) = trimmed.split_once('=') {
            let key = format!("{section}.{}", key.trim());
            entries.push((number, key, text.trim().to_owned()));
        } else {
            return Err(format!("line {number} is neither a section nor key = text"));
        }
    }
    let mut texts = HashMap::new();
    for (number, key, text) in entries {
        let message = Message::parse(&text).map_err(|cause| format!("line {number}: {cause}"))?;
        if texts.insert(key, message).is_some() {
            return Err(format!("line {number} has a key that was there before"));
        }
    }
    Ok(texts)
}
