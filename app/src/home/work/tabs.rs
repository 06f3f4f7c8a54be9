//! Which other pages of this address are open in this browser. Pages answer one another; one that is gone does not.

use crate::patience::{TABS, within};
use leptos::prelude::window;
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// The name of the channel, and of this tab's entry in the storage of its session.
const NAME: &str = "gradient-playground-work";
/// Asks who is there.
const WHO: &str = "who";
/// Before the name of a page that is there.
const HERE: &str = "here ";
/// Before the name of a page whose record another one has taken.
const TAKEN: &str = "taken ";

/// This page among the others.
pub(super) struct Tabs {
    own: String,
    before: Option<String>,
    /// None where the browser has no such thing: then every other page counts as gone.
    channel: Option<BroadcastChannel>,
    others: Rc<RefCell<HashSet<String>>>,
}

impl Tabs {
    /// Gives this page a name of its own, and remembers which one its tab had before a reload.
    pub fn open() -> Self {
        let own = format!(
            "{:x}-{:x}",
            js_sys::Date::now() as u64,
            (js_sys::Math::random() * 4e9) as u64
        );
        let session = window().session_storage().ok().flatten();
        let before = session
            .as_ref()
            .and_then(|session| session.get_item(NAME).ok().flatten());
        if let Some(session) = session {
            // Without it the newest record is offered instead of this tab's own.
            let _ = session.set_item(NAME, &own);
        }
        Self {
            own,
            before,
            channel: BroadcastChannel::new(NAME).ok(),
            others: Rc::default(),
        }
    }

    /// The name of this page.
    pub fn own(&self) -> &str {
        &self.own
    }

    /// The name of the page that was in this tab before a reload.
    pub fn before(&self) -> Option<String> {
        self.before.clone()
    }

    /// Answers other pages from now on. Calls `not_free` with each page whose record must not be offered: it is open, or
    /// another page has taken it; and `taken` when that is this page's own.
    pub fn listen(&self, not_free: impl Fn(&str) + 'static, taken: impl Fn() + 'static) {
        let Some(channel) = &self.channel else {
            return;
        };
        let (own, others, answers) = (self.own.clone(), Rc::clone(&self.others), channel.clone());
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else {
                return;
            };
            if text == WHO {
                // A channel that is closed has nobody to hear.
                let _ = answers.post_message(&format!("{HERE}{own}").into());
            } else if let Some(page) = text.strip_prefix(HERE) {
                others.borrow_mut().insert(page.to_owned());
                not_free(page);
            } else if let Some(page) = text.strip_prefix(TAKEN) {
                match page == own {
                    true => taken(),
                    false => not_free(page),
                }
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // For the life of the page.
        heard.forget();
    }

    /// Returns the names of the other pages that are open.
    pub async fn others(&self) -> HashSet<String> {
        if let Some(channel) = &self.channel
            && channel.post_message(&WHO.into()).is_ok()
        {
            // Those that are gone never answer, so there is nothing else to wait for.
            within(TABS, std::future::pending::<()>()).await;
        }
        self.others.borrow().clone()
    }

    /// Says that the record of `page` is taken.
    pub fn say_taken(&self, page: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&format!("{TAKEN}{page}").into());
        }
    }
}
