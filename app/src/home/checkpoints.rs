//! The checkpoints kept in this browser, and what was done to them. Whatever the storage does, the page
//! goes on as it was: a failure is a sentence.

use super::exports;
use super::imports;
use super::listed::{self, Listed};
use super::own::OwnSet;
use super::said::{StatusMessage, said};
use super::storage;
use crate::run::notice::{Level, Topic};
use crate::state::Store;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_data::sketch::labelled;
use playground_experiment::protocol::CheckpointHead;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// The list and what is said of it. Copies are handles on the same one.
#[derive(Clone, Copy, Default)]
pub struct CheckpointStore {
    /// Whether its sheet is open.
    pub open: RwSignal<bool>,
    /// What is kept, oldest first, as it was last looked up.
    pub list: RwSignal<Vec<Listed>>,
    /// What was done last, or what went wrong.
    pub said: RwSignal<Option<StatusMessage>>,
    /// What was deleted last and can be put back.
    pub deleted: RwSignal<Option<Listed>>,
    /// Its file.
    file: StoredValue<Vec<u8>>,
    /// The person's own test set, which drawings from files join.
    pub own: OwnSet,
}

impl CheckpointStore {
    /// Returns the store of the page that this is called on.
    pub fn here() -> Self {
        expect_context()
    }

    /// Says what came of something.
    pub fn say(&self, outcome: Result<String, String>) {
        self.said.set(Some(said(outcome)));
    }

    /// Does something and says what came of it.
    pub fn perform(&self, what: impl Future<Output = Result<String, String>> + 'static) {
        let home = *self;
        home.said.set(None);
        spawn_local(async move { home.say(what.await) });
    }

    /// Looks up what is kept.
    pub fn refresh(&self) {
        let home = *self;
        spawn_local(async move {
            if let Err(text) = home.look().await {
                home.say(Err(text));
            }
        });
    }

    async fn look(self) -> Result<Vec<Listed>, String> {
        let list = storage::list().await?;
        self.list.set(list.clone());
        Ok(list)
    }

    /// Saves a run under `text`; one of that name is replaced.
    ///
    /// # Errors
    /// When there is no network, or the storage fails.
    pub async fn save(self, store: Store, text: String) -> Result<String, String> {
        let name = listed::name(&text)?;
        let (saved, file) = exports::saved(store, &name).await?;
        let steps = store.peek(|run| run.network.as_ref().map(|network| network.steps_per_epoch));
        let order = listed::next_order(&self.look().await?);
        let entry = Listed::of(&saved, steps, file.len(), false, order);
        storage::put(&entry, &file, &[]).await?;
        self.look().await?;
        Ok(format!("Saved as “{name}”, at step {}.", saved.head.step))
    }

    /// Saves a run as [`save`](Self::save) does, under another name where this one is taken.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub async fn save_beside(self, store: Store, text: String) -> Result<String, String> {
        let name = listed::free_name(&self.look().await?, &listed::name(&text)?);
        self.save(store, name).await
    }

    /// Puts the run of this name in place of the one that is looked at.
    ///
    /// # Errors
    /// When there is none of that name, or it cannot be used; the run then stays as it was.
    pub async fn load(self, store: Store, name: String) -> Result<String, String> {
        let list = self.look().await?;
        if !list.iter().any(|entry| entry.name == name) {
            let known: Vec<String> = list.iter().map(|e| format!("“{}”", e.name)).collect();
            return Err(match known.is_empty() {
                true => format!("There is no checkpoint “{name}”; none is kept in this browser."),
                false => format!(
                    "There is no checkpoint “{name}”. Kept are {}.",
                    known.join(", ")
                ),
            });
        }
        let file = storage::get(&name).await?;
        let outcome = imports::run(store, &file, Some(&name)).await;
        outcome.map_err(|text| format!("“{name}”: {text}"))
    }

    /// Puts the run of a file that the person chose in place of this one; drawings join the person's own test set.
    ///
    /// # Errors
    /// When it cannot be read or used; the run then stays as it was.
    pub async fn load_file(self, store: Store, file: File) -> Result<String, String> {
        let about = |text: String| format!("{}: {text}", file.name());
        let bytes = imports::bytes_of(&file).await.map_err(about)?;
        if labelled::is_one(&bytes) {
            return self.own.take_in(&bytes).await.map_err(about);
        }
        imports::file(store, &bytes).await.map_err(about)
    }

    /// Loads a file dropped on the page as [`load_file`](Self::load_file) does. The sheet may be closed, so what went
    /// wrong is said on the page.
    pub fn drop_file(&self, store: Store, file: File) {
        let home = *self;
        spawn_local(async move {
            if let Err(text) = home.load_file(store, file).await {
                store.act(|run| run.notices.show(Topic::Keeping, Level::Error, text));
            }
        });
    }

    /// Gives a checkpoint another name.
    ///
    /// # Errors
    /// When the name is taken, or the storage fails.
    pub async fn rename(self, from: String, to: String) -> Result<String, String> {
        let to = listed::name(&to)?;
        let list = self.look().await?;
        if to == from {
            return Ok(String::new());
        }
        if list.iter().any(|entry| entry.name == to) {
            return Err(format!(
                "There is a checkpoint “{to}” already. Choose another name."
            ));
        }
        let Some(entry) = list.into_iter().find(|entry| entry.name == from) else {
            return Err(format!("There is no checkpoint “{from}” any more."));
        };
        let file = storage::get(&from).await?;
        let renamed = Listed {
            name: to.clone(),
            // Whoever names it wants it to stay.
            automatic: false,
            ..entry
        };
        storage::put(&renamed, &file, &[from]).await?;
        self.look().await?;
        Ok(format!("It is called “{to}” now."))
    }

    /// Deletes a checkpoint, which can be put back until the next one is deleted.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn delete(self, entry: Listed) -> Result<String, String> {
        let file = storage::remove(&entry.name).await?;
        self.look().await?;
        let said = format!("“{}” is deleted.", entry.name);
        if let Some(file) = file {
            self.file.set_value(file);
            self.deleted.set(Some(entry));
        }
        Ok(said)
    }

    /// Puts back what was deleted last.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn put_back(self) -> Result<String, String> {
        let Some(entry) = self.deleted.get_untracked() else {
            return Ok(String::new());
        };
        storage::put(&entry, &self.file.get_value(), &[]).await?;
        self.deleted.set(None);
        self.look().await?;
        Ok(format!("“{}” is back.", entry.name))
    }

    /// Keeps the checkpoint at the end of an epoch that the experiment names. The oldest of those kept by themselves
    /// goes.
    pub fn keep_by_itself(&self, store: Store, head: CheckpointHead, vectors: ArrayBuffer) {
        let home = *self;
        spawn_local(async move {
            if let Err(text) = home.keep(store, head, &vectors).await {
                let text = format!("The checkpoint of this epoch is not kept. {text}");
                store.act(|run| run.notices.show(Topic::Keeping, Level::Warning, text));
            }
        });
    }

    async fn keep(
        self,
        store: Store,
        head: CheckpointHead,
        vectors: &ArrayBuffer,
    ) -> Result<(), String> {
        let list = storage::list().await?;
        let name = listed::automatic_name(&list, &head);
        let (saved, file) = exports::packed(store, &name, head, vectors)?;
        // Kept by itself at the end of an epoch, it has no part of the next one.
        let order = listed::next_order(&list);
        let entry = Listed::of(&saved, None, file.len(), true, order);
        storage::put(&entry, &file, &listed::superseded(&list, &name)).await?;
        self.look().await.map(drop)
    }
}
