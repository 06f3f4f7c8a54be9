//! One update of an optimiser in a single pass over all parameters, where one tensor operation after the other
//! would walk through the same vectors a dozen times.
//!
//! Every rule does the same operations in the same order as the formula written in tensor operations: the results are
//! equal bit for bit, which a test of `core::optimizer` checks.

use crate::lanes::{Lanes, WIDTH, load, store};

/// What an update works on. All vectors have the same length.
pub struct Flat<'a> {
    /// w before the update.
    pub weights: &'a [f32],
    /// ∂L/∂w.
    pub gradient: &'a [f32],
    /// The optimiser's own vectors, which move with the update.
    pub state: Vec<&'a mut [f32]>,
}

/// Weight decay λ, in the two places where optimisers put it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// None.
    Off,
    /// λw is added to the gradient.
    Coupled(f32),
    /// The weights are multiplied by this number, 1 − ηλ, before the step is taken off.
    Decoupled(f32),
}

/// Returns w − η g. The only number is η.
pub fn sgd(flat: Flat, decay: Decay, numbers: &[f32]) -> Vec<f32> {
    let [rate] = splat(numbers);
    sweep(flat, decay, |g, []| (g * rate, []))
}

/// Sets v ← μ v + g and returns w − η v. The numbers are η and μ.
pub fn momentum(flat: Flat, decay: Decay, numbers: &[f32]) -> Vec<f32> {
    let [rate, mu] = splat(numbers);
    sweep(flat, decay, |g, [v]| {
        let v = v * mu + g;
        (v * rate, [v])
    })
}

/// Sets v ← μ v + g and returns w − η (g + μ v). The numbers are η and μ.
pub fn nesterov(flat: Flat, decay: Decay, numbers: &[f32]) -> Vec<f32> {
    let [rate, mu] = splat(numbers);
    sweep(flat, decay, |g, [v]| {
        let v = v * mu + g;
        ((g + v * mu) * rate, [v])
    })
}

/// Sets s ← α s + (1 − α) g² and returns w − η g / (√s + ε). The numbers are η, α, 1 − α and ε.
pub fn rms_prop(flat: Flat, decay: Decay, numbers: &[f32]) -> Vec<f32> {
    let [rate, kept, new, epsilon] = splat(numbers);
    sweep(flat, decay, |g, [s]| {
        let s = s * kept + g * g * new;
        (g * rate / (s.sqrt() + epsilon), [s])
    })
}

/// Sets s ← s + g² and returns w − η g / (√s + ε). The numbers are η and ε.
pub fn adagrad(flat: Flat, decay: Decay, numbers: &[f32]) -> Vec<f32> {
    let [rate, epsilon] = splat(numbers);
    sweep(flat, decay, |g, [s]| {
        let s = s + g * g;
        (g * rate / (s.sqrt() + epsilon), [s])
    })
}

/// Sets m ← β₁m + (1−β₁)g and v ← β₂v + (1−β₂)g² and returns w − η m̂ / (√v̂ + ε). The numbers are η / (1 − β₁ᵗ), β₁,
/// 1 − β₁, β₂, 1 − β₂, √(1 − β₂ᵗ) and ε.
pub fn adam(flat: Flat, decay: Decay, numbers: &[f32]) -> Vec<f32> {
    let [rate, kept, new, kept_squares, new_squares, root, epsilon] = splat(numbers);
    sweep(flat, decay, |g, [m, v]| {
        let m = m * kept + g * new;
        let v = v * kept_squares + g * g * new_squares;
        let denominator = v.sqrt() / root + epsilon;
        (m * rate / denominator, [m, v])
    })
}

/// Spreads each of the first `N` numbers of a rule over all lanes.
fn splat<const N: usize>(numbers: &[f32]) -> [Lanes; N] {
    std::array::from_fn(|at| Lanes::splat(numbers[at]))
}

/// Computes the new weights. `rule` gives what to take off the weights and the new state, from the gradient and the old
/// state.
fn sweep<const SLOTS: usize>(
    flat: Flat,
    decay: Decay,
    rule: impl Fn(Lanes, [Lanes; SLOTS]) -> (Lanes, [Lanes; SLOTS]),
) -> Vec<f32> {
    // The choice is made outside of the loop, so that each loop is straight.
    match decay {
        Decay::Off => pass(flat, |w, g, s| {
            let (delta, s) = rule(g, s);
            (w - delta, s)
        }),
        Decay::Coupled(lambda) => {
            let lambda = Lanes::splat(lambda);
            pass(flat, |w, g, s| {
                let (delta, s) = rule(g + w * lambda, s);
                (w - delta, s)
            })
        }
        Decay::Decoupled(kept) => {
            let kept = Lanes::splat(kept);
            pass(flat, |w, g, s| {
                let (delta, s) = rule(g, s);
                (w * kept - delta, s)
            })
        }
    }
}

fn pass<const SLOTS: usize>(
    flat: Flat,
    each: impl Fn(Lanes, Lanes, [Lanes; SLOTS]) -> (Lanes, [Lanes; SLOTS]),
) -> Vec<f32> {
    let mut after = vec![0.0; flat.weights.len()];
    let (weights, last_weights) = flat.weights.as_chunks();
    let (gradient, last_gradient) = flat.gradient.as_chunks();
    let (to, last_to) = after.as_chunks_mut();
    let mut slots = flat.state.into_iter();
    let mut state: [_; SLOTS] =
        std::array::from_fn(|_| slots.next().unwrap_or_default().as_chunks_mut::<WIDTH>());
    for (at, (to, (w, g))) in to.iter_mut().zip(weights.iter().zip(gradient)).enumerate() {
        let before = std::array::from_fn(|slot| Lanes::new(state[slot].0[at]));
        let (w, next) = each(Lanes::new(*w), Lanes::new(*g), before);
        *to = w.to_array();
        for ((held, _), next) in state.iter_mut().zip(next) {
            held[at] = next.to_array();
        }
    }
    let before = std::array::from_fn(|slot| load(state[slot].1));
    let (w, next) = each(load(last_weights), load(last_gradient), before);
    store(w, last_to);
    for ((_, last), next) in state.iter_mut().zip(next) {
        store(next, last);
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decay_goes_where_it_belongs() {
        let flat = || Flat {
            weights: &[2.0],
            gradient: &[0.5],
            state: Vec::new(),
        };
        assert_eq!(sgd(flat(), Decay::Off, &[0.1]), [2.0 - 0.5 * 0.1]);
        assert_eq!(sgd(flat(), Decay::Coupled(0.25), &[0.1]), [2.0 - 1.0 * 0.1]);
        assert_eq!(
            sgd(flat(), Decay::Decoupled(0.5), &[0.1]),
            [1.0 - 0.5 * 0.1]
        );
    }

    #[test]
    fn state_moves_with_the_update() {
        let (mut m, mut v) = ([0.0; 3], [0.0; 3]);
        let numbers = [0.1 / 0.5, 0.5, 0.5, 0.75, 0.25, 0.5, 0.0];
        let flat = Flat {
            weights: &[1.0; 3],
            gradient: &[1.0, -2.0, 4.0],
            state: vec![&mut m, &mut v],
        };
        let after = adam(flat, Decay::Off, &numbers);
        // The first step of Adam is as long as the rate, whatever the gradient.
        assert_eq!(after, [0.9, 1.1, 0.9]);
        assert_eq!((m, v), ([0.5, -1.0, 2.0], [0.25, 1.0, 4.0]));
    }
}
