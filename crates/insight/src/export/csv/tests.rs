//! Tables as text, checked character by character.

use super::*;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::protocol::{Averaged, LayerGradient};

fn report(step: u64) -> Report {
    let gradient = |weight| LayerGradient {
        weight,
        bias: 0.5,
        signal: 0.1,
    };
    Report {
        step,
        epoch: step as f64 / 100.0,
        seconds: None,
        loss: 0.1,
        accuracy: 0.75,
        cross_entropy: 0.2,
        pixel_error: None,
        learning_rate: 1e-3,
        gradients: vec![gradient(1.0), gradient(2.0)],
        gradient_norm: Some(2.5),
        counterpart_loss: f32::NAN,
        counterpart_gradients: vec![gradient(3.0), gradient(4.0)],
        counterpart_gradient_norm: None,
        stated_loss: None,
        update_ratios: vec![1e-3, 1e-7],
    }
}

fn entry(figures: Figures) -> EvaluationRow {
    EvaluationRow {
        figures,
        output: Output::Softmax,
        loss: Loss::CrossEntropy,
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_report_and_an_evaluation_as_lines() {
    let (report, evaluation) = (
        report(20),
        Evaluation {
            part: Part::Test,
            step: 20,
            loss: 0.25,
            accuracy: 0.9,
            pixel_error: None,
            examples: 4000,
            averaged: Some(Averaged {
                loss: 0.5,
                accuracy: 0.8,
            }),
        },
    );
    let layers = names(&["hidden 1", "output"]);
    let text = curves(&[Curves {
        run: "a, \"b\"".to_owned(),
        layers: &layers,
        entries: vec![
            entry(Figures::Evaluation(&evaluation)),
            entry(Figures::Report(&report)),
        ],
    }]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "run,part,step,epoch,output,loss_name,loss,accuracy,examples,cross_entropy,learning_rate,\
         counterpart_loss,pixel_error,averaged_loss,averaged_accuracy,gradient_norm,counterpart_norm,\
         gradient_weight_hidden_1,gradient_bias_hidden_1,gradient_signal_hidden_1,\
         counterpart_weight_hidden_1,counterpart_bias_hidden_1,counterpart_signal_hidden_1,\
         update_ratio_hidden_1,gradient_weight_output,gradient_bias_output,gradient_signal_output,\
         counterpart_weight_output,counterpart_bias_output,counterpart_signal_output,update_ratio_output"
    );
    assert_eq!(
        lines[1],
        "\"a, \"\"b\"\"\",train,20,0.2,softmax,ce,0.1,0.75,,0.2,0.001,nan,,,,2.5,,1,0.5,0.1,3,0.5,0.1,0.001,\
         2,0.5,0.1,4,0.5,0.1,0.0000001"
    );
    assert_eq!(
        lines[2],
        format!(
            "\"a, \"\"b\"\"\",test,20,,softmax,ce,0.25,0.9,4000,,,,,0.5,0.8{}",
            ",".repeat(16)
        )
    );
}

#[test]
fn runs_of_other_depths_share_a_table_with_the_output_last() {
    let (short, long) = (report(1), report(2));
    let (a, b) = (
        names(&["hidden 1", "output"]),
        names(&["hidden 1", "hidden 2", "output"]),
    );
    let runs = [(&a, &short), (&b, &long)].map(|(layers, report)| Curves {
        run: "r".to_owned(),
        layers,
        entries: vec![entry(Figures::Report(report))],
    });
    let text = curves(&runs);
    let lines: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
    assert!(lines.iter().all(|line| line.len() == lines[0].len()));
    let at = |name: &str| lines[0].iter().position(|c| *c == name).unwrap();
    assert!(at("gradient_weight_hidden_2") < at("gradient_weight_output"));
    assert_eq!(lines[1][at("gradient_weight_hidden_2")], "");
    assert_eq!(lines[1][at("gradient_weight_output")], "2");
    assert_eq!(lines[2][at("gradient_weight_hidden_2")], "2");
}

#[test]
fn numbers_read_back_as_they_were() {
    for value in [0.1_f32, 1e-30, 3.4e38, f32::MIN_POSITIVE] {
        assert_eq!(number(value).parse::<f32>().unwrap(), value);
    }
    let specials = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY].map(number);
    assert_eq!(specials, ["nan", "inf", "-inf"]);
}

#[test]
fn an_autoencoder_has_no_accuracy_not_even_of_the_average() {
    let evaluation = Evaluation {
        part: Part::Validation,
        step: 20,
        loss: 0.25,
        accuracy: f64::NAN,
        pixel_error: Some(0.125),
        examples: 500,
        averaged: Some(Averaged {
            loss: 0.5,
            accuracy: f64::NAN,
        }),
    };
    let text = curves(&[Curves {
        run: "a".to_owned(),
        layers: &[],
        entries: vec![entry(Figures::Evaluation(&evaluation))],
    }]);
    let cells: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
    let at = |name| {
        COLUMNS
            .iter()
            .position(|column| column.name == name)
            .unwrap()
    };
    let cell = |name| cells[at(name)];
    assert_eq!((cell("accuracy"), cell("averaged_accuracy")), ("", ""));
    assert_eq!(
        (cell("pixel_error"), cell("averaged_loss")),
        ("0.125", "0.5")
    );
}

#[test]
fn a_name_is_never_a_formula() {
    for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
        let report = report(1);
        let run = Curves {
            run: name.to_owned(),
            layers: &names(&["output"]),
            entries: vec![entry(Figures::Report(&report))],
        };
        let table = curves(&[run]);
        let cell = table.split_once('\n').unwrap().1;
        let cell = cell.trim_start_matches('"');
        assert!(cell.starts_with(&format!("'{name}")), "{name:?}: {cell:?}");
    }
    assert_eq!(harmless("MSE = 2"), "MSE = 2");
}
