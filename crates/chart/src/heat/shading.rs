//! From values to places on a colour scale, and back.

/// From values to places on a colour scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shades {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios, for values above 0; zero stands with the smallest.
    Log,
    /// Around zero, by the cube root so that small values still show their sign.
    Diverging,
}

/// A colour scale fitted to its values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shading {
    /// Which kind.
    pub shades: Shades,
    /// Value at place 0.
    pub low: f64,
    /// Value at place 1.
    pub high: f64,
}

impl Shading {
    /// Creates the scale for `values`; none where no value is finite.
    pub fn of(shades: Shades, values: &[f64]) -> Option<Self> {
        let finite = values.iter().copied().filter(|v| v.is_finite());
        let used = finite.filter(|v| shades != Shades::Log || *v > 0.0);
        let (low, high) = used.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        let (low, high) = match shades {
            Shades::Diverging => (-low.abs().max(high.abs()), low.abs().max(high.abs())),
            _ => (low, high),
        };
        (low <= high && low.is_finite() && high.is_finite()).then_some(Self { shades, low, high })
    }

    /// Returns the place of `value`, 0 to 1; none for a gap.
    pub fn place(&self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        if self.low == self.high {
            return Some(0.5);
        }
        let place = match self.shades {
            Shades::Linear => (value - self.low) / (self.high - self.low),
            Shades::Log => (value.max(self.low) / self.low).ln() / (self.high / self.low).ln(),
            Shades::Diverging => 0.5 + 0.5 * (value / self.high).cbrt(),
        };
        Some(place.clamp(0.0, 1.0))
    }

    /// Returns the value at `place`.
    pub fn value(&self, place: f64) -> f64 {
        match self.shades {
            Shades::Linear => self.low + place * (self.high - self.low),
            Shades::Log => self.low * (self.high / self.low).powf(place),
            Shades::Diverging => self.high * (2.0 * place - 1.0).powi(3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shadings_fit_their_values_and_undo_themselves() {
        let values = [0.01, 1.0, 100.0, f64::NAN];
        let log = Shading::of(Shades::Log, &values).unwrap();
        assert!((log.place(1.0).unwrap() - 0.5).abs() < 1e-12);
        assert_eq!((log.place(0.0), log.place(f64::NAN)), (Some(0.0), None));
        let around = Shading::of(Shades::Diverging, &[-0.008, 1.0]).unwrap();
        assert_eq!((around.low, around.high), (-1.0, 1.0));
        assert!((around.place(-0.008).unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(around.place(0.0), Some(0.5));
        for shading in [log, around] {
            for place in [0.0, 0.3, 1.0] {
                assert!((shading.place(shading.value(place)).unwrap() - place).abs() < 1e-9);
            }
        }
        assert_eq!(Shading::of(Shades::Linear, &[f64::NAN]), None);
        assert_eq!(
            Shading::of(Shades::Linear, &[2.0]).unwrap().place(2.0),
            Some(0.5)
        );
    }
}
