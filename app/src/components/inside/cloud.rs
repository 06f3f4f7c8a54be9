//! Where the points of the embedding stand in its picture, and which one is pointed at.

/// Side of the picture in its own units.
pub const SIDE: f64 = 1000.0;
/// Kept free along its edges.
const MARGIN: f64 = 40.0;

/// From the plane to the picture: the same scale both ways, so that distances mean the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    middle: (f64, f64),
    scale: f64,
}

impl Frame {
    /// Fits a frame around all points; what is not finite is left out. Returns `None` without points.
    pub fn around(points: &[(f32, f32)]) -> Option<Self> {
        let finite = points.iter().filter(|p| p.0.is_finite() && p.1.is_finite());
        let bounds = finite.fold(None, |bounds, &(x, y)| {
            let (x, y) = (f64::from(x), f64::from(y));
            let (low, high) = bounds.unwrap_or(((x, y), (x, y)));
            Some((
                (f64::min(low.0, x), f64::min(low.1, y)),
                (f64::max(high.0, x), f64::max(high.1, y)),
            ))
        });
        let (low, high) = bounds?;
        let extent = f64::max(high.0 - low.0, high.1 - low.1);
        Some(Self {
            middle: ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0),
            scale: (SIDE - 2.0 * MARGIN) / extent.max(1e-9),
        })
    }

    /// Returns where a point stands, y upwards on the plane; a point outside stands at the edge. `None` for one that
    /// is not finite.
    pub fn place(&self, (x, y): (f32, f32)) -> Option<(f64, f64)> {
        let at = (
            SIDE / 2.0 + (f64::from(x) - self.middle.0) * self.scale,
            SIDE / 2.0 - (f64::from(y) - self.middle.1) * self.scale,
        );
        let inside = |v: f64| v.clamp(MARGIN / 4.0, SIDE - MARGIN / 4.0);
        (at.0.is_finite() && at.1.is_finite()).then(|| (inside(at.0), inside(at.1)))
    }

    /// Returns the point of the plane that stands at a place of the picture: the way back.
    pub fn point(&self, (x, y): (f64, f64)) -> (f32, f32) {
        let along = |at: f64| (at - SIDE / 2.0) / self.scale;
        (
            (self.middle.0 + along(x)) as f32,
            (self.middle.1 - along(y)) as f32,
        )
    }
}

/// Draws dots as one path: lines of no length, which round caps turn into dots.
pub fn dots(places: impl Iterator<Item = (f64, f64)>) -> String {
    places.map(|(x, y)| format!("M{x:.1} {y:.1}h0")).collect()
}

/// Finds the point nearest to `at`, if one is within `reach`. Returns its place in the list.
pub fn nearest(
    places: impl Iterator<Item = (usize, (f64, f64))>,
    at: (f64, f64),
    reach: f64,
) -> Option<usize> {
    let distances = places.map(|(i, (x, y))| (i, (x - at.0).hypot(y - at.1)));
    let close = distances.filter(|(_, distance)| *distance <= reach);
    close.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
}

/// Computes the middle of some places.
pub fn centre(places: &[(f64, f64)]) -> Option<(f64, f64)> {
    let n = places.len() as f64;
    let sum = |along: fn(&(f64, f64)) -> f64| places.iter().map(along).sum::<f64>();
    (n > 0.0).then(|| (sum(|place| place.0) / n, sum(|place| place.1) / n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fill_the_frame_with_one_scale_and_y_upwards() {
        let frame = Frame::around(&[(0.0, 0.0), (2.0, 1.0), (f32::NAN, 9.0)]).unwrap();
        assert_eq!(frame.place((0.0, 0.0)), Some((40.0, 730.0)));
        assert_eq!(frame.place((2.0, 1.0)), Some((960.0, 270.0)));
        assert_eq!(frame.place((99.0, 0.5)), Some((990.0, 500.0)));
        assert_eq!(frame.place((f32::NAN, 0.0)), None);
        assert_eq!(frame.point((960.0, 270.0)), (2.0, 1.0));
        assert_eq!(Frame::around(&[]), None);
        let one = Frame::around(&[(3.0, 3.0)]).unwrap();
        assert_eq!(one.place((3.0, 3.0)), Some((500.0, 500.0)));
    }

    #[test]
    fn the_nearest_within_reach_is_found() {
        let places = [(10.0, 10.0), (20.0, 10.0), (300.0, 300.0)];
        let find = |at| nearest(places.into_iter().enumerate(), at, 15.0);
        assert_eq!(find((17.0, 10.0)), Some(1));
        assert_eq!(find((150.0, 150.0)), None);
        assert_eq!(centre(&places[..2]), Some((15.0, 10.0)));
        assert_eq!(centre(&[]), None);
        assert_eq!(dots(places[..1].iter().copied()), "M10.0 10.0h0");
    }
}
