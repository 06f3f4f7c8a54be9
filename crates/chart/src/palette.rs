//! Colours and sizes from the page's CSS custom properties, read once per change of theme.

use std::cell::RefCell;
use std::collections::HashMap;

use plotters::style::RGBColor;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement};

/// Text size in CSS pixels at scale 1.
const FONT_SIZE: f64 = 12.5;
/// The family that is everywhere.
const GENERIC: &str = "sans-serif";
/// In place of a colour that is not known.
const GREY: RGBColor = RGBColor(128, 128, 128);

/// What a chart takes from the style sheet.
pub struct Palette {
    /// Whose style is asked; without one every colour is grey.
    canvas: Option<HtmlCanvasElement>,
    /// Those asked for so far.
    colors: RefCell<HashMap<String, RGBColor>>,
    /// Family list for canvas text.
    pub(crate) family: String,
    /// `--ui-scale`: 1, or 1.5 on a projector.
    pub(crate) scale: f64,
    /// Whether the browser mixes colours.
    mixes: bool,
}

/// Text.
pub(crate) const INK: &str = "--chart-ink";
/// Ticks, names of axes, marks.
pub(crate) const MUTED: &str = "--chart-muted";
/// Grid lines.
pub(crate) const GRID: &str = "--chart-grid";
/// Axes and the crosshair.
pub(crate) const AXIS: &str = "--chart-axis";
/// What lies under the chart.
pub(crate) const SURFACE: &str = "--chart-surface";

/// What went wrong.
pub(crate) const BAD: &str = "--bad";
/// What lies under it.
pub(crate) const BAD_SURFACE: &str = "--bad-surface";

impl Palette {
    /// Reads the style that applies to `canvas`, in a browser that mixes colours or does not.
    pub fn read(canvas: &HtmlCanvasElement, mixes: bool) -> Self {
        let style = computed(canvas);
        let property = |name| style.as_ref().and_then(|s| s.get_property_value(name).ok());
        let scale = property("--ui-scale").and_then(|s| s.trim().parse().ok());
        let family = property("font-family").filter(|f| !f.is_empty());
        Self {
            canvas: Some(canvas.clone()),
            colors: RefCell::default(),
            family: family.unwrap_or_else(|| GENERIC.to_string()),
            scale: scale
                .filter(|s: &f64| (0.5..=4.0).contains(s))
                .unwrap_or(1.0),
            mixes,
        }
    }

    /// Reads the colours that apply to `canvas` for a figure that is taken home: in letters that every computer has,
    /// and of their usual size.
    pub fn for_print(canvas: &HtmlCanvasElement, mixes: bool) -> Self {
        Self {
            family: GENERIC.to_string(),
            scale: 1.0,
            ..Self::read(canvas, mixes)
        }
    }

    /// Returns what measures text in these letters; none where the browser gives no 2-D context.
    pub fn ruler(&self) -> Option<impl Fn(&str, f64) -> f64 + use<>> {
        let canvas = web_sys::window()?.document()?.create_element("canvas");
        let canvas: HtmlCanvasElement = canvas.ok()?.dyn_into().ok()?;
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let family = self.family.clone();
        Some(move |text: &str, size: f64| {
            context.set_font(&format!("{size}px {family}"));
            context.measure_text(text).map_or(0.0, |m| m.width())
        })
    }

    /// Creates a palette that needs no page.
    #[cfg(test)]
    pub(crate) fn grey() -> Self {
        Self {
            canvas: None,
            colors: RefCell::default(),
            family: GENERIC.to_string(),
            scale: 1.0,
            mixes: true,
        }
    }

    /// Returns the text size in CSS pixels.
    pub(crate) fn font(&self) -> f64 {
        FONT_SIZE * self.scale
    }

    /// Returns the colour that the custom property `name` stands for; the text colour where it is not set.
    ///
    /// The browser resolves it (`var()`, `color-mix()`, `CanvasText`): the canvas, whose own
    /// colour shows nowhere, takes it for a moment and is asked what came of it.
    pub(crate) fn color(&self, name: &str) -> RGBColor {
        let Some(canvas) = &self.canvas else {
            return GREY;
        };
        if let Some(known) = self.colors.borrow().get(name) {
            return *known;
        }
        let own = canvas.style();
        own.set_property("color", &css(name, self.mixes)).ok();
        let text = computed(canvas).and_then(|s| s.get_property_value("color").ok());
        own.remove_property("color").ok();
        let color = text.and_then(|t| parsed(&t)).unwrap_or(GREY);
        self.colors.borrow_mut().insert(name.to_string(), color);
        color
    }
}

/// Writes a colour of a chart for the style sheet: the value of a custom property, or a mix of two as it stands. Where
/// the browser does not mix, as before 2023, the first of the two is taken.
pub fn css(color: &str, mixes: bool) -> String {
    if color.starts_with("--") {
        return format!("var({color})");
    }
    let mixed = color.strip_prefix("color-mix(").filter(|_| !mixes);
    match mixed.and_then(first_variable) {
        Some(first) => first.to_owned(),
        None => color.to_owned(),
    }
}

fn first_variable(mix: &str) -> Option<&str> {
    let from = mix.find("var(")?;
    let to = from + mix[from..].find(')')?;
    mix.get(from..=to)
}

fn computed(canvas: &HtmlCanvasElement) -> Option<CssStyleDeclaration> {
    web_sys::window()?.get_computed_style(canvas).ok().flatten()
}

/// Parses a computed colour: `rgb(0, 114, 178)`, `rgba(…)` or `color(srgb 0 0.45 0.7)`.
fn parsed(text: &str) -> Option<RGBColor> {
    let numbers = |body: &str| -> Option<[f64; 3]> {
        let split = body
            .split([',', ' ', '/', ')'])
            .filter(|part| !part.is_empty());
        let values: Vec<f64> = split
            .take(3)
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        values.try_into().ok()
    };
    let byte = |v: f64| v.round().clamp(0.0, 255.0) as u8;
    let [r, g, b] = match text.strip_prefix("color(srgb ") {
        Some(body) => numbers(body)?.map(|v| v * 255.0),
        None => numbers(text.strip_prefix("rgba(").or(text.strip_prefix("rgb("))?)?,
    };
    Some(RGBColor(byte(r), byte(g), byte(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_colours_of_every_notation() {
        let blue = Some(RGBColor(0, 114, 178));
        assert_eq!(parsed("rgb(0, 114, 178)"), blue);
        assert_eq!(parsed("rgba(0, 114, 178, 0.5)"), blue);
        assert_eq!(parsed("rgb(0 114 178 / 50%)"), blue);
        assert_eq!(parsed("color(srgb 0 0.447059 0.698039)"), blue);
        assert_eq!(parsed("lab(10 20 30)"), None);
        let mix = "in srgb, var(--loss-ce) 45%, var(--chart-ink))";
        assert_eq!(first_variable(mix), Some("var(--loss-ce)"));
        assert_eq!(parsed(""), None);
    }
}
