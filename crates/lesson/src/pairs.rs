//! Lines of `key: value`, before the steps and in fenced blocks.

use crate::error::{LessonError, shortened};

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// The line that it stands in.
    pub line: usize,
    /// One of those that are known.
    pub key: &'static str,
    /// Never empty.
    pub value: String,
}

/// Reads lines of which the first is line `first` of the file; blank ones are passed over.
pub(crate) fn pairs(
    lines: &[&str],
    first: usize,
    keys: &[&'static str],
) -> Result<Vec<Pair>, LessonError> {
    let written = lines.iter().enumerate();
    let written = written.filter(|(_, line)| !line.trim().is_empty());
    written
        .map(|(at, line)| pair(line, first + at, keys))
        .collect()
}

fn pair(text: &str, line: usize, keys: &[&'static str]) -> Result<Pair, LessonError> {
    let Some((key, value)) = text.split_once(':') else {
        let said = format!(
            "“{}” has no colon; write KEY: VALUE with one of the keys {}.",
            shortened(text.trim()),
            keys.join(", ")
        );
        return Err(LessonError::new(line, said));
    };
    let (key, value) = (key.trim(), value.trim());
    let Some(known) = keys.iter().find(|known| **known == key) else {
        let said = format!(
            "There is no key “{}” here; choose one of {}.",
            shortened(key),
            keys.join(", ")
        );
        return Err(LessonError::new(line, said));
    };
    if value.is_empty() {
        return Err(LessonError::new(
            line,
            format!("“{key}” says nothing; write something after the colon."),
        ));
    }
    Ok(Pair {
        line,
        key: known,
        value: value.to_owned(),
    })
}
