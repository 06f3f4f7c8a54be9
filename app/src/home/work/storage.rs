//! Where the work of pages is kept: an IndexedDB of its own, with two entries for each page. What is told of it stands in one
//! store, as JSON, and the vectors of its networks in another, as they came from the trainers: they never pass through the
//! memory of the page's module.

use super::super::request::{entries, excepted, result, written};
use super::super::storage::{Database, Layout, StorageResult};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbObjectStore, IdbTransaction, IdbTransactionMode};

const RECORDS: &str = "records";
const VECTORS: &str = "vectors";
const LAYOUT: Layout = Layout {
    name: "gradient-playground-work",
    version: 1,
    stores: &[RECORDS, VECTORS],
};

async fn begin(mode: IdbTransactionMode) -> StorageResult<(Database, IdbTransaction)> {
    let database = Database::open_as(&LAYOUT).await?;
    let transaction = database.transaction(LAYOUT.stores, mode)?;
    Ok((database, transaction))
}

fn store(transaction: &IdbTransaction, name: &str) -> StorageResult<IdbObjectStore> {
    transaction.object_store(name).map_err(excepted)
}

/// Writes the record of a page.
pub async fn put(page: &str, record: &str, vectors: &Array) -> StorageResult<()> {
    let (_database, both) = begin(IdbTransactionMode::Readwrite).await?;
    let values: [(&str, &JsValue); 2] = [(RECORDS, &record.into()), (VECTORS, vectors)];
    for (name, value) in values {
        let request = store(&both, name)?.put_with_key(value, &page.into());
        request.map_err(excepted)?;
    }
    written(&both).await
}

/// Lists the records of all pages, each with the name of its page.
pub async fn list() -> StorageResult<Vec<(String, String)>> {
    let (_database, both) = begin(IdbTransactionMode::Readonly).await?;
    let records = entries(&store(&both, RECORDS)?).await?;
    Ok(records
        .into_iter()
        .filter_map(|(key, value)| Some((key.as_string()?, value.as_string().unwrap_or_default())))
        .collect())
}

/// Returns the vectors of each run of a page.
pub async fn vectors(page: &str) -> StorageResult<Array> {
    let (_database, both) = begin(IdbTransactionMode::Readonly).await?;
    let request = store(&both, VECTORS)?.get(&page.into()).map_err(excepted)?;
    let value = result(&request).await?;
    value.dyn_into().map_err(|_| {
        "The networks of that visit are no longer in the browser's storage. Start fresh.".to_owned()
    })
}

/// Removes the records of these pages.
pub async fn remove(pages: &[String]) -> StorageResult<()> {
    if pages.is_empty() {
        return Ok(());
    }
    let (_database, both) = begin(IdbTransactionMode::Readwrite).await?;
    for name in LAYOUT.stores {
        let entries = store(&both, name)?;
        for page in pages {
            entries.delete(&page.into()).map_err(excepted)?;
        }
    }
    written(&both).await
}
