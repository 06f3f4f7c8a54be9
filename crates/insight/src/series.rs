//! The history of one measured number (a loss, a gradient norm) in bounded memory.
//!
//! A run may report for hours; a chart has a thousand columns. When the history is full,
//! neighbouring buckets are merged in pairs, and each bucket keeps its first, lowest, highest and
//! last sample, so that the one spike a student must see survives every merge. The mean and the
//! count stay too, because an average of extremes is not the average of the run.

use playground_experiment::ema::{Ema, Sample};

/// How many buckets [`Series::default`] keeps: several per pixel column of any screen.
pub(crate) const DEFAULT_BUCKETS: usize = 4096;

/// First, lowest, highest and last finite sample of a bucket, with their sum.
#[derive(Clone, Copy, Debug)]
struct Summary {
    first: Sample,
    min: Sample,
    max: Sample,
    last: Sample,
    sum: f64,
    count: u32,
}

impl Summary {
    fn of(sample: Sample) -> Self {
        Self {
            first: sample,
            min: sample,
            max: sample,
            last: sample,
            sum: f64::from(sample.value),
            count: 1,
        }
    }

    /// Joins two summaries; `later` must lie after `self`.
    fn merged(self, later: Self) -> Self {
        let lower = |a: Sample, b: Sample| if b.value < a.value { b } else { a };
        let higher = |a: Sample, b: Sample| if b.value > a.value { b } else { a };
        Self {
            first: self.first,
            min: lower(self.min, later.min),
            max: higher(self.max, later.max),
            last: later.last,
            sum: self.sum + later.sum,
            count: self.count + later.count,
        }
    }

    /// Returns the kept samples in order of step, each once.
    fn samples(&self) -> impl Iterator<Item = Sample> + use<> {
        let mut between = [self.min, self.max];
        between.sort_by_key(|sample| sample.step);
        let [low, high] = between;
        let mut previous = None;
        [self.first, low, high, self.last]
            .into_iter()
            .filter(move |s| previous.replace(s.step) != Some(s.step))
    }
}

/// A run of consecutive pushes.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Pushes that fell into it, finite or not.
    pushes: u32,
    finite: Option<Summary>,
    /// The latest step whose value was not finite.
    gap: Option<u32>,
}

impl Bucket {
    fn of(step: u32, value: f32) -> Self {
        let finite = value
            .is_finite()
            .then(|| Summary::of(Sample { step, value }));
        let gap = finite.is_none().then_some(step);
        Self {
            pushes: 1,
            finite,
            gap,
        }
    }

    fn merged(self, later: Self) -> Self {
        let finite = match (self.finite, later.finite) {
            (Some(a), Some(b)) => Some(a.merged(b)),
            (a, b) => a.or(b),
        };
        Self {
            pushes: self.pushes + later.pushes,
            finite,
            gap: later.gap.or(self.gap),
        }
    }

    fn first_step(&self) -> u32 {
        let finite = self.finite.map(|f| f.first.step);
        finite.into_iter().chain(self.gap).min().unwrap_or(0)
    }

    fn last_step(&self) -> u32 {
        let finite = self.finite.map(|f| f.last.step);
        finite.into_iter().chain(self.gap).max().unwrap_or(0)
    }

    /// Returns the kept samples in order of step, a gap as NaN.
    fn samples(&self) -> impl Iterator<Item = Sample> + use<> {
        let mut finite = self.finite.into_iter().flat_map(|f| f.samples()).peekable();
        let mut gap = self.gap.map(|step| Sample {
            step,
            value: f32::NAN,
        });
        std::iter::from_fn(move || match (finite.peek(), gap) {
            (Some(next), Some(hole)) if hole.step < next.step => gap.take(),
            (Some(_), _) => finite.next(),
            (None, _) => gap.take(),
        })
    }

    /// Returns what is left when everything from `step` on is forgotten.
    fn before(&self, step: u32) -> Option<Self> {
        let kept = self.samples().filter(|s| s.step < step);
        kept.map(|s| Self::of(s.step, s.value)).reduce(Self::merged)
    }
}

/// A bounded history of (step, value), in order of step.
#[derive(Clone, Debug)]
pub struct Series {
    buckets: Vec<Bucket>,
    /// Always even, so that a full history merges in whole pairs.
    capacity: usize,
    /// Pushes that one bucket takes before the next is opened.
    stride: u32,
}

impl Default for Series {
    fn default() -> Self {
        Self::with_buckets(DEFAULT_BUCKETS)
    }
}

impl Series {
    /// Creates an empty history of at most `buckets` buckets (rounded up to an even number, at least 2), each of which
    /// gives at most five points.
    pub fn with_buckets(buckets: usize) -> Self {
        Self {
            buckets: Vec::new(),
            capacity: buckets.max(2).next_multiple_of(2),
            stride: 1,
        }
    }

    /// Adds a value. One that is not finite leaves a gap at its step. A step that is not after the
    /// last one forgets what stood at and after it: a run that went back to a checkpoint has only
    /// one past.
    pub fn push(&mut self, step: u32, value: f32) {
        if self.buckets.last().is_some_and(|b| step <= b.last_step()) {
            self.forget_from(step);
        }
        let new = Bucket::of(step, value);
        match self.buckets.last_mut() {
            Some(open) if open.pushes < self.stride => *open = open.merged(new),
            _ => {
                if self.buckets.len() == self.capacity {
                    self.merge_pairs();
                }
                self.buckets.push(new);
            }
        }
    }

    fn merge_pairs(&mut self) {
        let halved = self.buckets.chunks(2).map(|pair| match pair {
            [a, b] => a.merged(*b),
            rest => rest[0],
        });
        self.buckets = halved.collect();
        self.stride = self.stride.saturating_mul(2);
    }

    /// Forgets every value at `step` and after it.
    pub(crate) fn forget_from(&mut self, step: u32) {
        let keep = self.buckets.partition_point(|b| b.first_step() < step);
        self.buckets.truncate(keep);
        if let Some(last) = self.buckets.pop() {
            self.buckets.extend(last.before(step));
        }
    }

    /// Returns whether no value has come yet.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Returns the kept samples in order of step; NaN marks a gap.
    pub fn points(&self) -> Vec<Sample> {
        self.buckets.iter().flat_map(Bucket::samples).collect()
    }

    /// Computes the debiased exponential average of the history, one sample per bucket.
    ///
    /// A bucket of `n` values counts as its mean `n` times, so the curve keeps the time constant
    /// of an [`Ema`] however often the history was halved.
    pub fn smoothed(&self, smoothing: f32) -> Vec<Sample> {
        let mut average = Ema::new(smoothing);
        let smooth = |bucket: &Bucket| match bucket.finite {
            Some(f) => {
                let mean = f.sum / f64::from(f.count);
                Sample {
                    step: f.last.step,
                    value: average.push(mean, f.count),
                }
            }
            None => Sample {
                step: bucket.last_step(),
                value: f32::NAN,
            },
        };
        self.buckets.iter().map(smooth).collect()
    }
}

#[cfg(test)]
mod tests;
