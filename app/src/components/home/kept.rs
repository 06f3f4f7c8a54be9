//! The checkpoints kept in this browser: save, rename, load, delete, and put back.

use crate::components::parts::Button;
use crate::home::{CheckpointStore, Listed, proposed_name};
use crate::state::Store;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// The section.
#[component]
pub(super) fn Kept(home: CheckpointStore) -> impl IntoView {
    let list = home.list;
    let empty = move || {
        list.with(Vec::is_empty).then(|| {
            view! { <p class="caption">"None yet. They stay when the page is closed."</p> }
        })
    };
    // The way back from a deletion.
    let back = move || {
        home.deleted.get().map(|entry| {
            view! {
                <Button id="home-put-back" class="small" press=move |_| home.perform(home.put_back())>
                    {format!("Put “{}” back", entry.name)}
                </Button>
            }
        })
    };
    view! {
        <section aria-labelledby="home-kept-title">
            <h3 id="home-kept-title">"Checkpoints in this browser"</h3>
            <Save home />
            <ul class="home-kept" id="home-kept">
                <For
                    each=move || list.get()
                    key=|entry| (entry.name.clone(), entry.order, entry.step)
                    let:entry
                >
                    <Row home entry />
                </For>
            </ul>
            {empty}
            {back}
        </section>
    }
}

/// A name, proposed until one is typed, and the button.
#[component]
fn Save(home: CheckpointStore) -> impl IntoView {
    let store = Store::here();
    let typed = RwSignal::new(None::<String>);
    let proposed = store.memo(proposed_name);
    let name = move || typed.get().unwrap_or_else(|| proposed.get());
    let save = move || {
        let name = untrack(name);
        typed.set(None);
        home.perform(home.save_beside(store, name));
    };
    view! {
        <form
            class="home-save"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <label class="field wide">
                <span class="field-label">"Name"</span>
                <input
                    type="text"
                    id="home-name"
                    autocomplete="off"
                    prop:value=name
                    on:input=move |event| typed.set(Some(event_target_value(&event)))
                />
            </label>
            <button type="submit" class="button primary" id="home-save">"Save"</button>
        </form>
    }
}

/// An entry of the list.
#[component]
fn Row(home: CheckpointStore, entry: Listed) -> impl IntoView {
    let store = Store::here();
    let own = StoredValue::new(entry.clone());
    let rename = move |event| {
        let input = event_target::<HtmlInputElement>(&event);
        let (from, to) = (own.with_value(|e| e.name.clone()), input.value());
        home.perform(async move {
            let outcome = home.rename(from.clone(), to).await;
            if outcome.is_err() {
                // What is shown is what it is called.
                input.set_value(&from);
            }
            outcome
        });
    };
    let load = move |_| {
        let name = own.with_value(|e| e.name.clone());
        home.perform(async move {
            let said = home.load(store, name).await?;
            home.open.set(false);
            Ok(said)
        });
    };
    let delete = move |_| home.perform(home.delete(own.get_value()));
    let words = entry.words();
    let named = move || own.with_value(|e| format!(" {}", e.name));
    view! {
        <li class="home-row" class:broken=entry.broken>
            <input
                type="text"
                class="home-row-name"
                aria-label=format!("Name of the checkpoint {}", entry.name)
                autocomplete="off"
                prop:value=entry.name.clone()
                disabled=entry.broken
                on:change=rename
            />
            <div class="home-row-buttons">
                <Button class="small" disabled=entry.broken press=load>
                    "Load"
                    <span class="unseen">{named}</span>
                </Button>
                <Button class="small" press=delete>
                    "Delete"
                    <span class="unseen">{named}</span>
                </Button>
            </div>
            <p class="caption">{words}</p>
        </li>
    }
}
