//! The lines that a person has hidden, kept for all charts of the page: they stay hidden when a view is shown again.

use super::legend::Hidden;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Titles of charts, each with the label of a line that is hidden there.
#[derive(Clone, Copy)]
pub struct HiddenLines(pub RwSignal<BTreeSet<(String, String)>>);

impl HiddenLines {
    /// Returns the lines hidden from the chart that is titled so now, and keeps those that are hidden there from now on.
    pub(super) fn of_chart(title: String) -> Hidden {
        let Some(Self(kept)) = use_context() else {
            return Hidden::default();
        };
        let of_title = kept.with_untracked(|all| {
            let own = all.iter().filter(|line| line.0 == title);
            own.map(|line| line.1.clone()).collect()
        });
        let hidden = Hidden::new(of_title);
        Effect::new(move |before: Option<()>| {
            let labels = hidden.get();
            // What it begins with is kept already.
            if before.is_some() {
                kept.update(|all| {
                    all.retain(|line| line.0 != title);
                    all.extend(labels.into_iter().map(|label| (title.clone(), label)));
                });
            }
        });
        hidden
    }
}
