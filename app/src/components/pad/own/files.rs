//! The person's own test set as files, and from a file.

use crate::components::parts::{Button, FileInput};
use crate::home::OwnSet;
use crate::state::Store;
use leptos::prelude::*;
use web_sys::File;

/// The buttons.
#[component]
pub fn Files() -> impl IntoView {
    let store = Store::here();
    let set = OwnSet::here();
    let json = move |_| set.say(set.as_json().and_then(|file| file.offer()));
    let idx = move |labels: bool| {
        let classes = store.peek(|run| run.settings.active.classes());
        set.say(set.as_idx(labels, classes).and_then(|(file, count)| {
            let all = set.entries.with_untracked(Vec::len);
            Ok(format!("{} It holds {count} of {all}.", file.offer()?))
        }));
    };
    let open = move |files: Vec<File>| files.into_iter().for_each(|file| set.open_file(file));
    let empty = Memo::new(move |_| set.entries.with(Vec::is_empty));
    let button = move |id: &'static str, word: &'static str, title: &'static str| {
        let act = move |event| match id {
            "own-json" => json(event),
            _ => idx(id == "own-labels"),
        };
        view! {
            <Button id class="small" title disabled=empty press=act>{word}</Button>
        }
    };
    view! {
        <div class="own-buttons">
            {button("own-json", "Export JSON", "Strokes and labels, to be opened here again")}
            <span class="own-files">
                <FileInput
                    id="own-import"
                    label="Import JSON"
                    title="A JSON file that this page has saved"
                    accept=".json"
                    take=open
                />
            </span>
            {button("own-images", "IDX images", "28×28 pixels each, as MNIST's own files hold them")}
            {button("own-labels", "IDX labels", "The labels that belong to the IDX images")}
        </div>
    }
}
