//! Transfer learning: which blocks keep their weights at the next reset, which do not move, and the
//! comparison with a network that begins anew.

use super::fold::Fold;
use crate::components::parts::{Button, option, parsed, set_field};
use crate::run::Run;
use crate::runs::{MOST, Runs};
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;

/// Names this many first blocks: "the first 2 blocks".
fn first(blocks: u32) -> String {
    match blocks {
        0 => "no block".to_owned(),
        1 => "the first block".to_owned(),
        n => format!("the first {n} blocks"),
    }
}

/// The fold.
#[component]
pub fn TransferPart() -> impl IntoView {
    let store = Store::here();
    let problem = store.memo(Run::keep_problem);
    let keep = store.memo(|run| run.transfer.keep);
    let freeze = store.memo(|run| run.settings.draft.freeze);
    let keep_so_many = Callback::new(move |n| store.act(|run| run.transfer.keep = n));
    // A number of the menu always fits.
    let freeze_so_many =
        Callback::new(move |n: u32| drop(set_field(store, "freeze", &n.to_string())));
    let inherited = store.memo(|run| run.transfer.inherited);
    let blocks = move || first(inherited.get());
    view! {
        <Fold id="transfer" name=t!("settings.transfer") keys=vec!["freeze"]>
                <p class="caption">
                    "Train a network, choose how much of it to keep, change the data or the last blocks, press Reset, and train the rest."
                </p>
                <BlockCount id="keep-weights" label="keep at Reset the weights of" value=keep on_choose=keep_so_many />
                <p class="complaint" id="complaint-keep-weights" aria-live="polite">
                    {move || problem.get().unwrap_or_default()}
                </p>
                <BlockCount id="field-freeze" label="freeze (do not train)" value=freeze on_choose=freeze_so_many />
                <Show when=move || { inherited.get() > 0 }>
                    <p class="caption" id="inherited">
                        "This network began with the weights of " {blocks}
                        " of the one before it. Links do not carry them; saved runs do."
                    </p>
                    <Beside />
                </Show>
        </Fold>
    }
}

/// A menu of how many first blocks.
#[component]
fn BlockCount(
    id: &'static str,
    label: &'static str,
    value: Memo<u32>,
    on_choose: Callback<u32>,
) -> impl IntoView {
    let store = Store::here();
    let count = store.memo(|run| run.settings.draft.blocks.len() as u32);
    let choose = parsed(move |blocks| on_choose.run(blocks));
    let option = move |blocks: u32| option(blocks, first(blocks), move || value.get() == blocks);
    // A number beyond the last block stays in the menu, so that what is wrong can be seen.
    let options = move || {
        let most = count.get().max(value.get());
        (0..=most).map(option).collect_view()
    };
    view! {
        <div class="field">
            <label class="field-label" for=id>{label}</label>
            <select id=id prop:value=move || value.get().to_string() on:change=choose>{options}</select>
        </div>
    }
}

/// The same network beside this one, without what it has inherited.
#[component]
fn Beside() -> impl IntoView {
    let runs = Runs::here();
    let full = Memo::new(move |_| runs.slots.with(Vec::len) >= MOST);
    let open = move |name: &'static str, freeze: Option<u32>| {
        let here = untrack(|| runs.selected());
        let draft = here.store.draft();
        let experiment = Experiment {
            freeze: freeze.unwrap_or(draft.freeze),
            ..draft
        };
        if let Some(run_slot) = runs.compare(experiment) {
            run_slot.name.set(Some(name.to_owned()));
            here.name.update(|own| {
                own.get_or_insert_with(|| "transferred".to_owned());
            });
        }
    };
    view! {
        <div class="transfer-buttons" role="group" aria-label="Compare with">
            <Button
                id="beside-scratch"
                class="small"
                title="A run beside this one in lock-step: all weights new, all trained"
                disabled=full
                press=move |_| open("from scratch", Some(0))
            >
                "Compare with scratch"
            </Button>
            <Button
                id="beside-random"
                class="small"
                title="A run beside this one in lock-step: the same blocks frozen, but at weights drawn at random"
                disabled=full
                press=move |_| open("frozen at random", None)
            >
                "Compare with random blocks"
            </Button>
        </div>
    }
}

/// What becomes of block `index`: a lock on a frozen one, a word on one whose weights are kept.
#[component]
pub fn BlockMarks(
    /// Counted from 0.
    index: usize,
) -> impl IntoView {
    let store = Store::here();
    let frozen = store.memo(move |run| index < run.settings.draft.freeze as usize);
    let kept = store.memo(move |run| index < run.transfer.keep as usize);
    view! {
        <Show when=move || frozen.get()>
            <span class="block-mark frozen" title="Its weights do not move">
                <svg viewBox="0 0 12 12" aria-hidden="true">
                    <path d="M3.5 5.5V4a2.5 2.5 0 0 1 5 0v1.5" fill="none" stroke="currentColor" stroke-width="1.4" />
                    <rect x="2" y="5.5" width="8" height="5.5" rx="1" fill="currentColor" />
                </svg>
                "frozen"
            </span>
        </Show>
        <Show when=move || kept.get()>
            <span class="block-mark" title="Its weights stay at the next reset">"kept"</span>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_counted_in_words() {
        assert_eq!(
            [0, 1, 4].map(first),
            ["no block", "the first block", "the first 4 blocks"]
        );
    }
}
