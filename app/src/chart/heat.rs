//! A heat map: values over two axes as colours, with contours and a path over them, and a cell that
//! is read by pointer or arrow keys. For loss surfaces and for sweeps.
//!
//! | file | |
//! | --- | --- |
//! | `heat/spec.rs`, `heat/shading.rs` | what it shows |
//! | `heat/layout.rs`, `heat/contour.rs`, `heat/colour.rs` | where and in which colours; pure, tested natively |
//! | `heat/draw.rs` | draws it |

mod colour;
mod contour;
mod draw;
mod layout;
mod shading;
mod spec;

use super::environment;
use super::frame::{ChartId, FrameScheduler};
use super::palette::Palette;
use super::picture::{self, About, PictureButton};
use super::surface::Surface;
pub use colour::signed_color;
use layout::HeatLayout;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
pub use shading::Shades;
pub use spec::{Along, Cell, CellNote, HeatAxis, HeatSpec, Sign};
use std::cell;
use std::rc::Rc;

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
    let drawing = drawn_when_changed(canvas_ref, spec, cursor);
    let take = Callback::new(move |caption: String| {
        drawing.with_value(|d| d.iter().for_each(|d| d.take_picture(caption.clone())));
    });
    let title = Signal::derive(move || spec.with(|s| s.title.clone()));
    let cell_at = move |event: &MouseEvent| {
        let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        drawing.with_value(|d| d.as_ref().and_then(|d| d.cell_at(at)))
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
            <div class="chart-head">
                <h3 class="chart-title">{title}</h3>
                <div class="chart-tools">
                    {beside.map(|view| view.run())}
                    <PictureButton take title />
                </div>
            </div>
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

type Kept = StoredValue<Option<Rc<Drawing>>, LocalStorage>;

/// Has the map drawn in the frame after anything it depends on changed.
fn drawn_when_changed(
    canvas_ref: NodeRef<html::Canvas>,
    spec: Signal<HeatSpec>,
    cursor: RwSignal<Option<Cell>>,
) -> Kept {
    let drawing: Kept = StoredValue::new_local(None);
    Effect::new(move || {
        if let Some(canvas) = canvas_ref.get() {
            drawing.set_value(Drawing::start(canvas, spec, cursor));
        }
    });
    Effect::new(move || {
        environment::changes().track();
        drawing.with_value(|d| d.iter().for_each(|d| drop(d.palette.replace(None))));
    });
    Effect::new(move || {
        canvas_ref.track();
        environment::changes().track();
        spec.track();
        cursor.track();
        drawing.with_value(|d| {
            d.iter()
                .for_each(|d| FrameScheduler::mark_dirty(d.id.get()))
        });
    });
    on_cleanup(move || {
        if let Some(drawing) = drawing.try_update_value(Option::take).flatten() {
            FrameScheduler::remove(drawing.id.get());
        }
    });
    drawing
}

/// What one map needs to draw itself in a frame.
struct Drawing {
    id: Rc<cell::Cell<ChartId>>,
    surface: Surface,
    palette: cell::RefCell<Option<Palette>>,
    layout: cell::RefCell<Option<HeatLayout>>,
    spec: Signal<HeatSpec>,
    cursor: RwSignal<Option<Cell>>,
}

impl Drawing {
    fn start(
        canvas: web_sys::HtmlCanvasElement,
        spec: Signal<HeatSpec>,
        cursor: RwSignal<Option<Cell>>,
    ) -> Option<Rc<Self>> {
        // The id is known only once the drawing exists; a size comes later than both.
        let id = Rc::new(cell::Cell::new(0));
        let resized = id.clone();
        let surface = Surface::new(canvas, move || FrameScheduler::mark_dirty(resized.get()))?;
        let drawing = Rc::new(Self {
            id: id.clone(),
            surface,
            palette: cell::RefCell::new(None),
            layout: cell::RefCell::new(None),
            spec,
            cursor,
        });
        let weak = Rc::downgrade(&drawing);
        id.set(FrameScheduler::register(Rc::new(move || {
            if let Some(drawing) = weak.upgrade() {
                drawing.draw();
            }
        })));
        Some(drawing)
    }

    fn cell_at(&self, at: (f64, f64)) -> Option<Cell> {
        self.layout.borrow().as_ref().and_then(|l| l.cell_at(at))
    }

    fn draw(&self) {
        let (width, height) = self.surface.css_size();
        if width < 1.0 || height < 1.0 {
            return;
        }
        self.surface.prepare();
        let mut palette = self.palette.borrow_mut();
        let palette = palette.get_or_insert_with(|| Palette::read(&self.surface.canvas));
        // A map that has left the page takes its signals along; there is nothing to draw then.
        let Some(cursor) = self.cursor.try_get_untracked() else {
            return;
        };
        let drawn = self
            .spec
            .try_with_untracked(|spec| draw::draw(&self.surface, palette, spec, cursor));
        if let Some(layout) = drawn {
            self.layout.replace(Some(layout));
        }
    }

    /// Hands a picture of it to the browser, without the cell that is read.
    fn take_picture(&self, caption: String) {
        let size = self.surface.css_size();
        let (visible, mut palette) = (&self.surface.canvas, self.palette.borrow_mut());
        let palette = palette.get_or_insert_with(|| Palette::read(visible));
        self.spec.with_untracked(|spec| {
            let about = About {
                title: &spec.title,
                entries: Vec::new(),
                caption,
            };
            picture::take(&about, visible, palette, size, |surface, palette| {
                draw::draw(surface, palette, spec, None);
            });
        });
    }
}
