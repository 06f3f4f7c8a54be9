//! A sheet for each output with a loss: its value and its gradient at the logits, as the definition says them.

use super::Note;
use crate::run::objective::ObjectiveId;
use playground_experiment::loss::{Objective, objectives};
use playground_insight::formula;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What is said of an output with a loss.
pub struct ObjectiveNotes {
    objective: &'static Objective,
    /// On the loss.
    pub value: Note,
    /// On its gradient at the logits.
    pub gradient: Note,
}

static ALL: LazyLock<Vec<ObjectiveNotes>> = LazyLock::new(|| {
    let of = |objective: &'static Objective| {
        let note = |said: &playground_experiment::loss::Note, formula| Note {
            text: said.text,
            formula: Cow::Owned(formula),
            source: said.source,
        };
        ObjectiveNotes {
            objective,
            value: note(&objective.on_value, formula::value(objective)),
            gradient: note(&objective.on_gradient, formula::gradient(objective)),
        }
    };
    objectives().map(of).collect()
});

/// Returns the notes on a pair; none on one that does not go together.
pub fn notes(id: ObjectiveId) -> Option<&'static ObjectiveNotes> {
    let is =
        |row: &&ObjectiveNotes| (row.objective.output, row.objective.loss) == (id.output, id.loss);
    ALL.iter().find(is)
}
