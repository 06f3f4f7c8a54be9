//! A text with places for values, in the part of ICU MessageFormat that the page uses: `{name}`, and
//! `{count, plural, =0 {none} one {# run} other {# runs}}`.

use std::fmt::Write;

/// A value for a place in a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A name, or figures that are written already.
    Text(String),
    /// A count, which plural rules go by.
    Number(f64),
}

impl Value {
    fn write(&self, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = match self {
            Self::Text(text) => out.write_str(text),
            Self::Number(number) => write!(out, "{number}"),
        };
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

macro_rules! counts {
    ($($number:ty)*) => {
        $(impl From<$number> for Value {
            fn from(number: $number) -> Self {
                Self::Number(number as f64)
            }
        })*
    };
}
counts!(f64 u32 u64 usize i32);

/// Returns the plural category of a number in the language of the text: "one", "few", "other" …
pub type PluralRule = fn(f64) -> String;

/// A text that has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Message(Vec<Piece>);

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Plain(String),
    Place(String),
    /// The number that the plural around it is chosen by.
    Count,
    Plural {
        name: String,
        /// `=2` or a category of the language, and the text for it; the last one is `other`.
        forms: Vec<(String, Message)>,
    },
}

impl Message {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it: a brace without its other one, a place without a name, a kind of place that is not
    /// known, a plural without `other`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rest = text;
        let message = pieces(&mut rest, false)?;
        match rest {
            "" => Ok(message),
            _ => Err("a } stands without its {".to_owned()),
        }
    }

    /// Writes it with these values. A place without a value shows its name in braces.
    pub fn write(&self, values: &[(&str, Value)], rule: PluralRule) -> String {
        let mut out = String::new();
        self.write_into(&mut out, values, rule, None);
        out
    }

    fn write_into(
        &self,
        out: &mut String,
        values: &[(&str, Value)],
        rule: PluralRule,
        count: Option<f64>,
    ) {
        let value = |name: &str| values.iter().find(|row| row.0 == name).map(|row| &row.1);
        for piece in &self.0 {
            match piece {
                Piece::Plain(text) => out.push_str(text),
                Piece::Place(name) => match value(name) {
                    Some(value) => value.write(out),
                    None => out.extend(["{", name, "}"]),
                },
                Piece::Count => match count {
                    Some(count) => Value::Number(count).write(out),
                    None => out.push('#'),
                },
                Piece::Plural { name, forms } => {
                    let Some(&Value::Number(number)) = value(name) else {
                        out.extend(["{", name, "}"]);
                        continue;
                    };
                    if let Some(form) = chosen(forms, number, rule) {
                        form.write_into(out, values, rule, Some(number));
                    }
                }
            }
        }
    }

    /// Returns the names of its places, those within plurals too.
    #[cfg(test)]
    pub fn places(&self) -> std::collections::BTreeSet<&str> {
        let mut names = std::collections::BTreeSet::new();
        for piece in &self.0 {
            match piece {
                Piece::Plain(_) | Piece::Count => {}
                Piece::Place(name) => {
                    names.insert(name.as_str());
                }
                Piece::Plural { name, forms } => {
                    names.insert(name);
                    names.extend(forms.iter().flat_map(|form| form.1.places()));
                }
            }
        }
        names
    }
}

/// Finds the form for a number: its own, that of its category, or the last one.
fn chosen(forms: &[(String, Message)], number: f64, rule: PluralRule) -> Option<&Message> {
    let named = |name: &str| forms.iter().find(|form| form.0 == name);
    let form = named(&format!("={number}"))
        .or_else(|| named(&rule(number)))
        .or(forms.last());
    form.map(|form| &form.1)
}

/// Reads pieces up to the end, or up to the brace that closes the form they are in.
fn pieces(rest: &mut &str, in_plural: bool) -> Result<Message, String> {
    let mut read = Vec::new();
    let mut plain = String::new();
    while let Some(letter) = rest.chars().next().filter(|letter| *letter != '}') {
        let after = &rest[letter.len_utf8()..];
        *rest = after;
        let piece = match letter {
            '{' => place(rest)?,
            '#' if in_plural => Piece::Count,
            '\'' if after.starts_with(['{', '}', '#']) => {
                let Some((quoted, after)) = after.split_once('\'') else {
                    return Err("a ' before a brace has no second one".to_owned());
                };
                plain.push_str(quoted);
                *rest = after;
                continue;
            }
            _ => {
                plain.push(letter);
                continue;
            }
        };
        if !plain.is_empty() {
            read.push(Piece::Plain(std::mem::take(&mut plain)));
        }
        read.push(piece);
    }
    if !plain.is_empty() {
        read.push(Piece::Plain(plain));
    }
    Ok(Message(read))
}

/// Reads what stands behind an opening brace, up to and with the closing one.
fn place(rest: &mut &str) -> Result<Piece, String> {
    let Some(end) = rest.find([',', '}', '{']) else {
        return Err("a { stands without its }".to_owned());
    };
    let name = rest[..end].trim().to_owned();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(format!("\"{name}\" is not the name of a place"));
    }
    let after = &rest[end..];
    if let Some(after) = after.strip_prefix('}') {
        *rest = after;
        return Ok(Piece::Place(name));
    }
    let kind = after
        .strip_prefix(',')
        .and_then(|after| after.split_once(','));
    let Some((_, mut after)) = kind.filter(|(kind, _)| kind.trim() == "plural") else {
        return Err(format!("after {{{name} comes , plural, or }}"));
    };
    let mut forms = Vec::new();
    loop {
        after = after.trim_start();
        if let Some(behind) = after.strip_prefix('}') {
            *rest = behind;
            break;
        }
        let Some((form, behind)) = after.split_once('{') else {
            return Err(format!("the plural of {name} does not end with }}"));
        };
        after = behind;
        let message = pieces(&mut after, true)?;
        let Some(behind) = after.strip_prefix('}') else {
            return Err(format!(
                "a form of the plural of {name} does not end with }}"
            ));
        };
        after = behind;
        forms.push((form.trim().to_owned(), message));
    }
    match forms.last() {
        Some((last, _)) if last == "other" => Ok(Piece::Plural { name, forms }),
        _ => Err(format!("the plural of {name} must end with the form other")),
    }
}
