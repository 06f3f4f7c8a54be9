//! A sweep over two settings: what is typed, how far it is, and the map of what came of each cell.

mod maps;

use super::parts::{Button, Choice, Typed, Why, WithSome, complaint, notes, whole};
use crate::chart::{Caption, HeatMap};
use crate::state::Store;
use crate::sweeps::Sweeps;
use crate::sweeps::form::{MOST_STEPS, MapQuantity, ParsedForm, Side};
use crate::sweeps::grid::Grid;
use leptos::prelude::*;
use playground_chart::Cell;
use playground_experiment::experiment::Experiment;
use playground_experiment::sweep::numeric_fields;
use playground_insight::export::in_a_line;

const HINT: &str = "× diverged, – cannot be run. Click a cell, or choose one with the arrow keys and Enter, to open it as \
                    a run.";

/// The card.
#[component]
pub fn Sweep() -> impl IntoView {
    let sweeps = Sweeps::here();
    provide_context(Caption {
        text: Callback::new(move |()| caption(sweeps)),
        word: Callback::new(|()| String::new()),
    });
    let form = sweeps.form;
    let base = Store::here().memo(|run| run.settings.draft.clone());
    let offer = move |base: &Experiment| {
        form.columns.offer(base);
        form.rows.offer(base);
    };
    base.with_untracked(offer);
    Effect::new(move || base.with(offer));
    let steps = Memo::new(move |_| form.steps.with(|text| whole(text, 1, MOST_STEPS)));
    let read = Memo::new(move |_| base.with(|base| form.read(base, steps.get())));
    view! {
        <section class="card sweep" id="sweep" aria-labelledby="sweep-title">
            <div class="theory-head">
                <h2 id="sweep-title">"Sweep"</h2>
                <Why id="sweep" about="Sweep" notes=&notes::lab::SWEEP />
            </div>
            <p class="caption">
                "Two settings over lists of values. Every pair is a short run of the selected experiment from the same seed, one after the other in a worker of their own."
            </p>
            <Inputs base read />
            <Progress read />
            <Map read />
        </section>
    }
}

/// Says what stands on a picture of the map: a sweep is not about the run that is looked at.
fn caption(sweeps: Sweeps) -> String {
    let around = |grid: &Grid| format!("Sweep around {}. ", in_a_line(&grid.sweep.base));
    let swept = untrack(|| sweeps.grid.with_some(around));
    format!("{}Gradient Playground", swept.unwrap_or_default())
}

#[component]
fn Inputs(base: Memo<Experiment>, read: Memo<ParsedForm>) -> impl IntoView {
    let form = Sweeps::here().form;
    let side = move |ids: [&'static str; 2], names: [&'static str; 2], side: Side, wrong| {
        let fields = numeric_fields().into_iter();
        let options = fields.map(|row| (row.key, row.title())).collect();
        let choose = move |key: String| base.with_untracked(|base| side.choose(&key, base));
        view! {
            <div class="pair">
                <Choice id=ids[0] label=names[0] value=Signal::derive(move || side.key.get().to_owned()) choose options />
                <Typed id=ids[1] label=names[1] value=side.values wrong />
            </div>
        }
    };
    let wrong = move |of: fn(&ParsedForm) -> String| Signal::derive(move || read.with(of));
    let quantities =
        Memo::new(move |_| base.with(|base| maps::quantities(base).collect::<Vec<_>>()));
    let quantity = move || {
        let offered = MapQuantity::ALL.iter();
        let offered = offered.filter(|row| quantities.with(|all| all.contains(&row.0)));
        let shown = move || base.with(|base| maps::mapped(base, form.shown.get()));
        view! {
            <Choice
                id="sweep-shown"
                label="shown"
                value=Signal::derive(move || shown().key().to_owned())
                choose=move |key: String| form.shown.set(MapQuantity::from_key(&key))
                options=offered.map(|row| (row.1, row.2)).collect()
            />
        }
    };
    view! {
        <div class="sweep-inputs">
            {side(
                ["sweep-columns", "sweep-columns-values"],
                ["columns", "values of the columns"],
                form.columns,
                wrong(|r| complaint(&r.columns)),
            )}
            {side(
                ["sweep-rows", "sweep-rows-values"],
                ["rows", "values of the rows"],
                form.rows,
                wrong(|r| complaint(&r.rows)),
            )}
            <div class="pair">
                {quantity}
                <Typed
                    id="sweep-steps"
                    label="steps per cell"
                    value=form.steps
                    numeric=true
                    wrong=wrong(|r| complaint(&r.steps))
                />
            </div>
        </div>
    }
}

/// Start or stop, how far it is, and what came of it.
#[component]
fn Progress(read: Memo<ParsedForm>) -> impl IntoView {
    let sweeps = Sweeps::here();
    let running = Memo::new(move |_| sweeps.is_running());
    let impossible = move || !running.get() && read.with(|r| r.startable().is_none());
    let refused = RwSignal::new(String::new());
    let press = move |_| {
        if running.get_untracked() {
            return sweeps.stop();
        }
        let sweep = read.with_untracked(|r| r.startable().map(|grid| grid.sweep.clone()));
        if let Some(sweep) = sweep {
            refused.set(sweeps.start(sweep).err().unwrap_or_default());
        }
    };
    let count = move |of: fn(&Grid) -> usize| sweeps.grid.with_some(of).unwrap_or(0);
    let far = move || sweeps.grid.with_some(maps::progress).unwrap_or_default();
    let said = move || {
        let why = refused.get();
        let nothing_runs = read.with(|r| r.nothing_runs()).filter(|_| !running.get());
        let about = sweeps.grid.with_some(maps::about).unwrap_or_default();
        let all = [
            why,
            sweeps.said.get(),
            nothing_runs.unwrap_or_default(),
            about,
        ];
        all.into_iter().find(|text| !text.is_empty())
    };
    view! {
        <div class="sweep-go">
            <Button id="sweep-go" primary=Signal::derive(move || !running.get()) disabled=impossible press>
                {move || if running.get() { "Stop sweep" } else { "Start sweep" }}
            </Button>
            <progress
                aria-label="Cells that are done"
                class:idle=move || !running.get()
                max=move || count(|grid| grid.cells.len()).max(1).to_string()
                prop:value=move || count(Grid::done) as f64
            ></progress>
            <span class="sweep-far" id="sweep-far">{far}</span>
        </div>
        <p class="sweep-said" id="sweep-said" role="status">{said}</p>
    }
}

/// The sweep under way or the last one; before the first, the grid that is typed. While what is typed makes none, the last
/// one that it made stays.
#[component]
fn Map(read: Memo<ParsedForm>) -> impl IntoView {
    let sweeps = Sweeps::here();
    let shown = sweeps.form.shown;
    let typed = Memo::new(move |before: Option<&Option<Grid>>| {
        let grid = read.with(|r| r.grid.clone());
        grid.or_else(|| before.cloned().flatten())
    });
    let spec = Memo::new(move |_| {
        let map = |grid: &Grid| {
            let what = maps::mapped(&grid.sweep.base, shown.get());
            maps::map(grid, what)
        };
        let swept = sweeps.grid.with_some(map);
        swept.or_else(|| typed.with_some(map))
    });
    let there = move || spec.with(Option::is_some);
    let spec = Memo::new(move |_| spec.get().unwrap_or_default());
    let describe = Signal::derive(move || {
        let far = |grid: &Grid| format!("{}. {}", maps::progress(grid), maps::about(grid));
        let said = sweeps.grid.with_some(far);
        let said = said.unwrap_or_else(|| "Nothing has been run yet.".to_owned());
        format!("{}. {said}", spec.with(|s| s.title.clone()))
    });
    let pick = Callback::new(move |cell: Cell| sweeps.open(cell));
    view! {
        <Show when=there>
            <HeatMap spec describe hint=HINT on_pick=pick />
        </Show>
    }
}
