//! Moving the shared crosshair by keyboard. Pure: keys and steps, no events.

use super::spec::ChartSpec;

/// Returns where the crosshair goes on `key`, from `current` (none: not shown). The outer `None` means that the key is
/// not one of the crosshair's and keeps its usual effect.
///
/// The left and right arrows go to the neighbouring measured step, but at least a hundredth of the
/// axis, so that a long run can be crossed; when `far` (with Shift) a tenth. Escape takes the
/// crosshair away. Up, down and the page keys go on scrolling the page.
pub fn moved(spec: &ChartSpec, current: Option<f64>, key: &str, far: bool) -> Option<Option<f64>> {
    let steps = measured_steps(spec);
    let (first, last) = (*steps.first()?, *steps.last()?);
    let span = last - first;
    let from = current.map_or(last, |c| c.clamp(first, last));
    let stride = if far { 0.1 } else { 0.01 } * span;
    let forwards = || {
        let mut after = steps.iter().copied().filter(|s| *s > from);
        after.find(|s| *s >= from + stride).unwrap_or(last)
    };
    let backwards = || {
        let mut before = steps.iter().rev().copied().filter(|s| *s < from);
        before.find(|s| *s <= from - stride).unwrap_or(first)
    };
    match key {
        "ArrowLeft" => Some(Some(backwards())),
        "ArrowRight" => Some(Some(forwards())),
        "Home" => Some(Some(first)),
        "End" => Some(Some(last)),
        "Escape" => Some(None),
        _ => None,
    }
}

/// Returns the steps at which any line has a point, ascending, each once.
fn measured_steps(spec: &ChartSpec) -> Vec<f64> {
    let points = spec.lines.iter().flat_map(|line| &line.points);
    let mut steps: Vec<f64> = points.map(|p| p.0).collect();
    steps.sort_by(f64::total_cmp);
    steps.dedup();
    steps
}

#[cfg(test)]
mod tests {
    use super::super::spec::Line;
    use super::*;

    fn spec(steps: &[f64]) -> ChartSpec {
        let points = steps.iter().map(|s| (*s, 0.0)).collect();
        ChartSpec {
            lines: vec![Line::new("a", "--a", points)],
            ..ChartSpec::default()
        }
    }

    #[test]
    fn arrows_go_from_measurement_to_measurement() {
        let spec = spec(&[0.0, 10.0, 20.0, 30.0]);
        assert_eq!(moved(&spec, None, "ArrowLeft", false), Some(Some(20.0)));
        assert_eq!(
            moved(&spec, Some(12.0), "ArrowRight", false),
            Some(Some(20.0))
        );
        assert_eq!(
            moved(&spec, Some(30.0), "ArrowRight", false),
            Some(Some(30.0))
        );
        assert_eq!(moved(&spec, Some(12.0), "Home", false), Some(Some(0.0)));
        assert_eq!(moved(&spec, Some(12.0), "Escape", false), Some(None));
    }

    #[test]
    fn a_long_run_is_crossed_in_a_hundred_presses() {
        let steps: Vec<f64> = (0..=10_000).map(f64::from).collect();
        let spec = spec(&steps);
        assert_eq!(
            moved(&spec, Some(5_000.0), "ArrowLeft", false),
            Some(Some(4_900.0))
        );
        assert_eq!(
            moved(&spec, Some(5_000.0), "ArrowRight", true),
            Some(Some(6_000.0))
        );
    }

    #[test]
    fn other_keys_and_empty_charts_are_left_alone() {
        assert_eq!(moved(&spec(&[1.0]), None, " ", false), None);
        assert_eq!(moved(&spec(&[]), None, "ArrowLeft", false), None);
    }
}
