//! Parts of tables.

use leptos::prelude::*;

/// Builds the head of a table: columns of words, then columns of numbers.
pub fn head(words: &[&'static str], numbers: &[&'static str]) -> impl IntoView {
    let word = |name: &&'static str| view! { <th scope="col">{*name}</th> };
    let number = |name: &&'static str| view! { <th scope="col" class="number">{*name}</th> };
    view! {
        <thead>
            <tr>
                {words.iter().map(word).collect_view()}
                {numbers.iter().map(number).collect_view()}
            </tr>
        </thead>
    }
}

/// Builds a cell with a number, which a translator leaves as it is.
pub fn number(value: impl IntoView + 'static) -> impl IntoView {
    view! { <td class="number" translate="no">{value}</td> }
}

/// The colour of a line, beside its name.
#[component]
pub fn Swatch(#[prop(into)] color: Signal<String>) -> impl IntoView {
    view! { <span class="swatch" aria-hidden="true" style:background-color=color></span> }
}

/// Converts the name of a colour of the style sheets to a colour.
pub fn var(name: &str) -> String {
    format!("var({name})")
}
