//! The heat map as a component: heading, canvas, and the cell that is read.

use super::drawing::DrawingHandle;
use super::head::Head;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use playground_chart::figure::Figure;
use playground_chart::{Cell, HeatSpec, heat};

/// A heat map.
///
/// `describe` is the text alternative. `on_pick` is called with a cell that is clicked, or chosen
/// with Enter or the space key; without it the map is only read.
#[component]
pub fn HeatMap(
    /// What it shows; best a `Memo`, since it is read in every frame.
    #[prop(into)]
    spec: Signal<HeatSpec>,
    /// The text alternative.
    #[prop(into)]
    describe: Signal<String>,
    /// What can be done with a cell: "Click to start there."
    #[prop(into)]
    hint: Signal<String>,
    /// Called with a chosen cell.
    #[prop(optional, into)]
    on_pick: Option<Callback<Cell>>,
    /// What stands beside the title.
    #[prop(optional, into)]
    beside: Option<ViewFn>,
) -> impl IntoView {
    let cursor = RwSignal::new(None::<Cell>);
    let spoken = RwSignal::new(String::new());
    let canvas_ref = NodeRef::<html::Canvas>::new();
    let drawn = DrawingHandle::new(
        canvas_ref,
        move || {
            spec.track();
            cursor.track();
        },
        move |surface, palette| {
            let cursor = cursor.try_get_untracked()?;
            spec.try_with_untracked(|spec| heat::draw(surface, palette, spec, cursor))
        },
    );
    let figure = Callback::new(move |_| vec![Figure::heat(spec.get())]);
    let title = Signal::derive(move || spec.with(|s| s.title.clone()));
    let cell_at = move |event: &MouseEvent| {
        let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        drawn.layout(|layout| layout.cell_at(at)).flatten()
    };
    let point = move |event: &MouseEvent| {
        let cell = cell_at(event);
        if cursor.get_untracked() != cell {
            cursor.set(cell);
        }
    };
    let pick = move |cell: Option<Cell>| {
        if let (Some(callback), Some(cell)) = (on_pick, cell) {
            callback.run(cell);
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let (current, key) = (cursor.get_untracked(), event.key());
        if on_pick.is_some() && current.is_some() && (key == "Enter" || key == " ") {
            event.prevent_default();
            pick(current);
            return;
        }
        let moved = spec.with_untracked(|s| s.moved(current, &key, event.shift_key()));
        if let Some(to) = moved {
            event.prevent_default();
            cursor.set(to);
            spoken.set(to.map_or_else(String::new, |to| spec.with_untracked(|s| s.reading(to))));
        }
    };
    let reading = move || match cursor.get() {
        Some(cell) => spec.with(|s| s.reading(cell)),
        None => hint.get(),
    };
    view! {
        <figure class="chart heat">
            <Head title beside figure />
            <div class="chart-plot">
                <canvas
                    node_ref=canvas_ref
                    class="chart-canvas"
                    tabindex="0"
                    role="img"
                    aria-label=describe
                    on:pointermove=move |event| point(&event)
                    on:pointerdown=move |event| point(&event)
                    on:click=move |event| pick(cell_at(&event))
                    on:pointerleave=move |_| cursor.set(None)
                    on:keydown=key
                ></canvas>
            </div>
            <p class="heat-reading">{reading}</p>
            <p class="chart-spoken" aria-live="polite">{spoken}</p>
        </figure>
    }
}
