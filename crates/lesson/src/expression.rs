//! Sums and conditions over measured figures: `pull.run2 / pull`, `step >= 200 or gap >= 0.5`.

mod parse;

use crate::figure::{Figures, Measurement};
use std::fmt;
use std::str::FromStr;

/// A number that follows from figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// As it is written.
    Number(f64),
    /// What a run has measured.
    Figure(Measurement),
    /// With the other sign.
    Negative(Box<Expression>),
    /// Two of them joined.
    Joined(Box<Expression>, Operator, Box<Expression>),
}

/// What joins two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// What may hold of figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Two numbers compared.
    Compared(Comparison),
    /// All of these hold.
    All(Vec<Condition>),
    /// One of these holds, or several.
    Any(Vec<Condition>),
}

/// Two numbers compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// On the left.
    pub left: Expression,
    /// How they are to stand.
    pub relation: Relation,
    /// On the right.
    pub right: Expression,
}

/// How two numbers stand. Figures are never exactly equal, so equality is not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Operator {
    fn sign(self) -> char {
        match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Times => '*',
            Self::Over => '/',
        }
    }

    fn apply(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Plus => left + right,
            Self::Minus => left - right,
            Self::Times => left * right,
            Self::Over => left / right,
        }
    }

    /// Returns how strongly it binds.
    fn strength(self) -> u8 {
        match self {
            Self::Plus | Self::Minus => 1,
            Self::Times | Self::Over => 2,
        }
    }
}

impl Relation {
    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

impl Expression {
    /// Computes it; none where a figure is not measured.
    pub fn evaluate(&self, figures: &impl Figures) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            Self::Figure(of) => figures.value(*of),
            Self::Negative(inner) => Some(-inner.evaluate(figures)?),
            Self::Joined(left, operator, right) => {
                Some(operator.apply(left.evaluate(figures)?, right.evaluate(figures)?))
            }
        }
    }

    /// Adds the figures that it asks for.
    pub(crate) fn collect(&self, asked: &mut Vec<Measurement>) {
        match self {
            Self::Number(_) => {}
            Self::Figure(of) => asked.push(*of),
            Self::Negative(inner) => inner.collect(asked),
            Self::Joined(left, _, right) => {
                left.collect(asked);
                right.collect(asked);
            }
        }
    }

    /// Writes it so that it may stand beside what binds as strongly as `around`.
    fn write(&self, f: &mut fmt::Formatter<'_>, around: u8) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Figure(of) => write!(f, "{of}"),
            Self::Negative(inner) => {
                f.write_str("-")?;
                inner.write(f, 3)
            }
            Self::Joined(left, operator, right) => {
                let own = operator.strength();
                let enclosed = own < around;
                if enclosed {
                    f.write_str("(")?;
                }
                left.write(f, own)?;
                write!(f, " {} ", operator.sign())?;
                right.write(f, own + 1)?;
                if enclosed {
                    f.write_str(")")?;
                }
                Ok(())
            }
        }
    }
}

impl Condition {
    /// Returns whether it holds: not as long as a figure is missing that would decide it.
    pub fn holds(&self, figures: &impl Figures) -> bool {
        match self {
            Self::Compared(comparison) => comparison.holds(figures),
            Self::All(parts) => parts.iter().all(|part| part.holds(figures)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(figures)),
        }
    }

    /// Returns what it compares, in the order in which it is written.
    pub fn comparisons(&self) -> Vec<&Comparison> {
        match self {
            Self::Compared(comparison) => vec![comparison],
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(Self::comparisons).collect()
            }
        }
    }

    /// Adds the figures that it asks for.
    pub(crate) fn collect(&self, asked: &mut Vec<Measurement>) {
        for comparison in self.comparisons() {
            comparison.left.collect(asked);
            comparison.right.collect(asked);
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, within: bool) -> fmt::Result {
        let (parts, word) = match self {
            Self::Compared(comparison) => return write!(f, "{comparison}"),
            Self::All(parts) => (parts, " and "),
            Self::Any(parts) => (parts, " or "),
        };
        if within {
            f.write_str("(")?;
        }
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                f.write_str(word)?;
            }
            part.write(f, true)?;
        }
        if within {
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl Comparison {
    /// Returns whether it holds: not as long as a figure is missing.
    pub fn holds(&self, figures: &impl Figures) -> bool {
        let sides = self
            .left
            .evaluate(figures)
            .zip(self.right.evaluate(figures));
        sides.is_some_and(|(left, right)| self.relation.holds(left, right))
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.relation.sign(), self.right)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

impl FromStr for Expression {
    type Err = String;

    /// Reads an expression, or says in a sentence what is wrong with it.
    fn from_str(text: &str) -> Result<Self, String> {
        parse::expression(text)
    }
}

impl FromStr for Condition {
    type Err = String;

    /// Reads a condition, or says in a sentence what is wrong with it.
    fn from_str(text: &str) -> Result<Self, String> {
        parse::condition(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{FIGURES, MOST_RUNS};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn figures(of: Measurement) -> Option<f64> {
        match (of.figure.info().name, of.run) {
            ("step", _) => Some(240.0),
            ("accuracy", Some(2)) => Some(0.1),
            ("accuracy", _) => Some(0.9),
            _ => None,
        }
    }

    fn value(text: &str) -> Option<f64> {
        text.parse::<Expression>().unwrap().evaluate(&figures)
    }

    fn holds(text: &str) -> bool {
        text.parse::<Condition>().unwrap().holds(&figures)
    }

    #[test]
    fn products_bind_more_strongly_than_sums_and_all_go_from_left_to_right() {
        for (text, expected) in [
            ("2 + 3 * 4", 14.0),
            ("(2 + 3) * 4", 20.0),
            ("10 - 4 - 3", 3.0),
            ("8 / 4 / 2", 1.0),
            ("-2 * -3", 6.0),
            ("2 - -3", 5.0),
            ("1e3 + 2.5e-1", 1000.25),
            ("step/2", 120.0),
            ("accuracy.run2 * 100", 10.0),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
        assert_eq!(value("loss + 1"), None, "it is not measured");
    }

    #[test]
    fn conditions_hold_by_the_figures() {
        for text in [
            "step >= 240",
            "step > 200 and accuracy.run2 < 0.2",
            "step > 300 or accuracy >= 0.9",
            "step > 300 or step > 200 and accuracy > 0.5",
            "(step > 300 or step > 200) and accuracy > 0.5",
            "accuracy - accuracy.run2 <= 0.8 + 1e-9",
            "step > 1 or loss > 1",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in ["step > 240", "loss < 1", "loss > 1 and step > 1"] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn a_fault_is_told_in_a_sentence() {
        for (text, said) in [
            (
                "",
                "Nothing is written here; write a condition such as step >= 200.",
            ),
            (
                "step",
                "“step” is a number; write a condition such as step >= 200.",
            ),
            ("step >=", "Something is missing at the end of “step >=”."),
            ("step >= 200 200", "“200” does not fit where it stands."),
            ("(step >= 200", "A “)” is missing."),
            (
                "step = 200",
                "“=” compares nothing here; write <, <=, > or >=: figures are never exactly equal.",
            ),
            (
                "step >= 2 >= 1",
                "A comparison stands where a number belongs; put “and” between comparisons.",
            ),
            (
                "(step >= 2) + 1 > 0",
                "A comparison stands where a number belongs; put “and” between comparisons.",
            ),
            (
                "step and step > 1",
                "“step” is a number where a comparison belongs, such as step >= 200.",
            ),
            ("step > 1 § 2", "“§” has no meaning in an expression."),
            (
                "1.2.3 > 1",
                "“1.2.3” is not a number; write one such as 0.2 or 1e-6.",
            ),
            (
                "1e999 > 1",
                "“1e999” is not a number; write one such as 0.2 or 1e-6.",
            ),
        ] {
            assert_eq!(text.parse::<Condition>().unwrap_err(), said, "{text}");
        }
        let said = "step >= 2".parse::<Expression>().unwrap_err();
        assert_eq!(
            said,
            "A comparison stands where a number belongs, such as pull.run2 / pull."
        );
        let long = "1 + ".repeat(5_000);
        assert!(long.parse::<Expression>().unwrap_err().contains("too long"));
        let deep = "(".repeat(5_000);
        assert!(deep.parse::<Expression>().unwrap_err().contains("too long"));
    }

    fn measurement() -> impl Strategy<Value = Measurement> {
        let run = proptest::option::of(1..=MOST_RUNS);
        (0..FIGURES.len(), run).prop_map(|(row, run)| {
            let row = &FIGURES[row];
            Measurement {
                figure: row.id,
                run: run.filter(|_| row.of_a_run),
            }
        })
    }

    fn expression() -> impl Strategy<Value = Expression> {
        let leaf = prop_oneof![
            (0.0..1e9f64).prop_map(Expression::Number),
            (0..1000u32).prop_map(|n| Expression::Number(f64::from(n))),
            measurement().prop_map(Expression::Figure),
        ];
        leaf.prop_recursive(4, 16, 2, |inner| {
            let operators = [
                Operator::Plus,
                Operator::Minus,
                Operator::Times,
                Operator::Over,
            ];
            let joined = (inner.clone(), select(operators.to_vec()), inner.clone());
            prop_oneof![
                inner.prop_map(|inner| Expression::Negative(Box::new(inner))),
                joined.prop_map(|(left, operator, right)| {
                    Expression::Joined(Box::new(left), operator, Box::new(right))
                }),
            ]
        })
    }

    fn condition() -> impl Strategy<Value = Condition> {
        let relations = [
            Relation::Less,
            Relation::AtMost,
            Relation::More,
            Relation::AtLeast,
        ];
        let leaf = (expression(), select(relations.to_vec()), expression());
        let leaf = leaf.prop_map(|(left, relation, right)| {
            Condition::Compared(Comparison {
                left,
                relation,
                right,
            })
        });
        leaf.prop_recursive(2, 6, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 2..=3).prop_map(Condition::All),
                vec(inner, 2..=3).prop_map(Condition::Any),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same(expression in expression(), condition in condition()) {
            if let Ok(read) = expression.to_string().parse::<Expression>() {
                prop_assert_eq!(read, expression);
            }
            let text = condition.to_string();
            match text.parse::<Condition>() {
                Ok(read) => prop_assert_eq!(read, condition),
                Err(said) => prop_assert!(said.contains("too long"), "{}: {}", text, said),
            }
        }

        #[test]
        fn any_text_is_read_or_refused_in_a_sentence(
            text in r"(step|accuracy|run2|gap|and|or|[0-9.]{1,3}|[-+*/<>=() .]|\PC){0,40}",
        ) {
            for said in [text.parse::<Condition>().err(), text.parse::<Expression>().err()] {
                prop_assert!(said.is_none_or(|said| said.ends_with('.')));
            }
        }
    }
}
