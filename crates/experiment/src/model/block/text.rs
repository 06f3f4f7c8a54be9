//! The text form of a block, used in links and scripts: `128-relu`, `conv-6-5-same-tanh`. It is the key, then what a
//! person chooses, then the activation; what is left out is 1, or the first choice.

use super::definition::Hyperparameter;
use super::{BLOCKS, Block};
use crate::model::Activation;
use std::fmt;
use std::str::FromStr;

/// The text form used in links and scripts: `128-relu`.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut own = *self;
        let kind = own.kind_mut();
        let key = Some(kind.info().key.to_owned()).filter(|key| !key.is_empty());
        let mut words = Vec::from_iter(key);
        words.extend(kind.fields().iter().filter_map(Hyperparameter::word));
        f.write_str(&words.join("-"))
    }
}

impl Hyperparameter<'_> {
    /// Writes its word; none where it is left out.
    fn word(&self) -> Option<String> {
        match self {
            Self::Number(info, value) => match (info.letter, value.get()) {
                (Some(_), 1) => None,
                (Some(letter), value) => Some(format!("{letter}{value}")),
                (None, value) => Some(value.to_string()),
            },
            Self::Choice(info, value) => {
                let chosen = Some(value.get() as usize).filter(|&at| at > 0)?;
                info.options.get(chosen).map(|(key, _)| (*key).to_owned())
            }
            Self::Activation(own) => Some(own.info().key.to_owned()),
        }
    }

    /// Takes the value that the first of `words` says, and returns the rest. None where a word that must be there is
    /// missing or does not fit.
    fn read<'w, 't>(self, words: &'w [&'t str]) -> Option<&'w [&'t str]> {
        let (value, read, left_out) = match self {
            Self::Number(info, value) => {
                let word = words.first().and_then(|word| match info.letter {
                    Some(letter) => word.strip_prefix(letter),
                    None => Some(word),
                });
                let read = word.and_then(|word| word.parse().ok());
                (value, read, info.letter.map(|_| 1))
            }
            Self::Choice(info, value) => {
                let place = |word| info.options.iter().skip(1).position(|(key, _)| key == word);
                let place = words.first().and_then(place);
                (value, place.map(|place| place as u32 + 1), Some(0))
            }
            Self::Activation(own) => {
                let (word, rest) = words.split_first()?;
                *own = Activation::from_key(word)?;
                return Some(rest);
            }
        };
        value.set(read.or(left_out)?);
        let fits = read.is_none_or(|read| value.get() == read);
        fits.then(|| &words[usize::from(read.is_some())..])
    }
}

/// Reads the blocks of a network from their text form, with dots, commas or spaces between them.
///
/// # Errors
/// A sentence about the first that cannot be read.
pub(crate) fn read_all(text: &str) -> Result<Vec<Block>, String> {
    let words = text.split(['.', ',', ' ']).filter(|word| !word.is_empty());
    words.map(str::parse).collect()
}

impl FromStr for Block {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split('-').collect();
        let row = BLOCKS.iter().find(|row| row.key == words[0]);
        if let Some(row) = row.filter(|row| !row.key.is_empty()) {
            let mut block = row.usual;
            let mut fields = block.kind_mut().fields().into_iter();
            let rest = fields.try_fold(&words[1..], |words, field| field.read(words));
            return match rest {
                Some([]) => Ok(block),
                _ => Err(format!("“{text}” cannot be read; write {}", row.form)),
            };
        }
        let [units, key] = words[..] else {
            return Err(format!(
                "“{text}” is not a layer; write one such as 128-relu or conv-16-5-relu"
            ));
        };
        let units = units
            .parse()
            .map_err(|_| format!("“{units}” in “{text}” is not a number of units"))?;
        let activation = Activation::from_key(key).ok_or_else(|| {
            format!(
                "“{key}” is not an activation; choose one of {}",
                Activation::keys().join(", ")
            )
        })?;
        Ok(Self::dense(units, activation))
    }
}
