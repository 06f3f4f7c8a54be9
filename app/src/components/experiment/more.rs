//! Settings that are rarely touched, folded away.

use super::fold::Fold;
use super::mistakes::MistakesPart;
use super::only::ShownWith;
use super::teacher::TeacherPart;
use super::transfer::TransferPart;
use crate::components::parts::{Choice, ChoiceField, TextField, set_field};
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;

/// A word for a schedule and its usual text form.
const SCHEDULES: [(&str, &str); 4] = [
    ("constant", "constant"),
    ("step", "step:10:0.5"),
    ("exponential", "exponential:0.95"),
    ("cosine", "cosine"),
];

/// The fields in the group, those in the folds within it included.
const KEYS: [&str; 11] = [
    "sched", "warm", "wd", "ema", "every", "keep", "shuf", "distil", "temp", "freeze", "oops",
];

/// The group.
#[component]
pub fn MoreGroup() -> impl IntoView {
    let flags = vec![("1", "yes", ""), ("0", "no", "")];
    view! {
        <div class="part">
            <Fold id="more-settings" name=t!("settings.more") keys=KEYS.to_vec()>
                <ShownWith key="sched">
                    <Schedule />
                </ShownWith>
                <div class="pair">
                    <TextField key="warm" numeric=true />
                    <TextField key="wd" numeric=true />
                </div>
                <div class="pair">
                    <TextField key="ema" label="EMA decay (0: none)" numeric=true />
                    <TextField key="every" label="report every … steps" numeric=true />
                </div>
                <div class="pair">
                    <TextField key="keep" />
                    <ChoiceField key="shuf" options=flags />
                </div>
                <TransferPart />
                <TeacherPart />
                <ShownWith key="oops">
                    <MistakesPart />
                </ShownWith>
            </Fold>
        </div>
    }
}

/// Kind from a menu, numbers in text.
#[component]
fn Schedule() -> impl IntoView {
    let store = Store::here();
    let kind = store.memo(|run| {
        let text = run.settings.draft.schedule.to_string();
        text.split(':').next().unwrap_or_default().to_owned()
    });
    let choose = move |chosen: String| {
        if let Some((_, text)) = SCHEDULES.iter().find(|s| s.0 == chosen) {
            // A schedule of the table is one.
            let _ = set_field(store, "sched", text);
        }
    };
    let options = SCHEDULES.map(|(word, _)| (word, word)).to_vec();
    view! {
        <div class="pair">
            <Choice id="schedule-kind" label="schedule" value=kind choose options />
            <TextField key="sched" label="with its numbers" />
        </div>
    }
}
