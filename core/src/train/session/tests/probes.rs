//! Detailed probes: what they show, each figure against another way to it, and that they only look.

use super::*;
use playground_experiment::loss::{Objective, Task, objective, objectives, softmax};
use playground_experiment::protocol::probe::{Examples, Histogram, Probe};

impl Fixture {
    fn probes(&self) -> Vec<(Probe, Examples)> {
        let pick = |o: &Outgoing| match &o.event {
            Event::Probe(p) => {
                let examples = Examples::from_bulk(&o.bulk, p.examples, p.classes).unwrap();
                Some((p.clone(), examples))
            }
            _ => None,
        };
        self.events.borrow().iter().filter_map(pick).collect()
    }

    fn probed_steps(&self) -> Vec<u64> {
        self.probes().iter().map(|(p, _)| p.step).collect()
    }
}

/// A run of `steps` steps, each of them probed.
fn watched(experiment: Experiment, steps: u64) -> Fixture {
    let mut fixture = Fixture::with_data(experiment);
    fixture.send(Command::Watch { every: 1 });
    fixture.train(Target::Steps(steps));
    fixture
}

fn close(got: f32, expected: f64, what: &str) {
    let error = (f64::from(got) - expected).abs();
    assert!(
        error <= 1e-5 * (1.0 + expected.abs()),
        "{what}: {got} instead of {expected}"
    );
}

#[test]
fn a_probe_changes_neither_the_curve_nor_the_weights() {
    let run = |every| {
        let mut fixture = Fixture::with_data(small());
        fixture.send(Command::Watch { every });
        fixture.train(Target::Steps(30));
        assert_eq!(fixture.probes().len(), if every == 0 { 0 } else { 30 });
        (fixture.losses(), fixture.checkpoint().bulk)
    };
    assert_eq!(run(0), run(1));
}

#[test]
fn probes_fall_on_step_numbers() {
    let mut fixture = Fixture::with_data(Experiment {
        report_every: 2,
        ..small()
    });
    fixture.send(Command::Watch { every: 3 });
    fixture.train(Target::Steps(13));
    assert_eq!(
        fixture.probed_steps(),
        [1, 6, 12, 13],
        "the first, every third report, and the last"
    );
    fixture.send(Command::Step);
    fixture.settle();
    assert_eq!(
        fixture.probed_steps(),
        [1, 6, 12, 13, 14],
        "a single step is looked at"
    );
    fixture.send(Command::Watch { every: 100 });
    fixture.train(Target::Steps(20));
    assert_eq!(
        fixture.probed_steps(),
        [1, 6, 12, 13, 14, 16, 34],
        "and so are the next report and the last"
    );
    fixture.send(Command::Watch { every: 0 });
    fixture.train(Target::Steps(300));
    assert_eq!(fixture.probed_steps().len(), 7);
}

#[test]
fn a_probe_follows_its_report() {
    let fixture = watched(small(), 3);
    let events = fixture.events.borrow();
    for (at, outgoing) in events.iter().enumerate() {
        if let Event::Probe(probe) = &outgoing.event {
            let before = &events[at - 1].event;
            assert!(matches!(before, Event::Report { report, .. } if report.step == probe.step));
        }
    }
}

#[test]
fn gradients_at_the_logits_are_the_closed_forms_for_every_objective() {
    let of_classes = |row: &&Objective| row.output.task() == Task::Classification;
    for row in objectives().filter(of_classes) {
        let fixture = watched(
            Experiment {
                output: row.output,
                loss: row.loss,
                ..small()
            },
            3,
        );
        let (probe, examples) = fixture.probes().pop().unwrap();
        assert_eq!(probe.objective, (row.output, row.loss));
        assert_eq!((probe.examples, examples.len()), (32, 32));
        let (output, loss) = probe.counterpart;
        let other = objective(output, loss).unwrap();
        for i in 0..examples.len() {
            let logits = examples.row(&examples.logits, i);
            let z: Vec<f64> = logits.iter().map(|&v| f64::from(v)).collect();
            let mut y = vec![0.0; 10];
            y[usize::from(examples.labels[i])] = 1.0;
            for (objective, got) in [(row, &examples.own), (other, &examples.counterpart)] {
                let expected = objective.closed_form(&z, &y, probe.settings).gradient;
                for (got, expected) in examples.row(got, i).iter().zip(expected) {
                    close(*got, expected, objective.loss.info().name);
                }
            }
            let p = softmax(&z)[usize::from(examples.labels[i])];
            close(examples.p_true[i], p, "p_true");
        }
    }
}

#[test]
fn examples_are_those_of_the_batch() {
    let mut fixture = watched(small(), 2);
    let probes = fixture.probes();
    let (_, labels) = synthetic::generate(9, Set::Train, 0..u64::from(IMAGES));
    for (_, examples) in &probes {
        for (&index, &label) in examples.indices.iter().zip(&examples.labels) {
            assert_eq!(labels[index as usize], label);
        }
    }
    assert_ne!(probes[0].1.indices, probes[1].1.indices);
    fixture.send(Command::Change {
        experiment: Experiment {
            batch_size: 300,
            ..small()
        },
    });
    fixture.train(Target::Steps(1));
    let (probe, examples) = fixture.probes().pop().unwrap();
    assert_eq!(
        (probe.batch, probe.examples, examples.len()),
        (300, 256, 256)
    );
}

/// Length of the weight matrices of `small`, first and second.
const WEIGHTS: [(usize, usize); 2] = [(0, 784 * 16), (784 * 16 + 16, 16 * 10)];

#[test]
fn update_ratios_agree_with_two_checkpoints() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(4));
    let before = fixture.checkpoint().bulk;
    fixture.train(Target::Steps(1));
    let after = fixture.checkpoint().bulk;
    let length = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    for (layer, (start, len)) in WEIGHTS.into_iter().enumerate() {
        let range = start..start + len;
        let change = length(&mut range.clone().map(|i| f64::from(after[i] - before[i])));
        let size = length(&mut range.map(|i| f64::from(before[i])));
        let got = fixture.reports()[4].update_ratios[layer];
        let relative = (f64::from(got) * size / change - 1.0).abs();
        assert!(relative < 1e-3, "layer {layer}: {got} {}", change / size);
    }
}

#[test]
fn an_update_of_zero_weights_has_no_ratio() {
    let mut fixture = Fixture::with_data(Experiment {
        init: Init::Zero,
        ..small()
    });
    fixture.train(Target::Steps(1));
    let ratios = &fixture.reports()[0].update_ratios;
    assert!(ratios.iter().all(|r| !r.is_finite()), "{ratios:?}");
}

#[test]
fn histograms_are_of_the_weights_before_the_step_and_of_the_batch() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(4));
    let before = fixture.checkpoint().bulk;
    fixture.send(Command::Watch { every: 1 });
    fixture.train(Target::Steps(1));
    let (probe, examples) = fixture.probes().pop().unwrap();
    for (layer, (start, len)) in probe.layers.iter().zip(WEIGHTS) {
        assert_eq!(layer.weights, Histogram::of(&before[start..start + len]));
        assert_eq!(layer.gradients.total(), len as u64);
    }
    assert_eq!(probe.layers[0].activations.total(), 32 * 16);
    assert_eq!(
        probe.layers[0].activations.low, 0.0,
        "ReLU gives nothing negative"
    );
    assert_eq!(probe.layers[1].activations, Histogram::of(&examples.logits));
    let names: Vec<&str> = probe.layers.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(names, ["hidden 1", "output"]);
}

/// Without hidden layers ∂L/∂W = xᵀ(p − y)/B, from the pixels and the examples' own gradients.
#[test]
fn the_gradient_histogram_agrees_with_a_product_by_hand() {
    let fixture = watched(
        Experiment {
            blocks: Vec::new(),
            ..small()
        },
        2,
    );
    let (probe, examples) = fixture.probes().pop().unwrap();
    let (pixels, _) = synthetic::generate(9, Set::Train, 0..u64::from(IMAGES));
    let mut gradient = vec![0.0f64; 784 * 10];
    for i in 0..examples.len() {
        let image = &pixels[examples.indices[i] as usize * 784..][..784];
        for (j, &pixel) in image.iter().enumerate() {
            for (k, &g) in examples.row(&examples.own, i).iter().enumerate() {
                gradient[j * 10 + k] += f64::from(pixel) / 255.0 * f64::from(g) / 32.0;
            }
        }
    }
    let expected = Histogram::of(&gradient.iter().map(|&g| g as f32).collect::<Vec<f32>>());
    let got = &probe.layers[0].gradients;
    close(got.low, f64::from(expected.low), "low");
    close(got.high, f64::from(expected.high), "high");
    let moved: u32 = (got.counts.iter().zip(&expected.counts))
        .map(|(a, b)| a.abs_diff(*b))
        .sum();
    assert!(
        moved <= 20,
        "rounding moves a few values between bins: {moved}"
    );
}

#[test]
fn units_are_counted_on_validation_images_where_there_are_some() {
    let (probe, _) = watched(small(), 1).probes().pop().unwrap();
    assert_eq!(
        (probe.units_on, probe.units_over),
        (Some(Part::Validation), 60)
    );
    assert!(probe.layers[0].dead.is_some() && probe.layers[0].saturated.is_none());
    assert_eq!(
        (probe.layers[1].dead, probe.layers[1].saturated),
        (None, None)
    );
    let all_training = SplitSpec::HeldOut {
        train_pct: 90,
        validation_pct: 0,
        test_pct: 10,
    };
    let fixture = watched(
        Experiment {
            split: all_training,
            ..small()
        },
        1,
    );
    let (probe, _) = fixture.probes().pop().unwrap();
    assert_eq!((probe.units_on, probe.units_over), (None, 512));
}

#[test]
fn a_network_that_has_overflowed_can_still_be_looked_at() {
    let mut fixture = watched(
        Experiment {
            learning_rate: 90.0,
            optimizer: Optimizer::Sgd,
            loss: Loss::MeanSquaredError,
            output: playground_experiment::loss::Output::Linear,
            ..small()
        },
        200,
    );
    // The squares overflow first; a few steps on, so does everything else.
    for _ in 0..40 {
        fixture.train(Target::Steps(1));
    }
    let (probe, examples) = fixture.probes().pop().unwrap();
    assert!(probe.step < 200);
    assert!(probe.layers[1].gradients.not_finite > 0);
    assert!(probe.layers.iter().all(|l| l.weights.low < l.weights.high));
    assert!(examples.p_true.iter().all(|p| p.is_nan()));
}

#[test]
fn images_can_be_looked_at() {
    let mut fixture = Fixture::new(small());
    fixture.send_data(0..100);
    let file = DataFile::Train;
    let indices = vec![7, 3];
    fixture.ask(5, Question::Images { file, indices });
    let (id, looked, bulk) = fixture.answers().pop().unwrap();
    let indices = vec![7, 3];
    assert_eq!((id, looked), (5, Answer::Images { file, indices }));
    let (pixels, _) = synthetic::generate(9, Set::Train, 0..8);
    let image = |i: usize| &pixels[i * 784..(i + 1) * 784];
    let expected: Vec<f32> = [image(7), image(3)]
        .concat()
        .iter()
        .map(|&p| f32::from(p) / 255.0)
        .collect();
    assert_eq!(bulk, expected);
    for (indices, why) in [(vec![100], "not at hand"), (vec![0; 257], "at most 256")] {
        fixture.ask(6, Question::Images { file, indices });
        assert!(fixture.refusal().contains(why), "{}", fixture.refusal());
    }
}
