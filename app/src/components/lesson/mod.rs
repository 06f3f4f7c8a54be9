//! Lessons as they are played: a step asks for a guess, has the runs trained so far, and then says what the figures
//! mean. What a lesson is stands in `crates/lesson`.
//!
//! | file | |
//! | --- | --- |
//! | `player.rs` | which step is open, what was guessed, what was measured |
//! | `measured.rs` | the figures of the runs |
//! | `card.rs` | the step as it is seen, and the way to the others |
//! | `guess.rs` | the guess, and what became of it |
//! | `goal.rs` | how far the step is from what it waits for |
//! | `prose.rs` | text |
//! | `offer.rs` | the button that opens a lesson |

mod card;
mod goal;
mod guess;
mod measured;
mod offer;
mod player;
mod prose;

pub use card::LessonCard;
pub use offer::LessonOffer;
pub use player::Player;
