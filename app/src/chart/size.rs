//! The size of a canvas, as the page lays it out.

use crate::offered;
use js_sys::Array;
use playground_chart::Size;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    HtmlCanvasElement, ResizeObserver, ResizeObserverBoxOptions, ResizeObserverEntry,
    ResizeObserverOptions, ResizeObserverSize,
};

/// Tells the size of a canvas, the first time and after every change.
pub struct SizeWatch {
    observer: Option<ResizeObserver>,
    _on_resize: Closure<dyn FnMut(Array)>,
}

impl SizeWatch {
    /// Has `resized` called for `canvas` as long as this lives.
    pub fn new(canvas: &HtmlCanvasElement, resized: impl Fn(Size) + 'static) -> Self {
        let on_resize = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let last = entries.get(entries.length().saturating_sub(1));
            if let Ok(entry) = last.dyn_into::<ResizeObserverEntry>() {
                resized(size_of(&entry));
            }
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            let options = ResizeObserverOptions::new();
            if knows_device_pixels() {
                options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
            }
            observer.observe_with_options(canvas, &options);
        }
        Self {
            observer,
            _on_resize: on_resize,
        }
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

fn size_of(entry: &ResizeObserverEntry) -> Size {
    let css = entry.content_rect();
    let measured = knows_device_pixels().then(|| entry.device_pixel_content_box_size().get(0));
    let measured = measured.and_then(|size| size.dyn_into::<ResizeObserverSize>().ok());
    Size {
        css: (css.width(), css.height()),
        device: measured.map(|size| (size.inline_size(), size.block_size())),
    }
}

/// Returns whether the browser can say the size in device pixels. Asking one that does not know the option throws,
/// so its prototype is asked first.
fn knows_device_pixels() -> bool {
    offered::knows("ResizeObserverEntry", "devicePixelContentBoxSize")
}
