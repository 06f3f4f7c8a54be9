//! The mistakes: a switch for each classic mistake, red while it is made, with what to look for.

use super::fold::{is_open, toggled};
use crate::components::parts::{Button, element};
use crate::run::Run;
use crate::run::notice::{Level, Remedy, Topic};
use crate::state::Store;
use crate::text::t;
use leptos::html;
use leptos::prelude::*;
use playground_experiment::mistakes::{MISTAKES, MistakeInfo};

/// Says how many mistakes are made; empty for none.
pub fn count(made: usize) -> String {
    match made {
        0 => String::new(),
        1 => "1 mistake".to_owned(),
        more => format!("{more} mistakes"),
    }
}

/// Lists the names of the mistakes made, for a sentence.
pub fn names(run: &Run) -> String {
    let made = run.settings.draft.mistakes_made().map(|row| row.name);
    made.collect::<Vec<_>>().join(", ")
}

/// Sets everything to the right way, from the next step on. Weights that a mistake has ruined are not mended by that,
/// and the page says so.
pub fn do_it_right(store: Store) {
    store.act(|run| {
        let ruins = run.settings.draft.mistakes_made().any(|row| row.ruins);
        let ruined = ruins && !run.progress.is_untouched();
        run.edit(run.settings.draft.done_right());
        if ruined {
            let text = "Done right from here on, with the weights that the mistake has left. Reset begins with new ones.";
            let remedy = (Remedy::Reset, "Reset".to_owned());
            let notices = &mut run.notices;
            notices.show_with(Topic::Setting, Level::Info, text, Some(remedy));
        }
    });
    store.view.spoken.set("No mistakes any more.".to_owned());
}

/// The part, folded.
#[component]
pub fn MistakesPart() -> impl IntoView {
    let store = Store::here();
    let made = store.memo(|run| run.settings.draft.mistakes_made().count());
    let heading = NodeRef::<html::Summary>::new();
    let right = move |_| {
        do_it_right(store);
        element::focus(heading.get_untracked().map(Into::into));
    };
    view! {
        <details
            class="fold mistakes"
            class:made=move || { made.get() > 0 }
            id="mistakes"
            prop:open=move || is_open(store, "mistakes")
            on:toggle=move |event| toggled(store, "mistakes", &event)
        >
            <summary node_ref=heading id="mistakes-summary">
                <span>{t!("settings.mistakes")}</span>
                <span class="fault" id="mistakes-count">
                    {move || match made.get() {
                        0 => String::new(),
                        n => format!("{n} made"),
                    }}
                </span>
            </summary>
            <div class="fold-fields">
                <p class="caption">
                    "Make a classic mistake on purpose and watch what it does. It takes effect at the next step."
                </p>
                <ul class="mistake-list">
                    {MISTAKES.iter().map(|row| view! { <Switch row /> }).collect_view()}
                </ul>
                <Show when=move || { made.get() > 0 }>
                    <Button id="do-it-right" class="right-way" press=right>"Do it right"</Button>
                </Show>
            </div>
        </details>
    }
}

/// One mistake: its switch, what it does and, while it is made, what to look for.
#[component]
fn Switch(row: &'static MistakeInfo) -> impl IntoView {
    let store = Store::here();
    let made = store.memo(move |run| run.settings.draft.has(row.id));
    let refused = store.memo(move |run| run.settings.draft.refuses(row.id));
    let disabled = move || refused.get().is_some() && !made.get();
    let about = move || refused.get().unwrap_or(row.doc);
    let switch = move |event| {
        let on = event_target_checked(&event);
        store.act(|run| run.edit(run.settings.draft.with_mistake(row.id, on)));
    };
    let (id, described) = (
        format!("mistake-{}", row.key),
        format!("about-mistake-{}", row.key),
    );
    view! {
        <li class="mistake" class:made=made>
            <label class="mistake-line" class:refused=disabled for=id.clone()>
                <input
                    type="checkbox"
                    id=id.clone()
                    aria-describedby=described.clone()
                    disabled=disabled
                    prop:checked=made
                    on:change=switch
                />
                <span class="mistake-name">{row.name}</span>
                <span class="fault" aria-hidden="true">{move || if made.get() { "made" } else { "" }}</span>
            </label>
            <div class="mistake-about" id=described>
                <p class="caption">{about}</p>
                <Show when=move || made.get()>
                    <p class="mistake-look">
                        <strong>"Look for: "</strong>
                        {row.look}
                    </p>
                    <p class="caption">
                        "In code: "
                        <code>{row.code}</code>
                    </p>
                </Show>
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_counted_in_words() {
        assert_eq!([0, 1, 8].map(count), ["", "1 mistake", "8 mistakes"]);
    }
}
