//! Links that are out in the world keep their meaning.

// The leave that `clippy.toml` gives to tests does not reach the helpers of an integration test.
#![allow(clippy::unwrap_used, clippy::panic)]

use playground_experiment::experiment::Experiment;
use playground_experiment::fields::{FIELDS, configure};
use playground_experiment::presets::PRESETS;
use playground_experiment::share::{apply_changes, decode};
use serde_json::Value;

const STORED: &str = include_str!("links.txt");

/// One link of the file with what it must give.
struct Case {
    link: &'static str,
    gives: Experiment,
    after: Vec<(u64, Experiment)>,
    /// Name, empty for none, and experiment of each run beside it.
    beside: Vec<(&'static str, Experiment)>,
    notices: usize,
}

fn experiment(json: &str) -> Experiment {
    let Ok(Value::Object(object)) = serde_json::from_str(json) else {
        panic!("{json}")
    };
    let mut experiment = Experiment::default();
    configure(&mut experiment, &object).unwrap();
    experiment
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in STORED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (word, rest) = line.split_once(' ').unwrap();
        match (word, cases.last_mut()) {
            ("link", _) => cases.push(Case {
                link: rest,
                gives: Experiment::default(),
                after: vec![],
                beside: vec![],
                notices: 0,
            }),
            ("gives", Some(case)) => case.gives = experiment(rest),
            ("after", Some(case)) => {
                let (step, json) = rest.split_once(' ').unwrap();
                case.after.push((step.parse().unwrap(), experiment(json)));
            }
            ("beside", Some(case)) => {
                let (name, json) = rest.split_once('{').unwrap();
                let json = format!("{{{json}");
                case.beside.push((name.trim(), experiment(&json)));
            }
            ("notices", Some(case)) => case.notices = rest.parse().unwrap(),
            _ => panic!("{line}"),
        }
    }
    cases
}

#[test]
fn stored_links_keep_their_meaning() {
    for case in cases() {
        let (link, notices) = decode(case.link);
        assert_eq!(link.experiment, case.gives, "{}", case.link);
        assert_eq!(notices.len(), case.notices, "{}: {notices:?}", case.link);
        for (step, expected) in case.after {
            let now = apply_changes(&link.experiment, &link.changes, step);
            assert_eq!(now, expected, "{} after {step}", case.link);
        }
        let beside: Vec<(&str, Experiment)> = link
            .variants
            .iter()
            .map(|variant| {
                let name = variant.name.as_deref().unwrap_or_default();
                (name, variant.apply(&link.experiment).unwrap())
            })
            .collect();
        assert_eq!(beside, case.beside, "{}", case.link);
    }
}

#[test]
fn every_field_and_every_preset_is_in_a_stored_link() {
    let cases = cases();
    let mentioned = |text: &str| {
        cases
            .iter()
            .any(|case| case.link.split('&').any(|part| part.starts_with(text)))
    };
    for field in FIELDS.iter() {
        assert!(mentioned(&format!("{}=", field.key)), "{}", field.key);
    }
    for preset in PRESETS {
        assert!(
            mentioned(&format!("preset={}", preset.name)),
            "{}",
            preset.name
        );
    }
}
