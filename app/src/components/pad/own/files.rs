//! The person's own test set as files, and from a file.

use crate::home::OwnSet;
use crate::state::Store;
use leptos::html;
use leptos::prelude::*;

/// The buttons.
#[component]
pub fn Files() -> impl IntoView {
    let store = Store::here();
    let set = OwnSet::here();
    let json = move |_| set.say(set.as_json().and_then(|file| file.offer()));
    let idx = move |labels: bool| {
        let classes = store
            .run
            .with_untracked(|run| run.settings.active.classes());
        set.say(set.as_idx(labels, classes).and_then(|(file, count)| {
            let all = set.entries.with_untracked(Vec::len);
            Ok(format!("{} It holds {count} of {all}.", file.offer()?))
        }));
    };
    let input = NodeRef::<html::Input>::new();
    let picked = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // So that choosing the same file again is a change again.
        input.set_value("");
        if let Some(file) = file {
            set.open_file(file);
        }
    };
    let empty = Memo::new(move |_| set.entries.with(Vec::is_empty));
    let button = move |id: &'static str, word: &'static str, title: &'static str| {
        let act = move |event| match id {
            "own-json" => json(event),
            _ => idx(id == "own-labels"),
        };
        view! {
            <button type="button" id=id class="button small" title=title disabled=empty on:click=act>
                {word}
            </button>
        }
    };
    view! {
        <div class="own-buttons">
            {button("own-json", "Export JSON", "Strokes and labels, to be opened here again")}
            <span class="own-files">
                <label class="button small" for="own-import" title="A JSON file that this page has saved">
                    "Import JSON"
                </label>
                <input
                    node_ref=input
                    type="file"
                    id="own-import"
                    class="unseen"
                    accept=".json"
                    on:change=picked
                />
            </span>
            {button("own-images", "IDX images", "28×28 pixels each, as MNIST's own files hold them")}
            {button("own-labels", "IDX labels", "The labels that belong to the IDX images")}
        </div>
    }
}
