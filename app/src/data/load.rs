//! Loads a set: labels before images, training file before test file, so that training can start
//! with the first images.

use super::library::Chunk;
use super::stream::{Counter, Pieces};
use crate::js_error::js_error_message;
use crate::patience::{self, within};
use js_sys::Uint8Array;
use playground_data::classes::MAX_CLASSES;
use playground_data::dataset::DatasetId;
use playground_data::error::{DataError, DataFault};
use playground_data::idx::{IdxKind, IdxParser};
use playground_experiment::protocol::DataFile;
use serde::Deserialize;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStream, Response};

/// One file of a set and where it comes from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file that it is a part of.
    pub file: DataFile,
    /// Labels, or images.
    pub labels: bool,
    /// Where it is.
    pub place: Place,
}

/// Where a file is.
#[derive(Clone, Debug)]
pub enum Place {
    /// On the page's own host.
    Address(String),
    /// In the person's hands.
    File(File),
}

impl Source {
    /// Returns its name for people.
    pub fn name(&self) -> String {
        match &self.place {
            Place::Address(address) => address.rsplit('/').next().unwrap_or(address).to_owned(),
            Place::File(file) => file.name(),
        }
    }

    /// Opens the stream; returns it and, where known, its length in bytes.
    pub(super) async fn open(&self) -> Result<(ReadableStream, Option<u64>), DataError> {
        let fail = |why: String| DataFault::Unreachable(why).of(self.name());
        match &self.place {
            Place::File(file) => Ok((file.stream(), Some(file.size() as u64))),
            Place::Address(address) => {
                let response = match within(patience::DATA, get(address)).await {
                    Some(response) => response.map_err(fail)?,
                    None => {
                        let seconds = patience::DATA.as_secs();
                        return Err(DataFault::Stalled { seconds }.of(self.name()));
                    }
                };
                let length = length(&response);
                let body = response
                    .body()
                    .ok_or_else(|| fail("it is empty".to_owned()))?;
                Ok((body, length))
            }
        }
    }
}

/// Returns how many bytes of a response will come; none where that is not known. When the browser unpacks a
/// response, only the packed length is told.
pub fn length(response: &Response) -> Option<u64> {
    let said = |name: &str| response.headers().get(name).ok().flatten();
    match said("content-encoding") {
        Some(encoding) if encoding != "identity" => None,
        _ => said("content-length")?.parse().ok(),
    }
}

/// Returns the text of a file of the page's own host.
///
/// # Errors
/// Why there is none, in a few words.
pub(super) async fn text(address: &str) -> Result<String, String> {
    let response = get(address).await?;
    let text = response.text().map_err(|e| js_error_message(&e))?;
    let text = JsFuture::from(text)
        .await
        .map_err(|e| js_error_message(&e))?;
    Ok(text.as_string().unwrap_or_default())
}

async fn get(address: &str) -> Result<Response, String> {
    let answer = leptos::prelude::window().fetch_with_str(address);
    let response = JsFuture::from(answer)
        .await
        .map_err(|e| js_error_message(&e))?;
    let response: Response = response.dyn_into().map_err(|e| js_error_message(&e))?;
    if response.ok() {
        Ok(response)
    } else {
        Err(format!("the server answered {}", response.status()))
    }
}

#[derive(Deserialize)]
struct Index {
    sets: Vec<String>,
}

/// Asks which sets this host offers: none where there is no index. The answer may never come.
pub async fn hosted() -> Vec<DatasetId> {
    let Ok(text) = text("./data/index.json").await else {
        return Vec::new();
    };
    let index = serde_json::from_str::<Index>(&text).ok();
    let names = index.map_or_else(Vec::new, |index| index.sets);
    names
        .iter()
        .filter_map(|name| DatasetId::from_key(name))
        .collect()
}

/// Returns the four files of a hosted set.
pub fn hosted_files(id: DatasetId) -> Vec<Source> {
    let folder = id.info().key;
    let source = |file, labels, name: &str| Source {
        file,
        labels,
        place: Place::Address(format!("./data/{folder}/{name}.gz")),
    };
    vec![
        source(DataFile::Train, true, "train-labels-idx1-ubyte"),
        source(DataFile::Train, false, "train-images-idx3-ubyte"),
        source(DataFile::Test, true, "t10k-labels-idx1-ubyte"),
        source(DataFile::Test, false, "t10k-images-idx3-ubyte"),
    ]
}

/// How far loading is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadProgress {
    /// The file being read.
    pub file: String,
    /// Bytes that have come in, packed as they came, of this file.
    pub bytes: u64,
    /// Bytes of the file, where known.
    pub bytes_total: Option<u64>,
    /// Items unpacked.
    pub items: u32,
    /// Items in the file; 0 until it is known.
    pub items_total: u32,
    /// Labels, or images.
    pub labels: bool,
}

/// Reads `sources` in order. Each piece goes to `take`; `progress` hears how far it is.
///
/// # Errors
/// The first fault, with the name of the file.
pub async fn load(
    id: DatasetId,
    sources: &[Source],
    take: impl Fn(Chunk),
    progress: impl Fn(LoadProgress),
) -> Result<(), DataError> {
    for source in sources {
        load_file(id, source, &take, &progress).await?;
    }
    Ok(())
}

/// Returns the most classes that a file of labels may have. The person's own files may have as many as any set can.
fn classes(id: DatasetId) -> u8 {
    match id {
        DatasetId::Custom => MAX_CLASSES,
        _ => u8::try_from(id.info().classes.len()).unwrap_or(u8::MAX),
    }
}

async fn load_file(
    id: DatasetId,
    source: &Source,
    take: &impl Fn(Chunk),
    progress: &impl Fn(LoadProgress),
) -> Result<(), DataError> {
    let info = id.info();
    let (kind, item) = if source.labels {
        (
            IdxKind::Labels {
                classes: classes(id),
            },
            1,
        )
    } else {
        (IdxKind::Images, info.sample.len())
    };
    let name = source.name();
    let (stream, bytes_total) = source.open().await?;
    let counter: Counter = Rc::new(Cell::new(0));
    let mut pieces = Pieces::open(&stream, &name, counter.clone()).await?;
    let mut parser = IdxParser::new(kind, &name);
    let mut passed = 0;
    let report = |passed: usize, items_total: u32| {
        progress(LoadProgress {
            file: name.clone(),
            bytes: counter.get(),
            bytes_total,
            items: u32::try_from(passed / item).unwrap_or(u32::MAX),
            items_total,
            labels: source.labels,
        });
    };
    report(0, 0);
    while let Some(piece) = pieces.next().await? {
        let payload = parser.push(&piece).inspect_err(|_| pieces.cancel())?;
        let Some(header) = parser.header().filter(|_| !payload.is_empty()) else {
            continue;
        };
        passed += payload.len();
        take(Chunk {
            file: source.file,
            labels: source.labels,
            total: header.count,
            bytes: Uint8Array::from(payload.as_slice()),
        });
        report(passed, header.count);
    }
    parser.finish()?;
    Ok(())
}
