//! How many images stand in one place, where the eye takes their dots for one: badges in the way of no image and of no
//! other badge. Where two have no room, one says the sum.

use playground_chart::{Point, Rect};
use std::cmp::Reverse;

/// Width and height of a badge, which has room for two digits, in widths of the text.
const SIZE: (f64, f64) = (2.8, 1.4);
/// From a dot to its badge, across and down, in widths of the text.
const GAP: (f64, f64) = (0.45, 0.4);
/// Dots that lie nearer than this share a badge where two have no room, in widths of the text.
const NEAR: f64 = 4.0;
/// As far from where it belongs a badge is moved, in widths of the text.
const REACH: i32 = 8;

/// A badge, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Badge {
    /// Images that it stands for.
    pub count: usize,
    /// Its corner at the left above.
    pub corner: Point,
    /// Its width and height.
    pub size: (f64, f64),
}

/// What badges have to keep to.
pub struct Room<'a> {
    /// Where images stand.
    pub images: &'a [Rect],
    /// The area between the axes.
    pub plot: &'a Rect,
    /// Size of the text in CSS pixels.
    pub font: f64,
}

/// A badge that has its place.
struct Spot {
    /// Which dot it stands at.
    at: usize,
    count: usize,
    area: Rect,
}

/// Returns the badge at each of `dots`, at which so many images stand as `crowds` counts: none where one stands alone,
/// or where a badge nearby stands for these as well. The larger ones choose first.
pub fn badges(dots: &[Point], crowds: &[usize], room: &Room) -> Vec<Option<Badge>> {
    let mut order: Vec<usize> = (0..dots.len()).filter(|&at| crowds[at] > 1).collect();
    order.sort_by_key(|&at| Reverse(crowds[at]));
    let mut placed: Vec<Spot> = Vec::with_capacity(order.len());
    for at in order {
        let (dot, count) = (dots[at], crowds[at]);
        let distance = |other: &Spot| {
            let (x, y) = dots[other.at];
            (x - dot.0).hypot(y - dot.1)
        };
        let nearer = |a: &usize, b: &usize| distance(&placed[*a]).total_cmp(&distance(&placed[*b]));
        let neighbour = (0..placed.len()).min_by(nearer);
        let shares = neighbour.is_some_and(|other| distance(&placed[other]) <= NEAR * room.font);
        let area = room.area(dot, &placed, shares);
        match (area, neighbour) {
            (None, Some(other)) => placed[other].count += count,
            (area, _) => {
                let area = area.unwrap_or(room.homes(dot)[0]);
                placed.push(Spot { at, count, area });
            }
        }
    }
    let mut found = vec![None; dots.len()];
    for Spot { at, count, area } in placed {
        found[at] = Some(Badge {
            count,
            corner: (area.left, area.top),
            size: room.size(),
        });
    }
    found
}

impl Room<'_> {
    fn size(&self) -> (f64, f64) {
        (SIZE.0 * self.font, SIZE.1 * self.font)
    }

    /// Returns a place for the badge of a dot: beside it or, unless it `shares` one then, the nearest that is free, if
    /// need be over an image.
    fn area(&self, dot: Point, placed: &[Spot], shares: bool) -> Option<Rect> {
        let apart = |area: &Rect| {
            is_within(area, self.plot) && !placed.iter().any(|other| meet(area, &other.area))
        };
        let clear = |area: &Rect| apart(area) && !self.images.iter().any(|image| meet(area, image));
        let beside = self.homes(dot).into_iter().find(clear);
        if beside.is_some() || shares {
            return beside;
        }
        self.nearest(dot, clear)
            .or_else(|| self.nearest(dot, apart))
    }

    /// Returns the places below a dot, as images stand above theirs; first at the side with more room.
    fn homes(&self, (x, y): Point) -> [Rect; 2] {
        let (width, _) = self.size();
        let (across, down) = (GAP.0 * self.font, GAP.1 * self.font);
        let right = self.at((x + across, y + down));
        let left = self.at((x - across - width, y + down));
        match x > (self.plot.left + self.plot.right) / 2.0 {
            true => [left, right],
            false => [right, left],
        }
    }

    fn at(&self, (left, top): Point) -> Rect {
        let (width, height) = self.size();
        Rect {
            left,
            top,
            right: left + width,
            bottom: top + height,
        }
    }

    /// Returns the `free` place around a dot whose middle is nearest to it.
    fn nearest(&self, (x, y): Point, free: impl Fn(&Rect) -> bool) -> Option<Rect> {
        let (width, height) = self.size();
        let cells = (-REACH..=REACH).flat_map(|row| (-REACH..=REACH).map(move |cell| (cell, row)));
        let places = cells.map(|(cell, row)| {
            let (dx, dy) = (f64::from(cell) * self.font, f64::from(row) * self.font);
            let corner = (x + dx - width / 2.0, y + dy - height / 2.0);
            (dx.hypot(dy), self.at(corner))
        });
        let free = places.filter(|(_, area)| free(area));
        free.min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, area)| area)
    }
}

fn is_within(inner: &Rect, outer: &Rect) -> bool {
    inner.left >= outer.left
        && inner.right <= outer.right
        && inner.top >= outer.top
        && inner.bottom <= outer.bottom
}

fn meet(a: &Rect, b: &Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_chart::placement::{beside, crowds};

    const PLOT: Rect = Rect {
        left: 40.0,
        top: 10.0,
        right: 640.0,
        bottom: 340.0,
    };
    const FONT: f64 = 13.0;
    const SIDE: f64 = 26.0;

    fn area(badge: &Badge) -> Rect {
        let ((left, top), (width, height)) = (badge.corner, badge.size);
        Rect {
            left,
            top,
            right: left + width,
            bottom: top + height,
        }
    }

    fn around((x, y): Point) -> Rect {
        let half = SIDE / 2.0;
        Rect {
            left: x - half,
            top: y - half,
            right: x + half,
            bottom: y + half,
        }
    }

    fn room(images: &[Rect]) -> Room<'_> {
        Room {
            images,
            plot: &PLOT,
            font: FONT,
        }
    }

    fn counts(found: &[Option<Badge>]) -> Vec<usize> {
        found.iter().map(|b| b.map_or(0, |b| b.count)).collect()
    }

    #[test]
    fn one_alone_has_none_and_a_crowd_has_it_below_its_dot() {
        let found = badges(&[(300.0, 200.0), (100.0, 100.0)], &[1, 3], &room(&[]));
        assert_eq!(counts(&found), [0, 3]);
        let (x, y) = found[1].unwrap().corner;
        assert!(x > 100.0 && x < 110.0 && y > 100.0 && y < 110.0);
        // Right of the middle it stands at the left.
        let found = badges(&[(600.0, 100.0)], &[2], &room(&[]));
        let right = area(&found[0].unwrap()).right;
        assert!(right > 590.0 && right < 600.0);
    }

    #[test]
    fn at_the_edge_it_stays_off_the_numbers_of_the_axes() {
        for dot in [(40.0, 340.0), (640.0, 340.0), (640.0, 10.0)] {
            let found = badges(&[dot], &[24], &room(&[]));
            assert!(is_within(&area(&found[0].unwrap()), &PLOT), "{dot:?}");
        }
    }

    #[test]
    fn where_two_neighbours_have_no_room_the_larger_one_says_the_sum() {
        let dots = [(300.0, 200.0), (304.0, 208.0), (300.0, 215.0)];
        // The second has its place at the other side of its dot.
        let found = badges(&dots, &[4, 3, 5], &room(&[]));
        assert_eq!(counts(&found), [4, 0, 8]);
        let far = badges(&[(100.0, 200.0), (500.0, 200.0)], &[4, 3], &room(&[]));
        assert_eq!(counts(&far), [4, 3]);
    }

    #[test]
    fn one_without_a_neighbour_gives_way_to_the_images() {
        let dot = (300.0, 200.0);
        let images = beside(&[dot; 24], SIDE, &PLOT);
        let images: Vec<Rect> = images.into_iter().map(around).collect();
        let found = badges(&[dot], &[24], &room(&images));
        let badge = area(&found[0].unwrap());
        assert!(!images.iter().any(|image| meet(image, &badge)));
        // With images all over it stands over one rather than nowhere.
        let found = badges(&[dot], &[24], &room(&[PLOT]));
        assert_eq!(counts(&found), [24]);
        assert!(is_within(&area(&found[0].unwrap()), &PLOT));
    }

    #[test]
    fn no_count_is_lost_and_no_badge_meets_another() {
        for start in 0..200_u32 {
            // Strides that are prime to both sides visit the whole area, in places of 16 pixels with several dots each.
            let at = |i: u32| {
                let (x, y) = (i * 7919 % 200, i * 104_729 % 110);
                (
                    40.0 + 16.0 * f64::from(x / 16),
                    10.0 + 16.0 * f64::from(y / 16),
                )
            };
            let dots: Vec<Point> = (start..start + 24).map(|i| at(i / 2)).collect();
            let crowds = crowds(&dots, 4.0);
            let images = beside(&dots, SIDE, &PLOT);
            let images: Vec<Rect> = images.into_iter().map(around).collect();
            let found = badges(&dots, &crowds, &room(&images));
            let crowded = crowds.iter().filter(|&&count| count > 1);
            assert_eq!(counts(&found).iter().sum::<usize>(), crowded.sum::<usize>());
            let areas: Vec<Rect> = found.iter().flatten().map(area).collect();
            for (at, one) in areas.iter().enumerate() {
                assert!(is_within(one, &PLOT), "{start}: {one:?}");
                assert!(!areas[..at].iter().any(|other| meet(one, other)), "{start}");
            }
        }
    }

    #[test]
    fn a_plot_that_is_too_small_for_a_badge_loses_none() {
        let plot = Rect {
            right: 50.0,
            bottom: 20.0,
            ..PLOT
        };
        let room = Room {
            images: &[],
            plot: &plot,
            font: FONT,
        };
        let found = badges(&[(45.0, 15.0), (48.0, 12.0)], &[2, 5], &room);
        assert_eq!(counts(&found), [0, 7]);
    }
}
