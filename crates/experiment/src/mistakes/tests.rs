use super::*;
use crate::experiment::Effect;
use crate::experiment::Experiment;
use crate::fields;
use crate::fields::field;
use crate::loss::Loss;
use crate::share;
use crate::share::Link;

fn made(mistakes: &[Mistake]) -> Experiment {
    let start = Experiment::default();
    mistakes.iter().fold(start, |e, &m| e.with_mistake(m, true))
}

#[test]
fn every_mistake_has_its_row_in_order() {
    let ids: Vec<Mistake> = MISTAKES.iter().map(|row| row.id).collect();
    assert!(ids.is_sorted() && ids.len() == 8);
    for row in MISTAKES {
        assert_eq!(row.id.info().key, row.key);
        assert_eq!(Mistake::from_key(row.key), Some(row.id));
    }
}

#[test]
fn each_is_made_and_undone_without_a_trace() {
    let right = Experiment::default();
    for row in MISTAKES {
        let wrong = right.with_mistake(row.id, true);
        assert!(wrong.has(row.id) && !right.has(row.id), "{}", row.key);
        assert!(wrong.mistakes_made().map(|r| r.id).eq([row.id]));
        assert_eq!(wrong.validate(), Ok(()), "{}", row.key);
        assert_eq!(
            crate::fields::effect(&right, &wrong),
            Effect::Live,
            "{}",
            row.key
        );
        assert_eq!(wrong.with_mistake(row.id, false), right);
        assert_eq!(right.with_mistake(row.id, false), right);
    }
    let all: Vec<Mistake> = MISTAKES.iter().map(|row| row.id).collect();
    assert_eq!(made(&all).mistakes_made().count(), 8);
    assert_eq!(made(&all).done_right(), right);
}

#[test]
fn links_carry_them_and_are_silent_without() {
    let link = |experiment: Experiment| Link {
        experiment,
        ..Link::default()
    };
    assert_eq!(share::encode(&link(made(&[]))), "v=1");
    let wrong = link(made(&[Mistake::Sorted, Mistake::Uncleared]));
    let text = share::encode(&wrong);
    assert_eq!(text, "v=1&oops=uncleared.sorted");
    assert_eq!(share::decode(&text), (wrong, vec![]));
    // There is one way to say it, and it is the output.
    let twice = link(made(&[Mistake::SoftmaxTwice]));
    assert_eq!(share::encode(&twice), "v=1&out=softmax2");
    for (text, says) in [
        ("oops=softmax2", "set the output to softmax2"),
        ("oops=typo", "“typo” is not one of uncleared, nobackward"),
    ] {
        let (read, notices) = share::decode(text);
        assert_eq!(read, Link::default());
        assert!(notices[0].contains(says), "{notices:?}");
    }
}

#[test]
fn their_field_reads_well() {
    let row = field("oops").unwrap();
    let wrong = made(&[Mistake::RawInputs, Mistake::HighRate]);
    assert_eq!(row.show(&made(&[])), "none");
    assert_eq!(
        row.show(&wrong),
        "inputs not normalised, learning rate 100 times too high"
    );
    let differing: Vec<_> = fields::differing(&made(&[]), &wrong)
        .iter()
        .map(|row| row.key)
        .collect();
    assert_eq!(differing, ["oops"]);
}

#[test]
fn experiments_kept_before_there_were_mistakes_can_be_read() {
    let text = serde_json::to_string(&Experiment::default()).unwrap();
    assert!(!text.contains("mistakes"), "{text}");
    assert_eq!(
        serde_json::from_str::<Experiment>(&text).unwrap(),
        Experiment::default()
    );
    let wrong = made(&[Mistake::NoBackward]);
    let text = serde_json::to_string(&wrong).unwrap();
    assert_eq!(serde_json::from_str::<Experiment>(&text).unwrap(), wrong);
}

#[test]
fn what_would_change_nothing_is_refused_with_a_reason() {
    let refusal = |mistake: Mistake, e: &Experiment| e.refuses(mistake);
    let plain = Experiment::default();
    let no_dropout = refusal(Mistake::TrainingMode, &plain).unwrap();
    assert!(no_dropout.contains("add dropout"));
    let mut dropping = plain.clone();
    dropping.blocks.push("drop-50".parse().unwrap());
    assert_eq!(refusal(Mistake::TrainingMode, &dropping), None);
    assert_eq!(refusal(Mistake::SoftmaxTwice, &plain), None);
    let squared = Experiment {
        loss: Loss::MeanSquaredError,
        ..plain
    };
    assert!(refusal(Mistake::SoftmaxTwice, &squared).is_some());
}

#[test]
fn inputs_that_are_not_normalised_are_bytes() {
    let (scale, shift) = made(&[Mistake::RawInputs]).inputs();
    assert_eq!((scale / 255.0, shift), (1.0, 0.0));
    assert_eq!(made(&[]).inputs(), (1.0, 0.0));
}
