//! Rules that read the course of a run: its losses and accuracies.

use crate::diagnose::remedy::{adaptive, better_start, decay, slower};
use crate::diagnose::{EpochLosses, Evidence, Severity, Verdict};
use playground_experiment::experiment::Experiment;
use playground_experiment::format::{number, percent};
use playground_experiment::loss::{Output, one_hot};

/// Answers that differ by less are the same to the eye.
const ALIKE: f64 = 0.05;

/// Steps after which a network should know more than nothing.
pub(super) const PATIENCE: u64 = 50;

pub(super) fn latest_loss(evidence: &Evidence) -> Option<f64> {
    evidence.recent.last().map(|report| f64::from(report.loss))
}

pub(super) fn accuracy(evidence: &Evidence) -> Option<f64> {
    evidence.recent.accuracy()
}

pub(super) fn not_finite(evidence: &Evidence, loss: f64) -> Option<Verdict> {
    let report = evidence.recent.last()?;
    let gradients = report.gradients.iter().all(|g| g.weight.is_finite());
    if loss.is_finite() && gradients {
        return None;
    }
    Some(Verdict {
        severity: Severity::Fatal,
        sentence: format!(
            "At step {} the loss or a gradient is no longer finite, at a learning rate of {}: weights or activations \
             have probably overflowed.",
            report.step,
            number(report.learning_rate)
        ),
        remedy: slower(&evidence.experiment, true),
    })
}

/// Returns the mean loss of now over the lowest so far.
pub(super) fn rise(evidence: &Evidence) -> Option<f64> {
    Some(evidence.recent.loss()? / evidence.recent.lowest()?)
}

pub(super) fn rising(evidence: &Evidence, ratio: f64) -> Option<Verdict> {
    let (now, lowest) = (evidence.recent.loss()?, evidence.recent.lowest()?);
    let guessing = guessing_loss(&evidence.experiment)?;
    if ratio < 1.25 || now - lowest < 0.25 * guessing {
        return None;
    }
    let rate = evidence.recent.last()?.learning_rate;
    Some(Verdict {
        severity: Severity::Serious,
        sentence: format!(
            "The loss has risen from {} to {} at a learning rate of {}: probably the steps are too large.",
            number(lowest),
            number(now),
            number(rate)
        ),
        remedy: slower(&evidence.experiment, false),
    })
}

/// Computes the loss of an output that is the same for every image and fits the classes' frequencies: each class gets
/// 1/K. It is ln K for cross-entropy on softmax. For an autoencoder it is the loss of grey paper: ½ everywhere where
/// there is no ink.
pub(super) fn guessing_loss(experiment: &Experiment) -> Option<f64> {
    let objective = experiment.objective().ok()?;
    let classes = experiment.outputs();
    let share = match experiment.is_autoencoder() {
        true => 0.5,
        false => 1.0 / classes as f64,
    };
    let logit = match experiment.output {
        Output::Softmax | Output::SoftmaxTwice => 0.0,
        Output::Sigmoid | Output::Image => (share / (1.0 - share)).ln(),
        Output::Linear | Output::ImageLinear => share,
    };
    let target = match experiment.is_autoencoder() {
        true => vec![0.0; classes],
        false => one_hot(0, classes),
    };
    let (z, settings) = (vec![logit; classes], experiment.loss_settings());
    Some(objective.closed_form(&z, &target, settings).value)
}

pub(super) fn uniform(evidence: &Evidence, accuracy: f64) -> Option<Verdict> {
    let experiment = &evidence.experiment;
    let classes = experiment.classes().len() as f64;
    let (loss, guessing) = (evidence.recent.loss()?, guessing_loss(experiment)?);
    let early = evidence.recent.last()?.step < PATIENCE;
    let guesses = (loss / guessing - 1.0).abs() < 0.03 && accuracy < 2.0 / classes;
    if early || !guesses {
        return None;
    }
    Some(Verdict {
        severity: Severity::Serious,
        sentence: format!(
            "The loss is {}, that of guessing one of {classes} classes is {}, and {} of the answers \
             are right: {}. It may need more steps, larger ones or another start; and are these the labels of \
             these inputs?",
            number(loss),
            number(guessing),
            percent(accuracy),
            sameness(evidence)
        ),
        remedy: adaptive(experiment).or_else(|| better_start(experiment)),
    })
}

/// Says how far the answers differ from image to image; probably not at all, where no probe tells.
fn sameness(evidence: &Evidence) -> String {
    let Some(spread) = spread(evidence) else {
        return "probably the answer is much the same for every image".to_owned();
    };
    match spread < ALIKE {
        true => format!(
            "the answer is the same for every image of the batch, to within {}",
            number(spread)
        ),
        false => format!(
            "the answers differ from image to image, by up to {}, but not as the classes do",
            number(spread)
        ),
    }
}

/// Returns by how much the answer of a class differs at most between the examples of the latest probe.
fn spread(evidence: &Evidence) -> Option<f64> {
    let (_, examples) = evidence.probe()?;
    let mut bounds = vec![[f64::INFINITY, f64::NEG_INFINITY]; examples.classes];
    for row in examples.logits.chunks_exact(examples.classes.max(1)) {
        let logits: Vec<f64> = row.iter().map(|&z| f64::from(z)).collect();
        let answer = evidence.experiment.output.answer(&logits);
        for ([low, high], value) in bounds.iter_mut().zip(answer) {
            (*low, *high) = (low.min(value), high.max(value));
        }
    }
    let widths = bounds.iter().map(|[low, high]| high - low);
    widths.filter(|width| width.is_finite()).reduce(f64::max)
}

/// Returns the evaluation with the lowest validation loss, the latest, and how many came after the lowest.
fn lowest_and_latest(evidence: &Evidence) -> Option<(EpochLosses, EpochLosses, usize)> {
    let all: Vec<EpochLosses> = evidence.recent.evaluations().copied().collect();
    let better = |a: &(usize, &EpochLosses), b: &(usize, &EpochLosses)| {
        a.1.validation.total_cmp(&b.1.validation)
    };
    let (at, lowest) = all.iter().enumerate().min_by(better)?;
    let latest = all.last()?;
    Some((*lowest, *latest, all.len() - 1 - at))
}

pub(super) fn validation_rise(evidence: &Evidence) -> Option<f64> {
    let (lowest, latest, _) = lowest_and_latest(evidence)?;
    Some(latest.validation / lowest.validation)
}

pub(super) fn overfitting(evidence: &Evidence, ratio: f64) -> Option<Verdict> {
    let (lowest, latest, since) = lowest_and_latest(evidence)?;
    if since < 2 || ratio < 1.05 || latest.training >= lowest.training {
        return None;
    }
    Some(Verdict {
        severity: Severity::Mild,
        sentence: format!(
            "The validation loss was {} at epoch {:.0} and is {} now, while the training loss fell \
             from {} to {}: the network probably learns its examples by heart.",
            number(lowest.validation),
            lowest.epoch,
            number(latest.validation),
            number(lowest.training),
            number(latest.training)
        ),
        remedy: decay(&evidence.experiment),
    })
}
