//! Stage mode, for the back of the room: its button, a blank screen, and any card as large as the window.

use crate::components::element;
use crate::components::parts::Button;
use crate::runs::Runs;
use crate::text::t;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// What can be enlarged.
const CARD: &str = ".card, .panel.draw, .stage-picture";

/// The attribute of the card that is as large as the window.
const ENLARGED: &str = "data-enlarged";

/// Switches stage mode on and off.
#[component]
pub fn StageModeButton() -> impl IntoView {
    let view = Runs::here().view();
    view! {
        <Button id="stage-mode" class="small stage-mode" pressed=view.projector press=move |_| view.toggle_stage_mode()>
            {t!("presenter.mode")}
        </Button>
    }
}

/// Covers the page, for the time of a question to the room. Any press takes it away.
#[component]
pub fn Blank() -> impl IntoView {
    let blank = Runs::here().view().blank;
    let cover = NodeRef::<html::Button>::new();
    let before = StoredValue::new_local(None::<Element>);
    Effect::new(move || match (blank.get(), cover.get()) {
        (true, Some(cover)) => {
            before.set_value(document().active_element());
            // One that is gone again takes no focus.
            let _ = cover.focus();
        }
        (true, None) => {}
        (false, _) => element::focus(before.try_update_value(Option::take).flatten()),
    });
    let show = move || blank.set(false);
    view! {
        <Show when=move || blank.get()>
            <button
                node_ref=cover
                type="button"
                id="blank"
                class="blank"
                on:click=move |_| show()
                on:keydown=move |event| {
                    event.prevent_default();
                    event.stop_propagation();
                    show();
                }
            >
                {t!("presenter.blank")}
            </button>
        </Show>
    }
}

/// Returns the innermost card that an event happened in.
fn card_of(event: &Event) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(CARD).ok().flatten()
}

/// What takes no part in it when a card is enlarged: dialogs open above it, and what is spoken goes on.
const BESIDE: &str = "dialog, #enlarge, .unseen";

/// Makes everything inert but `card`, what is around it, and what stands beside. Returns what was made so.
fn make_rest_inert(card: &Element) -> Vec<Element> {
    let mut made = Vec::new();
    let mut within = card.clone();
    while within.tag_name() != "BODY" {
        let Some(around) = within.parent_element() else {
            break;
        };
        let children = around.children();
        let others = (0..children.length()).filter_map(|at| children.item(at));
        made.extend(others.filter(|other| {
            let beside = other.matches(BESIDE) == Ok(true);
            *other != within && !beside && !other.has_attribute("inert")
        }));
        within = around;
    }
    for other in &made {
        // On an element of the page this cannot fail.
        let _ = other.set_attribute("inert", "");
    }
    made
}

/// In stage mode, a button at the card that is pointed at or has the focus, which makes it as large as the window. One
/// for all cards: it is the last in the tab order.
#[component]
pub fn Enlarge() -> impl IntoView {
    let view = Runs::here().view();
    let card = RwSignal::new_local(None::<Element>);
    let enlarged = RwSignal::new(false);
    let made_inert = StoredValue::new_local(Vec::<Element>::new());
    let small = move || {
        // The card itself may be gone.
        for other in made_inert
            .try_update_value(std::mem::take)
            .unwrap_or_default()
        {
            let _ = other.remove_attribute("inert");
        }
        if let Some(card) = card.get_untracked().filter(|_| enlarged.get_untracked()) {
            let _ = card.remove_attribute(ENLARGED);
        }
        enlarged.set(false);
    };
    let large = move || {
        if let Some(card) = card.get_untracked().filter(|card| card.is_connected()) {
            made_inert.set_value(make_rest_inert(&card));
            let _ = card.set_attribute(ENLARGED, "");
            enlarged.set(true);
        }
    };
    let turn = move || match enlarged.get_untracked() {
        true => small(),
        false => large(),
    };
    let point = move |event: &Event| {
        if view.projector.get_untracked() && !enlarged.get_untracked() {
            let pointed = card_of(event);
            if pointed.is_some() {
                card.set(pointed);
            }
        }
    };
    let listeners = [
        window_event_listener(ev::pointerover, move |event| point(&event)),
        window_event_listener(ev::focusin, move |event| point(&event)),
        window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                small();
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    // A card goes with its view, stage mode with its button.
    Effect::new(move || {
        view.projector.track();
        view.tab.track();
        view.lesson.track();
        small();
        card.set(None);
    });
    Effect::new(move |before: Option<()>| {
        view.enlarged.track();
        if before.is_some() {
            turn();
        }
    });
    let place = move || {
        let frame = card.get().map(|card| card.get_bounding_client_rect());
        frame.map_or((0.0, 0.0), |frame| {
            (frame.right().max(44.0), frame.top().max(0.0))
        })
    };
    let shown = move || card.with(Option::is_some);
    let words = move || match enlarged.get() {
        true => t!("presenter.small"),
        false => t!("presenter.large"),
    };
    let press = move |_| turn();
    view! {
        <div
            id="enlarge"
            class="enlarge"
            class:within=move || enlarged.get()
            hidden=move || !shown()
            style:left=move || format!("{}px", place().0)
            style:top=move || format!("{}px", place().1)
        >
            <Button id="enlarge-button" class="small" press>{words}</Button>
        </div>
    }
}
