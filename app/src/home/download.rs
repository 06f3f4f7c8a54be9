//! Bytes on their way to the person's disk: a link to a blob, clicked. The policy of the page allows it,
//! and nothing leaves the computer.

use crate::js_error::js_error_message;
use js_sys::{Array, Promise, Uint8Array};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, Url};

/// How long a browser may take to begin with a download before its bytes are let go.
const KEPT: Duration = Duration::from_secs(60);

/// A file to be taken home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, ending included.
    pub name: String,
    /// What it is, for the browser.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// Creates a file of text.
    pub fn text(name: String, kind: &'static str, text: String) -> Self {
        Self {
            name,
            kind,
            bytes: text.into_bytes(),
        }
    }

    /// Hands it to the browser, which saves it or asks where to. Returns a sentence that says so.
    ///
    /// # Errors
    /// A sentence, where the browser refuses.
    pub fn offer(&self) -> Result<String, String> {
        let parts = Array::of1(&Uint8Array::from(self.bytes.as_slice()));
        let options = BlobPropertyBag::new();
        options.set_type(self.kind);
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options);
        offer(
            &blob.map_err(|error| refused(&js_error_message(&error)))?,
            &self.name,
        )?;
        Ok(format!("{} is on its way to your downloads.", self.name))
    }
}

/// Hands a blob to the browser under `name`.
///
/// # Errors
/// A sentence, where the browser refuses.
fn offer(blob: &Blob, name: &str) -> Result<(), String> {
    let address =
        Url::create_object_url_with_blob(blob).map_err(|e| refused(&js_error_message(&e)))?;
    let link: HtmlAnchorElement = document()
        .create_element("a")
        .ok()
        .and_then(|element| element.dyn_into().ok())
        .ok_or_else(|| refused("it makes no links"))?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    set_timeout(
        move || {
            // An address that is gone already needs no revoking.
            let _ = Url::revoke_object_url(&address);
        },
        KEPT,
    );
    Ok(())
}

/// Returns what a canvas shows as the bytes of a PNG file; none where the browser makes none of it.
pub async fn png_of(canvas: &HtmlCanvasElement) -> Option<Vec<u8>> {
    let promise = Promise::new(&mut |good, bad| {
        if let Err(error) = canvas.to_blob(&good) {
            // Nobody is left to hear of it if this fails too.
            let _ = bad.call1(&bad, &error);
        }
    });
    let blob: Blob = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

fn refused(why: &str) -> String {
    format!(
        "The browser does not let the page save a file ({why}). Allow downloads for it, then try again."
    )
}
