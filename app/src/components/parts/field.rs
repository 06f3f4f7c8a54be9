//! One setting of the experiment: a labelled control around a row of the table of fields. The
//! row knows how to read, write and explain it, and what a change takes; here is only how it looks.

use crate::state::Store;
use crate::text::t;
use leptos::ev::Event;
use leptos::prelude::*;
use playground_experiment::experiment;
use playground_experiment::fields::{Field, field};
use web_sys::HtmlInputElement;

/// Stands beside what takes new weights; the legend of the settings explains it.
pub const RESET_MARK: &str = "↺";

/// Sets a field of the draft from text.
///
/// # Errors
/// The sentence that says why the text does not fit.
pub fn set_field(store: Store, key: &str, text: &str) -> Result<(), String> {
    let Some(row) = field(key) else {
        return Err(format!("There is no setting “{key}”."));
    };
    let mut next = store.draft();
    row.set(&mut next, text)
        .map_err(|why| format!("{}: {why}.", row.title()))?;
    store.act(|run| run.edit(next));
    Ok(())
}

/// Sets a field of the draft from what was typed, unless it would then be at fault: field, buttons and run never
/// disagree.
///
/// # Errors
/// The sentence that says why the text does not fit, and what stays.
fn set_typed(store: Store, key: &str, text: &str) -> Result<(), String> {
    let fits = field(key).map_or(Ok(()), |row| {
        let mut next = store.draft();
        row.set(&mut next, text)
            .map_err(|why| format!("{}: {why}.", row.title()))?;
        match next.validate() {
            Err(error) if error.field == key => Err(error.message),
            _ => Ok(()),
        }
    });
    let kept = || field(key).map_or_else(String::new, |row| row.get(&store.draft()));
    fits.and_then(|()| set_field(store, key, text))
        .map_err(|why| format!("{why} It stays {}.", kept()))
}

/// Reads a decimal comma as a point.
fn with_point(text: &str) -> String {
    match (text.contains('.'), text.matches(',').count()) {
        (false, 1) => text.replace(',', "."),
        _ => text.to_owned(),
    }
}

/// Returns the text form of a field of the draft.
pub fn field_text(store: Store, key: &'static str) -> Memo<String> {
    store.memo(move |run| field(key).map_or_else(String::new, |row| row.get(&run.settings.draft)))
}

/// Returns what is wrong with a field: with what was typed, or else with the experiment as a whole.
fn complaint(store: Store, key: &'static str, typed: RwSignal<Option<String>>) -> Memo<String> {
    let problem = store.memo(move |run| {
        let here = run.settings.problem.as_ref().filter(|p| p.field == key);
        here.map(|p| p.message.clone())
    });
    Memo::new(move |_| typed.get().or(problem.get()).unwrap_or_default())
}

/// Says when a change of a field works.
fn when_it_works(field: &Field) -> String {
    match field.effect {
        experiment::Effect::Reset => t!("settings.needs-reset"),
        experiment::Effect::None | experiment::Effect::Live => t!("settings.works-live"),
    }
}

/// Returns the ids of what is said of the control of a field: when a change works, whether one waits, what is wrong.
pub fn described(key: &str) -> String {
    format!("when-{key} waits-{key} complaint-{key}")
}

/// Returns what a field says while its change waits for a reset; nothing while none does.
pub fn waiting_text(store: Store, key: &'static str) -> Memo<String> {
    let with = store.memo(move |run| field(key).and_then(|row| run.settings.waits(row)));
    Memo::new(move |_| match with.get() {
        Some(value) => t!("settings.waits", value = value),
        None => String::new(),
    })
}

/// Says of a field when a change works, which only screen readers need to be told, and that one waits.
#[component]
pub fn Timing(
    /// Key in the table.
    key: &'static str,
    /// As [`waiting_text`] gives it.
    waits: Memo<String>,
) -> impl IntoView {
    view! {
        <p class="unseen" id=format!("when-{key}")>{field(key).map(when_it_works)}</p>
        <p class="waits-line" id=format!("waits-{key}")>{waits}</p>
    }
}

/// The mark of what takes new weights.
#[component]
pub fn ResetMark() -> impl IntoView {
    view! { <span class="reset-mark" aria-hidden="true">{RESET_MARK}</span> }
}

/// Label, control, and the lines that say that it waits and what is wrong.
#[component]
pub fn Labelled(
    /// Key in the table.
    key: &'static str,
    /// Another label than the table's.
    label: Option<&'static str>,
    /// What was typed and does not fit.
    #[prop(optional, into)]
    typed: RwSignal<Option<String>>,
    /// The control, whose id is `field-KEY`.
    children: Children,
) -> impl IntoView {
    let store = Store::here();
    let row = field(key);
    let doc = row.map(|row| format!("{} {}", row.doc, when_it_works(row)));
    let name = label.or(row.map(Field::title)).unwrap_or(key);
    let resets = row.is_some_and(|row| row.effect == experiment::Effect::Reset);
    let waits = waiting_text(store, key);
    let text = complaint(store, key, typed);
    view! {
        <div
            class="field"
            hidden=move || !store.view.shows_setting(key)
            class:waits=move || waits.with(|waits| !waits.is_empty())
            class:wrong=move || text.with(|t| !t.is_empty())
        >
            <label class="field-label" for=format!("field-{key}") title=doc>
                {name}
                {resets.then(|| view! { <ResetMark /> })}
            </label>
            {children()}
            <Timing key waits />
            <p class="complaint" id=format!("complaint-{key}") aria-live="polite">{text}</p>
        </div>
    }
}

/// Returns what a field that shows `key` does once something was typed in it; `typed` gets what is wrong with that.
pub fn commit(
    store: Store,
    key: &'static str,
    numeric: bool,
    typed: RwSignal<Option<String>>,
) -> impl Fn(Event) + 'static {
    let value = field_text(store, key);
    // What was said of one value is not said of the next, wherever that comes from.
    Effect::new(move |before: Option<String>| {
        let now = value.get();
        if before.is_some_and(|before| before != now) {
            typed.set(None);
        }
        now
    });
    move |event| {
        let input = event_target::<HtmlInputElement>(&event);
        let text = input.value().trim().to_owned();
        // Enter sends another event after the value was put back, which is about nothing that was typed.
        if text == value.get_untracked() {
            return;
        }
        let text = if numeric { with_point(&text) } else { text };
        typed.set(set_typed(store, key, &text).err());
        input.set_value(&value.get_untracked());
    }
}

/// A field that is typed.
#[component]
pub fn TextField(
    /// Key in the table.
    key: &'static str,
    /// Another label than the table's.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Shows digits on a phone's keyboard.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let store = Store::here();
    let value = field_text(store, key);
    let typed = RwSignal::new(None);
    let commit = commit(store, key, numeric, typed);
    view! {
        <Labelled key label typed>
            <input
                type="text"
                id=format!("field-{key}")
                inputmode=if numeric { "decimal" } else { "text" }
                autocomplete="off"
                spellcheck="false"
                aria-describedby=described(key)
                prop:value=value
                on:input=move |_| typed.set(None)
                on:change=commit
            />
        </Labelled>
    }
}

/// A field that is chosen from a table: (key, name, hover text).
#[component]
pub fn ChoiceField(
    /// Key in the table.
    key: &'static str,
    /// Keys and names, in menu order.
    options: Vec<(&'static str, &'static str, &'static str)>,
    /// Instead of setting the field.
    #[prop(optional, into)]
    on_choose: Option<Callback<Event>>,
) -> impl IntoView {
    let store = Store::here();
    let value = field_text(store, key);
    let choose = move |event| match on_choose {
        Some(callback) => callback.run(event),
        // A key of the table always fits.
        None => drop(set_field(store, key, &event_target_value(&event))),
    };
    let docs: Vec<_> = options.iter().map(|o| (o.0, o.2)).collect();
    let doc = move || value.with(|value| docs.iter().find(|d| d.0 == value).map_or("", |d| d.1));
    let entry = move |(id, name, doc): (&'static str, &'static str, &'static str)| {
        let resets = store.memo(move |run| {
            field(key).is_some_and(|row| row.needs_reset_for(id, &run.settings.requested))
        });
        view! {
            <option value=id title=doc selected=move || value.with(|v| v == id)>
                {name}
                {move || if resets.get() { format!(" {RESET_MARK}") } else { String::new() }}
            </option>
        }
    };
    view! {
        <Labelled key label=None>
            <select
                id=format!("field-{key}")
                title=doc
                aria-describedby=described(key)
                prop:value=value
                on:change=choose
            >
                {options.into_iter().map(entry).collect_view()}
            </select>
        </Labelled>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_comma_is_a_point() {
        for (typed, read) in [
            ("0,01", "0.01"),
            ("0.01", "0.01"),
            ("1,2,3", "1,2,3"),
            ("1.000,5", "1.000,5"),
        ] {
            assert_eq!(with_point(typed), read);
        }
    }
}
