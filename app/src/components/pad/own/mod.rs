//! The person's own test set, in a fold: what the network reads in each drawing, how many it gets right, and
//! the way out of the page and back.
//!
//! | file | |
//! | --- | --- |
//! | `read.rs` | when the network is asked, and what came of it |
//! | `tile.rs` | one drawing |
//! | `files.rs` | export and import |

mod files;
mod read;
mod tile;

use crate::components::home::StatusMessage;
use crate::components::parts::Button;
use crate::home::OwnSet;
use crate::state::Store;
use files::Files;
use leptos::html;
use leptos::prelude::*;
use read::{Reads, keep_read};
use tile::Tile;

/// Counts in words: `12 digits`, or drawings where not all of them are digits.
fn counted(labels: &[Option<&str>]) -> String {
    let digit = |label: &Option<&str>| {
        label.is_some_and(|name| name.len() == 1 && name.starts_with(|c: char| c.is_ascii_digit()))
    };
    let word = match labels.iter().all(digit) {
        true => "digit",
        false => "drawing",
    };
    match labels.len() {
        0 => "empty".to_owned(),
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    }
}

/// Says how many of the labels the network reads as such.
fn tally(labels: &[(u32, Option<&str>)], reads: &Reads, classes: &[&str]) -> String {
    let asked = || {
        let named = labels.iter().filter_map(|&(id, label)| Some((id, label?)));
        named.filter(|(_, label)| classes.contains(label))
    };
    let answered = || asked().filter_map(|(id, label)| Some((reads.get(&id)?, label)));
    let (all, read) = (asked().count(), answered().count());
    let right = answered()
        .filter(|(answer, label)| answer.class == *label)
        .count();
    let others = labels.len() - all;
    let rest = match others {
        0 => String::new(),
        1 => " One more is of no class of this data set.".to_owned(),
        n => format!(" {n} more are of no class of this data set."),
    };
    match (all, read == all) {
        (0, _) if others == 0 => {
            "Draw, choose what it is, and keep it: a test set in your own hand.".to_owned()
        }
        (0, _) => "None of them is of a class of this data set.".to_owned(),
        (_, true) => format!("The network reads {right} of {all}.{rest}"),
        (_, false) => format!("Being read: {read} of {all} so far.{rest}"),
    }
}

/// The fold.
#[component]
pub fn Own() -> impl IntoView {
    let store = Store::here();
    let set = OwnSet::here();
    set.look_up();
    let fold = NodeRef::<html::Details>::new();
    let classes = store.memo(|run| run.settings.active.classes());
    let reads = keep_read(store);
    let title = Memo::new(move |_| {
        set.entries.with(|entries| {
            let labels: Vec<Option<&str>> = entries.iter().map(|entry| entry.label()).collect();
            counted(&labels)
        })
    });
    let tally = Memo::new(move |_| {
        set.entries.with(|entries| {
            let labels: Vec<_> = entries.iter().map(|e| (e.id, e.label())).collect();
            reads.with(|reads| classes.with(|classes| tally(&labels, reads, classes)))
        })
    });
    let toggled = move |_| {
        if let Some(fold) = fold.get_untracked() {
            set.open.set(fold.open());
        }
    };
    view! {
        <details
            node_ref=fold
            class="own-set"
            id="own-set"
            prop:open=move || set.open.get()
            on:toggle=toggled
        >
            <summary id="own-title">
                "Your own test set, "
                <span id="own-count">{title}</span>
            </summary>
            <div class="own-inside">
                <p class="own-tally" id="own-tally">{tally}</p>
                <ul class="own-list" id="own-list">
                    <For each=move || set.entries.get() key=|entry| entry.id let:entry>
                        <Tile entry reads classes />
                    </For>
                </ul>
                <Outcome />
                <Files />
            </div>
        </details>
    }
}

/// What came of the last thing done, and the way back from a deletion; their place is reserved.
#[component]
fn Outcome() -> impl IntoView {
    let set = OwnSet::here();
    let back = move || {
        set.deleted.get().map(|(_, entry)| {
            let what = entry.label().unwrap_or_default().to_owned();
            view! {
                <Button id="own-put-back" class="small" press=move |_| set.put_back()>
                    {format!("Put “{what}” back")}
                </Button>
            }
        })
    };
    view! {
        <div class="own-said">
            <StatusMessage id="own-said" said=set.said />
            {back}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::TopClass;

    #[test]
    fn digits_are_called_so() {
        assert_eq!(counted(&[]), "empty");
        assert_eq!(counted(&[Some("3")]), "1 digit");
        assert_eq!(counted(&[Some("3"), Some("0")]), "2 digits");
        assert_eq!(counted(&[Some("3"), Some("Bag")]), "2 drawings");
        assert_eq!(counted(&[None, Some("3")]), "2 drawings");
    }

    #[test]
    fn only_what_the_network_has_a_class_for_counts() {
        let classes = ["0", "1"];
        let read = |class| TopClass { class, share: None };
        let reads = Reads::from([(0, read("0")), (1, read("0")), (2, read("1"))]);
        let two = [(0, Some("0")), (1, Some("1"))];
        assert_eq!(tally(&two, &reads, &classes), "The network reads 1 of 2.");
        let with_others = [(0, Some("0")), (2, Some("Bag")), (7, None)];
        assert_eq!(
            tally(&with_others, &reads, &classes),
            "The network reads 1 of 1. 2 more are of no class of this data set."
        );
        let later = [(0, Some("0")), (9, Some("1"))];
        assert_eq!(
            tally(&later, &reads, &classes),
            "Being read: 1 of 2 so far."
        );
        assert!(tally(&[], &reads, &classes).starts_with("Draw,"));
        assert!(tally(&[(2, Some("Bag"))], &reads, &classes).starts_with("None of them"));
    }
}
