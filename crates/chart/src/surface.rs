//! A canvas whose bitmap has one pixel per pixel of the screen.
//!
//! plotters-canvas knows nothing of the device pixel ratio: it draws in bitmap pixels. So the
//! bitmap is sized by the ratio here, and whoever draws multiplies lengths by [`Surface::ratio`].

use super::layout::Frame;
use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Width and height, in CSS pixels and in the screen's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// In CSS pixels.
    pub css: (f64, f64),
    /// As the browser measured it; `None` where it does not say, and the ratio has to do.
    pub device: Option<(f64, f64)>,
}

impl Size {
    /// Returns width and height of the bitmap at `ratio`. What the browser measured settles which way a fraction of a
    /// pixel goes, and nothing more: under an emulated ratio it measures the machine's own screen.
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
    pub(crate) context: CanvasRenderingContext2d,
    size: Cell<Size>,
}

impl Surface {
    /// Creates a surface on the page, of no size until it is told. `None` where the browser gives no 2-D context.
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self {
            canvas,
            context,
            size: Cell::default(),
        })
    }

    /// Takes note of the size that the page gave the canvas.
    pub fn resize(&self, size: Size) {
        self.size.set(size);
    }

    /// Returns width and height in CSS pixels; zero until the browser has laid the page out.
    pub fn css_size(&self) -> (f64, f64) {
        self.size.get().css
    }

    /// Returns the frame of a drawing on the surface, whose text is `font` CSS pixels high.
    pub(crate) fn frame(&self, font: f64) -> Frame {
        let (width, height) = self.css_size();
        Frame {
            width,
            height,
            font,
        }
    }

    /// Gives the bitmap `ratio` pixels per CSS pixel, those of the screen, and empties it.
    pub fn prepare(&self, ratio: f64) {
        let (width, height) = self.size.get().bitmap(ratio);
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        self.context
            .clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }

    /// Returns the number of bitmap pixels per CSS pixel.
    pub(crate) fn ratio(&self) -> f64 {
        let width = self.css_size().0;
        if width > 0.0 {
            f64::from(self.canvas.width()) / width
        } else {
            1.0
        }
    }
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
