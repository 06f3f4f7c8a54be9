//! The network as an editable row of layers.

use super::summary::ModelSummary;
use crate::state::Store;
use leptos::prelude::*;
use playground_core::format;
use playground_core::model::activation::ACTIVATIONS;
use playground_core::model::{Activation, Block, MAX_BLOCKS};
use web_sys::HtmlInputElement;

/// A layer that is added.
const NEW_LAYER: Block = Block::Dense {
    units: 64,
    activation: Activation::Relu,
};

fn edit_blocks(store: Store, change: impl FnOnce(&mut Vec<Block>)) {
    store.act(|run| {
        let mut next = run.edited.clone();
        change(&mut next.blocks);
        run.edit(next);
    });
}

/// The part.
#[component]
pub fn LayersPart() -> impl IntoView {
    let store = Store::here();
    let count = store.memo(|run| run.edited.blocks.len());
    let ends = store.memo(|run| {
        let info = run.edited.dataset.info();
        (info.sample.rows, info.sample.columns, info.classes.len())
    });
    let size = store.memo(|run| match run.edited.architecture() {
        Ok(network) => format!(
            "{} parameters",
            format::count(network.parameter_count() as u64)
        ),
        Err(error) => error.message,
    });
    let waits = store.memo(|run| run.pending().contains(&"layers"));
    let wrong = store.memo(|run| run.edited.architecture().is_err());
    let full = move || count.get() >= MAX_BLOCKS;
    view! {
        <fieldset class="part">
            <legend>
                "Layers"
                <span class="waits-mark">{move || if waits.get() { "after Reset" } else { "" }}</span>
            </legend>
            <ol class="layers" id="layers">
                <li class="layer end">
                    {move || {
                        let (rows, columns, _) = ends.get();
                        format!("{} inputs, {rows}×{columns} pixels", rows * columns)
                    }}
                </li>
                <For each=move || 0..count.get() key=|index| *index let:index>
                    <LayerRow index />
                </For>
                <li class="layer end">{move || format!("{} outputs, one a class", ends.get().2)}</li>
            </ol>
            <div class="layers-foot">
                <button
                    type="button"
                    class="button small"
                    disabled=full
                    on:click=move |_| edit_blocks(store, |blocks| blocks.push(NEW_LAYER))
                >
                    "Add layer"
                </button>
                <p class="caption" class:complaint=wrong id="parameters">{size}</p>
            </div>
            <ModelSummary />
        </fieldset>
    }
}

#[component]
fn LayerRow(index: usize) -> impl IntoView {
    let store = Store::here();
    let block = store.memo(move |run| run.edited.blocks.get(index).copied().unwrap_or(NEW_LAYER));
    let parts = move || {
        let Block::Dense { units, activation } = block.get();
        (units, activation)
    };
    let number = index + 1;
    let set_units = move |event| {
        let input = event_target::<HtmlInputElement>(&event);
        // What is no number is put back to what was there.
        if let Ok(units) = input.value().trim().parse() {
            edit_blocks(store, |blocks| {
                if let Some(Block::Dense { units: old, .. }) = blocks.get_mut(index) {
                    *old = units;
                }
            });
        }
        input.set_value(&parts().0.to_string());
    };
    let set_activation = move |event| {
        if let Some(chosen) = Activation::from_key(&event_target_value(&event)) {
            edit_blocks(store, |blocks| {
                if let Some(Block::Dense { activation, .. }) = blocks.get_mut(index) {
                    *activation = chosen;
                }
            });
        }
    };
    let options = ACTIVATIONS.iter().map(|row| {
        view! {
            <option value=row.key title=row.doc selected=move || parts().1 == row.id>
                {row.name}
            </option>
        }
    });
    view! {
        <li class="layer">
            <input
                type="text"
                inputmode="numeric"
                class="units"
                autocomplete="off"
                aria-label=format!("Units of hidden layer {number}")
                prop:value=move || parts().0.to_string()
                on:change=set_units
            />
            <select
                class="activation"
                aria-label=format!("Activation of hidden layer {number}")
                title=move || parts().1.info().doc
                prop:value=move || parts().1.info().key
                on:change=set_activation
            >
                {options.collect_view()}
            </select>
            <button
                type="button"
                class="button quiet small"
                aria-label=format!("Remove hidden layer {number}")
                on:click=move |_| edit_blocks(store, |blocks| {
                    if index < blocks.len() {
                        blocks.remove(index);
                    }
                })
            >
                "×"
            </button>
        </li>
    }
}
