use super::*;
use crate::compare::{MOST_VARIANTS, NAME_LENGTH};
use crate::loss::{Loss, Output};
use crate::share;
use crate::share::Link;

#[test]
fn every_preset_is_valid_and_every_name_unique() {
    for (i, row) in PRESETS.iter().enumerate() {
        let experiment = (row.experiment)();
        assert_eq!(experiment.validate(), Ok(()), "{}", row.name);
        assert!(!experiment.blocks.is_empty(), "{}: its text", row.name);
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
fn every_family_can_be_read_at_every_width() {
    for row in families::FAMILIES {
        let named = families::family(row.preset).unwrap();
        for width in [row.usual, 1.0] {
            assert!(!named.at(width).is_empty(), "{}", row.preset);
        }
    }
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
        ("confidently-wrong", 109_386),
        ("deep-sigmoid", 242_762),
        ("fashion-activations", 242_762),
        ("mse-on-logits", 109_386),
        // 784·128 + 128·64 + 64·2 twice, and biases.
        ("autoencoder-2", 2 * 108_672 + 1_170),
        ("autoencoder-linear", 2 * 784 * 2 + 2 + 784),
        ("lenet-5", 61_706),
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
                variants: row.variants(),
                preset,
                ..Link::default()
            };
            assert_eq!(share::decode(&share::encode(&link)), (link, vec![]));
        }
    }
}

#[test]
fn all_classifiers_but_one_train_on_softmax_with_cross_entropy() {
    let others = |row: &&Preset| row.name != "mse-on-logits" && !row.name.starts_with("auto");
    for row in PRESETS.iter().filter(others) {
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
    // Four activations with four figures each and scikit-learn's two, one by one and side by side; LeNet-5, VGG-16,
    // teacher and student.
    assert_eq!(figures.count(), 2 * 18 + 4);
    for row in PRESETS {
        let runs = 1 + row.variants.len();
        assert!(row.published.iter().all(|figure| figure.run < runs));
    }
}

#[test]
fn four_activations_side_by_side_are_the_four_presets() {
    let showdown = preset("fashion-activations").unwrap();
    let runs = showdown.runs().into_iter();
    let names = ["relu", "sigmoid", "tanh", "linear"];
    for (index, (run, name)) in runs.zip(names).enumerate() {
        let alone = preset(&format!("fashion-{name}")).unwrap();
        assert_eq!(run, (alone.experiment)(), "{name}");
        let values = |row: &Preset, run| -> Vec<&str> {
            let figures = row.published.iter().filter(|figure| figure.run == run);
            figures.map(|figure| figure.value).collect()
        };
        assert_eq!(values(showdown, index), values(alone, 0), "{name}");
    }
}

#[test]
fn every_variant_runs_beside_its_preset() {
    for row in PRESETS {
        let (base, variants) = ((row.experiment)(), row.variants());
        assert!(variants.len() <= MOST_VARIANTS, "{}", row.name);
        // Beside others it needs a name, alone it has none.
        assert_eq!(variants.is_empty(), row.own_name.is_empty(), "{}", row.name);
        for variant in variants {
            let run = variant.apply(&base).unwrap();
            // Written as `between` would, so that links stay short.
            assert_eq!(Variant::between(&base, &run).settings, variant.settings);
            let name = variant.name.unwrap();
            assert!(!name.is_empty() && name.chars().count() <= NAME_LENGTH);
        }
    }
}

#[test]
fn each_mistake_stands_beside_the_right_way() {
    for row in crate::mistakes::MISTAKES {
        let preset = preset(&format!("mistake-{}", row.key)).unwrap();
        let right = (preset.experiment)();
        assert_eq!(right, right.done_right(), "{}", row.key);
        assert_eq!(right.refuses(row.id), None, "{}", row.key);
        let wrong = right.with_mistake(row.id, true);
        assert_eq!(preset.variants()[0].apply(&right), Ok(wrong), "{}", row.key);
    }
    let shown = PRESETS.iter().filter(|row| row.shows_mistake());
    assert!(shown.clone().all(|row| row.name.starts_with("mistake-")));
    assert_eq!(shown.count(), crate::mistakes::MISTAKES.len());
}
