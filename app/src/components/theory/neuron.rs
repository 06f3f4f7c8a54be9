//! One neuron that learns under both costs from the same start, and both costs over its output.

use super::Card;
use crate::chart::Chart;
use crate::components::parts::{Button, Reach, Slider, notes};
use crate::state::{EPOCHS, NUMBERS, NeuronInputs, RATES};
use leptos::prelude::*;
use playground_chart::{ChartSpec, Dash, Line, Marker};
use playground_experiment::format;
use playground_insight::theory::neuron::{
    Cost, EXAMPLES, Example, Moment, OnCurve, Start, curve, trajectory,
};

/// Places on the curves over the output.
const PLACES: usize = 200;

impl NeuronInputs {
    fn start(self) -> Start {
        Start {
            weight: self.weight.get(),
            bias: self.bias.get(),
            learning_rate: self.rate.get(),
            epochs: self.epochs.get() as u32,
        }
    }

    fn set(self, start: Start) {
        self.weight.set(start.weight);
        self.bias.set(start.bias);
        self.rate.set(start.learning_rate);
        self.epochs.set(f64::from(start.epochs));
    }
}

const NUMBER: Reach = Reach::new((-5.0, 5.0), 0.1, NUMBERS);
const RATE: Reach = Reach::new((0.01, 10.0), 0.05, RATES).log();
const EPOCH: Reach = Reach::new((10.0, 1000.0), 10.0, EPOCHS).whole();

/// Both ways of learning.
type Both = [(Cost, Vec<Moment>); 2];

fn look(cost: Cost) -> (&'static str, Dash) {
    match cost {
        Cost::CrossEntropy => ("--loss-ce", Dash::Solid),
        Cost::Quadratic => ("--loss-mse", Dash::Dashed),
    }
}

/// Charts a figure of both while they learn.
fn over_epochs(
    both: &Both,
    title: &str,
    y_label: &str,
    y_range: Option<(f64, f64)>,
    value: fn(&Moment) -> f64,
) -> ChartSpec {
    let line = |(cost, moments): &(Cost, Vec<Moment>)| {
        let points = moments.iter().map(|m| (f64::from(m.epoch), value(m)));
        let (color, dash) = look(*cost);
        Line::new(cost.name(), color, points.collect()).dashed(dash)
    };
    ChartSpec {
        title: title.to_owned(),
        x_label: "epoch".to_owned(),
        y_label: y_label.to_owned(),
        y_range,
        lines: both.iter().map(line).collect(),
        ..ChartSpec::default()
    }
}

/// Charts a figure of both over the output, with a mark where the neuron starts.
fn over_output(
    both: &Both,
    title: &str,
    y_label: &str,
    on_curve: fn(&OnCurve) -> f64,
    of_moment: fn(&Moment) -> f64,
) -> ChartSpec {
    let mut lines = Vec::new();
    for (cost, moments) in both {
        let (color, dash) = look(*cost);
        let points = curve(*cost, PLACES);
        let points = points.iter().map(|at| (at.output, on_curve(at)));
        lines.push(Line::new(cost.name(), color, points.collect()).dashed(dash));
        let start = moments.first().map(|m| (m.output, of_moment(m)));
        let start = start.into_iter().collect();
        let mark = Line::new(format!("start, {}", cost.name()), color, start);
        lines.push(mark.with_marker(Marker::Circle).with_width(0.0));
    }
    ChartSpec {
        title: title.to_owned(),
        x_label: "output".to_owned(),
        y_label: y_label.to_owned(),
        x_range: Some((0.0, 1.0)),
        lines,
        ..ChartSpec::default()
    }
}

/// Says what happened.
fn summary(both: &Both) -> String {
    let end = |(cost, moments): &(Cost, Vec<Moment>)| {
        let last = moments.last().map_or(f64::NAN, |m| m.output);
        let cost = match cost {
            Cost::CrossEntropy => "cross-entropy",
            Cost::Quadratic => "the quadratic cost",
        };
        format!("{} under {cost}", format::number(last))
    };
    let first = both[0].1.first().map_or(f64::NAN, |m| m.output);
    let epochs = both[0].1.len().saturating_sub(1);
    format!(
        "The output should become 0. It starts at {}; after {epochs} epochs it is {} and {}.",
        format::number(first),
        end(&both[0]),
        end(&both[1]),
    )
}

/// The card.
#[component]
pub fn Neuron(
    /// Where it starts.
    inputs: NeuronInputs,
) -> impl IntoView {
    let both = Memo::new(move |_| {
        let start = inputs.start();
        Cost::ALL.map(|cost| (cost, trajectory(start, cost)))
    });
    let (by_epoch, by_output) = (RwSignal::new(None), RwSignal::new(None));
    let said = Signal::derive(move || both.with(summary));
    let chart = move |spec: fn(&Both) -> ChartSpec, hover: RwSignal<Option<f64>>| {
        let spec = Memo::new(move |_| both.with(spec));
        let describe =
            Signal::derive(move || format!("{}. {}", spec.with(|s| s.title.clone()), said.get()));
        view! { <Chart spec hover describe /> }
    };
    let example = move |example: &'static Example| {
        view! { <Button class="small" press=move |_| inputs.set(example.start)>{example.name}</Button> }
    };
    view! {
        <Card
            key="neuron"
            why="theory-neuron"
            note=&notes::theory::NEURON
        >
            <div class="theory-inputs">
                <Slider id="neuron-weight" label="weight w" value=inputs.weight reach=NUMBER />
                <Slider id="neuron-bias" label="bias b" value=inputs.bias reach=NUMBER />
                <Slider id="neuron-rate" label="learning rate η" value=inputs.rate reach=RATE />
                <Slider id="neuron-epochs" label="epochs" value=inputs.epochs reach=EPOCH />
            </div>
            <div class="theory-examples" role="group" aria-label="Examples">
                {EXAMPLES.iter().map(example).collect_view()}
            </div>
            <p class="theory-said" id="neuron-said">{said}</p>
            <div class="theory-charts">
                {chart(|b| over_epochs(b, "Output while it learns", "output a", Some((0.0, 1.0)), |m| m.output), by_epoch)}
                {chart(|b| over_epochs(b, "Cost while it learns", "cost C", None, |m| m.cost), by_epoch)}
                {chart(|b| over_output(b, "Cost at each output", "cost C", |p| p.cost, |m| m.cost), by_output)}
                {chart(|b| over_output(b, "Gradient at each output", "|∂C/∂z|", |p| p.gradient, |m| m.gradient), by_output)}
            </div>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(start: Start) -> Both {
        Cost::ALL.map(|cost| (cost, trajectory(start, cost)))
    }

    #[test]
    fn the_words_have_nielsens_numbers() {
        let said = summary(&both(EXAMPLES[1].start));
        assert!(said.contains("starts at 0.982"), "{said}");
        assert!(said.contains("0.203 under the quadratic cost"), "{said}");
    }

    #[test]
    fn starts_lie_on_their_curves() {
        let both = both(EXAMPLES[0].start);
        let spec = over_output(&both, "", "", |p| p.gradient, |m| m.gradient);
        for pair in spec.lines.chunks(2) {
            let (x, y) = pair[1].points[0];
            let near = pair[0]
                .points
                .iter()
                .find(|p| p.0 >= x)
                .map_or(f64::NAN, |p| p.1);
            assert!((near - y).abs() < 0.01, "{near} beside {y}");
        }
    }
}
