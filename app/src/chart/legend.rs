//! The legend: one button per line that shows or hides it, with the value at the crosshair beside
//! it. It stands outside the canvas, for keyboards and screen readers, and doubles as the fixed
//! read-out.

use std::collections::HashSet;

use super::environment;
use crate::text::t;
use leptos::prelude::*;
use playground_chart::palette::css;
use playground_chart::{ChartSpec, Line, Marker, Reading};
use playground_experiment::format;

/// Labels of the lines that are switched off.
pub type Hidden = RwSignal<HashSet<String>>;

/// Width and height of the sample of a line, in CSS pixels.
const SAMPLE: (f64, f64) = (26.0, 12.0);

/// What a legend entry shows of a line; entries are made anew only when it changes, so that a
/// focused button stays focused while values run.
#[derive(Clone, PartialEq)]
struct LegendEntry {
    label: String,
    color: String,
    dash: String,
    width: f64,
    marker: Marker,
}

impl LegendEntry {
    fn of(line: &Line) -> Self {
        Self {
            label: line.label.clone(),
            color: css(&line.color, environment::mixes_colors()),
            dash: line
                .dash
                .pattern()
                .iter()
                .map(f64::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            width: line.width,
            marker: line.marker,
        }
    }

    fn key(&self) -> String {
        format!(
            "{} {} {} {} {:?}",
            self.label, self.color, self.dash, self.width, self.marker
        )
    }
}

/// The buttons, and the step they read.
#[component]
pub fn Legend(
    spec: Signal<ChartSpec>,
    hover: RwSignal<Option<f64>>,
    hidden: Hidden,
) -> impl IntoView {
    let entries =
        Memo::new(move |_| spec.with(|s| s.lines.iter().map(LegendEntry::of).collect::<Vec<_>>()));
    let readings = Memo::new(move |_| spec.with(|s| s.readings(hover.get())));
    let at = move || spec.with(|s| step_text(s, hover.get()));
    let title = move || format!("Lines and values: {}", spec.with(|s| s.title.clone()));
    view! {
        <div class="chart-legend" role="group" aria-label=title>
            <span class="chart-step">{at}</span>
            <For each=move || entries.get() key=LegendEntry::key let:entry>
                <LegendButton entry readings hidden />
            </For>
        </div>
    }
}

fn step_text(spec: &ChartSpec, hover: Option<f64>) -> String {
    spec.x_text(hover.or(spec.last_x()))
}

#[component]
fn LegendButton(entry: LegendEntry, readings: Memo<Vec<Reading>>, hidden: Hidden) -> impl IntoView {
    let label = entry.label.clone();
    let value = {
        let label = label.clone();
        move || readings.with(|all| value_text(all.iter().find(|r| r.label == label)))
    };
    let shown = {
        let label = label.clone();
        Signal::derive(move || hidden.with(|h| !h.contains(&label)))
    };
    let toggle = {
        let label = label.clone();
        move |_| {
            hidden.update(|h| {
                if !h.remove(&label) {
                    h.insert(label.clone());
                }
            })
        }
    };
    view! {
        <button
            type="button"
            class="chart-legend-line"
            aria-pressed=move || shown.get().to_string()
            title=t!("charts.toggle")
            on:click=toggle
        >
            <Eye open=shown />
            <Sample entry />
            <span class="chart-legend-label">{label}</span>
            <span class="chart-legend-value" translate="no">{value}</span>
        </button>
    }
}

/// Writes the value of a reading as text: a dash before the line starts and at a gap.
pub fn value_text(reading: Option<&Reading>) -> String {
    let value = reading.and_then(|r| r.point).map(|p| p.1);
    let text = format::or_dash(value, format::reading);
    match reading.map_or("", |r| r.unit) {
        "" => text,
        unit => format!("{text} {unit}"),
    }
}

/// Whether the line is shown: an open eye or one that is struck out.
#[component]
fn Eye(open: Signal<bool>) -> impl IntoView {
    view! {
        <svg class="chart-legend-eye" viewBox="0 0 16 12" aria-hidden="true" class:closed=move || !open.get()>
            <path d="M1 6 Q8 -2.5 15 6 Q8 14.5 1 6 Z" />
            <circle cx="8" cy="6" r="2" />
            <path class="struck" d="M2 11 L14 1" />
        </svg>
    }
}

/// A piece of the line with its dash and marker.
#[component]
fn Sample(entry: LegendEntry) -> impl IntoView {
    let (width, height) = SAMPLE;
    let middle = height / 2.0;
    let color = entry.color.clone();
    let corners = entry.marker.corners().iter();
    let corners: Vec<String> = corners
        .map(|c| format!("{:.1},{:.1}", width / 2.0 + 3.5 * c.0, middle + 3.5 * c.1))
        .collect();
    let stroke = (entry.width > 0.0).then(|| {
        view! {
            <line x1="0" x2=width y1=middle y2=middle stroke="currentColor"
                stroke-width=entry.width.max(2.0) stroke-dasharray=entry.dash.clone() />
        }
    });
    let disc = (entry.marker == Marker::Circle).then(|| {
        view! {
            <circle cx=width / 2.0 cy=middle r="3.5" fill="currentColor" />
        }
    });
    let shape = (!corners.is_empty())
        .then(|| view! { <polygon points=corners.join(" ") fill="currentColor" /> });
    view! {
        <svg
            class="chart-legend-sample"
            viewBox=format!("0 0 {width} {height}")
            aria-hidden="true"
            style:color=move || color.clone()
        >
            {stroke}
            {disc}
            {shape}
        </svg>
    }
}
