//! The last drawings, each with what the network read in it; a press puts one back on the pad.

use crate::components::parts::Picture;
use crate::state::{MOST_RECENT, RecentDrawing, Store};
use leptos::prelude::*;

/// The strip; its place is reserved.
#[component]
pub fn Strip() -> impl IntoView {
    let store = Store::here();
    let empty = Memo::new(move |_| store.pad.recent.with(Vec::is_empty));
    let sentence = move || {
        empty.get().then(|| {
            view! {
                <p class="caption strip-empty">
                    {format!("Clear the pad, and the drawing stays here: the last {MOST_RECENT} of them.")}
                </p>
            }
        })
    };
    view! {
        <section class="strip" aria-labelledby="strip-title">
            <h3 class="strip-title" id="strip-title">"Last drawings"</h3>
            {sentence}
            <ol class="strip-list" id="strip">
                <For each=move || store.pad.recent.get() key=|entry| entry.id let:entry>
                    <One entry />
                </For>
            </ol>
        </section>
    }
}

#[component]
fn One(entry: RecentDrawing) -> impl IntoView {
    let store = Store::here();
    let (read, pixels) = (entry.read.clone(), entry.pixels.clone());
    let known = Memo::new(move |_| read.get());
    let class = move || known.get().map_or("…", |read| read.class);
    let percent = move || known.get().map_or_else(String::new, |read| read.percent());
    view! {
        <li>
            <button
                type="button"
                class="thumbnail"
                on:click=move |_| store.pad.draw_again(&entry, store)
            >
                <Picture pixels=Signal::derive(move || Some(pixels.clone())) />
                <span class="unseen">"Read as "</span>
                <span class="thumbnail-class">{class}</span>
                <span class="thumbnail-note">{percent}</span>
                <span class="unseen">": put it on the pad again"</span>
            </button>
        </li>
    }
}
