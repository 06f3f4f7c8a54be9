//! Looking inside: the same figures by another way, beside training.

use super::*;
use playground_experiment::optimizer::Optimizer;
use playground_experiment::protocol::inside::{OCCLUSION_SIDE, Window};

const PIXELS: usize = 784;

fn request(layer: usize, first: usize, count: usize) -> InspectRequest {
    InspectRequest {
        window: Window {
            layer,
            first,
            count,
        },
        class: None,
        explain: true,
    }
}

fn inspect(fixture: &mut Fixture, request: InspectRequest, image: &[f32]) -> Inspected {
    fixture.inspect(1, request, image)
}

fn run_scan(fixture: &mut Fixture, images: u32) -> ScanResult {
    fixture.scan(4, images)
}

/// An image of the small set, by its place in the file.
fn image(index: u32) -> Vec<f32> {
    let index = u64::from(index);
    let (pixels, _) = synthetic::generate(9, Set::Train, index..index + 1);
    pixels.iter().map(|&p| f32::from(p) / 255.0).collect()
}

/// Weights, biases and activations against the checkpoint's parameters by hand.
#[test]
fn weights_and_activations_are_those_of_the_network() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(40));
    fixture.send(Command::Checkpoint);
    fixture.settle();
    let kept = fixture.last(|e| matches!(e, Event::Checkpoint(_))).unwrap();
    let flat = &kept.bulk;
    let image = image(3);
    let seen = inspect(&mut fixture, request(0, 5, 4), &image);
    assert_eq!(seen.head.step, 40);
    assert_eq!(
        (seen.head.widths.clone(), seen.head.inputs),
        (vec![16, 10], PIXELS)
    );
    let experiment = small();
    let (scale, shift) = experiment.normalisation.affine(experiment.dataset.info());
    for unit in 5..9 {
        let (weights, bias) = seen.unit(unit).unwrap();
        // Weights are kept `[inputs, units]`, the biases behind them.
        assert_eq!(weights[300], flat[300 * 16 + unit]);
        assert_eq!(bias, flat[PIXELS * 16 + unit]);
        let inputs = image.iter().map(|p| p * scale + shift);
        let pre: f32 = inputs.zip(weights).map(|(x, w)| x * w).sum::<f32>() + bias;
        assert!((seen.activations[0][unit] - pre.max(0.0)).abs() < 1e-3);
    }
    assert!(seen.unit(4).is_none() && seen.unit(9).is_none());
    let output = inspect(&mut fixture, request(1, 0, 99), &image);
    assert_eq!((output.head.window.count, output.head.inputs), (10, 16));
    for (class, logit) in output.activations[1].iter().enumerate() {
        let (weights, bias) = output.unit(class).unwrap();
        let hidden = output.activations[0].iter();
        let by_hand: f32 = hidden.zip(weights).map(|(h, w)| h * w).sum::<f32>() + bias;
        assert!((logit - by_hand).abs() < 1e-3);
    }
}

/// The logit's gradient against central differences, through every normalisation.
#[test]
fn saliency_is_the_slope_of_the_logit() {
    for normalisation in playground_data::dataset::NORMALISATIONS {
        let mut fixture = Fixture::with_data(Experiment {
            normalisation: normalisation.id,
            blocks: vec![Block::dense(16, Activation::Tanh)],
            ..small()
        });
        fixture.train(Target::Steps(30));
        let image = image(8);
        let seen = inspect(&mut fixture, request(1, 0, 1), &image);
        let class = seen.head.class.unwrap();
        assert_eq!(
            class,
            playground_experiment::metrics::argmax(&seen.activations[1])
        );
        let quiet = InspectRequest {
            explain: false,
            ..request(1, 0, 1)
        };
        for pixel in [100, 350, 406, 410, 700] {
            let mut logit = |ink: f32| {
                let mut image = image.clone();
                image[pixel] += ink;
                f64::from(inspect(&mut fixture, quiet, &image).activations[1][class])
            };
            let slope = (logit(0.05) - logit(-0.05)) / 0.1;
            let exact = f64::from(seen.saliency[pixel]);
            assert!(
                (slope - exact).abs() < 0.02 * (1.0 + exact.abs()),
                "{} {pixel}: {slope} {exact}",
                normalisation.key
            );
        }
    }
}

#[test]
fn occlusion_is_what_covering_takes_from_the_logit() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(40));
    let image = image(5);
    let chosen = InspectRequest {
        class: Some(2),
        ..request(0, 0, 1)
    };
    let seen = inspect(&mut fixture, chosen, &image);
    assert_eq!(seen.head.class, Some(2));
    let mut bare = image.clone();
    for row in 12..18 {
        for column in 12..18 {
            bare[row * 28 + column] = 0.0;
        }
    }
    let under = inspect(&mut fixture, chosen, &bare);
    let fall = seen.activations[1][2] - under.activations[1][2];
    let cell = 7 * OCCLUSION_SIDE + 7;
    assert!((seen.occlusion[cell] - fall).abs() < 1e-4);
    assert!(seen.occlusion.iter().any(|fall| fall.abs() > 0.1));
}

#[test]
fn top_activating_images_excite_their_unit_more_than_any_other() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(60));
    let scan = run_scan(&mut fixture, 1000);
    assert_eq!((scan.head.images, scan.head.step), (60, 60));
    let quiet = InspectRequest {
        explain: false,
        ..request(0, 0, 1)
    };
    let all: Vec<Vec<Vec<f32>>> = scan
        .indices
        .clone()
        .into_iter()
        .map(|index| inspect(&mut fixture, quiet, &image(index)).activations)
        .collect();
    for (layer, units) in [(0, 16), (1, 10)] {
        for unit in 0..units {
            let of = |image: usize| *all[image][layer].get(unit).unwrap();
            let found: Vec<_> = scan.top_activating(layer, unit).collect();
            for top in &found {
                assert!((of(top.image) - top.activation).abs() < 1e-4);
            }
            // Fewer than nine are all that excite a ReLU.
            let weakest = match found.len() {
                9 => found[8].activation + 1e-4,
                _ => 0.0,
            };
            let stronger = (0..60).filter(|&i| of(i) > weakest).count();
            assert!(stronger <= found.len(), "layer {layer} unit {unit}");
            let silent = (0..60).filter(|&i| of(i) == 0.0).count();
            match scan.lost(layer, unit) {
                Some(lost) => assert!((lost - silent as f32 / 60.0).abs() < 1e-6),
                None => assert_eq!(layer, 1),
            }
        }
    }
}

#[test]
fn a_drawing_has_its_place_among_the_images_of_the_scan() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(60));
    let before = inspect(&mut fixture, request(0, 0, 1), &image(0));
    assert_eq!((before.head.scan, before.place), (None, None));
    let scan = run_scan(&mut fixture, 40);
    assert_eq!((scan.head.images, scan.head.dimensions), (40, 16));
    let (first, second) = scan.head.shares.unwrap();
    assert!(first >= second && first + second <= 1.0 + 1e-9);
    // The network moves on; the plane and the places on it are those of the scan.
    fixture.train(Target::Steps(20));
    for row in [0, 17, 39] {
        let seen = inspect(&mut fixture, request(0, 0, 1), &image(scan.indices[row]));
        assert_eq!(seen.head.scan, Some(4));
        let (place, expected) = (seen.place.unwrap(), scan.places[row]);
        assert!((place.0 - expected.0).abs() < 1e-3 && (place.1 - expected.1).abs() < 1e-3);
    }
    fixture.send(Command::Reset {
        experiment: small(),
        inherit: 0,
    });
    let fresh = inspect(&mut fixture, request(0, 0, 1), &image(0));
    assert_eq!(fresh.place, None, "another network");
}

#[test]
fn a_network_without_hidden_layers_is_looked_at_too() {
    let mut fixture = Fixture::with_data(Experiment {
        blocks: Vec::new(),
        ..small()
    });
    fixture.train(Target::Steps(10));
    let scan = run_scan(&mut fixture, 30);
    assert_eq!(scan.head.dimensions, PIXELS);
    assert!(
        scan.places
            .iter()
            .all(|p| p.0.is_finite() && p.1.is_finite())
    );
    // One dense layer: the slope is its weights.
    let seen = inspect(&mut fixture, request(0, 0, 10), &image(1));
    let (weights, _) = seen.unit(seen.head.class.unwrap()).unwrap();
    let experiment = small();
    let (scale, _) = experiment.normalisation.affine(experiment.dataset.info());
    for (slope, weight) in seen.saliency.iter().zip(weights) {
        assert!((slope - weight * scale).abs() < 1e-5);
    }
}

#[test]
fn looking_does_not_change_the_curve() {
    let mut alone = Fixture::with_data(small());
    alone.train(Target::Steps(60));
    let mut beside = Fixture::with_data(small());
    beside.send(Command::Train {
        target: Target::Steps(60),
    });
    for round in 0..5 {
        beside.turn();
        beside.ask(2 * round, Question::ActivationScan { images: 60 });
        let look = Question::Inspect(request(0, 0, 16));
        beside.ask_with(2 * round + 1, look, &image(2));
    }
    beside.settle();
    assert_eq!(alone.losses(), beside.losses());
}

#[test]
fn what_cannot_be_looked_at_is_refused_with_a_reason() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(1));
    let class = InspectRequest {
        class: Some(10),
        ..request(0, 0, 1)
    };
    let asked = [
        (request(2, 0, 1), vec![0.0; PIXELS], "no layer 2"),
        (class, vec![0.0; PIXELS], "no class 10"),
        (request(0, 0, 1), vec![0.0; 5], "784 finite numbers"),
    ];
    for (request, image, reason) in asked {
        fixture.ask_with(1, Question::Inspect(request), &image);
        let message = fixture.refusal();
        assert!(message.contains(reason), "{message}");
    }
    fixture.ask(1, Question::ActivationScan { images: 0 });
    assert!(fixture.refusal().contains("0 images"));
    fixture.settle();
    assert!(
        fixture
            .last(|e| matches!(e, Event::Failed { .. }))
            .is_none()
    );
}

/// Adam once, so that a state with vectors is beside it too.
#[test]
fn weights_come_without_an_image() {
    let mut fixture = Fixture::with_data(Experiment {
        optimizer: Optimizer::Adam,
        ..small()
    });
    fixture.train(Target::Steps(3));
    let seen = inspect(&mut fixture, request(0, 14, 10), &[]);
    assert_eq!((seen.head.window.first, seen.head.window.count), (14, 2));
    assert!(seen.activations.is_empty() && seen.head.class.is_none());
    assert!(seen.unit(15).unwrap().0.iter().any(|w| *w != 0.0));
}

#[test]
fn an_adaptive_layer_shows_what_it_has_made_of_its_activation() {
    let blocks = ["12-ahaf", "8-relu"].map(|block| block.parse().unwrap());
    let mut fixture = Fixture::with_data(Experiment {
        blocks: blocks.to_vec(),
        learning_rate: 0.05,
        ..small()
    });
    let start = inspect(&mut fixture, request(0, 0, 12), &[]);
    assert_eq!((start.gammas, start.betas), (vec![1.0; 12], vec![1.0; 12]));
    fixture.train(Target::Steps(20));
    let flat = fixture.checkpoint().bulk;
    let seen = inspect(&mut fixture, request(0, 3, 4), &image(5));
    let gamma = (PIXELS + 1) * 12;
    assert_eq!(seen.gammas, flat[gamma + 3..gamma + 7]);
    assert_eq!(seen.betas, flat[gamma + 15..gamma + 19]);
    assert_ne!(seen.gammas, vec![1.0; 4]);
    // What follows them is in its place: the class explained is that of the largest logit.
    let logits = seen.activations.last().unwrap();
    assert_eq!(
        seen.head.class,
        Some(playground_experiment::metrics::argmax(logits))
    );
    let plain = inspect(&mut fixture, request(1, 0, 8), &[]);
    assert!(!plain.head.adaptive && plain.gammas.is_empty());
}
