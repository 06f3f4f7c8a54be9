//! Figures into sentences: what is wrong with a run, with the numbers that show it, and a remedy that
//! can be applied in one click. One table of rules; every rule has a key figure, so that before and
//! after a remedy can be compared.
//!
//! Nothing here computes with tensors: the page calls it on what the trainer has reported.

mod before;
mod chance;
mod extremes;
mod recent;
mod remedy;
mod rules;

pub use before::{Before, Comparison};
pub use recent::{EpochLosses, Recent};
pub use remedy::Remedy;
pub use rules::RULES;

use playground_experiment::experiment::Experiment;
use playground_experiment::mistakes::Mistake;
use playground_experiment::protocol::probe::{Examples, Probe};
use std::borrow::Cow;
use std::fmt;

/// What the rules go by: figures, and what the settings state. Which mistakes are made on purpose they are not told, for
/// that is what they are to find out.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// As it is stated, without mistakes.
    experiment: Experiment,
    /// The latest reports and evaluations.
    recent: &'a Recent,
    /// The latest detailed probe, if there was one under these settings.
    probe: Option<(Cow<'a, Probe>, &'a Examples)>,
}

impl<'a> Evidence<'a> {
    /// Takes what was measured of a run whose settings `active` are. `probe` must be one under them.
    pub fn new(
        active: &Experiment,
        recent: &'a Recent,
        probe: Option<(&'a Probe, &'a Examples)>,
    ) -> Self {
        let experiment = active.done_right();
        let stated = |(probe, examples): (&'a Probe, &'a Examples)| {
            let probe = match probe.objective.0 == experiment.output {
                true => Cow::Borrowed(probe),
                false => Cow::Owned(Probe {
                    objective: (experiment.output, probe.objective.1),
                    ..probe.clone()
                }),
            };
            (probe, examples)
        };
        Self {
            recent,
            probe: probe.map(stated),
            experiment,
        }
    }

    fn probe(&self) -> Option<(&Probe, &Examples)> {
        self.probe
            .as_ref()
            .map(|(probe, examples)| (&**probe, *examples))
    }
}

/// How bad a finding is; the worst compares greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Training works, and could work better.
    Mild,
    /// Training gets nowhere, or backwards.
    Serious,
    /// Training has ended.
    Fatal,
}

impl Severity {
    /// Returns the severity in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Serious => "serious",
            Self::Fatal => "fatal",
        }
    }
}

/// Which way a key figure should move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// A larger figure is better.
    Higher,
    /// A smaller figure is better.
    Lower,
}

/// A row of [`RULES`].
pub struct Rule {
    /// Stable word.
    pub key: &'static str,
    /// A few words for a heading.
    pub title: &'static str,
    /// What the key figure is.
    pub figure: &'static str,
    /// The figure as text.
    pub show: fn(f64) -> String,
    /// Which way it should move.
    pub better: Better,
    /// When the rule speaks, and why that matters, in a sentence or two.
    pub doc: &'static str,
    /// Rules that say the same less precisely, and are silent while this one speaks.
    pub hides: &'static [&'static str],
    /// The key figure, wherever it can be had: also while all is well.
    pub measure: fn(&Evidence) -> Option<f64>,
    /// Whether that figure is a finding.
    pub judge: fn(&Evidence, f64) -> Option<Verdict>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.key).finish()
    }
}

/// What a rule has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, with the numbers in it.
    pub sentence: String,
    /// What to do about it, when a setting helps.
    pub remedy: Option<Remedy>,
}

/// A rule that has spoken.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which.
    pub rule: &'static Rule,
    /// Its key figure.
    pub value: f64,
    /// What it says.
    pub verdict: Verdict,
}

/// Returns every finding of a run whose settings `active` are, the most severe first and otherwise in the order of the
/// table. Where one is a mistake that is made, its remedy is the right way.
pub fn diagnose(evidence: &Evidence, active: &Experiment) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES
        .iter()
        .filter_map(|rule| {
            let value = (rule.measure)(evidence)?;
            let mut verdict = (rule.judge)(evidence, value)?;
            let made = Mistake::from_key(rule.key).filter(|mistake| active.has(*mistake));
            if let Some(mistake) = made {
                verdict.remedy = Some(remedy::right(mistake, active));
            }
            Some(Finding {
                rule,
                value,
                verdict,
            })
        })
        .collect();
    let hidden: Vec<&str> = findings
        .iter()
        .flat_map(|finding| finding.rule.hides.iter().copied())
        .collect();
    findings.retain(|finding| !hidden.contains(&finding.rule.key));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict.severity));
    findings
}

/// Finds the rule with this key.
pub fn rule(key: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.key == key)
}
