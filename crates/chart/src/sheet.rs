//! Where everything of a chart's picture stands, in CSS pixels. Pure, as the layout of the chart is.

use super::labels::{Measure, wrapped};
use super::layout::{Frame, Rect};
use super::spec::{Line, Point};

/// Width of the sample of a line.
pub const SAMPLE: f64 = 26.0;

/// The layout of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Width of the picture.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
    /// Text size.
    pub em: f64,
    /// Text size of the title.
    pub title_size: f64,
    /// Left edge of everything.
    pub left: f64,
    /// Middle of the title.
    pub title_y: f64,
    /// Top of the plot.
    pub plot_top: f64,
    /// Left end and middle of the sample of each line in the legend.
    pub entries: Vec<Point>,
    /// Lines of the caption and their middles.
    pub caption: Vec<(String, f64)>,
}

impl Sheet {
    /// Lays out a picture around a plot of the size of `plot`; its text is measured by `measure`.
    pub fn new(plot: Frame, lines: &[&Line], caption: &str, measure: Measure) -> Self {
        let em = plot.font;
        let margin = 1.5 * em;
        let (title_size, line) = (1.35 * em, 1.7 * em);
        let plot_top = margin + 1.8 * title_size;
        let mut y = plot_top + plot.height + 0.5 * line;
        let mut entries = Vec::new();
        for row in rows(lines, plot.width, em, measure) {
            entries.extend(row.into_iter().map(|x| (margin + x, y)));
            y += line;
        }
        let lines = wrapped(caption, plot.width, measure).into_iter();
        let caption: Vec<(String, f64)> = lines
            .enumerate()
            .map(|(row, text)| (text, y + row as f64 * line))
            .collect();
        y += caption.len() as f64 * line;
        Self {
            width: plot.width + 2.0 * margin,
            height: (y - 0.5 * line + margin).ceil(),
            em,
            title_size,
            left: margin,
            title_y: margin + 0.5 * title_size,
            plot_top,
            entries,
            caption,
        }
    }

    /// Returns the edges of the whole picture.
    pub fn paper(&self) -> Rect {
        Rect {
            left: 0.0,
            top: 0.0,
            right: self.width,
            bottom: self.height,
        }
    }
}

/// Returns the places of the lines from the left, in rows no wider than `width`.
fn rows(lines: &[&Line], width: f64, em: f64, measure: Measure) -> Vec<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    let mut end = f64::INFINITY;
    for line in lines {
        let own = SAMPLE + 0.5 * em + measure(&line.label);
        if end + own > width {
            rows.push(Vec::new());
            end = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push(end);
        }
        end += own + 1.5 * em;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Frame = Frame {
        width: 300.0,
        height: 200.0,
        font: 10.0,
    };

    fn measure(text: &str) -> f64 {
        6.0 * text.chars().count() as f64
    }

    fn entry(label: &str) -> Line {
        Line::new(label, "--a", Vec::new())
    }

    #[test]
    fn everything_stands_below_what_comes_before_it() {
        let entries = [entry("CE"), entry("MSE")];
        let sheet = Sheet::new(PLOT, &entries.each_ref(), "MNIST, step 400", &measure);
        assert_eq!(sheet.width, 330.0);
        assert!(sheet.title_y < sheet.plot_top);
        let legend = sheet.entries[0].1;
        assert!(legend > sheet.plot_top + PLOT.height);
        assert_eq!(sheet.entries[1].1, legend, "both fit into one row");
        assert!(sheet.entries[1].0 > sheet.entries[0].0 + SAMPLE);
        let (text, caption) = &sheet.caption[0];
        assert_eq!(text, "MNIST, step 400");
        assert!(*caption > legend && *caption < sheet.height);
    }

    #[test]
    fn a_long_legend_and_a_long_caption_are_broken_and_the_paper_grows() {
        let entries: [Line; 5] = std::array::from_fn(|_| entry("a rather long name"));
        let entries = entries.each_ref();
        let short = Sheet::new(PLOT, &entries[..1], "one", &measure);
        let long = Sheet::new(PLOT, &entries, &"word ".repeat(40), &measure);
        let mut heights: Vec<f64> = long.entries.iter().map(|e| e.1).collect();
        heights.dedup();
        assert!(heights.len() > 2, "{heights:?}");
        assert!(long.caption.len() > 1);
        assert!(long.height > short.height);
        let inside = |x: f64| (0.0..=long.width).contains(&x);
        assert!(long.entries.iter().all(|e| inside(e.0)));
    }

    #[test]
    fn without_a_legend_the_caption_follows_the_plot() {
        let sheet = Sheet::new(PLOT, &[], "caption", &measure);
        assert!(sheet.entries.is_empty());
        assert!(sheet.caption[0].1 > sheet.plot_top + PLOT.height);
    }
}
