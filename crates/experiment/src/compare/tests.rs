use super::*;
use crate::experiment::Stop;
use crate::loss::{Loss, Output};
use crate::optimizer::Optimizer;
use crate::schedule::Schedule;
use playground_data::dataset::DatasetId;

fn variant(settings: &[(&'static str, &str)]) -> Variant {
    Variant {
        name: None,
        settings: settings
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect(),
    }
}

#[test]
fn what_is_shared_is_in_the_table() {
    for key in SHARED {
        assert_eq!(field(key).map(|row| row.key), Some(*key));
    }
}

#[test]
fn a_variant_is_what_differs_and_gives_it_back() {
    let base = Experiment::default();
    let other = Experiment {
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        batch_size: 32,
        ..base.clone()
    };
    let found = Variant::between(&base, &other);
    assert_eq!(
        found,
        variant(&[("opt", "sgd"), ("lr", "0.1"), ("batch", "32")])
    );
    assert_eq!(found.apply(&base), Ok(other));
    assert_eq!(Variant::between(&base, &base), Variant::default());
    assert_eq!(Variant::default().apply(&base), Ok(base));
}

#[test]
fn compare_with_mse_is_the_flip() {
    let base = Experiment::default();
    let flipped = Variant::between(&base, &base.flipped().unwrap());
    assert_eq!(flipped, variant(&[("loss", "mse")]));
    assert_eq!(
        flipped.apply(&base).unwrap().loss,
        Loss::MeanSquaredError,
        "the base has cross-entropy"
    );
    let on_logits = Experiment {
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        ..base
    };
    assert_eq!(
        Variant::between(&on_logits, &on_logits.flipped().unwrap()),
        variant(&[("out", "softmax"), ("loss", "ce")])
    );
}

#[test]
fn data_order_and_end_are_the_bases() {
    let base = Experiment::default();
    let mut other = Experiment {
        learning_rate: 0.5,
        stop: Stop::Steps(7),
        seed: 1,
        ..base.clone()
    };
    other.dataset = DatasetId::Mnist;
    other.split = DatasetId::Mnist.info().split;
    assert_eq!(Variant::between(&base, &other), variant(&[("lr", "0.5")]));
    let joined = with_shared(&base, &other);
    assert_eq!(
        joined,
        Experiment {
            learning_rate: 0.5,
            ..base.clone()
        }
    );
    let error = variant(&[("lr", "1"), ("seed", "7")])
        .apply(&base)
        .unwrap_err();
    assert_eq!(error.field, "seed");
    assert!(error.message.contains("have the same seed"), "{error}");
}

#[test]
fn what_cannot_be_run_is_explained() {
    let base = Experiment::default();
    for (key, value, part) in [
        ("colour", "blue", "no setting “colour”"),
        ("lr", "fast", "learningRate: “fast” is not a number"),
        ("lr", "-1", "choose 0 to 100"),
        ("out", "linear", "logarithm"),
    ] {
        let error = variant(&[(key, value)]).apply(&base).unwrap_err();
        assert!(error.message.contains(part), "{key}={value}: {error}");
        assert!(error.message.ends_with('.'), "{error}");
    }
    // Sound by itself, but not beside a base without an end.
    let cosine = variant(&[("sched", "cosine")]);
    assert_eq!(
        cosine.apply(&base).map(|run| run.schedule),
        Ok(Schedule::Cosine)
    );
    let endless = Experiment {
        stop: Stop::Never,
        ..base
    };
    assert!(cosine.apply(&endless).is_err());
}

#[test]
fn tables_and_legends_name_only_what_differs() {
    let base = Experiment::default();
    let runs = [
        base.clone(),
        base.flipped().unwrap(),
        Experiment {
            learning_rate: 0.1,
            ..base.clone()
        },
    ];
    let keys: Vec<&str> = differing_fields(&runs).iter().map(|row| row.key).collect();
    assert_eq!(keys, ["loss", "lr"]);
    assert_eq!(title(&runs, 1), "MSE, lr 0.001");
    assert_eq!(title(&runs, 3), "");
    assert!(differing_fields(&runs[..1]).is_empty() && differing_fields(&[]).is_empty());
    assert_eq!(title(&runs[..1], 0), "the same");
}

#[test]
fn networks_that_differ_in_the_activation_alone_are_named_after_it() {
    let with = |net: &str| {
        let mut run = Experiment::default();
        field("net").unwrap().set(&mut run, net).unwrap();
        run
    };
    let runs = [with("64-relu.32-relu"), with("64-tanh.32-tanh")];
    assert_eq!([title(&runs, 0), title(&runs, 1)], ["ReLU", "tanh"]);
    let wider = [with("64-relu.32-relu"), with("128-relu.32-relu")];
    assert_eq!(title(&wider, 1), "128 ReLU, 32 ReLU");
    let mixed = [with("64-relu.32-relu"), with("64-tanh.32-relu")];
    assert_eq!(title(&mixed, 1), "64 tanh, 32 ReLU");
}
