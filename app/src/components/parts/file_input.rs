//! A button that opens a file.

use crate::data::listed;
use leptos::html;
use leptos::prelude::*;
use web_sys::File;

/// The button, and the input that it stands for.
#[component]
pub fn FileInput(
    id: &'static str,
    label: &'static str,
    #[prop(optional)] title: Option<&'static str>,
    #[prop(optional)] accept: Option<&'static str>,
    #[prop(optional)] multiple: bool,
    /// Is given the files, at least one.
    #[prop(into)]
    take: Callback<Vec<File>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let picked = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let files = input.files().map_or_else(Vec::new, |list| listed(&list));
        // So that choosing the same file again is a change again.
        input.set_value("");
        if !files.is_empty() {
            take.run(files);
        }
    };
    view! {
        <label class="button small" for=id title=title>{label}</label>
        <input
            node_ref=input
            type="file"
            id=id
            class="unseen"
            accept=accept
            multiple=multiple
            on:change=picked
        />
    }
}
