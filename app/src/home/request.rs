//! IndexedDB speaks in events; here its requests and transactions are awaited, and its errors are
//! sentences.

use crate::js_error::js_error_message;
use crate::patience::{STORAGE, within};
use js_sys::{Array, Function, Promise};
use std::cell::RefCell;
use std::collections::HashSet;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

/// Waits for the result of a request.
///
/// # Errors
/// Why the storage failed, in a sentence.
pub async fn result(request: &IdbRequest) -> Result<JsValue, String> {
    let answer = answered(|good, bad| {
        request.set_onsuccess(Some(good));
        request.set_onerror(Some(bad));
    });
    within(STORAGE, answer)
        .await
        .ok_or_else(silent)?
        .map_err(|()| said(request.error().ok().flatten().as_ref()))?;
    request.result().map_err(excepted)
}

/// Lists the keys and values of a store.
///
/// # Errors
/// As [`result`].
pub async fn entries(store: &IdbObjectStore) -> Result<Vec<(JsValue, JsValue)>, String> {
    let keys = store.get_all_keys().map_err(excepted)?;
    let values = store.get_all().map_err(excepted)?;
    let keys = Array::from(&result(&keys).await?);
    let values = Array::from(&result(&values).await?);
    Ok(keys.iter().zip(values.iter()).collect())
}

thread_local! {
    /// The databases that another page keeps from being opened. Only the first request of several hears of that.
    static HELD: RefCell<HashSet<&'static str>> = RefCell::default();
}

/// Waits for the database `name` of a request; `upgrade` creates its stores where they are not there yet. A database that
/// comes too late is closed at once: left open, it would keep other pages out.
///
/// # Errors
/// Why there is none, in a sentence.
pub async fn opened(
    request: &IdbOpenDbRequest,
    name: &'static str,
    upgrade: Closure<dyn FnMut()>,
) -> Result<JsValue, String> {
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let on_blocked = Closure::<dyn FnMut()>::new(move || {
        HELD.with_borrow_mut(|held| held.insert(name));
    });
    request.set_onblocked(Some(on_blocked.as_ref().unchecked_ref()));
    let answer = result(request).await;
    request.set_onblocked(None);
    // While there is no answer it has neither a result nor an error.
    let pending = request.error().is_err();
    if !pending {
        HELD.with_borrow_mut(|held| held.remove(name));
        return answer;
    }
    // Left in place: without it a database that is made later would lack its stores for good.
    upgrade.forget();
    let late = request.clone();
    let close = Closure::once_into_js(move || {
        let database = late.result().ok();
        if let Some(database) = database.and_then(|d| d.dyn_into::<IdbDatabase>().ok()) {
            database.close();
        }
    });
    request.set_onsuccess(Some(close.unchecked_ref()));
    match HELD.with_borrow(|held| held.contains(name)) {
        true => Err(held_elsewhere()),
        false => answer,
    }
}

/// Waits until a transaction is written.
///
/// # Errors
/// Why the storage failed, in a sentence; nothing was written then, unless it has merely not answered.
pub async fn written(transaction: &IdbTransaction) -> Result<(), String> {
    let answer = answered(|good, bad| {
        transaction.set_oncomplete(Some(good));
        transaction.set_onabort(Some(bad));
    });
    within(STORAGE, answer)
        .await
        .ok_or_else(silent)?
        .map_err(|()| said(transaction.error().as_ref()))
}

/// Waits for one of two events, the good one or the bad one.
async fn answered(listen: impl Fn(&Function, &Function)) -> Result<(), ()> {
    let promise = Promise::new(&mut |good, bad| listen(&good, &bad));
    JsFuture::from(promise).await.map(drop).map_err(drop)
}

/// Says what an exception of the storage means.
pub fn excepted(error: JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(exception) => said(Some(exception)),
        None => unusable(&js_error_message(&error)),
    }
}

fn said(error: Option<&DomException>) -> String {
    match error.map(DomException::name).as_deref() {
        Some("QuotaExceededError") => {
            "The browser's storage for this page is full. Delete a checkpoint, or save to a file instead."
                .to_owned()
        }
        Some("VersionError") => {
            "A newer version of this page has kept checkpoints here. Reload the page to get it.".to_owned()
        }
        Some(name) => unusable(name),
        None => unusable("no reason given"),
    }
}

/// Says that the storage does not answer.
fn silent() -> String {
    format!(
        "The browser's storage has not answered for {} seconds. Restart the browser to have it back; saving to a \
         file works meanwhile.",
        STORAGE.as_secs()
    )
}

/// Says that the storage waits for another page to close it.
fn held_elsewhere() -> String {
    "Another tab holds an older version of this page, which keeps the browser's storage. Close or reload that \
     tab, then try again."
        .to_owned()
}

/// Says that the storage cannot be used at all.
pub fn unusable(why: &str) -> String {
    format!(
        "This browser keeps nothing for the page ({why}). Allow it to store data, or save to a file instead."
    )
}
