//! Rules that look into the network: gradients by layer, units, and the examples of the batch.

use crate::diagnose::remedy::{better_start, dies, flip, has_fault, other_activation, saturates};
use crate::diagnose::{Evidence, Severity, Verdict};
use playground_experiment::format::{number, percent};
use playground_experiment::loss::{Family, Output};
use playground_experiment::model::{Activation, Init};
use playground_experiment::protocol::probe::{Examples, LayerProbe};

fn serious_if(grave: bool) -> Severity {
    if grave {
        Severity::Serious
    } else {
        Severity::Mild
    }
}

pub(super) fn symmetry(evidence: &Evidence, accuracy: f64) -> Option<Verdict> {
    let experiment = &evidence.experiment;
    let alike =
        matches!(experiment.init, Init::Zero | Init::Constant) || experiment.init_scale == 0.0;
    let architecture = experiment.architecture().ok().filter(|_| alike)?;
    // Without a hidden layer the units are the classes, which differ by their targets.
    let [first, _, ..] = &architecture.layers[..] else {
        return None;
    };
    let units = first.units;
    let gradient = evidence.recent.last()?.gradients.first()?.weight;
    let value = match experiment.init {
        Init::Constant => experiment.init_scale,
        _ => 0.0,
    };
    Some(Verdict {
        severity: Severity::Serious,
        sentence: format!(
            "Every weight began at {value}, so the {units} units of the first layer compute the same and, without \
             dropout, stay the same: its weight gradient is {} and {} of the answers are right.",
            number(gradient),
            percent(accuracy)
        ),
        remedy: better_start(experiment),
    })
}

/// Finds the examples that get more than 0.9 for a wrong class and less than 0.1 for the true one.
fn wrong_ones(output: Output, examples: &Examples) -> Vec<usize> {
    let is_wrong = |&example: &usize| {
        let logits = examples.row(&examples.logits, example).iter();
        let answer = output.answer(&logits.map(|&z| f64::from(z)).collect::<Vec<_>>());
        let truth = usize::from(examples.labels[example]);
        let others = answer.iter().enumerate().filter(|(k, _)| *k != truth);
        let most = others.map(|(_, &v)| v).fold(f64::NEG_INFINITY, f64::max);
        most > 0.9 && answer.get(truth).is_some_and(|&v| v < 0.1)
    };
    (0..examples.len()).filter(is_wrong).collect()
}

pub(super) fn confidently_wrong(evidence: &Evidence) -> Option<f64> {
    let (probe, examples) = evidence.probe()?;
    let wrong = wrong_ones(probe.objective.0, examples).len();
    (!examples.is_empty()).then(|| wrong as f64 / examples.len() as f64)
}

pub(super) fn stalled(evidence: &Evidence, share: f64) -> Option<Verdict> {
    let experiment = &evidence.experiment;
    let (probe, examples) = evidence.probe()?;
    let squashed = matches!(experiment.output, Output::Softmax | Output::Sigmoid);
    let squared = experiment.loss.info().family == Family::SquaredError && squashed;
    if !squared || probe.objective != (experiment.output, experiment.loss) || share < 0.1 {
        return None;
    }
    let wrong = wrong_ones(experiment.output, examples);
    let mean_norm = |rows: &[f32]| {
        let norms = examples.norms(rows);
        let sum: f64 = wrong.iter().map(|&i| f64::from(norms[i])).sum();
        sum / wrong.len() as f64
    };
    let (own, other) = (mean_norm(&examples.own), mean_norm(&examples.counterpart));
    if own > 0.05 * other {
        return None;
    }
    Some(Verdict {
        severity: Severity::Serious,
        sentence: format!(
            "{} of {} examples are confidently wrong, and squared error hardly corrects them: their \
             gradient at the logits is {} on average where that of {} is {}.",
            wrong.len(),
            examples.len(),
            number(own),
            probe.counterpart.1.info().name,
            number(other)
        ),
        remedy: flip(experiment),
    })
}

/// Divides the weight gradient of the first layer by that of the last, over the latest reports.
pub(super) fn gradient_ratio(evidence: &Evidence) -> Option<f64> {
    let (first, last) = outer_gradients(evidence)?;
    (last > 0.0).then(|| first / last)
}

/// Returns the mean weight gradients of the first and of the last layer; nothing without a hidden layer.
fn outer_gradients(evidence: &Evidence) -> Option<(f64, f64)> {
    let mut sums = (0.0, 0.0);
    let mut reports = 0.0;
    for report in evidence.recent.window()? {
        let [first, .., last] = report.gradients.as_slice() else {
            return None;
        };
        sums.0 += f64::from(first.weight);
        sums.1 += f64::from(last.weight);
        reports += 1.0;
    }
    Some((sums.0 / reports, sums.1 / reports))
}

pub(super) fn vanishing(evidence: &Evidence, ratio: f64) -> Option<Verdict> {
    if ratio > 1e-3 {
        return None;
    }
    let (first, last) = outer_gradients(evidence)?;
    Some(Verdict {
        severity: serious_if(ratio <= 1e-6),
        sentence: format!(
            "The first layer's weight gradient is {} of the last layer's ({} against {}): under plain gradient \
             descent the first layer hardly moves.",
            number(ratio),
            number(first),
            number(last)
        ),
        remedy: better_start(&evidence.experiment)
            .or_else(|| other_activation(&evidence.experiment, saturates, Activation::Relu)),
    })
}

/// Finds the layer with the largest share, and the share. `None` without a probe that counted units; 0 where no layer
/// has such units.
fn worst<'a>(
    evidence: &'a Evidence<'_>,
    share: fn(&LayerProbe) -> Option<f32>,
) -> Option<(f64, Option<&'a LayerProbe>)> {
    let (probe, _) = evidence.probe().filter(|(probe, _)| probe.units_over > 0)?;
    let shares = probe.layers.iter().filter_map(|l| Some((share(l)?, l)));
    let worst = shares.max_by(|a, b| a.0.total_cmp(&b.0));
    Some(worst.map_or((0.0, None), |(share, layer)| {
        (f64::from(share), Some(layer))
    }))
}

pub(super) fn dead_share(evidence: &Evidence) -> Option<f64> {
    Some(worst(evidence, |layer| layer.dead)?.0)
}

pub(super) fn dead(evidence: &Evidence, share: f64) -> Option<Verdict> {
    let layer = worst(evidence, |layer| layer.dead)?.1?;
    // The probe may be older than a changed activation.
    if share < 0.3 || !has_fault(&evidence.experiment, dies) {
        return None;
    }
    Some(Verdict {
        severity: serious_if(share >= 0.7),
        sentence: format!(
            "{} of the ReLUs of {} are probably dead: zero for every one of {} images, none of which gives them a \
             gradient.",
            percent(share),
            layer.name,
            evidence.probe()?.0.units_over
        ),
        remedy: other_activation(&evidence.experiment, dies, Activation::LeakyRelu),
    })
}

pub(super) fn saturated_share(evidence: &Evidence) -> Option<f64> {
    Some(worst(evidence, |layer| layer.saturated)?.0)
}

pub(super) fn saturated(evidence: &Evidence, share: f64) -> Option<Verdict> {
    let layer = worst(evidence, |layer| layer.saturated)?.1?;
    if share < 0.5 || !has_fault(&evidence.experiment, saturates) {
        return None;
    }
    Some(Verdict {
        severity: serious_if(share >= 0.9),
        sentence: format!(
            "{} of the activations of {} are saturated, over {} images: their slope is small, and so is the gradient \
             that passes.",
            percent(share),
            layer.name,
            evidence.probe()?.0.units_over
        ),
        remedy: better_start(&evidence.experiment)
            .or_else(|| other_activation(&evidence.experiment, saturates, Activation::Relu)),
    })
}
