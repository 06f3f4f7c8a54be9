//! What the panel and the line say.

use crate::run::Run;
use crate::run::findings::AppliedRemedy;
use playground_insight::diagnose::{Comparison, Severity};

/// A finding in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingWords {
    /// Number of the run, which stays when its name changes.
    pub id: u32,
    /// Name of the run, where there are several.
    pub run: Option<String>,
    /// Of its rule.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
}

impl FindingWords {
    /// Returns its title, with the run that it is about.
    pub fn named(&self) -> String {
        match &self.run {
            Some(run) => format!("{} in “{run}”", self.title),
            None => self.title.to_owned(),
        }
    }
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
pub fn state(judged: bool) -> &'static str {
    match judged {
        true => "Nothing found so far.",
        false => "Nothing to judge yet. A few reports of training are needed first.",
    }
}

/// Returns the severity of the worst finding, which comes first, or an empty word.
pub fn worst(found: &[FindingWords]) -> &'static str {
    found.first().map_or("", |finding| finding.severity.word())
}

/// Sums up the panel in one line.
pub fn summary(found: &[FindingWords], judged: bool) -> String {
    let Some(first) = found.first() else {
        return match judged {
            true => "Diagnosis: nothing found so far".to_owned(),
            false => "Diagnosis: nothing to judge yet".to_owned(),
        };
    };
    let worst = format!("{} ({})", first.named(), first.severity.word());
    match found.len() {
        1 => format!("Diagnosis: {worst}"),
        more => format!("Diagnosis: {}, the worst: {worst}", count(more)),
    }
}

/// Says what is new in `now` to someone who knows of what there was before.
pub fn news(before: &[FindingWords], now: &[FindingWords]) -> Option<String> {
    let known = |f: &FindingWords| before.iter().any(|b| (b.id, b.title) == (f.id, f.title));
    let fresh = now.iter().filter(|finding| !known(finding));
    let fresh: Vec<String> = fresh.map(FindingWords::named).collect();
    (!fresh.is_empty()).then(|| format!("{NEWS}{}.", fresh.join("; ")))
}

/// How [`news`] begins.
const NEWS: &str = "Diagnosis: ";

/// Returns whether this was said by [`news`] of what is no longer found.
pub fn is_past(said: &str, now: &[FindingWords]) -> bool {
    let still = |finding: &FindingWords| said.contains(finding.title);
    said.starts_with(NEWS) && !now.iter().any(still)
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

    fn words(run: Option<&str>, title: &'static str, severity: Severity) -> FindingWords {
        FindingWords {
            id: run.map_or(0, |name| name.len() as u32),
            run: run.map(str::to_owned),
            title,
            severity,
        }
    }

    #[test]
    fn what_is_new_is_said_once() {
        let dead = words(Some("CE"), "Dead ReLUs", Severity::Mild);
        let overfitting = words(Some("MSE"), "Overfitting", Severity::Mild);
        let both = [overfitting, dead.clone()];
        assert_eq!(news(&[], &[]), None);
        let said = news(std::slice::from_ref(&dead), &both);
        assert_eq!(said.as_deref(), Some("Diagnosis: Overfitting in “MSE”."));
        let renamed = FindingWords {
            run: Some("cross-entropy".to_owned()),
            ..dead
        };
        assert_eq!(news(&both, std::slice::from_ref(&renamed)), None);
        assert!(is_past(
            "Diagnosis: Overfitting in “MSE”.",
            std::slice::from_ref(&renamed)
        ));
        assert!(!is_past("Diagnosis: Dead ReLUs.", &[renamed]));
        assert!(!is_past("Applied: Switch to Adam.", &[]));
    }

    #[test]
    fn the_line_tells_the_worst_and_of_which_run_it_is() {
        let alone = [words(None, "Dead ReLUs", Severity::Mild)];
        assert_eq!(summary(&alone, true), "Diagnosis: Dead ReLUs (mild)");
        let beside = [
            words(Some("MSE"), "Overfitting", Severity::Serious),
            words(Some("CE"), "Dead ReLUs", Severity::Mild),
        ];
        let line = "Diagnosis: 2 findings, the worst: Overfitting in “MSE” (serious)";
        assert_eq!(
            (summary(&beside, true).as_str(), worst(&beside)),
            (line, "serious")
        );
    }

    #[test]
    fn before_the_first_reports_nothing_is_claimed() {
        use playground_experiment::device::Preference;
        use playground_experiment::experiment::Experiment;
        let run = Run::new(Experiment::default(), Vec::new(), Preference::Cpu);
        assert_eq!(
            summary(&[], run.history.is_judged()),
            "Diagnosis: nothing to judge yet"
        );
        assert!(state(false).starts_with("Nothing to judge yet"));
        assert!(outcomes(&run).is_empty());
        assert_eq!(worst(&[]), "");
    }
}
