//! One teacher for all runs.

use super::Runs;
use crate::state::Teacher;
use js_sys::ArrayBuffer;
use leptos::prelude::*;

impl Runs {
    /// Has `teacher` teach every run from now on; `vectors` begin with its parameters. Gives what to say.
    ///
    /// # Errors
    /// When there are too few values.
    pub fn appoint(&self, teacher: Teacher, vectors: &ArrayBuffer) -> Result<String, String> {
        let said = format!("Teacher: {}.", teacher.words());
        self.common.appoint(teacher, vectors)?;
        for lane in self.lanes.get_untracked() {
            lane.store.teach();
        }
        Ok(said)
    }
}
