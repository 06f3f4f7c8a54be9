//! Each mistake does what it says, and the right way is untouched by it.

use super::*;
use playground_experiment::mistakes::{MISTAKES, Mistake};
use playground_experiment::protocol::probe::{Examples, Probe};

fn dropping() -> Experiment {
    Experiment {
        blocks: ["16-relu", "drop-50"].map(|b| b.parse().unwrap()).to_vec(),
        optimizer: Optimizer::Momentum,
        learning_rate: 0.05,
        ..small()
    }
}

fn making(mistake: Mistake, experiment: &Experiment) -> Experiment {
    experiment.with_mistake(mistake, true)
}

fn change(fixture: &mut Fixture, experiment: Experiment) {
    fixture.send(Command::Change { experiment });
}

fn curve(experiment: Experiment, steps: u64) -> Vec<u32> {
    let mut fixture = Fixture::with_data(experiment);
    fixture.train(Target::Steps(steps));
    fixture.losses()
}

/// The probe of each report so far.
fn probes(fixture: &Fixture) -> Vec<(Probe, Examples)> {
    let pick = |o: &Outgoing| match &o.event {
        Event::Probe(head) => {
            let examples = Examples::from_bulk(&o.bulk, head.examples, head.classes);
            Some((head.clone(), examples.unwrap()))
        }
        _ => None,
    };
    fixture.events.borrow().iter().filter_map(pick).collect()
}

#[test]
fn a_mistake_undone_before_the_first_step_leaves_no_trace() {
    let right = curve(dropping(), 20);
    for row in MISTAKES {
        let mut fixture = Fixture::with_data(making(row.id, &dropping()));
        change(&mut fixture, dropping());
        fixture.train(Target::Steps(20));
        assert_eq!(fixture.losses(), right, "{}", row.key);
    }
}

#[test]
fn a_run_with_a_mistake_goes_on_from_a_checkpoint_bit_for_bit() {
    for row in MISTAKES {
        let wrong = making(row.id, &dropping());
        let whole = curve(wrong.clone(), 12);
        let mut first = Fixture::with_data(wrong.clone());
        first.train(Target::Steps(5));
        let kept = first.checkpoint();
        let Event::Checkpoint(checkpoint) = kept.event else {
            panic!("no checkpoint");
        };
        let mut second = Fixture::with_data(wrong);
        second.send_bulk(Command::Restore { checkpoint }, &bytes(&kept.bulk));
        second.train(Target::Steps(7));
        assert_eq!(second.losses(), whole[5..], "{}", row.key);
    }
}

#[test]
fn how_fast_the_data_comes_changes_nothing() {
    for row in MISTAKES {
        let wrong = making(row.id, &dropping());
        let mut eager = Fixture::new(wrong.clone());
        eager.send_data(0..50);
        eager.send(Command::Train {
            target: Target::Steps(8),
        });
        eager.settle();
        assert!(eager.reports().is_empty(), "{}", row.key);
        eager.send_data(50..300);
        eager.settle();
        eager.send_data(300..IMAGES);
        eager.settle();
        assert_eq!(eager.losses(), curve(wrong, 8), "{}", row.key);
    }
}

/// w₂ = w₁ − η(g₁ + g₂), where the right way gives g₁ and g₂ at the same w₀ and w₁.
#[test]
fn gradients_that_are_not_cleared_add_up() {
    const RATE: f32 = 0.25;
    let right = Experiment {
        optimizer: Optimizer::Sgd,
        learning_rate: f64::from(RATE),
        ..small()
    };
    let mut cleared = Fixture::with_data(right.clone());
    let mut summed = Fixture::with_data(making(Mistake::Uncleared, &right));
    let begin = cleared.checkpoint().bulk;
    let n = begin.len();
    cleared.train(Target::Steps(1));
    summed.train(Target::Steps(1));
    let one = cleared.checkpoint().bulk;
    assert_eq!(summed.checkpoint().bulk[..n], one);
    cleared.train(Target::Steps(1));
    summed.train(Target::Steps(1));
    let two = cleared.checkpoint().bulk;
    let kept = summed.checkpoint().bulk;
    assert_eq!(kept.len(), 2 * n, "the sum travels with the weights");
    let mut length = 0.0;
    for i in 0..n {
        let (first, second) = ((begin[i] - one[i]) / RATE, (one[i] - two[i]) / RATE);
        assert!((kept[n + i] - (first + second)).abs() < 1e-5);
        assert!((kept[i] - (one[i] - RATE * (first + second))).abs() < 1e-5);
        length += f64::from(kept[n + i]).powi(2);
    }
    // What is reported is the gradient in use.
    let shown = summed.reports()[1].gradients.clone();
    let squares = shown
        .iter()
        .map(|g| f64::from(g.weight).powi(2) + f64::from(g.bias).powi(2));
    assert!((squares.sum::<f64>().sqrt() / length.sqrt() - 1.0).abs() < 1e-4);
}

#[test]
fn another_optimizer_keeps_gradients_that_nobody_clears() {
    let wrong = making(Mistake::Uncleared, &small());
    let mut fixture = Fixture::with_data(wrong.clone());
    fixture.train(Target::Steps(3));
    let adam = fixture.checkpoint().bulk;
    let sgd = Experiment {
        optimizer: Optimizer::Sgd,
        ..wrong
    };
    change(&mut fixture, sgd.clone());
    let n = adam.len() / 4;
    assert_eq!(fixture.checkpoint().bulk[n..], adam[3 * n..]);
    change(&mut fixture, sgd.done_right());
    assert_eq!(fixture.checkpoint().bulk.len(), n);
}

#[test]
fn without_a_backward_pass_not_one_bit_moves() {
    let mut decaying = small();
    decaying.hyper.weight_decay = 0.1;
    let mut fixture = Fixture::with_data(making(Mistake::NoBackward, &decaying));
    let before = fixture.checkpoint();
    fixture.train(Target::Steps(10));
    let after = fixture.checkpoint();
    assert_eq!(before.bulk, after.bulk);
    let Event::Checkpoint(head) = after.event else {
        panic!("no checkpoint");
    };
    assert_eq!((head.step, head.updates), (10, 0));
    for report in fixture.reports() {
        let sizes = report.gradients.iter();
        assert!(
            sizes
                .flat_map(|g| [g.weight, g.bias, g.signal])
                .all(|v| v == 0.0)
        );
        assert!(report.update_ratios.iter().all(|&v| v == 0.0));
        assert!(report.counterpart_gradients.iter().any(|g| g.weight > 0.0));
    }
    change(&mut fixture, decaying);
    fixture.train(Target::Steps(1));
    assert_ne!(before.bulk, fixture.checkpoint().bulk);
}

#[test]
fn in_training_mode_one_drawing_gets_many_answers() {
    let wrong = making(Mistake::TrainingMode, &dropping());
    let mut fixture = Fixture::with_data(wrong);
    fixture.train(Target::Steps(30));
    assert_eq!(
        fixture.losses(),
        curve(dropping(), 30),
        "training is the same"
    );
    let ask = |fixture: &mut Fixture, request| {
        let (pixels, _) = synthetic::generate(9, Set::Train, 3..4);
        let image: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
        fixture.predict(request, &image)
    };
    let evaluate = |fixture: &mut Fixture| fixture.evaluate(Part::Test);
    let first = ask(&mut fixture, 1);
    assert_ne!(first, ask(&mut fixture, 2));
    assert_eq!(first, ask(&mut fixture, 1), "the request decides");
    let wrong = evaluate(&mut fixture);
    assert_eq!(
        wrong,
        evaluate(&mut fixture),
        "figures of a step are its own"
    );
    change(&mut fixture, dropping());
    assert_eq!(ask(&mut fixture, 1), ask(&mut fixture, 2));
    let right = evaluate(&mut fixture);
    assert!(wrong.loss > right.loss, "{wrong:?} {right:?}");
}

#[test]
fn in_training_mode_a_normalisation_goes_by_what_is_measured_together() {
    let normalised = Experiment {
        blocks: ["16-linear", "bn-relu"]
            .map(|b| b.parse().unwrap())
            .to_vec(),
        ..small()
    };
    let answer = |experiment: Experiment, ink: f32| {
        let mut fixture = Fixture::with_data(experiment);
        fixture.train(Target::Steps(20));
        fixture.predict(1, &[ink; 784])
    };
    assert_ne!(
        answer(normalised.clone(), 0.1),
        answer(normalised.clone(), 0.9)
    );
    // One image is its own mean, whatever it shows.
    let wrong = making(Mistake::TrainingMode, &normalised);
    assert_eq!(answer(wrong.clone(), 0.1), answer(wrong.clone(), 0.9));
    assert!(answer(wrong, 0.5).iter().all(|p| p.is_finite()));
}

#[test]
fn softmax_applied_twice_never_gets_under_its_floor() {
    let mut fixture = Fixture::with_data(Experiment {
        learning_rate: 0.01,
        ..making(Mistake::SoftmaxTwice, &small())
    });
    fixture.train(Target::Steps(400));
    // All of it on the true class: −ln(e / (e + 9)).
    let floor = (1.0f64.exp() + 9.0).ln() - 1.0;
    assert!((floor - 1.4612).abs() < 1e-4);
    let reports = fixture.reports();
    assert!(reports.iter().all(|r| f64::from(r.loss) > floor - 1e-5));
    assert!(reports.last().unwrap().accuracy > 0.8);
}

#[test]
fn sorted_data_comes_class_after_class() {
    let mut fixture = Fixture::with_data(Experiment {
        batch_size: 8,
        ..making(Mistake::Sorted, &small())
    });
    fixture.send(Command::Watch { every: 1 });
    fixture.train(Target::Epochs(1));
    let seen: Vec<u8> = probes(&fixture)
        .into_iter()
        .flat_map(|(_, examples)| examples.labels)
        .collect();
    assert_eq!(seen.len(), 480);
    assert!(seen.is_sorted());
    assert!(seen[..40].iter().all(|&label| label == 0), "{seen:?}");
}

#[test]
fn shuffled_labels_are_as_many_of_each_and_only_in_training() {
    let labels = |experiment: &Experiment| {
        let mut fixture = Fixture::with_data(experiment.clone());
        fixture.send(Command::Watch { every: 1 });
        fixture.train(Target::Epochs(1));
        let mut seen: Vec<(u32, u8)> = probes(&fixture)
            .into_iter()
            .flat_map(|(_, e)| e.indices.into_iter().zip(e.labels).collect::<Vec<_>>())
            .collect();
        seen.sort_unstable();
        seen.into_iter()
            .map(|(_, label)| label)
            .collect::<Vec<u8>>()
    };
    let wrong = making(Mistake::ShuffledLabels, &small());
    let (own, moved) = (labels(&small()), labels(&wrong));
    assert_eq!(own.len(), 480);
    let kept = own.iter().zip(&moved).filter(|(a, b)| a == b).count();
    assert!(kept < 96, "{kept} of 480 kept their label");
    let sorted = |mut all: Vec<u8>| {
        all.sort_unstable();
        all
    };
    assert_eq!(sorted(own), sorted(moved.clone()));
    assert_eq!(moved, labels(&wrong), "the seed decides");
    // On fresh weights what is held out is measured as ever.
    let evaluated = |experiment: &Experiment| {
        let mut fixture = Fixture::with_data(experiment.clone());
        fixture.evaluate(Part::Test)
    };
    assert_eq!(evaluated(&small()), evaluated(&wrong));
}

/// A network without hidden layers is linear, so its logits but for the bias of 0 are 255 times as large.
#[test]
fn inputs_that_are_not_normalised_are_255_times_as_large() {
    let right = Experiment {
        blocks: Vec::new(),
        ..small()
    };
    let logits = |experiment: &Experiment| {
        let mut fixture = Fixture::with_data(experiment.clone());
        fixture.send(Command::Watch { every: 1 });
        fixture.train(Target::Steps(1));
        probes(&fixture)[0].1.logits.clone()
    };
    let (one, other) = (logits(&right), logits(&making(Mistake::RawInputs, &right)));
    for (small, large) in one.iter().zip(&other) {
        assert!((large - 255.0 * small).abs() < 1e-2, "{small} {large}");
    }
    assert!(one.iter().any(|v| v.abs() > 0.1));
}

#[test]
fn a_rate_a_hundred_times_too_high_is_a_hundred_times_the_rate() {
    let mut fixture = Fixture::with_data(making(Mistake::HighRate, &small()));
    fixture.train(Target::Steps(5));
    let same = Experiment {
        learning_rate: 0.1,
        ..small()
    };
    assert!(fixture.reports().iter().all(|r| r.learning_rate == 0.1));
    assert_eq!(fixture.losses(), curve(same, 5));
}
