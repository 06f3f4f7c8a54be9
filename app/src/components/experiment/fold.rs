//! A fold among the settings. Folded, it says what in it is other than usual, or that something does not fit; it stays
//! open whichever run is looked at.

use crate::state::Store;
use crate::text::t;
use leptos::ev::Event;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::fields::unusual;
use web_sys::HtmlDetailsElement;

/// Lists what is other than usual: "β₁ 0.8, ε 0.1".
fn departures(experiment: &Experiment, keys: &[&str]) -> String {
    let fields = unusual(experiment, keys).into_iter();
    let told = fields.map(|field| format!("{} {}", field.label, field.show(experiment)));
    told.collect::<Vec<_>>().join(", ")
}

/// Returns whether a fold stands open: what a link shows alone is not folded away. Tracks whether one does.
pub fn is_open(store: Store, id: &'static str) -> bool {
    let folds = store.view.open_folds;
    store.view.only.get().is_some() || folds.with_untracked(|folds| folds.contains(&id))
}

/// Notes that a person opened or closed a fold, for when it is made anew.
pub fn toggled(store: Store, id: &'static str, event: &Event) {
    if store.view.only.get_untracked().is_some() {
        return;
    }
    let open = event_target::<HtmlDetailsElement>(event).open();
    store.view.open_folds.update(|folds| {
        folds.retain(|fold| *fold != id);
        folds.extend(open.then_some(id));
    });
}

/// The fold.
#[component]
pub fn Fold(
    id: &'static str,
    /// What stands in it.
    #[prop(into)]
    name: Signal<String>,
    /// Link keys of the fields that stand in it; where a link shows none of them, there is no fold.
    #[prop(into)]
    keys: Signal<Vec<&'static str>>,
    /// Whether there is nothing in it.
    #[prop(optional, into)]
    hidden: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let store = Store::here();
    let departs = store.memo(move |run| keys.with(|keys| departures(&run.settings.draft, keys)));
    let problem = store.memo(|run| run.settings.problem.as_ref().map(|problem| problem.field));
    let wrong = move || keys.with(|keys| problem.get().is_some_and(|field| keys.contains(&field)));
    let view = store.view;
    let shown = move || keys.with(|keys| keys.iter().any(|key| view.shows_setting(key)));
    view! {
        <details
            class="fold"
            id=id
            hidden=move || hidden.get() || !shown()
            prop:open=move || is_open(store, id)
            on:toggle=move |event| toggled(store, id, &event)
        >
            <summary>
                <span>{name}</span>
                <span class="fold-departs">{departs}</span>
                <span class="fault">{move || if wrong() { t!("settings.fold-wrong") } else { String::new() }}</span>
            </summary>
            <div class="fold-fields">{children()}</div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_says_what_is_other_than_usual() {
        let mut experiment = Experiment::default();
        assert_eq!(departures(&experiment, &["b1", "b2", "eps"]), "");
        experiment.hyper.beta1 = 0.8;
        experiment.hyper.momentum = 0.5;
        experiment.hyper.epsilon = Some(0.1);
        assert_eq!(
            departures(&experiment, &["b1", "b2", "eps"]),
            "β₁ 0.8, ε 0.1"
        );
    }
}
