//! How a figure is written, and how a person writes a guess of it.

use crate::error::shortened;
use playground_experiment::format;

/// How a figure is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Three significant digits: `0.123`, `1.8e-9`.
    #[default]
    Number,
    /// Of a share: `97.2 %`.
    Percent,
    /// Rounded, in full: `109,386`.
    Whole,
}

/// Beyond this a whole number is written as any other.
const LARGEST_WHOLE: f64 = 1e12;

impl Format {
    /// Each with its word.
    const ALL: [(Self, &'static str); 3] = [
        (Self::Number, "number"),
        (Self::Percent, "percent"),
        (Self::Whole, "whole"),
    ];

    /// Reads its word.
    ///
    /// # Errors
    /// A sentence with the words that exist.
    pub(crate) fn read_word(word: &str) -> Result<Self, String> {
        let row = Self::ALL.iter().find(|row| row.1 == word);
        row.map(|row| row.0).ok_or_else(|| {
            let words = Self::ALL.map(|row| row.1).join(", ");
            format!(
                "“{}” is not a format; choose one of {words}.",
                shortened(word)
            )
        })
    }

    /// Writes a figure; a dash where there is none.
    pub fn write(self, value: Option<f64>) -> String {
        format::or_dash(value, |value| match self {
            Self::Percent => format::percent(value),
            Self::Whole if value.abs() < LARGEST_WHOLE => {
                let size = format::grouped(value.abs().round());
                let sign = if value.round() < 0.0 { "-" } else { "" };
                format!("{sign}{size}")
            }
            Self::Number | Self::Whole => format::number(value),
        })
    }

    /// Reads a guess as people write numbers: `1e6`, `10^6`, `0,5`, `90 %`. Where a share is asked for, a number
    /// without `%` is in percent too if it is above 1.
    ///
    /// # Errors
    /// A sentence that says what can be read.
    pub fn read_guess(self, text: &str) -> Result<f64, String> {
        let trimmed = text.trim();
        let (digits, in_percent) = match trimmed.strip_suffix('%') {
            Some(digits) => (digits.trim_end(), true),
            None => (trimmed, false),
        };
        let digits = digits.replace('−', "-");
        let digits = match (is_grouped(&digits), digits.matches(',').count()) {
            (true, _) => digits.replace(',', ""),
            (false, 1) if !digits.contains('.') => digits.replace(',', "."),
            (false, _) => digits,
        };
        let value = match digits.split_once('^') {
            Some((base, exponent)) => read(base)
                .zip(read(exponent))
                .map(|(base, exponent)| base.powf(exponent)),
            None => read(&digits),
        };
        let value = value.filter(|value| value.is_finite()).ok_or_else(|| {
            let text = shortened(trimmed);
            format!("“{text}” is not a number; type one such as 5, 0.2 or 1e6.")
        })?;
        let in_percent = in_percent || (self == Self::Percent && value > 1.0);
        Ok(if in_percent { value / 100.0 } else { value })
    }
}

fn read(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// Returns whether commas stand before groups of three digits, as the page writes large numbers: "109,386". In "0,125"
/// the comma is a decimal one.
fn is_grouped(text: &str) -> bool {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut groups = whole.trim_start_matches('-').split(',');
    let all_digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let begins = (1..=3).contains(&first.len()) && all_digits(first) && !first.starts_with('0');
    let mut more = groups.peekable();
    begins && more.peek().is_some() && more.all(|group| group.len() == 3 && all_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_by_their_format() {
        for (format, value, text) in [
            (Format::Number, 1.84e8, "184M"),
            (Format::Number, 7.6e-9, "7.6e-9"),
            (Format::Percent, 0.9, "90.0 %"),
            (Format::Whole, 10.000_1, "10"),
            (Format::Whole, -1234.5, "-1,235"),
            (Format::Whole, -0.2, "0"),
            (Format::Whole, 1e15, "1e15"),
            (Format::Whole, f64::NAN, "—"),
            (Format::Number, f64::INFINITY, "∞"),
        ] {
            assert_eq!(format.write(Some(value)), text, "{value}");
        }
        assert_eq!(Format::Whole.write(None), "—");
    }

    #[test]
    fn guesses_are_read_as_people_write_them() {
        for (format, text, value) in [
            (Format::Number, " 5 ", 5.0),
            (Format::Number, "1e6", 1e6),
            (Format::Number, "10^-9", 1e-9),
            (Format::Number, "0,5", 0.5),
            (Format::Number, "1,5", 1.5),
            (Format::Number, "0,125", 0.125),
            (Format::Number, "109,386", 109_386.0),
            (Format::Number, "-1,234,567.5", -1_234_567.5),
            (Format::Number, "−2", -2.0),
            (Format::Percent, "90", 0.9),
            (Format::Percent, "90 %", 0.9),
            (Format::Percent, "0.9", 0.9),
            (Format::Percent, "0.5%", 0.005),
        ] {
            let read = format.read_guess(text).unwrap();
            assert!(
                (read - value).abs() <= 1e-12 * value.abs(),
                "{text}: {read}"
            );
        }
        for text in ["", "many", "1,2,3", "10^999", "nan", "inf", "5^"] {
            let said = Format::Number.read_guess(text).unwrap_err();
            assert!(said.contains("is not a number; type one such as"), "{said}");
        }
    }

    #[test]
    fn an_unknown_format_is_told_with_those_that_exist() {
        for (format, word) in Format::ALL {
            assert_eq!(Format::read_word(word), Ok(format));
        }
        let said = Format::read_word("times").unwrap_err();
        assert_eq!(
            said,
            "“times” is not a format; choose one of number, percent, whole."
        );
    }
}
