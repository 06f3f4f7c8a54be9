use super::*;
use crate::loss::{Loss, Output};
use crate::optimizer::Optimizer;
use playground_data::dataset::{DatasetId, SplitSpec};

fn notices(fragment: &str) -> Vec<String> {
    decode(fragment).1
}

#[test]
fn only_what_differs_is_written() {
    assert_eq!(encode(&Link::default()), "v=1");
    let mut experiment = Experiment {
        learning_rate: 0.01,
        ..Experiment::default()
    };
    // As choosing it does: the set with its own split.
    experiment.dataset = DatasetId::Mnist;
    experiment.split = DatasetId::Mnist.info().split;
    let link = |experiment: &Experiment| Link {
        experiment: experiment.clone(),
        ..Link::default()
    };
    assert_eq!(encode(&link(&experiment)), "v=1&data=mnist&lr=0.01");
    experiment.split = SplitSpec::Official {
        train: 50_000,
        validation: 10_000,
    };
    assert_eq!(
        encode(&link(&experiment)),
        "v=1&data=mnist&split=50000+10000&lr=0.01"
    );
}

#[test]
fn a_typical_link_fits_in_a_message() {
    let start = Experiment {
        dataset: DatasetId::FashionMnist,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        blocks: ["256-relu", "128-tanh", "64-sigmoid"]
            .map(|block| block.parse().unwrap())
            .to_vec(),
        optimizer: Optimizer::Momentum,
        learning_rate: 0.05,
        batch_size: 32,
        seed: 123_456,
        ..Experiment::default()
    };
    let flipped = start.flipped().unwrap();
    let link = Link {
        changes: vec![Change::between(1200, &start, &flipped)],
        experiment: start,
        device: Some(Preference::Cpu),
        preset: None,
        variants: vec![],
        view: vec![
            ("tab".into(), "gradients".into()),
            ("smoothing".into(), "0.9".into()),
        ],
    };
    let fragment = encode(&link);
    assert_eq!(
        fragment,
        "v=1&data=fashion-mnist&split=80/10/10&net=256-relu.128-tanh.64-sigmoid&opt=momentum\
         &lr=0.05&batch=32&seed=123456&at=1200:loss=mse&backend=cpu&ui.tab=gradients&ui.smoothing=0.9"
    );
    assert!(fragment.len() < 200, "{}", fragment.len());
}

#[test]
fn a_preset_is_the_base_and_the_rest_overrides_it() {
    let (link, notices) = decode("#v=1&seed=7&preset=fashion-tanh&lr=0.05");
    assert_eq!(link.preset, Some("fashion-tanh"));
    let base = (presets::preset("fashion-tanh").unwrap().experiment)();
    assert_eq!(
        link.experiment,
        Experiment {
            seed: 7,
            learning_rate: 0.05,
            ..base
        }
    );
    assert!(notices.is_empty());
    assert_eq!(encode(&link), "v=1&preset=fashion-tanh&lr=0.05&seed=7");
}

#[test]
fn nothing_at_all_is_the_default() {
    for fragment in ["", "#", "&&"] {
        assert_eq!(decode(fragment), (Link::default(), vec![]));
    }
}

#[test]
fn what_is_unknown_or_broken_is_named_with_its_replacement() {
    assert_eq!(
        notices("lr=fast&colour=blue"),
        [
            "In the link, colour=blue: there is no such setting. It is left out.",
            "In the link, lr=fast: “fast” is not a number that fits here. Used instead: 0.001.",
        ]
    );
    assert!(notices("opt=adamm")[0].ends_with("adam, adamw. Used instead: adam."));
    assert!(notices("v=2")[0].starts_with("The link says v=2"));
    assert_eq!(
        notices("net=64-relu.relu"),
        [
            "In the link, net=64-relu.relu: “relu” is not a layer; write one such as 128-relu or conv-16-5-relu. \
          Used instead: 128-relu.64-relu."
        ]
    );
    assert_eq!(
        notices("preset=lenet"),
        [
            "In the link, preset=lenet: there is no such preset. Choose one under Experiments; the standard settings are \
          used until then."
        ]
    );
    assert!(notices("backend=gpu")[0].contains("auto, webgpu, cpu"));
    for key in ["lr", "net", "opt", "preset", "split"] {
        for text in ["9", "x", "“", "”"] {
            let said = notices(&format!("{key}={}", text.repeat(9000)));
            assert!(said[0].chars().count() < 400, "{key}: {}", said[0]);
        }
    }
}

#[test]
fn settings_that_do_not_fit_together_fall_back_one_by_one() {
    // Cross-entropy is the default, so the output gives way; the good seed stays.
    let (link, notices) = decode("out=linear&loss=ce&seed=7");
    assert_eq!(
        link.experiment,
        Experiment {
            seed: 7,
            ..Experiment::default()
        }
    );
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0]
            .starts_with("In the link, out=linear does not fit: Cross-entropy takes the logarithm")
    );
    assert!(notices[0].ends_with("Used instead: softmax."));
    // One change makes it whole, so one is enough.
    let (link, notices) = decode("out=sigmoid&loss=smooth-ce");
    assert_eq!(
        (link.experiment.output, link.experiment.loss),
        (Output::Softmax, Loss::SmoothedCrossEntropy)
    );
    assert_eq!(notices.len(), 1);
    // The split falls back to that of the set in the link.
    let (link, notices) = decode("data=mnist&split=70000+5000&lr=-1");
    assert_eq!(link.experiment.split, DatasetId::Mnist.info().split);
    assert_eq!(notices.len(), 2);
    assert!(
        notices
            .iter()
            .any(|notice| notice.contains("split=70000+5000")),
        "{notices:?}"
    );
    assert!(
        notices.iter().any(|notice| notice.contains("lr=-1")),
        "{notices:?}"
    );
}

#[test]
fn changes_are_in_force_from_their_step_on() {
    let text = "at=120:lr=0.01,loss=mse;300:opt=sgd,stop=epochs:3";
    let (link, notices) = decode(text);
    assert!(notices.is_empty(), "{notices:?}");
    let at = |step| {
        let now = apply_changes(&link.experiment, &link.changes, step);
        (now.learning_rate, now.loss, now.optimizer)
    };
    assert_eq!(at(119), (0.001, Loss::CrossEntropy, Optimizer::Adam));
    assert_eq!(at(120), (0.01, Loss::MeanSquaredError, Optimizer::Adam));
    assert_eq!(at(300), (0.01, Loss::MeanSquaredError, Optimizer::Sgd));
    assert_eq!(link.changes[0].label(), "loss MSE, lr 0.01");
    assert_eq!(
        encode(&link),
        "v=1&at=120:loss=mse,lr=0.01;300:opt=sgd,stop=epochs:3"
    );
    // Also when a chat program has escaped what it need not.
    let escaped = text
        .replace(',', "%2C")
        .replace(';', "%3b")
        .replace(':', "%3A");
    assert_eq!(decode(&escaped), (link, vec![]));
}

#[test]
fn changes_that_a_run_cannot_make_are_explained() {
    for (text, part) in [
        ("at=5:seed=7", "seed=7 would need new weights"),
        ("at=5:net=64-relu", "net=64-relu would need new weights"),
        ("at=5:loss=bce", "At step 5, loss=bce does not fit"),
        ("at=5:lr=fast", "lr=fast: “fast” is not a number"),
        ("at=5:colour=blue", "colour=blue: there is no such setting"),
        ("at=soon:lr=1", "“soon” is not a number of steps"),
    ] {
        let (link, notices) = decode(text);
        assert!(link.changes.is_empty(), "{text}");
        assert_eq!(notices.len(), 1, "{text}");
        assert!(
            notices[0].to_lowercase().contains(&part.to_lowercase()),
            "{text}: {notices:?}"
        );
    }
    let swapped = decode("at=9:lr=1;5:net=128-tanh.64-relu").0.changes;
    assert_eq!(
        swapped.iter().map(|change| change.step).collect::<Vec<_>>(),
        [5, 9]
    );
}

#[test]
fn a_value_never_runs_into_its_neighbour() {
    let odd = Change {
        step: 5,
        settings: vec![("lr", "1,seed=2;9:mu=0&x%".to_owned())],
    };
    let link = Link {
        changes: vec![odd],
        ..Link::default()
    };
    let notices = notices(&encode(&link));
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].starts_with("In the link, at step 5, lr=1,seed=2;9:mu=0&x%:"));
}

#[test]
fn variants_are_what_they_do_differently() {
    let text = "vs=loss=mse;Adam, careful:opt=adam,lr=0.001,sched=step:10:0.5;:&opt=sgd&lr=0.1";
    let (link, notices) = decode(text);
    assert!(notices.is_empty(), "{notices:?}");
    let names: Vec<_> = link
        .variants
        .iter()
        .map(|variant| variant.name.as_deref())
        .collect();
    assert_eq!(names, [None, Some("Adam, careful"), None]);
    let runs: Vec<Experiment> = link
        .variants
        .iter()
        .map(|variant| variant.apply(&link.experiment).unwrap())
        .collect();
    assert_eq!(runs[0], link.experiment.flipped().unwrap());
    assert_eq!(
        (runs[1].optimizer, runs[1].learning_rate),
        (Optimizer::Adam, 0.001)
    );
    assert_eq!(runs[2], link.experiment);
    assert_eq!(
        encode(&link),
        "v=1&opt=sgd&lr=0.1&vs=loss=mse;Adam,%20careful:opt=adam,lr=0.001,sched=step:10:0.5;:"
    );
    assert_eq!(decode(&encode(&link)), (link, vec![]));
}

#[test]
fn variants_that_cannot_run_fall_back_to_the_first_run() {
    for (text, part) in [
        (
            "vs=seed=7",
            "run 2, seed=7: all runs of a comparison have the same seed",
        ),
        ("vs=;lr=fast", "run 2, lr=fast: “fast” is not a number"),
        ("vs=:;loss=bce", "run 3, loss=bce does not fit"),
        (
            "vs=colour=blue",
            "run 2, colour=blue: there is no such setting",
        ),
        ("vs=Plain", "run 2, Plain=: there is no such setting"),
    ] {
        let (link, notices) = decode(text);
        assert_eq!(notices.len(), 1, "{text}: {notices:?}");
        assert!(notices[0].contains(part), "{text}: {notices:?}");
        assert!(
            link.variants
                .iter()
                .all(|variant| *variant == Variant::default()),
            "{text}"
        );
    }
    let (link, notices) = decode("vs=lr=1;lr=2;lr=3;lr=4;lr=5");
    assert_eq!((link.variants.len(), notices.len()), (3, 1));
    assert!(notices[0].contains("5 runs stand beside the first, but only 3 fit"));
    let (link, notices) = decode(&format!("vs={}:lr=1", "n".repeat(90)));
    assert_eq!(link.variants[0].name.as_ref().unwrap().len(), 40);
    assert!(notices.len() == 1 && notices[0].contains("longer than 40"));
}
