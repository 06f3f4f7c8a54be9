//! What happened and what can be done about it. The place is reserved, so that a sentence that
//! comes moves nothing that a finger is on its way to.

use super::fault_banner::FaultBanner;
use super::parts::Button;
use super::stage::scene::Scene;
use super::waiting::{Stalled, Wait, is_stalled, waits};
use crate::home::KeptWork;
use crate::run::Run;
use crate::run::notice::{Level, Notice, Remedy};
use crate::runs::Runs;
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::device::Preference;
use playground_experiment::format;

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
    let (store, runs) = (Store::here(), Runs::here());
    let wait = waits(store);
    let told = store.memo(|run| {
        !run.notices.all().is_empty()
            || run.settings.draft.mistakes_made().next().is_some()
            || run.connection.is_dead()
    });
    let stalled = is_stalled();
    let drawn = Memo::new(move |_| store.pad.seen.with(Option::is_some));
    let hint = Memo::new(move |_| {
        let seen = Sight {
            tab: store.view.tab.get(),
            several: runs.several(),
            drawn: drawn.get(),
        };
        wait.with(|wait| store.read(|run| hint(run, wait.as_ref(), seen)))
    });
    view! {
        <Show when=move || !told.get() && !stalled.get()>
            <p class="hint">{hint}</p>
        </Show>
    }
}

/// What stands before whoever is told what to do next.
#[derive(Clone, Copy)]
struct Sight {
    /// The word of the view.
    tab: &'static str,
    /// Whether runs stand side by side.
    several: bool,
    /// Whether something is on the pad.
    drawn: bool,
}

fn hint(run: &Run, wait: Option<&Wait>, seen: Sight) -> String {
    if let Some(wait) = wait {
        return wait.hint(run.progress.step > 0);
    }
    if let Some(warmup) = &run.device.warmup {
        return format!("The GPU is warming up: {}.", warmup.what);
    }
    match run.progress.step {
        0 if run.progress.wants_training => "The first figures are on their way.".to_owned(),
        // What is worked out by hand needs no training.
        0 if seen.tab == "work" => String::new(),
        0 if seen.drawn => t!("stage.press-train"),
        0 => t!("stage.press-and-draw"),
        _ if run.progress.finished => t!("stage.finished"),
        _ => on_view(run, seen),
    }
}

/// Says what is to be done on a view once a run has begun; nothing where the view says it itself.
fn on_view(run: &Run, seen: Sight) -> String {
    let autoencoder = run.settings.active.is_autoencoder();
    match seen.tab {
        "batch" if autoencoder => String::new(),
        "batch" => t!("batch.next"),
        "inside" => t!("inside.next"),
        "mistakes" if autoencoder => t!("mistakes.next-copies"),
        "mistakes" => t!("mistakes.next"),
        "runs" if seen.several => t!("runs.next"),
        "runs" | "work" => String::new(),
        _ if run.history.losses().count() > 1 => {
            flipped(run).unwrap_or_else(|| t!("stage.flipped"))
        }
        _ if seen.several && !autoencoder => t!("stage.point"),
        _ => t!("stage.flip"),
    }
}

/// Says how hard the images that are followed pull under the loss in use, and under the one before a flip; none before
/// they have been asked.
fn flipped(run: &Run) -> Option<String> {
    let own = run.settings.objective();
    let before = own.counterpart();
    run.history
        .losses()
        .find(|track| track.objective == before)?;
    let [(now, is), (before, was)] = Scene::of(run)?.mean_pulls_from(own);
    let [is, was] = [is, was].map(format::reading);
    Some(t!(
        "stage.flipped-pulls",
        now = now,
        is = is,
        before = before,
        was = was
    ))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::TABS;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::loss::{Loss, Output};

    fn begun(experiment: Experiment) -> Run {
        let mut run = Run::new(experiment, Vec::new(), Preference::Cpu);
        run.progress.step = 5;
        run
    }

    fn on(tab: &'static str, several: bool) -> Sight {
        Sight {
            tab,
            several,
            drawn: true,
        }
    }

    #[test]
    fn each_view_says_what_is_to_be_done_there() {
        let run = begun(Experiment::default());
        let said = |several: bool| -> Vec<(&str, String)> {
            let all = TABS.iter().map(|tab| tab.key);
            let all = all.map(|tab| (tab, hint(&run, None, on(tab, several))));
            all.filter(|(_, hint)| !hint.is_empty()).collect()
        };
        let alone = said(false);
        let tabs: Vec<&str> = alone.iter().map(|(tab, _)| *tab).collect();
        assert_eq!(tabs, ["compare", "batch", "inside", "mistakes"]);
        assert!(alone[0].1.starts_with("Flip the loss"));
        let flips = alone.iter().filter(|(_, hint)| hint.contains("Flip"));
        assert_eq!(flips.count(), 1);
        let beside = said(true);
        assert!(beside[0].1.starts_with("Point at an image"));
        assert_eq!(beside.last().map(|(tab, _)| *tab), Some("runs"));
    }

    #[test]
    fn an_autoencoder_is_told_of_no_classes() {
        let run = begun(Experiment {
            output: Output::Image,
            loss: Loss::MeanSquaredError,
            ..Experiment::default()
        });
        let said = |tab| hint(&run, None, on(tab, true));
        assert_eq!(said("batch"), "");
        assert!(said("mistakes").contains("comes back"));
        assert!(said("compare").starts_with("Flip"));
    }

    #[test]
    fn before_the_first_step_it_is_train_and_nothing_on_the_sheets() {
        let run = Run::new(Experiment::default(), Vec::new(), Preference::Cpu);
        assert_eq!(hint(&run, None, on("compare", true)), "Press Train.");
        let nothing_drawn = Sight {
            drawn: false,
            ..on("batch", false)
        };
        assert_eq!(hint(&run, None, nothing_drawn), "Press Train, then draw.");
        assert_eq!(hint(&run, None, on("work", false)), "");
    }
}
