//! The trainer's WebAssembly, compiled once for the life of the page and posted to each worker.

use crate::data::length;
use crate::js_error::js_error_message;
use crate::patience::{MODULE, Timer};
use js_sys::{Array, Promise, Reflect, Uint8Array, WebAssembly};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Blob, HtmlMetaElement, ReadableStreamDefaultReader, RequestInit, Response,
};

/// How far the module is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loading {
    /// What is under way.
    pub stage: Stage,
    /// Bytes that have come.
    pub bytes: u64,
    /// Bytes of the whole, where that is known.
    pub total: Option<u64>,
    /// Nothing has come for longer than is usual.
    pub stalled: bool,
}

/// What is under way with the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// It is on its way.
    #[default]
    Fetching,
    /// It is here, and is being compiled.
    Compiling,
    /// It can be run.
    Compiled,
}

thread_local! {
    /// The compilation under way or done; shared by workers that follow each other.
    static COMPILED: RefCell<Option<Promise>> = const { RefCell::new(None) };
    static LOADING: ArcRwSignal<Loading> = ArcRwSignal::new(Loading::default());
    /// Ends the transfer under way.
    static ABORT: RefCell<Option<AbortController>> = const { RefCell::new(None) };
    /// The transfer was ended for another one.
    static AGAIN: Cell<bool> = const { Cell::new(false) };
}

/// Returns how far the module is, as it goes on.
pub fn loading() -> ArcRwSignal<Loading> {
    LOADING.with(Clone::clone)
}

/// Gives up the transfer under way for a fresh one; whoever waits gets what comes of that.
pub fn fetch_again() {
    let under_way = ABORT.take();
    if let Some(under_way) = under_way {
        AGAIN.set(true);
        under_way.abort();
    }
}

/// Returns the common beginning of the trainer's file names, with their hash.
pub fn base_name() -> String {
    let meta = document()
        .query_selector("meta[name=trainer]")
        .ok()
        .flatten()
        .and_then(|meta| meta.dyn_into::<HtmlMetaElement>().ok());
    meta.map_or_else(|| "trainer".to_owned(), |meta| meta.content())
}

/// Fetches and compiles the module, unless that was done or begun before.
///
/// # Errors
/// A sentence for the person when it cannot be fetched or compiled; the next call tries again.
pub async fn compiled() -> Result<JsValue, String> {
    let known = COMPILED.with_borrow(Clone::clone);
    let promise = known.unwrap_or_else(|| {
        let fresh = wasm_bindgen_futures::future_to_promise(load());
        COMPILED.set(Some(fresh.clone()));
        fresh
    });
    JsFuture::from(promise).await.map_err(|error| {
        COMPILED.set(None);
        format!(
            "The trainer could not be loaded ({}). Check the connection and try again.",
            js_error_message(&error)
        )
    })
}

async fn load() -> Result<JsValue, JsValue> {
    loop {
        AGAIN.set(false);
        loading().set(Loading::default());
        let outcome = compile().await;
        ABORT.set(None);
        if outcome.is_ok() || !AGAIN.get() {
            return outcome;
        }
    }
}

async fn compile() -> Result<JsValue, JsValue> {
    let response = noticed(fetch(&format!("./{}_bg.wasm", base_name()))).await?;
    loading().update(|loading| loading.total = length(&response));
    let copy = response.clone()?;
    // Begins at once and beside the counting. Fails where the server does not say `application/wasm`; the bytes
    // are the same.
    let streamed = JsFuture::from(WebAssembly::compile_streaming(&Promise::resolve(
        response.unchecked_ref::<JsValue>(),
    )));
    let bytes = counted(&copy).await?;
    // From here on there is nothing to give up.
    ABORT.set(None);
    loading().update(|loading| loading.stage = Stage::Compiling);
    let module = match streamed.await {
        Ok(module) => module,
        Err(_) => {
            let whole = JsFuture::from(Blob::new_with_u8_array_sequence(&bytes)?.array_buffer());
            JsFuture::from(WebAssembly::compile(&whole.await?)).await?
        }
    };
    loading().update(|loading| loading.stage = Stage::Compiled);
    Ok(module)
}

/// Reads a response to its end, saying how much has come; returns its pieces.
async fn counted(response: &Response) -> Result<Array, JsValue> {
    let body = response
        .body()
        .ok_or_else(|| js_sys::Error::new("it is empty"))?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let pieces = Array::new();
    loop {
        let result = noticed(JsFuture::from(reader.read())).await?;
        if Reflect::get(&result, &"done".into())?.is_truthy() {
            return Ok(pieces);
        }
        let piece: Uint8Array = Reflect::get(&result, &"value".into())?.dyn_into()?;
        loading().update(|loading| loading.bytes += u64::from(piece.length()));
        pieces.push(&piece);
    }
}

/// Waits for a part of the transfer; says so where it takes long, and takes that back when it comes after all.
async fn noticed<T>(part: impl Future<Output = T>) -> T {
    let timer = Timer::start(MODULE, || loading().update(|l| l.stalled = true));
    let outcome = part.await;
    drop(timer);
    if loading().get_untracked().stalled {
        loading().update(|l| l.stalled = false);
    }
    outcome
}

async fn fetch(address: &str) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    if let Ok(abort) = AbortController::new() {
        options.set_signal(Some(&abort.signal()));
        ABORT.set(Some(abort));
    }
    let answer = window().fetch_with_str_and_init(address, &options);
    let response: Response = JsFuture::from(answer).await?.dyn_into()?;
    if response.ok() {
        return Ok(response);
    }
    let error = js_sys::Error::new(&format!("{address}: HTTP {}", response.status()));
    Err(Reflect::get(&error, &"message".into()).unwrap_or(error.into()))
}
