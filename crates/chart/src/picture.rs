//! A chart as a picture to take home: twice as sharp as the page, on the page's paper, with its title,
//! its legend and a caption that says what it is of.
//!
//! `sheet.rs` says where everything stands; here it is drawn, off the page. The visible canvas is asked
//! for colours, because a canvas off the page has no style.

use super::palette::{self, Palette};
use super::pen::{Align, Pen};
use super::sheet::{Entry, SAMPLE, Sheet};
use super::spec::Marker;
use super::surface::Surface;
use plotters::style::RGBColor;
use web_sys::HtmlCanvasElement;

/// Pixels of the picture per CSS pixel.
const RATIO: f64 = 2.0;

/// What is drawn besides the plot.
pub struct About<'a> {
    /// The heading.
    pub title: &'a str,
    /// The legend.
    pub entries: Vec<Entry>,
    /// What it is of.
    pub caption: &'a str,
}

/// Draws a picture around a plot of the size of `visible`, the chart's canvas on the page; `draw_plot` draws the plot onto
/// the surface that it is given.
///
/// # Errors
/// What the canvas refused, in words for the console.
pub fn draw(
    about: &About,
    visible: &Surface,
    palette: &mut Palette,
    draw_plot: impl FnOnce(&Surface, &mut Palette) -> Result<(), String>,
) -> Result<HtmlCanvasElement, String> {
    let entries = about.entries.iter().map(|entry| entry.color.as_str());
    for name in palette::OWN.into_iter().chain(entries) {
        palette.color(&visible.canvas, name);
    }
    let detached = |size| Surface::detached(size, RATIO).ok_or("the canvas has no 2-D context");
    let plot = detached(visible.css_size())?;
    draw_plot(&plot, palette)?;
    let frame = visible.frame(palette.font());
    let pen = Pen::new(&plot, &palette.family, frame.font)?;
    let sheet = Sheet::new(frame, &about.entries, about.caption, &|text| {
        pen.measure(text)
    });
    let paper = detached((sheet.width, sheet.height))?;
    Drawing {
        paper: &paper,
        palette,
        sheet: &sheet,
        about,
    }
    .draw(&plot)?;
    Ok(paper.canvas)
}

/// A picture in the making.
struct Drawing<'a> {
    paper: &'a Surface,
    palette: &'a mut Palette,
    sheet: &'a Sheet,
    about: &'a About<'a>,
}

impl Drawing<'_> {
    fn color(&mut self, name: &str) -> RGBColor {
        self.palette.color(&self.paper.canvas, name)
    }

    fn draw(&mut self, plot: &Surface) -> Result<(), String> {
        let (ink, muted, surface) = (
            self.color(palette::INK),
            self.color(palette::MUTED),
            self.color(palette::SURFACE),
        );
        let (sheet, em) = (self.sheet, self.sheet.em);
        let title = Pen::new(self.paper, &self.palette.family, sheet.title_size)?;
        title.fill(&sheet.paper(), surface)?;
        title.text(
            self.about.title,
            (sheet.left, sheet.title_y),
            Align::Left,
            ink,
        );
        let (x, y) = title.pixel((sheet.left, sheet.plot_top));
        // Fails only for a canvas without pixels, and then there is nothing to show.
        let context = &self.paper.context;
        let _ = context.draw_image_with_html_canvas_element(&plot.canvas, x.into(), y.into());
        let pen = Pen::new(self.paper, &self.palette.family, em)?;
        for placed in &sheet.entries {
            let entry = &self.about.entries[placed.index];
            let color = self.color(&entry.color);
            sample(&pen, entry, placed.at, color);
            let at = (placed.at.0 + SAMPLE + 0.5 * em, placed.at.1);
            pen.text(&entry.label, at, Align::Left, ink);
        }
        for (line, y) in &sheet.caption {
            pen.text(line, (sheet.left, *y), Align::Left, muted);
        }
        Ok(())
    }
}

/// A piece of a line with its dash and marker, its middle at the height of `at`.
fn sample(pen: &Pen, entry: &Entry, at: (f64, f64), color: RGBColor) {
    if entry.width > 0.0 {
        pen.dash(entry.dash.pattern());
        pen.path(&[at, (at.0 + SAMPLE, at.1)], entry.width.max(2.0), color);
        pen.dash(&[]);
    }
    let middle = (at.0 + SAMPLE / 2.0, at.1);
    let corners = entry.marker.corners().iter();
    let corners: Vec<_> = corners
        .map(|c| (middle.0 + 3.5 * c.0, middle.1 + 3.5 * c.1))
        .collect();
    match entry.marker {
        Marker::None => {}
        Marker::Circle => pen.disc(middle, 3.5, color),
        Marker::Triangle | Marker::Square | Marker::Diamond => pen.polygon(&corners, color),
    }
}
