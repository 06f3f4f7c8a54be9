//! The settings that a page shows where whoever made its link has picked a few.

use playground_experiment::fields::{FIELDS, Place};

/// Between the keys in a link.
const BETWEEN: &str = ".";

/// Some of the fields of an experiment: a bit for each row of their table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShownSettings(u64);

impl ShownSettings {
    /// Collects the fields with these link keys; what is none of them is left out.
    pub fn of<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self(
            keys.into_iter()
                .filter_map(bit)
                .fold(0, |all, bit| all | bit),
        )
    }

    /// Reads a word of a link; none where no setting is named in it.
    pub fn from_word(word: &str) -> Option<Self> {
        // Its control is that of the data.
        let all = Self::of(word.split(BETWEEN)).with("classes", false);
        (!all.is_empty()).then_some(all)
    }

    /// Returns the word for links.
    pub fn word(self) -> String {
        let keys = FIELDS.iter().map(|field| field.key);
        let there: Vec<&str> = keys.filter(|key| self.has(key)).collect();
        there.join(BETWEEN)
    }

    /// Returns whether the field with a link key is among them.
    pub fn has(self, key: &str) -> bool {
        bit(key).is_some_and(|bit| self.0 & bit != 0)
    }

    /// Returns them with one field more, or without it.
    pub fn with(self, key: &str, on: bool) -> Self {
        let bit = bit(key).unwrap_or(0);
        match on {
            true => Self(self.0 | bit),
            false => Self(self.0 & !bit),
        }
    }

    /// Returns how many there are.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Returns whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Returns the link key of the field that a place belongs to, or of the one that brings its control.
pub fn key_of(place: Place) -> &'static str {
    match place {
        Place::Field("classes") => "data",
        Place::Field(key) => key,
        Place::Units | Place::Activation | Place::NewLayer => "net",
        Place::Mistake(_) => "oops",
    }
}

fn bit(key: &str) -> Option<u64> {
    let at = FIELDS
        .iter()
        .position(|field| [field.key, field.name].contains(&key))?;
    Some(1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn there_is_a_bit_for_every_field() {
        let all = ShownSettings::of(FIELDS.iter().map(|field| field.key));
        assert_eq!(all.len() as usize, FIELDS.len());
        assert!(FIELDS.len() <= 64);
    }

    #[test]
    fn a_word_without_a_setting_shows_all_of_them() {
        assert_eq!(ShownSettings::from_word(""), None);
        assert_eq!(ShownSettings::from_word("nothing.such"), None);
        let known = ShownSettings::from_word("lr.nothing.loss");
        assert_eq!(known, Some(ShownSettings::of(["loss", "lr"])));
    }

    #[test]
    fn one_more_and_one_less() {
        let two = ShownSettings::of(["lr"]).with("loss", true);
        assert_eq!(
            (two.has("lr"), two.has("loss"), two.has("mu")),
            (true, true, false)
        );
        assert!(two.with("lr", false).with("loss", false).is_empty());
    }

    proptest! {
        #[test]
        fn words_are_read_back(chosen in 0u64..1 << FIELDS.len().min(63)) {
            let shown = ShownSettings(chosen).with("classes", false).with("lr", true);
            prop_assert_eq!(ShownSettings::from_word(&shown.word()), Some(shown));
        }
    }
}
