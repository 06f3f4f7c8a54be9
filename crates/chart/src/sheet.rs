//! Where everything of a figure on paper stands, in CSS pixels: title, plot, legend, caption. Pure, as the layout of
//! the chart is.

use super::labels::{Measure, wrapped};
use super::layout::{Frame, Rect};
use super::spec::{Line, Point};

/// Width of the sample of a line.
pub const SAMPLE: f64 = 26.0;
/// Size of the title, in sizes of the other text.
const TITLE: f64 = 1.35;
/// Width of what is left free around everything, in sizes of the text.
const MARGIN: f64 = 1.5;

/// Returns how wide the plot is on a sheet of a width, at a size of the text.
pub fn plot_width(sheet: f64, em: f64) -> f64 {
    sheet - 2.0 * MARGIN * em
}

/// What stands around a plot.
#[derive(Clone, Debug, Default)]
pub struct Around<'a> {
    /// The heading; empty for none.
    pub title: &'a str,
    /// The legend, with the words of each line.
    pub legend: &'a [Line],
    /// Paragraphs below it; empty ones are left out.
    pub captions: Vec<&'a str>,
}

/// A line of text and the height of its middle.
pub type Written = (String, f64);

/// The layout of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Width of the sheet.
    pub width: f64,
    /// Height of the sheet.
    pub height: f64,
    /// Text size.
    pub em: f64,
    /// Text size of the title.
    pub title_size: f64,
    /// Left edge of everything.
    pub left: f64,
    /// Lines of the title.
    pub title: Vec<Written>,
    /// Top of the plot.
    pub plot_top: f64,
    /// Left end and middle of the sample of each line in the legend.
    pub entries: Vec<Point>,
    /// Lines of the captions.
    pub captions: Vec<Written>,
}

impl Sheet {
    /// Lays out a sheet around a plot of the size of `plot`; its text is measured by `measure`.
    pub fn new(plot: Frame, around: &Around, measure: Measure) -> Self {
        let em = plot.font;
        let margin = MARGIN * em;
        let (title_size, line) = (TITLE * em, 1.7 * em);
        let large = |text: &str| TITLE * measure(text);
        let mut y = margin + 0.5 * title_size;
        let mut title = Vec::new();
        for text in wrapped(around.title, plot.width, &large) {
            title.push((text, y));
            y += 1.3 * title_size;
        }
        let plot_top = match title.is_empty() {
            true => margin,
            false => y,
        };
        let mut y = plot_top + plot.height + 0.5 * line;
        let mut entries = Vec::new();
        for row in rows(around.legend, plot.width, em, measure) {
            entries.extend(row.into_iter().map(|x| (margin + x, y)));
            y += line;
        }
        let mut captions = Vec::new();
        for text in around
            .captions
            .iter()
            .flat_map(|text| wrapped(text, plot.width, measure))
        {
            captions.push((text, y));
            y += line;
        }
        Self {
            width: plot.width + 2.0 * margin,
            height: (y - 0.5 * line + margin).ceil(),
            em,
            title_size,
            left: margin,
            title,
            plot_top,
            entries,
            captions,
        }
    }

    /// Returns the edges of the whole sheet.
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
fn rows(lines: &[Line], width: f64, em: f64, measure: Measure) -> Vec<Vec<f64>> {
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
        let around = Around {
            title: "Loss",
            legend: &[entry("CE"), entry("MSE")],
            captions: vec!["MNIST, step 400"],
        };
        let sheet = Sheet::new(PLOT, &around, &measure);
        assert_eq!(sheet.width, 330.0);
        assert_eq!(plot_width(sheet.width, PLOT.font), PLOT.width);
        assert!(sheet.title[0].1 < sheet.plot_top);
        let legend = sheet.entries[0].1;
        assert!(legend > sheet.plot_top + PLOT.height);
        assert_eq!(sheet.entries[1].1, legend, "both fit into one row");
        assert!(sheet.entries[1].0 > sheet.entries[0].0 + SAMPLE);
        let (text, caption) = &sheet.captions[0];
        assert_eq!(text, "MNIST, step 400");
        assert!(*caption > legend && *caption < sheet.height);
    }

    #[test]
    fn long_words_are_broken_and_the_paper_grows() {
        let entries: [Line; 5] = std::array::from_fn(|_| entry("a rather long name"));
        let long_text = "word ".repeat(40);
        let around = |title, legend, caption| Around {
            title,
            legend,
            captions: vec![caption, ""],
        };
        let short = Sheet::new(PLOT, &around("Loss", &entries[..1], "one"), &measure);
        let long = Sheet::new(PLOT, &around(&long_text, &entries, &long_text), &measure);
        let mut heights: Vec<f64> = long.entries.iter().map(|e| e.1).collect();
        heights.dedup();
        assert!(heights.len() > 2, "{heights:?}");
        assert!(long.captions.len() > 1 && long.title.len() > 1);
        assert!(long.height > short.height);
        let inside = |x: f64| (0.0..=long.width).contains(&x);
        assert!(long.entries.iter().all(|e| inside(e.0)));
    }

    #[test]
    fn what_is_switched_off_takes_no_room() {
        let sheet = Sheet::new(PLOT, &Around::default(), &measure);
        assert!(sheet.entries.is_empty() && sheet.title.is_empty() && sheet.captions.is_empty());
        assert_eq!(sheet.plot_top, sheet.left);
        assert!(sheet.height < PLOT.height + 4.0 * PLOT.font);
    }
}
