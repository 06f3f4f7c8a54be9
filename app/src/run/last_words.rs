//! What a trainer said when it ended, as a sentence for people: programs end with their own words.

/// Characters of what a program says that are shown, at most.
const MOST: usize = 240;
/// Digits that a number may have.
const MOST_DIGITS: usize = 20;
/// What follows these is for developers, and stands in the console.
const FOR_DEVELOPERS: [&str; 4] = ["\n", "Stack:", "note: run with", "No backtrace"];

/// Makes a sentence of what ended a trainer: without the place in the program, backtraces, names of types around a message,
/// and numbers of hundreds of digits.
pub fn last_words(raw: &str) -> String {
    let (first, panic) = match raw.split_once("panicked at ") {
        // “panicked at file:line:column:”, and the message on a line of its own.
        Some((first, rest)) => (
            first,
            rest.split_once('\n').map_or("", |(_, message)| message),
        ),
        None => ("", raw),
    };
    let end = FOR_DEVELOPERS
        .iter()
        .filter_map(|mark| panic.find(mark))
        .min();
    let message = unwrapped(panic[..end.unwrap_or(panic.len())].trim());
    let message = match (first.is_empty(), message.is_empty()) {
        (_, false) => format!("{first}{message}"),
        (false, true) => format!("{}.", first.trim_end_matches([':', ' '])),
        (true, true) => "The trainer stopped without a reason.".to_owned(),
    };
    let mut message = shortened(&without_long_numbers(&message));
    if !message.ends_with(['.', '!', '?', '…']) {
        message.push('.');
    }
    message
}

/// Takes off the names of types that Rust and its glue put around a message of the browser.
fn unwrapped(message: &str) -> String {
    let mut message = message.to_owned();
    for name in ["JsValue(", "Error(", "Validation Error { "] {
        while let Some(start) = message.find(name) {
            let mut inner = message.split_off(start + name.len());
            message.truncate(start);
            // The end may have been for developers.
            if let Some(close) = inner.rfind([')', '}']) {
                inner.remove(close);
            }
            message.push_str(&inner);
        }
    }
    message.trim().to_owned()
}

fn without_long_numbers(message: &str) -> String {
    let mut kept = String::with_capacity(message.len());
    let mut number = String::new();
    // The space flushes a number at the end.
    for next in message.chars().chain([' ']) {
        if next.is_ascii_digit() || (next == '.' && !number.is_empty()) {
            number.push(next);
            continue;
        }
        match number.len() > MOST_DIGITS {
            true => kept.push_str("a very long number"),
            false => kept.push_str(&number),
        }
        number.clear();
        kept.push(next);
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(message: &str) -> String {
    match message.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", message[..end].trim_end()),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_words_become_sentences() {
        for (raw, said) in [
            ("The GPU was lost.", "The GPU was lost."),
            (
                "The trainer stopped: panicked at core/src/a.rs:3:5:\ncrashed on request\n\nStack:\n\nError",
                "The trainer stopped: crashed on request.",
            ),
            (
                "The trainer stopped: panicked at x.rs:1:1:\ncalled `unwrap()` on an `Err` value: JsValue(OperationError: it failed\nat y)",
                "The trainer stopped: called `unwrap()` on an `Err` value: OperationError: it failed.",
            ),
            (
                "The GPU reported an error: JsValue(OperationError).",
                "The GPU reported an error: OperationError.",
            ),
            (
                "The trainer stopped: panicked at x.rs:1:1:",
                "The trainer stopped.",
            ),
            ("it broke. No backtrace available", "it broke."),
            ("", "The trainer stopped without a reason."),
        ] {
            assert_eq!(last_words(raw), said);
        }
    }

    #[test]
    fn nothing_is_too_long_to_be_read() {
        let digits = format!("{} is not finite", "7".repeat(300));
        assert_eq!(last_words(&digits), "a very long number is not finite.");
        assert_eq!(last_words("0.5 and 1234567890"), "0.5 and 1234567890.");
        assert!(last_words(&"words ".repeat(900)).chars().count() <= MOST + 1);
    }
}
