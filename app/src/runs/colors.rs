//! Which colour a run gets: the cross-entropies blue and squares vermilion, as everywhere on the page; the second run of a
//! kind gets what is left. A run keeps its colour from its first step on, whatever its loss becomes.

use super::{MOST, RunSlot};
use crate::run::Run;
use crate::run::objective::ObjectiveId;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Family;

/// Returns the place in the palette, 0 to 3, of a run beside others that have `taken` theirs.
pub fn place(experiment: &Experiment, taken: &[usize]) -> usize {
    let order: [usize; MOST] = match family(experiment) {
        Family::CrossEntropy => [0, 2, 3, 1],
        Family::SquaredError => [1, 3, 2, 0],
    };
    let free = |place: &usize| !taken.contains(place);
    order.into_iter().find(free).unwrap_or(0)
}

/// Returns of which kind the loss of a run is.
pub fn family(experiment: &Experiment) -> Family {
    ObjectiveId::in_use(experiment).family()
}

/// Gives each run whose loss has become one of another kind the colour of that kind, unless it has taken a step.
pub(super) fn follow_losses(slots: &[RunSlot]) {
    for run_slot in slots {
        let others = slots.iter().filter(|other| *other != run_slot);
        let taken: Vec<usize> = others.map(|other| other.palette.get_untracked()).collect();
        let before = run_slot.family.get_value();
        let (moved, now) = run_slot
            .store
            .peek(|run| (moved(run, before, &taken), family(&run.settings.draft)));
        run_slot.family.set_value(now);
        if let Some(place) = moved {
            run_slot.palette.set(place);
        }
    }
}

/// Returns the place that a run moves to as its loss, which was of the kind `before`, is of another one now; none once
/// it has taken a step.
fn moved(run: &Run, before: Family, taken: &[usize]) -> Option<usize> {
    let draft = &run.settings.draft;
    let moves = family(draft) != before && run.progress.is_untouched();
    moves.then(|| place(draft, taken))
}

/// Returns the places of runs that are opened together, from left to right.
pub fn places(runs: &[Experiment]) -> Vec<usize> {
    runs.iter().fold(Vec::new(), |mut taken, run| {
        taken.push(place(run, &taken));
        taken
    })
}

/// Returns the custom property of a colour.
pub fn property(place: usize) -> &'static str {
    ["--run-1", "--run-2", "--run-3", "--run-4"][place % MOST]
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::loss::Loss;

    #[test]
    fn a_loss_has_its_colour_wherever_its_run_stands() {
        let ce = Experiment::default();
        let mse = Experiment {
            loss: Loss::MeanSquaredError,
            ..Experiment::default()
        };
        let places = |runs: &[&Experiment]| {
            let runs: Vec<_> = runs.iter().map(|run| (*run).clone()).collect();
            places(&runs)
        };
        assert_eq!(places(&[&ce, &mse]), [0, 1]);
        assert_eq!(places(&[&mse, &ce]), [1, 0]);
        assert_eq!(places(&[&ce, &ce, &ce, &ce]), [0, 2, 3, 1]);
        assert_eq!(places(&[&ce, &ce, &mse, &mse]), [0, 2, 1, 3]);
        assert_eq!(places(&[&mse, &mse, &ce]), [1, 3, 0]);
    }

    #[test]
    fn a_copy_takes_the_colour_of_another_loss_until_its_first_step() {
        let mut copy = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
        let before = family(&copy.settings.draft);
        assert_eq!(moved(&copy, before, &[0]), None);
        copy.settings.draft.loss = Loss::MeanSquaredError;
        assert_eq!(moved(&copy, before, &[0]), Some(1));
        assert_eq!(moved(&copy, before, &[0, 1]), Some(3));
        copy.progress.step = 1;
        assert_eq!(moved(&copy, before, &[0]), None);
    }
}
