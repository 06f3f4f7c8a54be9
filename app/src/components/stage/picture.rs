//! The picture: a few training images, the same ones throughout, over how sure the network is of the right answer and
//! how hard they pull at it. They slide as they are learned.

use super::StageChoices;
use super::images::{Images, Thumb, thumbs};
use super::scene::{Ground, Scene, say, spec};
use crate::chart::{Digits, DrawingHandle, SaveFigure};
use crate::components::parts::{
    RadioLine, SaveTable, Swatch, Tick, Toolbar, Why, ink, notes, table,
};
use crate::run::objective::ObjectiveId;
use crate::runs::Runs;
use crate::state::{Store, Sureness};
use crate::text::t;
use leptos::html;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Plot};
use playground_chart::{ChartSpec, line};
use playground_experiment::format;
use playground_experiment::protocol::DataFile;
use playground_insight::pull::Pull;

/// The losses that pull.
type Pair = [ObjectiveId; 2];

/// The card.
#[component]
pub fn Pulls(
    /// Returns what stands beside the picture, to be saved by the same button.
    #[prop(into)]
    beside: Callback<Digits, Vec<Figure>>,
) -> impl IntoView {
    let store = Store::here();
    let choices: StageChoices = expect_context();
    let StageChoices { axis, log_pull, .. } = choices;
    let scene = store.memo(Scene::of);
    let pair = store.memo(|run| run.settings.objective().side_by_side());
    Effect::new(move || {
        store.pictures.track();
        let indices = scene.with(|s| s.as_ref().map(Scene::by_sureness));
        let indices = indices.unwrap_or_default();
        store.pictures.look_at(DataFile::Train, &indices);
    });
    let ground = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| s.ground(axis.get()))));
    let bands = Memo::new(move |_| ground.with(|g| g.as_ref().map(Ground::bands)));
    let chart = Memo::new(move |_| {
        let bands = bands.get().unwrap_or_default();
        scene.with(|s| spec(s.as_ref(), bands, axis.get(), log_pull.get()))
    });
    let hover = Memo::new(move |_| {
        scene.with(|scene| {
            let pull = scene.as_ref()?.told_of(choices.chosen())?;
            Some(axis.get().of(pull))
        })
    });
    let placed = RwSignal::new(Vec::<Thumb>::new());
    let canvas_ref = NodeRef::<html::Canvas>::new();
    DrawingHandle::new(
        canvas_ref,
        move || {
            chart.track();
            hover.track();
        },
        move |surface, palette| {
            let (hover, axis) = (hover.try_get_untracked()?, axis.try_get_untracked()?);
            let drawn = chart
                .try_with_untracked(|spec| line::draw(surface, palette, spec, hover, &|_| false))?;
            if let Ok(layout) = &drawn {
                let now = scene.try_with_untracked(|scene| {
                    let place = |scene: &Scene| thumbs(scene, axis, layout);
                    scene.as_ref().map_or_else(Vec::new, place)
                })?;
                if placed.try_with_untracked(|before| *before != now)? {
                    placed.set(now);
                }
            }
            Some(drawn)
        },
    );
    let whose = Whose::here();
    let describe = move || format!("{}{}", whose.in_front(), scene.with(|s| say(s.as_ref())));
    let figures = move |digits: Digits| {
        let own = scene.with(|scene| {
            let scene = scene.as_ref()?;
            let said = t!("figure.bands", run = whose.in_front(), step = scene.step);
            Some(figure(store, scene, chart.get(), axis.get()).with_note(said))
        });
        own.into_iter()
            .chain(beside.run(digits))
            .collect::<Vec<_>>()
    };
    let taught = store.memo(|run| run.settings.active.distill > 0.0);
    view! {
        <div class="card pulls" id="pulls">
            <div class="chart-head">
                <h3 class="chart-title">
                    "How hard one image pulls" <span class="pulls-at">" at the network"</span>
                </h3>
                <AfterStep scene whose />
                <Toolbar label=t!("figure.tools")>
                    <Why id="pulls" about="How hard one image pulls" notes=&notes::lab::SCATTER />
                    <SaveFigure about="How hard one image pulls" figures=figures />
                </Toolbar>
            </div>
            <div class="pulls-plot">
                <canvas node_ref=canvas_ref class="chart-canvas" role="img" aria-label=describe></canvas>
                <Images scene placed />
                <Tip scene pair />
            </div>
            <div class="pulls-foot">
                <Legend pair />
                <Show when=move || taught.get()>
                    <p class="caption">"The teacher pulls too; that is not in the picture."</p>
                </Show>
                <div class="tools">
                    <RadioLine group="sureness" words="Sureness as" options=&Sureness::ALL value=axis />
                    <Tick id="log-pulls" words="log pull" on=log_pull set=move |on| log_pull.set(on) />
                </div>
            </div>
        </div>
    }
}

/// Returns the picture as a figure, each image beside its dot.
fn figure(store: Store, scene: &Scene, spec: ChartSpec, axis: Sureness) -> Figure {
    let picture = |pull: &Pull| {
        let image = store.pictures.get(DataFile::Train, pull.index)?;
        let place = (axis.of(pull), pull.norms[0].max(pull.norms[1]));
        Some((place, ink(&image)))
    };
    let pictures = scene.pulls.iter().filter_map(picture).collect();
    let figure = Figure::lines(spec.clone(), &|_| false);
    Figure {
        plot: Plot::Lines(spec, pictures),
        ..figure
    }
}

/// Whose network is shown, where there are several.
#[derive(Clone, Copy)]
struct Whose(Memo<Option<String>>);

impl Whose {
    fn here() -> Self {
        let runs = Runs::here();
        Self(Memo::new(move |_| {
            runs.several().then(|| runs.name(runs.selected()))
        }))
    }

    /// Returns the name as words begin with it: "CE: ". Tracks.
    fn in_front(self) -> String {
        self.0
            .get()
            .map_or_else(String::new, |name| format!("{name}: "))
    }
}

/// Whose answers these are, and when they were given.
#[component]
fn AfterStep(scene: Memo<Option<Scene>>, whose: Whose) -> impl IntoView {
    let step = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| s.step)));
    let said = move || match step.get() {
        None => String::new(),
        Some(0) => "before the first step".to_owned(),
        Some(step) => format!("after step {step}"),
    };
    let name = move || step.get().map(|_| whose.in_front());
    view! {
        <p class="caption pulls-step">
            {name} <span id="pulls-step">{said}</span>
        </p>
    }
}

/// Which marker and colour is which loss, and what the bands are.
#[component]
fn Legend(pair: Memo<Pair>) -> impl IntoView {
    let entry = |(id, sign): (ObjectiveId, &'static str)| {
        view! {
            <span class="pulls-loss">
                <span aria-hidden="true" style:color=table::var(id.color())>{sign}</span>
                <Swatch color=table::var(id.color()) />
                {id.label()}
            </span>
        }
    };
    let entries = move || {
        let pair = pair.get().into_iter();
        pair.zip(["●", "◆"]).map(entry).collect_view()
    };
    view! {
        <p class="caption pulls-legend">
            {entries}
            <span class="pulls-bands">"Bands: from the rest spread evenly to the rest on one wrong class."</span>
        </p>
    }
}

/// The image pointed at or kept, else the one that pulls hardest, in words and numbers.
#[component]
fn Tip(scene: Memo<Option<Scene>>, pair: Memo<Pair>) -> impl IntoView {
    let choices: StageChoices = expect_context();
    let told = move |tell: fn(&Scene, &Pull) -> String| {
        Memo::new(move |_| {
            scene.with(|scene| {
                let scene = scene.as_ref()?;
                Some(tell(scene, scene.told_of(choices.chosen())?))
            })
        })
    };
    let read = told(Scene::read);
    let compared = told(Scene::compared);
    let first = told(|_, pull| format::reading(pull.norms[0]));
    let second = told(|_, pull| format::reading(pull.norms[1]));
    let figure = move |side: usize, id: &'static str, value: Memo<Option<String>>| {
        let color = move || table::var(pair.get()[side].color());
        let label = move || pair.get()[side].label();
        view! {
            <span class="pulls-figure">
                <b id=id translate="no" style:color=color>{value}</b>
                {label}
            </span>
        }
    };
    view! {
        <p class="pulls-tip" id="pulls-tip" class:none=move || read.with(Option::is_none)>
            <span class="pulls-read">{read}</span>
            {figure(0, "pulls-first", first)}
            {figure(1, "pulls-second", second)}
            <span class="pulls-ratio">{compared}</span>
        </p>
    }
}

/// The images in a table.
#[component]
pub fn AsTable() -> impl IntoView {
    let store = Store::here();
    let scene = store.memo(Scene::of);
    let rows = move || {
        scene.with(|scene| {
            let scene = scene.as_ref()?;
            let row = |index: u32| {
                let pull = scene.told_of(Some(index))?;
                let (p, [first, second]) = (pull.p_true, pull.norms);
                Some(view! {
                    <tr>
                        <th scope="row">{scene.read(pull)}</th>
                        {table::rounded(move || Some(p), format::percent)}
                        {table::rounded(move || Some(first), format::reading)}
                        {table::rounded(move || Some(second), format::reading)}
                        {table::number(scene.compared(pull))}
                    </tr>
                })
            };
            let rows = scene.by_sureness().into_iter().filter_map(row);
            Some(rows.collect_view())
        })
    };
    let label = move |side: usize| {
        let label = move || scene.with(|s| s.as_ref().map(|s| s.pair[side].label()));
        view! { <th scope="col" class="number">{label}</th> }
    };
    let there = Memo::new(move |_| scene.with(Option::is_some));
    let shown = NodeRef::new();
    view! {
        <Show when=move || there.get()>
            <div class="card">
                <div class="scrolls" tabindex="0" role="region" aria-label="The images as a table">
                    <table node_ref=shown id="pulls-table" class="pulls-table">
                        <caption>
                            <span class="table-title">"The images of the picture"</span>
                            <SaveTable title="The images of the picture" table=shown />
                        </caption>
                        <thead>
                            <tr>
                                <th scope="col">"image"</th>
                                <th scope="col" class="number">"p of the right answer"</th>
                                {label(0)}
                                {label(1)}
                                <th scope="col" class="number">"compared"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        </Show>
    }
}
