//! The page in the hands of a browser's translator, which replaces each text by
//! `<font><font>its translation</font></font>`. Leptos goes on to change, to remove and to build beside the text
//! that it made: off the page nobody would see that text change, and what is built beside it would be lost.
//!
//! So a text that was replaced goes back to its place, emptied, right before its translation: there everything
//! that Leptos does with it works. When Leptos gives it new words or takes it away the old translation goes, and
//! the translator translates the new words in its turn. When the translator takes its translation back the
//! words return. A text that was moved *into* its `<font>` still stands on the page and needs no help.

use js_sys::{Array, WeakMap};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, MutationObserver, MutationObserverInit, MutationRecord, Node, NodeList, Text,
};

/// The name of the element that translators put around what they translated.
const FONT: &str = "FONT";

/// Watches the page for as long as it lives. Where nobody translates it is called for parts that come and go,
/// never for words that change.
pub fn watch() {
    let Some(body) = document().body() else {
        return;
    };
    let translations = Translations {
        of_text: WeakMap::new(),
        of_font: WeakMap::new(),
    };
    let callback =
        move |records: Array, observer: MutationObserver| translations.observe(&records, &observer);
    let callback = Closure::<dyn Fn(Array, MutationObserver)>::new(callback);
    // Without an observer a translated page shows old words, and all else works.
    let Ok(observer) = MutationObserver::new(callback.as_ref().unchecked_ref()) else {
        return;
    };
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    if observer.observe_with_options(&body, &what).is_ok() {
        callback.forget();
    }
}

/// The texts that were replaced. Nodes that are let go take their entries with them.
struct Translations {
    /// From a text to its translation and its own words.
    of_text: WeakMap,
    /// Back from a translation to its text.
    of_font: WeakMap,
}

/// A `<font>` that came to the page, and its neighbours as it came.
struct Arrival {
    font: Element,
    beside: [Option<Node>; 2],
}

impl Arrival {
    fn all(records: &[MutationRecord]) -> Vec<Self> {
        let of = |record: &MutationRecord| {
            let beside = [record.previous_sibling(), record.next_sibling()];
            let fonts = nodes(&record.added_nodes()).into_iter();
            let fonts = fonts.filter(|node| node.node_name() == FONT);
            let arrival = move |node: Node| {
                let (font, beside) = (node.dyn_into().ok()?, beside.clone());
                Some(Self { font, beside })
            };
            fonts.filter_map(arrival).collect::<Vec<_>>()
        };
        records.iter().flat_map(of).collect()
    }

    /// Returns whether it took the place of what `removal` took away: in the same go, or put beside it before or
    /// into the gap afterwards.
    fn replaces(&self, removal: &MutationRecord) -> bool {
        let font: &Node = &self.font;
        let is = |node: Option<Node>| node.as_ref() == Some(font);
        let gap = [removal.previous_sibling(), removal.next_sibling()];
        nodes(&removal.added_nodes()).contains(font)
            || is(removal.previous_sibling())
            || is(removal.next_sibling())
            || (self.font.parent_node() == removal.target() && self.beside == gap)
    }
}

impl Translations {
    fn observe(&self, records: &Array, observer: &MutationObserver) {
        let records: Vec<MutationRecord> = records.iter().map(JsCast::unchecked_into).collect();
        let mut arrivals = Arrival::all(&records);
        for record in &records {
            if record.type_() == "characterData" {
                self.changed(record.target());
                continue;
            }
            for node in nodes(&record.removed_nodes()) {
                match node.dyn_into::<Text>() {
                    Ok(text) => self.text_left(&text, record, &mut arrivals, observer),
                    Err(node) => self.font_left(&node),
                }
            }
        }
        // What was done here is not news.
        observer.take_records();
    }

    /// Removes the translation of a text that Leptos gave new words.
    fn changed(&self, target: Option<Node>) {
        if let Some(text) = target
            && let Some((font, _)) = self.forget(&text)
        {
            font.remove();
        }
    }

    fn text_left(
        &self,
        text: &Text,
        removal: &MutationRecord,
        arrivals: &mut Vec<Arrival>,
        observer: &MutationObserver,
    ) {
        // Moved, perhaps into its translation.
        if text.is_connected() && !self.of_text.has(text) {
            return;
        }
        let translation = arrivals
            .iter()
            .position(|arrival| arrival.replaces(removal));
        match translation.map(|at| arrivals.remove(at)) {
            Some(arrival) if !text.is_connected() && !text.data().is_empty() => {
                self.replaced(text, arrival.font, observer);
            }
            _ => self.taken_away(text, removal),
        }
    }

    /// Puts a text back beside the translation that took its place, without words.
    fn replaced(&self, text: &Text, font: Element, observer: &MutationObserver) {
        let Some(parent) = font.parent_node() else {
            return;
        };
        if parent.insert_before(text, Some(&font)).is_err() {
            return;
        }
        let entry = Array::of2(&font, &text.data().into());
        self.of_text.set(text, &entry);
        self.of_font.set(&font, text);
        text.set_data("");
        let what = MutationObserverInit::new();
        what.set_character_data(true);
        // It then shows old words, as it would without us.
        let _ = observer.observe_with_options(text, &what);
    }

    /// Removes the translation of a text that Leptos removed or moved elsewhere; the text gets its own words back.
    fn taken_away(&self, text: &Text, removal: &MutationRecord) {
        if let Some((font, words)) = self.forget(text) {
            font.remove();
            text.set_data(&words);
        }
        // Out of the translation that it had been moved into: a husk would still take up room.
        let mut husk = removal.target();
        while let Some(node) = husk.filter(is_empty_font) {
            husk = node.parent_node();
            node.unchecked_into::<Element>().remove();
        }
    }

    /// Gives a text its own words back, because the translator took the translation back.
    fn font_left(&self, font: &Node) {
        let text = self.of_font.get(font.unchecked_ref());
        let Ok(text) = text.dyn_into::<Text>() else {
            return;
        };
        if let Some((_, words)) = self.forget(&text) {
            text.set_data(&words);
        }
    }

    /// Forgets the translation of a text and its own words; returns both.
    fn forget(&self, text: &Node) -> Option<(Element, String)> {
        let entry: Array = self.of_text.get(text.unchecked_ref()).dyn_into().ok()?;
        let font: Element = entry.get(0).dyn_into().ok()?;
        self.of_text.delete(text.unchecked_ref());
        self.of_font.delete(&font);
        Some((font, entry.get(1).as_string()?))
    }
}

fn is_empty_font(node: &Node) -> bool {
    node.node_name() == FONT && !node.has_child_nodes()
}

fn nodes(list: &NodeList) -> Vec<Node> {
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}
