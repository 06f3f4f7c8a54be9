//! What is wrong with the run that is looked at, a remedy for each finding, and what became of the
//! remedies applied. The room is reserved: findings come and go while it trains, and move nothing.

mod words;

use super::parts::{Button, Why, WithSome, element, notes, open_tab};
use crate::run::notice::{Level, Topic};
use crate::state::Store;
use leptos::html;
use leptos::prelude::*;
use words::RemedyEffect;

/// The word of the view that the panel is in.
const TAB: &str = "gradients";

/// The panel.
#[component]
pub fn Diagnosis() -> impl IntoView {
    let store = Store::here();
    let keys = store.memo(words::keys);
    let state = store.memo(words::state);
    let applied = NodeRef::<html::H3>::new();
    view! {
        <section class="card diagnosis" id="diagnosis" aria-labelledby="diagnosis-title">
            <div class="diagnosis-head">
                <h2 id="diagnosis-title">
                    "Diagnosis"
                    <span class="diagnosis-count">{move || keys.with(|all| words::count(all.len()))}</span>
                </h2>
                <Why id="diagnosis" about="Diagnosis" notes=&notes::lab::DIAGNOSIS />
            </div>
            <div class="diagnosis-body">
                <div class="findings" role="region" tabindex="0" aria-label="Findings">
                    <p class="findings-none" class:shown=move || keys.with(Vec::is_empty)>{state}</p>
                    <ul id="findings">
                        <For each=move || keys.get() key=|rule| *rule let:rule>
                            <FindingLine rule applied />
                        </For>
                    </ul>
                </div>
                <Applied heading=applied />
            </div>
        </section>
    }
}

/// One finding, with its button. The figures in it change in place, so that the button keeps its focus.
#[component]
fn FindingLine(
    rule: &'static str,
    /// Where the focus goes once the remedy is applied and the button with its finding is gone.
    applied: NodeRef<html::H3>,
) -> impl IntoView {
    let store = Store::here();
    let title = store.memo(move |run| run.history.findings.of(rule).map(|f| f.rule.title));
    let verdict = store.memo(move |run| run.history.findings.of(rule).map(|f| f.verdict.clone()));
    let severity = move || verdict.with_some(|verdict| verdict.severity.word());
    let remedy = store.memo(move |run| {
        let remedy = run.history.findings.of(rule)?.verdict.remedy.as_ref()?;
        Some((
            remedy.label.clone(),
            remedy.needs_reset(&run.settings.active),
        ))
    });
    let apply = move |label: String| match store.apply_remedy(rule) {
        Ok(()) => {
            store.view.spoken.set(format!("Applied: {label}."));
            element::focus(applied.get_untracked().map(Into::into));
        }
        Err(why) => store.act(|run| run.notices.show(Topic::Setting, Level::Warning, why)),
    };
    let button = move |(label, new_weights): (String, bool)| {
        let said = label.clone();
        view! {
            <div class="finding-remedy">
                <Button class="small" press=move |_| apply(said.clone())>{label}</Button>
                {new_weights.then(|| view! { <span class="caption">"takes new weights"</span> })}
            </div>
        }
    };
    view! {
        <li class=move || format!("finding {}", severity().unwrap_or_default()) data-rule=rule>
            <h3 class="finding-title">
                <span class="severity">{severity}</span>
                {title}
            </h3>
            <p class="finding-sentence">{move || verdict.with_some(|verdict| verdict.sentence.clone())}</p>
            {move || remedy.get().map(button)}
        </li>
    }
}

/// The remedies applied, with before and after.
#[component]
fn Applied(heading: NodeRef<html::H3>) -> impl IntoView {
    let store = Store::here();
    let outcomes = store.memo(words::outcomes);
    let row = |outcome: RemedyEffect| {
        let mark = outcome.improved.map(|better| match better {
            true => view! { <span class="outcome better">"better"</span> },
            false => view! { <span class="outcome">"not better yet"</span> },
        });
        view! {
            <li class="remedied" data-rule=outcome.rule>
                <p class="remedied-remedy">{outcome.remedy}</p>
                <p class="remedied-figures">
                    <span>{outcome.figure}</span>
                    " "
                    <span class="remedied-values">{outcome.values}</span>
                    " "
                    {mark}
                </p>
            </li>
        }
    };
    view! {
        <div class="applied">
            <h3 class="applied-title" tabindex="-1" node_ref=heading>"Before and after"</h3>
            <p class="caption findings-none" class:shown=move || outcomes.with(Vec::is_empty)>
                "Remedies that you apply are listed here, with the figure before and after."
            </p>
            <ul id="remedied">{move || outcomes.get().into_iter().map(row).collect_view()}</ul>
        </div>
    }
}

/// All of it in one line, which opens the panel.
#[component]
pub fn DiagnosisLine() -> impl IntoView {
    let store = Store::here();
    let summary = store.memo(words::summary);
    let severity = store.memo(words::worst);
    view! {
        <button
            type="button"
            id="diagnosis-line"
            class=move || format!("diagnosis-line {}", severity.get())
            on:click=move |_| open_tab(store.view.tab, TAB)
        >
            <span class="diagnosis-words">{summary}</span>
        </button>
    }
}

/// Says what is newly found, once, to those who do not see it. Shows nothing.
#[component]
pub fn Announcer() -> impl IntoView {
    let store = Store::here();
    let found = store.memo(words::found);
    Effect::new(move |before: Option<Vec<&'static str>>| {
        let now = found.get();
        if let Some(news) = before.and_then(|before| words::news(&before, &now)) {
            store.view.spoken.set(news);
        }
        now
    });
}
