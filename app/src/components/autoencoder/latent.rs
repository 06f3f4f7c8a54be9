//! The plane of the narrowest layer with the test images on it, and a point to drag: the image that the second half
//! of the network draws for it stands beside.

use crate::chart::Digits;
use crate::components::inside::cloud::SIDE;
use crate::components::inside::plane::{Classes, HiddenClasses, Legend, Plane, images};
use crate::components::parts::{Button, CardHead, Picture, WithSome, element, notes};
use crate::state::Store;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::format;
use playground_experiment::protocol::inside::ScanResult;

const TITLE: &str = "The latent plane";

/// How far an arrow key moves the point, in units of the picture; with Shift five times as far.
const STRIDE: f64 = 20.0;

/// Puts what is known of the plane into words.
fn said(scan: &ScanResult) -> String {
    let head = &scan.head;
    let images = images(scan);
    match head.shares {
        Some(_) if head.latent => format!(
            "{images} where the two values of the narrowest layer put them: across the first, upwards the second."
        ),
        Some((first, second)) => format!(
            "{images} on the plane along which the {} values of the narrowest layer differ most: {} of their variance \
             across, {} upwards.",
            head.dimensions,
            format::percent(first),
            format::percent(second)
        ),
        None => format!("Step {}: the images span no plane.", head.step),
    }
}

/// Says why there is no plane to drag a point in, where that can be told before any image was seen.
fn absent(experiment: &Experiment) -> Option<&'static str> {
    let architecture = experiment.architecture().ok()?;
    match architecture.bottleneck() {
        None => {
            Some("Without a hidden layer there is no latent space: add a narrow layer, then Reset.")
        }
        Some(layer) if architecture.layers[layer].width() == 1 => Some(
            "The narrowest layer has a single value, which is a line and no plane: give it two units or more, then \
             Reset.",
        ),
        Some(_) => None,
    }
}

/// Returns where an arrow key takes a place of the picture; none for another key.
fn moved((x, y): (f64, f64), key: &str, far: bool) -> Option<(f64, f64)> {
    let stride = if far { 5.0 * STRIDE } else { STRIDE };
    let to = match key {
        "ArrowLeft" => (x - stride, y),
        "ArrowRight" => (x + stride, y),
        "ArrowUp" => (x, y - stride),
        "ArrowDown" => (x, y + stride),
        _ => return None,
    };
    Some(inside(to))
}

fn written((x, y): (f32, f32)) -> String {
    format!("({}, {})", format::reading(x), format::reading(y))
}

fn inside((x, y): (f64, f64)) -> (f64, f64) {
    (x.clamp(0.0, SIDE), y.clamp(0.0, SIDE))
}

/// The card.
#[component]
pub fn Latent(
    /// Names of the classes.
    names: Memo<&'static [&'static str]>,
    /// Where the point was moved to.
    place: RwSignal<Option<(f32, f32)>>,
    /// Where it stands.
    at: Memo<Option<(f32, f32)>>,
) -> impl IntoView {
    let store = Store::here();
    let hidden = HiddenClasses::default();
    let unmoved = move || place.with(Option::is_none);
    let scan = Memo::new(move |_| store.figures.scan.now(store));
    let plane = Memo::new(move |_| scan.with_some(|s| Plane::of(&s.what)).flatten());
    let absent = store.memo(|run| absent(&run.settings.active));
    let said = move || {
        let waiting = "The test images will appear here, a dot each.";
        let said = scan.with_some(|s| said(&s.what));
        let said = said.unwrap_or_else(|| waiting.to_owned());
        absent.get().map_or(said, str::to_owned)
    };
    let figures = move |_: Digits| {
        let named = names.get();
        let figure = plane.with_some(|plane| {
            let ring = at.get().and_then(|at| plane.frame.place(at));
            let figure = hidden.with(|hidden| plane.figure(TITLE, named, hidden, ring));
            figure.with_note(said())
        });
        figure.into_iter().collect()
    };
    view! {
        <div class="card" id="autoencoder-latent">
            <CardHead id="latent" title=TITLE notes=&notes::autoencoder::LATENT figures=figures />
            <p class="caption" id="latent-said">{said}</p>
            <div class="embedding">
                <Cloud plane names hidden place at />
                <div class="embedding-side">
                    <DecodedImage at />
                    <Button id="latent-middle" class="small" disabled=unmoved press=move |_| place.set(None)>
                        "Back to the middle"
                    </Button>
                    <Legend names hidden />
                </div>
            </div>
        </div>
    }
}

/// The image of the point, and where that is.
#[component]
fn DecodedImage(at: Memo<Option<(f32, f32)>>) -> impl IntoView {
    let store = Store::here();
    let decoded = Memo::new(move |_| store.figures.decoded.now(store));
    let pixels = Signal::derive(move || decoded.with_some(|d| d.what.pixels.clone()));
    let words = move || match at.get() {
        Some(at) => format!("The image at {}", written(at)),
        None => "Drag the ring, and its image appears here.".to_owned(),
    };
    view! {
        <div class="embedding-pointed">
            <Picture pixels describe="The image that the network draws for the point" id="latent-image" />
            <p id="latent-place" aria-live="polite">{words}</p>
            <p class="caption">"Drag the ring, or move it by the arrow keys; with Shift it goes further."</p>
        </div>
    }
}

/// The dots and the ring.
#[component]
fn Cloud(
    plane: Memo<Option<Plane>>,
    names: Memo<&'static [&'static str]>,
    hidden: HiddenClasses,
    place: RwSignal<Option<(f32, f32)>>,
    at: Memo<Option<(f32, f32)>>,
) -> impl IntoView {
    let svg_ref = NodeRef::<leptos::svg::Svg>::new();
    let dragging = RwSignal::new(false);
    let ring = Memo::new(move |_| {
        let at = at.get()?;
        plane.with(|plane| plane.as_ref().and_then(|plane| plane.frame.place(at)))
    });
    let go_to = move |to: (f64, f64)| {
        let frame = plane.with_untracked(|plane| plane.as_ref().map(|plane| plane.frame));
        if let Some(frame) = frame {
            place.set(Some(frame.point(inside(to))));
        }
    };
    let follow = move |event: &PointerEvent| {
        let Some(svg) = svg_ref.get_untracked() else {
            return;
        };
        let (x, y) = element::place(&svg, event);
        go_to((SIDE * x, SIDE * y));
    };
    let press = move |event: PointerEvent| {
        if let Some(svg) = svg_ref.get_untracked() {
            // Without capture it is dragged for as long as the pointer stays inside.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
        dragging.set(true);
        follow(&event);
    };
    let drag = move |event: PointerEvent| {
        if dragging.get_untracked() {
            follow(&event);
        }
    };
    let release = move |_| dragging.set(false);
    let key = move |event: KeyboardEvent| {
        let to = ring
            .get_untracked()
            .and_then(|ring| moved(ring, &event.key(), event.shift_key()));
        if let Some(to) = to {
            event.prevent_default();
            go_to(to);
        }
    };
    let x = move || ring.get().map_or(0.0, |ring| ring.0).to_string();
    let y = move || ring.get().map_or(0.0, |ring| ring.1).to_string();
    let shown = move || ring.get().map_or("none", |_| "inline");
    let words = move || {
        let at = at.get().map_or_else(String::new, |at| {
            format!(" The point is at {}.", written(at))
        });
        format!("The latent plane with the test images. Move the point by the arrow keys.{at}")
    };
    view! {
        <svg
            node_ref=svg_ref
            class="cloud latent-cloud"
            id="latent-cloud"
            viewBox=format!("0 0 {SIDE} {SIDE}")
            role="application"
            tabindex="0"
            aria-label=words
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=release
            on:pointercancel=release
            on:keydown=key
        >
            <Classes plane names hidden />
            <g class="latent-point" style:display=shown>
                <circle class="latent-edge" cx=x cy=y r="26" />
                <circle class="latent-ring" cx=x cy=y r="26" />
            </g>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::loss::{Loss, Output};

    #[test]
    fn arrow_keys_move_the_point_and_stop_at_the_edge() {
        assert_eq!(
            moved((500.0, 500.0), "ArrowUp", false),
            Some((500.0, 480.0))
        );
        assert_eq!(
            moved((500.0, 500.0), "ArrowRight", true),
            Some((600.0, 500.0))
        );
        assert_eq!(moved((5.0, 990.0), "ArrowLeft", false), Some((0.0, 990.0)));
        assert_eq!(moved((5.0, 990.0), "ArrowDown", false), Some((5.0, 1000.0)));
        assert_eq!(moved((5.0, 5.0), "Enter", false), None);
    }

    #[test]
    fn where_there_is_no_plane_it_says_why() {
        let of = |net: &str| Experiment {
            blocks: net.split('.').filter_map(|b| b.parse().ok()).collect(),
            output: Output::Image,
            loss: Loss::MeanSquaredError,
            ..Experiment::default()
        };
        assert!(absent(&of("")).is_some_and(|why| why.contains("add a narrow layer")));
        assert!(absent(&of("16-relu.1-linear")).is_some_and(|why| why.contains("single value")));
        assert_eq!(absent(&of("16-relu.2-linear")), None);
    }
}
