//! Typed numbers: read in any usual notation, and explained where they are not a distribution.

use playground_experiment::format;

/// The most numbers in one vector: far more than anybody types.
pub const MOST: usize = 1000;

/// How far from 1 a sum may be and still count as 1: rounding of the typed numbers' sum, no more.
const SUM_TOLERANCE: f64 = 1e-9;

/// Reads numbers between commas, semicolons or spaces, in brackets or without. The typographic minus
/// counts as a minus.
///
/// # Errors
/// A sentence that names the part that is not a number, or says that there is none.
pub fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let apart = |c: char| c.is_whitespace() || ",;[](){}".contains(c);
    let parts: Vec<&str> = text.split(apart).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Err("Type some numbers, such as 0.1, 0.7, 0.2.".to_owned());
    }
    if parts.len() > MOST {
        return Err(format!(
            "There are {} numbers; the most that fits here is {MOST}.",
            parts.len()
        ));
    }
    let read = |(index, part): (usize, &&str)| number(part, index + 1);
    parts.iter().enumerate().map(read).collect()
}

fn number(part: &str, place: usize) -> Result<f64, String> {
    let shown: String = part.chars().take(20).collect();
    match part.replace('−', "-").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(format!(
            "“{shown}”, number {place}, is not finite; type a number such as 0.7 or 1e-3."
        )),
        Err(_) => Err(format!(
            "“{shown}”, number {place}, is not a number; type one such as 0.7, -2 or 1e-3."
        )),
    }
}

/// Says what keeps `p` from being a probability distribution over `classes` classes, a sentence each; nothing where it
/// is one.
pub(crate) fn complaints(p: &[f64], classes: usize) -> Vec<String> {
    let mut said = Vec::new();
    if p.len() != classes {
        let what = if p.len() > classes { "many" } else { "few" };
        let entries = if p.len() == 1 { "entry" } else { "entries" };
        said.push(format!(
            "It has {} {entries} for {classes} classes: {} too {what}.",
            p.len(),
            p.len().abs_diff(classes),
        ));
    }
    if let Some(index) = p.iter().position(|v| *v < 0.0) {
        said.push(format!(
            "Entry {index} is {}; a probability is never negative.",
            format::precise(p[index])
        ));
    }
    if !sums_to_one(p) {
        said.push(format!(
            "Its entries sum to {}, not to 1.",
            format::precise(p.iter().sum::<f64>())
        ));
    }
    said
}

/// Returns whether `p` is a distribution over as many classes as it has entries.
pub(crate) fn is_distribution(p: &[f64]) -> bool {
    p.iter().all(|v| *v >= 0.0) && sums_to_one(p)
}

fn sums_to_one(p: &[f64]) -> bool {
    (p.iter().sum::<f64>() - 1.0).abs() <= SUM_TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_notations_are_read() {
        let wanted = vec![0.1, -2.0, 1e-3];
        for text in [
            "0.1 -2 1e-3",
            "[0.1, -2, 0.001]",
            "0.1;−2;.001",
            " ( 0.1,\n-2.0 , 1E-3 )",
        ] {
            assert_eq!(numbers(text), Ok(wanted.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_named() {
        assert!(
            numbers("0.1, fish, 3")
                .unwrap_err()
                .contains("“fish”, number 2")
        );
        assert!(numbers("1 inf").unwrap_err().contains("not finite"));
        assert!(numbers(" [ ] ").unwrap_err().contains("Type some numbers"));
        assert!(
            numbers(&"1 ".repeat(MOST + 1))
                .unwrap_err()
                .contains("1001")
        );
    }

    #[test]
    fn the_vector_with_eleven_entries_is_explained() {
        let p = [0.1, 0.1, 0.0, 0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.1];
        let said = complaints(&p, 10);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].contains("11 entries for 10 classes: 1 too many"),
            "{}",
            said[0]
        );
        assert!(said[1].contains("sum to 1.05"), "{}", said[1]);
        assert!(!is_distribution(&p));
    }

    #[test]
    fn a_negative_entry_is_explained_and_a_distribution_is_not() {
        assert_eq!(complaints(&[0.2, 0.3, 0.5], 3), [""; 0]);
        let said = complaints(&[1.2, -0.2], 2);
        assert_eq!(said, ["Entry 1 is -0.2; a probability is never negative."]);
    }

    proptest! {
        #[test]
        fn written_numbers_are_read_back(wanted in prop::collection::vec(-1e12f64..1e12, 1..40)) {
            for between in [", ", " ", ";"] {
                let text: Vec<String> = wanted.iter().map(f64::to_string).collect();
                prop_assert_eq!(numbers(&text.join(between)), Ok(wanted.clone()));
            }
        }

        #[test]
        fn any_text_gives_finite_numbers_or_a_sentence(text in ".{0,60}") {
            match numbers(&text) {
                Ok(read) => prop_assert!(!read.is_empty() && read.iter().all(|v| v.is_finite())),
                Err(said) => prop_assert!(said.ends_with('.') && said.len() > 20, "{}", said),
            }
        }
    }
}
