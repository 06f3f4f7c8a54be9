//! The database of this page in the browser, and the checkpoints in it: what the list says in one store,
//! as JSON, and the files in another, both by name. It is an IndexedDB, which has room for vectors, and
//! opened for each use and closed after it, so that pages in two tabs never wait for each other.

use super::listed::Listed;
use super::request::{entries, excepted, opened, result, unusable, written};
use js_sys::{Array, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbTransaction, IdbTransactionMode,
};

const NAME: &str = "gradient-playground";
/// 1 held checkpoints; 2 also drawings. What a database lacks is made when it is opened.
const VERSION: u32 = 2;
/// What the list says.
const HEADS: &str = "checkpoint-heads";
/// The files.
const BODIES: &str = "checkpoints";
/// Drawings with a label, see `drawings.rs`.
pub(super) const DRAWINGS: &str = "drawings";

/// The database of what the person keeps.
const LAYOUT: Layout = Layout {
    name: NAME,
    version: VERSION,
    stores: &[HEADS, BODIES, DRAWINGS],
};

/// A database: what it is called, and what it holds.
pub(super) struct Layout {
    pub name: &'static str,
    pub version: u32,
    pub stores: &'static [&'static str],
}

pub(super) type StorageResult<T> = Result<T, String>;

/// An open database; closed when it is dropped.
pub(super) struct Database(IdbDatabase);

impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Database {
    pub(super) async fn open() -> StorageResult<Self> {
        Self::open_as(&LAYOUT).await
    }

    /// Opens another one.
    pub(super) async fn open_as(layout: &'static Layout) -> StorageResult<Self> {
        let factory = window().indexed_db().map_err(excepted)?;
        let factory = factory.ok_or_else(|| unusable("it has no IndexedDB"))?;
        let request = opening(&factory, layout)?;
        let make = request.clone();
        let upgrade = Closure::<dyn FnMut()>::new(move || {
            let Some(database) = database_of(&make) else {
                return;
            };
            for store in layout.stores {
                // Fails only where it exists already, and then it is there.
                let _ = database.create_object_store(store);
            }
        });
        match opened(&request, layout.name, upgrade)
            .await?
            .dyn_into::<IdbDatabase>()
        {
            Ok(database) => Ok(Self(database)),
            Err(_) => Err(unusable("it opened something else")),
        }
    }

    pub(super) fn transaction(
        &self,
        stores: &[&str],
        mode: IdbTransactionMode,
    ) -> StorageResult<IdbTransaction> {
        let stores: Array = stores.iter().copied().map(JsValue::from).collect();
        let transaction = self.0.transaction_with_str_sequence_and_mode(&stores, mode);
        transaction.map_err(excepted)
    }

    fn begin(&self, mode: IdbTransactionMode) -> StorageResult<Transaction> {
        let transaction = self.transaction(&[HEADS, BODIES], mode)?;
        let store = |name| {
            let store = transaction.object_store(name);
            store.map_err(excepted)
        };
        Ok(Transaction {
            heads: store(HEADS)?,
            bodies: store(BODIES)?,
            transaction,
        })
    }
}

fn opening(factory: &IdbFactory, layout: &Layout) -> StorageResult<IdbOpenDbRequest> {
    factory
        .open_with_u32(layout.name, layout.version)
        .map_err(excepted)
}

fn database_of(request: &IdbOpenDbRequest) -> Option<IdbDatabase> {
    request.result().ok()?.dyn_into().ok()
}

/// Both stores, in one go.
struct Transaction {
    transaction: IdbTransaction,
    heads: IdbObjectStore,
    bodies: IdbObjectStore,
}

impl Transaction {
    fn put(&self, entry: &Listed, body: &JsValue) -> StorageResult<()> {
        let json = serde_json::to_string(entry).map_err(|error| unusable(&error.to_string()))?;
        let key = JsValue::from(&entry.name);
        for (store, value) in [
            (&self.heads, JsValue::from(json)),
            (&self.bodies, body.clone()),
        ] {
            store.put_with_key(&value, &key).map_err(excepted)?;
        }
        Ok(())
    }

    fn delete(&self, name: &str) -> StorageResult<()> {
        for store in [&self.heads, &self.bodies] {
            store.delete(&name.into()).map_err(excepted)?;
        }
        Ok(())
    }
}

/// Lists everything kept, oldest first. What cannot be read is listed as broken.
pub async fn list() -> StorageResult<Vec<Listed>> {
    let database = Database::open().await?;
    let both = database.begin(IdbTransactionMode::Readonly)?;
    let mut list: Vec<Listed> = entries(&both.heads)
        .await?
        .into_iter()
        .filter_map(|(key, value)| Some(entry(key.as_string()?, &value)))
        .collect();
    list.sort_by_key(|entry| entry.order);
    Ok(list)
}

fn entry(name: String, value: &JsValue) -> Listed {
    let read = value
        .as_string()
        .and_then(|json| serde_json::from_str::<Listed>(&json).ok());
    match read {
        Some(entry) => Listed { name, ..entry },
        None => Listed::broken(name),
    }
}

/// Keeps a file; the one of the same name goes, and so do those in `gone`.
pub async fn put(entry: &Listed, file: &[u8], gone: &[String]) -> StorageResult<()> {
    let database = Database::open().await?;
    let both = database.begin(IdbTransactionMode::Readwrite)?;
    for name in gone {
        both.delete(name)?;
    }
    both.put(entry, &Uint8Array::from(file))?;
    written(&both.transaction).await
}

/// Reads the file of this name.
pub async fn get(name: &str) -> StorageResult<Vec<u8>> {
    let database = Database::open().await?;
    let both = database.begin(IdbTransactionMode::Readonly)?;
    let request = both.bodies.get(&name.into());
    let value = result(&request.map_err(excepted)?).await?;
    match value.dyn_into::<Uint8Array>() {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(_) => Err(format!(
            "The checkpoint “{name}” is no longer in the browser's storage, or damaged. Use another one."
        )),
    }
}

/// Takes one away; returns its file, so that it can be put back.
pub async fn remove(name: &str) -> StorageResult<Option<Vec<u8>>> {
    let database = Database::open().await?;
    let both = database.begin(IdbTransactionMode::Readwrite)?;
    let request = both.bodies.get(&name.into());
    let value = result(&request.map_err(excepted)?).await?;
    both.delete(name)?;
    written(&both.transaction).await?;
    Ok(value.dyn_into::<Uint8Array>().ok().map(|b| b.to_vec()))
}
