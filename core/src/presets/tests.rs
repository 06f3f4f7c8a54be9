use super::*;
use crate::loss::{Loss, Output};
use crate::share::{self, Link};

#[test]
fn every_preset_is_valid_and_every_name_unique() {
    for (i, row) in PRESETS.iter().enumerate() {
        assert_eq!((row.experiment)().validate(), Ok(()), "{}", row.name);
        assert!(
            PRESETS[i + 1..].iter().all(|other| other.name != row.name),
            "{}",
            row.name
        );
        assert!(preset(row.name).is_some_and(|found| found.title == row.title));
    }
    assert!(preset("mlp").is_none());
}

#[test]
fn the_default_preset_is_the_default_experiment_on_mnist() {
    let preset = preset(DEFAULT_PRESET).unwrap();
    let built_in = Experiment::default();
    let moved = Experiment {
        dataset: built_in.dataset,
        split: built_in.split,
        ..(preset.experiment)()
    };
    assert_eq!(moved, built_in);
}

#[test]
fn hand_checked_parameter_counts() {
    for (name, count) in [
        ("mlp-784-128-64-10", 109_386),
        ("keras-mixed", 111_146),
        ("fnn-128-64", 109_386),
        ("fnn-64", 50_890),
        ("fashion-relu", 242_762),
        ("fashion-sigmoid", 242_762),
        ("fashion-tanh", 242_762),
        ("fashion-linear", 242_762),
    ] {
        let experiment = (preset(name).unwrap().experiment)();
        assert_eq!(
            experiment.architecture().unwrap().parameter_count(),
            count,
            "{name}"
        );
    }
}

#[test]
fn links_round_trip_by_name_and_written_out() {
    for row in PRESETS {
        for preset in [None, Some(row.name)] {
            let link = Link {
                experiment: (row.experiment)(),
                preset,
                ..Link::default()
            };
            assert_eq!(share::decode(&share::encode(&link)), (link, vec![]));
        }
    }
}

#[test]
fn all_train_on_softmax_with_cross_entropy() {
    for row in PRESETS {
        let experiment = (row.experiment)();
        let objective = (experiment.output, experiment.loss);
        assert_eq!(
            objective,
            (Output::Softmax, Loss::CrossEntropy),
            "{}",
            row.name
        );
    }
}

#[test]
fn published_figures_name_their_source() {
    let figures = PRESETS.iter().flat_map(|row| row.published);
    assert!(
        figures
            .clone()
            .all(|figure| figure.source.contains("homework"))
    );
    // Four activations with four figures each, and scikit-learn's two.
    assert_eq!(figures.count(), 18);
}
