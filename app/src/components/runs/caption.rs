//! What stands below a figure that shows one run alone, while others may stand beside it.

use crate::chart::Caption;
use crate::home::{about, word};
use crate::runs::{RunSlot, Runs};
use leptos::prelude::*;

/// Returns what figures say of the run that is looked at, which they name where there are several. A view provides it
/// for its own part of the page: the rest of the page speaks of all runs.
pub fn of_one_run() -> Caption {
    let runs = Runs::here();
    // A view stands for one run, and is built anew for another.
    let run_slot = untrack(|| runs.selected());
    Caption {
        text: Callback::new(move |()| untrack(|| said(runs, run_slot))),
        word: Callback::new(move |()| word(run_slot.store)),
    }
}

fn said(runs: Runs, run_slot: RunSlot) -> String {
    let name = runs.several().then(|| runs.name(run_slot));
    let (about, step) = run_slot.store.read(|run| (about(run), run.progress.step));
    in_words(name, &about, step)
}

fn in_words(name: Option<String>, about: &str, step: u64) -> String {
    let named = name.map_or_else(String::new, |name| format!("{name}: "));
    format!("{named}{about}, step {step}. Gradient Playground")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_named_where_there_are_several() {
        let alone = in_words(None, "MNIST, CE", 40);
        assert_eq!(alone, "MNIST, CE, step 40. Gradient Playground");
        let beside = in_words(Some("MSE".to_owned()), "MNIST, MSE", 40);
        assert_eq!(beside, "MSE: MNIST, MSE, step 40. Gradient Playground");
    }
}
