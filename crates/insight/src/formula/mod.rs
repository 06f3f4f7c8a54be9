//! Formulas as people read them: plain text, and MathML for the sheets that explain a figure.

mod loss;
mod mathml;
mod part;
mod text;

pub use loss::{gradient, term, value};
pub use mathml::MathMl;
pub use part::{Part, Tie};
pub use text::Text;
