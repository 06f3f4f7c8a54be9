//! A figure with its name, in a list of them.

use leptos::prelude::*;

/// The name, and below it the figure, which a translator leaves as it is.
#[component]
pub fn Fact(
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] class: &'static str,
    #[prop(into)] name: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=format!("figure {class}").trim_end().to_owned()>
            <dt>{name}</dt>
            <dd id=id translate="no">{value}</dd>
            {children.map(|children| children())}
        </div>
    }
}
