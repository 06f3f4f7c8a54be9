//! Measured values and their debiased exponential average.

/// One measured value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The training step at which it was measured.
    pub step: u32,
    /// The value; NaN marks a gap, a step whose value was not finite.
    pub value: f32,
}

/// Running debiased exponential average: `a ← s·a + (1 − s)·x`, shown as `a / (1 − sⁿ)`, which
/// takes out the pull towards the start at zero (Kingma & Ba 2015, section 3; TensorBoard's
/// smoothing).
pub struct Ema {
    smoothing: f64,
    biased: f64,
    /// `sⁿ`, the weight that the start at zero still has.
    start_weight: f64,
}

impl Ema {
    /// Starts an average with this smoothing, from 0 (none) to 0.999.
    pub fn new(smoothing: f32) -> Self {
        let finite = Some(smoothing).filter(|smoothing| smoothing.is_finite());
        Self {
            smoothing: finite.map_or(0.0, |own| f64::from(own.clamp(0.0, 0.999))),
            biased: 0.0,
            start_weight: 1.0,
        }
    }

    /// Takes in `value`, `times` times, and returns the average after it.
    pub fn push(&mut self, value: f64, times: u32) -> f32 {
        let decay = self.smoothing.powf(f64::from(times));
        self.biased = decay * self.biased + (1.0 - decay) * value;
        self.start_weight *= decay;
        (self.biased / (1.0 - self.start_weight)) as f32
    }
}

/// Computes the debiased exponential average of `points`, each counting once; `smoothing` from 0 (none) to 0.999.
/// The first finite value is its own average. Gaps stay gaps and do not move the average.
pub fn ema(points: &[Sample], smoothing: f32) -> Vec<Sample> {
    let mut average = Ema::new(smoothing);
    let smooth = |point: &Sample| {
        let value = match point.value.is_finite() {
            true => average.push(f64::from(point.value), 1),
            false => f32::NAN,
        };
        Sample { value, ..*point }
    };
    points.iter().map(smooth).collect()
}
