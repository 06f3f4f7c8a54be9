//! What the panel and the line say, of the run alone.

use crate::run::Run;
use crate::run::findings::AppliedRemedy;
use playground_insight::diagnose::Comparison;

/// Returns the keys of the rules that have spoken, the most severe first.
pub fn keys(run: &Run) -> Vec<&'static str> {
    run.history.findings.iter().map(|f| f.rule.key).collect()
}

/// Says how many findings there are; empty for none.
pub fn count(findings: usize) -> String {
    match findings {
        0 => String::new(),
        1 => "1 finding".to_owned(),
        more => format!("{more} findings"),
    }
}

/// Returns what is said when nothing is found.
pub fn state(run: &Run) -> &'static str {
    match run.history.is_judged() {
        true => "Nothing wrong so far.",
        false => "Nothing to judge yet. A few reports of training are needed first.",
    }
}

/// Returns the severity of the worst finding, or an empty word.
pub fn worst(run: &Run) -> &'static str {
    let first = run.history.findings.iter().next();
    first.map_or("", |finding| finding.verdict.severity.word())
}

/// Sums up the panel in one line.
pub fn summary(run: &Run) -> String {
    let findings = &run.history.findings;
    let Some(first) = findings.iter().next() else {
        return match run.history.is_judged() {
            true => "Diagnosis: nothing wrong so far".to_owned(),
            false => "Diagnosis: nothing to judge yet".to_owned(),
        };
    };
    let worst = format!("{} ({})", first.rule.title, first.verdict.severity.word());
    match findings.iter().count() {
        1 => format!("Diagnosis: {worst}"),
        more => format!("Diagnosis: {}, the worst: {worst}", count(more)),
    }
}

/// Returns the titles of what is found.
pub fn found(run: &Run) -> Vec<&'static str> {
    run.history.findings.iter().map(|f| f.rule.title).collect()
}

/// Says what is new in the titles `now` to someone who knows of those `before`.
pub fn news(before: &[&'static str], now: &[&'static str]) -> Option<String> {
    let fresh = now.iter().copied();
    let fresh: Vec<&str> = fresh.filter(|title| !before.contains(title)).collect();
    (!fresh.is_empty()).then(|| format!("Diagnosis: {}.", fresh.join("; ")))
}

/// What became of a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemedyEffect {
    /// Key of the rule it was for.
    pub rule: &'static str,
    /// What was done.
    pub remedy: String,
    /// What the figure is.
    pub figure: &'static str,
    /// Before and now.
    pub values: String,
    /// Whether it is better now; not known before the first reports.
    pub improved: Option<bool>,
}

/// Lists what became of the remedies applied, the latest first.
pub fn outcomes(run: &Run) -> Vec<RemedyEffect> {
    let outcome = |(applied, comparison): (&AppliedRemedy, Option<Comparison>)| {
        let (figure, before) = applied.before.then()?;
        let now = match &comparison {
            Some(comparison) => &comparison.now,
            None if run.progress.wants_training => "after a few reports",
            None => "press Train to see",
        };
        Some(RemedyEffect {
            rule: applied.before.rule,
            remedy: applied.before.remedy.clone(),
            figure,
            values: format!("{before} → {now}"),
            improved: comparison.map(|c| c.improved),
        })
    };
    run.applied_remedies().filter_map(outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_said_once() {
        assert_eq!(news(&[], &[]), None);
        let said = news(&["Dead ReLUs"], &["Overfitting", "Dead ReLUs"]);
        assert_eq!(said.as_deref(), Some("Diagnosis: Overfitting."));
        assert_eq!(news(&["Overfitting", "Dead ReLUs"], &["Dead ReLUs"]), None);
    }

    #[test]
    fn before_the_first_reports_nothing_is_claimed() {
        use playground_experiment::device::Preference;
        use playground_experiment::experiment::Experiment;
        let run = Run::new(Experiment::default(), Vec::new(), Preference::Cpu);
        assert_eq!(summary(&run), "Diagnosis: nothing to judge yet");
        assert!(state(&run).starts_with("Nothing to judge yet"));
        assert!(keys(&run).is_empty() && outcomes(&run).is_empty());
        assert_eq!(worst(&run), "");
    }
}
