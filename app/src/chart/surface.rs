//! A canvas whose bitmap has one pixel per pixel of the screen.
//!
//! plotters-canvas knows nothing of the device pixel ratio: it draws in bitmap pixels. So the
//! bitmap is sized by the ratio here, and whoever draws multiplies lengths by [`Surface::ratio`].

use std::cell::Cell;
use std::rc::Rc;

use crate::offered;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, ResizeObserver, ResizeObserverBoxOptions,
    ResizeObserverEntry, ResizeObserverOptions, ResizeObserverSize,
};

/// Width and height, in CSS pixels and in the screen's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Size {
    css: (f64, f64),
    /// As the browser measured it; `None` where it does not say, and the ratio has to do.
    device: Option<(f64, f64)>,
}

impl Size {
    /// Width and height of the bitmap at `ratio`. What the browser measured settles which way a
    /// fraction of a pixel goes, and nothing more: under an emulated ratio it measures the
    /// machine's own screen.
    fn bitmap(self, ratio: f64) -> (u32, u32) {
        let scaled = (self.css.0 * ratio, self.css.1 * ratio);
        let near = |m: &(f64, f64)| (m.0 - scaled.0).abs() < 1.5 && (m.1 - scaled.1).abs() < 1.5;
        let (width, height) = self.device.filter(near).unwrap_or(scaled);
        (width.round() as u32, height.round() as u32)
    }
}

/// A canvas, its context and its size on the screen.
pub struct Surface {
    /// The element.
    pub canvas: HtmlCanvasElement,
    /// Its drawing context; the same one that plotters draws through.
    pub context: CanvasRenderingContext2d,
    size: Rc<Cell<Size>>,
    observer: Option<ResizeObserver>,
    _on_resize: Option<Closure<dyn FnMut(js_sys::Array)>>,
}

impl Surface {
    /// Watches the size of `canvas` and calls `resized` when it changed, the first time included.
    /// `None` where the browser gives no 2-D context.
    pub fn new(canvas: HtmlCanvasElement, resized: impl Fn() + 'static) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let size = Rc::new(Cell::new(Size::default()));
        let measured = size.clone();
        let on_resize = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last = entries.get(entries.length().saturating_sub(1));
            if let Ok(entry) = last.dyn_into::<ResizeObserverEntry>() {
                measured.set(size_of(&entry));
                resized();
            }
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            let options = ResizeObserverOptions::new();
            if knows_device_pixels() {
                options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
            }
            observer.observe_with_options(&canvas, &options);
        }
        Some(Self {
            canvas,
            context,
            size,
            observer,
            _on_resize: Some(on_resize),
        })
    }

    /// One that is not on the page, of `css` CSS pixels at `ratio` bitmap pixels each. `None` where the
    /// browser gives no 2-D context.
    pub fn detached(css: (f64, f64), ratio: f64) -> Option<Self> {
        let canvas = document().create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
        canvas.set_width((css.0 * ratio).round() as u32);
        canvas.set_height((css.1 * ratio).round() as u32);
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let size = Size { css, device: None };
        Some(Self {
            canvas,
            context,
            size: Rc::new(Cell::new(size)),
            observer: None,
            _on_resize: None,
        })
    }

    /// Width and height in CSS pixels; zero until the browser has laid the page out.
    pub fn css_size(&self) -> (f64, f64) {
        self.size.get().css
    }

    /// Gives the bitmap one pixel per pixel of the screen, and empties it.
    pub fn prepare(&self) {
        let (width, height) = self.size.get().bitmap(window().device_pixel_ratio());
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        self.context
            .clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }

    /// Bitmap pixels per CSS pixel.
    pub fn ratio(&self) -> f64 {
        let width = self.css_size().0;
        if width > 0.0 {
            f64::from(self.canvas.width()) / width
        } else {
            1.0
        }
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

fn size_of(entry: &ResizeObserverEntry) -> Size {
    let css = entry.content_rect();
    let device = knows_device_pixels()
        .then(|| {
            entry
                .device_pixel_content_box_size()
                .get(0)
                .dyn_into::<ResizeObserverSize>()
                .ok()
        })
        .flatten()
        .map(|size| (size.inline_size(), size.block_size()));
    Size {
        css: (css.width(), css.height()),
        device,
    }
}

/// Asking a browser that does not know the option throws, so its prototype is asked first.
fn knows_device_pixels() -> bool {
    offered::knows("ResizeObserverEntry", "devicePixelContentBoxSize")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bitmap_follows_the_ratio_and_the_screen_settles_fractions() {
        let css = (611.5, 240.0);
        let size = |device| Size { css, device };
        assert_eq!(size(None).bitmap(2.0), (1223, 480));
        assert_eq!(size(Some((612.0, 240.0))).bitmap(1.0), (612, 240));
        assert_eq!(size(Some((917.0, 360.0))).bitmap(1.5), (917, 360));
        assert_eq!(size(Some((612.0, 240.0))).bitmap(3.0), (1835, 720));
    }
}
