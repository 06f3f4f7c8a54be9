//! What a drawing depends on besides its data: theme, zoom, projector scale. One counter tells
//! every chart that one of them may have changed.

use std::cell::RefCell;
use std::sync::OnceLock;

use crate::offered;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MediaQueryList, MutationObserver, MutationObserverInit};

/// Listeners for the life of the page; one set serves all charts.
struct Environment {
    changes: ArcRwSignal<u32>,
    _listener: Closure<dyn FnMut()>,
    _schemes: Vec<MediaQueryList>,
    _attributes: Option<MutationObserver>,
}

thread_local! {
    static ENVIRONMENT: RefCell<Option<Environment>> = const { RefCell::new(None) };
}

/// Returns a counter that rises when colours or sizes may have changed. Those depend on the system's colour scheme
/// or forced colours, the attributes of the root element (`data-theme`, a class, the projector mode), and the
/// window's size or zoom.
pub fn changes() -> ArcRwSignal<u32> {
    ENVIRONMENT.with_borrow_mut(|slot| slot.get_or_insert_with(Environment::watch).changes.clone())
}

/// Returns whether the browser mixes colours.
pub fn mixes_colors() -> bool {
    static MIXES: OnceLock<bool> = OnceLock::new();
    *MIXES.get_or_init(|| {
        let css = offered::property(&js_sys::global(), "CSS");
        let asked = css.and_then(|css| {
            let supports = offered::method(&css, "supports")?;
            let value = "color-mix(in srgb, red 50%, blue)";
            supports.call2(&css, &"color".into(), &value.into()).ok()
        });
        asked.is_some_and(|answer| answer.is_truthy())
    })
}

impl Environment {
    fn watch() -> Self {
        let changes = ArcRwSignal::new(0);
        let counter = changes.clone();
        let listener = Closure::<dyn FnMut()>::new(move || counter.update(|n| *n += 1));
        let callback = listener.as_ref().unchecked_ref::<js_sys::Function>();
        let window = window();
        // Without one of these a chart keeps its old look until it is next drawn; no more than that.
        window
            .add_event_listener_with_callback("resize", callback)
            .ok();
        let schemes = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];
        let query = |query: &str| window.match_media(query).ok().flatten();
        let schemes: Vec<_> = schemes.into_iter().filter_map(query).collect();
        for query in &schemes {
            query
                .add_event_listener_with_callback("change", callback)
                .ok();
        }
        let attributes = MutationObserver::new(callback).ok();
        if let (Some(observer), Some(root)) = (&attributes, document().document_element()) {
            let what = MutationObserverInit::new();
            what.set_attributes(true);
            observer.observe_with_options(&root, &what).ok();
        }
        Self {
            changes,
            _listener: listener,
            _schemes: schemes,
            _attributes: attributes,
        }
    }
}
