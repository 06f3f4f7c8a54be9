//! The gradient at the logits: a dot for each image of the batch under both losses, over the curves
//! that the formulas give.

use super::{Selection, by_probability, gradients_under, latest, objective};
use crate::components::parts::{ChartCard, Tick, notes};
use crate::run::detail::ProbeWithExamples;
use crate::run::objective::ObjectiveId;
use crate::state::Store;
use leptos::prelude::*;
use playground_chart::{ChartSpec, Dash, Line, Marker, Point};
use playground_experiment::format;
use playground_experiment::loss;
use playground_experiment::protocol::probe::{Others, curve};

/// Places on a curve.
const PLACES: usize = 200;

/// Charts ‖∂L/∂z‖ of one image over the probability of its true class.
fn spec(probed: Option<&ProbeWithExamples>, log_y: bool) -> ChartSpec {
    let lines = probed.map_or_else(Vec::new, |probed| {
        let pair = objective(probed).side_by_side();
        let curves = pair.into_iter().flat_map(|id| curves(probed, id));
        let dots = pair.into_iter().map(|id| dots(probed, id));
        curves.chain(dots).collect()
    });
    ChartSpec {
        title: "Gradient at the logits, image by image".to_owned(),
        x_label: "probability given to the true class".to_owned(),
        y_label: "‖∂L/∂z‖ of an image".to_owned(),
        log_y,
        x_range: Some((0.0, 1.0)),
        lines,
        empty_text: "A dot for each image of the batch will appear here, once for each loss."
            .to_owned(),
        ..ChartSpec::default()
    }
}

fn dots(probed: &ProbeWithExamples, id: ObjectiveId) -> Line {
    let examples = &probed.examples;
    let norms = examples.norms(gradients_under(probed, id));
    let at = |i: usize| (f64::from(examples.p_true[i]), f64::from(norms[i]));
    let points = by_probability(examples).into_iter().map(at).collect();
    let marker = match id == objective(probed).side_by_side()[0] {
        true => Marker::Circle,
        false => Marker::Diamond,
    };
    Line::new(id.label(), id.color(), points)
        .with_width(0.0)
        .with_marker(marker)
        .without_end_label()
}

/// Draws what the formula gives when the wrong classes share the rest alike, and when one has it all.
fn curves(probed: &ProbeWithExamples, id: ObjectiveId) -> Vec<Line> {
    let Ok(row) = loss::objective(id.output, id.loss) else {
        return Vec::new();
    };
    let (settings, classes) = (probed.probe.settings, probed.probe.classes);
    let kinds = [
        (Others::One, Dash::Solid, "the rest on one wrong class"),
        (Others::Alike, Dash::Dotted, "the rest spread evenly"),
    ];
    let line = |(others, dash, name): (Others, Dash, &str)| {
        let place = |i: usize| -> Option<Point> {
            let p = (i as f64 + 0.5) / PLACES as f64;
            Some((p, curve(row, settings, classes, p, others)?))
        };
        let points: Option<Vec<Point>> = (0..PLACES).map(place).collect();
        let label = format!("{} formula, {name}", id.label());
        let line = Line::new(label, id.color(), points?);
        Some(line.dashed(dash).with_width(1.0).without_end_label())
    };
    kinds.into_iter().filter_map(line).collect()
}

/// Puts the chart into words.
fn say(probed: Option<&ProbeWithExamples>) -> String {
    let Some(probed) = probed else {
        return "Gradient at the logits, image by image. Nothing has been trained yet.".to_owned();
    };
    let examples = &probed.examples;
    let mean = |id: ObjectiveId| {
        let norms = examples.norms(gradients_under(probed, id));
        let sum: f64 = norms.iter().map(|&n| f64::from(n)).sum();
        let mean = format::number(sum / norms.len().max(1) as f64);
        format!("{} {mean} on average", id.label())
    };
    let wrong = examples.p_true.iter().filter(|&&p| p < 0.1).count();
    format!(
        "Gradient at the logits of {} images at step {}, over the probability of the true class: {}. {wrong} of \
         them give the true class less than 10 %.",
        examples.len(),
        probed.probe.step,
        objective(probed).side_by_side().map(mean).join(", "),
    )
}

/// The card.
#[component]
pub fn Scatter(pointed: Selection) -> impl IntoView {
    let store = Store::here();
    let log = store.view.picked.log_scatter;
    let probed = store.memo(latest);
    let chart = Memo::new(move |_| probed.with(|p| spec(p.as_deref(), log.get())));
    let describe = Signal::derive(move || probed.with(|p| say(p.as_deref())));
    let taught = store.memo(|run| run.settings.active.distill > 0.0);
    view! {
        <ChartCard
            class="card tall"
            id="lab-scatter"
            spec=chart
            hover=pointed.hover
            describe
            why=("scatter", "Gradient at the logits")
            notes=&notes::lab::SCATTER
        >
            <Tick id="log-scatter" words="log gradient" on=log set=move |on| log.set(on) />
            <Show when=move || taught.get()>
                <p class="caption">
                    "With distillation the dots hold the teacher's pull too; the curves are those of the loss alone."
                </p>
            </Show>
        </ChartCard>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::detail::tests::probed;

    #[test]
    fn dots_stand_at_the_norms_in_order_of_probability() {
        let chart = spec(Some(&probed(1, None)), false);
        let line = |name: &str| chart.lines.iter().find(|l| l.label == name).unwrap();
        let (ce, mse) = (&line("CE").points, &line("MSE").points);
        assert_eq!((ce.len(), mse.len()), (2, 2));
        assert!(ce[0].0 < ce[1].0 && ce[0].0 == mse[0].0);
        // The image 9: ‖(0.95, −0.95)‖ and ‖(0.09, −0.09)‖.
        assert!((ce[0].1 - 0.95 * 2f64.sqrt()).abs() < 1e-6, "{ce:?}");
        assert!((mse[0].1 - 0.09 * 2f64.sqrt()).abs() < 1e-6, "{mse:?}");
    }

    #[test]
    fn curves_are_those_of_the_closed_form() {
        let chart = spec(Some(&probed(1, None)), false);
        let formulas: Vec<&Line> = chart
            .lines
            .iter()
            .filter(|l| l.label.contains("formula"))
            .collect();
        assert_eq!(formulas.len(), 4);
        // Two classes: ‖p − y‖ = √2 (1 − p) however the rest is shared.
        for line in formulas.iter().filter(|l| l.label.starts_with("CE")) {
            for (p, norm) in &line.points {
                assert!((norm - 2f64.sqrt() * (1.0 - p)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn without_a_probe_the_axes_wait() {
        assert!(spec(None, false).lines.is_empty());
        assert!(say(None).contains("Nothing has been trained"));
        assert!(say(Some(&probed(4, None))).contains("2 images at step 4"));
    }
}
