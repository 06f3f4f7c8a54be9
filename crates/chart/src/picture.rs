//! A chart as a picture to take home: twice as sharp as the page, on the page's paper, with its title,
//! its legend and a caption that says what it is of.
//!
//! `sheet.rs` says where everything stands; here it is drawn, off the page. The visible canvas is asked
//! for colours, because a canvas off the page has no style.

use super::palette::{self, Palette};
use super::pen::{Align, Pen};
use super::sheet::{SAMPLE, Sheet};
use super::spec::{Line, Marker, Point};
use super::surface::Surface;
use web_sys::HtmlCanvasElement;

/// Pixels of the picture per CSS pixel.
const RATIO: f64 = 2.0;

/// What is drawn besides the plot.
pub struct About<'a> {
    /// The heading.
    pub title: &'a str,
    /// The legend.
    pub lines: Vec<&'a Line>,
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
    palette: &Palette,
    draw_plot: impl FnOnce(&Surface) -> Result<(), String>,
) -> Result<HtmlCanvasElement, String> {
    let of_lines = about.lines.iter().map(|line| line.color.as_ref());
    for name in palette::OWN.into_iter().chain(of_lines) {
        palette.color(&visible.canvas, name);
    }
    let detached = |size| Surface::detached(size, RATIO).ok_or("the canvas has no 2-D context");
    let plot = detached(visible.css_size())?;
    draw_plot(&plot)?;
    let frame = visible.frame(palette.font());
    let pen = Pen::new(&plot, palette, frame.font)?;
    let sheet = Sheet::new(frame, &about.lines, about.caption, &|text| {
        pen.measure(text)
    });
    let paper = detached((sheet.width, sheet.height))?;
    fill(&paper, palette, &sheet, about, &plot)?;
    Ok(paper.canvas)
}

/// Draws everything onto the paper.
fn fill(
    paper: &Surface,
    palette: &Palette,
    sheet: &Sheet,
    about: &About,
    plot: &Surface,
) -> Result<(), String> {
    let title = Pen::new(paper, palette, sheet.title_size)?;
    let (ink, muted) = (title.color(palette::INK), title.color(palette::MUTED));
    title.fill(&sheet.paper(), title.color(palette::SURFACE))?;
    let title_at = (sheet.left, sheet.title_y);
    title.text(about.title, title_at, Align::Left, ink);
    let (x, y) = title.pixel((sheet.left, sheet.plot_top));
    // Fails only for a canvas without pixels, and then there is nothing to show.
    let context = &paper.context;
    let _ = context.draw_image_with_html_canvas_element(&plot.canvas, x.into(), y.into());
    let pen = Pen::new(paper, palette, sheet.em)?;
    for (line, at) in about.lines.iter().zip(&sheet.entries) {
        sample(&pen, line, *at);
        let label_at = (at.0 + SAMPLE + 0.5 * sheet.em, at.1);
        pen.text(&line.label, label_at, Align::Left, ink);
    }
    for (line, y) in &sheet.caption {
        pen.text(line, (sheet.left, *y), Align::Left, muted);
    }
    Ok(())
}

/// Draws a piece of a line with its dash and marker, its middle at the height of `at`.
fn sample(pen: &Pen, line: &Line, at: Point) {
    let color = pen.color(&line.color);
    if line.width > 0.0 {
        pen.dash(line.dash.pattern());
        pen.path(&[at, (at.0 + SAMPLE, at.1)], line.width.max(2.0), color);
        pen.dash(&[]);
    }
    let middle = (at.0 + SAMPLE / 2.0, at.1);
    let corners = line.marker.corners().iter();
    let corners: Vec<_> = corners
        .map(|c| (middle.0 + 3.5 * c.0, middle.1 + 3.5 * c.1))
        .collect();
    match line.marker {
        Marker::None => {}
        Marker::Circle => pen.disc(middle, 3.5, color),
        Marker::Triangle | Marker::Square | Marker::Diamond => pen.polygon(&corners, color),
    }
}
