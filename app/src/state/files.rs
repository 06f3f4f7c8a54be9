//! The person's own files become a data set.

use super::Store;
use crate::data::{self, Chunk};
use crate::run::notice::{Level, Remedy, Topic};
use leptos::prelude::*;
use playground_data::dataset::{DatasetId, SplitSpec};
use playground_experiment::experiment::Experiment;
use std::cell::RefCell;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

impl Store {
    /// The person dropped or picked files. They are read to the end before they replace anything.
    pub fn take_files(&self, files: Vec<File>) {
        let store = *self;
        spawn_local(async move {
            match store.read_files(files).await {
                Ok(text) => store.act(|run| run.notices.show(Topic::Data, Level::Info, text)),
                Err(text) => store.act(|run| {
                    let text = format!("{text} The run goes on as it was.");
                    run.notices.show(Topic::Data, Level::Error, text);
                }),
            }
            store.progress.set(None);
        });
    }

    async fn read_files(self, files: Vec<File>) -> Result<String, String> {
        let sorted = data::sort(files).await?;
        let chunks = RefCell::new(Vec::new());
        let take = |chunk| chunks.borrow_mut().push(chunk);
        let progress = |progress| self.progress.set(Some(progress));
        data::load(DatasetId::Custom, &sorted.sources(), take, progress)
            .await
            .map_err(|error| error.to_string())?;
        self.adopt_files(
            chunks.into_inner(),
            sorted.train.1.count,
            sorted.test.is_some(),
        );
        Ok(format!(
            "Your files are read: {} training images{}.",
            sorted.train.1.count,
            sorted
                .test
                .map_or_else(String::new, |t| format!(" and {} for testing", t.1.count))
        ))
    }

    /// Good files are here: they become the data set “Your files”.
    fn adopt_files(&self, chunks: Vec<Chunk>, count: u32, with_test: bool) {
        let inner = self.inner();
        {
            let mut library = inner.sets.library.borrow_mut();
            library.begin(DatasetId::Custom);
            for chunk in chunks {
                library.push(DatasetId::Custom, chunk);
            }
            library.complete(DatasetId::Custom);
        }
        let replaces = inner.taker.takes(DatasetId::Custom);
        inner.sets.supersede(DatasetId::Custom);
        let split = if with_test {
            let validation = count / 10;
            SplitSpec::Official {
                train: count - validation,
                validation,
            }
        } else {
            DatasetId::Custom.info().split
        };
        self.act(|run| {
            let next = Experiment {
                dataset: DatasetId::Custom,
                split,
                ..run.settings.draft.clone()
            };
            run.edit(next);
            if replaces {
                let remedy = Some((Remedy::Reset, "Reset with the new files".to_owned()));
                let text = "The new files are used after a reset.";
                run.notices
                    .show_with(Topic::Reset, Level::Info, text, remedy);
            }
        });
    }
}
