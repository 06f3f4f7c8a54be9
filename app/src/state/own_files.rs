//! The person's own files become a data set.

use super::Store;
use super::datasets::DataUser;
use crate::data::{self, Chunk, InspectedFile, Sorted};
use crate::run::notice::{Level, Remedy, Topic};
use leptos::prelude::*;
use playground_data::classes::Classes;
use playground_data::dataset::{DatasetId, SplitSpec};
use playground_data::error::DataError;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::DataFile;
use std::cell::RefCell;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// Takes files that the person dropped or picked. They are read to the end before they replace anything.
pub fn take_files(store: Store, files: Vec<File>) {
    spawn_local(async move {
        let outcome = read_files(store, files).await;
        store.notify(|notices| match outcome {
            Ok(text) => notices.show(Topic::Data, Level::Info, text),
            Err(text) => {
                let text = format!("{text} The run goes on as it was.");
                notices.show(Topic::Data, Level::Error, text);
            }
        });
        store.data.progress.set(None);
    });
}

async fn read_files(store: Store, files: Vec<File>) -> Result<String, String> {
    let sorted = data::sort(files).await?;
    let chunks: RefCell<Vec<Chunk>> = RefCell::default();
    let take = |chunk| chunks.borrow_mut().push(chunk);
    let progress = |progress| store.data.progress.set(Some(progress));
    data::load(DatasetId::Custom, &sorted.sources(), take, progress)
        .await
        .map_err(|error| error.to_string())?;
    let chunks = chunks.into_inner();
    let classes = classes_of(&sorted, &chunks).map_err(|error| error.to_string())?;
    let count = sorted.train.1.count;
    adopt_files(store, chunks, classes, count, sorted.test.is_some());
    Ok(format!(
        "Your files are read: {count} training images of {classes} classes{}.",
        sorted
            .test
            .map_or_else(String::new, |t| format!(" and {} for testing", t.1.count))
    ))
}

/// Returns how many classes the labels have.
fn classes_of(sorted: &Sorted<File>, chunks: &[Chunk]) -> Result<u8, DataError> {
    let labels = |file| -> Vec<u8> {
        let of_file = |chunk: &&Chunk| chunk.labels && chunk.file == file;
        let chunks = chunks.iter().filter(of_file);
        chunks.flat_map(|chunk| chunk.bytes.to_vec()).collect()
    };
    let fault_in = |file: &InspectedFile<File>| {
        let file = file.name.clone();
        |fault| DataError { file, fault }
    };
    let classes = Classes::of_training(&labels(DataFile::Train));
    let classes = classes.map_err(fault_in(&sorted.train.0))?;
    if let Some((file, _)) = &sorted.test {
        let checked = classes.check_test(&labels(DataFile::Test));
        checked.map_err(fault_in(file))?;
    }
    Ok(classes.count())
}

/// Makes good files the data set “Your files”, and chooses it.
fn adopt_files(store: Store, chunks: Vec<Chunk>, classes: u8, count: u32, with_test: bool) {
    let replaces = store.inner().subscriber.takes(DatasetId::Custom);
    store.data.adopt(chunks, classes);
    let split = if with_test {
        let validation = count / 10;
        SplitSpec::Official {
            train: count - validation,
            validation,
        }
    } else {
        DatasetId::Custom.info().split
    };
    store.act(|run| {
        run.edit(Experiment {
            dataset: DatasetId::Custom,
            own_classes: classes,
            split,
            ..run.settings.draft.clone()
        });
        if replaces {
            let remedy = Some((Remedy::Reset, "Reset with the new files".to_owned()));
            let text = "The new files are used after a reset.";
            run.notices
                .show_with(Topic::Reset, Level::Info, text, remedy);
        }
    });
}
