//! What an adaptive layer has made of its activation: the curve of each unit, from what was trained.

use super::InsideContext;
use crate::chart::Chart;
use crate::components::parts::{SaveTable, table};
use leptos::prelude::*;
use playground_chart::{ChartSpec, Dash, Line, Point};
use playground_experiment::format;
use playground_experiment::model::Layer;
use playground_experiment::model::activation::Form;
use playground_experiment::model::activation::ahaf;
use playground_experiment::protocol::inside::Inspected;

/// Steps of x from −4 to 4.
const PLACES: i32 = 64;
/// How far the curves reach.
const REACH: f64 = 4.0;

/// γ and β of a unit.
type Pair = (f64, f64);

fn pairs(seen: &Inspected) -> Vec<Pair> {
    let wide = |(gamma, beta): (&f32, &f32)| (f64::from(*gamma), f64::from(*beta));
    seen.gammas.iter().zip(&seen.betas).map(wide).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0), |(sum, n), v| (sum + v, n + 1));
    sum / f64::from(count.max(1))
}

fn places() -> impl Iterator<Item = f64> {
    (0..=PLACES).map(|i| REACH * (2.0 * f64::from(i) / f64::from(PLACES) - 1.0))
}

fn curve((gamma, beta): Pair) -> Vec<Point> {
    places().map(|x| (x, ahaf(x, gamma, beta))).collect()
}

/// Charts the units faint behind their mean, the one chosen, and where all of them began.
fn spec(pairs: &[Pair], chosen: Option<(usize, Pair)>) -> ChartSpec {
    let mut lines = Vec::new();
    if !pairs.is_empty() {
        let at = |x: f64| mean(pairs.iter().map(|&(gamma, beta)| ahaf(x, gamma, beta)));
        let mut all: Vec<Point> = Vec::new();
        for pair in pairs {
            all.extend(curve(*pair));
            all.push((REACH, f64::NAN));
        }
        let of_mean = places().map(|x| (x, at(x))).collect();
        lines.push(Line::new("mean of the units", "--run-1", of_mean).with_raw(all));
        lines.push(
            Line::new("start (SiLU)", "--chart-ink", curve((1.0, 1.0)))
                .dashed(Dash::Dashed)
                .with_width(1.5),
        );
    }
    if let Some((unit, pair)) = chosen {
        lines.push(Line::new(format!("unit {unit}"), "--run-2", curve(pair)));
    }
    ChartSpec {
        title: "Trained activation".to_owned(),
        x_label: "pre-activation x".to_owned(),
        y_label: "γ·x·σ(βx)".to_owned(),
        x_range: Some((-REACH, REACH)),
        lines,
        empty_text: "The curve of each unit will appear here.".to_owned(),
        ..ChartSpec::default()
    }
}

/// Says how far γ or β have gone.
fn spread(name: &str, values: impl Iterator<Item = f64> + Clone) -> String {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    let most = values.clone().fold(f64::NEG_INFINITY, f64::max);
    let [least, most, mean] = [least, most, mean(values)].map(format::reading);
    format!("{name} {least} to {most}, mean {mean}")
}

fn words(pairs: &[Pair], chosen: Option<(usize, Pair)>) -> String {
    if pairs.is_empty() {
        return "The network has not been looked at yet.".to_owned();
    }
    let own = chosen.map_or_else(String::new, |(unit, (gamma, beta))| {
        let [gamma, beta] = [gamma, beta].map(format::reading);
        format!(" Unit {unit}: γ {gamma}, β {beta}.")
    });
    let gammas = spread("γ", pairs.iter().map(|p| p.0));
    let betas = spread("β", pairs.iter().map(|p| p.1));
    format!("{gammas}; {betas}. Both began at 1.{own}")
}

/// The card, where the layer chosen is adaptive.
#[component]
pub fn Adaptive(shown: InsideContext) -> impl IntoView {
    let adaptive = Memo::new(move |_| {
        let (layer, _) = shown.unit_now();
        let adaptive = |l: &Layer| matches!(l.activation.info().form, Form::Adaptive);
        shown.layer(layer, adaptive) == Some(true)
    });
    view! {
        <Show when=move || adaptive.get()>
            <Card shown />
        </Show>
    }
}

#[component]
fn Card(shown: InsideContext) -> impl IntoView {
    let known = Memo::new(move |_| {
        let seen = shown.seen_layer();
        let first = seen.as_ref().map_or(0, |seen| seen.what.head.window.first);
        (first, seen.map_or_else(Vec::new, |seen| pairs(&seen.what)))
    });
    let chosen = Memo::new(move |_| {
        let (_, unit) = shown.unit_now();
        known.with(|(first, pairs)| {
            let pair = pairs.get(unit.checked_sub(*first)?)?;
            Some((unit, *pair))
        })
    });
    let spec = Memo::new(move |_| known.with(|(_, pairs)| spec(pairs, chosen.get())));
    let said = Signal::derive(move || known.with(|(_, pairs)| words(pairs, chosen.get())));
    let hover = RwSignal::new(None);
    let shown = NodeRef::new();
    let row = move |(unit, (gamma, beta)): (usize, Pair)| {
        view! {
            <tr>
                <th scope="row">{unit}</th>
                {[gamma, beta].map(|value| table::rounded(move || Some(value), format::reading))}
            </tr>
        }
    };
    let rows = move || {
        let (first, pairs) = known.get();
        let rows = (first..).zip(pairs).map(row);
        rows.collect_view()
    };
    view! {
        <div class="card" id="inside-adaptive">
            <Chart spec hover describe=said />
            <p class="caption" id="adaptive-said">{said}</p>
            <details class="about">
                <summary>"γ and β of each unit"</summary>
                <div class="adaptive-figures" tabindex="0" role="region" aria-label="γ and β of each unit">
                    <SaveTable title="γ and β of each unit" table=shown />
                    <table node_ref=shown class="summary-figures">
                        {table::head(&["unit"], &["γ", "β"])}
                        <tbody id="adaptive-rows">{rows}</tbody>
                    </table>
                </div>
            </details>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_silu_and_the_units_lie_around_their_mean() {
        let spec = spec(&[(1.0, 1.0), (2.0, 1.0)], Some((1, (2.0, 1.0))));
        let labels: Vec<&str> = spec.lines.iter().map(|l| l.label.as_str()).collect();
        assert_eq!(labels, ["mean of the units", "start (SiLU)", "unit 1"]);
        let end = |line: &Line| line.points[PLACES as usize].1;
        // 4·σ(4) = 3.92806.
        assert!((end(&spec.lines[1]) - 3.92806).abs() < 1e-5);
        assert!((end(&spec.lines[0]) - 1.5 * 3.92806).abs() < 1e-5);
        assert!((end(&spec.lines[2]) - 2.0 * 3.92806).abs() < 1e-5);
        let pieces = spec.lines[0].raw.split(|p| p.1.is_nan());
        assert_eq!(pieces.filter(|piece| !piece.is_empty()).count(), 2);
    }

    #[test]
    fn the_words_say_how_far_both_have_gone() {
        let said = words(&[(0.5, 1.0), (1.5, 3.0)], Some((7, (1.5, 3.0))));
        assert!(
            said.starts_with("γ 0.500 to 1.50, mean 1.00; β 1.00 to 3.00, mean 2.00."),
            "{said}"
        );
        assert!(said.ends_with("Unit 7: γ 1.50, β 3.00."), "{said}");
    }
}
