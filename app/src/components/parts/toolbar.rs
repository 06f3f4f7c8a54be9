//! Buttons side by side that are one stop of the tab key: arrow keys go from one to the next, as the pattern for
//! toolbars has it.

use super::element;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDivElement, Node};

/// Returns where a key leads from a button of `count`.
fn moved(at: usize, key: &str, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match key {
        "ArrowRight" => (at + 1).min(last),
        "ArrowLeft" => at.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

fn buttons(bar: &HtmlDivElement) -> Vec<Element> {
    element::all(bar, "button")
}

/// Leaves one of the buttons in the tab order.
fn settle(buttons: &[Element], current: usize) {
    for (at, button) in buttons.iter().enumerate() {
        let stop = if at == current { "0" } else { "-1" };
        // One that is gone meanwhile is no stop.
        let _ = button.set_attribute("tabindex", stop);
    }
}

fn place(buttons: &[Element], of: Option<&Node>) -> Option<usize> {
    buttons
        .iter()
        .position(|button| of.is_some_and(|of| button.contains(Some(of))))
}

/// The buttons.
#[component]
pub fn Toolbar(
    /// What it is called, for screen readers.
    #[prop(into)]
    label: String,
    #[prop(default = "chart-tools")] class: &'static str,
    children: Children,
) -> impl IntoView {
    let bar = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(bar) = bar.get() {
            settle(&buttons(&bar), 0);
        }
    });
    let focused = move |event: FocusEvent| {
        let Some(bar) = bar.get_untracked() else {
            return;
        };
        let buttons = buttons(&bar);
        let target = event.target().and_then(|target| target.dyn_into().ok());
        if let Some(at) = place(&buttons, target.as_ref()) {
            settle(&buttons, at);
        }
    };
    let arrows = move |event: KeyboardEvent| {
        let Some(bar) = bar.get_untracked() else {
            return;
        };
        let buttons = buttons(&bar);
        let target = event.target().and_then(|target| target.dyn_into().ok());
        let at = place(&buttons, target.as_ref());
        if let Some(to) = at.and_then(|at| moved(at, &event.key(), buttons.len())) {
            event.prevent_default();
            element::focus(buttons.get(to).cloned());
        }
    };
    view! {
        <div
            node_ref=bar
            class=class
            role="toolbar"
            aria-label=label
            on:focusin=focused
            on:keydown=arrows
        >
            {children()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_stay_in_the_bar() {
        assert_eq!(moved(0, "ArrowRight", 2), Some(1));
        assert_eq!(moved(1, "ArrowRight", 2), Some(1));
        assert_eq!(moved(0, "ArrowLeft", 2), Some(0));
        assert_eq!(
            (moved(0, "End", 3), moved(2, "Home", 3)),
            (Some(2), Some(0))
        );
        assert_eq!(moved(0, "Tab", 2), None);
        assert_eq!(moved(0, "End", 0), None);
    }
}
