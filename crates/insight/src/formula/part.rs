//! Parts of a written formula.

/// How closely a part holds together, from loose to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// a + b, a − b, −a.
    Sum,
    /// a · b.
    Product,
    /// A name, a number, a power, anything in brackets.
    Power,
}

/// A part of a written formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As written.
    pub text: String,
    /// How closely it holds together.
    pub tie: Tie,
}

impl Part {
    /// Returns a part.
    pub fn new(text: impl Into<String>, tie: Tie) -> Self {
        Self {
            text: text.into(),
            tie,
        }
    }

    /// Returns the text, in `brackets` where it is looser than `least`.
    pub fn at_least(&self, least: Tie, brackets: [&str; 2]) -> String {
        match self.tie < least {
            true => format!("{}{}{}", brackets[0], self.text, brackets[1]),
            false => self.text.clone(),
        }
    }
}
