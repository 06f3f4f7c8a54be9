//! Before and after: the key figure of a finding when its remedy was applied, and now.

use super::{Better, Evidence, Finding, Rule, rule};

/// What is remembered when a remedy is applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// Key of the rule.
    pub rule: &'static str,
    /// What was done about it.
    pub remedy: String,
    /// Its key figure then.
    pub value: f64,
}

/// A key figure then and now, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What the figure is.
    pub figure: &'static str,
    /// When the remedy was applied.
    pub before: String,
    /// Now.
    pub now: String,
    /// Whether it has moved the right way.
    pub improved: bool,
}

impl Finding {
    /// Returns what to keep when the remedy is applied. `None` for a finding without one.
    pub fn before(&self) -> Option<Before> {
        Some(Before {
            rule: self.rule.key,
            remedy: self.verdict.remedy.as_ref()?.label.clone(),
            value: self.value,
        })
    }
}

fn text(rule: &Rule, value: f64) -> String {
    match value.is_nan() {
        true => "not a number".to_owned(),
        false => (rule.show)(value),
    }
}

impl Before {
    /// Returns what the figure is called, and what it was.
    pub fn then(&self) -> Option<(&'static str, String)> {
        let rule = rule(self.rule)?;
        Some((rule.figure, text(rule, self.value)))
    }

    /// Compares the figure now with what it was. `None` until the run has reported enough to have one.
    pub fn compare(&self, evidence: &Evidence) -> Option<Comparison> {
        let rule = rule(self.rule)?;
        let now = (rule.measure)(evidence)?;
        let moved = match rule.better {
            Better::Higher => now > self.value,
            Better::Lower => now < self.value,
        };
        Some(Comparison {
            figure: rule.figure,
            before: text(rule, self.value),
            now: text(rule, now),
            improved: moved || (now.is_finite() && !self.value.is_finite()),
        })
    }
}
