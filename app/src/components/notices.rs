//! What happened and what can be done about it. The place is reserved, so that a sentence that
//! comes moves nothing that a finger is on its way to.

use super::fault_banner::FaultBanner;
use super::parts::Button;
use super::waiting::{Stalled, Wait, is_stalled, waits};
use crate::home::KeptWork;
use crate::run::Run;
use crate::run::notice::{Level, Notice, Remedy};
use crate::runs::Runs;
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::device::Preference;

/// The notices, or what to do next where the stage does not say it.
#[component]
pub fn Notices() -> impl IntoView {
    let store = Store::here();
    let notices = store.memo(|run| run.notices.all().to_vec());
    let hints = move || !store.view.on_stage();
    view! {
        <div class="notices" id="notices">
            <Show when=hints>
                <Hint />
            </Show>
            <FaultBanner />
            <Stalled />
            <For each=move || notices.get() key=|notice| notice.id let:notice>
                <NoticeLine notice />
            </For>
        </div>
    }
}

/// What to do next, or what is waited for; nothing while something else is to be told.
#[component]
pub fn Hint() -> impl IntoView {
    let store = Store::here();
    let wait = waits(store);
    let told = store.memo(|run| {
        !run.notices.all().is_empty()
            || run.settings.draft.mistakes_made().next().is_some()
            || run.connection.is_dead()
    });
    let stalled = is_stalled();
    let drawn = Memo::new(move |_| store.pad.seen.with(Option::is_some));
    let hint = Memo::new(move |_| {
        wait.with(|wait| store.read(|run| hint(run, wait.as_ref(), drawn.get())))
    });
    view! {
        <Show when=move || !told.get() && !stalled.get()>
            <p class="hint">{hint}</p>
        </Show>
    }
}

fn hint(run: &Run, wait: Option<&Wait>, drawn: bool) -> String {
    if let Some(wait) = wait {
        return wait.hint(run.progress.step > 0);
    }
    if let Some(warmup) = &run.device.warmup {
        return format!("The GPU is warming up: {}.", warmup.what);
    }
    match run.progress.step {
        0 if run.progress.wants_training => "The first figures are on their way.".to_owned(),
        0 if drawn => t!("stage.press-train"),
        0 => t!("stage.press-and-draw"),
        _ if run.progress.finished => t!("stage.finished"),
        _ if run.history.losses().count() > 1 => t!("stage.flipped"),
        _ => t!("stage.flip"),
    }
}

#[component]
fn NoticeLine(notice: Notice) -> impl IntoView {
    let (store, runs) = (Store::here(), Runs::here());
    let work = KeptWork::here();
    let (class, role) = match notice.level {
        Level::Info => ("notice info", "status"),
        Level::Warning => ("notice warning", "status"),
        Level::Error => ("notice error", "alert"),
    };
    let dismiss = move |_| store.act(|run| run.notices.dismiss(notice.id));
    let remedies = notice.remedies.into_iter().map(move |(remedy, word)| {
        let apply = move |_| match remedy {
            Remedy::Restart | Remedy::StopNow => store.act(|run| run.restart()),
            Remedy::Reset => runs.reset(),
            Remedy::Undo => runs.undo(),
            Remedy::Fetch => store.fetch_again(),
            Remedy::AskGpu => store.act(|run| run.ask_gpu_again()),
            Remedy::UseCpu => store.act(|run| run.prefer(Preference::Cpu)),
            Remedy::Batch(size) => store.edit(|next| next.batch_size = size),
            Remedy::PutBack => runs.put_back(),
            Remedy::GoOn => work.go_on(),
            Remedy::StartFresh => work.start_fresh(),
        };
        view! { <Button class="small remedy" press=apply>{word}</Button> }
    });
    view! {
        <div class=class role=role>
            <p class="notice-text">{notice.text}</p>
            {remedies.collect_view()}
            <Button class="quiet small" label="Dismiss this message" press=dismiss>"×"</Button>
        </div>
    }
}
