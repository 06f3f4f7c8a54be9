use super::*;
use crate::loss::Loss;
use crate::model::Activation;
use playground_data::dataset::DatasetId;
use serde_json::Value;

#[test]
fn keys_and_names_are_unique_and_every_field_round_trips() {
    let experiment = Experiment::default();
    for (i, row) in FIELDS.iter().enumerate() {
        for other in &FIELDS[i + 1..] {
            assert!(
                row.key != other.key && row.name != other.name,
                "{}",
                row.key
            );
        }
        let mut copy = experiment.clone();
        row.set(&mut copy, &row.get(&experiment)).unwrap();
        assert_eq!(copy, experiment, "{}", row.key);
    }
}

#[test]
fn json_round_trips() {
    let mut experiment = Experiment {
        learning_rate: 0.031,
        checkpoint_epochs: vec![50, 100],
        ..Experiment::default()
    };
    experiment.hyper.epsilon = Some(1e-7);
    let Value::Object(object) = to_json(&experiment) else {
        panic!()
    };
    let mut copy = Experiment::default();
    configure(&mut copy, &object).unwrap();
    assert_eq!(copy, experiment);
}

#[test]
fn only_own_files_have_a_number_of_classes_of_their_own() {
    let classes = field("ownClasses").unwrap();
    let mut experiment = Experiment {
        dataset: DatasetId::Custom,
        ..Experiment::default()
    };
    classes.set(&mut experiment, "47").unwrap();
    assert_eq!(experiment.outputs(), 47);
    assert_eq!(experiment.classes()[46], "46");
    assert_eq!(classes.get(&experiment), "47");
    assert!(experiment.validate().is_ok());
    // Another set says its own, and the number is there again with the files.
    field("data")
        .unwrap()
        .set(&mut experiment, "mnist")
        .unwrap();
    assert_eq!(
        (experiment.outputs(), classes.get(&experiment).as_str()),
        (10, "10")
    );
    let why = classes.set(&mut experiment, "12").unwrap_err();
    assert!(why.starts_with("MNIST has 10 classes"), "{why}");
    field("data")
        .unwrap()
        .set(&mut experiment, "custom")
        .unwrap();
    assert_eq!(experiment.outputs(), 47);
    for wrong in ["0", "1", "101"] {
        classes.set(&mut experiment, wrong).unwrap();
        let error = experiment.validate().unwrap_err();
        assert_eq!(error.field, "classes");
        assert!(
            error.message.ends_with("choose 2 to 100."),
            "{}",
            error.message
        );
    }
    assert!(classes.set(&mut experiment, "300").is_err());
}

#[test]
fn configure_takes_any_subset_and_explains_what_it_refuses() {
    let set = |text: &str| {
        let mut experiment = Experiment::default();
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            panic!()
        };
        configure(&mut experiment, &object).map(|()| experiment)
    };
    let done =
        set(r#"{"loss":"mse","lr":0.5,"model":["64-tanh","32-relu"],"shuffle":false}"#).unwrap();
    assert_eq!(
        (done.loss, done.learning_rate, done.shuffle),
        (Loss::MeanSquaredError, 0.5, false)
    );
    assert_eq!(done.blocks.len(), 2);
    assert!(
        set(r#"{"learnRate":1}"#)
            .unwrap_err()
            .contains("There is no setting “learnRate”")
    );
    assert!(
        set(r#"{"optimizer":"adamm"}"#)
            .unwrap_err()
            .contains("sgd, momentum")
    );
    assert!(
        set(r#"{"batchSize":-3}"#)
            .unwrap_err()
            .contains("batchSize")
    );
    for (broken, why) in [
        (
            r#"{"outputBias":[1,2]}"#,
            "outputBias is [1,2]; give one value",
        ),
        (r#"{"lr":[0.1]}"#, "learningRate is [0.1]; give one value"),
        (r#"{"seed":{"at":1}}"#, "give a value"),
        (r#"{"loss":null}"#, "give a value"),
    ] {
        let said = set(broken).unwrap_err();
        assert!(said.contains(why), "{broken}: {said}");
    }
    assert!(set(r#"{"mistakes":["raw","sorted"]}"#).is_ok());
    assert!(
        set(r#"{"output":"linear"}"#)
            .unwrap_err()
            .contains("logarithm")
    );
}

#[test]
fn effects_tell_live_changes_from_resets() {
    let base = Experiment::default();
    let with = |change: fn(&mut Experiment)| {
        let mut next = base.clone();
        change(&mut next);
        effect(&base, &next)
    };
    assert_eq!(with(|_| ()), Effect::None);
    assert_eq!(with(|e| e.learning_rate = 0.1), Effect::Live);
    assert_eq!(with(|e| e.loss = Loss::MeanSquaredError), Effect::Live);
    assert_eq!(with(|e| e.seed = 1), Effect::Reset);
    let activation = |e: &mut Experiment, to| e.blocks[0] = Block::dense(128, to);
    let mut next = base.clone();
    activation(&mut next, Activation::Tanh);
    assert_eq!(effect(&base, &next), Effect::Live);
    activation(&mut next, Activation::Ahaf);
    assert_eq!(effect(&base, &next), Effect::Reset);
    next = base.clone();
    next.blocks.pop();
    assert_eq!(effect(&base, &next), Effect::Reset);
}

#[test]
fn what_is_unusual_is_held_against_the_data_and_the_initialisation_that_are_chosen() {
    let unusual_keys = |experiment: &Experiment| {
        let all: Vec<&str> = FIELDS.iter().map(|row| row.key).collect();
        let unusual = unusual(experiment, &all);
        unusual.iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert!(unusual_keys(&Experiment::default()).is_empty());
    let mut experiment = Experiment::default();
    for (key, text) in [("data", "mnist"), ("init", "normal"), ("scale", "0.01")] {
        field(key).unwrap().set(&mut experiment, text).unwrap();
    }
    assert!(unusual_keys(&experiment).is_empty(), "as MNIST has it");
    experiment.hyper.beta1 = 0.8;
    experiment.init_scale = 1.0;
    assert_eq!(unusual_keys(&experiment), ["scale", "b1"]);
    assert_eq!(unusual(&experiment, &["b1", "b2"]).len(), 1);
}

#[test]
fn a_value_says_for_itself_whether_it_needs_new_weights() {
    let needs = |key: &str, text: &str| {
        let row = field(key).unwrap();
        row.needs_reset_for(text, &Experiment::default())
    };
    assert!(needs("out", "image"));
    assert!(!needs("out", "sigmoid") && !needs("out", "softmax"));
    // Every change of the seed does, so no value is told apart.
    assert!(!needs("seed", "7"));
    assert!(!needs("lr", "fast"));
}

#[test]
fn what_brings_a_control_is_a_field() {
    let through = |key: &str| field(key).unwrap().through().map(|row| row.key);
    assert_eq!(through("gamma"), Some("loss"));
    assert_eq!(through("mu"), Some("opt"));
    assert_eq!(through("lr"), None);
}
