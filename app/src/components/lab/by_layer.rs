//! Gradients at one step from the output back to the input, as bars on a log scale: watch them
//! vanish. And how far those under both losses point the same way.

use super::super::gradients::{in_use, side_by_side};
use super::super::refresh::{After, Refresh, RunPosition};
use crate::chart::Digits;
use crate::components::parts::{CardHead, notes, table};
use crate::run::Run;
use crate::run::objective::ObjectiveId;
use crate::state::{Figure as Reading, Latest, Store};
use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Fill, Grid, GridCell, Plot};
use playground_experiment::format;
use playground_experiment::protocol::{Answer, Question};

const TITLE: &str = "From the output back to the input";

/// Both gradients of each layer, from the output to the input.
#[derive(Clone, Debug, Default, PartialEq)]
struct Bars {
    /// Decades from the bottom of the scale to its top.
    decades: (i32, i32),
    layers: Vec<(String, [f64; 2])>,
}

impl Bars {
    fn of(run: &Run, figure: Reading) -> Self {
        let names = run.history.layers.iter().enumerate();
        let both =
            |(layer, name): (usize, &String)| (name.clone(), side_by_side(run, figure, layer));
        let layers: Vec<_> = names.map(both).rev().collect();
        Self {
            decades: decades(layers.iter().flat_map(|(_, both)| *both)),
            layers,
        }
    }

    /// Computes the length of a value's bar, from 0 to 1; nothing for zero.
    fn share(&self, value: f64) -> f64 {
        let (low, high) = (f64::from(self.decades.0), f64::from(self.decades.1));
        if value > 0.0 && value.is_finite() {
            ((value.log10() - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// Returns the bars as a figure: a row for each layer and each loss of `pair`.
    fn figure(&self, pair: [ObjectiveId; 2], digits: Digits) -> Option<Figure> {
        let rows = self.layers.iter().flat_map(|(name, both)| {
            let row = |side: usize| {
                let fill = Fill::Bar(pair[side].color().into(), self.share(both[side]));
                vec![
                    GridCell::words(if side == 0 { name } else { "" }),
                    GridCell::words(pair[side].loss.info().name),
                    digits.cell(both[side], format::reading).with(fill),
                ]
            };
            [0, 1].map(row)
        });
        let head = [t!("figure.layer"), t!("figure.loss"), t!("figure.gradient")];
        let head = head.map(GridCell::words);
        let grid = Grid {
            head: 1,
            rows: std::iter::once(head.to_vec()).chain(rows).collect(),
        };
        (!self.layers.is_empty()).then(|| Figure::of(TITLE, Plot::Table(grid)))
    }

    /// Says how much smaller the input's gradient is than the output's.
    fn said(&self, side: usize, name: &str) -> Option<String> {
        let (output, input) = (self.layers.first()?.1[side], self.layers.last()?.1[side]);
        let ratio = input / output;
        (self.layers.len() > 1 && ratio.is_finite()).then(|| {
            let ratio = format::number(ratio);
            format!("{name}: the first layer's is {ratio} of the last one's")
        })
    }
}

/// Finds whole decades that hold all positive values; the smallest value gets a bar too.
fn decades(values: impl Iterator<Item = f64>) -> (i32, i32) {
    let logs = values.filter(|v| *v > 0.0 && v.is_finite()).map(f64::log10);
    let (low, high) = logs.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
        (a.min(v), b.max(v))
    });
    if low > high {
        return (-3, 0);
    }
    let (low, high) = ((low - 0.1).floor() as i32, high.ceil() as i32);
    (low, high.max(low + 1))
}

/// When the cosines are asked for again.
const COMPARE: Refresh = Refresh::new(After::Step, 1000.0);

const NOT_COMPARED: &str = "Whether both gradients point the same way is compared on one batch, once the network is there.";

/// How far both gradients of a batch point the same way.
#[derive(Clone, Debug, PartialEq)]
struct Cosines {
    step: u64,
    examples: usize,
    /// From input to output.
    layers: Vec<Option<f64>>,
}

impl Cosines {
    /// Puts them into words, from the output to the input, as the bars are.
    fn said(&self, names: &[String]) -> String {
        let one = |(name, cosine): (&String, &Option<f64>)| {
            format!("{name} {}", format::or_dash(*cosine, format::reading))
        };
        let all: Vec<String> = names.iter().zip(&self.layers).rev().map(one).collect();
        let missing = match self.layers.iter().any(Option::is_none) {
            true => " A dash: under one of the losses there is no gradient to compare.",
            false => "",
        };
        format!(
            "On one batch of {} images at step {} the cosine between both gradients of the weights is: {}.{missing}",
            format::grouped(self.examples),
            self.step,
            all.join(", ")
        )
    }
}

/// Keeps the cosines up to date for as long as the card is shown.
fn keep_cosines(store: Store) -> Latest<Cosines> {
    let cosines = Latest::default();
    let position = store.memo(RunPosition::of);
    let now = move || position.get().map(|position| (position, ()));
    COMPARE.keep(cosines, now, move |_, (), _| {
        let question = Question::GradientCosine;
        cosines.ask(store.questions, question, None, |answer, _| match answer {
            Answer::GradientCosine {
                step,
                examples,
                layers,
            } => Some(Cosines {
                step,
                examples,
                layers,
            }),
            _ => None,
        });
    });
    cosines
}

/// The card.
#[component]
pub fn ByLayer() -> impl IntoView {
    let store = Store::here();
    let cosines = keep_cosines(store);
    let names = store.memo(|run| run.history.layers.clone());
    let compared = Memo::new(move |_| {
        let said = cosines
            .now(store)
            .map(|found| names.with(|names| found.what.said(names)));
        said.unwrap_or_else(|| NOT_COMPARED.to_owned())
    });
    let bars = Memo::new(move |_| {
        let figure = store.view.figure.get();
        store.read(|run| Bars::of(run, figure))
    });
    let objective = store.memo(in_use);
    let count = Memo::new(move |_| bars.with(|bars| bars.layers.len()));
    let step = store.memo(|run| run.history.last().map(|row| row.report.step));
    let scale = move || {
        let (low, high) = bars.with(|bars| bars.decades);
        format!("bars from 1e{low} to 1e{high}")
    };
    let at = move || step.get().map(|step| format!("step {step} · "));
    let about = move || {
        let at = at().unwrap_or_default();
        format!("{at}{}, {}", figure_name(store.view.figure.get()), scale())
    };
    let said = move || {
        let pair = objective.get().side_by_side();
        let both = [0, 1].map(|side| bars.with(|bars| bars.said(side, pair[side].label())));
        both.into_iter().flatten().collect::<Vec<_>>().join("; ")
    };
    let notes = Signal::derive(move || notes::gradients(objective.get()));
    let figures = move |digits: Digits| {
        let pair = objective.get().side_by_side();
        let figure = bars.with(|bars| bars.figure(pair, digits));
        let figure = figure.map(|figure| figure.with_note(about()));
        figure.into_iter().collect()
    };
    view! {
        <div class="card" id="lab-by-layer">
            <CardHead id="by-layer" title=TITLE notes figures=figures />
            <p class="caption">{about}</p>
            <ol class="by-layer">
                <For each=move || 0..count.get() key=|i| *i let:index>
                    <LayerBars bars objective index />
                </For>
            </ol>
            <p class="caption by-layer-said" id="by-layer-said">{said}</p>
            <p class="caption by-layer-said" id="by-layer-cosines">{compared}</p>
        </div>
    }
}

fn figure_name(figure: Reading) -> &'static str {
    match figure {
        Reading::Weight => "‖∂L/∂W‖",
        Reading::Bias => "‖∂L/∂b‖",
        Reading::Signal => "mean ‖∂L/∂a‖",
    }
}

/// A layer's two bars.
#[component]
fn LayerBars(bars: Memo<Bars>, objective: Memo<ObjectiveId>, index: usize) -> impl IntoView {
    let name = move || bars.with(|bars| bars.layers.get(index).map(|l| l.0.clone()));
    let bar = move |side: usize| {
        let value = Memo::new(move |_| {
            bars.with(|bars| {
                let value = bars.layers.get(index).map_or(f64::NAN, |l| l.1[side]);
                (value, bars.share(value))
            })
        });
        let id = move || objective.get().side_by_side()[side];
        view! {
            <div class="by-layer-bar">
                <span class="by-layer-loss">{move || id().label()}</span>
                <span class="by-layer-track" aria-hidden="true">
                    <span
                        class="by-layer-fill"
                        style:width=move || format!("{:.2}%", 100.0 * value.get().1)
                        style:background-color=move || table::var(id().color())
                    ></span>
                </span>
                <span class="number">{move || format::reading(value.get().0)}</span>
            </div>
        }
    };
    view! {
        <li>
            <span class="by-layer-name">{name}</span>
            {[0, 1].map(bar)}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_are_said_from_the_output_back_and_a_dash_is_explained() {
        let names = ["hidden 1", "output"].map(str::to_owned);
        let mut cosines = Cosines {
            step: 40,
            examples: 64,
            layers: vec![Some(-0.25), Some(0.9312)],
        };
        let said = cosines.said(&names);
        assert!(
            said.ends_with("is: output 0.931, hidden 1 -0.250."),
            "{said}"
        );
        cosines.layers[0] = None;
        let said = cosines.said(&names);
        let dash = format!("hidden 1 {}. A dash:", format::NO_NUMBER);
        assert!(said.contains(&dash), "{said}");
    }

    #[test]
    fn bars_stand_on_whole_decades() {
        assert_eq!(decades([0.02, 3.0, 0.0, f64::NAN].into_iter()), (-2, 1));
        assert_eq!(decades([0.01].into_iter()), (-3, -2));
        assert_eq!(decades(std::iter::empty()), (-3, 0));
        let bars = Bars {
            decades: (-4, 0),
            layers: vec![
                ("output".into(), [1.0, 0.0]),
                ("hidden 1".into(), [1e-2, 0.0]),
            ],
        };
        assert_eq!(
            (bars.share(1.0), bars.share(1e-2), bars.share(0.0)),
            (1.0, 0.5, 0.0)
        );
        assert_eq!(
            bars.said(0, "CE").as_deref(),
            Some("CE: the first layer's is 0.01 of the last one's")
        );
        assert_eq!(bars.said(1, "MSE"), None);
    }
}
