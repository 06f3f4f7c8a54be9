//! The reliability diagram: how often the network is right, over how sure it says it is.

use super::Latest;
use crate::components::parts::{ChartCard, notes};
use leptos::prelude::*;
use playground_chart::{ChartSpec, Dash, Line, Marker};
use playground_experiment::format;
use playground_insight::evaluation::{BINS, Bin, Examined};

const TITLE: &str = "Is it right as often as it says?";

fn spec(examined: Option<&Examined>) -> ChartSpec {
    let lines = examined.map_or_else(Vec::new, lines);
    ChartSpec {
        title: TITLE.to_owned(),
        x_label: "confidence: the largest answer".to_owned(),
        y_label: "share".to_owned(),
        x_range: Some((0.0, 1.0)),
        y_range: Some((0.0, 1.0)),
        lines,
        empty_text: match examined {
            Some(_) => {
                "A linear output gives scores, not probabilities: there is nothing to compare."
            }
            None => "A point for each range of confidence will appear here.",
        }
        .to_owned(),
        ..ChartSpec::default()
    }
}

fn lines(examined: &Examined) -> Vec<Line> {
    let Some(calibration) = &examined.calibration else {
        return Vec::new();
    };
    let occupied = || calibration.bins.iter().filter(|bin| bin.images > 0);
    let all = examined.answers.len().max(1) as f64;
    let at = |of: &dyn Fn(&Bin) -> f64| occupied().map(|bin| (bin.confidence, of(bin))).collect();
    let ideal = Line::new("as it should be", "--edge", vec![(0.0, 0.0), (1.0, 1.0)]);
    let images = Line::new(
        "share of the images",
        "--run-4",
        at(&|bin| f64::from(bin.images) / all),
    );
    let right = Line::new("right", "--run-1", at(&|bin| bin.accuracy));
    vec![
        ideal
            .dashed(Dash::Dashed)
            .with_width(1.0)
            .without_end_label(),
        images
            .dashed(Dash::Dotted)
            .with_width(1.0)
            .with_marker(Marker::Diamond)
            .without_end_label(),
        right.with_marker(Marker::Circle).without_end_label(),
    ]
}

/// Puts the diagram into words.
fn say(examined: Option<&Examined>) -> String {
    let Some(examined) = examined else {
        return "Nothing has been measured yet.".to_owned();
    };
    let Some(calibration) = &examined.calibration else {
        return "A linear output gives scores, not probabilities.".to_owned();
    };
    let gap = |bin: &&Bin| bin.accuracy - bin.confidence;
    let occupied = calibration.bins.iter().filter(|bin| bin.images > 0);
    let mean: f64 = occupied.map(|bin| f64::from(bin.images) * gap(&bin)).sum();
    let direction = match mean < 0.0 {
        true => "less often right than it says",
        false => "at least as often right as it says",
    };
    format!(
        "Over {BINS} ranges of confidence the network is off by {} (ECE) and on the whole {direction}.",
        format::percent(calibration.ece)
    )
}

/// The card.
#[component]
pub fn Reliability(latest: Latest) -> impl IntoView {
    let hover = RwSignal::new(None);
    let chart = Memo::new(move |_| latest.with(|l| spec(l.as_ref().map(|seen| &*seen.what))));
    let said = Memo::new(move |_| latest.with(|l| say(l.as_ref().map(|seen| &*seen.what))));
    let describe = Signal::derive(move || format!("{TITLE} {}", said.get()));
    view! {
        <ChartCard
            id="evaluate-calibration"
            spec=chart
            hover
            describe
            why=("calibration", "Calibration")
            notes=&notes::evaluation::CALIBRATION
        >
            <p class="caption" id="calibration-said">{said}</p>
        </ChartCard>
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::examined;
    use super::*;
    use playground_experiment::loss::{Loss, Output};

    #[test]
    fn points_stand_at_the_mean_confidence_and_the_share_of_right_answers() {
        let examined = examined(Output::Softmax, Loss::CrossEntropy);
        let chart = spec(Some(&examined));
        let line = |name: &str| chart.lines.iter().find(|l| l.label == name).unwrap();
        let right = &line("right").points;
        // e^0.2 / (e^0.2 + 2) = 0.379: the one mistake made without confidence.
        assert!(
            (right[0].0 - 0.379).abs() < 1e-3 && right[0].1 == 0.0,
            "{right:?}"
        );
        let shares: f64 = line("share of the images").points.iter().map(|p| p.1).sum();
        assert!((shares - 1.0).abs() < 1e-12);
        assert_eq!(right.len(), line("share of the images").points.len());
    }

    #[test]
    fn it_says_whether_the_network_is_too_sure() {
        let softmax = examined(Output::Softmax, Loss::CrossEntropy);
        assert!(say(Some(&softmax)).contains("less often right"));
        let linear = examined(Output::Linear, Loss::MeanSquaredError);
        assert!(spec(Some(&linear)).lines.is_empty());
        assert!(say(Some(&linear)).contains("scores, not probabilities"));
        assert!(say(None).contains("Nothing has been measured"));
    }
}
