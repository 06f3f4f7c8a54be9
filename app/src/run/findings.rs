//! The findings on show, held for a while, so that one that comes and goes with the batches does not
//! flicker; and the remedies applied.

use playground_experiment::experiment::Experiment;
use playground_insight::diagnose::{Before, Finding};

/// Reports for which a finding stays after its rule has fallen silent.
const HOLD: u32 = 5;

/// Why the run is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A report, which is what patience is counted in.
    Report,
    /// A probe or an evaluation.
    Detail,
    /// Other settings are active: what was said of those before is no longer said.
    Change,
}

/// A remedy that was applied.
#[derive(Clone, Debug)]
pub struct AppliedRemedy {
    /// The key figure before it.
    pub before: Before,
    /// Steps of this run before it; 0 for one that took new weights.
    pub step: u64,
    /// The settings with it.
    pub after: Experiment,
    /// Reports since.
    pub(super) reports: u32,
}

#[derive(Clone, Debug)]
struct FindingOnShow {
    /// When its rule last spoke.
    finding: Finding,
    /// Reports since then.
    silent: u32,
}

/// The findings on show, the most severe first.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    shown: Vec<FindingOnShow>,
}

impl Findings {
    /// Returns the findings shown, the most severe first.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.shown.iter().map(|shown| &shown.finding)
    }

    /// Returns the finding of a rule, if it is shown.
    pub fn of(&self, rule: &str) -> Option<&Finding> {
        self.iter().find(|finding| finding.rule.key == rule)
    }

    /// Takes in what is found now. What speaks is shown at once and keeps its place among its equals;
    /// what has fallen silent stays for a while, except after a change, and except beside a finding that
    /// says the same more precisely.
    pub fn take(&mut self, found: Vec<Finding>, trigger: Trigger) {
        let passed = match trigger {
            Trigger::Report => 1,
            Trigger::Detail => 0,
            Trigger::Change => HOLD,
        };
        for shown in &mut self.shown {
            shown.silent += passed;
        }
        let hidden: Vec<&str> = found.iter().flat_map(|f| f.rule.hides).copied().collect();
        self.shown
            .retain(|shown| !hidden.contains(&shown.finding.rule.key));
        for finding in found {
            let key = finding.rule.key;
            let fresh = FindingOnShow { finding, silent: 0 };
            match self.shown.iter_mut().find(|s| s.finding.rule.key == key) {
                Some(place) => *place = fresh,
                None => self.shown.push(fresh),
            }
        }
        self.shown.retain(|shown| shown.silent < HOLD);
        self.shown
            .sort_by_key(|shown| std::cmp::Reverse(shown.finding.verdict.severity));
    }

    /// Shows it no longer.
    pub fn drop_rule(&mut self, rule: &str) {
        self.shown.retain(|shown| shown.finding.rule.key != rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_insight::diagnose::{RULES, Severity, Verdict};

    fn found(rule: &str, severity: Severity) -> Finding {
        Finding {
            rule: RULES.iter().find(|row| row.key == rule).unwrap(),
            value: 0.5,
            verdict: Verdict {
                severity,
                sentence: String::new(),
                remedy: None,
            },
        }
    }

    fn keys(findings: &Findings) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.rule.key).collect()
    }

    #[test]
    fn what_comes_and_goes_stays_and_what_has_gone_goes() {
        let mut findings = Findings::default();
        for report in 0..20 {
            let speaks = report % HOLD == 0;
            let now = speaks.then(|| found("rising", Severity::Serious));
            findings.take(now.into_iter().collect(), Trigger::Report);
            assert_eq!(keys(&findings), ["rising"], "report {report}");
        }
        for _ in 0..HOLD {
            findings.take(Vec::new(), Trigger::Detail);
            findings.take(Vec::new(), Trigger::Report);
        }
        assert_eq!(keys(&findings), [""; 0]);
    }

    #[test]
    fn other_settings_take_away_at_once_what_is_no_longer_so() {
        let mut findings = Findings::default();
        let both = vec![
            found("dead", Severity::Mild),
            found("uniform", Severity::Mild),
        ];
        findings.take(both, Trigger::Report);
        findings.take(vec![found("uniform", Severity::Mild)], Trigger::Change);
        assert_eq!(keys(&findings), ["uniform"]);
    }

    #[test]
    fn what_says_the_same_less_precisely_goes_at_once() {
        let mut findings = Findings::default();
        findings.take(vec![found("dead", Severity::Serious)], Trigger::Report);
        findings.take(vec![found("symmetry", Severity::Serious)], Trigger::Report);
        assert_eq!(keys(&findings), ["symmetry"]);
    }

    #[test]
    fn the_most_severe_comes_first_and_equals_keep_their_places() {
        let mut findings = Findings::default();
        findings.take(vec![found("dead", Severity::Mild)], Trigger::Report);
        let next = vec![
            found("rising", Severity::Serious),
            found("uniform", Severity::Mild),
            found("dead", Severity::Mild),
        ];
        findings.take(next, Trigger::Report);
        assert_eq!(keys(&findings), ["rising", "dead", "uniform"]);
        findings.take(vec![found("uniform", Severity::Mild)], Trigger::Report);
        assert_eq!(keys(&findings), ["rising", "dead", "uniform"]);
    }
}
