//! The device chip: where training runs, and on click why.

use super::parts::{Popover, radios};
use crate::run::{Run, TrainerStatus};
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::device::{DeviceKind, Offer, Preference, SelfTest};

/// Returns a word for the chip.
fn chip(run: &Run) -> String {
    if let Some(warmup) = &run.device.warmup {
        return format!("{} · {}/{}", device_name(run), warmup.done, warmup.total);
    }
    match (&run.connection.status, &run.device.state) {
        (TrainerStatus::Dead(_), _) => "stopped".to_owned(),
        // The browser is asked at each start, and mostly answers at once: a word for that would flicker.
        (_, Some(device)) if device.decision.provisional && device.offer != Offer::Awaited => {
            format!("{} · testing GPU", device_name(run))
        }
        (_, Some(_)) => device_name(run).to_owned(),
        (_, None) => "starting".to_owned(),
    }
}

fn device_name(run: &Run) -> &'static str {
    match run.device.state.as_ref().map(|d| d.decision.device) {
        Some(DeviceKind::WebGpu) => "WebGPU",
        Some(DeviceKind::Cpu) => "CPU",
        None => "GPU",
    }
}

fn adapter_name(run: &Run) -> String {
    match run.device.state.as_ref().map(|d| &d.offer) {
        None => "not asked for yet".to_owned(),
        // Whoever chose the CPU has none asked for.
        Some(Offer::Awaited) if run.device.preference == Preference::Cpu => {
            "not asked for".to_owned()
        }
        Some(Offer::Awaited) => "asked for".to_owned(),
        Some(Offer::Overdue { seconds }) => format!("no answer for {seconds} seconds"),
        Some(Offer::Nothing) => "none offered".to_owned(),
        Some(Offer::Made(adapter)) => {
            let name = match adapter.name.as_str() {
                "" => "unknown (the browser hides it)",
                name => name,
            };
            match adapter.software {
                true => format!("{name}, a software renderer"),
                false => name.to_owned(),
            }
        }
    }
}

fn verdict(run: &Run) -> String {
    let state = run.device.state.as_ref();
    match state.map(|d| (&d.self_test, d.decision.provisional)) {
        Some((SelfTest::Agreed, _)) => "a training step agrees with the CPU".to_owned(),
        Some((SelfTest::Failed(why), _)) => format!("failed: {why}"),
        Some((SelfTest::Overdue { what, seconds }, _)) => {
            format!("no answer for {seconds} seconds: {what}")
        }
        Some((SelfTest::Pending, true)) if run.device.warmup.is_none() => "not begun".to_owned(),
        Some((SelfTest::Pending, true)) => "under way".to_owned(),
        Some((SelfTest::Pending, false)) | None => "not needed".to_owned(),
    }
}

/// Returns whether the light warns: of a choice of device that is not as hoped for, or of a trainer that is gone.
fn warns(run: &Run) -> bool {
    let device = run.device.state.as_ref();
    run.connection.is_dead() || device.is_some_and(|device| device.decision.warning)
}

fn warmup(run: &Run) -> String {
    let Some(warmup) = &run.device.warmup else {
        return String::new();
    };
    let (phase, total, what) = (warmup.done + 1, warmup.total, &warmup.what);
    format!("Warm-up {phase} of {total}: {what}.")
}

/// The chip and its sheet.
#[component]
pub fn DeviceChip() -> impl IntoView {
    let store = Store::here();
    let word = store.memo(chip);
    let reason = store.memo(|run| match &run.device.state {
        Some(device) => device.decision.reason.clone(),
        None => "The trainer is being loaded.".to_owned(),
    });
    let warns = store.memo(warns);
    let progress = store.memo(|run| run.device.warmup.as_ref().map(|w| (w.done, w.total)));
    let summary = move || {
        view! {
            <span class="chip-light" class:warns=warns aria-hidden="true"></span>
            <span class="unseen">"Device: "</span>
            <span id="device">{word}</span>
        }
    };
    view! {
        <Popover class="chip" summary=ViewFn::from(summary)>
            <p id="device-reason">{reason}</p>
            <dl class="facts">
                <dt>"GPU adapter"</dt>
                <dd>{store.memo(adapter_name)}</dd>
                <dt>"Self-test"</dt>
                <dd>{store.memo(verdict)}</dd>
            </dl>
            <div class="warmup" class:active=move || progress.get().is_some()>
                <progress
                    aria-label="Warm-up of the GPU"
                    max=move || progress.get().map_or(1, |p| p.1)
                    value=move || progress.get().map_or(0, |p| p.0)
                ></progress>
                <p>{store.memo(warmup)}</p>
            </div>
            <Choice />
        </Popover>
    }
}

#[component]
fn Choice() -> impl IntoView {
    let store = Store::here();
    let preference = store.memo(|run| run.device.preference);
    let options = Preference::ALL.map(|(id, key)| match id {
        Preference::Auto => (id, key, "the faster one that works"),
        Preference::WebGpu => (id, key, "WebGPU"),
        Preference::Cpu => (id, key, "CPU"),
    });
    let choose = move |id| store.act(|run| run.prefer(id));
    view! {
        <fieldset class="radios">
            <legend>"Train on"</legend>
            {radios("backend", options, move || preference.get(), choose)}
        </fieldset>
        <p class="caption">"A change goes on from here on a fresh trainer."</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::experiment::Experiment;

    #[test]
    fn the_light_beside_stopped_warns() {
        let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Cpu);
        assert_eq!((chip(&run).as_str(), warns(&run)), ("starting", false));
        run.died("crashed on request".to_owned());
        assert_eq!((chip(&run).as_str(), warns(&run)), ("stopped", true));
    }
}
