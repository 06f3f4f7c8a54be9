//! The canvas of a chart: drawn in the frame after anything that it depends on changed, and sized as the page lays it
//! out.

use super::environment;
use super::frame::{ChartId, FrameScheduler};
use super::size::SizeWatch;
use leptos::html;
use leptos::prelude::*;
use playground_chart::{Palette, Surface};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use web_sys::HtmlCanvasElement;

/// Draws a chart and gives its layout, or what the canvas refused; none once its signals have left the page.
type Draw<L> = dyn Fn(&Surface, &mut Palette) -> Option<Result<L, String>>;

/// The drawing of a chart whose layout is an `L`, from when its canvas is on the page.
pub struct DrawingHandle<L: 'static>(StoredValue<Option<Rc<Drawing<L>>>, LocalStorage>);

impl<L> Clone for DrawingHandle<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L> Copy for DrawingHandle<L> {}

impl<L> DrawingHandle<L> {
    /// Has the chart drawn in the frame after anything changed that `track` tracks.
    pub fn new(
        canvas: NodeRef<html::Canvas>,
        track: impl Fn() + 'static,
        draw: impl Fn(&Surface, &mut Palette) -> Option<Result<L, String>> + 'static,
    ) -> Self {
        let drawing = StoredValue::new_local(None);
        let drawn = Self(drawing);
        let draw: Rc<Draw<L>> = Rc::new(draw);
        Effect::new(move || {
            if let Some(canvas) = canvas.get() {
                drawing.set_value(Drawing::start(canvas, draw.clone()));
            }
        });
        Effect::new(move || {
            environment::changes().track();
            drawn.with(|drawing| drawing.palette.replace(None));
        });
        Effect::new(move || {
            canvas.track();
            environment::changes().track();
            track();
            drawn.with(|drawing| FrameScheduler::mark_dirty(drawing.id));
        });
        on_cleanup(move || {
            if let Some(drawing) = drawing.try_update_value(Option::take).flatten() {
                FrameScheduler::remove(drawing.id);
            }
        });
        drawn
    }

    fn with<R>(self, read: impl FnOnce(&Drawing<L>) -> R) -> Option<R> {
        self.0.with_value(|drawing| drawing.as_deref().map(read))
    }

    /// Reads the layout of the last drawing; none before the first one.
    pub fn layout<R>(self, read: impl FnOnce(&L) -> R) -> Option<R> {
        self.with(|drawing| drawing.layout.borrow().as_ref().map(read))?
    }
}

/// What one chart needs to draw itself in a frame.
struct Drawing<L> {
    id: ChartId,
    surface: Rc<Surface>,
    palette: RefCell<Option<Palette>>,
    layout: RefCell<Option<L>>,
    draw: Rc<Draw<L>>,
    _watch: SizeWatch,
}

impl<L: 'static> Drawing<L> {
    fn start(canvas: HtmlCanvasElement, draw: Rc<Draw<L>>) -> Option<Rc<Self>> {
        let surface = Rc::new(Surface::new(canvas)?);
        Some(Rc::new_cyclic(|this: &Weak<Self>| {
            let drawing = this.clone();
            let id = FrameScheduler::register(Rc::new(move || {
                if let Some(drawing) = drawing.upgrade() {
                    drawing.draw();
                }
            }));
            let resized = surface.clone();
            let watch = SizeWatch::new(&surface.canvas, move |size| {
                resized.resize(size);
                FrameScheduler::mark_dirty(id);
            });
            Self {
                id,
                surface,
                palette: RefCell::default(),
                layout: RefCell::new(None),
                draw,
                _watch: watch,
            }
        }))
    }

    fn with_palette<R>(&self, act: impl FnOnce(&Surface, &mut Palette) -> R) -> R {
        let mut palette = self.palette.borrow_mut();
        let read = || Palette::read(&self.surface.canvas, environment::mixes_colors());
        act(&self.surface, palette.get_or_insert_with(read))
    }

    fn draw(&self) {
        let (width, height) = self.surface.css_size();
        if width < 1.0 || height < 1.0 {
            return;
        }
        self.surface.prepare(window().device_pixel_ratio());
        match self.with_palette(|surface, palette| (self.draw)(surface, palette)) {
            Some(Ok(layout)) => drop(self.layout.replace(Some(layout))),
            Some(Err(why)) => leptos::logging::error!("A chart could not be drawn: {why}"),
            None => {}
        }
    }
}
