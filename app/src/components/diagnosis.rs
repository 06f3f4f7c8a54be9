//! What is wrong with the runs, a remedy for each finding, and what became of the remedies applied. The room is reserved:
//! findings come and go while they train, and move nothing.

mod words;

use super::parts::{Button, Swatch, Why, WithSome, element, notes, open_tab, table};
use crate::run::notice::{Level, Topic};
use crate::runs::{RunSlot, Runs};
use leptos::html;
use leptos::prelude::*;
use playground_insight::diagnose::Severity;
use std::cmp::Reverse;
use words::{FindingWords, RemedyEffect};

/// The word of the view that the panel is in.
const TAB: &str = "batch";

/// Returns what is found in each run, the most severe first and then from left to right. Tracks.
fn findings(runs: Runs) -> Vec<(Severity, RunSlot, &'static str)> {
    let of_run = |run_slot: &RunSlot| {
        run_slot.store.read(|run| {
            let found = run.history.findings.iter();
            let found = found.map(|f| (f.verdict.severity, *run_slot, f.rule.key));
            found.collect::<Vec<_>>()
        })
    };
    let mut all: Vec<_> = runs
        .slots
        .with(|slots| slots.iter().flat_map(of_run).collect());
    all.sort_by_key(|(severity, ..)| Reverse(*severity));
    all
}

/// Returns the same in words. Tracks.
fn in_words(runs: Runs) -> Vec<FindingWords> {
    let several = runs.several();
    let words = |(severity, run_slot, rule): (Severity, RunSlot, &str)| {
        let title = run_slot
            .store
            .read(|run| run.history.findings.of(rule).map(|f| f.rule.title))?;
        Some(FindingWords {
            id: run_slot.id,
            run: several.then(|| runs.name(run_slot)),
            title,
            severity,
        })
    };
    findings(runs).into_iter().filter_map(words).collect()
}

/// Returns whether anything can be said of every run. Tracks.
fn is_judged(runs: Runs) -> bool {
    let judged = |run_slot: &RunSlot| run_slot.store.read(|run| run.history.is_judged());
    runs.slots.with(|slots| slots.iter().all(judged))
}

/// The panel.
#[component]
pub fn Diagnosis() -> impl IntoView {
    let runs = Runs::here();
    let found = Memo::new(move |_| findings(runs));
    let keys = move || {
        found
            .get()
            .into_iter()
            .map(|(_, run_slot, rule)| (run_slot, rule))
            .collect::<Vec<_>>()
    };
    let none = move || found.with(Vec::is_empty);
    let applied = NodeRef::<html::H3>::new();
    view! {
        <section class="card diagnosis" id="diagnosis" aria-labelledby="diagnosis-title">
            <div class="diagnosis-head">
                <h2 id="diagnosis-title">
                    "Diagnosis"
                    <span class="diagnosis-count">{move || found.with(|all| words::count(all.len()))}</span>
                </h2>
                <Why id="diagnosis" about="Diagnosis" notes=&notes::lab::DIAGNOSIS />
            </div>
            <div class="diagnosis-body">
                <div class="findings" role="region" tabindex="0" aria-label="Findings">
                    <p class="findings-none" class:shown=none>{move || words::state(is_judged(runs))}</p>
                    <ul id="findings">
                        <For each=keys key=|(run_slot, rule)| (run_slot.id, *rule) let((run_slot, rule))>
                            <FindingLine run_slot rule applied />
                        </For>
                    </ul>
                </div>
                <Applied heading=applied />
            </div>
        </section>
    }
}

/// The name of a run, where there are several.
#[component]
fn OfRun(run_slot: RunSlot) -> impl IntoView {
    let runs = Runs::here();
    view! {
        <Show when=move || runs.several()>
            <span class="of-run">
                <Swatch color=table::var(run_slot.color()) />
                {move || runs.name(run_slot)}
            </span>
        </Show>
    }
}

/// One finding, with its button. The figures in it change in place, so that the button keeps its focus.
#[component]
fn FindingLine(
    run_slot: RunSlot,
    rule: &'static str,
    /// Where the focus goes once the remedy is applied and the button with its finding is gone.
    applied: NodeRef<html::H3>,
) -> impl IntoView {
    let store = run_slot.store;
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
                " "
                {title}
                " "
                <OfRun run_slot />
            </h3>
            <p class="finding-sentence">{move || verdict.with_some(|verdict| verdict.sentence.clone())}</p>
            {move || remedy.get().map(button)}
        </li>
    }
}

/// The remedies applied, with before and after.
#[component]
fn Applied(heading: NodeRef<html::H3>) -> impl IntoView {
    let runs = Runs::here();
    let outcomes = Memo::new(move |_| {
        let of_run = |run_slot: &RunSlot| {
            let effects = run_slot.store.read(words::outcomes).into_iter();
            let run_slot = *run_slot;
            effects.map(move |effect| (run_slot, effect))
        };
        runs.slots
            .with(|slots| slots.iter().flat_map(of_run).collect::<Vec<_>>())
    });
    let row = |(run_slot, outcome): (RunSlot, RemedyEffect)| {
        let mark = outcome.improved.map(|better| match better {
            true => view! { <span class="outcome better">"better"</span> },
            false => view! { <span class="outcome">"not better yet"</span> },
        });
        view! {
            <li class="remedied" data-rule=outcome.rule>
                <p class="remedied-remedy">{outcome.remedy} <OfRun run_slot /></p>
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
    let runs = Runs::here();
    let found = Memo::new(move |_| in_words(runs));
    let summary = move || found.with(|found| words::summary(found, is_judged(runs)));
    let severity = move || found.with(|found| words::worst(found));
    view! {
        <button
            type="button"
            id="diagnosis-line"
            class=move || format!("diagnosis-line {}", severity())
            on:click=move |_| open_tab(runs.view().tab, TAB)
        >
            <span class="diagnosis-words">{summary}</span>
        </button>
    }
}

/// Says what is newly found, once, to those who do not see it. Shows nothing.
#[component]
pub fn Announcer() -> impl IntoView {
    let runs = Runs::here();
    let found = Memo::new(move |_| in_words(runs));
    Effect::new(move |before: Option<Vec<FindingWords>>| {
        let now = found.get();
        let spoken = runs.view().spoken;
        match before.and_then(|before| words::news(&before, &now)) {
            Some(news) => spoken.set(news),
            // What was said of a run is not to be read once none of it is so.
            None if words::is_past(&spoken.get_untracked(), &now) => spoken.set(String::new()),
            None => {}
        }
        now
    });
}
