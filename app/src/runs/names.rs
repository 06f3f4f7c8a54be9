//! What a run is called among others while nobody has named it.

use playground_experiment::compare::{differing_fields, title as title_in_order};
use playground_experiment::experiment::Experiment;

/// Writes what sets a run apart from the others, its layers last: they take the most room, and where there is little
/// the end is cut off.
pub fn title(runs: &[Experiment], run: usize) -> String {
    let Some(first) = runs.first() else {
        return String::new();
    };
    let layers_of = |layers: &Experiment, rest: &Experiment| Experiment {
        blocks: layers.blocks.clone(),
        ..rest.clone()
    };
    let rest: Vec<_> = runs.iter().map(|run| layers_of(first, run)).collect();
    let layers: Vec<_> = runs.iter().map(|run| layers_of(run, first)).collect();
    let differ = |runs: &[Experiment]| !differing_fields(runs).is_empty();
    match differ(&rest) && differ(&layers) {
        true => format!(
            "{}, {}",
            title_in_order(&rest, run),
            title_in_order(&layers, run)
        ),
        false => title_in_order(runs, run),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::fields::field;

    fn with(settings: &[(&str, &str)]) -> Experiment {
        let mut run = Experiment::default();
        for (key, value) in settings {
            field(key).unwrap().set(&mut run, value).unwrap();
        }
        run
    }

    fn titles(runs: &[Experiment]) -> Vec<String> {
        (0..runs.len()).map(|run| title(runs, run)).collect()
    }

    #[test]
    fn loss_and_learning_rate_come_before_the_layers() {
        let wide = ("net", "128-relu.64-relu");
        let runs = [
            with(&[wide]),
            with(&[wide, ("loss", "mse"), ("lr", "0.1")]),
            with(&[("net", "32-relu")]),
        ];
        let expected = [
            "CE, lr 0.001, 128 ReLU, 64 ReLU",
            "MSE, lr 0.1, 128 ReLU, 64 ReLU",
            "CE, lr 0.001, 32 ReLU",
        ];
        assert_eq!(titles(&runs), expected);
    }

    #[test]
    fn otherwise_it_is_what_differs_in_the_order_of_the_settings() {
        let losses = [with(&[]), with(&[("loss", "mse"), ("lr", "0.1")])];
        assert_eq!(titles(&losses), ["CE, lr 0.001", "MSE, lr 0.1"]);
        let activations = [with(&[("net", "64-relu")]), with(&[("net", "64-tanh")])];
        assert_eq!(titles(&activations), ["ReLU", "tanh"]);
        assert_eq!(titles(&[with(&[])]), ["the same"]);
        assert_eq!(title(&[], 0), "");
    }
}
