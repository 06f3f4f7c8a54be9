//! Points of many dimensions on a plane: the two directions along which they differ most (principal
//! component analysis; Pearson 1901, Jolliffe, Principal Component Analysis, ch. 1).

/// Rounds of the power iteration along one axis, at most.
const ROUNDS: usize = 300;
/// Two rounds whose directions differ by less have arrived.
const ARRIVED: f64 = 1e-10;

/// The plane through the mean of some points along which they vary most.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// `[dimensions]`.
    pub mean: Vec<f64>,
    /// Two orthogonal directions of length 1, `[dimensions]` each; the first carries more variance.
    pub axes: [Vec<f64>; 2],
    /// Share of the variance along each, 0 to 1.
    pub shares: [f64; 2],
}

impl Plane {
    /// Returns the plane of points of two values, `[count, 2]` row by row, just as they are: its axes are the values
    /// themselves. `None` without points or when some value is not finite.
    pub fn of_two_values(points: &[f32]) -> Option<Self> {
        if points.len() < 2 || points.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let middle = mean(points, 2, points.len() / 2);
        let spread = |value: usize| -> f64 {
            let values = points.iter().skip(value).step_by(2).copied();
            let off = values.map(|v| f64::from(v) - middle[value]);
            off.map(|v| v.powi(2)).sum()
        };
        let spreads = [spread(0), spread(1)];
        let total: f64 = spreads.iter().sum();
        Some(Self {
            mean: vec![0.0; 2],
            axes: [vec![1.0, 0.0], vec![0.0, 1.0]],
            shares: spreads.map(|s| if total > 0.0 { s / total } else { 0.0 }),
        })
    }

    /// Returns the point of the plane at a place, `[dimensions]`: the way back from [`place`](Self::place).
    pub fn point(&self, (x, y): (f64, f64)) -> Vec<f64> {
        let axes = self.axes[0].iter().zip(&self.axes[1]);
        let pairs = self.mean.iter().zip(axes);
        pairs.map(|(m, (a, b))| m + x * a + y * b).collect()
    }

    /// Returns where a point lies on the plane. In a longer or shorter point the values that fit count.
    pub fn place(&self, point: &[f32]) -> (f64, f64) {
        let along = |axis: &[f64]| {
            let terms = point.iter().zip(&self.mean).zip(axis);
            terms.map(|((&v, m), a)| (f64::from(v) - m) * a).sum()
        };
        (along(&self.axes[0]), along(&self.axes[1]))
    }
}

/// The search for a plane, a round at a time: the points may be many and wide.
pub struct Search {
    dimensions: usize,
    mean: Vec<f64>,
    /// The points around their mean, `[count, dimensions]` row by row.
    rows: Vec<f64>,
    /// Where the search along each axis starts.
    start: [Vec<f64>; 2],
    /// A plane that this one shall not be a mirror image of.
    before: Option<[Vec<f64>; 2]>,
    /// The axes found.
    found: Vec<Vec<f64>>,
    /// The axis under way and its rounds.
    under_way: Option<(Vec<f64>, usize)>,
}

impl Search {
    /// Begins with `points`, `[count, dimensions]` row by row. From a plane found `before` of the same
    /// dimensions the search starts near its end, and the picture does not flip from one time to the next.
    /// `None` without two dimensions and two points, or when some value is not finite.
    pub fn new(points: &[f32], dimensions: usize, before: Option<&Plane>) -> Option<Self> {
        let count = points.len().checked_div(dimensions)?;
        if dimensions < 2 || count < 2 || points.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let mean = mean(points, dimensions, count);
        let mut rows: Vec<f64> = Vec::with_capacity(points.len());
        for row in points.chunks_exact(dimensions) {
            rows.extend(row.iter().zip(&mean).map(|(&v, m)| f64::from(v) - m));
        }
        let before = before
            .filter(|plane| plane.mean.len() == dimensions)
            .map(|plane| plane.axes.clone());
        // No particular direction, so that none is at right angles to the answer by its making.
        let some = |i: usize| ((i as f64 + 1.0) * 0.754_877_666).fract() - 0.4;
        let anywhere: Vec<f64> = (0..dimensions).map(some).collect();
        // A little of anywhere, in case the points vary at right angles to where they did.
        let near = |axis: &Vec<f64>| {
            let length = dot(&anywhere, &anywhere).sqrt();
            let pairs = axis.iter().zip(&anywhere);
            pairs.map(|(a, r)| a + 0.1 * r / length).collect()
        };
        Some(Self {
            start: match &before {
                Some(axes) => [near(&axes[0]), near(&axes[1])],
                None => [anywhere.clone(), anywhere.clone()],
            },
            dimensions,
            mean,
            rows,
            before,
            found: Vec::new(),
            under_way: None,
        })
    }

    /// Runs one round, and returns whether the plane is found.
    pub fn round(&mut self) -> bool {
        let Some((axis, rounds)) = self.under_way.take() else {
            return self.begin_axis();
        };
        let mut next = vec![0.0; self.dimensions];
        for row in self.rows.chunks_exact(self.dimensions) {
            let along = dot(row, &axis);
            next.iter_mut().zip(row).for_each(|(n, r)| *n += along * r);
        }
        // Points that do not vary any more leave any direction as good as another.
        let Some(next) = self.cleaned(next) else {
            return self.end_axis(axis);
        };
        let arrived = 1.0 - dot(&next, &axis).abs() < ARRIVED;
        if arrived || rounds + 1 >= ROUNDS {
            return self.end_axis(next);
        }
        self.under_way = Some((next, rounds + 1));
        false
    }

    fn begin_axis(&mut self) -> bool {
        let Some(start) = self.start.get(self.found.len()) else {
            return true;
        };
        match self.cleaned(start.clone()) {
            Some(start) => {
                self.under_way = Some((start, 0));
                false
            }
            None => self.end_axis(vec![0.0; self.dimensions]),
        }
    }

    fn end_axis(&mut self, axis: Vec<f64>) -> bool {
        self.found.push(axis);
        self.found.len() == 2
    }

    /// Turns the axis of this place, 0 or 1, so that it is not a mirror image of the one before.
    fn turned(&self, place: usize, axis: Vec<f64>) -> Vec<f64> {
        let backwards = match &self.before {
            Some(before) => dot(&axis, &before[place]) < 0.0,
            None => largest(&axis) < 0.0,
        };
        let sign = if backwards { -1.0 } else { 1.0 };
        axis.into_iter().map(|v| v * sign).collect()
    }

    /// Brings a vector to length 1 and to right angles with the axes found; none where it lies along them.
    fn cleaned(&self, mut v: Vec<f64>) -> Option<Vec<f64>> {
        for axis in &self.found {
            let along = dot(&v, axis);
            v.iter_mut().zip(axis).for_each(|(v, a)| *v -= along * a);
        }
        let length = dot(&v, &v).sqrt();
        (length > 1e-12).then(|| v.iter().map(|v| v / length).collect())
    }

    /// Returns the plane, once it is found.
    pub fn finish(self) -> Option<Plane> {
        let [first, second] = self.found.as_slice() else {
            return None;
        };
        // Where both carry nearly the same, the rounds end before the axes are told apart: within the plane
        // that they span they are turned to where the two do not vary together (Jacobi's rotation).
        let rows = self.rows.chunks_exact(self.dimensions);
        let [aa, ab, bb] = rows.fold([0.0; 3], |[aa, ab, bb], row| {
            let (a, b) = (dot(row, first), dot(row, second));
            [aa + a * a, ab + a * b, bb + b * b]
        });
        let angle = 0.5 * (2.0 * ab).atan2(aa - bb);
        let (sin, cos) = angle.sin_cos();
        let mix = |a: f64, b: f64| {
            let pairs = first.iter().zip(second);
            pairs.map(|(x, y)| a * x + b * y).collect()
        };
        let axes = [
            self.turned(0, mix(cos, sin)),
            self.turned(1, mix(-sin, cos)),
        ];
        let both = 2.0 * sin * cos * ab;
        let along = [
            cos * cos * aa + both + sin * sin * bb,
            sin * sin * aa - both + cos * cos * bb,
        ];
        let total: f64 = dot(&self.rows, &self.rows);
        Some(Plane {
            shares: along.map(|along| if total > 0.0 { along / total } else { 0.0 }),
            mean: self.mean,
            axes,
        })
    }
}

fn mean(points: &[f32], dimensions: usize, count: usize) -> Vec<f64> {
    let mut mean = vec![0.0; dimensions];
    for row in points.chunks_exact(dimensions) {
        for (sum, &value) in mean.iter_mut().zip(row) {
            *sum += f64::from(value);
        }
    }
    mean.iter().map(|sum| sum / count as f64).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Returns the entry of largest size, with its sign.
fn largest(axis: &[f64]) -> f64 {
    let larger = |a: f64, b: f64| if b.abs() > a.abs() { b } else { a };
    axis.iter().copied().fold(0.0, larger)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plane(points: &[f32], dimensions: usize, before: Option<&Plane>) -> Option<Plane> {
        let mut search = Search::new(points, dimensions, before)?;
        while !search.round() {}
        search.finish()
    }

    #[test]
    fn points_on_a_line_have_it_as_their_first_axis() {
        // Along (3, 4) around (1, 2), and a little across.
        let points: Vec<f32> = [-2.0_f32, -1.0, 0.0, 1.0, 2.0]
            .iter()
            .flat_map(|t| {
                let across = 0.1 * if *t == 0.0 { 1.0 } else { -0.25 };
                [1.0 + 3.0 * t - 4.0 * across, 2.0 + 4.0 * t + 3.0 * across]
            })
            .collect();
        let plane = plane(&points, 2, None).unwrap();
        assert!((plane.axes[0][0] - 0.6).abs() < 1e-3 && (plane.axes[0][1] - 0.8).abs() < 1e-3);
        assert!(plane.shares[0] > 0.99 && (plane.shares[0] + plane.shares[1] - 1.0).abs() < 1e-9);
        let (x, y) = plane.place(&[1.0, 2.0]);
        assert!(x.abs() < 0.2 && y.abs() < 0.6, "{x} {y}");
    }

    #[test]
    fn a_place_and_its_point_are_the_same() {
        let points: Vec<f32> = (0..40).map(|i| ((i * i * 7) % 23) as f32 - 11.0).collect();
        let found = plane(&points, 4, None).unwrap();
        let point: Vec<f32> = found.point((1.5, -2.0)).iter().map(|&v| v as f32).collect();
        let (x, y) = found.place(&point);
        assert!((x - 1.5).abs() < 1e-5 && (y + 2.0).abs() < 1e-5, "{x} {y}");
    }

    #[test]
    fn two_values_are_a_plane_as_they_are() {
        let plane = Plane::of_two_values(&[1.0, 2.0, 4.0, 2.0, 1.0, 8.0]).unwrap();
        assert_eq!(plane.place(&[4.0, -7.5]), (4.0, -7.5));
        assert_eq!(plane.point((4.0, -7.5)), [4.0, -7.5]);
        // Variances 6 and 24 around (2, 4).
        assert!((plane.shares[0] - 0.2).abs() < 1e-12 && (plane.shares[1] - 0.8).abs() < 1e-12);
        assert_eq!(Plane::of_two_values(&[1.0, f32::NAN]), None);
        assert_eq!(Plane::of_two_values(&[]), None);
    }

    #[test]
    fn what_spans_no_plane_has_none() {
        assert_eq!(plane(&[1.0, 2.0], 2, None), None);
        assert_eq!(plane(&[1.0, 2.0], 1, None), None);
        assert_eq!(plane(&[1.0, f32::NAN, 2.0, 3.0], 2, None), None);
        assert_eq!(plane(&[], 0, None), None);
        let same = plane(&[1.0, 2.0, 1.0, 2.0], 2, None).unwrap();
        assert_eq!(same.shares, [0.0, 0.0]);
    }

    #[test]
    fn a_plane_found_before_is_found_again_the_same_way_round() {
        let points: Vec<f32> = (0..40).map(|i| ((i * i * 7) % 23) as f32 - 11.0).collect();
        let first = plane(&points, 4, None).unwrap();
        let mirrored = Plane {
            axes: first
                .axes
                .clone()
                .map(|axis| axis.iter().map(|v| -v).collect()),
            ..first.clone()
        };
        let again = plane(&points, 4, Some(&mirrored)).unwrap();
        for (a, b) in again.axes.iter().zip(&mirrored.axes) {
            assert!(dot(a, b) > 0.999_999, "{a:?} {b:?}");
        }
        assert_eq!(plane(&points, 2, Some(&first)), plane(&points, 2, None));
    }

    #[test]
    fn axes_that_carry_nearly_the_same_are_told_apart() {
        // Spreads 1 and 1 + 1e-4 along the diagonals, which the rounds cannot tell apart.
        let wide = (1.0_f64 + 1e-4).sqrt() as f32;
        let points = [1.0, 1.0, -1.0, -1.0, wide, -wide, -wide, wide];
        let plane = plane(&points, 2, None).unwrap();
        let half = 0.5_f64.sqrt();
        let along = |axis: &[f64], other: f64| (axis[0] * half + other * axis[1] * half).abs();
        assert!(along(&plane.axes[0], -1.0) > 1.0 - 1e-9, "{:?}", plane.axes);
        assert!(along(&plane.axes[1], 1.0) > 1.0 - 1e-9, "{:?}", plane.axes);
        assert!(plane.shares[0] > plane.shares[1]);
    }

    proptest! {
        /// Against the eigenvectors of the covariance of three columns, found by Jacobi's rotations.
        #[test]
        fn shares_are_the_largest_eigenvalues_of_the_covariance(values in prop::collection::vec(-2.0f32..2.0, 30)) {
            let plane = plane(&values, 3, None).unwrap();
            let mean = &plane.mean;
            let mut covariance = [[0.0; 3]; 3];
            for row in values.chunks_exact(3) {
                for i in 0..3 {
                    for j in 0..3 {
                        covariance[i][j] += (f64::from(row[i]) - mean[i]) * (f64::from(row[j]) - mean[j]);
                    }
                }
            }
            let trace: f64 = (0..3).map(|i| covariance[i][i]).sum();
            // The characteristic polynomial vanishes at the first eigenvalue.
            let found = plane.shares[0] * trace;
            let shifted = |i: usize, j: usize| covariance[i][j] - if i == j { found } else { 0.0 };
            let determinant = (0..3).map(|i| {
                let (a, b) = ((i + 1) % 3, (i + 2) % 3);
                shifted(0, i) * (shifted(1, a) * shifted(2, b) - shifted(1, b) * shifted(2, a))
            }).sum::<f64>();
            prop_assert!(determinant.abs() < 1e-3 * trace.powi(3), "{determinant}");
            prop_assert!(plane.shares[0] + 1e-12 >= plane.shares[1]);
            prop_assert!(dot(&plane.axes[0], &plane.axes[1]).abs() < 1e-6);
        }
    }
}
