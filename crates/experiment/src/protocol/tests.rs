//! What must survive the way through JSON.

use super::*;
use crate::loss::{Loss, LossSettings, Output, Reduction, objective};
use crate::protocol::probe::{Histogram, LayerProbe, Probe};
use playground_data::figures::{DataFigures, PixelFigures};

#[test]
fn a_report_of_a_run_that_overflowed_can_be_read() {
    let report = Report {
        step: 7,
        loss: f32::INFINITY,
        gradients: vec![LayerGradient {
            weight: f32::NAN,
            ..LayerGradient::default()
        }],
        ..Report::default()
    };
    let json = serde_json::to_string(&report).unwrap();
    let read: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(read.step, 7);
    assert!(read.loss.is_nan() && read.gradients[0].weight.is_nan());
    assert_eq!(read.gradients[0].bias, 0.0);
}

#[test]
fn update_ratios_without_a_number_come_back_as_nan() {
    let report = Report {
        update_ratios: vec![1e-3, f32::INFINITY],
        ..Report::default()
    };
    let json = serde_json::to_string(&report).unwrap();
    let read: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(read.update_ratios[0], 1e-3);
    assert!(read.update_ratios[1].is_nan());
}

#[test]
fn a_probe_of_an_overflowed_network_round_trips() {
    let layer = LayerProbe {
        name: "hidden 1".to_owned(),
        weights: Histogram::of(&[f32::NAN, f32::INFINITY, 0.5]),
        gradients: Histogram::of(&[f32::NAN]),
        activations: Histogram::of(&[]),
        saturated: Some(0.5),
        dead: None,
    };
    let event = Event::Probe(Probe {
        step: 200,
        objective: (Output::Softmax, Loss::MeanSquaredError),
        counterpart: (Output::Softmax, Loss::CrossEntropy),
        settings: LossSettings::usual(Reduction::Mean),
        batch: 64,
        examples: 64,
        classes: 10,
        layers: vec![layer],
        units_on: Some(Part::Validation),
        units_over: 512,
        loss_after: Some(2.5),
        asked_twice: Some(0.25),
        data: Some(DataFigures {
            pixels: Some(PixelFigures {
                images: 600,
                brightest: 255,
                border: 0.5,
                inside: 33.25,
                explained: Some(0.125),
            }),
            ..DataFigures::default()
        }),
    });
    let json = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
}

#[test]
fn commands_and_questions_round_trip() {
    let questions = [
        Question::Predict,
        Question::Examine {
            part: Part::Test,
            limit: Some(1000),
        },
        Question::Images {
            file: DataFile::Train,
            indices: vec![3, 1],
        },
    ];
    let asked = (1..).zip(questions);
    let asked = asked.map(|(id, question)| Command::Ask { id, question });
    for command in asked.chain([Command::Watch { every: WATCH_EVERY }]) {
        let json = serde_json::to_string(&command).unwrap();
        assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
    }
}

#[test]
fn answers_and_what_stands_in_for_them_round_trip() {
    let results = [
        Ok(Answer::Prediction { step: 7 }),
        Ok(Answer::Benchmark(Err("No images.".to_owned()))),
        Err(Gone::Refused("No room.".to_owned())),
        Err(Gone::NetworkReplaced),
    ];
    for (more, result) in [true, false].into_iter().cycle().zip(results) {
        let event = Event::Answer {
            id: 3,
            more,
            result,
        };
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
    }
}

/// What a step that overflowed says of the loss after it is no number, and not nothing.
#[test]
fn a_loss_after_a_step_may_be_no_number() {
    let with = |loss_after| Probe {
        loss_after,
        ..Probe::head(
            1,
            1,
            2,
            objective(Output::Softmax, Loss::CrossEntropy).unwrap(),
            LossSettings::usual(Reduction::Mean),
        )
    };
    let again = |probe: &Probe| {
        let json = serde_json::to_string(probe).unwrap();
        serde_json::from_str::<Probe>(&json).unwrap().loss_after
    };
    assert!(again(&with(Some(f32::INFINITY))).is_some_and(f32::is_nan));
    assert_eq!(again(&with(Some(2.5))), Some(2.5));
    assert_eq!(again(&with(None)), None);
}
