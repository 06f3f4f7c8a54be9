//! Where everything of a line chart stands, in CSS pixels. Pure: text is measured by a function
//! that the canvas passes in, so that the layout is tested without one.

use playground_insight::ticks::Tick;

use super::labels::{self, Measure};
use super::scale::Scale;
use super::spec::{ChartSpec, Hidden, Line, Point};

/// Size of the drawing, and of its text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Text size in CSS pixels, the projector's scale included.
    pub font: f64,
}

/// A rectangle in CSS pixels, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// Returns the distance between the left and the right edge.
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Returns the distance between the top and the bottom edge.
    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Returns the rectangle with its edges moved outwards.
    pub(crate) fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    /// Returns the point that is as far from the left edge as from the right one, and from the top as from the bottom.
    pub(crate) fn middle(&self) -> Point {
        (
            (self.left + self.right) / 2.0,
            (self.top + self.bottom) / 2.0,
        )
    }
}

/// A label beside the end of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct EndLabel {
    /// Index of the line in the spec.
    pub line: usize,
    /// Height of the line's end.
    pub end_y: f64,
    /// Height of the label's middle.
    pub y: f64,
}

/// A vertical mark and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedMark {
    /// Index of the mark in the spec.
    pub mark: usize,
    /// Where the line stands.
    pub x: f64,
    /// Left edge and middle of the label; `None` where others leave it no room.
    pub label: Option<(f64, f64)>,
}

/// A vertical axis at the right.
#[derive(Clone, Debug, PartialEq)]
pub struct RightAxis {
    /// Its values.
    pub scale: Scale,
    /// Its ticks.
    pub ticks: Vec<Tick>,
    /// Where it stands.
    pub x: f64,
}

/// The layout of a line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// What it was made for.
    pub frame: Frame,
    /// The area between the axes.
    pub plot: Rect,
    /// Horizontal axis.
    pub x: Scale,
    /// Vertical axis.
    pub y: Scale,
    /// Whether the horizontal axis counts: whole numbers alone.
    pub counts: bool,
    /// Ticks of the horizontal axis.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the vertical axis.
    pub y_ticks: Vec<Tick>,
    /// Further vertical axes, from left to right.
    pub right: Vec<RightAxis>,
    /// Labels at line ends; empty where there is no room, and the legend names the lines.
    pub end_labels: Vec<EndLabel>,
    /// The marks that lie on the axis.
    pub marks: Vec<PlacedMark>,
    /// True while no visible line has a point.
    pub empty: bool,
}

/// Labels at line ends may take this share of the width; a longer one leaves them to the legend.
const END_LABEL_SHARE: f64 = 0.28;
/// Rows for the labels of marks: above the plot, then inside it.
const MARK_ROWS: usize = 3;

impl Layout {
    /// Lays out `spec` without the lines for which `hidden` is true.
    pub(crate) fn new(spec: &ChartSpec, hidden: Hidden, frame: Frame, measure: Measure) -> Self {
        let lines = spec.lines.iter().enumerate();
        let lines: Vec<(usize, &Line)> = lines.filter(|(_, l)| !hidden(l)).collect();
        let em = frame.font;
        let (top, bottom) = (2.3 * em, frame.height - 3.2 * em);
        let scale = |axis| y_scale(spec, &lines, axis, tick_target(bottom - top, 3.0 * em));
        let ticks = |scale: &Scale| scale.ticks(tick_target(bottom - top, 2.2 * em));
        let room = |ticks: &[Tick]| {
            let widest = widest(ticks.iter().filter_map(|t| t.label.as_deref()), measure);
            widest.max(measure("0.000")) + 0.8 * em
        };
        let y = scale(0);
        let y_ticks = ticks(&y);
        let left = room(&y_ticks);
        // From the right edge inwards.
        let mut edge = frame.width;
        let mut right_axes: Vec<RightAxis> = (1..=spec.right_labels.len())
            .rev()
            .map(|axis| {
                let scale = scale(axis);
                let ticks = ticks(&scale);
                edge -= room(&ticks);
                RightAxis {
                    scale,
                    ticks,
                    x: edge,
                }
            })
            .collect();
        right_axes.reverse();
        let ends = line_ends(&lines, &y, top, bottom);
        // Labels at the ends would stand among the figures of an axis.
        let gutter = end_gutter(spec, &ends, frame, measure).filter(|_| right_axes.is_empty());
        let right = match right_axes.first() {
            Some(axis) => axis.x,
            None => frame.width - gutter.unwrap_or(1.2 * em),
        };
        let plot = Rect {
            left,
            top,
            right: right.max(left + 1.0),
            bottom: bottom.max(top + 1.0),
        };
        let steps = lines.iter().flat_map(|(_, l)| l.all_points()).map(|p| p.0);
        let x = match spec.x_range {
            Some((low, high)) => Scale::Linear { low, high },
            None => Scale::steps(steps),
        };
        let counts = spec.counts();
        let mut layout = Self {
            frame,
            plot,
            x,
            y,
            counts,
            x_ticks: x_ticks(&x, counts, plot.width(), em, measure),
            y_ticks,
            right: right_axes,
            end_labels: Vec::new(),
            marks: Vec::new(),
            empty: !lines
                .iter()
                .any(|(_, l)| l.all_points().any(|p| p.1.is_finite())),
        };
        if gutter.is_some() {
            layout.end_labels = placed_ends(&ends, 1.25 * em, top, bottom);
        }
        layout.marks = layout.placed_marks(spec, measure);
        layout
    }

    /// Returns the place of a point on the left axis, in CSS pixels; NaN for a gap.
    pub fn at(&self, (x, y): Point) -> Point {
        (self.x_at(x), self.y_at(y))
    }

    /// Returns the horizontal place of a step, in CSS pixels.
    pub(crate) fn x_at(&self, x: f64) -> f64 {
        self.plot.left + self.x.place(x) * self.plot.width()
    }

    /// Returns the vertical place of a value on the left axis, in CSS pixels; NaN for a gap.
    pub(crate) fn y_at(&self, y: f64) -> f64 {
        self.height_of(self.y.place(y))
    }

    /// Returns the vertical place, in CSS pixels, of a place along an axis.
    pub(crate) fn height_of(&self, place: f64) -> f64 {
        self.plot.bottom - place * self.plot.height()
    }

    /// Returns the values of a line's axis.
    pub(crate) fn scale_of(&self, line: &Line) -> &Scale {
        let right = line
            .axis
            .checked_sub(1)
            .and_then(|axis| self.right.get(axis));
        right.map_or(&self.y, |axis| &axis.scale)
    }

    /// Returns the place on the axis at `x` CSS pixels, held inside it; the nearest whole step where it counts.
    pub fn step_at(&self, x: f64) -> f64 {
        let place = ((x - self.plot.left) / self.plot.width()).clamp(0.0, 1.0);
        match self.counts {
            true => self.x.value(place).round(),
            false => self.x.value(place),
        }
    }

    /// Returns whether `x` lies on the axis.
    pub(crate) fn shows(&self, x: f64) -> bool {
        (-1e-9..=1.0 + 1e-9).contains(&self.x.place(x))
    }

    fn placed_marks(&self, spec: &ChartSpec, measure: Measure) -> Vec<PlacedMark> {
        let em = self.frame.font;
        let mut order: Vec<usize> = (0..spec.marks.len()).collect();
        order.retain(|i| self.shows(spec.marks[*i].x));
        order.sort_by(|a, b| spec.marks[*a].x.total_cmp(&spec.marks[*b].x));
        // The names of the vertical axes stand at both ends of the row above the plot.
        let mut taken = [f64::NEG_INFINITY; MARK_ROWS];
        taken[0] = measure(&spec.y_label) + em;
        let right_names = match spec.right_name() {
            name if name.is_empty() => 0.0,
            name => measure(&name) + em,
        };
        // A label inside the plot must not cover the axis.
        let inside = self.plot.left + 0.5 * em;
        let place = |index: usize| {
            let mark = &spec.marks[index];
            let (x, width) = (self.x_at(mark.x), measure(&mark.label));
            let left_in = |row: usize| {
                let (first, names) = if row == 0 {
                    (0.0, right_names)
                } else {
                    (inside, 0.0)
                };
                (x - width / 2.0)
                    .min(self.frame.width - names - width)
                    .max(first)
            };
            let row = (0..MARK_ROWS).find(|r| taken[*r] <= left_in(*r));
            if let Some(row) = row {
                taken[row] = left_in(row) + width + 0.6 * em;
            }
            let middle = |row: usize| self.plot.top + (1.4 * row as f64 - 0.75) * em;
            PlacedMark {
                mark: index,
                x,
                label: row.map(|row| (left_in(row), middle(row))),
            }
        };
        order.into_iter().map(place).collect()
    }
}

impl Line {
    /// Returns the points of the strong line and of the faint one.
    fn all_points(&self) -> impl Iterator<Item = &Point> + Clone {
        self.points.iter().chain(&self.raw)
    }
}

fn tick_target(length: f64, apart: f64) -> usize {
    ((length / apart) as usize).clamp(2, 8)
}

fn y_scale(spec: &ChartSpec, lines: &[(usize, &Line)], axis: usize, ticks: usize) -> Scale {
    let of_axis = lines.iter().filter(|(_, line)| line.axis == axis);
    let values = of_axis.flat_map(|(_, l)| l.all_points()).map(|p| p.1);
    // Side by side, heights are compared: what hardly moves looks flat on every axis.
    let zero = (!spec.right_labels.is_empty()).then_some(0.0);
    match (spec.log_y, spec.y_range) {
        (true, _) => Scale::log(values),
        (false, Some((low, high))) => Scale::Linear { low, high },
        (false, None) => Scale::linear(values.chain(zero), ticks),
    }
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>, measure: Measure) -> f64 {
    texts.map(measure).fold(0.0, f64::max)
}

/// Returns as many ticks as fit with labels at least an em apart.
fn x_ticks(x: &Scale, counts: bool, width: f64, em: f64, measure: Measure) -> Vec<Tick> {
    let mut target = tick_target(width, 3.5 * em);
    loop {
        let ticks = match counts {
            true => x.whole_ticks(target),
            false => x.ticks(target),
        };
        let label = widest(ticks.iter().filter_map(|t| t.label.as_deref()), measure);
        let apart = ticks
            .windows(2)
            .map(|w| x.place(w[1].value) - x.place(w[0].value));
        let closest = apart.fold(f64::INFINITY, f64::min) * width;
        if closest >= label + em || target <= 1 {
            return ticks;
        }
        target -= 1;
    }
}

/// Returns the last value of each visible line that is named at its end, as (line, height in CSS pixels).
fn line_ends(lines: &[(usize, &Line)], y: &Scale, top: f64, bottom: f64) -> Vec<(usize, f64)> {
    let end = |(index, line): &(usize, &Line)| {
        let last = line.points.iter().rev().find(|p| p.1.is_finite())?;
        let place = y.place(last.1).clamp(0.0, 1.0);
        Some((*index, bottom - place * (bottom - top)))
    };
    let labelled = lines.iter().filter(|(_, line)| line.end_label);
    labelled.filter_map(end).collect()
}

/// Returns the width for the labels at line ends; `None` where they would take too much of the chart.
fn end_gutter(
    spec: &ChartSpec,
    ends: &[(usize, f64)],
    frame: Frame,
    measure: Measure,
) -> Option<f64> {
    let names = ends.iter().map(|(i, _)| spec.lines[*i].label.as_str());
    let gutter = widest(names, measure) + 1.6 * frame.font;
    (!ends.is_empty() && gutter <= END_LABEL_SHARE * frame.width).then_some(gutter)
}

fn placed_ends(ends: &[(usize, f64)], height: f64, top: f64, bottom: f64) -> Vec<EndLabel> {
    let wanted: Vec<f64> = ends.iter().map(|e| e.1).collect();
    let centres = labels::spread(&wanted, height, top - height / 2.0, bottom + height / 2.0);
    let ends = ends.iter().zip(centres.unwrap_or_default());
    let label = |(&(line, end_y), y)| EndLabel { line, end_y, y };
    ends.map(label).collect()
}

#[cfg(test)]
mod tests;
