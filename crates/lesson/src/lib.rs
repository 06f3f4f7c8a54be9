//! Lessons: a question, what to set up for it, a guess, how far to train, and what the figures then say. A lesson is a
//! Markdown file that a teacher writes; docs/LESSONS.md says how. This crate reads one and says what is wrong with it;
//! the page plays it.
//!
//! | file | |
//! | --- | --- |
//! | `lesson.rs` | the lesson and its steps |
//! | `front.rs`, `section.rs`, `pairs.rs` | its parts: what stands before the steps, a step, lines of `key: value` |
//! | `prediction.rs` | a guess, and whether it was right |
//! | `prose.rs` | text with emphasis, lists and quoted figures |
//! | `figure.rs` | the figures that a lesson may ask for |
//! | `expression.rs` | sums and conditions over them |
//! | `format.rs` | how a figure is written, and how a guess is read |
//!
//! ~~~
//! use playground_lesson::{Lesson, Measurement};
//!
//! let lesson = Lesson::read("---
//! title: Two losses
//! question: Which one learns?
//! words: loss
//! minutes: 5
//! level: introductory
//! source: a lecture
//! language: en
//! ---
//! ### Begin
//! Train both.
//! ```setup
//! link: preset=confidently-wrong
//! ```
//! ```until
//! step >= 200
//! ```
//! ")?;
//! let until = lesson.steps[0].until.as_ref().ok_or("it has none")?;
//! assert!(until.holds(&|_: Measurement| Some(240.0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ~~~

mod error;
mod expression;

mod figure;
mod format;
mod front;
mod lesson;
mod pairs;
mod prediction;
mod prose;
mod section;

pub use error::LessonError;
pub use expression::{Comparison, Condition, Expression, Operator, Relation};
pub use figure::{FIGURES, Figure, FigureInfo, Figures, MOST_RUNS, Measurement};
pub use format::Format;
pub use front::{Front, LEVELS};
pub use lesson::Lesson;
pub use prediction::{Answer, Choice, Prediction, Tolerance};
pub use prose::{Block, Inline, Quote};
pub use section::{Setup, Step, VIEWS};
