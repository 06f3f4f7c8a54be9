//! The teacher of the page, from which every run learns whose experiment says so. It is kept here, so that
//! a fresh trainer gets it again.

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::Command;
use playground_insight::export::in_a_line;

/// Who teaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Teacher {
    /// What it was trained as.
    pub experiment: Experiment,
    /// Steps it had taken, where that is known.
    pub step: Option<u64>,
}

impl Teacher {
    /// Describes it in a line.
    pub fn words(&self) -> String {
        let line = in_a_line(&self.experiment);
        match self.step {
            Some(step) => format!("{line}; after {step} steps"),
            None => line,
        }
    }
}

/// The teacher there is, if any. Copies are handles on the same one.
#[derive(Clone, Copy, Default)]
pub struct Teaching {
    /// Who it is.
    pub teacher: RwSignal<Option<Teacher>>,
    parameters: StoredValue<Option<ArrayBuffer>, LocalStorage>,
}

impl Teaching {
    /// Has `teacher` teach from now on; its parameters are at the front of `vectors` (`f32`). Runs hear of
    /// it by [`Store::teach`](super::Store::teach).
    ///
    /// # Errors
    /// When its experiment describes no network, or there are too few values.
    pub fn appoint(&self, teacher: Teacher, vectors: &ArrayBuffer) -> Result<(), String> {
        let architecture = teacher.experiment.architecture();
        let bytes = architecture.map_err(|e| e.message)?.parameter_count() * size_of::<f32>();
        if (vectors.byte_length() as usize) < bytes {
            return Err("The file ends before the last weight; choose another one.".to_owned());
        }
        // The optimiser's state is not taught.
        let parameters = vectors.slice_with_end(0, bytes as u32);
        self.parameters.set_value(Some(parameters));
        self.teacher.set(Some(teacher));
        Ok(())
    }

    /// Returns the command that sends the teacher to a trainer, and a copy of its parameters.
    pub(super) fn command(&self) -> Option<(Command, ArrayBuffer)> {
        let experiment = self.teacher.get_untracked()?.experiment;
        let parameters = self.parameters.get_value()?.slice(0);
        Some((Command::Teach { experiment }, parameters))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teacher_says_what_it_is() {
        let teacher = Teacher {
            experiment: Experiment::default(),
            step: Some(900),
        };
        let words = teacher.words();
        assert!(
            words.starts_with("Synthetic digits, 784-128-64-10"),
            "{words}"
        );
        assert!(words.ends_with("after 900 steps"), "{words}");
    }
}
