use super::*;

#[test]
fn the_default_is_valid() {
    assert_eq!(Experiment::default().validate(), Ok(()));
}

#[test]
fn cross_entropy_on_a_linear_output_is_explained() {
    let experiment = Experiment {
        output: Output::Linear,
        ..Experiment::default()
    };
    let error = experiment.validate().unwrap_err();
    assert_eq!(error.field, "loss");
    assert!(error.message.contains("logarithm"), "{error}");
}

#[test]
fn numbers_out_of_range_are_named() {
    for (experiment, field) in [
        (
            Experiment {
                learning_rate: f64::NAN,
                ..Experiment::default()
            },
            "lr",
        ),
        (
            Experiment {
                learning_rate: -1.0,
                ..Experiment::default()
            },
            "lr",
        ),
        (
            Experiment {
                batch_size: 0,
                ..Experiment::default()
            },
            "batch",
        ),
        (
            Experiment {
                parameters: Parameters::USUAL.with("smooth", 1.0),
                ..Experiment::default()
            },
            "smooth",
        ),
        (
            Experiment {
                output_bias: -100.5,
                ..Experiment::default()
            },
            "obias",
        ),
        (
            Experiment {
                output_bias: f64::INFINITY,
                ..Experiment::default()
            },
            "obias",
        ),
    ] {
        assert_eq!(experiment.validate().unwrap_err().field, field);
    }
}

#[test]
fn flipping_twice_comes_back() {
    let start = Experiment::default();
    let there = start.flipped().unwrap();
    assert_eq!(there.loss, Loss::MeanSquaredError);
    assert_eq!(there.flipped().unwrap(), start);
    let linear = Experiment {
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        ..start
    };
    let flipped = linear.flipped().unwrap();
    assert_eq!(
        (flipped.output, flipped.loss),
        (Output::Softmax, Loss::CrossEntropy)
    );
}

#[test]
fn stop_round_trips() {
    for text in ["epochs:5", "steps:300", "never"] {
        assert_eq!(text.parse::<Stop>().unwrap().to_string(), text);
    }
    assert!("epochs:0".parse::<Stop>().is_err());
}

#[test]
fn a_cosine_schedule_needs_an_end() {
    let endless = Experiment {
        schedule: Schedule::Cosine,
        stop: Stop::Never,
        ..Experiment::default()
    };
    assert_eq!(endless.validate().unwrap_err().field, "sched");
    let ended = Experiment {
        stop: Stop::Steps(100),
        ..endless
    };
    assert_eq!(ended.validate(), Ok(()));
}

#[test]
fn the_output_bias_moves_one_value_of_the_same_draw() {
    for init in [Init::KaimingNormal, Init::PyTorch] {
        let plain = Experiment {
            init,
            ..Experiment::default()
        };
        let biased = Experiment {
            output_bias: 20.0,
            ..plain.clone()
        };
        let architecture = plain.architecture().unwrap();
        let (before, after) = (plain.initial(&architecture), biased.initial(&architecture));
        assert_eq!(
            before,
            architecture.initial(init, 1.0, plain.seed),
            "old links keep their weights"
        );
        // Ten biases end the flat vector; class 0 is the first of them.
        let class_0 = architecture.parameter_count() - 10;
        let moved: Vec<usize> = (0..before.len())
            .filter(|&i| before[i] != after[i])
            .collect();
        assert_eq!(moved, [class_0]);
        assert_eq!(after[class_0], before[class_0] + 20.0);
        assert_eq!(crate::fields::effect(&plain, &biased), Effect::Reset);
    }
}
