//! A dialog of the page, open while a signal says so.

use super::button::Button;
use leptos::html;
use leptos::prelude::*;

/// The dialog, with its title and the button that closes it.
#[component]
pub fn Dialog(
    #[prop(optional)] id: Option<&'static str>,
    class: &'static str,
    /// Is called as it opens.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    open: RwSignal<bool>,
    titled: &'static str,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let (open, Some(dialog)) = (open.get(), dialog.get()) else {
            return;
        };
        if open && !dialog.open() {
            if let Some(opened) = on_open {
                opened.run(());
            }
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class=class
            id=id
            aria-labelledby=titled
            on:close=move |_| open.set(false)
        >
            {children()}
        </dialog>
    }
}

/// What a dialog is called, and the button that closes it.
#[component]
pub fn DialogHead(
    id: &'static str,
    #[prop(into)] title: String,
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <div class="help-head">
            <h2 id=id>{title}</h2>
            <Button press=move |_| open.set(false)>"Close"</Button>
        </div>
    }
}
