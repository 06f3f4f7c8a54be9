//! What stands before the steps of a lesson, between two lines of `---`.

use crate::error::{LessonError, shortened};
use crate::pairs::{Pair, pairs};

/// What stands before the steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// Its name.
    pub title: String,
    /// What it answers.
    pub question: String,
    /// Words of courses under which it is looked for.
    pub words: Vec<String>,
    /// How long it takes.
    pub minutes: u32,
    /// For whom, one of [`LEVELS`].
    pub level: &'static str,
    /// Who says so: lectures, books, papers.
    pub source: String,
    /// Its language, such as `en` or `pt-BR`.
    pub language: String,
}

/// For whom a lesson is.
pub const LEVELS: [&str; 3] = ["introductory", "intermediate", "advanced"];

/// The keys, all of which are needed.
const KEYS: [&str; 7] = [
    "title", "question", "words", "minutes", "level", "source", "language",
];

/// The line that stands before and after it.
const FENCE: &str = "---";

/// Minutes of a lesson, at most.
const LONGEST: u32 = 90;

/// Reads it off the lines of a lesson; returns with it how many lines it takes.
pub(crate) fn read(lines: &[&str]) -> Result<(Front, usize), LessonError> {
    let is_fence = |line: &&str| line.trim_end() == FENCE;
    if !lines.first().is_some_and(is_fence) {
        let said = format!(
            "A lesson begins with a line “{FENCE}”, its title and the other keys, and a second such line."
        );
        return Err(LessonError::new(1, said));
    }
    let Some(length) = lines[1..].iter().position(is_fence) else {
        let said = format!(
            "What stands before the steps does not end: a second line “{FENCE}” is missing."
        );
        return Err(LessonError::new(1, said));
    };
    let pairs = pairs(&lines[1..=length], 2, &KEYS)?;
    let end = length + 2;
    let one = |key: &str| -> Result<&Pair, LessonError> {
        let mut of_key = pairs.iter().filter(|pair| pair.key == key);
        match (of_key.next(), of_key.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(LessonError::new(
                end,
                format!("“{key}” is missing before this line."),
            )),
            (_, Some(second)) => Err(LessonError::new(
                second.line,
                format!("“{key}” is there twice."),
            )),
        }
    };
    let text = |key: &str| one(key).map(|pair| pair.value.clone());
    let words = text("words")?;
    let words = words.split(',').map(|word| word.trim().to_owned());
    let front = Front {
        title: text("title")?,
        question: text("question")?,
        words: words.filter(|word| !word.is_empty()).collect(),
        minutes: minutes(one("minutes")?)?,
        level: level(one("level")?)?,
        source: text("source")?,
        language: language(one("language")?)?,
    };
    Ok((front, end))
}

fn minutes(pair: &Pair) -> Result<u32, LessonError> {
    let minutes = pair.value.parse().ok();
    let minutes = minutes.filter(|minutes| (1..=LONGEST).contains(minutes));
    minutes.ok_or_else(|| {
        let value = shortened(&pair.value);
        let said =
            format!("“{value}” is not a number of minutes; write a whole one from 1 to {LONGEST}.");
        LessonError::new(pair.line, said)
    })
}

fn level(pair: &Pair) -> Result<&'static str, LessonError> {
    let level = LEVELS.into_iter().find(|level| *level == pair.value);
    level.ok_or_else(|| {
        let value = shortened(&pair.value);
        let said = format!(
            "“{value}” is not a level; choose one of {}.",
            LEVELS.join(", ")
        );
        LessonError::new(pair.line, said)
    })
}

/// Reads a language as HTML names it: letters and digits with hyphens between.
fn language(pair: &Pair) -> Result<String, LessonError> {
    let is_part = |part: &str| {
        (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    if pair.value.split('-').all(is_part) {
        return Ok(pair.value.clone());
    }
    let value = shortened(&pair.value);
    let said = format!("“{value}” is not a language; write its code, such as en, de or pt-BR.");
    Err(LessonError::new(pair.line, said))
}
