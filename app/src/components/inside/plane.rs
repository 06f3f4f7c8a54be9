//! A scan as a picture: a dot for each image in the colour of its class, and the classes by name.

use super::cloud::{Frame, SIDE, centre, dots};
use crate::components::parts::Swatch;
use crate::state::part_key;
use leptos::prelude::*;
use playground_chart::figure::{Cloud, Figure, Plot};
use playground_experiment::format;
use playground_experiment::protocol::inside::ScanResult;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The scan with its frame.
#[derive(Clone, Debug)]
pub struct Plane {
    /// What was scanned.
    pub scan: Arc<ScanResult>,
    /// From the plane to the picture.
    pub frame: Frame,
    /// By image; none where it has no place.
    pub places: Arc<[Option<(f64, f64)>]>,
}

impl PartialEq for Plane {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.scan, &other.scan)
    }
}

impl Plane {
    /// Builds the plane of a scan; none where the images do not span one.
    pub fn of(scan: &Arc<ScanResult>) -> Option<Self> {
        scan.head.shares?;
        let frame = Frame::around(&scan.places)?;
        Some(Self {
            frame,
            places: scan.places.iter().map(|&p| frame.place(p)).collect(),
            scan: scan.clone(),
        })
    }

    /// Returns the plane as a figure, without the classes that are `hidden`; `ring` is marked.
    pub fn figure(
        &self,
        title: &str,
        names: &[&str],
        hidden: &BTreeSet<usize>,
        ring: Option<(f64, f64)>,
    ) -> Figure {
        let share = |(x, y): (f64, f64)| (x / SIDE, y / SIDE);
        let classes = names.iter().enumerate();
        let shown = (0..names.len()).filter(|class| !hidden.contains(class));
        let dots = shown.flat_map(|class| self.of_class(class).map(move |at| (share(at), class)));
        let cloud = Cloud {
            classes: classes
                .map(|(class, name)| ((*name).to_owned(), property(class).into()))
                .collect(),
            dots: dots.collect(),
            rings: ring.map(share).into_iter().collect(),
        };
        Figure {
            legend: cloud.legend(),
            ..Figure::of(title, Plot::Cloud(cloud))
        }
    }

    /// Returns where in the picture the images of a class stand.
    pub fn of_class(&self, class: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
        let pairs = self.scan.labels.iter().zip(self.places.iter());
        pairs.filter_map(move |(&label, place)| (*place).filter(|_| usize::from(label) == class))
    }
}

/// Says which images were scanned, and when.
pub fn images(scan: &ScanResult) -> String {
    let head = &scan.head;
    let (images, part) = (format::grouped(head.images), part_key(head.part));
    format!("Step {}: {images} {part} images", head.step)
}

/// The classes that are left out.
pub type HiddenClasses = RwSignal<BTreeSet<usize>>;

fn toggle(hidden: &mut BTreeSet<usize>, class: usize) {
    if !hidden.remove(&class) {
        hidden.insert(class);
    }
}

/// Colours of classes, which begin anew after the last.
const COLORS: usize = 10;

/// Returns the name of a class's colour in the style sheet.
fn property(class: usize) -> String {
    format!("--class-{}", class % COLORS)
}

fn color(class: usize) -> String {
    format!("var({})", property(class))
}

/// The dots of each class and, over them, their names.
#[component]
pub fn Classes(
    /// What is shown.
    plane: Memo<Option<Plane>>,
    /// Of the classes.
    names: Memo<&'static [&'static str]>,
    /// Which of them are left out.
    hidden: HiddenClasses,
) -> impl IntoView {
    let count = Memo::new(move |_| names.with(|names| names.len()));
    let class = move |class: usize| {
        let path = move || {
            let shown = hidden.with(|h| !h.contains(&class));
            plane.with(|plane| match plane {
                Some(plane) if shown => dots(plane.of_class(class)),
                _ => String::new(),
            })
        };
        view! { <path class="dots" d=path style:stroke=color(class) /> }
    };
    let label = move |class: usize| {
        let at = Memo::new(move |_| {
            let visible = hidden.with(|h| !h.contains(&class));
            plane.with(|plane| {
                let plane = plane.as_ref().filter(|_| visible)?;
                centre(&plane.of_class(class).collect::<Vec<_>>())
            })
        });
        let x = move || at.get().map_or(0.0, |at| at.0).to_string();
        let y = move || at.get().map_or(0.0, |at| at.1).to_string();
        view! {
            <text class="class-label" x=x y=y style:display=move || at.get().map_or("none", |_| "inline")>
                {move || names.get().get(class).copied()}
            </text>
        }
    };
    view! {
        {move || (0..count.get()).map(class).collect_view()}
        {move || (0..count.get()).map(label).collect_view()}
    }
}

/// The classes, which it also hides and shows.
#[component]
pub fn Legend(
    /// Of the classes.
    names: Memo<&'static [&'static str]>,
    /// Which of them are left out.
    hidden: HiddenClasses,
) -> impl IntoView {
    let entry = move |class: usize| {
        let visible = move || hidden.with(|h| !h.contains(&class));
        view! {
            <button
                type="button"
                class="chart-legend-line"
                aria-pressed=move || visible().to_string()
                on:click=move |_| hidden.update(|h| toggle(h, class))
            >
                <Swatch color=color(class) />
                <span class="chart-legend-label">{move || names.get().get(class).copied()}</span>
            </button>
        }
    };
    view! {
        <div class="embedding-legend" role="group" aria-label="Classes shown">
            {move || (0..names.get().len()).map(entry).collect_view()}
        </div>
    }
}
