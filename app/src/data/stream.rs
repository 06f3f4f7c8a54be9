//! A file as a stream of unpacked pieces.

use crate::offered;
use js_sys::{Array, Function, Reflect, Uint8Array};
use playground_data::error::{DataError, DataFault};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ReadableStream, ReadableStreamDefaultReader, WritableStream, WritableStreamDefaultWriter,
};

use crate::js_error::js_error_message;
use crate::patience::{DATA, within};

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Bytes that came in so far, packed as they came.
pub type Counter = Rc<Cell<u64>>;

/// A file being read. A server may have unpacked it already, so its first bytes decide.
pub struct Pieces {
    name: String,
    raw: ReadableStreamDefaultReader,
    counter: Counter,
    /// Read ahead to look at the first bytes.
    first: Option<Uint8Array>,
    unpacked: Option<ReadableStreamDefaultReader>,
    /// Why the packed side broke off, which says more than the unpacker's own complaint.
    broken: Rc<RefCell<Option<DataFault>>>,
}

impl Pieces {
    /// Opens `stream`, which the person knows as `name`.
    ///
    /// # Errors
    /// When nothing can be read, or the browser cannot unpack gzip.
    pub async fn open(
        stream: &ReadableStream,
        name: &str,
        counter: Counter,
    ) -> Result<Self, DataError> {
        let fail = |fault: DataFault| fault.of(name);
        let raw = reader(stream).map_err(|e| fail(DataFault::Unreachable(js_error_message(&e))))?;
        let mut pieces = Self {
            name: name.to_owned(),
            raw,
            counter,
            first: None,
            unpacked: None,
            broken: Rc::default(),
        };
        // Two bytes decide, and a piece may be a single byte.
        let mut first = Uint8Array::new_with_length(0);
        while first.length() < 2 {
            let Some(piece) = pieces.next_raw().await? else {
                break;
            };
            first = joined(&first, &piece);
        }
        let packed = first.length() >= 2 && first.subarray(0, 2).to_vec() == GZIP;
        if packed {
            let class = offered::method(&js_sys::global(), "DecompressionStream");
            let class = class.ok_or_else(|| fail(DataFault::NoUnpacker))?;
            pieces
                .unpack(first, &class)
                .map_err(|e| fail(DataFault::Gzip(js_error_message(&e))))?;
        } else {
            pieces.first = Some(first);
        }
        Ok(pieces)
    }

    /// Reads the next unpacked piece; none at the end.
    ///
    /// # Errors
    /// When reading or unpacking fails.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, DataError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first.to_vec()));
        }
        let Some(unpacked) = &self.unpacked else {
            return Ok(self.next_raw().await?.map(|piece| piece.to_vec()));
        };
        match read(unpacked).await {
            Ok(piece) => Ok(piece.map(|piece| piece.to_vec())),
            Err(error) => {
                let fault = self.broken.take();
                let fault = fault.unwrap_or_else(|| DataFault::Gzip(js_error_message(&error)));
                Err(fault.of(&self.name))
            }
        }
    }

    /// Stops reading: the rest is of no use.
    pub fn cancel(&self) {
        // Both may have ended by themselves, which is just as well.
        let _ = self.raw.cancel();
        if let Some(unpacked) = &self.unpacked {
            let _ = unpacked.cancel();
        }
    }

    async fn next_raw(&self) -> Result<Option<Uint8Array>, DataError> {
        let piece = read_in_time(&self.raw).await;
        let piece = piece.map_err(|fault| fault.of(&self.name))?;
        if let Some(piece) = &piece {
            self.counter
                .set(self.counter.get() + u64::from(piece.length()));
        }
        Ok(piece)
    }

    /// Sends `first` and all that follows through the browser's unpacker, of this `class`.
    fn unpack(&mut self, first: Uint8Array, class: &Function) -> Result<(), JsValue> {
        let (writable, readable) = unpacker(class)?;
        let writer: WritableStreamDefaultWriter = writable.get_writer()?;
        self.unpacked = Some(reader(&readable)?);
        let (raw, counter) = (self.raw.clone(), self.counter.clone());
        let broken = self.broken.clone();
        spawn_local(async move {
            let mut piece = Some(first);
            while let Some(bytes) = piece {
                // A refused write is the unpacker's complaint, which its reading side reports too.
                if JsFuture::from(writer.write_with_chunk(&bytes))
                    .await
                    .is_err()
                {
                    let _ = raw.cancel();
                    return;
                }
                piece = match read_in_time(&raw).await {
                    Ok(piece) => piece,
                    Err(fault) => {
                        broken.replace(Some(fault));
                        let _ = JsFuture::from(writer.abort()).await;
                        return;
                    }
                };
                if let Some(bytes) = &piece {
                    counter.set(counter.get() + u64::from(bytes.length()));
                }
            }
            let _ = JsFuture::from(writer.close()).await;
        });
        Ok(())
    }
}

/// Creates the browser's gzip unpacker; returns both its ends. `web-sys` still counts its type as unstable.
fn unpacker(class: &Function) -> Result<(WritableStream, ReadableStream), JsValue> {
    let unpacker = Reflect::construct(class, &Array::of1(&"gzip".into()))?;
    let end = |name: &str| Reflect::get(&unpacker, &name.into());
    Ok((end("writable")?.dyn_into()?, end("readable")?.dyn_into()?))
}

fn reader(stream: &ReadableStream) -> Result<ReadableStreamDefaultReader, JsValue> {
    stream.get_reader().dyn_into().map_err(JsValue::from)
}

async fn read(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    if Reflect::get(&result, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    Reflect::get(&result, &"value".into())?.dyn_into().map(Some)
}

/// Reads as [`read`] does, from a stream that may stand still.
async fn read_in_time(
    reader: &ReadableStreamDefaultReader,
) -> Result<Option<Uint8Array>, DataFault> {
    match within(DATA, read(reader)).await {
        Some(piece) => piece.map_err(|error| DataFault::Unreachable(js_error_message(&error))),
        None => {
            // What comes later would be of no use.
            let _ = reader.cancel();
            let seconds = DATA.as_secs();
            Err(DataFault::Stalled { seconds })
        }
    }
}

fn joined(a: &Uint8Array, b: &Uint8Array) -> Uint8Array {
    let both = Uint8Array::new_with_length(a.length() + b.length());
    both.set(a, 0);
    both.set(b, a.length());
    both
}
