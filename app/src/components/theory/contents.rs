//! The list of the sheets and claims: a press goes there, a search leaves in it and on the page only what speaks of a word,
//! and each place has a link of its own.

use crate::components::parts::{Button, clipboard, element, go_to_setting, open_tab};
use crate::runs::Runs;
use crate::state::{TABS, Tab, View, address_of};
use crate::text::t;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use playground_experiment::fields::{self, Place};
use playground_experiment::presets::gallery::GALLERY;
use playground_experiment::share::Link;
use playground_insight::theory::claims::CLAIMS;
use playground_insight::theory::contents::{Anchor, Found, SHEETS, other_view, search};

/// Before the word of a place in the id of its element.
const PREFIX: &str = "theory-";

/// Returns the id of the element at a place.
pub fn id(anchor: Anchor) -> String {
    format!("{PREFIX}{}", anchor.word())
}

/// Returns the id of the heading there.
pub fn heading_id(anchor: Anchor) -> String {
    format!("{}-title", id(anchor))
}

/// Brings a place into sight, below the bar, with the focus on its heading.
pub fn show(anchor: Anchor) {
    element::focus_id(&heading_id(anchor));
    if let Some(element) = document().get_element_by_id(&id(anchor)) {
        element.scroll_into_view();
    }
}

/// What is looked for, and what is found.
#[derive(Clone, Copy)]
pub struct Finds {
    query: RwSignal<String>,
    found: Memo<Found>,
    /// The place whose link was asked for last, and what became of it.
    linked: RwSignal<Option<(Anchor, String)>>,
}

impl Finds {
    /// Looks for nothing, which is everywhere.
    pub fn new() -> Self {
        let query = RwSignal::new(String::new());
        Self {
            query,
            found: Memo::new(move |_| query.with(|query| search(query))),
            linked: RwSignal::new(None),
        }
    }

    /// Shows everything again.
    pub fn clear(self) {
        self.query.set(String::new());
    }

    /// Returns whether what stands at a place is found. Tracks.
    pub fn has(self, anchor: Anchor) -> bool {
        self.found.with(|found| found.has(anchor))
    }

    fn is_asked(self) -> bool {
        self.query.with(|query| !query.trim().is_empty())
    }
}

/// Where else the page speaks of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Elsewhere {
    View(&'static Tab),
    Setting(Place, &'static str),
    Gallery,
}

impl Elsewhere {
    /// Finds what speaks of `query`, the nearest to the sheets first.
    fn of(query: &str) -> Option<Self> {
        let view = other_view(query).and_then(|key| TABS.iter().find(|tab| tab.key == key));
        let setting = || {
            let found = fields::search(query).into_iter().next()?;
            Some(Self::Setting(found.place, found.title))
        };
        let gallery = || {
            let mut cards = GALLERY.iter().flat_map(|group| group.cards);
            let found = cards.any(|card| card.is_found_by(query));
            found.then_some(Self::Gallery)
        };
        view.map(Self::View).or_else(setting).or_else(gallery)
    }

    fn go(self, view: View) {
        match self {
            Self::View(tab) => open_tab(view.tab, tab.key),
            Self::Setting(place, _) => go_to_setting(view, place),
            Self::Gallery => view.gallery.set(true),
        }
    }
}

/// Says how much is found and, where nothing is, what else to try.
fn said(query: &str, found: &Found) -> String {
    let query = query.trim();
    match (query.is_empty(), found.count) {
        (true, _) => String::new(),
        (false, 0) => match Elsewhere::of(query) {
            Some(Elsewhere::View(tab)) => t!("work.in-view", query = query, view = tab.name),
            Some(Elsewhere::Setting(_, title)) => {
                t!("work.in-settings", query = query, setting = title)
            }
            Some(Elsewhere::Gallery) => t!("work.in-gallery", query = query),
            None => t!("work.nowhere", query = query),
        },
        (false, count) => t!("work.found", count = count),
    }
}

/// The list, with the field above it.
#[component]
pub fn Contents(finds: Finds) -> impl IntoView {
    let view = Runs::here().view();
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && finds.is_asked() {
            event.prevent_default();
            finds.clear();
        }
    };
    let said = Memo::new(move |_| {
        finds
            .query
            .with(|q| finds.found.with(|found| said(q, found)))
    });
    let entry = move |anchor: Anchor| view! { <Entry anchor finds /> };
    let claims = move || {
        CLAIMS
            .iter()
            .map(|claim| entry(Anchor::Claim(claim.key)))
            .collect_view()
    };
    let sheets = SHEETS
        .iter()
        .map(|sheet| entry(Anchor::Sheet(sheet.key)))
        .collect_view();
    view! {
        <nav class="theory-contents" class:searched=move || finds.is_asked() aria-label=t!("work.contents")>
            <div class="theory-search" role="search">
                <label class="field-label" for="theory-query">{t!("work.find")}</label>
                <input
                    type="text"
                    id="theory-query"
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="search"
                    aria-describedby="theory-found"
                    prop:value=finds.query
                    on:input=move |event| finds.query.set(event_target_value(&event))
                    on:keydown=escape
                />
                <p class="caption" id="theory-found" role="status">{said}</p>
                <WayOut finds view />
            </div>
            <ul class="theory-list">{sheets}</ul>
            <ul class="theory-list of-claims" aria-label=t!("work.claims")>{claims()}</ul>
        </nav>
    }
}

/// A line of the list.
#[component]
fn Entry(anchor: Anchor, finds: Finds) -> impl IntoView {
    let at = Runs::here().view().at;
    let current = move || (at.get() == Some(anchor)).then_some("location");
    let go = move |_| {
        at.set(Some(anchor));
        show(anchor);
    };
    view! {
        <li class:left-out=move || !finds.has(anchor)>
            <button type="button" class="theory-entry" data-at=anchor.word() aria-current=current on:click=go>
                {anchor.title()}
            </button>
        </li>
    }
}

/// The way back to all sheets or, while none speaks of it, to where else the page does.
#[component]
fn WayOut(finds: Finds, view: View) -> impl IntoView {
    let there = Memo::new(move |_| {
        let nothing = finds.found.with(|found| found.count == 0);
        let query = finds.query.get();
        Elsewhere::of(query.trim()).filter(|_| nothing)
    });
    let word = move || match there.get() {
        Some(Elsewhere::View(tab)) => t!("work.open-view", view = tab.name),
        Some(Elsewhere::Setting(..)) => t!("work.open-setting"),
        Some(Elsewhere::Gallery) => t!("work.open-gallery"),
        None => t!("work.show-all"),
    };
    let press = move |_| match there.get_untracked() {
        Some(elsewhere) => elsewhere.go(view),
        None => {
            finds.clear();
            element::focus_id("theory-query");
        }
    };
    view! {
        <Show when=move || finds.is_asked()>
            <Button id="theory-elsewhere" class="small" press>{word}</Button>
        </Show>
    }
}

/// The sign that copies the link to a place, and puts the place into the address.
#[component]
pub fn LinkHere(anchor: Anchor) -> impl IntoView {
    let view = Runs::here().view();
    let finds: Finds = expect_context();
    let press = move |_| {
        view.at.set(Some(anchor));
        // To the place alone, of whatever run: short enough to be written on a board.
        let link = Link {
            view: vec![("at".to_owned(), anchor.word())],
            ..Link::default()
        };
        clipboard::copy(&address_of(&link), move |is_there| {
            let said = match is_there {
                true => t!("work.copied"),
                false => t!("work.in-address"),
            };
            view.spoken.set(said.clone());
            finds.linked.set(Some((anchor, said)));
        });
    };
    let said = move || {
        let linked = finds.linked.get();
        linked
            .filter(|(linked, _)| *linked == anchor)
            .map(|(_, said)| said)
    };
    view! {
        <span class="caption">{said}</span>
        <Button
            class="quiet small theory-link"
            label=Signal::stored(t!("work.link", title = anchor.title()))
            press
        >
            "#"
        </Button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_insight::theory::contents::OTHER_VIEWS;

    #[test]
    fn every_other_view_is_one() {
        for view in OTHER_VIEWS {
            assert!(TABS.iter().any(|tab| tab.key == view.key), "{}", view.key);
        }
    }

    #[test]
    fn what_is_not_found_is_told_with_what_else_to_try() {
        let told = |query: &str| said(query, &search(query));
        assert_eq!(told(" "), "");
        assert!(told("zero_grad").contains("settings"));
        assert!(told("confusion matrix").contains("Mistakes made"));
        assert!(told("LeNet").contains("experiments"));
        assert!(told("quark").contains("Try a word of your course"));
    }
}
