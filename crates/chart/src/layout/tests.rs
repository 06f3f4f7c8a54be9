use super::*;
use crate::labels::wrapped;
use crate::spec::Mark;

const FRAME: Frame = Frame {
    width: 600.0,
    height: 260.0,
    font: 12.0,
};

/// Text as wide as a typical sans-serif of 12 px.
fn measure(text: &str) -> f64 {
    7.0 * text.chars().count() as f64
}

fn lay(spec: &ChartSpec, frame: Frame) -> Layout {
    Layout::new(spec, &|_| false, frame, &measure)
}

fn line(label: &str, ends_at: f64) -> Line {
    let points = (0..=100)
        .map(|i| (f64::from(i), ends_at * f64::from(i) / 100.0))
        .collect();
    Line::new(label, "--c", points)
}

fn spec(lines: Vec<Line>) -> ChartSpec {
    ChartSpec {
        y_label: "loss (nats)".into(),
        lines,
        ..ChartSpec::default()
    }
}

#[test]
fn the_plot_and_its_ends_lie_inside_the_frame() {
    let layout = lay(&spec(vec![line("train", 1.0)]), FRAME);
    let plot = layout.plot;
    assert!(plot.left > 0.0 && plot.right < FRAME.width && plot.bottom < FRAME.height);
    assert_eq!(layout.x_at(0.0), plot.left);
    assert_eq!(layout.x_at(100.0), plot.right);
    assert_eq!(layout.y_at(0.0), plot.bottom);
    assert_eq!(layout.step_at(layout.x_at(37.0)), 37.0);
    assert_eq!(layout.step_at(-50.0), 0.0);
}

#[test]
fn a_measuring_axis_has_its_ends_and_fractions() {
    let measured = ChartSpec {
        x_range: Some((0.0, 1.0)),
        ..spec(vec![Line::new("a", "--c", vec![(0.2, 1.0), (0.7, 3.0)])])
    };
    let layout = lay(&measured, FRAME);
    assert_eq!(layout.x_at(1.0), layout.plot.right);
    assert!((layout.step_at(layout.x_at(0.3)) - 0.3).abs() < 1e-9);
    let labels: Vec<_> = layout
        .x_ticks
        .iter()
        .filter_map(|t| t.label.as_deref())
        .collect();
    assert!(
        labels.contains(&"0.2") && labels.contains(&"1.0"),
        "{labels:?}"
    );
}

#[test]
fn lines_that_end_together_get_labels_apart() {
    let layout = lay(
        &spec(vec![line("a", 1.0), line("b", 1.0), line("c", 0.99)]),
        FRAME,
    );
    let mut heights: Vec<f64> = layout.end_labels.iter().map(|l| l.y).collect();
    heights.sort_by(f64::total_cmp);
    assert_eq!(heights.len(), 3);
    assert!(heights.windows(2).all(|w| w[1] - w[0] >= 1.2 * FRAME.font));
}

#[test]
fn long_or_many_labels_are_left_to_the_legend() {
    let long = "a label far too long for the side of a chart";
    assert!(
        lay(&spec(vec![line(long, 1.0)]), FRAME)
            .end_labels
            .is_empty()
    );
    let many = (0..40).map(|i| line(&i.to_string(), 1.0)).collect();
    assert!(lay(&spec(many), FRAME).end_labels.is_empty());
    let phone = Frame {
        width: 150.0,
        ..FRAME
    };
    assert!(
        lay(&spec(vec![line("validation", 1.0)]), phone)
            .end_labels
            .is_empty()
    );
}

#[test]
fn horizontal_labels_never_touch() {
    for last in [3.0, 90.0, 1_234.0, 99_999.0, 1_000_000.0] {
        for width in [160.0, 320.0, 900.0] {
            let points = vec![(0.0, 0.0), (last, 1.0)];
            let layout = lay(
                &spec(vec![Line::new("a", "--c", points)]),
                Frame { width, ..FRAME },
            );
            let places: Vec<(f64, f64)> = layout
                .x_ticks
                .iter()
                .map(|t| {
                    (
                        layout.x_at(t.value),
                        t.label.as_deref().map_or(0.0, measure),
                    )
                })
                .collect();
            assert!(!places.is_empty());
            let apart = |w: &[(f64, f64)]| w[1].0 - w[0].0 >= (w[1].1 + w[0].1) / 2.0;
            assert!(
                places.windows(2).all(apart),
                "{last} steps on {width} px: {places:?}"
            );
        }
    }
}

#[test]
fn labels_of_marks_take_rows_and_give_way() {
    let mark = |x, label: &str| Mark {
        x,
        label: label.into(),
    };
    let mut spec = spec(vec![line("a", 1.0)]);
    spec.marks = vec![
        mark(52.0, "lr 0.03"),
        mark(50.0, "lr 0.01"),
        mark(51.0, "tanh"),
        mark(51.5, "Adam"),
        mark(2.0, "early"),
        mark(500.0, "beyond"),
    ];
    let marks = lay(&spec, FRAME).marks;
    assert_eq!(
        marks.iter().map(|m| m.mark).collect::<Vec<_>>(),
        [4, 1, 2, 3, 0]
    );
    let heights: Vec<Option<f64>> = marks.iter().map(|m| m.label.map(|l| l.1)).collect();
    // "early" would cover the axis name; of four at one place the fourth finds no room.
    assert!(heights[0] > heights[1]);
    assert!(heights[1] < heights[2] && heights[2] < heights[3] && heights[4].is_none());
}

#[test]
fn hidden_lines_leave_the_axes() {
    let spec = spec(vec![line("small", 1.0), line("large", 900.0)]);
    let layout = Layout::new(&spec, &|l| l.label == "large", FRAME, &measure);
    assert_eq!(
        layout.y,
        Scale::Linear {
            low: 0.0,
            high: 1.0
        }
    );
    assert_eq!(layout.end_labels.len(), 1);
}

#[test]
fn without_data_there_are_still_axes() {
    for log_y in [false, true] {
        let layout = lay(
            &ChartSpec {
                log_y,
                ..spec(vec![])
            },
            FRAME,
        );
        assert!(layout.empty && layout.x_ticks.len() > 1 && layout.y_ticks.len() > 1);
    }
    assert!(
        lay(
            &spec(vec![Line::new("a", "--c", vec![(1.0, f64::NAN)])]),
            FRAME
        )
        .empty
    );
}

#[test]
fn a_frame_of_no_size_does_no_harm() {
    let layout = lay(
        &spec(vec![line("a", 1.0)]),
        Frame {
            width: 0.0,
            height: 0.0,
            font: 12.0,
        },
    );
    assert!(layout.plot.width() > 0.0 && layout.plot.height() > 0.0);
}

#[test]
fn sentences_wrap_at_spaces() {
    assert_eq!(
        wrapped("one two three", 56.0, &measure),
        ["one two", "three"]
    );
    assert_eq!(wrapped("unbreakable", 10.0, &measure), ["unbreakable"]);
}

#[test]
fn another_unit_has_an_axis_at_the_right_that_fits_its_lines_alone() {
    let nats = line("CE", 20.0).in_unit("nats");
    let squared = line("MSE", 0.05).in_unit("squared error");
    let chart = spec(vec![nats, squared]).with_axis_for_each_unit("loss");
    let layout = lay(&chart, FRAME);
    let [right] = &layout.right[..] else {
        panic!("one more axis: {:?}", layout.right);
    };
    assert_eq!(right.x, layout.plot.right);
    assert!(layout.end_labels.is_empty());
    let labels = right.ticks.iter().filter_map(|tick| tick.label.as_deref());
    let widest = labels.map(measure).fold(0.0, f64::max);
    assert!(right.x + widest < FRAME.width);
    // Both lines use the height of the plot.
    for (line, top) in chart.lines.iter().zip([20.0, 0.05]) {
        let place = layout.scale_of(line).place(top);
        assert!(place > 0.6 && place <= 1.0, "{}: {place}", line.label);
    }
}

#[test]
fn three_units_have_three_axes_side_by_side() {
    let lines = [("a", "nats"), ("b", "squared error"), ("c", "hinge")];
    let lines = lines.map(|(label, unit)| line(label, 1.0).in_unit(unit));
    let layout = lay(&spec(lines.to_vec()).with_axis_for_each_unit("loss"), FRAME);
    assert_eq!(layout.right.len(), 2);
    assert!(layout.right[0].x + measure("0.000") < layout.right[1].x);
    assert!(layout.right[1].x + measure("0.000") < FRAME.width);
}

/// Marks leave the names at both ends of the row alone.
#[test]
fn a_mark_does_not_cover_the_name_of_an_axis_at_the_right() {
    let lines = vec![
        line("a", 1.0).in_unit("nats"),
        line("b", 1.0).in_unit("squared error"),
    ];
    let chart = ChartSpec {
        marks: vec![Mark {
            x: 100.0,
            label: "loss mse".into(),
        }],
        ..spec(lines).with_axis_for_each_unit("loss")
    };
    let layout = lay(&chart, FRAME);
    let (left, _) = layout.marks[0].label.unwrap();
    let names = measure("loss (squared error)");
    assert!(left + measure("loss mse") <= FRAME.width - names);
}

/// 0.18 ± 0.01 beside a loss that falls from 20: noise is no movement.
#[test]
fn axes_side_by_side_begin_at_zero() {
    let points = vec![(0.0, 0.17), (50.0, 0.19), (100.0, 0.18)];
    let stalled = Line::new("MSE", "--c", points).in_unit("squared error");
    let lines = vec![line("CE", 20.0).in_unit("nats"), stalled];
    let layout = lay(&spec(lines).with_axis_for_each_unit("loss"), FRAME);
    let Scale::Linear { low, high } = layout.right[0].scale else {
        panic!("it is linear");
    };
    assert_eq!((low, high), (0.0, 0.2));
}
