//! The numbers that losses take besides logits and target.

use super::LOSSES;
use serde::{Deserialize, Serialize};

/// A number that a loss takes. It is a field of every experiment, whatever its loss.
#[derive(Debug, PartialEq)]
pub struct LossParameter {
    /// Short stable word for links; never reused or renamed.
    pub key: &'static str,
    /// Name in the script interface.
    pub name: &'static str,
    /// Label on the page.
    pub label: &'static str,
    /// Name at the beginning of a sentence.
    pub title: &'static str,
    /// Name in formulas.
    pub symbol: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// The smallest value.
    pub least: f64,
    /// The largest value.
    pub most: f64,
    /// What it is unless the person says otherwise.
    pub usual: f64,
}

/// A value for each parameter of each loss.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters([f64; COUNT]);

const COUNT: usize = {
    let (mut count, mut loss) = (0, 0);
    while loss < LOSSES.len() {
        count += LOSSES[loss].parameters.len();
        loss += 1;
    }
    count
};

/// Returns every parameter, in the order of the losses.
pub fn all() -> impl Iterator<Item = &'static LossParameter> {
    LOSSES.iter().flat_map(|loss| loss.parameters)
}

impl Parameters {
    /// The usual values.
    pub const USUAL: Self = {
        let mut values = [0.0; COUNT];
        let (mut at, mut loss) = (0, 0);
        while loss < LOSSES.len() {
            let own = LOSSES[loss].parameters;
            let mut index = 0;
            while index < own.len() {
                values[at] = own[index].usual;
                at += 1;
                index += 1;
            }
            loss += 1;
        }
        Self(values)
    };

    /// Returns the value of the parameter with this key; NaN where there is none.
    pub fn get(&self, key: &str) -> f64 {
        let mut values = all().zip(self.0);
        let found = values.find(|(parameter, _)| parameter.key == key);
        found.map_or(f64::NAN, |(_, value)| value)
    }

    /// Sets the value of the parameter with this key.
    pub fn set(&mut self, key: &str, value: f64) {
        for (parameter, place) in all().zip(&mut self.0) {
            if parameter.key == key {
                *place = value;
            }
        }
    }

    /// Returns the same values but for this one.
    pub fn with(mut self, key: &str, value: f64) -> Self {
        self.set(key, value);
        self
    }
}

impl Default for Parameters {
    fn default() -> Self {
        Self::USUAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_key_and_a_usual_value_in_its_range() {
        let all: Vec<&LossParameter> = all().collect();
        for (at, own) in all.iter().enumerate() {
            assert!((own.least..=own.most).contains(&own.usual), "{}", own.key);
            assert_eq!(Parameters::USUAL.get(own.key), own.usual);
            let changed = Parameters::USUAL.with(own.key, own.most);
            for (other_at, other) in all.iter().enumerate() {
                let expected = if at == other_at {
                    own.most
                } else {
                    other.usual
                };
                assert_eq!(changed.get(other.key), expected);
            }
        }
        assert!(Parameters::USUAL.get("none").is_nan());
    }
}
