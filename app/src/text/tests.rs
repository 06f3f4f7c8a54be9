use super::message::{Message, Value};
use super::{ENGLISH, read};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn english(number: f64) -> String {
    let category = if number == 1.0 { "one" } else { "other" };
    category.to_owned()
}

fn written(text: &str, values: &[(&str, Value)]) -> String {
    Message::parse(text).unwrap().write(values, english)
}

#[test]
fn places_take_their_values() {
    assert_eq!(
        written("A 5, read as {digit}.", &[("digit", "6".into())]),
        "A 5, read as 6."
    );
    assert_eq!(written("It doesn't '{'here'}'", &[]), "It doesn't {here}");
    assert_eq!(
        written("step {step} of {all}", &[("step", 3_u32.into())]),
        "step 3 of {all}"
    );
}

#[test]
fn plurals_go_by_the_rule_of_the_language() {
    let text = "{n, plural, =0 {no runs} one {# run of {name}} other {# runs of {name}}} here";
    let name = || ("name", Value::from("Ann"));
    assert_eq!(
        written(text, &[("n", 0_u32.into()), name()]),
        "no runs here"
    );
    assert_eq!(
        written(text, &[("n", 1_u32.into()), name()]),
        "1 run of Ann here"
    );
    assert_eq!(
        written(text, &[("n", 12_u32.into()), name()]),
        "12 runs of Ann here"
    );
    assert_eq!(
        Message::parse(text).unwrap().places(),
        BTreeSet::from(["n", "name"])
    );
}

#[test]
fn what_is_wrong_with_a_text_is_said() {
    let cases = [
        ("a } alone", "a } stands without its {"),
        ("an {open", "a { stands without its }"),
        ("{}", "\"\" is not the name of a place"),
        ("{a b}", "\"a b\" is not the name of a place"),
        ("{n, select, other {x}}", "after {n comes , plural, or }"),
        (
            "{n, plural, one {x}}",
            "the plural of n must end with the form other",
        ),
        (
            "{n, plural, other {x}",
            "the plural of n does not end with }",
        ),
        (
            "{n, plural, other {x",
            "a form of the plural of n does not end with }",
        ),
        ("quoted '{ for ever", "a ' before a brace has no second one"),
    ];
    for (text, cause) in cases {
        assert_eq!(Message::parse(text), Err(cause.to_owned()), "{text}");
    }
}

#[test]
fn tables_are_read_by_section_and_their_faults_are_named_by_line() {
    let table = read("# about\n[a]\nx = one\n  and more\ny = 1 = 1\n[b]\nx = two\n").unwrap();
    let text = |key: &str| table[key].write(&[], english);
    assert_eq!(text("a.x"), "one and more");
    assert_eq!(text("a.y"), "1 = 1");
    assert_eq!(text("b.x"), "two");
    let cases = [
        (
            "[a]\nx = 1\nx = 2",
            "line 3 has a key that was there before",
        ),
        ("\nnothing", "line 2 is neither a section nor key = text"),
        ("  x", "line 1 goes on with a text that has not begun"),
        ("[a]\nx = {", "line 2: a { stands without its }"),
    ];
    for (text, cause) in cases {
        assert_eq!(read(text).unwrap_err(), cause, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange_to_read(text in "[ab{},='# \n]{0,40}") {
        let _ = Message::parse(&text).map(|message| message.write(&[("a", 1_u32.into())], english));
        let _ = read(&text);
    }
}

/// The uses of `t!` in a source: key, and the places that are given.
fn uses(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let call = |rest: &str| {
        let key = rest.trim_start().strip_prefix('"')?;
        let (key, rest) = key.split_once('"')?;
        let mut depth = 0_i32;
        let mut names = BTreeSet::new();
        let mut word = String::new();
        for (at, letter) in rest.char_indices() {
            match letter {
                '(' | '{' | '[' => depth += 1,
                ')' | '}' | ']' if depth == 0 => break,
                ')' | '}' | ']' => depth -= 1,
                ',' if depth == 0 => word.clear(),
                '=' if depth == 0 && !rest[at + 1..].starts_with(['=', '>']) => {
                    let name = word.trim();
                    if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                        names.insert(name.to_owned());
                    }
                }
                _ => word.push(letter),
            }
        }
        Some((key.to_owned(), names))
    };
    // Other macros end with a t, too.
    let is_ours = |at: usize| !source[..at].ends_with(char::is_alphanumeric);
    let found = source.match_indices("t!(").filter(|(at, _)| is_ours(*at));
    found
        .filter_map(|(at, found)| call(&source[at + found.len()..]))
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.starts_with("tests") && !path.ends_with("text.rs")
        {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_text_that_is_asked_for_is_there_with_its_places_and_none_is_left_over() {
    let table = read(ENGLISH).unwrap();
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let used: BTreeMap<String, BTreeSet<String>> =
        files.iter().flat_map(|source| uses(source)).collect();
    for (key, given) in &used {
        let message = table.get(key).unwrap_or_else(|| panic!("no text {key}"));
        let places: BTreeSet<String> = message.places().into_iter().map(str::to_owned).collect();
        assert_eq!(&places, given, "{key}");
    }
    let unused: Vec<_> = table
        .keys()
        .filter(|key| !used.contains_key(*key))
        .collect();
    assert!(unused.is_empty(), "texts that nothing asks for: {unused:?}");
}
