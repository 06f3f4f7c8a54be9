//! What is wrong with the run, steady enough to be read while it trains, and the remedies applied:
//! what each figure was before, and what it is now.

use super::findings::{AppliedRemedy, Trigger};
use super::history::History;
use playground_experiment::experiment::Experiment;
use playground_insight::diagnose::{Before, Comparison, Evidence, Remedy, Severity, diagnose};

/// Reports that a remedy gets to show its effect before its rule may speak again.
const TRIAL: u32 = 10;
/// Most remedies remembered.
const MOST: usize = 4;

impl History {
    /// Returns what a diagnosis of the run, whose settings `active` are, goes by.
    pub fn evidence<'a>(&'a self, active: &'a Experiment) -> Evidence<'a> {
        let probed = self.detail.current_probe();
        Evidence::new(
            active,
            &self.detail.recent,
            probed.map(|p| (&p.probe, &p.examples)),
        )
    }

    /// Looks at the run again.
    pub(super) fn diagnose(&mut self, active: &Experiment, trigger: Trigger) {
        if trigger == Trigger::Change {
            self.detail.settle(active);
        }
        let mut found = diagnose(&self.evidence(active), active);
        for applied in &mut self.remedies {
            applied.reports += u32::from(trigger == Trigger::Report);
        }
        let tried = |rule: &str| {
            let mut all = self.remedies.iter();
            all.any(|t| t.before.rule == rule && t.reports < TRIAL)
        };
        // Before there are reports enough for every rule, one that says less precisely what another will
        // say would be the first. Only of a run that has ended nothing better can be known later.
        let judged = self.detail.recent.loss().is_some();
        found.retain(|f| f.verdict.severity == Severity::Fatal || (judged && !tried(f.rule.key)));
        self.findings.take(found, trigger);
    }

    /// Returns whether anything can be said of the run yet.
    pub fn is_judged(&self) -> bool {
        self.detail.recent.loss().is_some() || self.findings.iter().next().is_some()
    }

    /// Returns each remedy applied to this run, the latest first, with its figure now. A figure comes once
    /// there are enough reports.
    pub fn applied_remedies<'a>(
        &'a self,
        active: &'a Experiment,
    ) -> impl Iterator<Item = (&'a AppliedRemedy, Option<Comparison>)> {
        let evidence = self.evidence(active);
        let all = self.remedies.iter().rev();
        all.map(move |applied| (applied, applied.before.compare(&evidence)))
    }

    /// Returns the remedy of a finding, and the figure before it.
    ///
    /// # Errors
    /// A sentence, when there is no such finding, or when it has no remedy.
    pub(super) fn remedy_of(&self, rule: &str) -> Result<(Remedy, Before), String> {
        let finding = self.findings.of(rule).ok_or_else(|| {
            let known: Vec<&str> = self.findings.iter().map(|f| f.rule.key).collect();
            match known.is_empty() {
                true => format!("There is no finding “{rule}”: nothing is found at the moment."),
                false => format!(
                    "There is no finding “{rule}”. There is: {}.",
                    known.join(", ")
                ),
            }
        })?;
        let remedy = finding.verdict.remedy.clone();
        remedy.zip(finding.before()).ok_or_else(|| {
            format!("For “{rule}” there is no single setting to change; read its sentence.")
        })
    }

    /// Returns the remedies applied with a further one.
    fn remedies_with(&self, remedy: AppliedRemedy) -> Vec<AppliedRemedy> {
        let mut all = self.remedies.clone();
        // The latest of a rule is what counts.
        all.retain(|t| t.before.rule != remedy.before.rule);
        all.drain(..all.len().saturating_sub(MOST - 1));
        all.push(remedy);
        all
    }

    /// Adds a remedy that is applied while the run goes on.
    pub(super) fn apply_remedy(&mut self, remedy: AppliedRemedy) {
        self.findings.drop_rule(remedy.before.rule);
        self.remedies = self.remedies_with(remedy);
    }

    /// Returns the remedies that a new network with a further one is to be compared by.
    pub(super) fn remedies_anew(&self, remedy: AppliedRemedy) -> Vec<AppliedRemedy> {
        let all = self.remedies_with(remedy).into_iter();
        all.map(|t| AppliedRemedy { step: 0, ..t }).collect()
    }
}
