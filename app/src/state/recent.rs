//! The last drawings, each with what the network read in it when it left the pad.

use super::drawing::Drawing;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::loss::{Output, Task};
use playground_experiment::metrics::argmax;
use std::sync::Arc;

/// Drawings that are remembered.
pub const MOST_RECENT: usize = 8;

/// What a network takes an image for.
#[derive(Clone, Debug, PartialEq)]
pub struct TopClass {
    /// Name of the class.
    pub class: &'static str,
    /// Its probability; none for raw scores.
    pub share: Option<f32>,
}

impl TopClass {
    /// Reads it from the network's answer; none where there is no answer, or where the answer is an image.
    pub fn of(values: &[f32], output: Output, classes: &[&'static str]) -> Option<Self> {
        if output.task() == Task::Reconstruction {
            return None;
        }
        let best = argmax(values);
        let share = values.get(best).copied()?;
        Some(Self {
            class: classes.get(best)?,
            share: output.is_probability().then_some(share),
        })
    }

    /// Writes the probability as text; empty for raw scores.
    pub fn percent(&self) -> String {
        self.share.map_or_else(String::new, format::percent)
    }
}

/// A drawing that has left the pad.
#[derive(Clone, Debug)]
pub struct RecentDrawing {
    /// Tells it from the others.
    pub id: u32,
    /// What was on the pad.
    pub drawing: Drawing,
    /// What the network saw of it, `[784]`.
    pub pixels: Arc<[f32]>,
    /// What the network read then, once it is known. Copies share it.
    pub read: ArcRwSignal<Option<TopClass>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_answer_is_what_is_read() {
        let classes = ["Coat", "Bag"];
        let read = TopClass::of(&[0.25, 0.75], Output::Softmax, &classes).unwrap();
        assert_eq!((read.class, read.percent().as_str()), ("Bag", "75.0 %"));
        let scores = TopClass::of(&[3.0, -1.0], Output::Linear, &classes).unwrap();
        assert_eq!((scores.class, scores.percent().as_str()), ("Coat", ""));
        assert_eq!(TopClass::of(&[], Output::Softmax, &classes), None);
        assert_eq!(TopClass::of(&[0.25, 0.75], Output::Image, &classes), None);
    }
}
