//! One part of the data, examined: every figure, and which images to look at.

use super::{BINS, Calibration, Confusion};
use playground_experiment::loss::{LossSettings, Objective, Output, objective, one_hot};
use playground_experiment::metrics::argmax;
use playground_experiment::protocol::examination::{Answers, Examination};

/// What came of one image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImageResult {
    /// The class with the largest logit; the first of equals.
    pub predicted: usize,
    /// The answer for that class, through the output in use: a probability unless that is linear.
    pub confidence: f64,
    /// Its loss, under the loss in use.
    pub loss: f64,
}

/// Computes the loss of one example: logits `[classes]` against `label`, from the closed form in double precision.
pub fn example_loss(
    objective: &Objective,
    settings: LossSettings,
    logits: &[f32],
    label: u8,
) -> f64 {
    let z: Vec<f64> = logits.iter().map(|&v| f64::from(v)).collect();
    let y = one_hot(usize::from(label), z.len());
    objective.closed_form(&z, &y, settings).value
}

/// A part of the data with everything that follows from the answers to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// What was examined.
    pub head: Examination,
    /// What the network answered.
    pub answers: Answers,
    /// What came of each image, in the order of the answers.
    pub verdicts: Vec<ImageResult>,
    /// Mean loss, in the unit of the loss in use; 0 for no images.
    pub loss: f64,
    /// Who is taken for whom.
    pub confusion: Confusion,
    /// Whether it is right as often as it says. None for a linear output, whose scores say nothing of
    /// the kind.
    pub calibration: Option<Calibration>,
}

impl Examined {
    /// Works everything out from the bulk of an examination.
    ///
    /// # Errors
    /// A sentence when the bulk does not fit the examination, or output and loss do not go together.
    pub fn new(head: Examination, bulk: &[f32]) -> Result<Self, String> {
        let answers = Answers::from_bulk(bulk, head.images, head.classes)
            .ok_or("The answers of the trainer are not complete. Measure again.")?;
        let (output, loss) = head.objective;
        let row = objective(output, loss)?;
        let settings = head.settings;
        let verdict = |(i, &label): (usize, &u8)| {
            let logits = answers.row(i);
            let predicted = argmax(logits);
            let confidence = answer(output, logits).get(predicted).copied();
            ImageResult {
                predicted,
                confidence: confidence.unwrap_or(f64::NAN),
                loss: example_loss(row, settings, logits, label),
            }
        };
        let verdicts: Vec<ImageResult> = answers.labels.iter().enumerate().map(verdict).collect();
        let judged = || answers.labels.iter().zip(&verdicts);
        let pairs = judged().map(|(&label, v)| (usize::from(label), v.predicted));
        let right = judged().map(|(&l, v)| (v.confidence, v.predicted == usize::from(l)));
        let losses: f64 = verdicts.iter().map(|v| v.loss).sum();
        Ok(Self {
            loss: losses / verdicts.len().max(1) as f64,
            confusion: Confusion::new(head.classes, pairs),
            calibration: output
                .is_probability()
                .then(|| Calibration::new(right, BINS)),
            head,
            verdicts,
            answers,
        })
    }

    /// Returns the share of the images taken for what they are; 0 for no images.
    pub fn accuracy(&self) -> f64 {
        self.confusion.accuracy()
    }

    /// Returns the network's answer to an image, `[classes]`, through the output in use; empty past the last.
    pub fn answer(&self, image: usize) -> Vec<f32> {
        let answer = answer(self.head.objective.0, self.answers.row(image));
        answer.into_iter().map(|v| v as f32).collect()
    }

    /// Finds where the image with this place in the file is among those examined.
    pub fn position(&self, index: u32) -> Option<usize> {
        self.answers.indices.iter().position(|&i| i == index)
    }

    /// Returns the images taken for something else, the largest loss first.
    pub fn mistakes(&self) -> Vec<usize> {
        let wrong = |i: &usize| self.verdicts[*i].predicted != usize::from(self.answers.labels[*i]);
        self.sorted(wrong, |verdict| verdict.loss)
    }

    /// Returns the images of class `label` taken for `predicted`, the most confident answer first.
    pub fn cell(&self, label: usize, predicted: usize) -> Vec<usize> {
        let inside = |i: &usize| {
            self.verdicts[*i].predicted == predicted
                && usize::from(self.answers.labels[*i]) == label
        };
        self.sorted(inside, |verdict| verdict.confidence)
    }

    /// Returns the images that `keep` keeps, the largest value first.
    fn sorted(&self, keep: impl Fn(&usize) -> bool, by: fn(&ImageResult) -> f64) -> Vec<usize> {
        let mut images: Vec<usize> = (0..self.verdicts.len()).filter(keep).collect();
        images.sort_by(|&a, &b| by(&self.verdicts[b]).total_cmp(&by(&self.verdicts[a])));
        images
    }
}

fn answer(output: Output, logits: &[f32]) -> Vec<f64> {
    let z: Vec<f64> = logits.iter().map(|&v| f64::from(v)).collect();
    output.answer(&z)
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::loss::{Loss, Reduction};
    use playground_experiment::protocol::{DataFile, Part};

    fn head(output: Output, loss: Loss) -> Examination {
        Examination {
            part: Part::Test,
            file: DataFile::Test,
            step: 7,
            images: 4,
            of: 40,
            classes: 2,
            objective: (output, loss),
            settings: LossSettings::usual(Reduction::Mean),
        }
    }

    /// Probabilities of class 0: 0.9 for a 0, 0.6 and 0.8 for two 1s, 0.3 for a 1.
    fn four(output: Output, loss: Loss) -> Examined {
        let logit = |p: f64| [(p / (1.0 - p)).ln() as f32, 0.0];
        let answers = Answers {
            classes: 2,
            labels: vec![0, 1, 1, 1],
            indices: vec![10, 20, 30, 40],
            logits: [0.9, 0.6, 0.8, 0.3].map(logit).concat(),
        };
        Examined::new(head(output, loss), &answers.to_bulk()).unwrap()
    }

    #[test]
    fn figures_agree_with_those_worked_out_by_hand() {
        let examined = four(Output::Softmax, Loss::CrossEntropy);
        assert_eq!(examined.accuracy(), 0.5);
        let expected = -(0.9f64.ln() + 0.4f64.ln() + 0.2f64.ln() + 0.7f64.ln()) / 4.0;
        assert!((examined.loss - expected).abs() < 1e-6, "{}", examined.loss);
        let counts = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(l, p)| examined.confusion.count(l, p));
        assert_eq!(counts, [1, 0, 2, 1]);
        let confidences: Vec<f64> = examined.verdicts.iter().map(|v| v.confidence).collect();
        for (got, expected) in confidences.iter().zip([0.9, 0.6, 0.8, 0.7]) {
            assert!((got - expected).abs() < 1e-6);
        }
        // Four bins with one image each: 0.1, 0.6, 0.8 and 0.3 off.
        let ece = examined.calibration.as_ref().unwrap().ece;
        assert!((ece - 0.45).abs() < 1e-6, "{ece}");
        assert!(!examined.head.is_whole());
    }

    #[test]
    fn mistakes_come_by_loss_and_cells_by_confidence() {
        let examined = four(Output::Softmax, Loss::CrossEntropy);
        assert_eq!(examined.mistakes(), [2, 1]);
        assert_eq!(examined.cell(1, 0), [2, 1]);
        assert_eq!(examined.cell(1, 1), [3]);
        assert!(examined.cell(0, 1).is_empty());
        assert_eq!(examined.position(30), Some(2));
        assert_eq!(examined.position(31), None);
        let answer = examined.answer(2);
        assert!((answer[0] - 0.8).abs() < 1e-6 && (answer[1] - 0.2).abs() < 1e-6);
        assert!(examined.answer(4).is_empty());
    }

    #[test]
    fn every_output_answers_in_its_own_way() {
        let sigmoid = four(Output::Sigmoid, Loss::BinaryCrossEntropy);
        // σ(0) = 1/2 for the other class.
        assert!((sigmoid.answer(0)[0] - 0.9).abs() < 1e-6);
        assert_eq!(sigmoid.answer(0)[1], 0.5);
        let twice = four(Output::SoftmaxTwice, Loss::CrossEntropy);
        assert!(twice.verdicts[0].confidence < 0.7);
        let linear = four(Output::Linear, Loss::MeanSquaredError);
        assert_eq!(linear.calibration, None);
        assert_eq!(linear.confusion, twice.confusion);
        // ((z − 1)² + 0²)/2 for the first image, z = ln 9.
        let first = ((9f64.ln() - 1.0).powi(2)) / 2.0;
        assert!((linear.verdicts[0].loss - first).abs() < 1e-6);
    }

    #[test]
    fn a_bulk_that_does_not_fit_is_refused_and_an_empty_part_has_no_figures() {
        let head = head(Output::Softmax, Loss::CrossEntropy);
        assert!(Examined::new(head.clone(), &[0.0; 3]).is_err());
        let none = Examined::new(
            Examination {
                images: 0,
                ..head.clone()
            },
            &[],
        );
        let none = none.unwrap();
        assert_eq!((none.accuracy(), none.loss), (0.0, 0.0));
        let overflowed = Answers {
            classes: 2,
            labels: vec![1; 4],
            indices: vec![0; 4],
            logits: vec![f32::NAN; 8],
        };
        let overflowed = Examined::new(head, &overflowed.to_bulk()).unwrap();
        assert!(overflowed.loss.is_nan());
        assert_eq!(overflowed.accuracy(), 0.0);
        assert_eq!(overflowed.mistakes().len(), 4);
    }
}
