//! What the trainer says: most of it is for the run, some for the figures that asked for it.

use super::Store;
use super::ask::floats;
use super::keep;
use super::trainer_link::LogEntry;
use crate::clock::now_ms;
use crate::run::Run;
use crate::run::notice::Topic;
use crate::trainer::WorkerMessage;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_experiment::protocol::examination::Answers;
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_experiment::protocol::{Answer, Event, Gone, Panel};
use std::time::Duration;

/// How often the page follows a run that trains: curves move smoothly enough, and the machine's cores train.
const FOLLOW_MS: f64 = 50.0;

impl Store {
    pub(super) fn handle_message(&self, message: WorkerMessage) {
        match message {
            WorkerMessage::Event(event, bulk) => self.take_event(*event, bulk),
            WorkerMessage::Silent(seconds) => self.act(|run| run.silent(seconds)),
            WorkerMessage::Died(message) => {
                self.trainer.end();
                self.questions.forget();
                self.act(|run| run.died(message));
            }
        }
    }

    fn take_event(&self, event: Event, mut bulk: Vec<ArrayBuffer>) {
        match &event {
            Event::Answer { id, more, result } => {
                // Measured figures belong to the run whoever asked, and so does what was refused, until something is
                // answered.
                let told = |run: &Run| run.notices.is_shown(Topic::Question);
                let mended = result.is_ok() && told(&self.run.read_untracked());
                if mended || matches!(result, Ok(Answer::Evaluation(..)) | Err(Gone::Refused(_))) {
                    self.run.write_untracked().receive(event.clone());
                    self.after_event();
                }
                return self.questions.tell(*id, *more, result.clone(), bulk.pop());
            }
            Event::Probe(probe) => self.probed(probe, bulk.pop()),
            Event::Panel(panel) => self.followed(*panel, bulk.pop()),
            Event::Checkpoint(_) if self.run.read_untracked().connection.network_is_current() => {
                self.inner().vectors.came(bulk.pop());
            }
            // A sign of life alone changes nothing that the page shows.
            Event::Alive | Event::Busy { .. } if self.run.read_untracked().gone().is_none() => {
                return self.run.write_untracked().receive(event);
            }
            Event::Acknowledged { sequence, .. } => {
                self.trainer.note(LogEntry::Acknowledged(*sequence))
            }
            Event::Report { report, .. } => self.trainer.note(LogEntry::Report(report.step)),
            _ => {}
        }
        let (network, failed) = (
            matches!(event, Event::Network { .. }),
            matches!(event, Event::Failed { .. }),
        );
        let kept = match &event {
            Event::Checkpoint(head) => Some(head.clone()),
            _ => None,
        };
        if let Event::Failed {
            trace: Some(trace), ..
        } = &event
        {
            // For whoever reports it; the page itself says what to do.
            leptos::logging::log!("{trace}");
        }
        self.run.write_untracked().receive(event);
        if let Some(head) = kept {
            keep::keep_if_named(*self, head);
        }
        if failed {
            self.trainer.end();
            self.questions.forget();
        }
        if network {
            self.pictures.forget();
            self.figures.slice.forget();
        }
        self.after_event();
        if network {
            self.predictor.request_answer();
        }
    }

    /// Lets `ms` milliseconds go by for the trainer's signs of life; the page follows where something is to be told.
    pub fn tick(&self, ms: f64) {
        if !self.run.write_untracked().tick(ms) {
            return;
        }
        if self.run.read_untracked().gone().is_some() {
            // Whoever waits for an answer is told that there may never be one.
            self.questions.forget();
        }
        self.after_event();
    }

    /// Sends what follows from an event, and has the page follow.
    fn after_event(&self) {
        self.flush();
        self.notify_next_frame();
        self.wake_waiters();
        self.tell_change();
    }

    fn probed(&self, probe: &Probe, bulk: Option<ArrayBuffer>) {
        let values = floats(bulk);
        if let Some(examples) = Examples::from_bulk(&values, probe.examples, probe.classes) {
            let probe = probe.clone();
            self.run.write_untracked().probed(probe, examples);
        }
    }

    fn followed(&self, panel: Panel, bulk: Option<ArrayBuffer>) {
        let values = floats(bulk);
        if let Some(answers) = Answers::from_bulk(&values, panel.images, panel.classes) {
            self.run.write_untracked().followed(panel, answers);
        }
    }

    /// Has the trainer probe in detail as often as the view says.
    pub(super) fn watch_as_asked(&self) {
        let store = *self;
        let every = self.view.watch;
        self.run
            .write_untracked()
            .connection
            .set_watch(every.get_untracked());
        Effect::new(move || {
            let every = every.get();
            store.act(|run| run.connection.set_watch(every));
        });
    }

    /// Has the page follow in the next frame, so that many events between two frames change it once. While it trains,
    /// the page leaves the trainer time between two changes. A hidden tab gets no frames, and training goes on without
    /// them.
    fn notify_next_frame(&self) {
        let (inner, store) = (self.inner(), *self);
        if inner.frame_requested.replace(true) {
            return;
        }
        let follow = move || {
            request_animation_frame(move || store.follow());
        };
        if self.run.read_untracked().progress.running {
            // Runs side by side change together.
            let left = FOLLOW_MS - now_ms() % FOLLOW_MS;
            set_timeout(follow, Duration::from_secs_f64(left / 1000.0));
        } else {
            follow();
        }
    }

    /// Has the page show the run as it is now.
    fn follow(&self) {
        self.inner().frame_requested.set(false);
        self.run.notify();
        // While it trains a timer asks. A question is heard of as well, and must not lead to the next one.
        if !self.run.read_untracked().progress.running {
            self.predictor.request_newer_answer();
        }
    }
}
