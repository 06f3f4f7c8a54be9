//! IndexedDB speaks in events; here its requests and transactions are awaited, and its errors are
//! sentences.

use crate::trainer::words;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbRequest, IdbTransaction};

/// The result of a request.
///
/// # Errors
/// Why the storage failed, in a sentence.
pub async fn result(request: &IdbRequest) -> Result<JsValue, String> {
    heard(|good, bad| {
        request.set_onsuccess(Some(good));
        request.set_onerror(Some(bad));
    })
    .await
    .map_err(|()| said(request.error().ok().flatten().as_ref()))?;
    request.result().map_err(|error| excepted(&error))
}

/// Waits until a transaction is written.
///
/// # Errors
/// Why the storage failed, in a sentence; nothing was written then.
pub async fn written(transaction: &IdbTransaction) -> Result<(), String> {
    heard(|good, bad| {
        transaction.set_oncomplete(Some(good));
        transaction.set_onabort(Some(bad));
    })
    .await
    .map_err(|()| said(transaction.error().as_ref()))
}

/// Waits for one of two events.
async fn heard(listen: impl Fn(&Function, &Function)) -> Result<(), ()> {
    let promise = Promise::new(&mut |good, bad| listen(&good, &bad));
    JsFuture::from(promise).await.map(drop).map_err(drop)
}

/// What an exception of the storage means.
pub fn excepted(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(exception) => said(Some(exception)),
        None => unusable(&words(error)),
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

/// The storage cannot be used at all.
pub fn unusable(why: &str) -> String {
    format!(
        "This browser keeps nothing for the page ({why}). Allow it to store data, or save to a file instead."
    )
}
