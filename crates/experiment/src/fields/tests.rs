use super::*;
use crate::loss::Loss;
use crate::model::Activation;
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
