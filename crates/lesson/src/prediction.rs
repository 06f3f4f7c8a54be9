//! What a student is asked before a run, and whether the guess was right.

use crate::expression::{Condition, Expression};
use crate::figure::{Figures, Measurement};
use crate::format::Format;

/// A guess that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The question.
    pub ask: String,
    /// What may be answered.
    pub answer: Answer,
}

/// What may be answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One of these.
    Choice(Vec<Choice>),
    /// A number.
    Number {
        /// What answers it.
        measured: Expression,
        /// How it is written.
        format: Format,
        /// How far off a right guess may be.
        tolerance: Tolerance,
    },
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is said.
    pub words: String,
    /// When it is what happened; none where that is whenever nothing else did.
    pub when: Option<Condition>,
}

/// How far off a right guess may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// So many times too large or too small.
    Factor(f64),
    /// So much above or below.
    Distance(f64),
}

impl Tolerance {
    /// Returns whether `guess` is near enough to what was measured.
    pub fn allows(self, guess: f64, measured: f64) -> bool {
        match self {
            Self::Factor(factor) => {
                let ratio = guess / measured;
                ratio <= factor && ratio >= 1.0 / factor
            }
            Self::Distance(distance) => (guess - measured).abs() <= distance,
        }
    }
}

impl Answer {
    /// Returns the place of the first choice that is what happened; none where there is none, or where a number is
    /// asked for.
    pub fn outcome(&self, figures: &impl Figures) -> Option<usize> {
        let Self::Choice(choices) = self else {
            return None;
        };
        let happened = |choice: &Choice| match &choice.when {
            Some(when) => when.holds(figures),
            None => true,
        };
        choices.iter().position(happened)
    }

    /// Adds the figures that it asks for.
    pub(crate) fn collect(&self, asked: &mut Vec<Measurement>) {
        match self {
            Self::Choice(choices) => {
                for when in choices.iter().filter_map(|choice| choice.when.as_ref()) {
                    when.collect(asked);
                }
            }
            Self::Number { measured, .. } => measured.collect(asked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_right_within_its_tolerance() {
        let within = Tolerance::Factor(10.0);
        assert!(within.allows(5e-9, 4e-8) && within.allows(4e-8, 5e-9));
        assert!(!within.allows(1e-9, 4e-8) && !within.allows(-5e-9, 5e-9));
        assert!(!within.allows(0.0, 1.0) && !within.allows(1.0, f64::NAN));
        let near = Tolerance::Distance(0.05);
        assert!(near.allows(0.9, 0.94) && !near.allows(0.8, 0.94));
    }

    #[test]
    fn the_first_choice_that_holds_is_what_happened() {
        let choice = |words: &str, when: Option<&str>| Choice {
            words: words.to_owned(),
            when: when.map(|when| when.parse().unwrap()),
        };
        let answer = Answer::Choice(vec![
            choice("CE", Some("accuracy > 0.5 and accuracy.run2 < 0.5")),
            choice("both", Some("accuracy > 0.5 and accuracy.run2 > 0.5")),
            choice("neither", None),
        ]);
        let with = |first, second| {
            answer.outcome(&move |of: Measurement| match of.run {
                Some(2) => Some(second),
                _ => Some(first),
            })
        };
        assert_eq!(with(0.9, 0.1), Some(0));
        assert_eq!(with(0.9, 0.8), Some(1));
        assert_eq!(with(0.1, 0.1), Some(2));
    }
}
