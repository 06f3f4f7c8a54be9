//! The person's own test set: drawings with a label, in the page and in the browser's storage. Whatever the
//! storage does, they stay in the page; a failure is a sentence.

mod files;

use super::drawings;
use super::imports;
use super::said::{StatusMessage, said};
use leptos::prelude::*;
use playground_data::sketch::labelled::{self, LabelledDrawing, LabelledError};
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// A drawing of the set.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnDrawing {
    /// Tells it from the others in this page.
    pub id: u32,
    /// What is drawn; of a record that cannot be read, why.
    pub drawing: Result<Arc<LabelledDrawing>, String>,
    /// What a network sees of it, `[784]`; nothing of what cannot be read.
    pub pixels: Option<Arc<[f32]>>,
    /// Its number in the browser's storage, once it is kept there.
    number: Option<f64>,
}

impl OwnDrawing {
    fn new(id: u32, drawing: Result<LabelledDrawing, String>, number: Option<f64>) -> Self {
        let seen = drawing.as_ref().ok().and_then(LabelledDrawing::seen);
        Self {
            id,
            drawing: drawing.map(Arc::new),
            pixels: seen.map(Arc::from),
            number,
        }
    }

    /// Returns the name of its class; none where it cannot be read.
    pub fn label(&self) -> Option<&str> {
        self.drawing.as_ref().ok().map(|kept| kept.label.as_str())
    }
}

/// The set. Copies are handles on the same one.
#[derive(Clone, Copy, Default)]
pub struct OwnSet {
    /// Oldest first.
    pub entries: RwSignal<Vec<OwnDrawing>>,
    /// Whether it is shown.
    pub open: RwSignal<bool>,
    /// What was done last, or what went wrong.
    pub said: RwSignal<Option<StatusMessage>>,
    /// What was deleted last, and from which place.
    pub deleted: RwSignal<Option<(usize, OwnDrawing)>>,
    next: StoredValue<u32>,
    looked_up: StoredValue<bool>,
}

impl OwnSet {
    /// Returns the set of the page that this is called on.
    pub fn here() -> Self {
        expect_context()
    }

    /// Says what came of something.
    pub fn say(&self, outcome: Result<String, String>) {
        self.said.set(Some(said(outcome)));
    }

    /// Looks up what the browser keeps, once per page.
    pub fn look_up(&self) {
        let set = *self;
        if set.looked_up.get_value() {
            return;
        }
        set.looked_up.set_value(true);
        spawn_local(async move {
            match drawings::list().await {
                Ok(records) => set.found(records),
                Err(text) => set.say(Err(text)),
            }
        });
    }

    fn found(&self, records: Vec<drawings::Record>) {
        let number = |(number, drawing)| self.entry(drawing, Some(number));
        let mut entries: Vec<OwnDrawing> = records.into_iter().map(number).collect();
        self.entries.update(|there| {
            // What was drawn before the answer came is newer, and may be among the records already.
            entries.retain(|e| there.iter().all(|other| other.number != e.number));
            there.splice(0..0, entries);
        });
    }

    fn entry(&self, drawing: Result<LabelledDrawing, String>, number: Option<f64>) -> OwnDrawing {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        OwnDrawing::new(id, drawing, number)
    }

    /// Returns every drawing that can be read.
    fn drawings(&self) -> Vec<LabelledDrawing> {
        self.entries.with_untracked(|entries| {
            let readable = entries.iter().filter_map(|e| e.drawing.as_ref().ok());
            readable.map(|kept| LabelledDrawing::clone(kept)).collect()
        })
    }

    /// Adds what is not there yet, to the page at once and then to the storage. Returns how many were new.
    ///
    /// # Errors
    /// When there are too many, or the storage fails; they are in the page all the same.
    async fn add(self, new: Vec<LabelledDrawing>) -> Result<usize, String> {
        let mut there = self.drawings();
        let mut fresh: Vec<LabelledDrawing> = Vec::new();
        for kept in new {
            if !there.contains(&kept) {
                there.push(kept.clone());
                fresh.push(kept);
            }
        }
        if there.len() > labelled::MOST {
            return Err(LabelledError::TooMany(there.len()).to_string());
        }
        if fresh.is_empty() {
            return Ok(0);
        }
        let entries: Vec<OwnDrawing> = fresh
            .iter()
            .map(|k| self.entry(Ok(k.clone()), None))
            .collect();
        let ids: Vec<u32> = entries.iter().map(|entry| entry.id).collect();
        self.entries.update(|there| there.extend(entries));
        match drawings::add(&fresh).await {
            Ok(numbers) => self.stored(&ids, &numbers).await?,
            Err(text) => return Err(only_here(&text)),
        }
        Ok(fresh.len())
    }

    /// Notes the numbers under which the storage keeps drawings. One that was deleted meanwhile goes from there too.
    async fn stored(self, ids: &[u32], numbers: &[f64]) -> Result<(), String> {
        for (id, number) in ids.iter().zip(numbers) {
            let known = self.entries.try_update(|there| {
                let entry = there.iter_mut().find(|entry| entry.id == *id);
                entry.map(|entry| entry.number = Some(*number)).is_some()
            });
            if known == Some(false) {
                drawings::remove(*number).await?;
            }
        }
        Ok(())
    }

    /// Keeps a drawing, and says so.
    pub fn keep(&self, kept: LabelledDrawing) {
        let set = *self;
        let label = kept.label.clone();
        spawn_local(async move {
            set.say(match set.add(vec![kept]).await {
                Ok(0) => Ok(format!("This “{label}” is in your test set already.")),
                Ok(_) => Ok(format!("Kept as “{label}”.")),
                Err(text) => Err(text),
            });
        });
    }

    /// Adds the drawings of a file to the set, which is shown. Says what came of it, and returns that too.
    ///
    /// # Errors
    /// A sentence, when they cannot be used or are only in the page.
    pub async fn take_in(self, bytes: &[u8]) -> Result<String, String> {
        let drawings = labelled::read(bytes).map_err(|error| error.to_string())?;
        let all = drawings.len();
        self.open.set(true);
        let outcome = self.add(drawings).await.map(|new| match all - new {
            0 => format!("{} added.", counted(new)),
            there => format!(
                "{} added; {there} of the file were there already.",
                counted(new)
            ),
        });
        self.say(outcome.clone());
        outcome
    }

    /// Adds the drawings of a file that the person chose, as [`take_in`](Self::take_in) does.
    pub fn open_file(&self, file: web_sys::File) {
        let set = *self;
        spawn_local(async move {
            let outcome = match imports::bytes_of(&file).await {
                Ok(bytes) => set.take_in(&bytes).await,
                Err(text) => Err(text),
            };
            if let Err(text) = outcome {
                set.say(Err(format!("{}: {text}", file.name())));
            }
        });
    }

    /// Deletes a drawing, which can be put back until the next one is deleted.
    pub fn delete(&self, id: u32) {
        let set = *self;
        let place = self
            .entries
            .with_untracked(|all| all.iter().position(|entry| entry.id == id));
        let Some(place) = place else { return };
        let Some(entry) = self.entries.try_update(|all| all.remove(place)) else {
            return;
        };
        let what = entry.label().unwrap_or("damaged drawing").to_owned();
        // What cannot be read cannot be put back either.
        self.deleted
            .set(entry.drawing.is_ok().then(|| (place, entry.clone())));
        spawn_local(async move {
            let gone = match entry.number {
                Some(number) => drawings::remove(number).await,
                None => Ok(()),
            };
            set.say(gone.map(|()| format!("“{what}” is deleted.")));
        });
    }

    /// Puts back what was deleted last.
    pub fn put_back(&self) {
        let set = *self;
        let Some((place, entry)) = self.deleted.get_untracked() else {
            return;
        };
        self.deleted.set(None);
        let Ok(kept) = entry.drawing.clone() else {
            return;
        };
        self.entries
            .update(|all| all.insert(place.min(all.len()), entry.clone()));
        spawn_local(async move {
            let stored = match entry.number {
                Some(number) => drawings::put_back(number, &kept).await,
                None => match drawings::add(std::slice::from_ref(&kept)).await {
                    Ok(numbers) => set.stored(&[entry.id], &numbers).await,
                    Err(text) => Err(text),
                },
            };
            let said = format!("“{}” is back.", kept.label);
            set.say(stored.map(|()| said).map_err(|text| only_here(&text)));
        });
    }
}

fn only_here(text: &str) -> String {
    format!("{text} The drawing is in this page only: export the set before you close it.")
}

/// Writes a count of drawings: `1 drawing`, `12 drawings`.
pub fn counted(count: usize) -> String {
    match count {
        1 => "1 drawing".to_owned(),
        n => format!("{n} drawings"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::synthetic::templates;

    #[test]
    fn an_entry_shows_what_a_network_sees_of_it() {
        let kept = LabelledDrawing {
            label: "3".to_owned(),
            strokes: templates(3).remove(0),
            image: None,
        };
        let entry = OwnDrawing::new(0, Ok(kept.clone()), None);
        assert_eq!(entry.pixels.as_deref(), kept.seen().as_deref());
        assert_eq!(entry.label(), Some("3"));
        let damaged = OwnDrawing::new(1, Err("why".to_owned()), Some(4.0));
        assert_eq!((damaged.pixels, damaged.number), (None, Some(4.0)));
    }

    #[test]
    fn drawings_are_counted() {
        assert_eq!(
            [0, 1, 2].map(counted),
            ["0 drawings", "1 drawing", "2 drawings"]
        );
    }
}
