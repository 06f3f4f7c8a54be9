//! The images of the picture: each beside its dot, in the way of no other, to be pointed at by mouse, finger and keyboard.

use super::StageChoices;
use super::badges::{Badge, Room, badges};
use super::scene::Scene;
use crate::components::parts::{Picture, element};
use crate::state::{Store, Sureness};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use playground_chart::placement::{beside, crowds};
use playground_chart::{Layout, Point, Rect};
use playground_experiment::protocol::DataFile;
use playground_insight::pull::Pull;

/// Side of an image, in widths of the text.
const SIDE: f64 = 2.0;
/// Dots that lie nearer than this are taken for one, in CSS pixels.
const ONE_DOT: f64 = 4.0;

/// Where an image stands, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thumb {
    index: u32,
    /// Middle of the image.
    at: Point,
    /// The exact place.
    dot: Point,
    /// Says how many images have their dots here.
    badge: Option<Badge>,
    side: f64,
}

/// Places the images beside their dots under the loss that pulls harder.
pub fn thumbs(scene: &Scene, axis: Sureness, layout: &Layout) -> Vec<Thumb> {
    let dot = |pull: &Pull| layout.at((axis.of(pull), pull.norms[0].max(pull.norms[1])));
    let side = SIDE * layout.frame.font;
    let dots: Vec<Point> = scene.pulls.iter().map(dot).collect();
    let places = beside(&dots, side, &layout.plot);
    let images: Vec<Rect> = places.iter().map(|&at| square(at, side)).collect();
    let room = Room {
        images: &images,
        plot: &layout.plot,
        font: layout.frame.font,
    };
    let badges = badges(&dots, &crowds(&dots, ONE_DOT), &room);
    let placed = scene.pulls.iter().zip(dots).zip(places).zip(badges);
    placed
        .map(|(((pull, dot), at), badge)| Thumb {
            index: pull.index,
            at,
            dot,
            badge,
            side,
        })
        .collect()
}

/// Returns the square of this side around a point.
fn square((x, y): Point, side: f64) -> Rect {
    let half = side / 2.0;
    Rect {
        left: x - half,
        top: y - half,
        right: x + half,
        bottom: y + half,
    }
}

/// The images, each with a line to its dot. One of them is in the tab order; arrows go from the least sure to the surest.
#[component]
pub fn Images(scene: Memo<Option<Scene>>, placed: RwSignal<Vec<Thumb>>) -> impl IntoView {
    let choices: StageChoices = expect_context();
    let order = Memo::new(move |_| {
        let order = scene.with(|s| s.as_ref().map(Scene::by_sureness));
        order.unwrap_or_default()
    });
    // In an order that does not change while they move.
    let all = Memo::new(move |_| {
        let mut all = order.get();
        all.sort_unstable();
        all
    });
    let current = Memo::new(move |_| {
        let chosen = choices.chosen();
        order.with(|order| {
            let there = chosen.filter(|index| order.contains(index));
            there.or_else(|| order.first().copied())
        })
    });
    let told = Memo::new(move |_| {
        scene.with(|scene| {
            let pull = scene.as_ref()?.told_of(choices.chosen())?;
            Some(pull.index)
        })
    });
    let arrows = move |event: KeyboardEvent| {
        let order = order.get_untracked();
        let now = current.get_untracked();
        let at = order.iter().position(|&index| Some(index) == now);
        let (at, last) = (at.unwrap_or(0), order.len().saturating_sub(1));
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => (at + 1).min(last),
            "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            "Escape" => return choices.kept.set(None),
            _ => return,
        };
        event.prevent_default();
        if let Some(&index) = order.get(to) {
            element::focus_id(&id(index));
        }
    };
    view! {
        <div
            class="pulls-images"
            role="group"
            aria-label="The images; arrow keys go from the least sure to the surest"
            on:keydown=arrows
        >
            <For each=move || all.get() key=|index| *index let:index>
                <Image index scene placed current told />
            </For>
        </div>
    }
}

/// Returns the id of the image at a place in the training file.
fn id(index: u32) -> String {
    format!("pull-{index}")
}

/// One image, the line to its dot, and how many stand there.
#[component]
fn Image(
    index: u32,
    scene: Memo<Option<Scene>>,
    placed: RwSignal<Vec<Thumb>>,
    /// The one that is in the tab order.
    current: Memo<Option<u32>>,
    /// The one that the tip speaks of.
    told: Memo<Option<u32>>,
) -> impl IntoView {
    let store = Store::here();
    let choices: StageChoices = expect_context();
    let StageChoices { kept, pointed, .. } = choices;
    let place = Memo::new(move |_| {
        placed.with(|all| all.iter().find(|thumb| thumb.index == index).copied())
    });
    let pixels = Signal::derive(move || store.pictures.get(DataFile::Train, index));
    let words = Memo::new(move |_| {
        scene.with(|scene| {
            let scene = scene.as_ref()?;
            let pull = scene.pulls.iter().find(|pull| pull.index == index)?;
            Some(scene.sentence(pull))
        })
    });
    let picked = move || told.get() == Some(index);
    let pressed = move || (kept.get() == Some(index)).to_string();
    let leave = move || {
        if pointed.get_untracked() == Some(index) {
            pointed.set(None);
        }
    };
    let keep = move |_| {
        kept.update(|kept| {
            *kept = match *kept {
                Some(before) if before == index => None,
                _ => Some(index),
            };
        });
    };
    let side = move || place.get().map(|thumb| length(thumb.side));
    let at = move || {
        let Thumb {
            at: (x, y), side, ..
        } = place.get()?;
        Some(moved((x - side / 2.0, y - side / 2.0)))
    };
    // A line of one pixel's length, stretched: a width that changes would have the page laid out in each frame.
    let leader = move || {
        let Thumb { at, dot, .. } = place.get()?;
        let (dx, dy) = (dot.0 - at.0, dot.1 - at.1);
        let (turn, stretch) = (dy.atan2(dx), dx.hypot(dy));
        Some(format!(
            "{} rotate({turn:.3}rad) scaleX({stretch:.1})",
            moved(at)
        ))
    };
    let crowd = move || {
        let badge = place.get()?.badge?;
        Some(view! {
            <span
                class="pull-crowd"
                style:width=length(badge.size.0)
                style:height=length(badge.size.1)
                style:transform=moved(badge.corner)
                aria-hidden="true"
                translate="no"
            >
                {format!("× {}", badge.count)}
            </span>
        })
    };
    let dot = move || {
        let (x, y) = place.get()?.dot;
        Some(format!("{x:.2} {y:.2}"))
    };
    view! {
        <span
            class="pull-leader"
            class:picked=picked
            // One that comes into sight begins where it belongs instead of gliding there.
            hidden=move || place.get().is_none()
            style:transform=leader
            aria-hidden="true"
        ></span>
        <button
            type="button"
            class="pull"
            class:picked=picked
            id=id(index)
            data-dot=dot
            style:width=side
            style:height=side
            style:transform=at
            hidden=move || place.get().is_none()
            aria-label=words
            aria-pressed=pressed
            tabindex=move || if current.get() == Some(index) { "0" } else { "-1" }
            on:pointerenter=move |_| pointed.set(Some(index))
            on:pointerleave=move |_| leave()
            on:focus=move |_| pointed.set(Some(index))
            on:blur=move |_| leave()
            on:click=keep
        >
            <Picture pixels />
        </button>
        {crowd}
    }
}

fn length(pixels: f64) -> String {
    format!("{pixels:.1}px")
}

fn moved((x, y): Point) -> String {
    format!("translate({x:.1}px, {y:.1}px)")
}
