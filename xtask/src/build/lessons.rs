//! The list of lessons, `lessons/index.json`: what the page can offer of each before it is fetched. What is wrong
//! within a lesson `cargo test -p playground-lesson` says.

use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;

/// What is listed of a lesson, as it stands before its steps.
const KEYS: [&str; 5] = ["title", "question", "words", "minutes", "level"];

/// The line before and after it.
const FENCE: &str = "---";

/// Writes the list beside the lessons.
pub fn write_index(places: &Places) -> Outcome {
    let folder = places.root.join("public/lessons");
    files::write(&folder.join("index.json"), index(&folder)?.as_bytes())
}

fn index(folder: &Path) -> Outcome<String> {
    let mut rows = Vec::new();
    for path in files::list(folder) {
        let Some(name) = files::name(&path).strip_suffix(".md") else {
            continue;
        };
        let text = files::read_text(&path)?;
        let row = row(name, &text).map_err(|missing| {
            Failure::new(
                format!("{} does not say its {missing}", path.display()),
                "write what docs/LESSONS.md lists before the steps",
            )
        })?;
        rows.push(row);
    }
    Ok(format!("{{\"lessons\":[{}]}}\n", rows.join(",")))
}

/// Writes the row of a lesson, or returns the key that it lacks.
fn row(name: &str, text: &str) -> Result<String, &'static str> {
    let mut pairs = vec![format!("\"name\":{}", quoted(name))];
    for key in KEYS {
        let value = value(text, key).ok_or(key)?;
        let written = match key {
            "minutes" => value.parse::<u32>().map_err(|_| key)?.to_string(),
            "words" => {
                let words: Vec<String> = value.split(',').map(|word| quoted(word.trim())).collect();
                format!("[{}]", words.join(","))
            }
            _ => quoted(value),
        };
        pairs.push(format!("\"{key}\":{written}"));
    }
    Ok(format!("{{{}}}", pairs.join(",")))
}

/// Returns what a lesson says of `key` before its steps.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    lines.next().filter(|line| line.trim_end() == FENCE)?;
    let front = lines.take_while(|line| line.trim_end() != FENCE);
    let mut pairs = front.filter_map(|line| line.split_once(':'));
    let (_, value) = pairs.find(|(known, _)| known.trim() == key)?;
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// Writes a text as JSON.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Folders;
    use crate::files::scratch::Scratch;

    const LESSON: &str = "---\ntitle: Two \"losses\"\nquestion: Which: CE or MSE?\nwords: CE, mean squared error\n\
        minutes: 10\nlevel: introductory\nsource: S\nlanguage: en\n---\n## One\nlevel: none\n";

    #[test]
    fn every_lesson_of_the_page_is_listed() {
        let places = Places::find(Folders::default()).unwrap();
        let index = index(&places.root.join("public/lessons")).unwrap();
        assert!(index.contains("{\"name\":\"why-cross-entropy\",\"title\":\"Why cross-entropy?\""));
    }

    #[test]
    fn a_lesson_is_listed_by_what_stands_before_its_steps() {
        let scratch = Scratch::new("lessons");
        let write =
            |name: &str, text: &str| std::fs::write(scratch.path().join(name), text).unwrap();
        assert_eq!(index(scratch.path()).unwrap(), "{\"lessons\":[]}\n");
        write("two.md", LESSON);
        write("index.json", "{}");
        let row = "{\"name\":\"two\",\"title\":\"Two \\\"losses\\\"\",\"question\":\"Which: CE or MSE?\",\
            \"words\":[\"CE\",\"mean squared error\"],\"minutes\":10,\"level\":\"introductory\"}";
        assert_eq!(
            index(scratch.path()).unwrap(),
            format!("{{\"lessons\":[{row}]}}\n")
        );
        write("one.md", &LESSON.replace("level: introductory\n", ""));
        let failure = index(scratch.path()).unwrap_err();
        assert!(
            failure
                .to_string()
                .contains("one.md does not say its level"),
            "{failure}"
        );
    }
}
