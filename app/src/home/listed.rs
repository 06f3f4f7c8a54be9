//! What the list says of a checkpoint kept in this browser, without its vectors.

use playground_experiment::format;
use playground_experiment::protocol::CheckpointHead;
use playground_insight::export::checkpoint::Saved;
use playground_insight::export::in_a_line;
use serde::{Deserialize, Serialize};

/// The most checkpoints that are kept by themselves; an older one goes for each further one.
pub const MOST_AUTOMATIC: usize = 8;

/// Characters of a name, at most.
pub const NAME_LENGTH: usize = 120;

/// An entry of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// What it is called; no two are called the same.
    pub name: String,
    /// The experiment in a line.
    pub about: String,
    /// Steps taken.
    pub step: u64,
    /// Epochs completed.
    pub epoch: u64,
    /// Tenths of the next epoch that are trained; none where it has not begun, or its length is not known.
    #[serde(default)]
    pub tenths: Option<u8>,
    /// Bytes it takes.
    pub size: u64,
    /// Kept by itself at the end of an epoch that the experiment names.
    pub automatic: bool,
    /// Counts up with each one saved.
    pub order: u64,
    /// Whether it could not even be read what it is.
    #[serde(default)]
    pub broken: bool,
}

impl Listed {
    /// Returns the entry of a file of `size` bytes, of a run with so many steps in an epoch, where that is known.
    pub fn of(
        saved: &Saved,
        steps_per_epoch: Option<u64>,
        size: usize,
        automatic: bool,
        order: u64,
    ) -> Self {
        Self {
            name: saved.name.clone(),
            about: in_a_line(&saved.head.experiment),
            step: saved.head.step,
            epoch: saved.head.epoch,
            tenths: steps_per_epoch.and_then(|steps| tenths(&saved.head, steps)),
            size: size as u64,
            automatic,
            order,
            broken: false,
        }
    }

    /// Returns the entry of a record that cannot be read: it can still be deleted.
    pub fn broken(name: String) -> Self {
        Self {
            name,
            about: String::new(),
            step: 0,
            epoch: 0,
            tenths: None,
            size: 0,
            automatic: false,
            order: 0,
            broken: true,
        }
    }

    /// Returns what the list says below its name.
    pub fn words(&self) -> String {
        if self.broken {
            return "This entry is damaged and cannot be loaded.".to_owned();
        }
        let kept = if self.automatic {
            ", kept by itself"
        } else {
            ""
        };
        let size = format::number(self.size as f64 / 1e6);
        let part = self
            .tenths
            .map_or_else(String::new, |tenths| format!(".{tenths}"));
        format!(
            "step {}, epoch {}{part}, {size} MB{kept}. {}.",
            self.step, self.epoch, self.about
        )
    }
}

/// Returns the whole tenths of an epoch of so many steps that are trained; none where it has not begun.
fn tenths(head: &CheckpointHead, steps_per_epoch: u64) -> Option<u8> {
    let examples = steps_per_epoch.saturating_mul(u64::from(head.experiment.batch_size));
    let used = (head.used as u64).saturating_mul(10);
    let tenths = used.checked_div(examples)?.min(9);
    (head.used > 0).then_some(tenths as u8)
}

/// Makes a name from a text: without spaces around it, and not too long.
///
/// # Errors
/// A sentence, where nothing is left.
pub fn name(text: &str) -> Result<String, String> {
    let name: String = text.trim().chars().take(NAME_LENGTH).collect();
    match name.trim_end() {
        "" => Err("Type a name for the checkpoint first.".to_owned()),
        name => Ok(name.to_owned()),
    }
}

/// Returns the name of a checkpoint that is kept by itself. One of the same experiment and epoch is replaced; one
/// of another experiment stays beside it.
pub fn automatic_name(list: &[Listed], head: &CheckpointHead) -> String {
    let loss = head.experiment.loss.info().short;
    let name = format!("epoch {}, {loss}", head.epoch);
    let about = in_a_line(&head.experiment);
    let like =
        |entry: &&Listed| entry.automatic && entry.epoch == head.epoch && entry.about == about;
    match list.iter().find(like) {
        Some(entry) => entry.name.clone(),
        None => free_name(list, &name),
    }
}

/// Returns `name`, with a number behind it where it is taken.
pub fn free_name(list: &[Listed], name: &str) -> String {
    let taken = |name: &str| list.iter().any(|entry| entry.name == name);
    if !taken(name) {
        return name.to_owned();
    }
    let numbered = (2..).map(|n| format!("{name} ({n})"));
    // As many names are tried as can be taken, so one is found.
    let mut free = numbered.take(list.len() + 1).filter(|name| !taken(name));
    free.next().unwrap_or_else(|| name.to_owned())
}

/// Returns the number of the next checkpoint saved.
pub fn next_order(list: &[Listed]) -> u64 {
    list.iter().map(|entry| entry.order + 1).max().unwrap_or(0)
}

/// Returns the names of those that go when one more is kept by itself, the oldest first.
pub fn superseded(list: &[Listed], coming: &str) -> Vec<String> {
    let mut automatic: Vec<&Listed> = list
        .iter()
        .filter(|entry| entry.automatic && entry.name != coming)
        .collect();
    automatic.sort_by_key(|entry| entry.order);
    let excess = (automatic.len() + 1).saturating_sub(MOST_AUTOMATIC);
    let oldest = automatic.into_iter().take(excess);
    oldest.map(|entry| entry.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::experiment::Experiment;

    fn entry(name: &str, automatic: bool, order: u64) -> Listed {
        Listed {
            automatic,
            order,
            step: 400,
            epoch: 1,
            size: 1_310_000,
            about: "MNIST, 784-10".to_owned(),
            broken: false,
            ..Listed::broken(name.to_owned())
        }
    }

    #[test]
    fn an_entry_says_where_it_stands_and_what_it_is() {
        let words = entry("a", true, 0).words();
        assert_eq!(
            words,
            "step 400, epoch 1, 1.31 MB, kept by itself. MNIST, 784-10."
        );
        let on_the_way = Listed {
            tenths: Some(3),
            ..entry("a", false, 0)
        };
        let words = on_the_way.words();
        assert_eq!(words, "step 400, epoch 1.3, 1.31 MB. MNIST, 784-10.");
        assert!(Listed::broken("b".to_owned()).words().contains("damaged"));
    }

    #[test]
    fn names_are_trimmed_and_never_empty() {
        assert_eq!(name("  a b "), Ok("a b".to_owned()));
        assert!(name("   ").is_err());
        assert_eq!(name(&"x".repeat(500)).map(|n| n.len()), Ok(NAME_LENGTH));
    }

    /// A checkpoint in the third epoch.
    fn head(used: usize) -> CheckpointHead {
        CheckpointHead {
            experiment: Experiment::default(),
            step: 0,
            epoch: 2,
            used,
            updates: 0,
            slots: 2,
            parameters: 1,
        }
    }

    #[test]
    fn an_epoch_counts_by_whole_tenths_of_its_whole_batches() {
        let batch = Experiment::default().batch_size as usize;
        let after = |steps: usize| tenths(&head(steps * batch), 20);
        assert_eq!(
            [0, 1, 2, 19, 25].map(after),
            [None, Some(0), Some(1), Some(9), Some(9)]
        );
        assert_eq!(tenths(&head(batch), 0), None);
    }

    #[test]
    fn an_entry_of_an_older_page_is_read_without_tenths() {
        let text =
            r#"{"name":"a","about":"","step":9,"epoch":1,"size":0,"automatic":false,"order":0}"#;
        let entry: Listed = serde_json::from_str(text).unwrap();
        assert_eq!((entry.epoch, entry.tenths), (1, None));
    }

    #[test]
    fn a_checkpoint_kept_by_itself_replaces_only_its_like() {
        let experiment = Experiment::default();
        let head = head(0);
        assert_eq!(automatic_name(&[], &head), "epoch 2, CE");
        let other = entry("epoch 2, CE", true, 0);
        let like = Listed {
            about: in_a_line(&experiment),
            epoch: 2,
            ..entry("epoch 2, CE (2)", true, 1)
        };
        assert_eq!(
            automatic_name(std::slice::from_ref(&other), &head),
            "epoch 2, CE (2)"
        );
        assert_eq!(automatic_name(&[other, like], &head), "epoch 2, CE (2)");
    }

    #[test]
    fn only_the_oldest_kept_by_themselves_go() {
        let mut list: Vec<Listed> = (0..MOST_AUTOMATIC as u64)
            .map(|n| entry(&format!("epoch {n}"), true, n))
            .collect();
        list.push(entry("mine", false, 99));
        list.reverse();
        assert_eq!(next_order(&list), 100);
        assert_eq!(free_name(&list, "mine"), "mine (2)");
        assert_eq!(free_name(&list, "other"), "other");
        assert_eq!(superseded(&list, "epoch 8"), ["epoch 0"]);
        assert_eq!(
            superseded(&list, "epoch 3"),
            Vec::<String>::new(),
            "it replaces itself"
        );
        assert!(superseded(&list[..3], "new").is_empty());
    }
}
