//! The loss of two weights over a plane: the value, the path of gradient descent, the smallest
//! eigenvalue. A few hundred thousand evaluations in all, which the page does between two frames.

use super::Card;
use super::maps::{self, SurfaceMap};
use crate::chart::HeatMap;
use crate::components::parts::{Choice, Reach, Slider, Typed, Why, WithSome, notes, whole, wrong};
use crate::state::{SOURCES, SURFACE_RATES, SURFACE_STEPS, SurfaceInputs, ZOOMS};
use leptos::prelude::*;
use playground_chart::{Cell, HeatSpec};
use playground_insight::theory::points::{Features, Images, Point, SIDE, clouds};
use playground_insight::theory::surface::{CASES, Case, Plane, descent};

/// Cells along each side of a map.
const CELLS: usize = 48;

impl SurfaceInputs {
    fn choose_case(self, key: &str) {
        if let Some(index) = CASES.iter().position(|case| case.key == key) {
            self.case.set(index);
            self.start.set(CASES[index].start.0);
            self.rate.set(CASES[index].start.1);
            self.zoom.set(1.0);
        }
    }

    /// Returns the ends of both axes.
    fn range(self) -> (f64, f64) {
        let (low, high) = CASES[self.case.get()].range;
        let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0 / self.zoom.get());
        (middle - half, middle + half)
    }
}

/// Reads the row and column of a pixel, counted from 0.
fn pixel(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split([',', ' ', ';']).filter(|part| !part.is_empty());
    let read: Option<Vec<usize>> = parts.map(|part| part.parse().ok()).collect();
    match read.as_deref() {
        Some(&[row, column]) if row.max(column) < SIDE => Ok((row, column)),
        _ => Err(format!(
            "Type row and column, 0 to {} each, such as 14, 9.",
            SIDE - 1
        )),
    }
}

/// Everything typed, read.
#[derive(Clone, Copy)]
struct ParsedInputs {
    seed: Memo<Result<u64, String>>,
    digits: [Memo<Result<u64, String>>; 2],
    pixels: [Memo<Result<(usize, usize), String>>; 2],
}

impl ParsedInputs {
    fn of(inputs: SurfaceInputs) -> Self {
        let digit = |text: RwSignal<String>| Memo::new(move |_| text.with(|t| whole(t, 0, 9)));
        let at = |text: RwSignal<String>| Memo::new(move |_| text.with(|t| pixel(t)));
        Self {
            seed: Memo::new(move |_| inputs.seed.with(|t| whole(t, 0, u64::from(u32::MAX)))),
            digits: inputs.digits.map(digit),
            pixels: inputs.pixels.map(at),
        }
    }

    /// Returns the points; none while something typed does not fit.
    fn points(self, source: &str) -> Option<Vec<Point>> {
        let seed = self.seed.get().ok()?;
        if source == "clouds" {
            return Some(clouds(seed));
        }
        let digit = |at: usize| self.digits[at].get().ok();
        let images = Images::of(seed, [digit(0)? as u8, digit(1)? as u8]);
        let features = match source {
            "pixels" => Features::Pixels([self.pixels[0].get().ok()?, self.pixels[1].get().ok()?]),
            _ => Features::Likeness,
        };
        let points = images.points(features);
        let both = [0.0, 1.0].iter().all(|y| points.iter().any(|p| p.y == *y));
        both.then_some(points)
    }
}

const RATE: Reach = Reach::new((0.001, 100.0), 0.05, SURFACE_RATES).log();
const STEPS: Reach = Reach::new(SURFACE_STEPS, 5.0, SURFACE_STEPS).whole();
const ZOOM: Reach = Reach::new((0.2, 5.0), 0.02, ZOOMS).log();

/// The card.
#[component]
pub fn Surface(
    /// What was chosen.
    inputs: SurfaceInputs,
) -> impl IntoView {
    let read = ParsedInputs::of(inputs);
    let points = Memo::new(move |_| inputs.source.with(|source| read.points(source)));
    let case = move || -> &'static Case { &CASES[inputs.case.get()] };
    let plane = Memo::new(move |_| {
        points.with_some(|points| Plane::measure(case(), points, inputs.range(), CELLS))
    });
    let path = Memo::new(move |_| {
        let steps = inputs.steps.get() as usize;
        let (start, rate) = (inputs.start.get(), inputs.rate.get());
        let path = points.with_some(|points| descent(case(), points, start, rate, steps));
        path.unwrap_or_default()
    });
    let surface = Memo::new(move |_| {
        Some(SurfaceMap {
            case: inputs.case.get(),
            plane: plane.get()?,
            path: path.get(),
            points: points.get()?,
        })
    });
    let options = CASES.iter().map(|case| (case.key, case.name)).collect();
    view! {
        <Card
            key="surface"
            why="theory-surface"
            note=&notes::theory::SURFACE
        >
            <div class="theory-inputs">
                <Choice
                    id="surface-case"
                    label="loss and output"
                    value=Signal::derive(move || case().key.to_owned())
                    choose=move |key: String| inputs.choose_case(&key)
                    options
                />
                <Choice
                    id="surface-source"
                    label="points"
                    value=inputs.source
                    choose=move |key: String| inputs.source.set(key)
                    options=SOURCES.to_vec()
                />
                <Sources inputs read />
                <Slider id="surface-rate" label="learning rate η" value=inputs.rate reach=RATE />
                <Slider id="surface-steps" label="steps of gradient descent" value=inputs.steps reach=STEPS />
                <Slider id="surface-zoom" label="zoom" value=inputs.zoom reach=ZOOM />
            </div>
            <p class="theory-said" id="surface-said">{move || surface.with(maps::about_plane)}</p>
            <p class="theory-said" id="surface-path">{move || surface.with(maps::about_path)}</p>
            <div class="theory-charts maps">
                <Map inputs surface spec=maps::loss id="" />
                <Map inputs surface spec=maps::eigenvalues id="theory-eigenvalue" />
            </div>
        </Card>
    }
}

/// The fields that the chosen points need.
#[component]
fn Sources(inputs: SurfaceInputs, read: ParsedInputs) -> impl IntoView {
    let source = Memo::new(move |_| inputs.source.get());
    let digits = move || {
        let [first, second] = read.digits.map(wrong);
        source.with(|s| s != "clouds").then(|| {
            view! {
                <Typed id="surface-digit-0" label="digit of class 0" value=inputs.digits[0] wrong=first />
                <Typed id="surface-digit-1" label="digit of class 1" value=inputs.digits[1] wrong=second />
            }
        })
    };
    let pixels = move || {
        let [first, second] = read.pixels.map(wrong);
        source.with(|s| s == "pixels").then(|| {
            view! {
                <Typed id="surface-pixel-0" label="pixel x₁: row, column" value=inputs.pixels[0] wrong=first />
                <Typed id="surface-pixel-1" label="pixel x₂: row, column" value=inputs.pixels[1] wrong=second />
            }
        })
    };
    view! {
        <Typed id="surface-seed" label="seed" value=inputs.seed numeric=true wrong=wrong(read.seed) />
        {digits}
        {pixels}
    }
}

/// One of the maps; choosing a cell starts gradient descent there.
#[component]
fn Map(
    inputs: SurfaceInputs,
    surface: Memo<Option<SurfaceMap>>,
    spec: fn(&Option<SurfaceMap>) -> HeatSpec,
    /// Id of the sheet beside the title; empty for none.
    id: &'static str,
) -> impl IntoView {
    let spec = Memo::new(move |_| surface.with(spec));
    let describe = Signal::derive(move || {
        let about = surface.with(maps::about_plane);
        format!("{}. {about}", spec.with(|s| s.title.clone()))
    });
    let pick = Callback::new(move |(column, row): Cell| {
        let (x, y) = spec.with_untracked(|s| (s.x.middle(column, CELLS), s.y.middle(row, CELLS)));
        inputs.start.set([x, y]);
    });
    let why =
        move || view! { <Why id about="Smallest eigenvalue" notes=&notes::theory::EIGENVALUE /> };
    let beside = move || (!id.is_empty()).then(why);
    view! { <HeatMap spec describe hint="Point at a cell to read it." on_pick=pick beside /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_read_or_refused() {
        assert_eq!(pixel("14, 9"), Ok((14, 9)));
        assert_eq!(pixel("0 27"), Ok((0, 27)));
        for wrong in ["", "14", "28, 0", "1, 2, 3", "a, b"] {
            assert!(pixel(wrong).unwrap_err().contains("0 to 27"), "{wrong}");
        }
    }
}
