//! Which colour a run gets: the cross-entropies blue and squares vermilion, as everywhere on the page; the second run of a
//! kind gets what is left.

use super::MOST;
use crate::run::objective::ObjectiveId;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Family;

/// Returns the place in the palette, 0 to 3, of a run beside others that have `taken` theirs.
pub fn place(experiment: &Experiment, taken: &[usize]) -> usize {
    let order: [usize; MOST] = match ObjectiveId::in_use(experiment).family() {
        Family::CrossEntropy => [0, 2, 3, 1],
        Family::SquaredError => [1, 3, 2, 0],
    };
    let free = |place: &usize| !taken.contains(place);
    order.into_iter().find(free).unwrap_or(0)
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
}
