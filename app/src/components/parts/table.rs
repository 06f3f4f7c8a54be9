//! Parts of tables.

use super::element::all;
use crate::chart::{Digits, SaveFigure};
use leptos::html;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Grid, GridCell, Plot};
use playground_experiment::format;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// The attribute of a cell that has its number in full.
const IN_FULL: &str = "data-in-full";

/// Returns a table of the page as a figure, as it stands there or with its numbers in full; nothing before it is on the
/// page.
pub fn figure(title: &str, table: NodeRef<html::Table>, digits: Digits) -> Vec<Figure> {
    let table = table.get_untracked().filter(|table| table.is_connected());
    let grid = table.map(|table| grid_of(&table, digits));
    let figure = grid.map(|grid| Figure::of(title, Plot::Table(grid)));
    figure.into_iter().collect()
}

/// The button that saves a table, which has no other head of its own.
#[component]
pub fn SaveTable(
    #[prop(into)] title: Signal<String>,
    table: NodeRef<html::Table>,
) -> impl IntoView {
    let figures = move |digits: Digits| title.with(|title| figure(title, table, digits));
    view! { <SaveFigure about=title figures=figures /> }
}

/// Reads the cells of a table, row by row.
fn grid_of(table: &Element, digits: Digits) -> Grid {
    let rows = all(table, "tr");
    let head = rows
        .iter()
        .filter(|row| row.closest("thead").is_ok_and(|head| head.is_some()));
    Grid {
        head: head.count(),
        rows: rows
            .iter()
            .map(|row| all(row, "th, td"))
            .map(|row| cells(row, digits))
            .collect(),
    }
}

fn cells(elements: Vec<Element>, digits: Digits) -> Vec<GridCell> {
    let mut row = Vec::with_capacity(elements.len());
    for element in elements {
        let in_full = element
            .get_attribute(IN_FULL)
            .filter(|_| digits == Digits::Full);
        let text = in_full.unwrap_or_else(|| text_of(&element));
        row.push(match element.class_list().contains("number") {
            true => GridCell::number(text),
            false => GridCell::words(text),
        });
        let span = element
            .get_attribute("colspan")
            .and_then(|span| span.parse().ok());
        let more = span.map_or(0, |span: usize| span.saturating_sub(1));
        row.extend(std::iter::repeat_n(GridCell::default(), more));
    }
    row
}

/// Returns what stands in a cell: what is typed in its field, where it has one, else its words.
fn text_of(cell: &Element) -> String {
    let field = cell.query_selector("input[type=text]").ok().flatten();
    let typed = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    let text = match typed {
        Some(field) => field.value(),
        None => cell.text_content().unwrap_or_default(),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Builds the head of a table: columns of words, then columns of numbers.
pub fn head(words: &[&'static str], numbers: &[&'static str]) -> impl IntoView {
    let word = |name: &&'static str| view! { <th scope="col">{*name}</th> };
    let number = |name: &&'static str| view! { <th scope="col" class="number">{*name}</th> };
    view! {
        <thead>
            <tr>
                {words.iter().map(word).collect_view()}
                {numbers.iter().map(number).collect_view()}
            </tr>
        </thead>
    }
}

/// Builds a cell with a number, which a translator leaves as it is.
pub fn number(value: impl IntoView + 'static) -> impl IntoView {
    view! { <td class="number" translate="no">{value}</td> }
}

/// Builds a cell with a number that it shows rounded, or a dash where there is none; saved for programs it is in full.
pub fn rounded(
    value: impl Fn() -> Option<f64> + Copy + Send + 'static,
    show: fn(f64) -> String,
) -> impl IntoView {
    let in_full = move || in_full(value());
    let shown = move || format::or_dash(value(), show);
    view! { <td class="number" translate="no" data-in-full=in_full>{shown}</td> }
}

/// Writes a number in full, for the attribute of a cell that shows it rounded; none for what is not a number.
pub fn in_full(value: Option<f64>) -> Option<String> {
    let number = value.filter(|value| value.is_finite());
    number.map(|value| value.to_string())
}

/// The colour of a line, beside its name.
#[component]
pub fn Swatch(#[prop(into)] color: Signal<String>) -> impl IntoView {
    view! { <span class="swatch" aria-hidden="true" style:background-color=color></span> }
}

/// Converts the name of a colour of the style sheets to a colour.
pub fn var(name: &str) -> String {
    format!("var({name})")
}
