//! Which device a session trains on: the browser is asked for its GPU, and that is started and tested,
//! beside the turns, so that the CPU never waits for an answer; an untouched network moves over when the GPU
//! has passed. Who keeps the clock says when an answer is overdue. An answer that comes after that is taken
//! as one that came in time.

use super::{Outgoing, Session, Sink};
use crate::train::gpu::{Gpu, OnFailure, self_test};
use crate::train::readback::read;
use crate::train::trainer::Trainer;
use burn::tensor::{Device, DeviceKind as Adapters};
use playground_experiment::device::{
    DeviceKind, Offer, Preference, SelfTest, decide, wants_self_test,
};
use playground_experiment::protocol::Event;

impl Session {
    /// Whether the browser should be asked for its GPU; true once after a start that wants to know.
    pub fn take_offer_wish(&mut self) -> bool {
        std::mem::take(&mut self.offer_wanted)
    }

    /// Brings what the browser says of its GPU, or that it says nothing.
    pub fn offered(&mut self, offer: Offer) {
        let too_late = matches!(offer, Offer::Overdue { .. }) && self.offer != Offer::Awaited;
        if self.preference == Preference::Cpu || too_late {
            return;
        }
        self.offer = offer;
        self.want_gpu();
        self.announce_device();
    }

    /// Decides by the offer as it is, and whether to start the GPU.
    pub(super) fn want_gpu(&mut self) {
        self.gpu_wanted = wants_self_test(self.preference, &self.offer);
        self.decide();
    }

    /// Whether the GPU should be started and tested; true once after an offer to be taken.
    pub fn take_gpu_wish(&mut self) -> bool {
        std::mem::take(&mut self.gpu_wanted)
    }

    /// The GPU has not answered for `seconds` at `what`.
    pub fn gpu_overdue(&mut self, what: String, seconds: u32) {
        // What has been decided by an answer stands.
        if matches!(self.self_test, SelfTest::Pending | SelfTest::Overdue { .. }) {
            self.self_test = SelfTest::Overdue { what, seconds };
            self.decide();
            self.announce_device();
        }
    }

    /// Brings the outcome of [`prepare_gpu`]. A network that has taken no step moves over.
    pub async fn gpu_prepared(&mut self, outcome: Result<Gpu, String>) {
        match outcome {
            Ok(gpu) => {
                self.gpu = Some(gpu);
                self.self_test = SelfTest::Agreed;
            }
            Err(why) => self.self_test = SelfTest::Failed(why),
        }
        self.decide();
        if self.decision.device == DeviceKind::WebGpu && !self.stepped && self.run.is_none() {
            self.move_over().await;
        }
        self.announce_device();
    }

    /// Takes an untouched (or just restored) network to the device decided on.
    async fn move_over(&mut self) {
        let Some(trainer) = self.trainer.take() else {
            return;
        };
        let (head, vectors) = trainer.checkpoint();
        let moved = match read(vectors).await {
            Ok(values) => Trainer::restore(&head, &values, &self.supply, &self.device())
                .map_err(|e| e.message),
            Err(why) => Err(why),
        };
        match moved {
            Ok(moved) => self.install(moved),
            Err(message) => {
                self.trainer = Some(trainer);
                self.fail(message);
            }
        }
    }

    pub(super) fn decide(&mut self) {
        self.decision = decide(self.preference, &self.offer, &self.self_test);
    }

    pub(super) fn announce_device(&self) {
        let mut decision = self.decision.clone();
        if decision.device != self.trains_on && self.trainer.is_some() {
            decision.device = self.trains_on;
            decision.reason =
                "The GPU has passed its self-test. This run began on the CPU and stays there; \
                               Reset moves to WebGPU."
                    .to_owned();
        }
        self.emit(Event::Device {
            decision,
            offer: self.offer.clone(),
            self_test: self.self_test.clone(),
        });
    }

    /// The device decided on.
    pub(super) fn device(&self) -> Device {
        match (&self.gpu, self.decision.device) {
            (Some(gpu), DeviceKind::WebGpu) => gpu.device.clone(),
            _ => Device::flex(),
        }
    }
}

/// Phases of the warm-up.
pub(super) const WARMUP_PHASES: u32 = 3;

/// Says which phase of the warm-up begins, `done` of them being behind.
pub(super) fn announce_warmup(sink: &Sink, done: u32, what: &str) {
    let event = Event::Warmup {
        done,
        total: WARMUP_PHASES,
        what: what.to_owned(),
    };
    sink(Outgoing {
        event,
        bulk: Vec::new(),
    });
}

/// Starts the GPU and tests it, telling `sink` how far it is. Runs beside the session's turns, so
/// that training on the CPU can begin meanwhile.
///
/// # Errors
/// Why the GPU cannot be used.
pub async fn prepare_gpu(sink: Sink, on_failure: OnFailure) -> Result<Gpu, String> {
    announce_warmup(&sink, 0, "starting the GPU");
    let gpu = Gpu::start(Adapters::DefaultDevice, on_failure).await?;
    announce_warmup(&sink, 1, "testing the GPU against the CPU");
    self_test(&gpu.device).await?;
    announce_warmup(&sink, 2, "compiling kernels for this network");
    Ok(gpu)
}
