//! Fewer points than a line has, and the same picture: what is drawn is bounded by the width of
//! the chart and not by the length of the run.

use super::spec::Point;

/// Splits a line at its gaps and keeps, for each of `columns` equal parts of `[low, high]`, the
/// first, lowest, highest and last point.
pub fn thinned(points: &[Point], low: f64, high: f64, columns: usize) -> Vec<Vec<Point>> {
    let per_x = columns as f64 / (high - low);
    let column = |p: &Point| ((p.0 - low) * per_x).floor() as i64;
    let pieces = points
        .split(|p| !p.1.is_finite())
        .filter(|piece| !piece.is_empty());
    let thin = |piece: &[Point]| {
        if piece.len() <= 2 * columns {
            return piece.to_vec();
        }
        piece
            .chunk_by(|a, b| column(a) == column(b))
            .flat_map(extremes)
            .collect()
    };
    pieces.map(thin).collect()
}

/// Returns first, lowest, highest and last point in their order, each once.
fn extremes(points: &[Point]) -> Vec<Point> {
    let by_y = |a: &(usize, &Point), b: &(usize, &Point)| a.1.1.total_cmp(&b.1.1);
    let lowest = points.iter().enumerate().min_by(by_y).map_or(0, |(i, _)| i);
    let highest = points.iter().enumerate().max_by(by_y).map_or(0, |(i, _)| i);
    let mut kept = [0, lowest, highest, points.len() - 1];
    kept.sort_unstable();
    let mut indices = kept.to_vec();
    indices.dedup();
    indices.into_iter().map(|i| points[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_are_left_alone_and_gaps_split_them() {
        let points = [(0.0, 1.0), (1.0, f64::NAN), (2.0, 3.0), (3.0, 4.0)];
        let pieces = thinned(&points, 0.0, 3.0, 100);
        assert_eq!(pieces, [vec![(0.0, 1.0)], vec![(2.0, 3.0), (3.0, 4.0)]]);
    }

    #[test]
    fn long_lines_keep_ends_and_spikes_in_bounded_size() {
        let wave = |i: i32| {
            if i == 7_777 {
                50.0
            } else {
                (f64::from(i) * 0.01).sin()
            }
        };
        let points: Vec<Point> = (0..20_000).map(|i| (f64::from(i), wave(i))).collect();
        let pieces = thinned(&points, 0.0, 19_999.0, 300);
        assert_eq!(pieces.len(), 1);
        let line = &pieces[0];
        assert!(line.len() <= 4 * 301);
        assert!(line.contains(&(7_777.0, 50.0)));
        assert_eq!((line[0], line[line.len() - 1]), (points[0], points[19_999]));
        assert!(line.windows(2).all(|w| w[0].0 < w[1].0));
    }
}
