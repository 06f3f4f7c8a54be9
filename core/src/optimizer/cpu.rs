//! One update in a single pass over the parameters, where they lie on the CPU.

use super::{Change, decay, rule};
use crate::memory::{Memory, is_at_hand};
use crate::tensors::vector;
use burn::tensor::Tensor;
use playground_kernels::update::Flat;

/// Does what [`super::apply`] does; `None` where the parameters are not on the CPU.
pub(super) fn apply(change: &Change, state: &mut Vec<Tensor<1>>) -> Option<Tensor<1>> {
    if !state.iter().all(is_at_hand) {
        return None;
    }
    let weights = Memory::of(change.parameters.clone())?;
    let gradient = Memory::of(change.gradient.clone())?;
    let (first, update) = (change.first, &change.update);
    let moving = weights.values().get(first..)?;
    let along = gradient.values().get(first..)?;
    // Taken out, so that nobody else holds the memory that is written to.
    let mut slots: Vec<Memory> = state.drain(..).filter_map(Memory::of).collect();
    let flat = Flat {
        weights: moving,
        gradient: along,
        state: slots
            .iter_mut()
            .filter_map(|slot| slot.values_mut().get_mut(first..))
            .collect(),
    };
    let rule = rule(change.optimizer);
    let moved = (rule.sweep)(
        flat,
        decay(change.optimizer, update),
        &(rule.numbers)(update),
    );
    state.extend(slots.into_iter().map(Memory::into_tensor));
    let after = match first {
        0 => moved,
        _ => [&weights.values()[..first], &moved].concat(),
    };
    Some(vector(after, &change.parameters.device()))
}
