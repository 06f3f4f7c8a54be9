//! Rules that recognise the mistakes made on purpose by what they do to the figures. None of them knows whether its mistake
//! is made: each goes by a figure that no right run reaches.

use super::course::{PATIENCE, guessing_loss};
use crate::diagnose::recent::FEWEST;
use crate::diagnose::remedy::{shuffle, slower};
use crate::diagnose::{Evidence, Severity, Verdict};
use playground_experiment::format::{number, percent};
use playground_experiment::loss::one_hot;
use playground_experiment::model::{Block, LayerKind, Op};
use playground_experiment::protocol::probe::Examples;

/// A mean of gradients is never longer than the mean of their lengths; single precision needs a little room.
const LONGEST_MEAN: f64 = 1.05;
/// The largest change of an answer that is none.
const SAME_ANSWER: f64 = 1e-3;
/// What rounding may change of a logit, as a share of the largest.
const ROUNDING: f64 = 1e-5;
/// How likely shuffled batches may be as uneven as those seen.
const UNEVEN: f64 = 1e-9;
/// The share of the pixels' variance that labels explain where they belong to their images, at least: MNIST 0.20,
/// Fashion-MNIST 0.40.
const EXPLAINED: f64 = 0.02;
/// What single precision may add to a bound.
const ROOM: f64 = 1.0001;
/// Steps of half a layer's size are no small steps: right runs stay under 0.39.
const FAR: f64 = 0.5;

fn verdict(severity: Severity, sentence: String) -> Option<Verdict> {
    Some(Verdict {
        severity,
        sentence,
        remedy: None,
    })
}

/// Returns the mean loss of the latest reports, or the latest while there are few or it has overflowed.
fn loss(evidence: &Evidence) -> Option<f64> {
    let latest = f64::from(evidence.recent.last()?.loss);
    match latest.is_finite() {
        true => evidence.recent.loss().or(Some(latest)),
        false => Some(latest),
    }
}

/// Says how bad it is: fatal where the loss is no longer a number, serious where it has not got away from guessing.
fn severity(evidence: &Evidence, loss: f64) -> Option<Severity> {
    let lost = loss > 0.9 * guessing_loss(&evidence.experiment)?;
    Some(match (loss.is_finite(), lost) {
        (false, _) => Severity::Fatal,
        (true, true) => Severity::Serious,
        (true, false) => Severity::Mild,
    })
}

/// Puts a loss into words: “3.1, where guessing gives 2.303”.
fn beside_guessing(evidence: &Evidence, loss: f64) -> Option<String> {
    let guessing = number(guessing_loss(&evidence.experiment)?);
    // With a teacher's part in it a loss does not compare.
    let taught = evidence.experiment.distillation().is_some();
    Some(match loss.is_finite() {
        true if taught => number(loss),
        true => format!("{}, where guessing gives {guessing}", number(loss)),
        false => "no longer finite".to_owned(),
    })
}

/// Returns ‖∂L/∂b‖ of the output layer over its signal, the largest so far. A mean over the batch is never longer than
/// the mean of the lengths, so it cannot be above 1.
pub(super) fn overlong(evidence: &Evidence) -> Option<f64> {
    evidence.recent.extremes.bias_over_signal
}

pub(super) fn uncleared(evidence: &Evidence, ratio: f64) -> Option<Verdict> {
    if ratio <= LONGEST_MEAN {
        return None;
    }
    let loss = loss(evidence)?;
    let severity = severity(evidence, loss)?.max(Severity::Serious);
    let sentence = format!(
        "The bias gradient of the output layer was up to {} times as long as those of the single images are on \
         average, and it should be their mean: probably the gradients of earlier steps are still in it, because they \
         are not cleared. The loss is {}.",
        number(ratio),
        beside_guessing(evidence, loss)?
    );
    verdict(severity, sentence)
}

/// Returns the largest ‖Δw‖/‖w‖ of the latest reports.
pub(super) fn movement(evidence: &Evidence) -> Option<f64> {
    let ratios = evidence.recent.window()?.flat_map(|r| &r.update_ratios);
    let moved = ratios.map(|&v| f64::from(v)).filter(|v| v.is_finite());
    // Of weights that are all 0 nothing can be said but that they have not moved.
    Some(moved.reduce(f64::max).unwrap_or(0.0))
}

/// Returns the mean length of the gradients at the logits as the closed form has them; for an autoencoder, which has no
/// examples, the error of its pixels, which is 0 only where every such gradient is.
fn gradient_due(evidence: &Evidence) -> Option<f64> {
    let (probe, examples) = evidence.probe()?;
    if evidence.experiment.is_autoencoder() {
        return evidence.recent.last()?.pixel_error.map(f64::from);
    }
    let objective = evidence.experiment.objective().ok()?;
    let of_example = |example: usize| {
        let z: Vec<f64> = logits(examples, example);
        let y = one_hot(usize::from(examples.labels[example]), z.len());
        let gradient = objective.closed_form(&z, &y, probe.settings).gradient;
        gradient.iter().map(|g| g * g).sum::<f64>().sqrt()
    };
    let sum: f64 = (0..examples.len()).map(of_example).sum();
    (!examples.is_empty()).then(|| sum / examples.len() as f64)
}

fn logits(examples: &Examples, example: usize) -> Vec<f64> {
    let row = examples.row(&examples.logits, example);
    row.iter().map(|&z| f64::from(z)).collect()
}

pub(super) fn no_backward(evidence: &Evidence, _: f64) -> Option<Verdict> {
    let mut gradients = evidence.recent.window()?.flat_map(|r| &r.gradients);
    // In a network that is merely dead the signals at its units are not.
    let none = gradients.all(|g| [g.weight, g.bias, g.signal] == [0.0; 3]);
    let due = gradient_due(evidence).filter(|due| none && *due > 1e-12)?;
    let at_logits = match evidence.experiment.is_autoencoder() {
        true => format!("the pixels are wrong by {} in the mean square", number(due)),
        false => format!("at the logits it should be {} for an image", number(due)),
    };
    let sentence = format!(
        "After {} steps the gradient of every layer is exactly 0, while {at_logits}, and the loss is {}: the backward \
         pass is left out, so the optimiser has nothing to go by.",
        evidence.recent.last()?.step,
        number(evidence.recent.loss()?)
    );
    verdict(Severity::Serious, sentence)
}

/// Returns the largest change of an answer that was asked for twice at the same step.
pub(super) fn changed_answer(evidence: &Evidence) -> Option<f64> {
    evidence.probe()?.0.asked_twice.map(f64::from)
}

pub(super) fn training_mode(evidence: &Evidence, change: f64) -> Option<Verdict> {
    let (_, examples) = evidence.probe()?;
    let modes = evidence.experiment.blocks.iter().any(Block::has_two_modes);
    // A network that has overflowed gives no answers to compare.
    let finite = examples.logits.iter().all(|z| z.is_finite());
    let logits = examples.logits.iter().map(|z| f64::from(z.abs()));
    let largest = logits.fold(1.0, f64::max);
    if !modes || !finite || change.is_nan() || change <= SAME_ANSWER.max(ROUNDING * largest) {
        return None;
    }
    let dropped = |block: &Block| match block {
        Block::Dropout(own) if own.percent > 0 => Some(own.percent),
        _ => None,
    };
    let blocks = evidence.experiment.blocks.iter();
    let how = match blocks.filter_map(dropped).max() {
        Some(most) => {
            format!("dropout leaves out up to {most} % of the values of a block, others each time")
        }
        None => "batch normalisation goes by the images that are asked together".to_owned(),
    };
    let sentence = format!(
        "One image, asked twice at step {}, got answers that differ by {}: {how}, because evaluation mode is \
         forgotten. What is measured is not the network as it will be used.",
        evidence.probe()?.0.step,
        number(change)
    );
    verdict(Severity::Mild, sentence)
}

/// Returns the loss reported over the loss that the settings state, both over the latest reports.
pub(super) fn over_stated(evidence: &Evidence) -> Option<f64> {
    let (mut reported, mut stated) = (0.0, 0.0);
    for report in evidence.recent.window()? {
        reported += f64::from(report.loss);
        stated += f64::from(report.stated_loss?);
    }
    Some(reported / stated).filter(|ratio| ratio.is_finite())
}

pub(super) fn softmax_twice(evidence: &Evidence, ratio: f64) -> Option<Verdict> {
    let accuracy = evidence.recent.accuracy()?;
    if ratio <= 1.5 || accuracy < 0.5 {
        return None;
    }
    // All of the first softmax on the true class: −ln(e / (e + K − 1)).
    let classes = evidence.experiment.classes().len() as f64;
    let most = 1.0f64.exp() / (1.0f64.exp() + classes - 1.0);
    let loss = loss(evidence)?;
    let sentence = format!(
        "{} of the answers are right, and yet the loss is {}, {} times what it should be for these logits. Probably \
         a second softmax is at work: it only sees values from 0 to 1, so no class can get more than {}, \
         cross-entropy stays above {:.3}, and little gradient comes through.",
        percent(accuracy),
        number(loss),
        number(ratio),
        percent(most),
        // Rounded down: it comes as near as it likes.
        (-most.ln() * 1e3).floor() / 1e3
    );
    verdict(Severity::Serious, sentence)
}

/// Returns the share of the most frequent class in the batch of the latest probe; none for a batch too small to tell.
pub(super) fn one_class(evidence: &Evidence) -> Option<f64> {
    let (_, examples) = evidence.probe()?;
    let most = *examples.counts().iter().max()?;
    (examples.len() >= FEWEST).then(|| most as f64 / examples.len() as f64)
}

pub(super) fn sorted(evidence: &Evidence, _: f64) -> Option<Verdict> {
    let likely = evidence.recent.evenness();
    if likely >= UNEVEN {
        return None;
    }
    let (probe, examples) = evidence.probe()?;
    let counts = examples.counts();
    let most = counts.iter().max()?;
    let class = counts.iter().position(|count| count == most)?;
    let name = evidence.experiment.classes().get(class)?;
    let validation = match evidence.recent.evaluations().next_back() {
        Some(latest) => format!(" The validation loss is {}.", number(latest.validation)),
        None => String::new(),
    };
    let sentence = format!(
        "Of the {} images of the batch at step {}, {most} are of class {name}, and that batches as uneven as the \
         latest come out of a shuffled set has a probability of {} at most: the data is probably sorted and not \
         shuffled, so the network learns one class and forgets the others.{validation}",
        examples.len(),
        probe.step,
        // The product may be beneath all numbers.
        number(likely.max(1e-300))
    );
    Some(Verdict {
        remedy: shuffle(&evidence.experiment),
        ..verdict(Severity::Serious, sentence)?
    })
}

/// Returns the share of the pixels' variance that the labels explain.
pub(super) fn explained(evidence: &Evidence) -> Option<f64> {
    let (probe, _) = evidence.probe()?;
    probe.data.as_ref()?.pixels.as_ref()?.explained
}

/// Returns whether the network does better than guessing on its own images and, where they are measured, on those that it
/// has not seen: then the labels say something, however little of the pixels they explain.
fn generalises(evidence: &Evidence) -> bool {
    let guessing = guessing_loss(&evidence.experiment);
    let (loss, latest) = (
        evidence.recent.loss(),
        evidence.recent.evaluations().next_back(),
    );
    if loss
        .zip(guessing)
        .is_none_or(|(loss, guessing)| loss >= 0.9 * guessing)
    {
        return false;
    }
    latest
        .zip(guessing)
        .is_none_or(|(latest, guessing)| latest.validation < 0.9 * guessing)
}

pub(super) fn shuffled_labels(evidence: &Evidence, explained: f64) -> Option<Verdict> {
    let classifies = !evidence.experiment.is_autoencoder();
    // Some classes differ by what no single pixel shows: then the network has time to find it.
    let early = evidence.recent.last()?.step < PATIENCE;
    if explained >= EXPLAINED || !classifies || early || generalises(evidence) {
        return None;
    }
    let (probe, _) = evidence.probe()?;
    let images = probe.data.as_ref()?.pixels.as_ref()?.images;
    let loss = loss(evidence)?;
    let sentence = format!(
        "Of the pixels' variance in {images} training images the labels explain {}, those of MNIST 20 %, of \
         Fashion-MNIST 40 %: probably the labels are shuffled. The loss is {}, and {} of the answers are right.",
        percent(explained.max(0.0)),
        beside_guessing(evidence, loss)?,
        percent(f64::from(evidence.recent.last()?.accuracy))
    );
    verdict(Severity::Serious, sentence)
}

/// Returns the weight gradient of a dense or convolutional first layer over its signal, the largest so far.
pub(super) fn input_length(evidence: &Evidence) -> Option<f64> {
    let architecture = evidence.experiment.architecture().ok()?;
    match architecture.layers.first()?.kind {
        LayerKind::Dense | LayerKind::Conv { .. } => evidence.recent.extremes.weight_over_signal,
        LayerKind::Recurrent { .. } => None,
    }
}

/// Computes what [`input_length`] cannot exceed where inputs are normalised as stated: ‖Σ x δᵀ‖ ≤ max ‖x‖·√places·‖δ‖
/// for what a unit sees at each of its places.
fn longest_input(evidence: &Evidence) -> Option<f64> {
    let experiment = &evidence.experiment;
    let architecture = experiment.architecture().ok()?;
    let first = architecture.layers.first()?;
    // What comes before the first layer changes what that sees: dropout enlarges what it keeps.
    let mut kept = 1.0;
    for stage in &architecture.stages {
        match stage.work {
            Op::Layer(_) => break,
            Op::Norm(_) => return None,
            Op::Dropout { probability } => kept *= 1.0 - probability,
            _ => {}
        }
    }
    let (scale, shift) = experiment.inputs();
    let largest = f64::from(shift.abs().max((scale + shift).abs()));
    Some(ROOM * largest / kept * ((first.inputs * first.places()) as f64).sqrt())
}

pub(super) fn raw_inputs(evidence: &Evidence, length: f64) -> Option<Verdict> {
    let longest = longest_input(evidence).filter(|longest| length > *longest)?;
    let loss = loss(evidence)?;
    let sentence = format!(
        "The weight gradient of the first layer was up to {} times that at its units, and with normalised inputs it \
         could be {} times at most: probably pixels go in as they are in the file, from 0 to 255. The loss is {}.",
        number(length),
        number(longest),
        beside_guessing(evidence, loss)?
    );
    verdict(severity(evidence, loss)?, sentence)
}

/// Returns the largest ‖Δw‖/‖w‖ so far.
pub(super) fn furthest(evidence: &Evidence) -> Option<f64> {
    evidence.recent.extremes.movement.map(|step| step.ratio)
}

/// Writes a share of something, to be followed by what that is: “60.0 % of”; of more than twice as much “15 times”.
fn by_share(share: f64) -> String {
    match share > 2.0 {
        true => format!("{} times", number(share)),
        false => format!("{} of", percent(share)),
    }
}

pub(super) fn high_rate(evidence: &Evidence, moved: f64) -> Option<Verdict> {
    let [first, largest] = evidence.recent.extremes.losses?;
    // One hard batch is not worse than guessing for long.
    let usual = first.max(guessing_loss(&evidence.experiment)?);
    if moved <= FAR || largest <= 1.25 * usual {
        return None;
    }
    let (loss, taken) = (loss(evidence)?, evidence.recent.extremes.movement?.rate);
    let set = evidence.experiment.learning_rate;
    // No schedule goes above the rate that is set.
    let times = match taken > 1.01 * set {
        true => format!(
            ", {} times the one that is set",
            number((taken / set).round())
        ),
        false => String::new(),
    };
    let rose = match largest.is_finite() {
        true => format!("rose from {} to {}", number(first), number(largest)),
        false => format!("rose from {} until it was no longer finite", number(first)),
    };
    // That it is no number any more is said of its rise already.
    let now = match loss.is_finite() {
        true => format!(" The loss is {}.", beside_guessing(evidence, loss)?),
        false => String::new(),
    };
    let sentence = format!(
        "A step at a learning rate of {}{times} moved the weights of a layer by {} their size, and the loss {rose}: the \
         steps are probably far too large.{now}",
        number(taken),
        by_share(moved)
    );
    Some(Verdict {
        remedy: slower(&evidence.experiment, true),
        ..verdict(severity(evidence, loss)?.max(Severity::Serious), sentence)?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Recent;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::optimizer::Optimizer;
    use playground_experiment::protocol::Report;

    /// What is said of a run at a learning rate of 100 whose farthest step was `moved` and whose loss goes from 2.3 to
    /// `last`.
    fn far_too_high(moved: f32, last: f32) -> Verdict {
        let experiment = Experiment {
            optimizer: Optimizer::Sgd,
            learning_rate: 100.0,
            ..Experiment::default()
        };
        let mut recent = Recent::default();
        for (step, loss) in (1..).zip([2.3, last]) {
            let report = Report {
                step,
                loss,
                learning_rate: 100.0,
                update_ratios: vec![moved],
                ..Report::default()
            };
            recent.push(&report, &experiment);
        }
        let evidence = Evidence::new(&experiment, &recent, None);
        high_rate(&evidence, furthest(&evidence).unwrap()).unwrap()
    }

    #[test]
    fn a_diverged_run_is_said_once_to_have_diverged_and_by_how_many_times() {
        let verdict = far_too_high(14.906, f32::NAN);
        assert_eq!(
            verdict.sentence,
            "A step at a learning rate of 100 moved the weights of a layer by 14.9 times their size, and the loss rose \
             from 2.3 until it was no longer finite: the steps are probably far too large."
        );
        let remedy = verdict.remedy.unwrap();
        assert_eq!(remedy.settings, [("lr", "0.1".to_owned())]);
    }

    #[test]
    fn a_loss_that_is_still_a_number_is_told_beside_guessing() {
        let said = far_too_high(0.75, 40.0).sentence;
        assert!(said.contains("by 75.0 % of their size"), "{said}");
        assert!(said.ends_with("where guessing gives 2.3."), "{said}");
    }

    #[test]
    fn a_share_of_more_than_two_is_told_in_times() {
        let said = [0.5, 2.0, 2.5].map(by_share);
        assert_eq!(said, ["50.0 % of", "200.0 % of", "2.5 times"]);
    }
}
