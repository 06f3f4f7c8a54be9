//! An SVG file in the making: text stays text, shapes stay shapes. What is not a number is left out. Pure.

use super::labels::Align;
use super::layout::Rect;
use super::pixels::Pixels;
use super::png;
use super::spec::Point;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use plotters::style::RGBColor;
use plotters_backend::{BackendColor, BackendCoord};
use std::cell::RefCell;
use std::fmt::Write;

/// Units of plotters' whole numbers per CSS pixel.
pub const RATIO: f64 = 16.0;
/// Pictures of at most this many pixels are written cell by cell, others as a bitmap.
const MOST_CELLS: usize = 256;
/// From the middle of a text down to its baseline, in heights of the text; not every program reads a middle.
const BASELINE: f64 = 0.35;

/// How wide a text is at a size, in CSS pixels.
pub type Ruler<'a> = &'a dyn Fn(&str, f64) -> f64;

/// The file.
pub struct Svg {
    /// Width and height in CSS pixels.
    size: Point,
    body: RefCell<String>,
    dash: RefCell<String>,
    clips: RefCell<u32>,
}

impl Svg {
    /// Creates an empty file of a size in CSS pixels.
    pub fn new(size: Point) -> Self {
        Self {
            size,
            body: RefCell::default(),
            dash: RefCell::default(),
            clips: RefCell::default(),
        }
    }

    /// Returns the size in units of plotters.
    pub fn units(&self) -> (u32, u32) {
        let units = |length: f64| (length * RATIO).ceil() as u32;
        (units(self.size.0), units(self.size.1))
    }

    /// Writes the whole file; `width` and `height` are lengths with their units, `title` is what it is called.
    pub fn document(&self, [width, height]: [&str; 2], title: &str, family: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
             font-family=\"{}\" role=\"img\">\n<title>{}</title>\n{}</svg>\n",
            number(self.size.0),
            number(self.size.1),
            escaped(family),
            escaped(title),
            self.body.borrow()
        )
    }

    /// Adds an element whose numbers are all finite.
    fn add(&self, numbers: &[f64], element: impl FnOnce(&mut String) -> std::fmt::Result) {
        if numbers.iter().all(|n| n.is_finite()) {
            let mut body = self.body.borrow_mut();
            // Writing to a text does not fail.
            let _ = element(&mut body);
            body.push('\n');
        }
    }

    /// Fills a rectangle between two corners.
    pub fn rectangle(&self, corners: [BackendCoord; 2], color: BackendColor) {
        let [a, b] = corners.map(css_pixels);
        let area = Rect {
            left: a.0.min(b.0),
            top: a.1.min(b.1),
            right: a.0.max(b.0),
            bottom: a.1.max(b.1),
        };
        self.patch(&area, &paint("fill", color));
    }

    fn patch(&self, area: &Rect, paint: &str) {
        let (width, height) = (area.width(), area.height());
        self.add(&[area.left, area.top, width, height], |body| {
            let [x, y, width, height] = [area.left, area.top, width, height].map(number);
            write!(
                body,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {paint} \
                 shape-rendering=\"crispEdges\"/>"
            )
        });
    }

    /// Draws a line through `points`, in units, with the pattern that is set.
    pub fn polyline(
        &self,
        points: impl IntoIterator<Item = BackendCoord>,
        width: u32,
        color: BackendColor,
    ) {
        let points: Vec<Point> = points.into_iter().map(css_pixels).collect();
        self.stroke(&points, f64::from(width) / RATIO, color);
    }

    /// Draws a line through `points`, `width` CSS pixels wide, with the pattern that is set.
    pub fn path(&self, points: &[Point], width: f64, color: RGBColor) {
        self.stroke(points, width, opaque(color));
    }

    fn stroke(&self, points: &[Point], width: f64, color: BackendColor) {
        if points.len() < 2 {
            return;
        }
        self.add(&flat(points), |body| {
            write!(
                body,
                "<polyline points=\"{}\" fill=\"none\" {} stroke-width=\"{}\" stroke-linejoin=\"round\"{}/>",
                listed(points),
                paint("stroke", color),
                number(width),
                self.dash.borrow()
            )
        });
    }

    /// Fills a disc; middle and radius in units.
    pub fn circle(&self, middle: BackendCoord, radius: u32, color: BackendColor) {
        self.round(css_pixels(middle), f64::from(radius) / RATIO, color);
    }

    /// Fills a disc of `radius` CSS pixels.
    pub fn disc(&self, middle: Point, radius: f64, color: RGBColor) {
        self.round(middle, radius, opaque(color));
    }

    fn round(&self, (x, y): Point, radius: f64, color: BackendColor) {
        self.add(&[x, y, radius], |body| {
            let [x, y, radius] = [x, y, radius].map(number);
            let paint = paint("fill", color);
            write!(
                body,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {paint}/>"
            )
        });
    }

    /// Fills a shape whose corners are in units.
    pub fn filled(&self, corners: impl IntoIterator<Item = BackendCoord>, color: BackendColor) {
        let corners: Vec<Point> = corners.into_iter().map(css_pixels).collect();
        self.shape(&corners, color);
    }

    /// Fills a shape with these corners.
    pub fn polygon(&self, corners: &[Point], color: RGBColor) {
        self.shape(corners, opaque(color));
    }

    fn shape(&self, corners: &[Point], color: BackendColor) {
        if corners.is_empty() {
            return;
        }
        self.add(&flat(corners), |body| {
            write!(
                body,
                "<polygon points=\"{}\" {}/>",
                listed(corners),
                paint("fill", color)
            )
        });
    }

    /// Writes `text` of a size with its vertical middle at a place.
    pub fn text(&self, text: &str, (x, y): Point, size: f64, align: Align, color: RGBColor) {
        let anchor = match align {
            Align::Left => "start",
            Align::Centre => "middle",
            Align::Right => "end",
        };
        if text.trim().is_empty() {
            return;
        }
        self.add(&[x, y, size], |body| {
            let [x, y, height] = [x, y + BASELINE * size, size].map(number);
            write!(
                body,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{height}\" text-anchor=\"{anchor}\" {}>{}</text>",
                paint("fill", opaque(color)),
                escaped(text)
            )
        });
    }

    /// Sets the stroke pattern, in CSS pixels, of the lines to come.
    pub fn dash(&self, pattern: &[f64]) {
        let pattern: Vec<String> = pattern.iter().map(|&v| number(v)).collect();
        let dash = match pattern.is_empty() {
            true => String::new(),
            false => format!(" stroke-dasharray=\"{}\"", pattern.join(" ")),
        };
        self.dash.replace(dash);
    }

    /// Shows nothing outside `area` until [`end`](Self::end).
    pub fn clip(&self, area: &Rect) {
        let name = format!("clip-{}", self.clips.borrow());
        *self.clips.borrow_mut() += 1;
        let [x, y, width, height] = [area.left, area.top, area.width(), area.height()].map(number);
        self.add(&[], |body| {
            write!(
                body,
                "<clipPath id=\"{name}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/></clipPath>\n\
                 <g clip-path=\"url(#{name})\">"
            )
        });
    }

    /// Moves what comes by a distance until [`end`](Self::end).
    pub fn shift(&self, (x, y): Point) {
        let [x, y] = [x, y].map(number);
        self.add(&[], |body| {
            write!(body, "<g transform=\"translate({x} {y})\">")
        });
    }

    /// Ends what [`clip`](Self::clip) or [`shift`](Self::shift) began.
    pub fn end(&self) {
        self.add(&[], |body| body.write_str("</g>"));
    }

    /// Draws pixels into `area` without smoothing: few as cells, many as a bitmap.
    pub fn image(&self, pixels: &Pixels, area: &Rect) {
        let (columns, rows) = (pixels.width, pixels.height);
        if columns * rows <= MOST_CELLS {
            for row in 0..rows {
                for column in 0..columns {
                    self.cell(pixels, (column, row), area);
                }
            }
            return;
        }
        let bitmap = BASE64.encode(png::encode(pixels));
        self.add(&[area.left, area.top, area.width(), area.height()], |body| {
            let [x, y, width, height] = [area.left, area.top, area.width(), area.height()].map(number);
            write!(
                body,
                "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" \
                 image-rendering=\"pixelated\" href=\"data:image/png;base64,{bitmap}\"/>"
            )
        });
    }

    fn cell(&self, pixels: &Pixels, (column, row): (usize, usize), area: &Rect) {
        let [red, green, blue, strength] = pixels.color(column, row);
        if strength == 0 {
            return;
        }
        let color = BackendColor {
            rgb: (red, green, blue),
            alpha: f64::from(strength) / 255.0,
        };
        let across = |at: usize| area.left + area.width() * at as f64 / pixels.width as f64;
        let down = |at: usize| area.top + area.height() * at as f64 / pixels.height as f64;
        let own = Rect {
            left: across(column),
            top: down(row),
            right: across(column + 1),
            bottom: down(row + 1),
        };
        self.patch(&own, &paint("fill", color));
    }
}

fn opaque(RGBColor(red, green, blue): RGBColor) -> BackendColor {
    BackendColor {
        rgb: (red, green, blue),
        alpha: 1.0,
    }
}

fn css_pixels((x, y): BackendCoord) -> Point {
    (f64::from(x) / RATIO, f64::from(y) / RATIO)
}

fn flat(points: &[Point]) -> Vec<f64> {
    points.iter().flat_map(|&(x, y)| [x, y]).collect()
}

fn listed(points: &[Point]) -> String {
    let place = |&(x, y): &Point| format!("{},{}", number(x), number(y));
    points.iter().map(place).collect::<Vec<_>>().join(" ")
}

/// Writes a colour as the attribute `what`, with its opacity where it has one.
fn paint(what: &str, color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    let solid = format!("{what}=\"#{red:02x}{green:02x}{blue:02x}\"");
    match color.alpha < 1.0 {
        true => format!("{solid} {what}-opacity=\"{}\"", number(color.alpha)),
        false => solid,
    }
}

/// Writes a number with two decimals at most.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// Writes a text so that no part of it is taken for markup; characters that XML does not know are left out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INK: RGBColor = RGBColor(1, 2, 3);

    fn document(svg: &Svg, title: &str) -> String {
        svg.document(["10cm", "5cm"], title, "sans-serif")
    }

    #[test]
    fn shapes_stay_shapes_and_carry_their_numbers() {
        let svg = Svg::new((378.0, 189.0));
        svg.rectangle([(0, 0), (16, 32)], opaque(INK));
        svg.dash(&[3.0, 2.5]);
        svg.path(&[(0.0, 0.0), (10.0, 5.255)], 1.5, INK);
        svg.dash(&[]);
        svg.disc((4.0, 4.0), 2.0, INK);
        let text = document(&svg, "A figure");
        let read = roxmltree::Document::parse(&text).unwrap();
        let root = read.root_element();
        assert_eq!(root.attribute("width"), Some("10cm"));
        assert_eq!(root.attribute("viewBox"), Some("0 0 378 189"));
        let find = |name: &str| read.descendants().find(|n| n.has_tag_name(name)).unwrap();
        let rect = find("rect");
        assert_eq!(rect.attribute("height"), Some("2"));
        assert_eq!(rect.attribute("fill"), Some("#010203"));
        let line = find("polyline");
        assert_eq!(line.attribute("points"), Some("0,0 10,5.25"));
        assert_eq!(line.attribute("stroke-dasharray"), Some("3 2.5"));
        assert_eq!(find("title").text(), Some("A figure"));
    }

    #[test]
    fn what_is_not_a_number_is_left_out() {
        let svg = Svg::new((10.0, 10.0));
        svg.path(&[(0.0, f64::NAN), (1.0, 1.0)], 1.0, INK);
        svg.disc((f64::INFINITY, 0.0), 1.0, INK);
        svg.text("a", (f64::NAN, 0.0), 12.0, Align::Left, INK);
        let text = document(&svg, "");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        assert!(!text.contains("<text") && !text.contains("<circle"));
    }

    #[test]
    fn few_pixels_are_cells_and_many_a_bitmap() {
        let area = Rect {
            left: 0.0,
            top: 0.0,
            right: 40.0,
            bottom: 20.0,
        };
        let svg = Svg::new((40.0, 20.0));
        let mut few = Pixels::blank(4, 2);
        few.colors[3] = [9, 9, 9, 255];
        svg.image(&few, &area);
        assert_eq!(document(&svg, "").matches("<rect").count(), 1);
        svg.image(&Pixels::blank(28, 28), &area);
        let text = document(&svg, "");
        assert!(text.contains("image-rendering=\"pixelated\"") && text.contains("data:image/png"));
        assert!(roxmltree::Document::parse(&text).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_text_again(words in "\\PC*", hostile in "[<>&\"'a-z/= \u{0}-\u{1f}]{0,40}") {
            let svg = Svg::new((10.0, 10.0));
            let all = format!("{words}{hostile}<script>alert(1)</script>");
            svg.text(&all, (1.0, 1.0), 12.0, Align::Centre, INK);
            let text = document(&svg, &all);
            let read = roxmltree::Document::parse(&text).unwrap();
            prop_assert!(!read.descendants().any(|n| n.has_tag_name("script")));
            prop_assert_eq!(read.descendants().filter(|n| n.is_element()).count(), 3);
        }

        #[test]
        fn numbers_are_short_and_read_back(value in -1e5..1e5) {
            let read: f64 = number(value).parse().unwrap();
            prop_assert!((read - value).abs() <= 0.005 + 1e-9);
        }
    }
}
