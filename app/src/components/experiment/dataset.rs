//! Where the images come from, and what has arrived of them.

use crate::components::parts::{FileInput, Labelled, chosen, described};
use crate::data::LoadProgress;
use crate::state::{Store, take_files};
use leptos::prelude::*;
use playground_data::dataset::{DATASETS, DatasetId};
use playground_experiment::format;
use playground_experiment::protocol::DataFile;

/// The way for files that the person brings.
#[component]
pub fn OwnFiles() -> impl IntoView {
    let store = Store::here();
    let take = move |files| take_files(store, files);
    view! {
        <div class="own-files">
            <FileInput id="own-files" label="Use your own files" multiple=true take />
            <p class="caption">"IDX images and labels, gzipped or not. You can also drop them on the page."</p>
        </div>
    }
}

/// What the chosen set is, where it comes from and under which terms.
#[component]
pub fn AboutData() -> impl IntoView {
    let store = Store::here();
    let about = store.memo(|run| {
        let info = run.settings.draft.dataset.info();
        format!(
            "{} Source: {}. Licence: {}.",
            info.doc, info.source, info.licence
        )
    });
    view! {
        <details class="about">
            <summary>"About this data"</summary>
            <p class="caption">{about}</p>
        </details>
    }
}

/// The menu of the sets, with those that cannot be had here.
#[component]
pub fn DatasetMenu() -> impl IntoView {
    let store = Store::here();
    let current = store.memo(|run| run.settings.draft.dataset);
    let shown = move || store.data.choosing.get().unwrap_or(current.get());
    let choose = chosen(DatasetId::from_key, move |id| store.choose_dataset(id));
    let entry = move |info: &'static playground_data::dataset::DatasetInfo| {
        let id = info.id;
        let missing = move || {
            // What is offered changes with the person's files, which change the experiment too.
            current.track();
            store.data.hosted.track();
            !store.data.offers(id)
        };
        let name = move || match (missing(), id) {
            (false, _) => info.name.to_owned(),
            (true, DatasetId::Custom) => format!("{} (choose them below)", info.name),
            (true, _) if store.data.hosted.with(Option::is_none) => {
                format!("{} (not known yet)", info.name)
            }
            (true, _) => format!("{} (not hosted here)", info.name),
        };
        view! {
            <option value=info.key title=info.doc disabled=missing selected=move || shown() == id>
                {name}
            </option>
        }
    };
    view! {
        <Labelled key="data" label=None>
            <select
                id="field-data"
                aria-describedby=described("data")
                prop:value=move || shown().info().key
                on:change=choose
            >
                {DATASETS.iter().map(entry).collect_view()}
            </select>
        </Labelled>
    }
}

/// What has arrived, in bytes and images; the place is reserved.
#[component]
pub fn Arrival() -> impl IntoView {
    let store = Store::here();
    let arrived = store.memo(|run| run.files.arrived(DataFile::Train));
    let share = move || match (store.data.progress.get(), arrived.get()) {
        (Some(progress), _) => f64::from(progress.items) / f64::from(progress.items_total.max(1)),
        (None, arrived) => f64::from(arrived.available) / f64::from(arrived.total.max(1)),
    };
    let text = move || match store.data.progress.get() {
        Some(progress) => progress_text(&progress),
        None => {
            let arrived = arrived.get();
            let count = |images: u32| format::count(u64::from(images));
            let [have, all] = [arrived.available, arrived.total].map(count);
            match arrived.total {
                0 => "no images yet".to_owned(),
                total if arrived.available >= total => format!("{all} images ready"),
                _ => format!("{have} of {all} images"),
            }
        }
    };
    view! {
        <div class="arrival">
            <progress aria-label="Images that have arrived" max="1" value=share></progress>
            <p class="caption" id="arrival">{text}</p>
        </div>
    }
}

fn progress_text(progress: &LoadProgress) -> String {
    let of = |total| format!(" of {}", format::bytes(total));
    let of = progress.bytes_total.map_or_else(String::new, of);
    let bytes = format!("{}{of}", format::bytes(progress.bytes));
    let kind = if progress.labels { "labels" } else { "images" };
    if progress.items_total == 0 {
        return format!("{bytes} of the {kind}");
    }
    let count = |items: u32| format::count(u64::from(items));
    let [have, all] = [progress.items, progress.items_total].map(count);
    format!("{bytes} · {have} of {all} {kind}")
}
