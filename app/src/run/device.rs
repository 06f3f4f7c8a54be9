//! Where the run trains, as the trainer says it.

use super::notice::{Level, Notices, Remedy, Topic};
use playground_experiment::device::{Decision, DeviceKind, Offer, Preference, Race, SelfTest};

/// The device as the trainer reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceState {
    /// Which one, and why.
    pub decision: Decision,
    /// What the browser says of its GPU.
    pub offer: Offer,
    /// How the self-test stands.
    pub self_test: SelfTest,
    /// Which device was found to be faster.
    pub race: Option<Race>,
}

/// GPU kernels being compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warmup {
    /// Phases done.
    pub done: u32,
    /// Phases in all.
    pub total: u32,
    /// What is under way.
    pub what: String,
}

/// The device asked for, and the one there is.
#[derive(Clone, Debug)]
pub struct Device {
    /// The device asked for.
    pub preference: Preference,
    /// The device, once decided.
    pub state: Option<DeviceState>,
    /// The GPU's warm-up, while it lasts.
    pub warmup: Option<Warmup>,
}

impl Device {
    pub(super) fn new(preference: Preference) -> Self {
        Self {
            preference,
            state: None,
            warmup: None,
        }
    }

    /// Returns whether a GPU was in use or being tested.
    pub(super) fn may_be_the_gpu(&self) -> bool {
        self.preference != Preference::Cpu
            && self.state.as_ref().is_some_and(|state| {
                let in_use = state.decision.device == DeviceKind::WebGpu;
                in_use || (state.decision.provisional && state.offer.adapter().is_some())
            })
    }

    /// Takes in where the trainer says it trains.
    pub(super) fn decided(&mut self, state: DeviceState, notices: &mut Notices) {
        self.notice_overdue(&state.decision, notices);
        // A network that stays on the CPU will never report the rest of a GPU's warm-up.
        if state.decision.device == DeviceKind::Cpu && !state.decision.provisional {
            self.warmup = None;
        }
        self.state = Some(state);
    }

    /// Notes how far the GPU's warm-up has come.
    pub(super) fn warmed(&mut self, warmup: Warmup) {
        self.warmup = (warmup.done < warmup.total).then_some(warmup);
    }

    /// Says that the GPU does not answer, as long as it does not. Whoever asked for it is warned; the others
    /// learn why the CPU trains.
    fn notice_overdue(&self, decision: &Decision, notices: &mut Notices) {
        if !decision.overdue {
            return notices.clear(Topic::Device);
        }
        let level = match self.preference {
            Preference::WebGpu => Level::Warning,
            Preference::Auto | Preference::Cpu => Level::Info,
        };
        let text = format!(
            "{} Should it answer yet, it is tested, and Reset moves to it.",
            decision.reason
        );
        let known = notices.all().iter().any(|notice| notice.text == text);
        if !known {
            let remedy = Some((Remedy::AskGpu, "Ask again".to_owned()));
            notices.show_with(Topic::Device, level, text, remedy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(overdue: bool) -> DeviceState {
        DeviceState {
            decision: Decision {
                device: DeviceKind::Cpu,
                reason: "The GPU does not answer.".to_owned(),
                warning: false,
                provisional: true,
                overdue,
            },
            offer: Offer::Nothing,
            self_test: SelfTest::Pending,
            race: None,
        }
    }

    #[test]
    fn a_gpu_that_does_not_answer_is_said_once_until_it_does() {
        for (preference, level) in [
            (Preference::Auto, Level::Info),
            (Preference::WebGpu, Level::Warning),
        ] {
            let (mut device, mut notices) = (Device::new(preference), Notices::default());
            device.decided(state(true), &mut notices);
            let first = notices.all().to_vec();
            assert_eq!((first.len(), first[0].level), (1, level));
            device.decided(state(true), &mut notices);
            assert_eq!(notices.all(), first, "not said again");
            device.decided(state(false), &mut notices);
            assert!(notices.all().is_empty());
        }
    }
}
