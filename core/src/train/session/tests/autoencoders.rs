//! Autoencoders through the whole trainer: what is given back, the latent plane, and the way from it.

use super::*;
use crate::loss::answers;
use crate::model::network::ParamTensors;
use burn::tensor::{Device, Tensor, TensorData};
use playground_experiment::loss::{Output, sigmoid};
use playground_experiment::protocol::inside::{Reconstructed, Window};
use playground_insight::pca::Search;

/// Pixels of an image.
const PIXELS: usize = 784;

fn autoencoder(net: &str) -> Experiment {
    let blocks = net.split('.').map(|block| block.parse().unwrap());
    Experiment {
        blocks: blocks.collect(),
        output: Output::Image,
        loss: Loss::MeanSquaredError,
        learning_rate: 5e-3,
        ..small()
    }
}

const DENSE: &str = "32-relu.2-linear.32-relu";
const CONV: &str = "conv-4-3-same-s2-relu.2-linear.196-relu.map-4-7-7.up-2.conv-2-3-same-relu";

fn evaluation(fixture: &mut Fixture) -> Evaluation {
    fixture.evaluate(Part::Test)
}

fn run_scan(fixture: &mut Fixture) -> ScanResult {
    fixture.scan(4, 60)
}

fn inspect(fixture: &mut Fixture, image: &[f32]) -> Inspected {
    let request = InspectRequest {
        window: Window {
            layer: 0,
            first: 0,
            count: 1,
        },
        class: None,
        explain: true,
    };
    fixture.inspect(1, request, image)
}

fn decode(fixture: &mut Fixture, place: (f32, f32)) -> Vec<f32> {
    fixture.ask(9, Question::Decode { place });
    fixture.settle();
    let (id, answer, bulk) = fixture.answers().pop().unwrap();
    let request_and_place =
        id == 9 && matches!(answer, Answer::Decoding { place: at, .. } if at == place);
    assert!(request_and_place, "{answer:?}");
    bulk
}

fn reconstructions(fixture: &mut Fixture) -> Reconstructed {
    fixture.ask(5, Question::Reconstruct);
    fixture.settle();
    match fixture.answers().pop() {
        Some((5, Answer::Reconstruction(head), bulk)) => {
            Reconstructed::from_bulk(head, &bulk).unwrap()
        }
        other => panic!("no reconstructions: {other:?}"),
    }
}

/// An image of the small set, by its place in the file.
fn image(index: u32) -> Vec<f32> {
    let index = u64::from(index);
    let (pixels, _) = synthetic::generate(9, Set::Train, index..index + 1);
    pixels.iter().map(|&p| f32::from(p) / 255.0).collect()
}

fn squared_difference(a: &[f32], b: &[f32]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2));
    squares.sum::<f64>() / a.len() as f64
}

#[test]
fn images_come_back_better_and_better_and_no_class_is_right_or_wrong() {
    for net in [DENSE, CONV] {
        let mut fixture = Fixture::with_data(autoencoder(net));
        let before = evaluation(&mut fixture);
        fixture.train(Target::Steps(60));
        let after = evaluation(&mut fixture);
        assert!(before.accuracy.is_nan() && after.accuracy.is_nan());
        // The mean over pixels is both the loss and the pixel error.
        for done in [&before, &after] {
            let error = done.pixel_error.unwrap();
            assert!((done.loss - error).abs() < 1e-6, "{done:?}");
        }
        assert!(
            after.loss < 0.5 * before.loss,
            "{net}: {before:?} {after:?}"
        );
        let report = fixture.reports().pop().unwrap();
        assert!(report.accuracy.is_nan() && report.cross_entropy.is_nan());
        assert!((report.loss - report.pixel_error.unwrap()).abs() < 1e-6);
        assert!(report.gradients.iter().all(|g| g.weight > 0.0));
        assert!(
            report.counterpart_loss > report.loss,
            "cross-entropy lies above"
        );
    }
}

#[test]
fn flipping_the_loss_keeps_the_weights_and_the_pixel_error() {
    let mut fixture = Fixture::with_data(autoencoder(DENSE));
    fixture.train(Target::Steps(20));
    let squares = evaluation(&mut fixture);
    let experiment = autoencoder(DENSE).flipped().unwrap();
    assert_eq!(experiment.loss, Loss::BinaryCrossEntropy);
    fixture.send(Command::Change { experiment });
    let entropy = evaluation(&mut fixture);
    assert_eq!(squares.pixel_error, entropy.pixel_error);
    assert!(entropy.loss > squares.loss);
    let step = fixture.reports().len();
    fixture.train(Target::Steps(20));
    assert_eq!(fixture.reports().len(), step + 20);
    // Classes need another output layer.
    fixture.send(Command::Change {
        experiment: small(),
    });
    assert!(fixture.refusal().contains("Reset"), "{}", fixture.refusal());
}

#[test]
fn the_plane_of_two_values_is_the_latent_space_and_decoding_is_the_rest_of_the_way() {
    for (net, narrowest) in [(DENSE, 1), (CONV, 1)] {
        let mut fixture = Fixture::with_data(autoencoder(net));
        fixture.train(Target::Steps(30));
        let scan = run_scan(&mut fixture);
        let head = &scan.head;
        assert!(head.latent);
        assert_eq!((head.layer, head.dimensions), (Some(narrowest), 2));
        for at in [0, 17, 59] {
            let image = image(scan.indices[at]);
            let seen = inspect(&mut fixture, &image);
            let (x, y) = scan.places[at];
            let latent = &seen.activations[narrowest];
            assert!((latent[0] - x).abs() < 1e-4 && (latent[1] - y).abs() < 1e-4);
            assert_eq!(seen.place, Some((latent[0], latent[1])));
            assert!(seen.saliency.is_empty() && seen.head.class.is_none());
            let decoded = decode(&mut fixture, (latent[0], latent[1]));
            let logits = seen.activations.last().unwrap();
            assert_eq!(decoded.len(), PIXELS);
            for (pixel, &logit) in decoded.iter().zip(logits) {
                assert!((f64::from(*pixel) - sigmoid(f64::from(logit))).abs() < 1e-5);
            }
        }
        assert_ne!(
            decode(&mut fixture, (0.0, 0.0)),
            decode(&mut fixture, (9.0, -9.0))
        );
    }
}

#[test]
fn a_wider_latent_space_is_decoded_along_the_plane_of_the_scan() {
    let mut fixture = Fixture::with_data(autoencoder("32-relu.5-linear.32-relu"));
    fixture.train(Target::Steps(10));
    let place = (0.0, 0.0);
    fixture.ask(9, Question::Decode { place });
    fixture.settle();
    assert!(fixture.refusal().contains("after a scan"));
    let scan = run_scan(&mut fixture);
    assert!(!scan.head.latent);
    assert_eq!(scan.head.dimensions, 5);
    // The middle of the plane is the mean of the images' values.
    let mut mean = [0.0f32; 5];
    for &index in &scan.indices {
        let seen = inspect(&mut fixture, &image(index));
        let latent = seen.activations[1].iter();
        mean.iter_mut()
            .zip(latent)
            .for_each(|(m, v)| *m += v / 60.0);
    }
    let decoded = decode(&mut fixture, place);
    let kept = fixture.checkpoint();
    let length = kept_length(&kept.event);
    let flat = Tensor::<1>::from_data(TensorData::new(kept.bulk, [length]), &Device::flex());
    let architecture = autoencoder("32-relu.5-linear.32-relu")
        .architecture()
        .unwrap();
    let leaves = ParamTensors::plain(&architecture, &flat);
    let mean = Tensor::<2>::from_data(TensorData::new(mean.to_vec(), [1, 5]), &Device::flex());
    let logits = leaves.forward_from(1, mean);
    let by_hand = answers(Output::Image, logits)
        .into_data()
        .try_to_vec::<f32>()
        .unwrap();
    assert!(squared_difference(&decoded, &by_hand) < 1e-8);
}

/// Values of a checkpoint, optimiser state included.
fn kept_length(event: &Event) -> usize {
    match event {
        Event::Checkpoint(head) => head.parameters * (1 + head.slots),
        _ => panic!("no checkpoint"),
    }
}

#[test]
fn one_image_of_each_class_is_shown_beside_what_came_back() {
    let mut fixture = Fixture::with_data(autoencoder(DENSE));
    fixture.train(Target::Steps(30));
    let given = reconstructions(&mut fixture);
    assert_eq!(given.labels, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(given.head.pixels, PIXELS);
    for at in 0..given.labels.len() {
        let (original, copy) = given.pair(at);
        assert_eq!(original, image(given.indices[at]));
        let error = squared_difference(original, copy);
        assert!((error - f64::from(given.errors[at])).abs() < 1e-6);
        let answer = fixture.predict(7, original);
        assert!(squared_difference(&answer, copy) < 1e-10);
    }
    fixture.train(Target::Steps(30));
    let later = reconstructions(&mut fixture);
    assert_eq!(later.indices, given.indices, "the same ones again");
    assert!(later.errors.iter().sum::<f32>() < given.errors.iter().sum());
}

/// Full batches, so that a report is over every training image: none may lie below the two largest principal
/// components, and the last comes close.
#[test]
fn a_linear_autoencoder_comes_near_to_the_principal_components_and_never_beats_them() {
    const TRAINED: usize = 480;
    let mut pixels = Vec::new();
    (0..TRAINED as u32).for_each(|i| pixels.extend(image(i)));
    let mut search = Search::new(&pixels, PIXELS, None).unwrap();
    while !search.round() {}
    let plane = search.finish().unwrap();
    let rows = || pixels.chunks_exact(PIXELS);
    let squares = rows().map(|row| {
        let pairs = row.iter().zip(&plane.mean);
        pairs.map(|(&v, m)| (f64::from(v) - m).powi(2)).sum::<f64>()
    });
    let variance = squares.sum::<f64>() / (TRAINED * PIXELS) as f64;
    let optimum = variance * (1.0 - plane.shares[0] - plane.shares[1]);
    let mut fixture = Fixture::with_data(Experiment {
        output: Output::ImageLinear,
        init: Init::XavierNormal,
        learning_rate: 0.01,
        batch_size: TRAINED as u32,
        ..autoencoder("2-linear")
    });
    fixture.train(Target::Steps(250));
    let errors: Vec<f64> = fixture
        .reports()
        .iter()
        .map(|r| f64::from(r.pixel_error.unwrap()))
        .collect();
    let least = errors.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(least >= optimum * (1.0 - 1e-5), "{least} beats {optimum}");
    let last = errors[errors.len() - 1];
    assert!(
        last < 1.05 * optimum,
        "{last} after all, {optimum} is possible"
    );
    assert!(optimum < 0.9 * variance);
}

#[test]
fn a_probe_shows_layers_and_no_examples() {
    let mut fixture = Fixture::with_data(autoencoder(CONV));
    fixture.send(Command::Watch { every: 1 });
    fixture.train(Target::Steps(2));
    let probed = fixture.last(|e| matches!(e, Event::Probe(_))).unwrap();
    let Event::Probe(probe) = probed.event else {
        panic!("no probe");
    };
    assert!(probed.bulk.is_empty());
    assert_eq!((probe.examples, probe.layers.len()), (0, 5));
    assert!(probe.layers[0].dead.is_some() && probe.layers[1].dead.is_none());
    let (seed, radius, side) = (1, 0.5, 3);
    fixture.ask(2, Question::Slice { seed, radius, side });
    fixture.settle();
    let slice = fixture.last_answer(|a| matches!(a, Answer::Slice { .. }));
    let losses = slice.unwrap().1;
    assert!(losses.iter().all(|loss| loss.is_finite()));
    assert_eq!(losses.len(), 9);
}

#[test]
fn what_has_no_meaning_is_refused_with_a_reason() {
    let mut fixture = Fixture::with_data(autoencoder(DENSE));
    let (part, limit) = (Part::Test, None);
    fixture.ask(1, Question::Examine { part, limit });
    assert!(fixture.refusal().contains("with images, not with classes"));
    let request = InspectRequest {
        window: Window::default(),
        class: Some(3),
        explain: true,
    };
    fixture.ask_with(1, Question::Inspect(request), &image(0));
    assert!(fixture.refusal().contains("no classes to explain"));
    let place = (f32::NAN, 0.0);
    fixture.ask(1, Question::Decode { place });
    assert!(fixture.refusal().contains("two finite numbers"));
    for (net, why) in [
        ("8-relu.1-linear", "a single value"),
        ("", "no hidden layer"),
    ] {
        let experiment = match net {
            "" => Experiment {
                blocks: Vec::new(),
                ..autoencoder(DENSE)
            },
            net => autoencoder(net),
        };
        let mut fixture = Fixture::with_data(experiment);
        let place = (0.0, 0.0);
        fixture.ask(1, Question::Decode { place });
        assert!(fixture.refusal().contains(why), "{}", fixture.refusal());
    }
    let mut classifier = Fixture::with_data(small());
    let place = (0.0, 0.0);
    for question in [Question::Reconstruct, Question::Decode { place }] {
        classifier.ask(1, question);
        assert!(classifier.refusal().contains("Only an autoencoder"));
    }
}
