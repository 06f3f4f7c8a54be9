//! What is wrong with the run, steady enough to be read while it trains, and the remedies applied:
//! what each figure was before, and what it is now.

use super::findings::{AppliedRemedy, Trigger};
use super::history::History;
use super::{Goal, Run};
use playground_experiment::protocol::{Command, Target};
use playground_insight::diagnose::{Before, Comparison, Evidence, Remedy, Severity, diagnose};

/// Reports that a remedy gets to show its effect before its rule may speak again.
const TRIAL: u32 = 10;
/// Most remedies remembered.
const MOST: usize = 4;

impl Run {
    /// What a diagnosis of the run goes by.
    pub fn evidence(&self) -> Evidence<'_> {
        let detail = &self.history.detail;
        let probed = detail.probed.as_deref();
        Evidence {
            experiment: &self.in_force,
            recent: &detail.recent,
            probe: probed.map(|p| (&p.probe, &p.examples)),
        }
    }

    /// Looks at the run again.
    pub(super) fn examine(&mut self, occasion: Trigger) {
        let mut found = diagnose(&self.evidence());
        for treated in &mut self.history.treated {
            treated.reports += u32::from(occasion == Trigger::Report);
        }
        let tried = |rule: &str| {
            let mut all = self.history.treated.iter();
            all.any(|t| t.before.rule == rule && t.reports < TRIAL)
        };
        // Before there are reports enough for every rule, one that says less precisely what another will
        // say would be the first. Only of a run that has ended nothing better can be known later.
        let judged = self.history.detail.recent.loss().is_some();
        found.retain(|f| f.verdict.severity == Severity::Fatal || (judged && !tried(f.rule.key)));
        self.history.findings.take(found, occasion);
    }

    /// Whether anything can be said of the run yet.
    pub fn is_judged(&self) -> bool {
        self.history.detail.recent.loss().is_some() || self.history.findings.iter().next().is_some()
    }

    /// Each remedy applied to this run, the latest first, with its figure now. A figure comes once there
    /// are reports enough.
    pub fn treatments(&self) -> impl Iterator<Item = (&AppliedRemedy, Option<Comparison>)> {
        let evidence = self.evidence();
        let all = self.history.treated.iter().rev();
        all.map(move |treated| (treated, treated.before.compare(&evidence)))
    }

    /// Applies the remedy of a finding: live where that is possible. Gives whether the caller is to
    /// reset now.
    ///
    /// # Errors
    /// A sentence, when there is no such finding, when it has no remedy, or when the remedy does not fit
    /// the settings shown.
    pub fn treat(&mut self, rule: &str) -> Result<bool, String> {
        let (remedy, before) = self.remedy_of(rule)?;
        if self.is_resetting() {
            return Err("New weights are on their way. Try again in a moment.".to_owned());
        }
        let after = remedy.apply(&self.edited)?;
        let reset = remedy.needs_reset(&self.in_force);
        let treated = AppliedRemedy {
            before,
            step: if reset { 0 } else { self.step },
            after: after.clone(),
            reports: 0,
        };
        let mut all = self.history.treated.clone();
        // The latest of a rule is what counts.
        all.retain(|t| t.before.rule != rule);
        all.drain(..all.len().saturating_sub(MOST - 1));
        if reset {
            self.drop_plans();
            // Not one by one: an undo is to bring back the settings as they were.
            (self.edited, self.problem) = (after, None);
            self.carried = all
                .into_iter()
                .map(|t| AppliedRemedy { step: 0, ..t })
                .collect();
            self.carried.push(treated);
        } else {
            self.history.treated = all;
            self.history.treated.push(treated);
            self.history.findings.drop_rule(rule);
            self.edit(after);
        }
        Ok(reset)
    }

    fn remedy_of(&self, rule: &str) -> Result<(Remedy, Before), String> {
        let finding = self.history.findings.of(rule).ok_or_else(|| {
            let known: Vec<&str> = self.history.findings.iter().map(|f| f.rule.key).collect();
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

    /// Trains a new network, which has not taken a step, as far as the one before was to go.
    pub fn train_anew(&mut self, goal: Goal) {
        (self.wants_training, self.goal) = (true, Some(goal));
        let target = match goal {
            Goal::Experiment => Target::Experiment,
            Goal::Step(step) => Target::Steps(step),
            Goal::Epoch(epoch) => Target::Epochs(u32::try_from(epoch).unwrap_or(u32::MAX)),
        };
        // The network is not there yet; it goes once it is.
        self.held = Some(Command::Train { target });
    }

    /// An empty history of the run to come: what it is compared with is all that it knows.
    pub(super) fn fresh_history(&mut self) -> History {
        let mut history = History::default();
        history.treated.append(&mut self.carried);
        history
    }
}
