//! Drawings with a label in the browser's IndexedDB: a record each, the text of a file with this one drawing,
//! by a number that counts up. Pages in two tabs add to the same set, and a record that is damaged, or that a
//! later version wrote, spoils no other and is left as it is.

use super::request::{entries, excepted, result, written};
use super::storage::{DRAWINGS, Database, StorageResult};
use js_sys::Array;
use playground_data::sketch::labelled::{self, LabelledDrawing};
use wasm_bindgen::JsValue;
use web_sys::{IdbObjectStore, IdbTransaction, IdbTransactionMode};

/// A record: its number, and the drawing or a sentence that says why it cannot be read.
pub type Record = (f64, StorageResult<LabelledDrawing>);

fn store_of(transaction: &IdbTransaction) -> StorageResult<IdbObjectStore> {
    let store = transaction.object_store(DRAWINGS);
    store.map_err(excepted)
}

async fn keys(store: &IdbObjectStore) -> StorageResult<Vec<f64>> {
    let request = store.get_all_keys().map_err(excepted)?;
    let keys = Array::from(&result(&request).await?);
    Ok(keys.iter().filter_map(|key| key.as_f64()).collect())
}

/// Reads everything kept, oldest first.
pub async fn list() -> StorageResult<Vec<Record>> {
    let database = Database::open().await?;
    let transaction = database.transaction(&[DRAWINGS], IdbTransactionMode::Readonly)?;
    let pairs = entries(&store_of(&transaction)?).await?;
    Ok(pairs
        .into_iter()
        .filter_map(|(key, value)| Some((key.as_f64()?, drawing(&value))))
        .collect())
}

fn drawing(value: &JsValue) -> StorageResult<LabelledDrawing> {
    let text = value.as_string().unwrap_or_default();
    let drawings = labelled::read(text.as_bytes()).map_err(|error| error.to_string())?;
    let first = drawings.into_iter().next();
    first.ok_or_else(|| "this record is empty.".to_owned())
}

/// Keeps drawings; returns their numbers.
pub async fn add(drawings: &[LabelledDrawing]) -> StorageResult<Vec<f64>> {
    let database = Database::open().await?;
    let transaction = database.transaction(&[DRAWINGS], IdbTransactionMode::Readwrite)?;
    let store = store_of(&transaction)?;
    // In the same transaction, so that no other page takes these numbers.
    let first = keys(&store).await?.into_iter().fold(0.0, f64::max) + 1.0;
    let mut numbers = Vec::with_capacity(drawings.len());
    for (drawing, offset) in drawings.iter().zip(0_u32..) {
        let number = first + f64::from(offset);
        put(&store, number, drawing)?;
        numbers.push(number);
    }
    written(&transaction).await?;
    Ok(numbers)
}

/// Keeps a drawing under a number that it had before.
pub async fn put_back(number: f64, drawing: &LabelledDrawing) -> StorageResult<()> {
    let database = Database::open().await?;
    let transaction = database.transaction(&[DRAWINGS], IdbTransactionMode::Readwrite)?;
    put(&store_of(&transaction)?, number, drawing)?;
    written(&transaction).await
}

fn put(store: &IdbObjectStore, number: f64, drawing: &LabelledDrawing) -> StorageResult<()> {
    let text = labelled::write(std::slice::from_ref(drawing)).map_err(|error| error.to_string())?;
    let request = store.put_with_key(&text.into(), &number.into());
    request.map(drop).map_err(excepted)
}

/// Takes one away.
pub async fn remove(number: f64) -> StorageResult<()> {
    let database = Database::open().await?;
    let transaction = database.transaction(&[DRAWINGS], IdbTransactionMode::Readwrite)?;
    let request = store_of(&transaction)?.delete(&number.into());
    request.map_err(excepted)?;
    written(&transaction).await
}
