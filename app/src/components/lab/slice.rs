//! A slice through the loss around the network as it is, along two random directions in weight space.

use crate::chart::HeatMap;
use crate::components::parts::{Button, Why, levels, notes, option, parsed};
use crate::run::objective::ObjectiveId;
use crate::state::{LossSlice, Store};
use leptos::prelude::*;
use playground_chart::{HeatAxis, HeatSpec, Shades};
use playground_experiment::format;

/// Cells along a side, an odd number: the network is in the middle.
const SIDE: u32 = 25;
/// How far it reaches, in lengths of the weights themselves.
const RADII: [f32; 4] = [0.25, 0.5, 1.0, 2.0];
/// Contours.
const LEVELS: usize = 10;

/// Maps the rows known of a slice; all gaps, `radius` wide, without one.
fn spec(slice: Option<&LossSlice>, radius: f32, unit: &str) -> HeatSpec {
    let (side, radius) = slice.map_or((SIDE as usize, radius), |s| (s.side, s.radius));
    // A cell stands for its middle, so the edges are half a cell further out.
    let edge = f64::from(radius) * (1.0 + 1.0 / (side as f64 - 1.0));
    let losses = slice.map_or(&[][..], |slice| &slice.losses);
    let mut values: Vec<f64> = losses.iter().map(|&l| f64::from(l)).collect();
    let contours = levels(&values, LEVELS);
    values.resize(side * side, f64::NAN);
    // The network itself, once its cell is known: before that the mark would strike words out.
    let there = values[values.len() / 2].is_finite();
    HeatSpec {
        title: TITLE.to_owned(),
        x: HeatAxis::range("first direction", (-edge, edge)),
        y: HeatAxis::range("second direction", (-edge, edge)),
        columns: side,
        rows: side,
        values,
        value_label: format!("loss ({unit})"),
        gap_label: "not computed yet".to_owned(),
        shades: Shades::Log,
        contours,
        path: there.then_some((0.0, 0.0)).into_iter().collect(),
        ..HeatSpec::default()
    }
}

const TITLE: &str = "A slice through the loss";

/// Puts the slice into words.
fn say(slice: Option<&LossSlice>, asked: bool) -> String {
    let Some(slice) = slice else {
        return match asked {
            true => "Computing the first row.",
            false => "Two random directions out of all parameters: a slice, not the landscape.",
        }
        .to_owned();
    };
    let (step, images) = (slice.step, slice.examples);
    let about = format!("Step {step}, over {images} training images.");
    if slice.rows() < slice.side {
        return format!("{about} Row {} of {}.", slice.rows(), slice.side);
    }
    let values: Vec<f64> = slice.losses.iter().map(|&l| f64::from(l)).collect();
    let here = values[values.len() / 2];
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let lower = values.iter().filter(|&&v| v < here).count();
    format!(
        "{about} In the middle, at the network, the loss is {}; the lowest is {}, and {} of the slice lies below the \
         network.",
        format::number(here),
        format::number(lowest),
        format::percent(lower as f64 / values.len() as f64)
    )
}

/// The card.
#[component]
pub fn Slice() -> impl IntoView {
    let store = Store::here();
    let (seed, radius) = (RwSignal::new(1_u64), RwSignal::new(1.0_f32));
    let unit = store.memo(|run| ObjectiveId::in_use(&run.settings.active).unit());
    let slice = Memo::new(move |_| store.figures.slice.now(store));
    let map = Memo::new(move |_| {
        slice.with(|s| spec(s.as_ref().map(|s| &*s.what), radius.get(), unit.get()))
    });
    let said = Signal::derive(move || {
        let open = store.figures.slice.is_open();
        slice.with(|s| say(s.as_ref().map(|s| &*s.what), open))
    });
    let unready = store.memo(|run| run.network.is_none());
    let cut = move || {
        let (seed, radius) = (seed.get_untracked(), radius.get_untracked());
        store.figures.cut(seed, radius, SIDE);
    };
    let turn = move |_| {
        seed.update(|seed| *seed += 1);
        cut();
    };
    let choose = parsed(move |chosen| radius.set(chosen));
    let option = move |value: f32| option(value, value.to_string(), move || radius.get() == value);
    let describe = Signal::derive(move || format!("{TITLE}. {}", said.get()));
    view! {
        <div class="card wide" id="lab-slice">
            <HeatMap
                spec=map
                describe
                hint="Point at a cell to read it."
                beside=move || view! { <Why id="slice" about="A slice through the loss" notes=&notes::lab::SLICE /> }
            />
            <p class="caption" id="slice-said">{said}</p>
            <div class="tools">
                <label class="tool">
                    "reaching" <select id="slice-radius" class="small" on:change=choose>
                        {RADII.map(option).collect_view()}
                    </select> "times the weights"
                </label>
                <Button id="slice-cut" class="small" disabled=unready press=move |_| cut()>
                    "Compute the slice"
                </Button>
                <Button class="small" disabled=unready press=turn>"Other directions"</Button>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(rows: usize) -> LossSlice {
        let losses: Vec<f32> = [3.0, 2.0, 3.0, 2.0, 1.0, 0.5, 3.0, 2.0, 3.0][..3 * rows].to_vec();
        LossSlice {
            seed: 1,
            radius: 1.0,
            side: 3,
            step: 40,
            examples: 512,
            losses: losses.into(),
        }
    }

    #[test]
    fn rows_that_are_missing_are_gaps() {
        let spec = spec(Some(&slice(2)), 2.0, "nats");
        assert_eq!(spec.value((1, 1)), 1.0);
        assert!(spec.value((0, 2)).is_nan());
        // The middle cell is the network: its middle is at 0 and the outer ones at the radius.
        assert!((spec.x.middle(1, 3)).abs() < 1e-12);
        assert!((spec.x.middle(2, 3) - 1.0).abs() < 1e-12);
        assert!(say(Some(&slice(2)), true).ends_with("Row 2 of 3."));
    }

    #[test]
    fn the_network_is_marked_once_its_cell_is_known() {
        let marked = |rows: usize| spec(Some(&slice(rows)), 1.0, "nats").path;
        assert!(spec(None, 1.0, "nats").path.is_empty());
        assert!(marked(1).is_empty());
        assert_eq!(marked(2), [(0.0, 0.0)]);
    }

    #[test]
    fn a_whole_slice_is_compared_with_its_middle() {
        let said = say(Some(&slice(3)), false);
        assert!(
            said.contains("the loss is 1; the lowest is 0.5, and 11.1 %"),
            "{said}"
        );
        assert!(say(None, false).contains("a slice, not the landscape"));
    }
}
