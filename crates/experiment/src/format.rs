//! Numbers as a person reads them: three to four significant digits, and the unit beside them.
//!
//! The sign is the plain hyphen, so that a number copied from the page is one that a spreadsheet
//! reads.

use std::fmt::Display;

/// What is shown where there is no number.
pub const NO_NUMBER: &str = "—";

/// Writes three significant digits: `0.123`, `12.3`, `1234`, `12.3k`, `4.56M`, `3.4e-6`. Trailing zeros
/// are dropped; zero is `0`; what is not finite says so.
pub fn number(value: impl Into<f64>) -> String {
    three_digits(value.into(), without_trailing_zeros)
}

/// Writes as [`number`] does, with trailing zeros kept (`2.30`, `0.310`): for a read-out whose figures change
/// in place and must not change their width.
pub fn reading(value: impl Into<f64>) -> String {
    three_digits(value.into(), |digits| digits)
}

/// Writes a number as one says it: `372 million`, `14.7 thousand`; below ten thousand as [`reading`] does.
pub fn spoken(value: impl Into<f64>) -> String {
    let value = value.into();
    let units = [(1e9, "billion"), (1e6, "million"), (1e3, "thousand")];
    // One that rounds to the next unit is written in it.
    let fits = |unit: f64| (9_999.5..999.5e9).contains(&value) && value >= 0.9995 * unit;
    match units.into_iter().find(|(unit, _)| fits(*unit)) {
        Some((unit, name)) => format!("{} {name}", number(value / unit)),
        None => reading(value),
    }
}

/// Returns what `show` makes of a value, or a dash where there is none.
pub fn or_dash<T>(value: Option<T>, show: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| NO_NUMBER.to_string(), show)
}

fn three_digits(value: f64, trim: fn(&str) -> &str) -> String {
    let size = value.abs();
    match size {
        _ if !value.is_finite() => not_finite(value).to_string(),
        0.0 => "0".to_string(),
        _ if size < 0.000_999_5 => scientific(value, 2, trim),
        _ if size < 999.5 => trim(&significant(value, 3)).to_string(),
        _ if size < 9_999.5 => format!("{value:.0}"),
        _ if size < 999_500.0 => format!("{}k", trim(&significant(value / 1e3, 3))),
        _ if size < 999_500_000.0 => format!("{}M", trim(&significant(value / 1e6, 3))),
        _ => scientific(value, 2, trim),
    }
}

/// Writes six significant digits, for a figure to be checked by hand: `0.916291`, `-1.1111`, `-1.81389e-5`.
/// Trailing zeros are dropped.
pub fn precise(value: impl Into<f64>) -> String {
    let value = value.into();
    let size = value.abs();
    match size {
        _ if !value.is_finite() => not_finite(value).to_string(),
        0.0 => "0".to_string(),
        _ if (0.001..999_999.5).contains(&size) => {
            without_trailing_zeros(&significant(value, 6)).to_string()
        }
        _ => scientific(value, 5, without_trailing_zeros),
    }
}

fn not_finite(value: f64) -> &'static str {
    match value {
        v if v == f64::INFINITY => "∞",
        v if v == f64::NEG_INFINITY => "-∞",
        _ => NO_NUMBER,
    }
}

/// Writes `digits` significant digits in plain notation.
fn significant(value: f64, digits: i32) -> String {
    let decimals = (digits - 1 - value.abs().log10().floor() as i32).max(0) as usize;
    let text = format!("{value:.decimals$}");
    // 9.999 rounds to 10.00, which has one figure too many.
    let figures = text
        .bytes()
        .filter(u8::is_ascii_digit)
        .skip_while(|d| *d == b'0')
        .count();
    match figures > digits as usize && decimals > 0 {
        true => format!("{value:.*}", decimals - 1),
        false => text,
    }
}

/// Writes `d.dde-x` with `decimals` decimals.
fn scientific(value: f64, decimals: usize, trim: fn(&str) -> &str) -> String {
    let text = format!("{value:.decimals$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => format!("{}e{exponent}", trim(mantissa)),
        None => text,
    }
}

fn without_trailing_zeros(text: &str) -> &str {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    }
}

fn trimmed(value: f64) -> String {
    without_trailing_zeros(&significant(value, 3)).to_string()
}

/// Writes a whole number of things in full up to 9999, then `12.3k`, `60k`, `4.56M`.
pub fn count(value: u64) -> String {
    match value {
        0..=9_999 => value.to_string(),
        _ => number(value as f64),
    }
}

/// Writes a whole number in full, with commas between thousands: `109,386`.
pub fn grouped(value: impl Display) -> String {
    let digits = value.to_string();
    let comma_before = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
    digits
        .char_indices()
        .flat_map(|(at, digit)| comma_before(at).then_some(',').into_iter().chain([digit]))
        .collect()
}

/// Writes a share from 0 to 1 in percent with one decimal: `97.2 %`; a dash where it is not finite.
pub fn percent(share: impl Into<f64>) -> String {
    let share = Some(share.into()).filter(|share| share.is_finite());
    or_dash(share, |share| format!("{:.1} %", share * 100.0))
}

/// Writes a size in bytes, in powers of ten: `512 B`, `9.91 MB`.
pub fn bytes(size: u64) -> String {
    match size as f64 {
        s if s < 999.5 => format!("{size} B"),
        s if s < 999_500.0 => format!("{} kB", trimmed(s / 1e3)),
        s if s < 999_500_000.0 => format!("{} MB", trimmed(s / 1e6)),
        s => format!("{} GB", trimmed(s / 1e9)),
    }
}

/// Writes a part of a size in bytes, in the unit of the whole: `0.9 of 1.4 MB`.
pub fn bytes_of(part: u64, whole: u64) -> String {
    let (scale, unit) = match whole as f64 {
        s if s < 999.5 => return format!("{part} of {whole} B"),
        s if s < 999_500.0 => return format!("{} of {} kB", part / 1000, whole.div_ceil(1000)),
        s if s < 999_500_000.0 => (1e6, "MB"),
        _ => (1e9, "GB"),
    };
    format!(
        "{:.1} of {:.1} {unit}",
        part as f64 / scale,
        whole as f64 / scale
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn large_numbers_are_written_as_one_says_them() {
        let said = [0.5, 3.25, 9_999.0, 14_700.0, 999_900.0, 372e6, 2.5e9, 1e13].map(spoken);
        assert_eq!(
            said,
            [
                "0.500",
                "3.25",
                "9999",
                "14.7 thousand",
                "1 million",
                "372 million",
                "2.5 billion",
                "1.00e13"
            ]
        );
        assert_eq!(spoken(f64::INFINITY), reading(f64::INFINITY));
        assert_eq!(spoken(-2e6), reading(-2e6));
    }

    #[test]
    fn a_part_is_told_in_the_unit_of_the_whole() {
        assert_eq!(bytes_of(0, 1_400_000), "0.0 of 1.4 MB");
        assert_eq!(bytes_of(912_345, 1_400_000), "0.9 of 1.4 MB");
        assert_eq!(bytes_of(12_345, 28_881), "12 of 29 kB");
        assert_eq!(bytes_of(5, 60), "5 of 60 B");
    }

    use super::*;

    #[test]
    fn numbers_have_three_or_four_significant_digits() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (0.123_45, "0.123"),
            (0.999_9, "1"),
            (1.0, "1"),
            (2.296_5, "2.3"),
            (12.345, "12.3"),
            (-12.345, "-12.3"),
            (999.4, "999"),
            (999.9, "1000"),
            (1_234.4, "1234"),
            (9_999.9, "10k"),
            (12_345.0, "12.3k"),
            (60_000.0, "60k"),
            (999_900.0, "1M"),
            (4_560_000.0, "4.56M"),
            (2.5e12, "2.5e12"),
            (0.001, "0.001"),
            (3.4e-6, "3.4e-6"),
            (-1.234e-10, "-1.23e-10"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text, "{value}");
        }
    }

    #[test]
    fn a_reading_keeps_its_width() {
        let cases = [
            (2.296_5, "2.30"),
            (0.31, "0.310"),
            (9.999, "10.0"),
            (0.099_99, "0.100"),
            (0.000_999_9, "0.00100"),
            (12_000.0, "12.0k"),
            (3.4e-6, "3.40e-6"),
            (0.0, "0"),
        ];
        for (value, text) in cases {
            assert_eq!(reading(value), text, "{value}");
        }
    }

    #[test]
    fn a_figure_to_be_checked_has_six_digits() {
        let cases = [
            (-(0.4f64.ln()), "0.916291"),
            (-1.0 / 0.9, "-1.11111"),
            (-0.2, "-0.2"),
            (10f64.ln(), "2.30259"),
            (-1.813_89e-5, "-1.81389e-5"),
            (54_321.98, "54322"),
            (1e6, "1e6"),
            (0.0, "0"),
            (f64::INFINITY, "∞"),
        ];
        for (value, text) in cases {
            assert_eq!(precise(value), text, "{value}");
        }
    }

    #[test]
    fn whole_numbers_in_full_are_grouped() {
        for (value, text) in [
            (0, "0"),
            (521, "521"),
            (109_386, "109,386"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(grouped(value), text);
        }
    }

    #[test]
    fn what_is_not_finite_says_so() {
        assert_eq!(number(f64::NAN), NO_NUMBER);
        assert_eq!(number(f64::INFINITY), "∞");
        assert_eq!(percent(f64::NAN), NO_NUMBER);
    }

    #[test]
    fn counts_percents_and_sizes() {
        assert_eq!(count(9_999), "9999");
        assert_eq!(count(60_000), "60k");
        assert_eq!(percent(0.972_4), "97.2 %");
        assert_eq!(bytes(512), "512 B");
        assert_eq!(bytes(9_912_422), "9.91 MB");
    }
}
