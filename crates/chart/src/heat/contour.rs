//! Contours by marching squares: where a value is crossed between the middles of neighbouring cells.

use crate::spec::Point;

/// Returns the pieces of the contour at `level` of `values` (`[rows · columns]`), in cells from the middle of the first
/// one. Squares with a gap at a corner have none.
pub fn contour(values: &[f64], columns: usize, level: f64) -> Vec<(Point, Point)> {
    let rows = values.len().checked_div(columns).unwrap_or(0);
    let mut pieces = Vec::new();
    for row in 1..rows {
        for column in 1..columns {
            let at = |c: usize, r: usize| values[r * columns + c] - level;
            let (left, low) = (column - 1, row - 1);
            let corners = [
                at(left, low),
                at(column, low),
                at(column, row),
                at(left, row),
            ];
            if corners.iter().all(|v| v.is_finite()) {
                let shifted = |p: Point| (p.0 + left as f64, p.1 + low as f64);
                pieces.extend(
                    crossing(corners)
                        .into_iter()
                        .map(|(a, b)| (shifted(a), shifted(b))),
                );
            }
        }
    }
    pieces
}

/// Corners of a square, anticlockwise from the lower left.
const CORNERS: [Point; 4] = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];

/// Finds where zero crosses a square with these values at its corners.
fn crossing(v: [f64; 4]) -> Vec<(Point, Point)> {
    let edge = |from: usize| {
        let to = (from + 1) % 4;
        if (v[from] < 0.0) == (v[to] < 0.0) {
            return None;
        }
        let part = v[from] / (v[from] - v[to]);
        let (a, b) = (CORNERS[from], CORNERS[to]);
        Some((a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1)))
    };
    let crossed: Vec<Point> = (0..4).filter_map(edge).collect();
    match crossed[..] {
        [a, b] => vec![(a, b)],
        // A saddle: the middle says which corners belong together.
        [a, b, c, d] if (v.iter().sum::<f64>() < 0.0) == (v[0] < 0.0) => vec![(a, b), (c, d)],
        [a, b, c, d] => vec![(a, d), (b, c)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_has_its_radius_everywhere() {
        let side = 41;
        let value = |i: usize| {
            let (x, y) = ((i % side) as f64 - 20.0, (i / side) as f64 - 20.0);
            x * x + y * y
        };
        let values: Vec<f64> = (0..side * side).map(value).collect();
        let pieces = contour(&values, side, 144.0);
        assert!(pieces.len() > 50);
        for (a, b) in pieces {
            for (x, y) in [a, b] {
                let radius = (x - 20.0).hypot(y - 20.0);
                assert!((radius - 12.0).abs() < 0.05, "{radius}");
            }
        }
    }

    #[test]
    fn gaps_and_flat_maps_have_no_contour() {
        assert!(contour(&[0.0, f64::NAN, 1.0, 1.0], 2, 0.5).is_empty());
        assert!(contour(&[1.0; 9], 3, 0.5).is_empty());
        assert!(contour(&[], 0, 0.5).is_empty());
    }

    #[test]
    fn a_saddle_keeps_both_of_its_pieces() {
        assert_eq!(contour(&[1.0, -1.0, -1.0, 1.0], 2, 0.0).len(), 2);
    }
}
