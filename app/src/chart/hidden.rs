//! The lines that a person has hidden, kept for all charts of the page: they stay hidden when a view is shown again.

use super::legend::Hidden;
use leptos::prelude::*;
use std::collections::{BTreeSet, HashSet};

/// Titles of charts, each with the label of a line that is hidden there.
#[derive(Clone, Copy)]
pub struct HiddenLines(pub RwSignal<BTreeSet<(String, String)>>);

impl HiddenLines {
    /// Returns the lines hidden from the chart that is titled so now, and keeps those that are hidden there from now on.
    pub(super) fn of_chart(title: String) -> Hidden {
        let Some(Self(kept)) = use_context() else {
            return Hidden::default();
        };
        let of_title = {
            let title = title.clone();
            move |all: &BTreeSet<(String, String)>| -> HashSet<String> {
                let own = all.iter().filter(|line| line.0 == title);
                own.map(|line| line.1.clone()).collect()
            }
        };
        let hidden = Hidden::new(kept.with_untracked(&of_title));
        // A link, or what is undone, may hide others.
        Effect::new({
            let of_title = of_title.clone();
            move || {
                let labels = kept.with(&of_title);
                if hidden.with_untracked(|now| *now != labels) {
                    hidden.set(labels);
                }
            }
        });
        Effect::new(move || {
            let labels = hidden.get();
            if kept.with_untracked(&of_title) != labels {
                kept.update(|all| {
                    all.retain(|line| line.0 != title);
                    all.extend(labels.into_iter().map(|label| (title.clone(), label)));
                });
            }
        });
        hidden
    }
}
