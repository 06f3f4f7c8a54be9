//! The buttons of the page.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// A button; `class` says which kind: `primary`, `quiet`, `small`. A class put on it from outside is lost when another
/// run is looked at: what comes and goes is a property.
#[component]
pub fn Button<F: FnMut(MouseEvent) + 'static>(
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] class: Option<&'static str>,
    #[prop(optional)] title: Option<&'static str>,
    /// Of one that is the first choice at times: whether it is now.
    #[prop(optional, into)]
    primary: Signal<bool>,
    /// What it is called, where a sign stands on it.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// Of one that switches something on and off: whether it is on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// What it does.
    press: F,
    children: Children,
) -> impl IntoView {
    let first = class.is_some_and(|kind| kind.split(' ').any(|word| word == "primary"));
    let class = class.map_or_else(|| "button".to_owned(), |kind| format!("button {kind}"));
    let press: Box<dyn FnMut(MouseEvent)> = Box::new(press);
    view! {
        <button
            type="button"
            id=id
            class=class
            class:primary=move || first || primary.get()
            title=title
            aria-label=label
            aria-pressed=pressed.map(|pressed| move || pressed.get().to_string())
            disabled=disabled
            on:click=press
        >
            {children()}
        </button>
    }
}
