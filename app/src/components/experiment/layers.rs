//! The network as an editable list of blocks, each with the shape that it leaves.

use super::transfer::BlockMarks;
use crate::components::parts::{
    Button, RESET_MARK, ResetMark, Timing, chosen, element, option, waiting_text,
};
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::fields::{Field, field};
use playground_experiment::format;
use playground_experiment::model::activation::ACTIVATIONS;
use playground_experiment::model::block::{Block, BlockInfo, Choice};
use playground_experiment::model::{Activation, BLOCKS, MAX_BLOCKS};
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

/// Ids of what is said of the layers: when a change works, and that one waits.
const TIMING: &str = "when-net waits-net";

fn edit_blocks(store: Store, change: impl FnOnce(&mut Vec<Block>)) {
    store.edit(|next| {
        change(&mut next.blocks);
        next.freeze = next.freeze.min(next.blocks.len() as u32);
    });
}

/// Changes block `index`, if it is still there.
fn edit_block(store: Store, index: usize, change: impl FnOnce(&Block) -> Block) {
    edit_blocks(store, |blocks| {
        if let Some(block) = blocks.get_mut(index) {
            *block = change(block);
        }
    });
}

/// Says what block `index` is called: hidden layers by their number, others by their kind.
fn title(blocks: &[Block], index: usize) -> String {
    match blocks.get(index) {
        Some(block) if block.is_layer() => {
            let number = blocks[..=index].iter().filter(|b| b.is_layer()).count();
            format!("hidden layer {number}")
        }
        Some(block) => format!("block {}, {}", index + 1, block.info().name),
        None => String::new(),
    }
}

/// The list, between inputs and outputs.
#[component]
pub fn Layers() -> impl IntoView {
    let store = Store::here();
    let count = store.memo(|run| run.settings.draft.blocks.len());
    let inputs = store.memo(|run| {
        let info = run.settings.draft.dataset.info();
        let kind = match info.is_series() {
            true => "steps × features",
            false => "pixels",
        };
        let (rows, columns) = (info.sample.rows, info.sample.columns);
        format!("{} inputs, {rows}×{columns} {kind}", rows * columns)
    });
    let outputs = store.memo(|run| {
        let each = match run.settings.draft.is_autoencoder() {
            true => "one per pixel",
            false => "one per class",
        };
        format!("{} outputs, {each}", run.settings.draft.outputs())
    });
    let size = store.memo(|run| match run.settings.draft.architecture() {
        Ok(network) => {
            let count = format::count(network.trainable_count() as u64);
            format!("{count} parameters")
        }
        Err(error) => error.message,
    });
    let waits = waiting_text(store, "net");
    let wrong = store.memo(|run| run.settings.draft.architecture().is_err());
    let title_of_all = field("net").map(Field::title);
    view! {
        <div class="layers-part" class:waits=move || waits.with(|waits| !waits.is_empty())>
            <p class="field-label" id="layers-title">
                {title_of_all}
                <ResetMark />
            </p>
            <ol class="layers" id="layers" aria-labelledby="layers-title" aria-describedby="waits-net">
                <li class="layer end">{inputs}</li>
                <For each=move || 0..count.get() key=|index| *index let:index>
                    <BlockRow index />
                </For>
                <li class="layer end">{outputs}</li>
            </ol>
            <div class="layers-foot">
                <AddBlock count />
                <p class="caption" class:complaint=wrong id="parameters">{size}</p>
            </div>
            <Timing key="net" waits />
        </div>
    }
}

/// Adds a block of a kind.
#[component]
fn AddBlock(count: Memo<usize>) -> impl IntoView {
    let store = Store::here();
    let add = move |event| {
        let select = event_target::<HtmlSelectElement>(&event);
        if let Some(row) = BLOCKS.iter().find(|row| row.name == select.value()) {
            edit_blocks(store, |blocks| blocks.push(row.usual));
            store.view.spoken.set(format!("Added {}.", row.name));
        }
        // The menu is a set of buttons: the same kind can be chosen again.
        select.set_value("");
    };
    let full = move || count.get() >= MAX_BLOCKS;
    let option = |row: &'static BlockInfo| {
        view! { <option value=row.name title=row.doc>{row.name}</option> }
    };
    view! {
        <select class="small" id="add-block" aria-label="Add a layer" disabled=full on:change=add>
            <option value="">"Add layer…"</option>
            {BLOCKS.iter().map(option).collect_view()}
        </select>
    }
}

/// One block: its numbers, its activation, the shape that leaves it, and the way up and out.
#[component]
fn BlockRow(index: usize) -> impl IntoView {
    let store = Store::here();
    let block = store.memo(move |run| run.settings.draft.blocks.get(index).copied());
    let name = store.memo(move |run| title(&run.settings.draft.blocks, index));
    let kind = Memo::new(move |_| block.get().map_or("", |b| b.info().name));
    let shape = store.memo(move |run| {
        let network = run.settings.draft.architecture().ok()?;
        let stage = network.stages.iter().rfind(|stage| stage.block == index)?;
        Some(stage.output.to_string())
    });
    let doc = move || block.get().map_or("", |b| b.info().doc);
    let numbers = move || {
        // Another kind has other numbers; a changed one keeps its field.
        kind.track();
        let count = block.with_untracked(|b| b.map_or(0, |b| b.numbers().len()));
        let field = |which| view! { <NumberField index which block name /> };
        (0..count).map(field).collect_view()
    };
    let choices = move || {
        kind.track();
        block.with_untracked(|b| {
            let b = (*b)?;
            let active = b.activation().is_some();
            let field = |(which, choice)| view! { <ChoiceField index which choice block name /> };
            Some(view! {
                {b.choices().into_iter().enumerate().map(field).collect_view()}
                {active.then(|| view! { <ActivationField index block name /> })}
            })
        })
    };
    let remove = move |_| {
        edit_blocks(store, |blocks| {
            if index < blocks.len() {
                blocks.remove(index);
            }
        });
    };
    let move_up = move || format!("Move {} up", name.get());
    let up = move |event: leptos::ev::MouseEvent| {
        edit_blocks(store, |blocks| {
            if index > 0 && index < blocks.len() {
                blocks.swap(index - 1, index);
            }
        });
        // The focus goes with the block, so that it can be moved on.
        let row = event_target::<HtmlElement>(&event).closest("li");
        let above = row
            .ok()
            .flatten()
            .and_then(|li| li.previous_element_sibling());
        element::focus(above.and_then(|li| li.query_selector(".move-up").ok().flatten()));
    };
    view! {
        <li class="layer block" title=doc>
            <div class="block-head">
                <span class="block-kind">{kind}</span>
                <span class="caption block-shape">
                    {move || shape.get().map(|s| format!("→ {s}"))} <BlockMarks index />
                </span>
                <Button class="quiet small move-up" label=move_up disabled=index == 0 press=up>"↑"</Button>
                <Button class="quiet small" label=move || format!("Remove {}", name.get()) press=remove>"×"</Button>
            </div>
            <div class="block-fields">{numbers} {choices}</div>
        </li>
    }
}

#[component]
fn NumberField(
    index: usize,
    which: usize,
    block: Memo<Option<Block>>,
    name: Memo<String>,
) -> impl IntoView {
    let store = Store::here();
    let number = move || block.get().and_then(|b| b.numbers().get(which).copied());
    let label = move || {
        let mut letters = number().map_or("", |n| n.name).chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        let what: String = first.into_iter().chain(letters).collect();
        format!("{what} of {}", name.get())
    };
    let value = move || number().map_or_else(String::new, |n| n.value.to_string());
    let set = move |event| {
        let input = event_target::<HtmlInputElement>(&event);
        // What is not a number is put back to what was there.
        if let Ok(value) = input.value().trim().parse() {
            edit_block(store, index, |block| block.with_number(which, value));
        }
        input.set_value(&value());
    };
    view! {
        <input
            type="text"
            inputmode="numeric"
            class="units"
            autocomplete="off"
            title=move || number().map_or("", |n| n.name)
            aria-label=label
            aria-describedby=TIMING
            prop:value=value
            on:change=set
        />
    }
}

#[component]
fn ChoiceField(
    index: usize,
    which: usize,
    /// Of the block as it was when its row was drawn: what there is to choose stays while its kind does.
    choice: Choice,
    block: Memo<Option<Block>>,
    name: Memo<String>,
) -> impl IntoView {
    let store = Store::here();
    let info = choice.info;
    let chosen = move || {
        let choices = block.get().map(Block::choices).unwrap_or_default();
        choices.get(which).map_or(0, |choice| choice.chosen)
    };
    let set = move |event| {
        let key = event_target_value(&event);
        edit_block(store, index, |block| block.with_choice(which, &key));
    };
    let options = info.options.iter().copied().enumerate();
    let options =
        options.map(|(place, (key, words))| option(key, words, move || chosen() == place));
    view! {
        <select
            class="padding"
            aria-label=move || format!("{} of {}", info.name, name.get())
            aria-describedby=TIMING
            title=info.doc
            prop:value=move || info.options.get(chosen()).map_or("", |(key, _)| *key)
            on:change=set
        >
            {options.collect_view()}
        </select>
    }
}

/// Returns whether layers with another activation in block `index` of the draft wait for a reset: one that is trained
/// itself brings parameters.
fn needs_reset(active: &[Block], draft: &[Block], index: usize, activation: Activation) -> bool {
    let with = |blocks: &[Block]| Experiment {
        blocks: blocks.to_vec(),
        ..Experiment::default()
    };
    let mut next = with(draft);
    if let Some(block) = next.blocks.get_mut(index) {
        *block = block.with_activation(activation);
    }
    let effect = field("net").map(|row| row.effect_between(&with(active), &next));
    effect == Some(Effect::Reset)
}

#[component]
fn ActivationField(index: usize, block: Memo<Option<Block>>, name: Memo<String>) -> impl IntoView {
    let store = Store::here();
    let now = move || {
        let activation = block.get().and_then(|b| b.activation());
        activation.unwrap_or(Activation::Identity)
    };
    let set = chosen(Activation::from_key, move |activation| {
        edit_block(store, index, |block| block.with_activation(activation));
    });
    let blocks = store.memo(|run| {
        let settings = &run.settings;
        [&settings.requested, &settings.draft].map(|experiment| experiment.blocks.clone())
    });
    let options = ACTIVATIONS.iter().map(|row| {
        let resets = Memo::new(move |_| {
            blocks.with(|[active, draft]| needs_reset(active, draft, index, row.id))
        });
        view! {
            <option value=row.key title=row.doc selected=move || now() == row.id>
                {row.name}
                {move || if resets.get() { format!(" {RESET_MARK}") } else { String::new() }}
            </option>
        }
    });
    view! {
        <select
            class="activation"
            aria-label=move || format!("Activation of {}", name.get())
            title=move || now().info().doc
            prop:value=move || now().info().key
            on:change=set
        >
            {options.collect_view()}
        </select>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_activation_that_is_trained_needs_new_weights() {
        let active = Experiment::default().blocks;
        assert!(needs_reset(&active, &active, 0, Activation::Ahaf));
        assert!(!needs_reset(&active, &active, 0, Activation::Tanh));
        let mut draft = active.clone();
        draft[0] = draft[0].with_activation(Activation::Ahaf);
        assert!(!needs_reset(&active, &draft, 0, Activation::Relu));
        assert!(needs_reset(&active, &draft, 1, Activation::Relu));
        assert!(
            !needs_reset(&active, &active, 9, Activation::Ahaf),
            "there is no such block"
        );
    }

    #[test]
    fn hidden_layers_are_counted_and_others_named() {
        let texts = ["conv-6-5-tanh", "bn-tanh", "gru-4"];
        let blocks: Vec<Block> = texts.map(|b| b.parse().unwrap()).to_vec();
        let titles: Vec<String> = (0..4).map(|i| title(&blocks, i)).collect();
        assert_eq!(
            titles,
            [
                "hidden layer 1",
                "block 2, batch normalisation",
                "hidden layer 2",
                ""
            ]
        );
    }
}
