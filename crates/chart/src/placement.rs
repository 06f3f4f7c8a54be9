//! Where the small pictures of images stand that belong to points of a chart: each near its point, none over another.
//! Pure: no canvas.

use super::layout::Rect;
use super::spec::Point;

/// Finer than a picture, so that pictures close up.
const CELLS_ALONG_A_SIDE: f64 = 3.0;

/// Returns the middle of a square of side `size` for each of `points`: straight above its point at a little distance
/// where no other is in the way, else in the nearest free place of `area`; where that has no room left, the last ones stay
/// above their points.
pub fn beside(points: &[Point], size: f64, area: &Rect) -> Vec<Point> {
    let half = size / 2.0;
    let inner = area.grown(-half);
    if size <= 0.0 || inner.width() < 0.0 || inner.height() < 0.0 {
        return points.to_vec();
    }
    let inside = |(x, y): Point| {
        (
            x.clamp(inner.left, inner.right),
            y.clamp(inner.top, inner.bottom),
        )
    };
    let mut placed: Vec<Point> = Vec::with_capacity(points.len());
    for &(x, y) in points {
        let wished = inside((x, y - 0.9 * size));
        let free = |&(cx, cy): &Point| {
            let apart = |&(px, py): &Point| (px - cx).abs() >= size || (py - cy).abs() >= size;
            placed.iter().all(apart)
        };
        let place = match free(&wished) {
            true => wished,
            false => nearest(wished, size / CELLS_ALONG_A_SIDE, &inner, free).unwrap_or(wished),
        };
        placed.push(place);
    }
    placed
}

/// Returns the place of a lattice of this width around `wished` that is nearest to it among those in `inner` that are
/// `free`: ring by ring, so that it ends as soon as none further out can be nearer.
fn nearest(
    wished: Point,
    width: f64,
    inner: &Rect,
    free: impl Fn(&Point) -> bool,
) -> Option<Point> {
    let reach = (inner.width().max(inner.height()) / width).ceil() as i32;
    let mut best: Option<(f64, Point)> = None;
    for ring in 1..=reach {
        if best.is_some_and(|(distance, _)| distance < f64::from(ring) * width) {
            break;
        }
        for (column, row) in around(ring) {
            let (dx, dy) = (f64::from(column) * width, f64::from(row) * width);
            let place = (wished.0 + dx, wished.1 + dy);
            let distance = dx.hypot(dy);
            let nearer = best.is_none_or(|(least, _)| distance < least);
            if nearer && contains(inner, place) && free(&place) {
                best = Some((distance, place));
            }
        }
    }
    best.map(|(_, place)| place)
}

/// Returns the cells of a ring around (0, 0), those above it first.
fn around(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let rows = -ring..=ring;
    rows.flat_map(move |row| {
        let all = row.abs() == ring;
        let columns = -ring..=ring;
        columns
            .filter(move |column| all || column.abs() == ring)
            .map(move |column| (column, row))
    })
}

fn contains(area: &Rect, (x, y): Point) -> bool {
    (area.left..=area.right).contains(&x) && (area.top..=area.bottom).contains(&y)
}

/// Returns for each of `points` how many of them, itself included, lie so near that the eye takes them for one; 0 for
/// those that are counted with one before them.
pub fn crowds(points: &[Point], near: f64) -> Vec<usize> {
    let mut counts = vec![0_usize; points.len()];
    for (i, &(x, y)) in points.iter().enumerate() {
        let first =
            (0..i).find(|&j| counts[j] > 0 && (points[j].0 - x).hypot(points[j].1 - y) <= near);
        counts[first.unwrap_or(i)] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect {
        left: 40.0,
        top: 10.0,
        right: 640.0,
        bottom: 340.0,
    };
    const SIZE: f64 = 26.0;

    fn apart(a: Point, b: Point) -> bool {
        (a.0 - b.0).abs() >= SIZE - 1e-9 || (a.1 - b.1).abs() >= SIZE - 1e-9
    }

    fn check(points: &[Point]) -> Vec<Point> {
        let placed = beside(points, SIZE, &AREA);
        assert_eq!(placed.len(), points.len());
        for (i, &a) in placed.iter().enumerate() {
            assert!(contains(&AREA.grown(-SIZE / 2.0), a), "{a:?} sticks out");
            assert!(placed[..i].iter().all(|&b| apart(a, b)), "{i} is covered");
        }
        placed
    }

    #[test]
    fn one_alone_stands_above_its_point_and_the_edge_holds_it() {
        assert_eq!(check(&[(300.0, 200.0)]), [(300.0, 200.0 - 0.9 * SIZE)]);
        assert_eq!(check(&[(40.0, 12.0)]), [(53.0, 23.0)]);
    }

    #[test]
    fn a_whole_panel_in_one_point_spreads_around_it() {
        let placed = check(&[(45.0, 60.0); 24]);
        let far = placed
            .iter()
            .map(|p| (p.0 - 45.0).hypot(p.1 - 60.0))
            .fold(0.0, f64::max);
        assert!(far < 8.0 * SIZE, "{far}");
        assert_eq!(crowds(&[(45.0, 60.0); 24], 3.0)[..2], [24, 0]);
    }

    #[test]
    fn points_all_over_the_chart_cover_nothing_either() {
        // A stride that is prime to both sides visits the whole area.
        let at = |i: u32| {
            let (x, y) = (i * 7919 % 600, i * 104_729 % 330);
            (40.0 + f64::from(x), 10.0 + f64::from(y))
        };
        for start in 0..200 {
            let points: Vec<Point> = (start..start + 24).map(at).collect();
            check(&points);
        }
    }

    #[test]
    fn an_area_without_room_gives_up_and_says_so_by_overlaps_alone() {
        let small = Rect {
            left: 0.0,
            top: 0.0,
            right: 30.0,
            bottom: 30.0,
        };
        let placed = beside(&[(15.0, 30.0); 3], SIZE, &small);
        assert!(!apart(placed[0], placed[1]) && !apart(placed[1], placed[2]));
        let none = Rect {
            left: 0.0,
            top: 0.0,
            right: 10.0,
            bottom: 10.0,
        };
        assert_eq!(beside(&[(5.0, 5.0)], SIZE, &none), [(5.0, 5.0)]);
    }

    #[test]
    fn crowds_count_what_the_eye_takes_for_one() {
        let points = [(0.0, 0.0), (1.0, 1.0), (50.0, 0.0), (0.0, 2.0)];
        assert_eq!(crowds(&points, 3.0), [3, 0, 1, 0]);
    }
}
