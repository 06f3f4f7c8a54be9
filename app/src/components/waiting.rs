//! What a run waits for between the press on Train and its first step, or its next one.

use super::parts::{Button, WithSome};
use crate::data::LoadProgress;
use crate::patience::MODULE;
use crate::run::{Run, TrainerStatus};
use crate::state::Store;
use crate::trainer::module::{self, Loading, Stage};
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::DataFile;

/// What it waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wait {
    /// The trainer's module.
    Module(Loading),
    /// The trainer's first word.
    Start,
    /// Images that are fetched, of the set of this name; how far the file under way is.
    Files(&'static str, Option<LoadProgress>),
    /// Images that are being made: how many there are, and how many the step needs.
    Making(u32, u32),
}

impl Wait {
    /// Finds what a run that is to train waits for; none when it has what it needs.
    pub fn of(run: &Run, loading: Loading, progress: Option<&LoadProgress>) -> Option<Self> {
        if !run.progress.wants_training {
            return None;
        }
        match (&run.connection.status, loading.stage) {
            (TrainerStatus::Dead(_), _) => return None,
            (TrainerStatus::Starting, Stage::Compiled) => return Some(Self::Start),
            (TrainerStatus::Starting, _) => return Some(Self::Module(loading)),
            (TrainerStatus::Alive, _) => {}
        }
        let info = run.settings.requested.dataset.info();
        let arrived = run.files.arrived(DataFile::Train);
        let missing = run.progress.short_of > 0 || (run.network.is_none() && arrived.total == 0);
        missing.then(|| match info.made {
            Some(_) => Self::Making(arrived.available, run.progress.short_of),
            None => Self::Files(info.name, progress.cloned()),
        })
    }

    /// Says it in a sentence; `goes_on` when the run has taken steps before.
    pub fn words(&self, goes_on: bool) -> String {
        let which = if goes_on { "more" } else { "the first" };
        match self {
            Self::Module(Loading {
                stage: Stage::Compiling | Stage::Compiled,
                ..
            }) => "Waiting for the trainer: compiling".to_owned(),
            Self::Module(Loading { bytes, total, .. }) => {
                format!("Waiting for the trainer: {}", so_far(*bytes, *total))
            }
            Self::Start => "Waiting for the trainer: starting".to_owned(),
            Self::Files(name, None) => format!("Waiting for {which} {name} images"),
            Self::Files(name, Some(progress)) => {
                let what = match progress.labels {
                    true => format!("the {name} labels"),
                    false => format!("{which} {name} images"),
                };
                let bytes = so_far(progress.bytes, progress.bytes_total);
                format!("Waiting for {what}: {bytes}")
            }
            Self::Making(have, need) => format!(
                "Making {which} images: {} of {}",
                format::grouped(*have),
                format::grouped((*need).max(*have))
            ),
        }
    }

    /// Says what to make of it.
    pub fn hint(&self, goes_on: bool) -> String {
        let begins = if goes_on { "goes on" } else { "starts" };
        match self {
            Self::Module(_) | Self::Start => {
                format!("Training {begins} once the trainer is ready.")
            }
            Self::Files(..) | Self::Making(..) => {
                format!("Training {begins} once these images are here.")
            }
        }
    }

    /// Returns what is said once to those who do not see it, however far it is.
    fn spoken(&self, goes_on: bool) -> Option<String> {
        let what = match self {
            Self::Module(_) | Self::Start => "Waiting for the trainer.".to_owned(),
            Self::Files(name, _) => format!("Waiting for {name} images."),
            // Over within a second or two.
            Self::Making(..) => return None,
        };
        Some(format!("{what} {}", self.hint(goes_on)))
    }
}

/// Says how many bytes have come, and of how many where that is known.
fn so_far(bytes: u64, total: Option<u64>) -> String {
    match total {
        Some(total) => format::bytes_of(bytes, total),
        None => format!("{} so far", format::bytes(bytes)),
    }
}

/// Returns what the run that is looked at waits for.
pub fn waits(store: Store) -> Memo<Option<Wait>> {
    let loading = module::loading();
    Memo::new(move |_| {
        let loading = loading.get();
        let progress = store.data.progress.get();
        store.read(|run| Wait::of(run, loading, progress.as_ref()))
    })
}

/// The sentence in the bar, over the figures that wait with it. It comes a moment late, so that what is over at
/// once does not flicker.
#[component]
pub fn Waiting() -> impl IntoView {
    let store = Store::here();
    let wait = waits(store);
    let goes_on = store.memo(|run| run.progress.step > 0);
    let spoken = Memo::new(move |_| wait.with_some(|wait| wait.spoken(goes_on.get())).flatten());
    Effect::new(move || {
        if let Some(text) = spoken.get() {
            store.view.spoken.set(text);
        }
    });
    let there = Memo::new(move |_| wait.with(Option::is_some));
    let words = move || wait.with_some(|wait| wait.words(goes_on.get()));
    view! {
        <Show when=move || there.get()>
            <p class="waiting" id="waiting">{words}</p>
        </Show>
    }
}

/// Returns whether nothing more comes of the trainer's module.
pub fn is_stalled() -> Memo<bool> {
    let loading = module::loading();
    Memo::new(move |_| loading.get().stalled)
}

/// Says that nothing more comes of the trainer's module, until it does.
#[component]
pub fn Stalled() -> impl IntoView {
    let loading = module::loading();
    let state = Memo::new(move |_| loading.get());
    let there = is_stalled();
    let words = move || {
        let (seconds, loading) = (MODULE.as_secs(), state.get());
        let so_far = so_far(loading.bytes, loading.total);
        format!(
            "No more of the trainer has arrived for {seconds} seconds ({so_far}). It goes on by itself once the connection \
             does."
        )
    };
    view! {
        <Show when=move || there.get()>
            <div class="notice warning" role="status">
                <p class="notice-text">{words}</p>
                <Button class="small remedy" press=move |_| module::fetch_again()>"Fetch it again"</Button>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::dataset::DatasetId;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::protocol::{DataFile, Event, Target};

    fn asked(dataset: DatasetId) -> Run {
        let experiment = Experiment {
            dataset,
            split: dataset.info().split,
            ..Experiment::default()
        };
        let mut run = Run::new(experiment, Vec::new(), Preference::Cpu);
        run.start();
        run.train(Target::Experiment);
        run
    }

    fn words(run: &Run, loading: Loading, progress: Option<&LoadProgress>) -> Option<String> {
        Wait::of(run, loading, progress).map(|wait| wait.words(run.progress.step > 0))
    }

    const COMPILED: Loading = Loading {
        stage: Stage::Compiled,
        bytes: 1_400_000,
        total: Some(1_400_000),
        stalled: false,
    };

    #[test]
    fn one_thing_after_the_other_is_waited_for() {
        let mut run = asked(DatasetId::Mnist);
        let coming = Loading {
            stage: Stage::Fetching,
            bytes: 912_345,
            ..COMPILED
        };
        let text = |run: &Run, loading| words(run, loading, None).unwrap();
        assert_eq!(text(&run, coming), "Waiting for the trainer: 0.9 of 1.4 MB");
        let unknown = Loading {
            total: None,
            ..coming
        };
        assert_eq!(
            text(&run, unknown),
            "Waiting for the trainer: 912 kB so far"
        );
        let compiling = Loading {
            stage: Stage::Compiling,
            ..COMPILED
        };
        assert_eq!(text(&run, compiling), "Waiting for the trainer: compiling");
        assert_eq!(text(&run, COMPILED), "Waiting for the trainer: starting");
        run.receive(Event::Alive);
        let progress = LoadProgress {
            bytes: 1_234_567,
            bytes_total: Some(9_912_422),
            ..LoadProgress::default()
        };
        assert_eq!(
            words(&run, COMPILED, Some(&progress)).unwrap(),
            "Waiting for the first MNIST images: 1.2 of 9.9 MB"
        );
        let data = |available| Event::Data {
            file: DataFile::Train,
            available,
            total: 60_000,
        };
        run.receive(data(1_000));
        run.connection.acknowledged = run.connection.last_sequence();
        run.receive(Event::Waiting { needed: 4_096 });
        assert!(words(&run, COMPILED, None).is_some());
        run.receive(data(4_096));
        assert_eq!(words(&run, COMPILED, None), None);
    }

    #[test]
    fn who_does_not_train_waits_for_nothing() {
        let mut run = asked(DatasetId::Mnist);
        run.pause();
        assert_eq!(words(&run, COMPILED, None), None);
        run.train(Target::Experiment);
        run.died("The end.".to_owned());
        assert_eq!(words(&run, COMPILED, None), None);
    }
}
