//! Lessons, from the host: a file each, fetched when it is opened.

use super::load::text;
use crate::patience::{self, within};
use crate::text::t;
use playground_lesson::Lesson;
use serde::Deserialize;

/// Characters of the name of a lesson, at most.
const LONGEST_NAME: usize = 60;

/// What the list of lessons says of each.
#[derive(Deserialize)]
struct IndexEntry {
    name: String,
}

/// The list of lessons.
#[derive(Deserialize)]
struct Index {
    lessons: Vec<IndexEntry>,
}

/// Returns whether a lesson can be called so: the name is that of a file.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(fits)
}

/// Fetches the lesson of this name.
///
/// # Errors
/// A sentence that says why it cannot be opened, and what can.
pub async fn lesson(name: &str) -> Result<Lesson, String> {
    if !is_name(name) {
        return Err(unknown(name, &names().await));
    }
    let address = format!("./lessons/{name}.md");
    match within(patience::LESSON, text(&address)).await {
        Some(Ok(text)) => Lesson::read(&text)
            .map_err(|error| t!("lesson.unreadable", name = name, why = error.to_string())),
        Some(Err(why)) => Err(absent(name, &why).await),
        None => Err(t!(
            "lesson.unreachable",
            name = name,
            why = t!("lesson.silence")
        )),
    }
}

/// Says why there is no such lesson: the host has others, or does not answer.
async fn absent(name: &str, why: &str) -> String {
    let names = names().await;
    match names.is_empty() || names.iter().any(|other| other == name) {
        true => t!("lesson.unreachable", name = name, why = why),
        false => unknown(name, &names),
    }
}

fn unknown(name: &str, names: &[String]) -> String {
    let name: String = name.chars().take(LONGEST_NAME).collect();
    match names {
        [] => t!("lesson.unknown", name = name),
        names => t!("lesson.unknown-but", name = name, names = names.join(", ")),
    }
}

/// Returns the names of the lessons that this host offers; none where there is no list.
async fn names() -> Vec<String> {
    let list = within(patience::LESSON, text("./lessons/index.json")).await;
    let list = list.and_then(Result::ok);
    let index = list.and_then(|text| serde_json::from_str::<Index>(&text).ok());
    let lessons = index.map_or_else(Vec::new, |index| index.lessons);
    lessons.into_iter().map(|listed| listed.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_lesson_leads_out_of_no_folder() {
        assert!(is_name("why-cross-entropy"));
        for name in ["", "../index", "Why", "a/b", "a.md", &"a".repeat(61)] {
            assert!(!is_name(name), "{name}");
        }
    }
}
