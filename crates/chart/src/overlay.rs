//! What lies over and beside the curves: marks, names, the crosshair.

use super::line::{LineChart, MARKER_RADIUS};
use super::palette;
use super::pen::Align;
use super::spec::{Hidden, Line, Marker};

impl LineChart<'_> {
    /// Marks where changes took effect, behind the curves.
    pub(super) fn mark_lines(&self) {
        let (muted, plot) = (self.pen.color(palette::MUTED), self.layout.plot);
        for placed in &self.layout.marks {
            self.pen.dashed_rule(placed.x, plot.top, plot.bottom, muted);
        }
    }

    /// Writes what the changes were, before the curves.
    pub(super) fn mark_labels(&self) -> Result<(), String> {
        let (muted, surface) = (
            self.pen.color(palette::MUTED),
            self.pen.color(palette::SURFACE),
        );
        for placed in &self.layout.marks {
            if let Some(at) = placed.label {
                let label = &self.spec.marks[placed.mark].label;
                self.pen.text_on(label, at, Align::Left, muted, surface)?;
            }
        }
        Ok(())
    }

    /// Writes the lines' names beside their ends.
    pub(super) fn end_labels(&self) {
        let (right, em) = (self.layout.plot.right, self.layout.frame.font);
        for label in &self.layout.end_labels {
            let line = &self.spec.lines[label.line];
            let (color, ink) = (self.pen.color(&line.color), self.pen.color(palette::INK));
            let leader = [(right + 0.3 * em, label.end_y), (right + 1.1 * em, label.y)];
            self.pen.path(&leader, 1.5, color);
            let text_at = (right + 1.3 * em, label.y);
            self.pen.text(&line.label, text_at, Align::Left, ink);
        }
    }

    /// Writes what will appear, while nothing has.
    pub(super) fn empty_text(&self) -> Result<(), String> {
        let (muted, surface) = (
            self.pen.color(palette::MUTED),
            self.pen.color(palette::SURFACE),
        );
        self.pen
            .paragraph(&self.spec.empty_text, &self.layout.plot, muted, surface)
    }

    /// Draws the vertical line at `x`, and a disc where it reads each curve.
    pub(super) fn crosshair(&self, x: f64, hidden: Hidden) -> Result<(), String> {
        let (axis, plot) = (self.pen.color(palette::INK), self.layout.plot);
        let at = self.layout.x_at(x);
        self.pen.rule((at, plot.top), (at, plot.bottom), axis)?;
        let lines = self.spec.lines.iter();
        // The edge of a band is a formula, not something measured.
        let is_edge = |line: &Line| self.spec.bands.iter().any(|band| band.line == line.label);
        for (line, reading) in lines.zip(self.spec.readings(Some(x))) {
            if is_edge(line) {
                continue;
            }
            let finite = reading.point.filter(|p| p.1.is_finite() && !hidden(line));
            if let Some(at) = finite.map(|point| self.place(line, point)) {
                let (halo, color) = (
                    self.pen.color(palette::SURFACE),
                    self.pen.color(&line.color),
                );
                self.marker(Marker::Circle, at, MARKER_RADIUS + 2.0, halo)?;
                self.marker(Marker::Circle, at, MARKER_RADIUS + 0.5, color)?;
            }
        }
        Ok(())
    }
}
