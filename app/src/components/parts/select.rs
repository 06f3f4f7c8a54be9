//! Choosing one of several: options of a select, radio buttons, and what was chosen; and whether or not, by a box to tick.

use leptos::ev::Event;
use leptos::prelude::*;
use std::str::FromStr;

/// Builds an option of a select.
pub fn option(
    value: impl ToString,
    name: impl IntoView + 'static,
    selected: impl Fn() -> bool + Send + Sync + 'static,
) -> impl IntoView {
    view! { <option value=value.to_string() selected=selected>{name}</option> }
}

/// Hands on what was chosen, if `read` knows its word.
pub fn chosen<T>(
    read: impl Fn(&str) -> Option<T> + Copy,
    take: impl Fn(T) + Copy,
) -> impl Fn(Event) + Copy {
    move |event| {
        if let Some(value) = read(&event_target_value(&event)) {
            take(value);
        }
    }
}

/// Hands on what was chosen, if it can be read.
pub fn parsed<T: FromStr>(take: impl Fn(T) + Copy) -> impl Fn(Event) + Copy {
    chosen(|text| text.parse().ok(), take)
}

/// Builds a radio button for each option: what it stands for, its key and its name.
pub fn radios<T: Copy + PartialEq + Send + Sync + 'static>(
    group: &'static str,
    options: impl IntoIterator<Item = (T, &'static str, &'static str)>,
    chosen: impl Fn() -> T + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Copy + 'static,
) -> impl IntoView {
    let radio = |(value, key, name): (T, &'static str, &'static str)| {
        view! {
            <label class="radio">
                <input
                    type="radio"
                    name=group
                    value=key
                    prop:checked=move || chosen() == value
                    on:change=move |_| choose(value)
                />
                {name}
            </label>
        }
    };
    options.into_iter().map(radio).collect_view()
}

/// Radio buttons in a line, behind the words for what they choose.
#[component]
pub fn RadioLine<T: Copy + PartialEq + Send + Sync + 'static>(
    group: &'static str,
    #[prop(into)] words: String,
    options: &'static [(T, &'static str, &'static str)],
    value: RwSignal<T>,
) -> impl IntoView {
    let id = format!("{group}-name");
    let named = id.clone();
    view! {
        <div class="radios inline" role="radiogroup" aria-labelledby=named>
            <span class="radios-name" id=id>{words}</span>
            {radios(group, options.iter().copied(), move || value.get(), move |chosen| value.set(chosen))}
        </div>
    }
}

/// A box to tick, in front of its words.
#[component]
pub fn Tick(
    #[prop(into)] id: String,
    #[prop(into)] words: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    /// Called with whether it is ticked.
    #[prop(into)]
    set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="tool">
            <input
                type="checkbox"
                id=id
                prop:checked=on
                on:change=move |event| set.run(event_target_checked(&event))
            />
            {words}
        </label>
    }
}
