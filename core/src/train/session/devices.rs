//! Which device a session trains on: the browser is asked for its GPU, and that is started and tested, beside the
//! turns, so that the CPU never waits for an answer. Whoever keeps the clock says when an answer is overdue. An answer
//! that comes after that is taken as one that came in time.

use super::outbox::{Outbox, Sink};
use crate::train::gpu::{Gpu, OnFailure, self_test};
use burn::tensor::{Device, DeviceKind as Adapters};
use playground_experiment::device::{
    Adapter, Decision, DeviceKind, Offer, Preference, Race, Racing, SelfTest, decide,
    wants_self_test,
};
use playground_experiment::protocol::Event;

/// What is known of the devices, by which one is decided on.
pub(super) struct Devices {
    preference: Preference,
    offer: Offer,
    /// The browser is to be asked for its GPU.
    pub(super) offer_wanted: bool,
    self_test: SelfTest,
    gpu: Option<Gpu>,
    /// The GPU is to be started and tested.
    pub(super) gpu_wanted: bool,
    racing: Racing,
    /// What it has found by itself of the network at hand.
    found: Option<Race>,
}

impl Default for Devices {
    /// Begins with the CPU, before anything was asked for.
    fn default() -> Self {
        Self {
            preference: Preference::Cpu,
            offer: Offer::Nothing,
            offer_wanted: false,
            self_test: SelfTest::Pending,
            gpu: None,
            gpu_wanted: false,
            racing: Racing::Follows(None),
            found: None,
        }
    }
}

impl Devices {
    /// Begins with what the person prefers and, where that is known already, the browser's GPU.
    pub(super) fn start(&mut self, preference: Preference, adapter: Option<Adapter>) {
        self.preference = preference;
        self.offer = adapter.map_or(Offer::Awaited, Offer::Made);
        self.offer_wanted = preference != Preference::Cpu && self.offer == Offer::Awaited;
        self.take_offer();
    }

    /// Takes what the browser says of its GPU, or that it says nothing. Returns whether that was still to be known.
    pub(super) fn offered(&mut self, offer: Offer) -> bool {
        let too_late = matches!(offer, Offer::Overdue { .. }) && self.offer != Offer::Awaited;
        if self.preference == Preference::Cpu || too_late {
            return false;
        }
        self.offer = offer;
        self.take_offer();
        true
    }

    /// Decides by the offer as it is whether to start the GPU.
    fn take_offer(&mut self) {
        self.gpu_wanted = wants_self_test(self.preference, &self.offer);
    }

    /// Takes note that the GPU has not answered for `seconds` at `what`. Returns whether an answer was still to come:
    /// what has been decided by one stands.
    pub(super) fn overdue(&mut self, what: String, seconds: u32) -> bool {
        let open = matches!(self.self_test, SelfTest::Pending | SelfTest::Overdue { .. });
        if open {
            self.self_test = SelfTest::Overdue { what, seconds };
        }
        open
    }

    /// Takes the outcome of [`prepare_gpu`], or that a GPU which passed has failed since.
    pub(super) fn prepared(&mut self, outcome: Result<Gpu, String>) {
        self.self_test = match outcome {
            Ok(gpu) => {
                self.gpu = Some(gpu);
                SelfTest::Agreed
            }
            Err(why) => {
                self.gpu = None;
                SelfTest::Failed(why)
            }
        };
    }

    /// Goes by its own race from now on, or by that of another trainer.
    pub(super) fn race_as(&mut self, racing: Racing) {
        self.racing = racing;
    }

    /// Takes what a race has shown; nothing where another network is to be raced.
    pub(super) fn raced(&mut self, race: Option<Race>) {
        self.found = race;
    }

    /// Returns the GPU to be raced against the CPU, if it is still to be found out which one is faster.
    pub(super) fn to_be_raced(&self) -> Option<&Gpu> {
        let leads = self.racing == Racing::Leads;
        self.gpu.as_ref().filter(|_| leads && self.race_is_open())
    }

    fn race(&self) -> Option<Race> {
        match self.racing {
            Racing::Leads => self.found,
            Racing::Follows(race) => race,
        }
    }

    /// Returns the device decided on, and why.
    fn decision(&self) -> Decision {
        decide(self.preference, &self.offer, &self.self_test, self.race())
    }

    /// Returns the kind of device that the next network goes to.
    pub(super) fn kind(&self) -> DeviceKind {
        match self.gpu {
            Some(_) => self.decision().device,
            None => DeviceKind::Cpu,
        }
    }

    /// Returns the device that the next network goes to.
    pub(super) fn device(&self) -> Device {
        match self.gpu(self.decision().device) {
            Some(gpu) => gpu.device.clone(),
            None => Device::flex(),
        }
    }

    /// Returns the GPU of a network that is on a device of this kind; none on the CPU.
    pub(super) fn gpu(&self, kind: DeviceKind) -> Option<&Gpu> {
        self.gpu.as_ref().filter(|_| kind == DeviceKind::WebGpu)
    }

    /// Returns whether nothing but a race is needed to decide.
    pub(super) fn race_is_open(&self) -> bool {
        self.self_test == SelfTest::Agreed && self.decision().provisional
    }

    /// Says what was decided. A network that trains on another kind of device, `trains_on`, stays there; one that has `begun`
    /// before a race stays on the CPU.
    pub(super) fn announce(&self, trains_on: Option<DeviceKind>, begun: bool, outbox: &Outbox) {
        let mut decision = self.decision();
        if begun && self.race_is_open() {
            decision.provisional = false;
            decision.reason = "The GPU agrees with the CPU. This run began before it was found out which of them is faster, \
                               and stays on the CPU; Reset has them race."
                .to_owned();
        } else if let Some(device) = trains_on.filter(|device| *device != decision.device) {
            let (its, other) = match device {
                DeviceKind::Cpu => ("CPU", "WebGPU"),
                DeviceKind::WebGpu => ("GPU", "the CPU"),
            };
            let stays =
                format!(" This run began on the {its} and stays there; Reset moves to {other}.");
            decision.device = device;
            decision.reason.push_str(&stays);
        }
        outbox.emit(Event::Device {
            decision,
            offer: self.offer.clone(),
            self_test: self.self_test.clone(),
            race: self.race(),
        });
    }
}

/// Phases of the warm-up.
pub(super) const WARMUP_PHASES: u32 = 3;

/// Says which phase of the warm-up begins, `done` of them being behind.
pub(super) fn announce_warmup(outbox: &Outbox, done: u32, what: &str) {
    outbox.emit(Event::Warmup {
        done,
        total: WARMUP_PHASES,
        what: what.to_owned(),
    });
}

/// Starts the GPU and tests it, telling `sink` how far it is. Runs beside the session's turns, so
/// that training on the CPU can begin meanwhile.
///
/// # Errors
/// Why the GPU cannot be used.
pub async fn prepare_gpu(sink: Sink, on_failure: OnFailure) -> Result<Gpu, String> {
    let outbox = Outbox(sink);
    announce_warmup(&outbox, 0, "starting the GPU");
    let gpu = Gpu::start(Adapters::DefaultDevice, on_failure).await?;
    announce_warmup(&outbox, 1, "testing the GPU against the CPU");
    self_test(&gpu.device).await?;
    announce_warmup(&outbox, 2, "compiling kernels for this network");
    Ok(gpu)
}

#[cfg(test)]
mod tests {
    use super::super::outbox::recorded;
    use super::*;

    fn started(preference: Preference) -> Devices {
        let mut devices = Devices::default();
        devices.start(preference, None);
        devices
    }

    fn adapter() -> Adapter {
        Adapter {
            name: "test".into(),
            software: false,
            timestamp_query: true,
            storage_buffers: 10,
        }
    }

    #[test]
    fn who_prefers_the_cpu_asks_for_nothing_and_takes_nothing() {
        let mut devices = started(Preference::Cpu);
        assert!(!devices.offer_wanted);
        assert!(!devices.offered(Offer::Made(adapter())));
        assert!(!devices.gpu_wanted && devices.kind() == DeviceKind::Cpu);
    }

    #[test]
    fn an_offer_asks_once_for_the_gpu_and_nothing_can_be_overdue_after_it() {
        let mut devices = started(Preference::Auto);
        assert!(std::mem::take(&mut devices.offer_wanted) && !devices.offer_wanted);
        assert!(devices.offered(Offer::Made(adapter())));
        assert!(std::mem::take(&mut devices.gpu_wanted) && !devices.gpu_wanted);
        assert!(!devices.offer_wanted);
        assert!(!devices.offered(Offer::Overdue { seconds: 10 }));
    }

    #[test]
    fn a_test_that_has_failed_is_not_overdue_any_more() {
        let mut devices = started(Preference::WebGpu);
        devices.offered(Offer::Made(adapter()));
        assert!(devices.overdue("starting".into(), 10));
        assert!(devices.overdue("starting".into(), 20), "it says how long");
        devices.prepared(Err("broken".into()));
        assert!(!devices.overdue("starting".into(), 30));
        assert_eq!(devices.self_test, SelfTest::Failed("broken".into()));
        assert_eq!(devices.kind(), DeviceKind::Cpu);
    }

    #[test]
    fn a_network_on_another_device_is_said_to_stay_there() {
        let (outbox, events) = recorded();
        let devices = started(Preference::Cpu);
        devices.announce(None, false, &outbox);
        devices.announce(Some(DeviceKind::WebGpu), true, &outbox);
        let events = events.borrow();
        let announced = |place: usize| match &events[place].event {
            Event::Device { decision, .. } => decision.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(announced(0), devices.decision());
        assert_eq!(announced(1).device, DeviceKind::WebGpu);
        assert!(announced(1).reason.contains("stays there"));
    }
}
