//! The picture: a few training images, the same ones throughout, over how sure the network is of the right answer and
//! how hard they pull at it. They slide as they are learned.

use super::scene::{Ground, Scene, Sureness, say, spec};
use crate::chart::DrawingHandle;
use crate::components::parts::{Picture, RadioLine, Why, notes, table};
use crate::state::Store;
use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use playground_chart::placement::{beside, crowds};
use playground_chart::{Layout, Point, line};
use playground_experiment::format;
use playground_experiment::protocol::DataFile;
use playground_insight::pull::Pull;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDetailsElement, HtmlDivElement, HtmlElement};

/// Side of an image, in widths of the text.
const SIDE: f64 = 2.0;
/// Dots that lie nearer than this are taken for one, in CSS pixels.
const ONE_DOT: f64 = 4.0;

/// Where an image stands, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Thumb {
    index: u32,
    /// Middle of the image.
    at: Point,
    /// The exact place.
    dot: Point,
    /// Images whose dots are taken for this one; 0 where it is counted with another.
    crowd: usize,
    /// Whether there is more room at the left of the dot than at its right.
    leans_left: bool,
    side: f64,
}

/// Places the images beside their dots under the loss that pulls harder.
fn thumbs(scene: &Scene, axis: Sureness, layout: &Layout) -> Vec<Thumb> {
    let dot = |pull: &Pull| layout.at((axis.of(pull), pull.norms[0].max(pull.norms[1])));
    let side = SIDE * layout.frame.font;
    let dots: Vec<Point> = scene.pulls.iter().map(dot).collect();
    let places = beside(&dots, side, &layout.plot, &[]);
    let counts = crowds(&dots, ONE_DOT);
    let middle = (layout.plot.left + layout.plot.right) / 2.0;
    let placed = scene.pulls.iter().zip(dots).zip(places).zip(counts);
    placed
        .map(|(((pull, dot), at), crowd)| Thumb {
            index: pull.index,
            at,
            dot,
            crowd,
            leans_left: dot.0 > middle,
            side,
        })
        .collect()
}

/// The card.
#[component]
pub fn Pulls() -> impl IntoView {
    let store = Store::here();
    let (axis, log) = (RwSignal::new(Sureness::default()), RwSignal::new(false));
    let chosen = RwSignal::new(None::<u32>);
    let scene = store.memo(Scene::of);
    Effect::new(move || {
        store.pictures.track();
        let indices = scene.with(|s| s.as_ref().map(Scene::by_sureness));
        store
            .pictures
            .look_at(DataFile::Train, &indices.unwrap_or_default());
    });
    let ground = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| s.ground(axis.get()))));
    let bands = Memo::new(move |_| ground.with(|g| g.as_ref().map(Ground::bands)));
    let chart = Memo::new(move |_| {
        let bands = bands.get().unwrap_or_default();
        scene.with(|s| spec(s.as_ref(), bands, axis.get(), log.get()))
    });
    let hover = Memo::new(move |_| {
        scene.with(|scene| {
            let pull = scene.as_ref()?.told_of(chosen.get())?;
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
                    scene
                        .as_ref()
                        .map_or_else(Vec::new, |scene| thumbs(scene, axis, layout))
                })?;
                if placed.try_with_untracked(|before| *before != now)? {
                    placed.set(now);
                }
            }
            Some(drawn)
        },
    );
    let describe = move || scene.with(|s| say(s.as_ref()));
    view! {
        <div class="card pulls" id="pulls">
            <div class="chart-head">
                <h3 class="chart-title">"How hard one image pulls at the network"</h3>
                <AfterStep scene />
                <Why id="pulls" about="How hard one image pulls" notes=&notes::lab::SCATTER />
            </div>
            <Tip scene chosen />
            <div class="pulls-plot">
                <canvas node_ref=canvas_ref class="chart-canvas" role="img" aria-label=describe></canvas>
                <Thumbs scene placed chosen />
            </div>
            <div class="tools">
                <RadioLine group="sureness" words="Sureness as" options=&Sureness::ALL value=axis />
                <label class="tool">
                    <input
                        type="checkbox"
                        id="log-pulls"
                        prop:checked=log
                        on:change=move |event| log.set(event_target_checked(&event))
                    />
                    "log pull"
                </label>
            </div>
            <AsTable scene />
        </div>
    }
}

/// Whose answers these are.
#[component]
fn AfterStep(scene: Memo<Option<Scene>>) -> impl IntoView {
    let step = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| s.step)));
    let said = move || match step.get() {
        None => String::new(),
        Some(0) => "before the first step".to_owned(),
        Some(step) => format!("after step {step}"),
    };
    view! { <span class="caption pulls-step" id="pulls-step">{said}</span> }
}

/// The image pointed at, else the one that pulls hardest, in words and numbers.
#[component]
fn Tip(scene: Memo<Option<Scene>>, chosen: RwSignal<Option<u32>>) -> impl IntoView {
    let told = move |tell: fn(&Scene, &Pull) -> String| {
        Memo::new(move |_| {
            scene.with(|scene| {
                let scene = scene.as_ref()?;
                Some(tell(scene, scene.told_of(chosen.get())?))
            })
        })
    };
    let read = told(Scene::read);
    let compared = told(Scene::compared);
    let first = told(|_, pull| format::reading(pull.norms[0]));
    let second = told(|_, pull| format::reading(pull.norms[1]));
    let pair = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| s.pair)));
    let figure = move |side: usize, id: &'static str, value: Memo<Option<String>>| {
        let color = move || pair.get().map(|pair| table::var(pair[side].color()));
        let label = move || pair.get().map(|pair| pair[side].label());
        view! {
            <span class="pulls-figure">
                <b id=id translate="no" style:color=color>{value}</b>
                {label}
            </span>
        }
    };
    view! {
        <p class="pulls-tip" id="pulls-tip">
            <span class="pulls-read">{read}</span>
            {figure(0, "pulls-first", first)}
            {figure(1, "pulls-second", second)}
            <span class="pulls-ratio">{compared}</span>
        </p>
    }
}

/// The images, each with a line to its dot. One of them is in the tab order; arrows go from the least sure to the surest.
#[component]
fn Thumbs(
    scene: Memo<Option<Scene>>,
    placed: RwSignal<Vec<Thumb>>,
    chosen: RwSignal<Option<u32>>,
) -> impl IntoView {
    let store = Store::here();
    let list = NodeRef::<html::Div>::new();
    let order = Memo::new(move |_| {
        scene
            .with(|s| s.as_ref().map(Scene::by_sureness))
            .unwrap_or_default()
    });
    let all = Memo::new(move |_| {
        let mut all = order.get();
        all.sort_unstable();
        all
    });
    let current = Memo::new(move |_| {
        let held = chosen.get();
        order.with(|order| {
            held.filter(|index| order.contains(index))
                .or(order.first().copied())
        })
    });
    let arrows = move |event: KeyboardEvent| {
        let order = order.get_untracked();
        let at = order
            .iter()
            .position(|&i| Some(i) == current.get_untracked());
        let (at, last) = (at.unwrap_or(0), order.len().saturating_sub(1));
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => (at + 1).min(last),
            "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            "Escape" => return chosen.set(None),
            _ => return,
        };
        event.prevent_default();
        if let (Some(&index), Some(list)) = (order.get(to), list.get_untracked()) {
            chosen.set(Some(index));
            focus(&list, index);
        }
    };
    let thumb = move |index: u32| {
        let place =
            Memo::new(move |_| placed.with(|all| all.iter().find(|t| t.index == index).copied()));
        let pixels = Signal::derive(move || store.pictures.get(DataFile::Train, index));
        let words = Memo::new(move |_| {
            scene.with(|scene| {
                let scene = scene.as_ref()?;
                let pull = scene.pulls.iter().find(|pull| pull.index == index)?;
                Some(scene.sentence(pull))
            })
        });
        let picked = move || chosen.get() == Some(index);
        let side = move || place.get().map(|thumb| pixels_wide(thumb.side));
        let at = move || {
            let Thumb {
                at: (x, y), side, ..
            } = place.get()?;
            Some(moved((x - side / 2.0, y - side / 2.0)))
        };
        let leader = Memo::new(move |_| {
            let Thumb {
                at: (x, y),
                dot: (to_x, to_y),
                ..
            } = place.get()?;
            let (dx, dy) = (to_x - x, to_y - y);
            let turned = format!("{} rotate({:.3}rad)", moved((x, y)), dy.atan2(dx));
            Some((pixels_wide(dx.hypot(dy)), turned))
        });
        let length = move || leader.get().map(|(length, _)| length);
        let turned = move || leader.get().map(|(_, turned)| turned);
        let crowd = move || {
            let thumb = place.get().filter(|thumb| thumb.crowd > 1)?;
            let (x, y) = thumb.dot;
            Some(view! {
                <span
                    class="pull-crowd"
                    class:left=thumb.leans_left
                    style:transform=moved((x, y))
                    aria-hidden="true"
                    translate="no"
                >
                    {format!("× {}", thumb.crowd)}
                </span>
            })
        };
        let dot = move || {
            place
                .get()
                .map(|thumb| format!("{:.2} {:.2}", thumb.dot.0, thumb.dot.1))
        };
        view! {
            <span class="pull-leader" class:picked=picked style:width=length style:transform=turned aria-hidden="true"></span>
            <button
                type="button"
                class="pull"
                class:picked=picked
                id=format!("pull-{index}")
                data-dot=dot
                style:width=side
                style:height=side
                style:transform=at
                hidden=move || place.get().is_none()
                aria-label=words
                aria-pressed=move || picked().to_string()
                tabindex=move || if current.get() == Some(index) { "0" } else { "-1" }
                on:pointerenter=move |_| chosen.set(Some(index))
                on:focus=move |_| chosen.set(Some(index))
                on:click=move |_| chosen.set(Some(index))
            >
                <Picture pixels />
            </button>
            {crowd}
        }
    };
    view! {
        <div
            class="pulls-images"
            node_ref=list
            role="group"
            aria-label="The images, from the least sure to the surest"
            on:keydown=arrows
        >
            <For each=move || all.get() key=|index| *index children=thumb />
        </div>
    }
}

fn pixels_wide(length: f64) -> String {
    format!("{length:.1}px")
}

fn moved((x, y): Point) -> String {
    format!("translate({x:.1}px, {y:.1}px)")
}

fn focus(list: &HtmlDivElement, index: u32) {
    let found = list
        .query_selector(&format!("#pull-{index}"))
        .ok()
        .flatten();
    if let Some(button) = found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot be focused stays as it is.
        let _ = button.focus();
    }
}

/// The same in a table, worked out while it is open.
#[component]
fn AsTable(scene: Memo<Option<Scene>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggled = move |event: Event| {
        let fold = event
            .target()
            .and_then(|t| t.dyn_into::<HtmlDetailsElement>().ok());
        open.set(fold.is_some_and(|fold| fold.open()));
    };
    let rows = move || {
        scene.with(|scene| {
            let scene = scene.as_ref()?;
            let row = |index: u32| {
                let pull = scene.told_of(Some(index))?;
                let [first, second] = pull.norms.map(format::reading);
                Some(view! {
                    <tr>
                        <th scope="row">{scene.read(pull)}</th>
                        {table::number(format::percent(pull.p_true))}
                        {table::number(first)}
                        {table::number(second)}
                        {table::number(scene.compared(pull))}
                    </tr>
                })
            };
            Some(
                scene
                    .by_sureness()
                    .into_iter()
                    .filter_map(row)
                    .collect_view(),
            )
        })
    };
    let labels = move || scene.with(|s| s.as_ref().map(|s| s.pair.map(|id| id.label())));
    view! {
        <details class="pulls-table" on:toggle=toggled>
            <summary>"As a table"</summary>
            <Show when=move || open.get()>
                <table id="pulls-table">
                    <thead>
                        <tr>
                            <th scope="col">"image"</th>
                            <th scope="col" class="number">"right answer"</th>
                            {move || labels().map(|all| all.map(|name| view! { <th scope="col" class="number">{name}</th> }).collect_view())}
                            <th scope="col" class="number">"compared"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </Show>
        </details>
    }
}
