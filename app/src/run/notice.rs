//! Sentences for the person at the page, with what can be done about them.

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Good to know.
    Info,
    /// Something is not as asked.
    Warning,
    /// Something failed.
    Error,
}

/// What a notice's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Start a fresh trainer and go on from the last checkpoint.
    Restart,
    /// Replace a trainer that still works on its step by a fresh one, from the last checkpoint.
    StopNow,
    /// New weights for the settings shown.
    Reset,
    /// Bring back what the last reset took away.
    Undo,
    /// Fetch the data of the run once more.
    Fetch,
    /// Have a fresh trainer ask for the GPU once more.
    AskGpu,
    /// Start a fresh trainer that goes on from the last checkpoint on the CPU.
    UseCpu,
    /// Train with batches of so many images.
    Batch(u32),
    /// Put back the runs that were removed or replaced last.
    PutBack,
    /// Go on with the work of an earlier visit.
    GoOn,
    /// Let the work of an earlier visit go.
    StartFresh,
}

/// What a notice is about; a newer one about the same thing takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The trainer's life.
    Trainer,
    /// A trainer that does not start, is silent, or takes long to pause.
    Waiting,
    /// The device.
    Device,
    /// Training itself.
    Training,
    /// What a step will take.
    Cost,
    /// A reset.
    Reset,
    /// Runs that were removed or replaced.
    Runs,
    /// The work of an earlier visit.
    Work,
    /// That the work of this page is not kept.
    Unkept,
    /// The data.
    Data,
    /// A question that the trainer could not answer.
    Question,
    /// The link.
    Link,
    /// A setting.
    Setting,
    /// What is kept in the browser's storage.
    Keeping,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Tells it from the others.
    pub id: u32,
    /// What it is about.
    pub topic: Topic,
    /// How much it matters.
    pub level: Level,
    /// One or two sentences.
    pub text: String,
    /// Its buttons, with the words on them.
    pub remedies: Vec<(Remedy, String)>,
}

/// The notices shown, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    shown: Vec<Notice>,
    next: u32,
}

/// More than this would push the page away.
const MOST: usize = 4;

impl Notices {
    /// Shows a notice.
    pub fn show(&mut self, topic: Topic, level: Level, text: impl Into<String>) {
        self.show_with(topic, level, text, None);
    }

    /// Shows a notice with buttons.
    pub fn show_with(
        &mut self,
        topic: Topic,
        level: Level,
        text: impl Into<String>,
        remedies: impl IntoIterator<Item = (Remedy, String)>,
    ) {
        // A link can have several faults, each with its sentence; of other things only the latest counts.
        if topic != Topic::Link {
            self.clear(topic);
        }
        if self.shown.len() >= MOST {
            // What merely says something goes before what something can be done about.
            let idle = self
                .shown
                .iter()
                .position(|notice| notice.remedies.is_empty());
            self.shown.remove(idle.unwrap_or(0));
        }
        self.next += 1;
        self.shown.push(Notice {
            id: self.next,
            topic,
            level,
            text: text.into(),
            remedies: remedies.into_iter().collect(),
        });
    }

    /// Takes one away.
    pub fn dismiss(&mut self, id: u32) {
        self.shown.retain(|n| n.id != id);
    }

    /// Takes away what is about `topic`.
    pub fn clear(&mut self, topic: Topic) {
        self.shown.retain(|n| n.topic != topic);
    }

    /// Returns whether something is said about `topic`.
    pub fn is_shown(&self, topic: Topic) -> bool {
        self.shown.iter().any(|notice| notice.topic == topic)
    }

    /// Takes away what went wrong about `topic`, and leaves what is merely said of it.
    pub fn clear_errors(&mut self, topic: Topic) {
        self.shown
            .retain(|n| n.topic != topic || n.level != Level::Error);
    }

    /// Takes away what offers `remedy`, which has been applied.
    pub fn clear_remedied(&mut self, remedy: Remedy) {
        let offers = |notice: &Notice| notice.remedies.iter().any(|(r, _)| *r == remedy);
        self.shown.retain(|notice| !offers(notice));
    }

    /// Returns the notices shown, oldest first.
    pub fn all(&self) -> &[Notice] {
        &self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_goes_with_its_cause() {
        let mut notices = Notices::default();
        let texts = |notices: &Notices| {
            notices
                .all()
                .iter()
                .map(|n| n.text.clone())
                .collect::<Vec<_>>()
        };
        notices.show(Topic::Setting, Level::Error, "does not fit");
        notices.show(Topic::Data, Level::Info, "has come");
        notices.clear_errors(Topic::Data);
        notices.clear_errors(Topic::Setting);
        assert_eq!(texts(&notices), ["has come"]);
        let again = Some((Remedy::Fetch, "Fetch again".to_owned()));
        notices.show_with(Topic::Data, Level::Error, "is cut off", again);
        notices.clear_remedied(Remedy::Restart);
        assert_eq!(texts(&notices), ["is cut off"]);
        notices.clear_remedied(Remedy::Fetch);
        assert!(texts(&notices).is_empty());
    }

    #[test]
    fn the_latest_of_a_topic_stands_and_there_are_never_many() {
        let mut notices = Notices::default();
        notices.show(Topic::Data, Level::Error, "first");
        notices.show(Topic::Data, Level::Error, "second");
        assert_eq!(notices.all().len(), 1);
        assert_eq!(notices.all()[0].text, "second");
        for n in 0..9 {
            notices.show(Topic::Link, Level::Warning, n.to_string());
        }
        assert_eq!(notices.all().len(), MOST);
        let id = notices.all()[0].id;
        notices.dismiss(id);
        assert_eq!(notices.all().len(), MOST - 1);
    }
}
