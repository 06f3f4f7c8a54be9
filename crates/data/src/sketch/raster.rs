//! Anti-aliased lines: the ink of a pixel follows from its distance to the pen's path.

/// Width of the soft edge in pixels. Averaging over a pixel's area would give 1; MNIST was resampled
/// once more, and 1.2 gives its share of full ink among the inked pixels (0.39).
const EDGE: f32 = 1.2;

/// A square of pixels, row by row, ink in [0, 1].
pub(super) struct Canvas {
    side: usize,
    values: Vec<f32>,
}

impl Canvas {
    pub(super) fn new(side: usize) -> Self {
        Self {
            side,
            values: vec![0.0; side * side],
        }
    }

    pub(super) fn into_values(self) -> Vec<f32> {
        self.values
    }

    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// Draws through `points` with a round pen; a single point is a dot. Units are pixels.
    pub(super) fn polyline(&mut self, points: &[(f32, f32)], radius: f32) {
        if let [only] = points {
            self.segment(*only, *only, radius);
        }
        for pair in points.windows(2) {
            self.segment(pair[0], pair[1], radius);
        }
    }

    /// Draws a line from `a` to `b`; ink falls from 1 to 0 across the pen's edge. Overlapping ink does not add up: the
    /// darkest wins, so that the joints of a polyline do not show.
    fn segment(&mut self, a: (f32, f32), b: (f32, f32), radius: f32) {
        let reach = radius + EDGE / 2.0;
        // A pen thinner than a pixel never covers one whole.
        let darkest = (2.0 * radius).min(1.0);
        let (columns, rows) = (
            self.span(a.0.min(b.0) - reach, a.0.max(b.0) + reach),
            self.span(a.1.min(b.1) - reach, a.1.max(b.1) + reach),
        );
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length_squared = dx * dx + dy * dy;
        let inverse = if length_squared > 0.0 {
            1.0 / length_squared
        } else {
            0.0
        };
        for row in rows {
            let py = row as f32 + 0.5 - a.1;
            for column in columns.clone() {
                let px = column as f32 + 0.5 - a.0;
                let along = ((px * dx + py * dy) * inverse).clamp(0.0, 1.0);
                let (ex, ey) = (px - along * dx, py - along * dy);
                let squared = ex * ex + ey * ey;
                if squared < reach * reach {
                    let ink = ((reach - squared.sqrt()) / EDGE).min(darkest);
                    let pixel = &mut self.values[row * self.side + column];
                    *pixel = pixel.max(ink);
                }
            }
        }
    }

    /// Returns the pixels that the interval from `low` to `high` touches, as far as they are on the canvas.
    fn span(&self, low: f32, high: f32) -> std::ops::Range<usize> {
        // Float-to-integer casts saturate, so what lies left of or above the canvas becomes 0.
        (low as usize)..(high.ceil().max(0.0) as usize).min(self.side)
    }
}
