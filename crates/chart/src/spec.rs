//! What a chart shows, free of how it is drawn.

use std::borrow::Cow;

use playground_experiment::format;

/// A point in data units: (x, y). A `y` that is not finite is a gap.
pub type Point = (f64, f64);

/// A line chart, mostly over steps: everything it shows except the crosshair, which all charts share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartSpec {
    /// What to look at, as a heading: "Gradient norm by layer".
    pub title: String,
    /// Name of the horizontal axis: "step".
    pub x_label: String,
    /// Name of the vertical axis with its unit: "loss (nats)".
    pub y_label: String,
    /// Names of further vertical axes, at the right: what is in another unit has an axis of its own.
    pub right_labels: Vec<String>,
    /// Logarithmic vertical axis; values of zero and below stand at the floor, labelled "0".
    pub log_y: bool,
    /// Fixed ends of the horizontal axis, for what is measured (a probability: 0 to 1); none where it
    /// counts steps.
    pub x_range: Option<(f64, f64)>,
    /// Whether the horizontal axis has fractions though its ends are not fixed: epochs, seconds.
    pub x_fractional: bool,
    /// Fixed ends of the vertical axis, for quantities with natural ones (accuracy: 0 to 1).
    pub y_range: Option<(f64, f64)>,
    /// What is filled behind the lines.
    pub bands: Vec<Band>,
    /// The lines, first drawn first. Labels are unique.
    pub lines: Vec<Line>,
    /// Vertical marks, in any order.
    pub marks: Vec<Mark>,
    /// The sentence shown with the axes while no line has a point.
    pub empty_text: String,
}

/// What lies between two curves, on the left axis. The axis has its size from the lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Label of the line that it belongs to, and with which it is switched off.
    pub line: String,
    /// Name of the CSS custom property that holds its colour.
    pub color: Cow<'static, str>,
    /// x, and the two ends there.
    pub ends: Vec<(f64, [f64; 2])>,
}

/// Whether a line is switched off.
pub type Hidden<'a> = &'a dyn Fn(&Line) -> bool;

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Name in the legend and at the line's end.
    pub label: String,
    /// Name of the CSS custom property that holds its colour: "--series-1".
    pub color: Cow<'static, str>,
    /// Stroke pattern.
    pub dash: Dash,
    /// Stroke width in CSS pixels at scale 1; 0 draws markers only.
    pub width: f64,
    /// Marker at each point.
    pub marker: Marker,
    /// The strong line, in order of x.
    pub points: Vec<Point>,
    /// The same quantity before smoothing, drawn faint behind it; empty for none.
    pub raw: Vec<Point>,
    /// Unit of its values, where lines of several units are in one chart; else empty.
    pub unit: &'static str,
    /// Its vertical axis: 0 at the left, and then those at the right.
    pub axis: usize,
    /// Whether its name stands at its end too, where there is room; the legend has it in any case.
    pub end_label: bool,
}

impl Line {
    /// Creates a solid line of 2 px without markers or raw data.
    pub fn new(
        label: impl Into<String>,
        color: impl Into<Cow<'static, str>>,
        points: Vec<Point>,
    ) -> Self {
        Self {
            label: label.into(),
            color: color.into(),
            dash: Dash::Solid,
            width: 2.0,
            marker: Marker::None,
            points,
            raw: Vec::new(),
            unit: "",
            axis: 0,
            end_label: true,
        }
    }

    /// Says what unit its values have.
    pub fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// Puts the unsmoothed points behind the line.
    pub fn with_raw(self, raw: Vec<Point>) -> Self {
        Self { raw, ..self }
    }

    /// Names the line in the legend alone.
    pub fn without_end_label(self) -> Self {
        Self {
            end_label: false,
            ..self
        }
    }

    /// Sets another stroke pattern.
    pub fn dashed(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }

    /// Sets a marker at each point.
    pub fn with_marker(self, marker: Marker) -> Self {
        Self { marker, ..self }
    }

    /// Sets another stroke width, in CSS pixels; 0 draws markers only.
    pub fn with_width(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// Returns the last point at or before `x`, which a crosshair reads.
    fn last_at(&self, x: f64) -> Option<Point> {
        let after = self.points.partition_point(|p| p.0 <= x);
        self.points.get(after.checked_sub(1)?).copied()
    }
}

/// Stroke patterns, so that lines differ without their colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    #[default]
    Solid,
    /// Long strokes.
    Dashed,
    /// Dots.
    Dotted,
    /// A stroke and a dot in turn.
    DashDot,
}

impl Dash {
    /// Every pattern, in the order in which runs take them.
    pub const ALL: [Self; 4] = [Self::Solid, Self::Dashed, Self::Dotted, Self::DashDot];

    /// Returns stroke and gap lengths in CSS pixels at scale 1; empty for an unbroken line.
    pub fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[7.0, 4.0],
            Self::Dotted => &[2.0, 3.0],
            Self::DashDot => &[8.0, 3.0, 2.0, 3.0],
        }
    }
}

/// Marker shapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marker {
    /// No marker.
    #[default]
    None,
    /// Disc.
    Circle,
    /// Triangle standing on its base.
    Triangle,
    /// Square.
    Square,
    /// Square standing on a corner.
    Diamond,
}

impl Marker {
    /// Every shape, in the order in which runs take them.
    pub const SHAPES: [Self; 4] = [Self::Circle, Self::Triangle, Self::Square, Self::Diamond];

    /// Returns the corners in units of the marker's radius, y downwards; none for a disc.
    pub fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Self::None | Self::Circle => &[],
            Self::Triangle => &[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)],
            Self::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Self::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        }
    }
}

/// A change made while the run went on.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The step at which it took effect.
    pub x: f64,
    /// A few characters: "lr 0.01".
    pub label: String,
}

/// What the crosshair reads off one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The line's label.
    pub label: String,
    /// Unit of the value, where the chart has several.
    pub unit: &'static str,
    /// The latest point at the crosshair or before it; none if the line starts later.
    pub point: Option<Point>,
}

impl ChartSpec {
    /// Returns the names of the axes at the right, in their order.
    pub(crate) fn right_name(&self) -> String {
        self.right_labels.join(" · ")
    }

    /// Returns the lines that are shown.
    pub(crate) fn visible<'a>(&'a self, hidden: Hidden<'a>) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(|line| !hidden(line))
    }

    /// Gives each unit of the lines a vertical axis of its own: that of the first line at the left, the others at the
    /// right in the order in which they come. `quantity` is what all of them measure.
    pub fn with_axis_for_each_unit(mut self, quantity: &str) -> Self {
        let mut units: Vec<&str> = Vec::new();
        for line in &mut self.lines {
            line.axis = units
                .iter()
                .position(|unit| *unit == line.unit)
                .unwrap_or_else(|| {
                    units.push(line.unit);
                    units.len() - 1
                });
        }
        let mut labels = units.into_iter().map(|unit| format!("{quantity} ({unit})"));
        if let Some(left) = labels.next() {
            self.y_label = left;
        }
        self.right_labels = labels.collect();
        self
    }

    /// Returns the value of every line at `x`, or its latest without a crosshair.
    pub fn readings(&self, x: Option<f64>) -> Vec<Reading> {
        let x = x.unwrap_or(f64::INFINITY);
        let read = |line: &Line| Reading {
            unit: if self.right_labels.is_empty() {
                ""
            } else {
                line.unit
            },
            label: line.label.clone(),
            point: line.last_at(x),
        };
        self.lines.iter().map(read).collect()
    }

    /// Puts a place on the horizontal axis into words: "step 40", "output 0.500".
    pub fn x_text(&self, x: Option<f64>) -> String {
        let value = match x {
            None => format::NO_NUMBER.to_owned(),
            Some(step) if self.counts() => format!("{step:.0}"),
            Some(x) => format::reading(x),
        };
        format!("{} {value}", self.x_label)
    }

    /// Returns whether the horizontal axis counts, in whole numbers.
    pub fn counts(&self) -> bool {
        self.x_range.is_none() && !self.x_fractional
    }

    /// Returns the largest x of any line.
    pub fn last_x(&self) -> Option<f64> {
        self.lines
            .iter()
            .filter_map(|l| l.points.last().or(l.raw.last()))
            .map(|p| p.0)
            .reduce(f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_take_the_latest_point_at_or_before_the_crosshair() {
        let spec = ChartSpec {
            lines: vec![
                Line::new("a", "--a", vec![(1.0, 10.0), (5.0, 50.0)]),
                Line::new("b", "--b", vec![(4.0, 0.4)]),
            ],
            ..ChartSpec::default()
        };
        let at = |x| {
            spec.readings(x)
                .into_iter()
                .map(|r| r.point)
                .collect::<Vec<_>>()
        };
        assert_eq!(at(Some(3.0)), [Some((1.0, 10.0)), None]);
        assert_eq!(at(Some(5.0)), [Some((5.0, 50.0)), Some((4.0, 0.4))]);
        assert_eq!(at(None), [Some((5.0, 50.0)), Some((4.0, 0.4))]);
        assert_eq!(spec.last_x(), Some(5.0));
    }

    #[test]
    fn each_unit_has_an_axis_and_the_first_is_at_the_left() {
        let line = |label: &str, unit| Line::new(label, "--c", Vec::new()).in_unit(unit);
        let chart = |lines: Vec<Line>| {
            let spec = ChartSpec {
                lines,
                y_label: "loss".to_owned(),
                ..ChartSpec::default()
            };
            spec.with_axis_for_each_unit("loss")
        };
        let several = chart(vec![
            line("a", "nats"),
            line("b", "hinge"),
            line("c", "nats"),
        ]);
        assert_eq!(several.y_label, "loss (nats)");
        assert_eq!(several.right_labels, ["loss (hinge)"]);
        assert_eq!(
            several.lines.iter().map(|l| l.axis).collect::<Vec<_>>(),
            [0, 1, 0]
        );
        assert_eq!(several.readings(None)[1].unit, "hinge");
        let one = chart(vec![line("a", "nats")]);
        assert_eq!(
            (one.right_labels.len(), one.readings(None)[0].unit),
            (0, "")
        );
        assert_eq!(chart(Vec::new()).y_label, "loss");
    }

    #[test]
    fn a_counting_axis_reads_whole_numbers_and_a_measuring_one_fractions() {
        let mut spec = ChartSpec {
            x_label: "step".to_owned(),
            ..ChartSpec::default()
        };
        assert_eq!(spec.x_text(Some(40.0)), "step 40");
        assert_eq!(spec.x_text(None), "step —");
        spec.x_fractional = true;
        assert_eq!(spec.x_text(Some(0.25)), "step 0.250");
        spec.x_range = Some((0.0, 1.0));
        assert_eq!(spec.x_text(Some(0.5)), "step 0.500");
    }
}
