//! What is kept of a page, as JSON: the link that describes it, where its runs stand with their curves, and what was drawn.
//! The vectors of the networks stand beside it.

use crate::state::{Drawing, Loaded, Pad, RecentDrawing, Store, TopClass};
use crate::text::t;
use leptos::prelude::*;
use playground_data::dataset::class_named;
use playground_data::sketch::Stroke;
use playground_data::sketch::labelled::{self, Under};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version that [`Record::write`] writes.
const VERSION: u32 = 1;

/// What tells one record from others, and what is offered of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Summary {
    /// When it was written, in milliseconds since 1970.
    pub time: f64,
    /// The experiment in a line.
    pub about: String,
    /// Steps of the run that is farthest; 0 where only something is drawn.
    pub step: u64,
}

/// Says how long ago something was.
fn ago(ms: f64) -> String {
    let minutes = (ms / 60_000.0).max(0.0) as u64;
    let counted = |n: u64, what: &str| match n {
        1 => format!("1 {what} ago"),
        _ => format!("{n} {what}s ago"),
    };
    match minutes {
        0 => "a moment ago".to_owned(),
        1..60 => counted(minutes, "minute"),
        60..1440 => counted(minutes / 60, "hour"),
        _ => counted(minutes / 1440, "day"),
    }
}

/// A page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub summary: Summary,
    /// Its settings, runs, view and device, as a link's fragment.
    pub link: String,
    /// Which of its runs was looked at.
    pub selected: usize,
    pub runs: Vec<KeptRun>,
    pub pad: KeptPad,
}

/// One of its runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptRun {
    pub name: Option<String>,
    pub hidden: bool,
    pub frozen: bool,
    /// Where it stands, how it came there and its curves, as a checkpoint has it; none before its first step.
    pub head: Option<String>,
}

/// What was drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptPad {
    now: KeptDrawing,
    /// The last drawings, the latest first.
    recent: Vec<KeptRecent>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct KeptDrawing {
    strokes: Vec<Stroke>,
    image: Option<Under>,
    /// Name of the class that it is meant to be.
    target: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct KeptRecent {
    drawing: KeptDrawing,
    /// What the network saw of it, bytes.
    pixels: Vec<u8>,
    /// The class that it read then, and its probability.
    read: Option<(String, Option<f32>)>,
}

impl KeptDrawing {
    fn of(drawing: &Drawing) -> Self {
        Self {
            strokes: drawing.strokes.clone(),
            image: drawing.image.as_ref().map(Under::from),
            target: drawing.target.map(str::to_owned),
        }
    }

    fn drawing(&self) -> Drawing {
        Drawing {
            strokes: self.strokes.clone(),
            image: self.image.as_ref().map(Loaded::from),
            target: self.target.as_deref().and_then(class_named),
        }
    }
}

impl KeptRecent {
    fn of(entry: &RecentDrawing) -> Self {
        let read = entry.read.get_untracked();
        Self {
            drawing: KeptDrawing::of(&entry.drawing),
            pixels: labelled::bytes(&entry.pixels),
            read: read.map(|top| (top.class.to_owned(), top.share)),
        }
    }

    fn entry(&self, id: u32) -> RecentDrawing {
        let read = self.read.as_ref().and_then(|(class, share)| {
            Some(TopClass {
                class: class_named(class)?,
                share: *share,
            })
        });
        let values = self.pixels.iter().map(|&pixel| f32::from(pixel) / 255.0);
        RecentDrawing {
            id,
            drawing: self.drawing.drawing(),
            pixels: values.collect::<Arc<[f32]>>(),
            read: ArcRwSignal::new(read),
        }
    }
}

impl KeptPad {
    pub fn of(pad: &Pad) -> Self {
        Self {
            now: KeptDrawing::of(&pad.drawing()),
            recent: pad
                .recent
                .with_untracked(|all| all.iter().map(KeptRecent::of).collect()),
        }
    }

    /// Puts it on the pad, from which nothing is lost: what is there becomes one of the recent drawings.
    pub fn lay(&self, pad: Pad, reader: Store) {
        let mut recent: Vec<RecentDrawing> = self
            .recent
            .iter()
            .zip(0..)
            .map(|(kept, id)| kept.entry(id))
            .collect();
        let drawing = self.now.drawing();
        if drawing.is_empty() && recent.is_empty() {
            return;
        }
        pad.put(drawing, reader);
        pad.recent.update(|there| {
            let first = there.iter().map(|entry| entry.id + 1).max().unwrap_or(0);
            for entry in &mut recent {
                entry.id += first;
            }
            there.append(&mut recent);
            there.truncate(crate::state::MOST_RECENT);
        });
    }
}

/// What is read first, because a later version may hold anything else.
#[derive(Deserialize)]
struct Opening {
    version: u32,
    summary: Summary,
}

#[derive(Serialize)]
struct RecordContent<'a> {
    version: u32,
    #[serde(flatten)]
    record: &'a Record,
}

impl Record {
    /// Returns what is said of it, and the word on the button that brings it back.
    pub fn offer(&self) -> (String, String) {
        let ago = ago(js_sys::Date::now() - self.summary.time);
        match self.summary.step {
            0 => (
                format!("Kept from {ago}: what you drew."),
                "Bring it back".to_owned(),
            ),
            step => (
                format!("Kept from {ago}: {}.", self.about()),
                format!("Go on from step {step}"),
            ),
        }
    }

    /// Says what comes back: the run that was looked at in a line, and how many others.
    fn about(&self) -> String {
        let about = &self.summary.about;
        match self.runs.len().saturating_sub(1) {
            0 => about.clone(),
            others => t!("work.kept-others", about = about.clone(), count = others),
        }
    }

    /// Returns the text of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self) -> Result<String, String> {
        let content = RecordContent {
            version: VERSION,
            record: self,
        };
        serde_json::to_string(&content).map_err(|error| error.to_string())
    }

    /// Returns when a record was written.
    pub fn time(text: &str) -> Option<f64> {
        let opening: Opening = serde_json::from_str(text).ok()?;
        Some(opening.summary.time)
    }

    /// Reads a record from its text.
    ///
    /// # Errors
    /// A sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let damaged = |error: serde_json::Error| format!("it is damaged ({error}). Start fresh.");
        let opening: Opening = serde_json::from_str(text).map_err(damaged)?;
        if opening.version > VERSION {
            return Err(
                "a newer version of this page has kept it. Reload the page to get that version."
                    .to_owned(),
            );
        }
        serde_json::from_str(text).map_err(damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let drawing = KeptDrawing {
            strokes: vec![Stroke {
                points: vec![(0.25, 0.5)],
                width: 0.125,
            }],
            image: Some(Under {
                name: "test image 17, 4".to_owned(),
                pixels: vec![255; 784],
            }),
            target: Some("4".to_owned()),
        };
        Record {
            summary: Summary {
                time: 1.0,
                about: "MNIST".to_owned(),
                step: 1380,
            },
            link: "v=1".to_owned(),
            selected: 1,
            runs: vec![KeptRun {
                name: Some("MSE".to_owned()),
                hidden: true,
                frozen: false,
                head: Some("{}".to_owned()),
            }],
            pad: KeptPad {
                now: drawing.clone(),
                recent: vec![KeptRecent {
                    drawing,
                    pixels: vec![0; 784],
                    read: Some(("Bag".to_owned(), Some(0.5))),
                }],
            },
        }
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let text = record().write().unwrap();
        assert_eq!(Record::read(&text), Ok(record()));
        assert_eq!(Record::time(&text), Some(1.0));
    }

    #[test]
    fn a_run_alone_is_told_in_its_line() {
        // How many others there are is told by the plural rules of the browser.
        assert_eq!(record().about(), "MNIST");
    }

    #[test]
    fn what_cannot_be_read_is_a_sentence() {
        let text = record().write().unwrap();
        assert!(Record::read(&text[..40]).unwrap_err().contains("damaged"));
        let newer = text.replacen("\"version\":1", "\"version\":2", 1);
        assert!(Record::read(&newer).unwrap_err().contains("newer version"));
    }

    #[test]
    fn a_drawing_comes_back_with_what_it_is() {
        Owner::new().with(|| {
            let kept = &record().pad.recent[0];
            let entry = kept.entry(3);
            assert_eq!((entry.id, entry.drawing.target), (3, Some("4")));
            let read = entry.read.get_untracked().unwrap();
            assert_eq!((read.class, read.share), ("Bag", Some(0.5)));
            assert_eq!(KeptRecent::of(&entry), *kept);
        });
    }

    #[test]
    fn time_is_told_in_its_largest_unit() {
        let minute = 60_000.0;
        let said = [0.5, 1.0, 59.0, 61.0, 1500.0, 4400.0].map(|minutes| ago(minutes * minute));
        assert_eq!(
            said,
            [
                "a moment ago",
                "1 minute ago",
                "59 minutes ago",
                "1 hour ago",
                "1 day ago",
                "3 days ago"
            ]
        );
    }
}
