//! Rules that recognise the mistakes made on purpose by what they do to the figures. Each speaks only while
//! its mistake is made and shows, names it, and offers the right way.

use super::course::{PATIENCE, guessing_loss};
use crate::diagnose::remedy::right;
use crate::diagnose::{Evidence, Severity, Verdict};
use playground_experiment::format::{number, percent};
use playground_experiment::mistakes::{Mistake, RATE_FACTOR};
use playground_experiment::model::{Block, LayerKind};
use playground_experiment::protocol::Report;

/// Returns the verdict on a mistake that is made, with the right way as its remedy.
fn verdict(
    evidence: &Evidence,
    mistake: Mistake,
    severity: Severity,
    sentence: String,
) -> Option<Verdict> {
    Some(Verdict {
        severity,
        sentence,
        remedy: Some(right(mistake, evidence.experiment)),
    })
}

/// Returns the mean loss of the latest reports, or the latest while there are few or it has overflowed.
pub(super) fn loss(evidence: &Evidence) -> Option<f64> {
    let latest = f64::from(evidence.recent.last()?.loss);
    match latest.is_finite() {
        true => evidence.recent.loss().or(Some(latest)),
        false => Some(latest),
    }
}

/// Returns whether a run at this loss has not got away from guessing.
fn is_lost(evidence: &Evidence, loss: f64) -> Option<bool> {
    Some(!loss.is_finite() || loss > 0.9 * guessing_loss(evidence.experiment)?)
}

fn severity(loss: f64, lost: bool) -> Severity {
    match (loss.is_finite(), lost) {
        (false, _) => Severity::Fatal,
        (true, true) => Severity::Serious,
        (true, false) => Severity::Mild,
    }
}

/// Puts a loss into words: “3.1, where guessing gives 2.303”.
fn beside_guessing(evidence: &Evidence, loss: f64) -> Option<String> {
    let guessing = number(guessing_loss(evidence.experiment)?);
    Some(match loss.is_finite() {
        true => format!("{}, where guessing gives {guessing}", number(loss)),
        false => "no longer a number".to_owned(),
    })
}

/// Returns the largest quotient of two figures of the latest reports.
fn largest_ratio(evidence: &Evidence, of: fn(&Report) -> Option<(f32, f32)>) -> Option<f64> {
    let pairs = evidence.recent.reports().filter_map(of);
    let ratios = pairs.map(|(over, under)| f64::from(over) / f64::from(under));
    ratios.filter(|ratio| ratio.is_finite()).reduce(f64::max)
}

/// Returns ‖∂L/∂b‖ of the output layer over its signal, the largest of late. A mean over the batch is never longer
/// than the mean of the lengths, so it cannot be above 1.
pub(super) fn overlong(evidence: &Evidence) -> Option<f64> {
    largest_ratio(evidence, |report| {
        report.gradients.last().map(|g| (g.bias, g.signal))
    })
}

pub(super) fn uncleared(evidence: &Evidence, ratio: f64) -> Option<Verdict> {
    let loss = loss(evidence)?;
    if !evidence.experiment.has(Mistake::Uncleared) || ratio < 1.5 {
        return None;
    }
    let severity = severity(loss, is_lost(evidence, loss)?).max(Severity::Serious);
    let sentence = format!(
        "The bias gradient of the output layer is up to {} times as long as those of the single images, of \
         which it should be the mean: the gradients of earlier steps are still in it, because they are not \
         cleared. The loss is {}.",
        number(ratio),
        beside_guessing(evidence, loss)?
    );
    verdict(evidence, Mistake::Uncleared, severity, sentence)
}

/// Returns the largest ‖Δw‖/‖w‖ of the latest reports.
pub(super) fn movement(evidence: &Evidence) -> Option<f64> {
    let ratios = evidence.recent.window()?.flat_map(|r| &r.update_ratios);
    let moved = ratios.map(|&v| f64::from(v)).filter(|v| v.is_finite());
    moved.reduce(f64::max)
}

pub(super) fn no_backward(evidence: &Evidence, movement: f64) -> Option<Verdict> {
    let mut gradients = evidence.recent.window()?.flat_map(|r| &r.gradients);
    let none = gradients.all(|g| g.weight == 0.0 && g.bias == 0.0);
    if !evidence.experiment.has(Mistake::NoBackward) || movement != 0.0 || !none {
        return None;
    }
    let sentence = format!(
        "After {} steps every gradient is 0, no weight has moved (‖Δw‖/‖w‖ = 0 in every layer) and the loss \
         is {}: the backward pass is left out, so the optimiser has nothing to go by.",
        evidence.recent.last()?.step,
        number(evidence.recent.loss()?)
    );
    verdict(evidence, Mistake::NoBackward, Severity::Serious, sentence)
}

pub(super) fn validation_loss(evidence: &Evidence) -> Option<f64> {
    Some(evidence.recent.evaluations().next_back()?.validation)
}

pub(super) fn training_mode(evidence: &Evidence, loss: f64) -> Option<Verdict> {
    let since = evidence.recent.in_training_mode_since()?;
    let latest = evidence.recent.evaluations().next_back()?;
    if latest.step < since || !evidence.experiment.has(Mistake::TrainingMode) {
        return None;
    }
    let dropped = |block: &Block| match block {
        Block::Dropout(own) if own.percent > 0 => Some(own.percent),
        _ => None,
    };
    let blocks = evidence.experiment.blocks.iter();
    let how = match blocks.filter_map(dropped).max() {
        Some(most) => format!("dropout left out up to {most} % of the values of a block"),
        None => "batch normalisation went by the images measured together".to_owned(),
    };
    let sentence = format!(
        "The validation loss of {} is not that of the network: {how}, because evaluation mode is forgotten.",
        number(loss)
    );
    verdict(evidence, Mistake::TrainingMode, Severity::Mild, sentence)
}

pub(super) fn softmax_twice(evidence: &Evidence, loss: f64) -> Option<Verdict> {
    let experiment = evidence.experiment;
    let accuracy = evidence.recent.accuracy()?;
    let made = experiment.has(Mistake::SoftmaxTwice) && experiment.objective().is_ok();
    if !made || accuracy < 0.5 {
        return None;
    }
    // All of the first softmax on the true class: −ln(e / (e + K − 1)).
    let classes = experiment.classes().len() as f64;
    let floor = (1.0f64.exp() + classes - 1.0).ln() - 1.0;
    let sentence = format!(
        "{} of the answers are right, and yet the cross-entropy is {}: with softmax applied twice no answer, \
         however sure, brings it under {floor:.4}, because the second softmax only sees values from 0 to 1.",
        percent(accuracy),
        number(loss)
    );
    verdict(evidence, Mistake::SoftmaxTwice, Severity::Serious, sentence)
}

/// Counts how often each class is in the batch of the latest probe; nothing for a batch too small to tell.
fn classes_of_batch(evidence: &Evidence) -> Option<Vec<usize>> {
    let (probe, examples) = evidence.probe?;
    let mut counts = vec![0; probe.classes];
    for &label in &examples.labels {
        *counts.get_mut(usize::from(label))? += 1;
    }
    (examples.len() >= 8).then_some(counts)
}

/// Returns the share of the most frequent class in the batch of the latest probe.
pub(super) fn one_class(evidence: &Evidence) -> Option<f64> {
    let counts = classes_of_batch(evidence)?;
    let all: usize = counts.iter().sum();
    Some(*counts.iter().max()? as f64 / all as f64)
}

pub(super) fn sorted(evidence: &Evidence, share: f64) -> Option<Verdict> {
    let experiment = evidence.experiment;
    let counts = classes_of_batch(evidence)?;
    if !experiment.has(Mistake::Sorted) || share < 0.8 {
        return None;
    }
    let most = counts.iter().max()?;
    let class = counts.iter().position(|count| count == most)?;
    let name = experiment.classes().get(class)?;
    let validation = match validation_loss(evidence) {
        Some(loss) => format!(" The validation loss is {}.", number(loss)),
        None => String::new(),
    };
    let sentence = format!(
        "Of the {} images of the batch at step {}, {most} are of class {name}: the data is sorted and not \
         shuffled, so the network learns one class and forgets the others.{validation}",
        counts.iter().sum::<usize>(),
        evidence.probe?.0.step,
    );
    verdict(evidence, Mistake::Sorted, Severity::Serious, sentence)
}

pub(super) fn shuffled_labels(evidence: &Evidence, accuracy: f64) -> Option<Verdict> {
    let experiment = evidence.experiment;
    let classes = experiment.classes().len();
    let (loss, guessing) = (evidence.recent.loss()?, guessing_loss(experiment)?);
    let last = evidence.recent.last()?;
    let guesses = (loss / guessing - 1.0).abs() < 0.1 && accuracy < 2.0 / classes as f64;
    let learnt_by_heart = validation_loss(evidence).is_some_and(|v| v > 0.9 * guessing);
    let shows = last.step >= PATIENCE && (guesses || learnt_by_heart);
    if !experiment.has(Mistake::ShuffledLabels) || !shows {
        return None;
    }
    let gradient = f64::from(last.gradients.last()?.weight);
    let sentence = format!(
        "The loss is {}, that of guessing one of {classes} classes is {}, and {} of the answers are right, \
         although a gradient of {} flows: the labels are shuffled, so the images say nothing about them.",
        number(loss),
        number(guessing),
        percent(accuracy),
        number(gradient)
    );
    verdict(
        evidence,
        Mistake::ShuffledLabels,
        Severity::Serious,
        sentence,
    )
}

/// Returns the weight gradient of a dense first layer over its signal, the largest of late. It is never more than
/// the length of the longest input.
fn input_length(evidence: &Evidence) -> Option<f64> {
    let architecture = evidence.experiment.architecture().ok()?;
    let dense = architecture.layers.first()?.kind == LayerKind::Dense;
    let largest = largest_ratio(evidence, |report| {
        report.gradients.first().map(|g| (g.weight, g.signal))
    });
    largest.filter(|_| dense)
}

pub(super) fn raw_inputs(evidence: &Evidence, loss: f64) -> Option<Verdict> {
    let experiment = evidence.experiment;
    if !experiment.has(Mistake::RawInputs) {
        return None;
    }
    let (scale, shift) = experiment.with_mistake(Mistake::RawInputs, false).inputs();
    let pixels = experiment.dataset.info().sample.len() as f64;
    let longest = f64::from(shift.abs().max((scale + shift).abs())) * pixels.sqrt();
    let lost = is_lost(evidence, loss)?;
    let shown = beside_guessing(evidence, loss)?;
    let sentence = match input_length(evidence).filter(|length| *length > longest) {
        Some(length) => format!(
            "The weight gradient of the first layer is up to {} times that at its units, and with normalised \
             inputs it could be {} times at most: the pixels go in as bytes from 0 to 255. The loss is {shown}.",
            number(length),
            number(longest)
        ),
        None if lost => format!(
            "The loss is {shown}: the inputs are not normalised, and bytes from 0 to 255 drive the units to \
             where they no longer learn."
        ),
        None => return None,
    };
    let severity = severity(loss, lost);
    verdict(evidence, Mistake::RawInputs, severity, sentence)
}

pub(super) fn high_rate(evidence: &Evidence, loss: f64) -> Option<Verdict> {
    let experiment = evidence.experiment;
    let (lost, moved) = (is_lost(evidence, loss)?, movement(evidence).unwrap_or(0.0));
    if !experiment.has(Mistake::HighRate) || !(lost || moved > 0.05) {
        return None;
    }
    let rate = evidence.recent.last()?.learning_rate;
    let moved = match moved > 0.0 {
        true => format!(
            " A step moves the weights of a layer by up to {} of their size.",
            percent(moved)
        ),
        false => String::new(),
    };
    let sentence = format!(
        "The steps are taken at a learning rate of {}, {RATE_FACTOR} times the one that is set, and the loss \
         is {}.{moved}",
        number(rate),
        beside_guessing(evidence, loss)?
    );
    let severity = severity(loss, lost).max(Severity::Serious);
    verdict(evidence, Mistake::HighRate, severity, sentence)
}
