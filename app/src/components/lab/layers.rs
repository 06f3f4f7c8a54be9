//! What is inside each layer: how its weights, its activations and its gradients are spread, and the
//! share of its units that no longer learn.

use super::latest;
use crate::chart::Digits;
use crate::components::parts::{CardHead, WithSome, notes, table};
use crate::state::Store;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Fill, Grid, GridCell, Plot};
use playground_experiment::format;
use playground_experiment::protocol::Part;
use playground_experiment::protocol::probe::{Histogram, LayerProbe};

const TITLE: &str = "Inside the layers";
/// What stands above the columns.
const HEAD: [&str; 5] = [
    "layer",
    "weights",
    "activations",
    "gradients of the weights",
    "units",
];
/// A drawing's units: one across for each bin, this many upwards.
const HEIGHT: f64 = 24.0;

/// Draws the outline of a histogram with heights on a log scale, so that the few values far out are seen
/// beside the many near zero.
fn outline(histogram: &Histogram) -> String {
    let most = histogram.counts.iter().copied().max().unwrap_or(0).max(1);
    let height = |count: u32| HEIGHT * f64::from(count).ln_1p() / f64::from(most).ln_1p();
    let mut path = format!("M0 {HEIGHT}");
    for (bin, &count) in histogram.counts.iter().enumerate() {
        let y = HEIGHT - height(count);
        path.push_str(&format!("L{bin} {y:.2}L{} {y:.2}", bin + 1));
    }
    path.push_str(&format!("L{} {HEIGHT}Z", histogram.counts.len()));
    path
}

/// Returns where zero lies from left to right, in bins.
fn zero(histogram: &Histogram) -> f64 {
    let (low, high) = (f64::from(histogram.low), f64::from(histogram.high));
    histogram.counts.len() as f64 * (-low / (high - low)).clamp(0.0, 1.0)
}

fn range(histogram: &Histogram) -> String {
    let ends = [histogram.low, histogram.high].map(format::number);
    let lost = match histogram.not_finite {
        0 => String::new(),
        n => format!(", {n} not finite"),
    };
    format!("{} to {}{lost}", ends[0], ends[1])
}

/// Says what share of a layer's units no longer learn.
fn lost(layer: &LayerProbe) -> String {
    match (layer.saturated, layer.dead) {
        (Some(share), _) => format!("{} saturated", format::percent(share)),
        (None, Some(share)) => format!("{} dead", format::percent(share)),
        (None, None) => format::NO_NUMBER.to_owned(),
    }
}

/// Returns the layers as a figure, a histogram in a cell.
fn figure(layers: &[LayerProbe], names: &[String]) -> Figure {
    let spread = |histogram: &Histogram| {
        let most = histogram.counts.iter().copied().max().unwrap_or(0).max(1);
        let height = |&count: &u32| f64::from(count).ln_1p() / f64::from(most).ln_1p();
        let heights = histogram.counts.iter().map(height).collect();
        GridCell::words(range(histogram)).with(Fill::Columns(heights))
    };
    let row = |(name, layer): (&String, &LayerProbe)| {
        vec![
            GridCell::words(name.clone()),
            spread(&layer.weights),
            spread(&layer.activations),
            spread(&layer.gradients),
            GridCell::words(lost(layer)),
        ]
    };
    let rows = names.iter().zip(layers).map(row);
    let head = HEAD.map(GridCell::words).to_vec();
    let grid = Grid {
        head: 1,
        rows: std::iter::once(head).chain(rows).collect(),
    };
    Figure::of(TITLE, Plot::Table(grid))
}

/// The card.
#[component]
pub fn Layers() -> impl IntoView {
    let store = Store::here();
    let probed = store.memo(latest);
    let names = store.memo(|run| run.history.layers.clone());
    let count = Memo::new(move |_| names.with(Vec::len));
    let said = move || {
        probed.with(|probed| match probed {
            None => "Heights are on a log scale.".to_owned(),
            Some(probed) => {
                let probe = &probed.probe;
                let on = match probe.units_on {
                    Some(Part::Validation) => "validation images",
                    Some(Part::Test) => "test images",
                    None => "training images",
                };
                format!(
                    "Step {}, the batch just trained on; units over {} {on}. Heights are on a log scale.",
                    probe.step, probe.units_over
                )
            }
        })
    };
    let row = move |index: usize| {
        let of = move |pick: fn(&LayerProbe) -> &Histogram| {
            Memo::new(move |_| {
                probed.with(|p| Some(pick(p.as_ref()?.probe.layers.get(index)?).clone()))
            })
        };
        let units = move || {
            probed.with(|p| {
                let layer = p.as_ref().and_then(|p| p.probe.layers.get(index));
                format::or_dash(layer, lost)
            })
        };
        let name = move || names.with(|names| names.get(index).cloned());
        view! {
            <tr>
                <th scope="row">{name}</th>
                <Spread histogram=of(|l| &l.weights) />
                <Spread histogram=of(|l| &l.activations) />
                <Spread histogram=of(|l| &l.gradients) />
                <td class="layer-units">{units}</td>
            </tr>
        }
    };
    let figures = move |_: Digits| {
        let figure = probed.with_some(|probed| figure(&probed.probe.layers, &names.get()));
        let figure = figure.map(|figure| figure.with_note(said()));
        figure.into_iter().collect()
    };
    view! {
        <div class="card wide" id="lab-layers">
            <CardHead id="layers" title=TITLE notes=&notes::lab::LAYERS figures=figures />
            <p class="caption">{said}</p>
            <div class="scrolls" tabindex="0" role="region" aria-label="Inside the layers">
                <table class="lab-table histograms">
                    {table::head(&HEAD, &[])}
                    <tbody>
                        <For each=move || 0..count.get() key=|i| *i children=row />
                    </tbody>
                </table>
            </div>
        </div>
    }
}

/// A histogram in a cell.
#[component]
fn Spread(histogram: Memo<Option<Histogram>>) -> impl IntoView {
    let path = move || histogram.with_some(outline).unwrap_or_default();
    let middle = move || histogram.with_some(zero).unwrap_or(0.0).to_string();
    let words = move || histogram.with(|h| format::or_dash(h.as_ref(), range));
    let bins = playground_experiment::protocol::probe::BINS;
    view! {
        <td>
            <svg
                class="histogram"
                viewBox=format!("0 0 {bins} {HEIGHT}")
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                <line class="histogram-zero" x1=middle x2=middle y1="0" y2=HEIGHT.to_string() />
                <path d=path />
            </svg>
            <span class="caption">{words}</span>
        </td>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::detail::tests::probed;

    #[test]
    fn outlines_stay_in_their_box_and_reach_its_top() {
        let histogram = Histogram::of(&[-1.0, 0.0, 0.0, 0.0, 0.5]);
        let path = outline(&histogram);
        let heights: Vec<f64> = path
            .trim_end_matches('Z')
            .split(['M', 'L'])
            .filter_map(|place| place.split_once(' ')?.1.parse().ok())
            .collect();
        assert_eq!(heights.len(), 2 * histogram.counts.len() + 2);
        assert!(heights.iter().all(|h| (0.0..=HEIGHT).contains(h)));
        assert!(heights.contains(&0.0));
        assert_eq!(zero(&histogram), histogram.counts.len() as f64 / 2.0);
        assert_eq!(range(&histogram), "-1 to 1");
        assert_eq!(zero(&Histogram::of(&[0.0, 2.0])), 0.0);
    }

    #[test]
    fn lost_units_are_said_as_what_they_are() {
        let mut layer = probed(1, Some(0.94)).probe.layers[0].clone();
        assert_eq!(lost(&layer), "94.0 % saturated");
        (layer.saturated, layer.dead) = (None, Some(0.5));
        assert_eq!(lost(&layer), "50.0 % dead");
        layer.dead = None;
        assert_eq!(lost(&layer), format::NO_NUMBER);
    }
}
