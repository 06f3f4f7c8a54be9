//! Formulas as people read them: plain text, and MathML for the sheets that explain a figure.

mod loss;
mod mathml;
mod part;
mod text;

pub use loss::{gradient, term, value};
pub(crate) use part::{Part, Tie};
