//! The curves of training: accuracy, loss, gradients. What each chart shows is decided in `specs.rs`, from the history
//! alone.

mod shown;
mod specs;

use super::gradients::GradientsNow;
use crate::components::parts::{Button, ChartCard, Fact, RadioLine, Tick, notes};
use crate::run::Run;
use crate::state::{Figure, Store, TimeAxis, part_key};
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::Part;
pub use shown::{ChartRuns, LayerChoice};
pub use specs::{Style, layer_name, strong_curve};
use specs::{compare, pixels};
use web_sys::HtmlInputElement;

/// Loss and gradients, and what is read off them.
#[component]
pub fn Charts() -> impl IntoView {
    let store = Store::here();
    let view = store.view;
    let hover = view.hover;
    Effect::new(move || {
        // A step under the crosshair stands elsewhere on another axis.
        view.time_axis.track();
        hover.set(None);
    });
    let shown = ChartRuns::here();
    let loss = Memo::new(move |_| {
        let smoothing = view.smoothing.get();
        let single = store.read(|run| specs::loss(run, smoothing, view.log_loss_now(&run.history)));
        let overlaid = shown.overlay(single, |run, style| {
            compare::loss_lines(run, style, smoothing)
        });
        overlaid.with_axis_for_each_unit(specs::LOSS)
    });
    let gradients = Memo::new(move |_| {
        let (smoothing, figure, layer) =
            (view.smoothing.get(), view.figure.get(), view.layer.get());
        let single = store.read(|run| specs::gradients(run, figure, smoothing));
        shown.overlay(single, |run, style| {
            compare::gradient_lines(run, style, figure, layer, smoothing)
        })
    });
    let objective = store.memo(|run| run.settings.objective());
    let on_loss = Signal::derive(move || notes::loss(objective.get()));
    let on_gradients = Signal::derive(move || notes::gradients(objective.get()));
    let say = move |text: fn(&Run) -> String| Signal::derive(move || shown.say(text));
    view! {
        <section class="charts" id="charts" aria-labelledby="charts-title">
            <h2 id="charts-title" class="unseen">"Training"</h2>
            <ChartCard spec=loss hover describe=say(specs::say_loss) why=("loss", "Loss") notes=on_loss />
            <ChartCard
                class="card tall"
                spec=gradients
                hover
                describe=say(specs::say_gradients)
                why=("gradients", "Gradient norm by layer")
                notes=on_gradients
            >
                <RadioLine
                    group="figure"
                    words="Norm of the gradient at the"
                    options=&Figure::ALL
                    value=view.figure
                />
                <LayerChoice />
            </ChartCard>
            <Tools />
            <GradientsNow />
        </section>
    }
}

/// How well the runs do: the share that they classify correctly or, of autoencoders, how far their images are off.
#[component]
pub fn Accuracy() -> impl IntoView {
    let store = Store::here();
    let view = store.view;
    let shown = ChartRuns::here();
    let autoencoder = store.memo(|run| run.settings.active.is_autoencoder());
    let accuracy = Memo::new(move |_| {
        let smoothing = view.smoothing.get();
        let images = autoencoder.get();
        let single = store.read(|run| match images {
            true => pixels::pixel_error(&run.history, smoothing),
            false => specs::accuracy(&run.history, smoothing),
        });
        shown.overlay(single, |run, style| {
            match (images, run.settings.active.is_autoencoder()) {
                (true, true) => pixels::pixel_error_lines(run, style, smoothing),
                (false, false) => compare::accuracy_lines(run, style, smoothing),
                // A run of the other kind has nothing to show on this axis.
                _ => Vec::new(),
            }
        })
    });
    let on_accuracy = Signal::derive(move || match autoencoder.get() {
        true => vec![&notes::autoencoder::PIXEL_ERROR],
        false => vec![&notes::ACCURACY],
    });
    let say = |run: &Run| match run.settings.active.is_autoencoder() {
        true => pixels::say_pixel_error(run),
        false => specs::say_accuracy(run),
    };
    let describe = Signal::derive(move || shown.say(say));
    view! {
        <ChartCard
            spec=accuracy
            hover=view.hover
            describe
            why=("accuracy", "How well it does")
            notes=on_accuracy
        />
    }
}

/// Smoothing, log axis, evaluation.
#[component]
fn Tools() -> impl IntoView {
    let store = Store::here();
    let view = store.view;
    let log = store.memo(move |run| view.log_loss_now(&run.history));
    let smooth = move |event| {
        let value = event_target::<HtmlInputElement>(&event).value_as_number();
        view.smoothing.set(value as f32);
    };
    view! {
        <div class="tools">
            <label class="tool">
                "smoothing"
                <input
                    type="range"
                    id="smoothing"
                    min="0"
                    max="0.98"
                    step="0.02"
                    prop:value=move || view.smoothing.get().to_string()
                    on:input=smooth
                />
                <output class="tool-value" translate="no">{move || format!("{:.2}", view.smoothing.get())}</output>
            </label>
            <RadioLine group="time-axis" words=t!("charts.over") options=&TimeAxis::ALL value=view.time_axis />
            <Tick id="log-loss" words="log loss" on=log set=move |on| view.log_loss.set(Some(on)) />
            <Measured />
        </div>
    }
}

/// Accuracy on what was not trained on or, of an autoencoder, how far its images are off.
#[component]
fn Measured() -> impl IntoView {
    let store = Store::here();
    let what = store.memo(|run| match run.settings.active.is_autoencoder() {
        true => "pixel error",
        false => "accuracy",
    });
    let fact = move |part: Part, id: &'static str, ema_id: &'static str| {
        let name = Signal::derive(move || format!("{} {}", part_key(part), what.get()));
        let value = store.memo(move |run| {
            format::or_dash(run.history.latest(part), |e| match e.pixel_error {
                Some(error) => format::reading(error),
                None => format::percent(e.accuracy),
            })
        });
        let averaged = store.memo(move |run| {
            let classified = run.history.latest(part).filter(|e| e.pixel_error.is_none());
            let averaged = classified.and_then(|e| e.averaged);
            averaged.map(|averaged| format!("EMA {}", format::percent(averaged.accuracy)))
        });
        view! {
            <Fact id name value>
                <AveragedAccuracy id=ema_id value=averaged />
            </Fact>
        }
    };
    let unready = store.memo(|run| run.network.is_none());
    let measure = move |_| {
        for part in [Part::Validation, Part::Test] {
            store.figures.measure(part);
        }
    };
    view! {
        <dl class="measured">
            {fact(Part::Validation, "validation-accuracy", "validation-ema")}
            {fact(Part::Test, "test-accuracy", "test-ema")}
        </dl>
        <Button id="measure" class="small" disabled=unready press=measure>"Measure now"</Button>
    }
}

/// The same with the moving average of the weights, where one is kept.
#[component]
fn AveragedAccuracy(id: &'static str, value: Memo<Option<String>>) -> impl IntoView {
    let present = Memo::new(move |_| value.with(Option::is_some));
    view! {
        <Show when=move || present.get()>
            <dd class="averaged" id=id translate="no" title="With the moving average of the weights">
                {value}
            </dd>
        </Show>
    }
}
