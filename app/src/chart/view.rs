//! The chart as a component: heading, canvas, legend.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

use super::crosshair;
use super::environment;
use super::frame::{ChartId, FrameScheduler};
use super::layout::{Frame, Layout};
use super::legend::{Hidden, Legend, value_text};
use super::line;
use super::palette::Palette;
use super::pen::Pen;
use super::picture::{self, About, PictureButton};
use super::sheet::Entry;
use super::spec::{ChartSpec, Line};
use super::surface::Surface;

/// A line chart.
///
/// `hover` is the step under the crosshair, shared by every chart that is given the same signal;
/// the page may read it for a read-out of its own ([`ChartSpec::readings`]). `describe` is the
/// text alternative: what the chart shows right now, in a sentence.
#[component]
pub fn Chart(
    /// What it shows; best a `Memo` or a plain signal, since it is read in every frame.
    #[prop(into)]
    spec: Signal<ChartSpec>,
    /// The step under the crosshair of all charts.
    hover: RwSignal<Option<f64>>,
    /// The text alternative.
    #[prop(into)]
    describe: Signal<String>,
    /// What stands beside the title.
    #[prop(optional, into)]
    beside: Option<ViewFn>,
) -> impl IntoView {
    let hidden: Hidden = RwSignal::default();
    let canvas_ref = NodeRef::<html::Canvas>::new();
    let drawing = StoredValue::new_local(None::<Rc<Drawing>>);
    Effect::new(move || {
        if let Some(canvas) = canvas_ref.get() {
            drawing.set_value(Drawing::start(canvas, spec, hover, hidden));
        }
    });
    Effect::new(move || {
        environment::changes().track();
        drawing.with_value(|d| d.iter().for_each(|d| d.forget_palette()));
    });
    Effect::new(move || {
        canvas_ref.track();
        environment::changes().track();
        spec.track();
        hover.track();
        hidden.track();
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

    let take = Callback::new(move |caption: String| {
        drawing.with_value(|d| d.iter().for_each(|d| d.take_picture(caption.clone())));
    });
    let title = Signal::derive(move || spec.with(|s| s.title.clone()));
    let spoken = RwSignal::new(String::new());
    let point = move |event: PointerEvent| {
        let x = f64::from(event.offset_x());
        let step = drawing.with_value(|d| d.as_ref().and_then(|d| d.step_at(x)));
        if step.is_some() && hover.get_untracked() != step {
            hover.set(step);
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let (current, far) = (hover.get_untracked(), event.shift_key());
        let moved = spec.with_untracked(|s| crosshair::moved(s, current, &event.key(), far));
        if let Some(to) = moved {
            event.prevent_default();
            hover.set(to);
            spoken.set(spec.with_untracked(|s| sentence(s, to)));
        }
    };
    view! {
        <figure class="chart">
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
                    on:pointermove=point
                    on:pointerdown=point
                    on:pointerleave=move |_| hover.set(None)
                    on:keydown=key
                ></canvas>
            </div>
            <Legend spec hover hidden />
            <p class="chart-spoken" aria-live="polite">{spoken}</p>
        </figure>
    }
}

/// What the crosshair reads, for a screen reader.
fn sentence(spec: &ChartSpec, x: Option<f64>) -> String {
    let Some(x) = x else {
        return String::new();
    };
    let readings = spec.readings(Some(x));
    let values = readings
        .iter()
        .map(|r| format!("{} {}", r.label, value_text(Some(r))));
    let at = spec.x_text(Some(x));
    format!("{at}: {}", values.collect::<Vec<_>>().join(", "))
}

/// What one chart needs to draw itself in a frame.
struct Drawing {
    id: Cell<ChartId>,
    surface: Surface,
    palette: RefCell<Option<Palette>>,
    layout: RefCell<Option<Layout>>,
    spec: Signal<ChartSpec>,
    hover: RwSignal<Option<f64>>,
    hidden: Hidden,
}

impl Drawing {
    fn start(
        canvas: web_sys::HtmlCanvasElement,
        spec: Signal<ChartSpec>,
        hover: RwSignal<Option<f64>>,
        hidden: Hidden,
    ) -> Option<Rc<Self>> {
        // The id is known only once the drawing exists; a size comes later than both.
        let id = Rc::new(Cell::new(0));
        let resized = id.clone();
        let surface = Surface::new(canvas, move || FrameScheduler::mark_dirty(resized.get()))?;
        let drawing = Rc::new(Self {
            id: Cell::new(0),
            surface,
            palette: RefCell::new(None),
            layout: RefCell::new(None),
            spec,
            hover,
            hidden,
        });
        let weak = Rc::downgrade(&drawing);
        id.set(FrameScheduler::register(Rc::new(move || {
            if let Some(drawing) = weak.upgrade() {
                drawing.draw();
            }
        })));
        drawing.id.set(id.get());
        Some(drawing)
    }

    fn forget_palette(&self) {
        self.palette.replace(None);
    }

    /// The step at `x` CSS pixels from the left; none before the first drawing and without data.
    fn step_at(&self, x: f64) -> Option<f64> {
        self.layout
            .borrow()
            .as_ref()
            .filter(|l| !l.empty)
            .map(|l| l.step_at(x))
    }

    fn draw(&self) {
        let (width, height) = self.surface.css_size();
        if width < 1.0 || height < 1.0 {
            return;
        }
        self.surface.prepare();
        let mut palette = self.palette.borrow_mut();
        let palette = palette.get_or_insert_with(|| Palette::read(&self.surface.canvas));
        // A chart that has left the page takes its signals along; there is nothing to draw then.
        let (Some(hover), Some(off)) = (
            self.hover.try_get_untracked(),
            self.hidden.try_get_untracked(),
        ) else {
            return;
        };
        let hidden = |line: &Line| off.contains(&line.label);
        let layout = self
            .spec
            .try_with_untracked(|spec| draw_on(&self.surface, palette, spec, hover, &hidden));
        if let Some(layout) = layout {
            self.layout.replace(Some(layout));
        }
    }

    /// Hands a picture of it to the browser, without the crosshair.
    fn take_picture(&self, caption: String) {
        let size = self.surface.css_size();
        let (visible, mut palette) = (&self.surface.canvas, self.palette.borrow_mut());
        let palette = palette.get_or_insert_with(|| Palette::read(visible));
        let off = self.hidden.get_untracked();
        let hidden = |line: &Line| off.contains(&line.label);
        self.spec.with_untracked(|spec| {
            let about = About {
                title: &spec.title,
                entries: Entry::of(spec, &hidden),
                caption,
            };
            picture::take(&about, visible, palette, size, |surface, palette| {
                draw_on(surface, palette, spec, None, &hidden);
            });
        });
    }
}

/// Draws a chart, and gives its layout.
fn draw_on(
    surface: &Surface,
    palette: &mut Palette,
    spec: &ChartSpec,
    hover: Option<f64>,
    hidden: &dyn Fn(&Line) -> bool,
) -> Layout {
    let (width, height) = surface.css_size();
    let frame = Frame {
        width,
        height,
        font: palette.font(),
    };
    let pen = Pen::new(surface, &palette.family, frame.font);
    let layout = Layout::new(spec, hidden, frame, &|text| pen.measure(text));
    if let Err(reason) = line::draw(surface, palette, spec, &layout, hover, hidden) {
        leptos::logging::error!("A chart could not be drawn: {reason}");
    }
    layout
}
