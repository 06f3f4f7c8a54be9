//! Which device trains, and why: a pure function of what the browser says of its GPU and of the
//! verdict of a self-test, either of which may never come, so that every case can be looked up in a table of tests.

use serde::{Deserialize, Serialize};

/// What the person asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preference {
    /// The faster device that works.
    #[default]
    Auto,
    /// The GPU, also a software one.
    WebGpu,
    /// The processor.
    Cpu,
}

impl Preference {
    /// Every preference with its word in links and menus.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Auto, "auto"),
        (Self::WebGpu, "webgpu"),
        (Self::Cpu, "cpu"),
    ];

    /// Returns its word in links and scripts.
    pub fn key(self) -> &'static str {
        // The rows stand in the order of the values (tested).
        Self::ALL[self as usize].1
    }

    /// Finds the preference that a word means.
    pub fn from_key(key: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(_, word)| *word == key);
        found.map(|(id, _)| id)
    }
}

/// A device that trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceKind {
    /// Burn's Flex backend.
    Cpu,
    /// Burn's WebGPU backend.
    WebGpu,
}

/// What the browser says of its GPU adapter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adapter {
    /// Vendor, architecture or description; empty when the browser hides it.
    pub name: String,
    /// A processor that plays a GPU (SwiftShader, lavapipe, WARP).
    pub software: bool,
    /// The feature `timestamp-query`, without which Burn's runtime cannot start.
    pub timestamp_query: bool,
    /// Storage buffers that one shader stage may bind.
    pub storage_buffers: u32,
}

/// What the browser has said when asked for its GPU adapter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offer {
    /// Nothing yet.
    #[default]
    Awaited,
    /// Nothing within the time it was given; it may still answer.
    Overdue {
        /// That time, in seconds.
        seconds: u32,
    },
    /// That there is none.
    Nothing,
    /// This one.
    Made(Adapter),
}

impl Offer {
    /// Returns the adapter, if there is one.
    pub fn adapter(&self) -> Option<&Adapter> {
        match self {
            Self::Made(adapter) => Some(adapter),
            Self::Awaited | Self::Overdue { .. } | Self::Nothing => None,
        }
    }
}

impl From<Option<Adapter>> for Offer {
    fn from(adapter: Option<Adapter>) -> Self {
        adapter.map_or(Self::Nothing, Self::Made)
    }
}

/// Storage buffers that Burn's kernels bind at most.
pub(crate) const STORAGE_BUFFERS_NEEDED: u32 = 8;

/// What one small training step on the GPU, held against the CPU, has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SelfTest {
    /// Not finished.
    #[default]
    Pending,
    /// Same loss and gradients within the tolerance.
    Agreed,
    /// What differed or failed.
    Failed(String),
    /// The GPU has not answered within the time it was given; it may still answer.
    Overdue {
        /// At what, as a part of a sentence.
        what: String,
        /// That time, in seconds.
        seconds: u32,
    },
}

/// How fast a network trained on either device, in examples per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Race {
    /// On the processor.
    pub cpu: u32,
    /// On the GPU.
    pub webgpu: u32,
}

impl Race {
    /// Decides for the faster one; where both are as fast, for the CPU, which is there at once.
    fn decision(self) -> Decision {
        let Self { cpu, webgpu } = self;
        let (device, first, second) = match webgpu > cpu {
            true => (DeviceKind::WebGpu, ("GPU", webgpu), ("CPU", cpu)),
            false => (DeviceKind::Cpu, ("CPU", cpu), ("GPU", webgpu)),
        };
        let reason = format!(
            "The {} is the faster one at this network: {} examples a second against {} on the {}.",
            first.0, first.1, second.1, second.0
        );
        decision(device, reason)
    }
}

/// How a trainer comes to know which device is faster. Runs side by side train on the same one, so one of them finds out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Racing {
    /// It finds out by itself, while nothing trains.
    Leads,
    /// It takes what another one has found, if that is known.
    Follows(Option<Race>),
}

/// The device in use, with a reason that can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Where training runs.
    pub device: DeviceKind,
    /// Why, in a sentence.
    pub reason: String,
    /// Something the person should know: what was asked for is not what is used, or is slow.
    pub warning: bool,
    /// An answer or the self-test is still to come and may change the decision.
    pub provisional: bool,
    /// The GPU was given up because it did not answer, rather than for what it answered: trying once
    /// more may help.
    pub overdue: bool,
}

fn decision(device: DeviceKind, reason: impl Into<String>) -> Decision {
    Decision {
        device,
        reason: reason.into(),
        warning: false,
        provisional: false,
        overdue: false,
    }
}

fn on_cpu(reason: impl Into<String>) -> Decision {
    decision(DeviceKind::Cpu, reason)
}

/// Decides for the CPU because the GPU has not answered; `what` is the first half of the reason.
fn overdue(what: &str) -> Decision {
    Decision {
        warning: true,
        overdue: true,
        ..on_cpu(format!("{what}, so training runs on the CPU."))
    }
}

/// Says why an adapter cannot be used at all; none where it can.
fn obstacle(adapter: &Adapter) -> Option<String> {
    if !adapter.timestamp_query {
        return Some("The GPU adapter lacks timestamp queries, which Burn needs".to_owned());
    }
    (adapter.storage_buffers < STORAGE_BUFFERS_NEEDED).then(|| {
        format!(
            "The GPU adapter binds only {} storage buffers; Burn needs {STORAGE_BUFFERS_NEEDED}",
            adapter.storage_buffers
        )
    })
}

/// Returns whether the self-test should run at all.
pub fn wants_self_test(preference: Preference, offer: &Offer) -> bool {
    let Some(adapter) = offer.adapter().filter(|own| obstacle(own).is_none()) else {
        return false;
    };
    match preference {
        Preference::Cpu => false,
        Preference::WebGpu => true,
        Preference::Auto => !adapter.software,
    }
}

/// Chooses the device to use. Without a preference it is the faster one, which a `race` has shown.
pub fn decide(
    preference: Preference,
    offer: &Offer,
    test: &SelfTest,
    race: Option<Race>,
) -> Decision {
    let asked = preference == Preference::WebGpu;
    let without = |obstacle: &str| Decision {
        warning: asked,
        ..on_cpu(format!("{obstacle}, so training runs on the CPU."))
    };
    let adapter = match offer {
        _ if preference == Preference::Cpu => return on_cpu("You chose the CPU."),
        Offer::Awaited => {
            return Decision {
                provisional: true,
                ..on_cpu(
                    "The browser is being asked for its GPU; until it answers training runs on the CPU.",
                )
            };
        }
        Offer::Overdue { seconds } => {
            return overdue(&format!(
                "The browser was asked for its GPU and has not answered for {seconds} seconds"
            ));
        }
        Offer::Nothing => return without("This browser offers no WebGPU adapter"),
        Offer::Made(adapter) => adapter,
    };
    if let Some(obstacle) = obstacle(adapter) {
        return without(&obstacle);
    }
    if adapter.software && !asked {
        return on_cpu(
            "The GPU adapter is a software renderer, and the CPU is faster than a simulated GPU.",
        );
    }
    match test {
        SelfTest::Pending => Decision {
            provisional: true,
            ..on_cpu("The GPU is being tested; until then training runs on the CPU.")
        },
        SelfTest::Failed(what) => Decision {
            warning: true,
            ..on_cpu(format!(
                "The GPU failed its self-test ({what}), so training runs on the CPU."
            ))
        },
        SelfTest::Overdue { what, seconds } => overdue(&format!(
            "The GPU has not answered for {seconds} seconds ({what})"
        )),
        SelfTest::Agreed if adapter.software => Decision {
            warning: true,
            ..decision(
                DeviceKind::WebGpu,
                "You chose WebGPU. This adapter is a software renderer: the CPU is faster.",
            )
        },
        SelfTest::Agreed if asked => decision(
            DeviceKind::WebGpu,
            "You chose WebGPU, and a training step on the GPU agrees with the CPU.",
        ),
        SelfTest::Agreed => match race {
            Some(race) => race.decision(),
            None => Decision {
                provisional: true,
                ..on_cpu(
                    "The GPU agrees with the CPU. Which of them is faster is found out while nothing trains; until \
                     then training runs on the CPU.",
                )
            },
        },
    }
}

#[cfg(test)]
mod tests;
