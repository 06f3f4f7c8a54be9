//! From a measured plane to maps and sentences. Pure, so that it is tested without a page.

use crate::components::parts::levels;
use playground_chart::{HeatAxis, HeatSpec, Shades};
use playground_experiment::format;
use playground_insight::theory::points::Point;
use playground_insight::theory::surface::{CASES, Plane, Spot, spot};

/// Contours of the loss: enough to see its shape.
const LEVELS: usize = 12;

/// Everything that is known of a surface.
#[derive(Clone, Debug, PartialEq)]
pub struct SurfaceMap {
    /// Index in the table.
    pub case: usize,
    /// The plane.
    pub plane: Plane,
    /// Where gradient descent went.
    pub path: Vec<[f64; 2]>,
    /// The points.
    pub points: Vec<Point>,
}

fn map(surface: &SurfaceMap, title: String, value: fn(&Spot) -> f64) -> HeatSpec {
    let plane = &surface.plane;
    HeatSpec {
        title,
        x: HeatAxis::range("w₁", plane.range),
        y: HeatAxis::range("w₂", plane.range),
        columns: plane.side,
        rows: plane.side,
        values: plane.spots.iter().map(value).collect(),
        gap_label: "undefined".to_owned(),
        path: surface.path.iter().map(|w| (w[0], w[1])).collect(),
        ..HeatSpec::default()
    }
}

/// Maps the loss.
pub fn loss(surface: &Option<SurfaceMap>) -> HeatSpec {
    let Some(surface) = surface else {
        return HeatSpec::default();
    };
    let title = format!("Loss: {}", CASES[surface.case].name);
    let map = map(surface, title, |spot| spot.loss);
    HeatSpec {
        value_label: "loss".to_owned(),
        shades: Shades::Log,
        contours: levels(&map.values, LEVELS),
        ..map
    }
}

/// Maps the smallest eigenvalue of the Hessian.
pub fn eigenvalues(surface: &Option<SurfaceMap>) -> HeatSpec {
    let Some(surface) = surface else {
        return HeatSpec::default();
    };
    let title = "Smallest eigenvalue of the Hessian".to_owned();
    HeatSpec {
        value_label: "eigenvalue".to_owned(),
        shades: Shades::Diverging,
        contours: vec![0.0],
        ..map(surface, title, Spot::smallest_eigenvalue)
    }
}

const NO_POINTS: &str = "There are no two classes of points to draw a surface for: correct what is marked, or choose two \
                         different digits.";

/// Says where it is convex.
pub fn about_plane(surface: &Option<SurfaceMap>) -> String {
    let Some(surface) = surface else {
        return NO_POINTS.to_owned();
    };
    let found = surface.plane.summary();
    let Some(smallest) = found.smallest else {
        return "Undefined everywhere here: some point always has an output that is not a probability."
            .to_owned();
    };
    let smallest = format::number(smallest);
    let defined = match found.undefined {
        0.0 => String::new(),
        share => format!(
            "Undefined in {} of the plane, where some output is not a probability. ",
            format::percent(share)
        ),
    };
    match found.not_convex {
        0.0 if found.undefined == 0.0 => {
            format!("Convex in all of this plane: no eigenvalue is below {smallest}.")
        }
        0.0 => {
            format!("{defined}Convex wherever it is defined: no eigenvalue is below {smallest}.")
        }
        share => format!(
            "{defined}Not convex in {} of this plane: eigenvalues go down to {smallest}.",
            format::percent(share)
        ),
    }
}

/// Says where gradient descent went.
pub fn about_path(surface: &Option<SurfaceMap>) -> String {
    let Some(surface) = surface else {
        return String::new();
    };
    let [Some(first), Some(last)] = [surface.path.first(), surface.path.last()] else {
        return "Gradient descent cannot start where the loss is undefined; choose another cell."
            .to_owned();
    };
    let loss = |w: &[f64; 2]| format::number(spot(&CASES[surface.case], &surface.points, *w).loss);
    let place = |w: &[f64; 2]| {
        let [x, y] = w.map(format::number);
        format!("({x}, {y}), loss {}", loss(w))
    };
    let (from, to, steps) = (place(first), place(last), surface.path.len() - 1);
    format!("Gradient descent goes from {from}, to {to}, in {steps} steps.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_insight::theory::points::clouds;
    use playground_insight::theory::surface::descent;

    fn mapped(case: usize) -> Option<SurfaceMap> {
        let (row, points) = (&CASES[case], clouds(1));
        Some(SurfaceMap {
            case,
            plane: Plane::measure(row, &points, row.range, 20),
            path: descent(row, &points, row.start.0, row.start.1, 50),
            points,
        })
    }

    #[test]
    fn sentences_say_where_it_is_convex() {
        let said: Vec<String> = (0..4).map(|case| about_plane(&mapped(case))).collect();
        assert!(
            said[0].starts_with("Convex in all of this plane"),
            "{said:?}"
        );
        assert!(said[1].starts_with("Not convex in "), "{said:?}");
        assert!(
            said[2].starts_with("Undefined in ") && said[2].contains("Convex wherever"),
            "{said:?}"
        );
        assert!(
            said[3].starts_with("Convex in all of this plane"),
            "{said:?}"
        );
        assert_eq!(about_plane(&None), NO_POINTS);
    }

    #[test]
    fn paths_go_down_and_say_so() {
        for (case, row) in CASES.iter().enumerate() {
            let surface = mapped(case);
            let said = about_path(&surface);
            assert!(said.starts_with("Gradient descent goes from"), "{said}");
            let found = surface.as_ref().unwrap();
            let loss = |w: [f64; 2]| spot(row, &found.points, w).loss;
            assert!(
                loss(*found.path.last().unwrap()) < loss(found.path[0]),
                "{said}"
            );
        }
        let nowhere = mapped(2).map(|s| SurfaceMap {
            path: Vec::new(),
            ..s
        });
        assert!(about_path(&nowhere).contains("cannot start"));
    }

    #[test]
    fn maps_have_a_value_for_each_cell_and_contours_inside() {
        let map = loss(&mapped(0));
        assert_eq!(map.values.len(), 400);
        let (low, high) = (0.0, map.values.iter().copied().fold(0.0, f64::max));
        assert!(map.contours.len() == LEVELS && map.contours.iter().all(|c| *c > low && *c < high));
        let signs = eigenvalues(&mapped(1));
        assert!(signs.values.iter().any(|v| *v < 0.0) && signs.values.iter().any(|v| *v > 0.0));
    }
}
