//! Choosing one of several: options of a select, radio buttons, and what was chosen.

use leptos::prelude::*;
use std::str::FromStr;

/// An option of a select.
pub fn option(
    value: impl ToString,
    name: impl IntoView + 'static,
    selected: impl Fn() -> bool + Send + Sync + 'static,
) -> impl IntoView {
    view! { <option value=value.to_string() selected=selected>{name}</option> }
}

/// Hands on what was chosen, if it can be read.
pub fn parsed<T: FromStr>(take: impl Fn(T) + Copy) -> impl Fn(leptos::ev::Event) + Copy {
    move |event| {
        if let Ok(value) = event_target_value(&event).parse() {
            take(value);
        }
    }
}

/// A radio button of a group.
#[component]
pub fn Radio(
    group: &'static str,
    value: &'static str,
    name: &'static str,
    #[prop(into)] chosen: Signal<bool>,
    #[prop(into)] choose: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="radio">
            <input
                type="radio"
                name=group
                value=value
                prop:checked=chosen
                on:change=move |_| choose.run(())
            />
            {name}
        </label>
    }
}
