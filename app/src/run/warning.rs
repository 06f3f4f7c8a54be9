//! What is said before a step is taken that will take long or much memory, with a smaller choice.

use super::device::DeviceState;
use super::notice::Remedy;
use playground_experiment::device::DeviceKind;
use playground_experiment::experiment::Experiment;
use playground_experiment::format;
use playground_insight::theory::cost::{StepCost, smaller_batch};

/// Multiplications with their additions in a second, as the CPU does them in browsers: the order of size of what was
/// measured.
const PER_SECOND: f64 = 8e9;
/// A step that takes longer than these seconds is warned of; a smaller choice takes at most as long as the second.
const SECONDS: [f64; 2] = [5.0, 2.0];
/// The same for bytes.
const BYTES: [f64; 2] = [1.5e9, 0.75e9];

/// Returns what to say of a step of `experiment` and, where a smaller batch mends it, the button for that; none of a step
/// that is as usual.
pub(super) fn warning(
    experiment: &Experiment,
    device: Option<&DeviceState>,
) -> Option<(String, Option<(Remedy, String)>)> {
    let cost = StepCost::of(experiment).ok()?;
    // How quick a GPU is shows only when it trains, unless the CPU plays it.
    let on_cpu = device.is_none_or(|state| {
        let software = state
            .offer
            .adapter()
            .is_some_and(|adapter| adapter.software);
        state.decision.device == DeviceKind::Cpu || software
    });
    let seconds = |cost: &StepCost| {
        if on_cpu {
            cost.multiply_adds / PER_SECOND
        } else {
            0.0
        }
    };
    let within = |cost: &StepCost, which: usize| {
        seconds(cost) <= SECONDS[which] && cost.bytes <= BYTES[which]
    };
    if within(&cost, 0) {
        return None;
    }
    let time = match seconds(&cost) {
        seconds if seconds > SECONDS[0] => {
            format!("about {} s and ", format::number(seconds.round()))
        }
        _ => String::new(),
    };
    let memory = format::bytes(cost.bytes as u64);
    let smaller = smaller_batch(experiment, |cost| within(cost, 1));
    let advice = match smaller {
        Some(batch) => format!("A batch of {batch} is much quicker to follow."),
        None => "Fewer or narrower layers are much quicker to follow.".to_owned(),
    };
    let text = format!(
        "A step of this network at batch {} takes {time}{memory} of memory. {advice}",
        experiment.batch_size
    );
    Some((
        text,
        smaller.map(|batch| (Remedy::Batch(batch), format!("Batch {batch}"))),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::model::{Activation, Block};

    #[test]
    fn only_what_takes_long_or_much_is_warned_of() {
        assert_eq!(warning(&Experiment::default(), None), None);
        let wide = Experiment {
            blocks: vec![Block::dense(2048, Activation::Relu); 8],
            batch_size: 4096,
            ..Experiment::default()
        };
        let (text, remedy) = warning(&wide, None).unwrap();
        assert!(text.contains("about 48 s and"), "{text}");
        assert_eq!(remedy, Some((Remedy::Batch(128), "Batch 128".to_owned())));
        let mended = Experiment {
            batch_size: 128,
            ..wide
        };
        assert_eq!(warning(&mended, None), None);
    }
}
