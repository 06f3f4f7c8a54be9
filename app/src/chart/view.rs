//! The chart as a component: heading, canvas, legend.

use super::drawing::DrawingHandle;
use super::head::Head;
use super::hidden::HiddenLines;
use super::legend::{Legend, value_text};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use playground_chart::figure::Figure;
use playground_chart::{ChartSpec, Line, crosshair, line};

/// A line chart.
///
/// `hover` is the step under the crosshair, shared by every chart that is given the same signal;
/// the page may read it for a read-out of its own ([`ChartSpec::readings`]). `describe` is the
/// text alternative: what the chart shows right now, in a sentence.
#[component]
pub fn Chart(
    /// What it shows; best a `Memo` or a plain signal, since it is read in every frame.
    #[prop(into)]
    spec: Signal<ChartSpec>,
    /// The step under the crosshair of all charts.
    hover: RwSignal<Option<f64>>,
    /// The text alternative.
    #[prop(into)]
    describe: Signal<String>,
    /// What stands beside the title.
    #[prop(optional, into)]
    beside: Option<ViewFn>,
) -> impl IntoView {
    let hidden = HiddenLines::of_chart(spec.with_untracked(|s| s.title.clone()));
    let canvas_ref = NodeRef::<html::Canvas>::new();
    let drawn = DrawingHandle::new(
        canvas_ref,
        move || {
            spec.track();
            hover.track();
            hidden.track();
        },
        move |surface, palette| {
            let hover = hover.try_get_untracked()?;
            let off = hidden.try_get_untracked()?;
            let hidden = |line: &Line| off.contains(&line.label);
            spec.try_with_untracked(|spec| line::draw(surface, palette, spec, hover, &hidden))
        },
    );
    let figure = Callback::new(move |_| {
        let off = hidden.get();
        let hidden = |line: &Line| off.contains(&line.label);
        vec![Figure::lines(spec.get(), &hidden)]
    });
    let title = Signal::derive(move || spec.with(|s| s.title.clone()));
    let spoken = RwSignal::new(String::new());
    let point = move |event: PointerEvent| {
        let x = f64::from(event.offset_x());
        let step = drawn.layout(|layout| (!layout.empty).then(|| layout.step_at(x)));
        let step = step.flatten();
        if step.is_some() && hover.get_untracked() != step {
            hover.set(step);
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let (current, far) = (hover.get_untracked(), event.shift_key());
        let moved = spec.with_untracked(|s| crosshair::moved(s, current, &event.key(), far));
        if let Some(to) = moved {
            event.prevent_default();
            hover.set(to);
            spoken.set(spec.with_untracked(|s| sentence(s, to)));
        }
    };
    view! {
        <figure class="chart">
            <Head title beside figure />
            <div class="chart-plot">
                <canvas
                    node_ref=canvas_ref
                    class="chart-canvas"
                    tabindex="0"
                    role="img"
                    aria-label=describe
                    on:pointermove=point
                    on:pointerdown=point
                    on:pointerleave=move |_| hover.set(None)
                    on:keydown=key
                ></canvas>
            </div>
            <Legend spec hover hidden />
            <p class="chart-spoken" aria-live="polite">{spoken}</p>
        </figure>
    }
}

/// Says what the crosshair reads, for a screen reader.
fn sentence(spec: &ChartSpec, x: Option<f64>) -> String {
    let Some(x) = x else {
        return String::new();
    };
    let readings = spec.readings(Some(x));
    let values = readings
        .iter()
        .map(|r| format!("{} {}", r.label, value_text(Some(r))));
    let at = spec.x_text(Some(x));
    format!("{at}: {}", values.collect::<Vec<_>>().join(", "))
}
