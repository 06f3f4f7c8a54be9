//! How hard single images pull at a network: the norm of the gradient at their logits, in closed form and double
//! precision, beside how sure the network is of the right answer. Where an image stands in the picture of the page.

use playground_experiment::loss::{LossSettings, Objective, Output, log_softmax, one_hot};
use playground_experiment::metrics::argmax;
use playground_experiment::protocol::examination::Answers;

/// An image as a network sees it, and how hard it pulls under two losses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Place of the image in its file.
    pub index: u32,
    /// The class that training goes by.
    pub label: u8,
    /// The class with the largest logit: what the network reads it as.
    pub read_as: u8,
    /// Softmax of the logits at [`label`](Self::label).
    pub p_true: f64,
    /// Softmax of the logits at [`read_as`](Self::read_as).
    pub p_read: f64,
    /// ln(p / (1 − p)) at [`label`](Self::label): exact where p is too close to 0 or 1 to tell from it.
    pub log_odds: f64,
    /// ‖∂L/∂z‖₂ of the image's own loss under each of the two.
    pub norms: [f64; 2],
}

impl Pull {
    /// Returns how many times harder it pulls under the first loss than under the second; none where one of them is 0
    /// or no number.
    pub fn ratio(&self) -> Option<f64> {
        let [first, second] = self.norms;
        let ratio = first / second;
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    }

    /// Returns whether the network reads it as what it is.
    pub fn is_right(&self) -> bool {
        self.read_as == self.label
    }
}

/// Computes the pulls of `answers` under two losses with the same `settings`. An image whose logits are no numbers, or
/// whose class the network does not have, is left out.
pub fn pulls(answers: &Answers, pair: [&Objective; 2], settings: LossSettings) -> Vec<Pull> {
    (0..answers.len())
        .filter_map(|image| pull(answers, image, pair, settings))
        .collect()
}

fn pull(
    answers: &Answers,
    image: usize,
    pair: [&Objective; 2],
    settings: LossSettings,
) -> Option<Pull> {
    let label = *answers.labels.get(image)?;
    let z: Vec<f64> = answers.row(image).iter().map(|&z| f64::from(z)).collect();
    let truth = usize::from(label);
    if truth >= z.len() || z.iter().any(|z| !z.is_finite()) {
        return None;
    }
    let log_p = log_softmax(&z);
    let read_as = argmax(answers.row(image));
    let y = one_hot(truth, z.len());
    Some(Pull {
        index: *answers.indices.get(image)?,
        label,
        read_as: u8::try_from(read_as).ok()?,
        p_true: log_p[truth].exp(),
        p_read: log_p[read_as].exp(),
        log_odds: log_odds(&z, truth),
        norms: pair.map(|objective| norm(&objective.closed_form(&z, &y, settings).gradient)),
    })
}

/// Computes z_t − ln Σ_{k≠t} e^{z_k}, which is ln(p / (1 − p)) of softmax(z) at `truth`.
fn log_odds(z: &[f64], truth: usize) -> f64 {
    let others = || (0..z.len()).filter(|&k| k != truth).map(|k| z[k]);
    let largest = others().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = others().map(|v| (v - largest).exp()).sum();
    z[truth] - largest - sum.ln()
}

/// Returns ‖g‖₂.
pub fn norm(gradient: &[f64]) -> f64 {
    gradient.iter().map(|g| g * g).sum::<f64>().sqrt()
}

/// Computes the ends of what ‖∂L/∂z‖₂ can be for an image at these log-odds of `classes` classes: where the others share
/// the rest evenly, and where one of them has it all. Of squared error a distribution between the two can lie a little
/// outside. None where the gradient is not a function of the softmax's probabilities.
pub fn band(
    objective: &Objective,
    settings: LossSettings,
    classes: usize,
    log_odds: f64,
) -> Option<[f64; 2]> {
    let softmaxed = matches!(objective.output, Output::Softmax | Output::SoftmaxTwice);
    if !softmaxed || classes < 2 || !log_odds.is_finite() {
        return None;
    }
    let y = one_hot(0, classes);
    // The odds are those of the true class against all others together, whose e^z sum to 1.
    let of = |others: Vec<f64>| {
        let z: Vec<f64> = std::iter::once(log_odds).chain(others).collect();
        norm(&objective.closed_form(&z, &y, settings).gradient)
    };
    let even = vec![-((classes - 1) as f64).ln(); classes - 1];
    // e⁻⁸⁰⁰ is 0 without being ln 0.
    let mut one = vec![-800.0; classes - 1];
    one[0] = 0.0;
    Some([of(even), of(one)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::loss::{Loss, Reduction, objective};

    const SETTINGS: LossSettings = LossSettings::usual(Reduction::Mean);

    fn pair() -> [&'static Objective; 2] {
        [Loss::CrossEntropy, Loss::MeanSquaredError]
            .map(|loss| objective(Output::Softmax, loss).unwrap())
    }

    fn answers(labels: Vec<u8>, logits: Vec<f32>) -> Answers {
        Answers {
            classes: logits.len() / labels.len(),
            indices: (100..).take(labels.len()).collect(),
            labels,
            logits,
        }
    }

    /// p = (1/4, 3/4): ‖p − y‖ = 3/4·√2, and under squared error 2/K·‖J(p − y)‖ with J(p − y) = ±2·p(1 − p)².
    #[test]
    fn two_classes_agree_with_the_formulas_written_out() {
        let pulls = pulls(&answers(vec![0], vec![0.0, 3f32.ln()]), pair(), SETTINGS);
        let [pull] = pulls[..] else {
            panic!("one image")
        };
        assert_eq!((pull.index, pull.label, pull.read_as), (100, 0, 1));
        assert!((pull.p_true - 0.25).abs() < 1e-7 && (pull.p_read - 0.75).abs() < 1e-7);
        assert!((pull.log_odds + 3f64.ln()).abs() < 1e-6);
        let root = 2f64.sqrt();
        assert!((pull.norms[0] - 0.75 * root).abs() < 1e-6);
        assert!((pull.norms[1] - 2.0 * 0.25 * 0.75 * 0.75 * root).abs() < 1e-6);
        assert!((pull.ratio().unwrap() - 1.0 / (2.0 * 0.25 * 0.75)).abs() < 1e-6);
        assert!(!pull.is_right());
    }

    #[test]
    fn a_confidently_wrong_start_stands_apart_where_probabilities_are_all_zero() {
        let logits = [[20.0, 0.0, 0.0], [20.0, 1.0, 0.0]].concat();
        let pulls = pulls(&answers(vec![1, 1], logits), pair(), SETTINGS);
        assert!(pulls.iter().all(|pull| pull.p_true < 1e-8));
        assert!((pulls[1].log_odds - pulls[0].log_odds - 1.0).abs() < 1e-6);
        assert!(pulls.iter().all(|pull| pull.ratio().unwrap() > 1e7));
    }

    #[test]
    fn what_is_no_number_is_left_out_and_a_pull_of_nothing_has_no_ratio() {
        let logits = vec![f32::NAN, 0.0, 1.0, 2.0];
        assert_eq!(
            pulls(&answers(vec![0, 1], logits), pair(), SETTINGS).len(),
            1
        );
        let none = pulls(&answers(vec![7], vec![0.0, 1.0]), pair(), SETTINGS);
        assert!(none.is_empty(), "a class that the network does not have");
        let sure = pulls(&answers(vec![0], vec![2000.0, 0.0]), pair(), SETTINGS);
        assert_eq!(sure[0].ratio(), None);
    }

    #[test]
    fn the_band_is_that_of_the_probabilities_and_goes_on_where_they_end() {
        let root = 2f64.sqrt();
        for p in [1e-6, 0.1, 0.5, 0.99] {
            let odds = f64::ln(p) - f64::ln_1p(-p);
            let [even, one] = band(pair()[0], SETTINGS, 10, odds).unwrap();
            assert!((one - (1.0 - p) * root).abs() < 1e-9, "p = {p}: {one}");
            assert!((even - (1.0 - p) * (10f64 / 9.0).sqrt()).abs() < 1e-9);
            let [_, one] = band(pair()[1], SETTINGS, 10, odds).unwrap();
            assert!((one - 0.2 * 2.0 * p * (1.0 - p).powi(2) * root).abs() < 1e-9);
        }
        // 1 − p of these log-odds is e⁻⁴⁰, which 1 − p in double precision is not.
        let [_, one] = band(pair()[0], SETTINGS, 10, 40.0).unwrap();
        assert!((one / ((-40f64).exp() * root) - 1.0).abs() < 1e-9);
        let sigmoid = objective(Output::Sigmoid, Loss::BinaryCrossEntropy).unwrap();
        assert_eq!(band(sigmoid, SETTINGS, 10, 0.0), None);
    }

    #[test]
    fn images_lie_in_the_band_of_cross_entropy() {
        let logits = vec![1.0, 0.5, -2.0, 0.1, 3.0, 0.2, -1.0, 0.0, 0.4];
        for pull in pulls(&answers(vec![0, 1, 2], logits), pair(), SETTINGS) {
            let [even, one] = band(pair()[0], SETTINGS, 3, pull.log_odds).unwrap();
            assert!(even - 1e-9 <= pull.norms[0] && pull.norms[0] <= one + 1e-9);
        }
    }
}
