//! One image and one weight under the microscope: forward, backward term by term, the update and the finite difference,
//! under both losses. Worked out in double precision from the weights that the run has at the press of a button.

use super::{Selection, by_probability, chosen, latest};
use crate::components::parts::{
    Button, CardHead, SaveTable, Swatch, Typed, WithSome, complaint, notes, table, whole,
};
use crate::home;
use crate::run::objective::ObjectiveId;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::format::{self, precise};
use playground_experiment::loss::{objective, one_hot};
use playground_experiment::mistakes::Mistake;
use playground_experiment::protocol::DataFile;
use playground_insight::microscope::{
    Backward, DenseNetwork, Difference, Judge, Pass, Term, WeightAt,
};
use playground_insight::pull::norm;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// Terms of a sum that are written out; the rest is summed up.
const WRITTEN: usize = 3;

/// An image of the batch: its place in the training file, and its label.
type Labelled = (u32, usize);

/// The network as it was when the button was pressed, and the images of its latest batch, the least sure first.
struct NetworkSnapshot {
    network: DenseNetwork,
    names: Vec<String>,
    experiment: Experiment,
    step: u64,
    /// Which network of the run it was.
    generation: u32,
    batch: Vec<Labelled>,
}

impl NetworkSnapshot {
    /// Takes the network of a run as it is now.
    async fn of(store: Store) -> Result<Self, String> {
        let (experiment, step, values) = home::network_values(store).await?;
        let architecture = experiment.architecture().map_err(|error| error.message)?;
        let network =
            DenseNetwork::new(&architecture, &values).map_err(|error| error.to_string())?;
        let names = architecture.layers.into_iter().map(|layer| layer.name);
        let (generation, batch) = store.peek(|run| {
            let probed = latest(run);
            let batch = probed.map_or_else(Vec::new, |probed| {
                let examples = &probed.examples;
                let labelled = |i: usize| (examples.indices[i], usize::from(examples.labels[i]));
                by_probability(examples).into_iter().map(labelled).collect()
            });
            (run.connection.network_generation(), batch)
        });
        match batch.is_empty() {
            true => Err("There is no image of a batch yet: train a step first.".to_owned()),
            false => Ok(Self {
                network,
                names: names.collect(),
                experiment,
                step,
                generation,
                batch,
            }),
        }
    }

    /// Returns an image as the network sees it, of its raw pixels.
    fn seen(&self, pixels: &[f32]) -> Vec<f64> {
        let (scale, shift) = self.experiment.inputs();
        let input = |ink: &f32| f64::from(*ink * scale + shift);
        pixels.iter().map(input).collect()
    }
}

/// What a loss makes of the weight.
#[derive(Clone, Debug, PartialEq)]
struct UnderLoss {
    id: ObjectiveId,
    backward: Backward,
    delta: f64,
    gradient: f64,
    terms: Vec<Term>,
    difference: Difference,
}

/// All that the card shows of one weight.
#[derive(Clone, Debug, PartialEq)]
struct View {
    at: WeightAt,
    weight: f64,
    input: f64,
    /// z, f(z) and f′(z) of its unit.
    unit: [f64; 3],
    pass: Pass,
    both: Vec<UnderLoss>,
    rate: f64,
}

/// Works out what is shown of a weight of `layer`: from the input and to the unit that are wanted, where one is, else
/// from or to that of the largest gradient under the first loss. None where image, label or weight are not of this
/// network.
fn look(
    taken: &NetworkSnapshot,
    pixels: &[f32],
    label: usize,
    layer: usize,
    wanted: [Option<usize>; 2],
) -> Option<View> {
    let network = &taken.network;
    let classes = network.size(network.depth().checked_sub(1)?)?[1];
    if pixels.len() != network.size(0)?[0] || label >= classes {
        return None;
    }
    let [inputs, units] = network.size(layer)?;
    let pass = network.forward(&taken.seen(pixels));
    let target = one_hot(label, classes);
    let pair = ObjectiveId::in_use(&taken.experiment).side_by_side();
    let judges = pair.iter().filter_map(|&id| {
        let judge = Judge {
            objective: objective(id.output, id.loss).ok()?,
            settings: taken.experiment.loss_settings(),
            target: &target,
        };
        Some((id, judge))
    });
    let judged: Vec<_> = judges
        .map(|(id, judge)| (id, judge, network.backward(&pass, judge)))
        .collect();
    let steepest = network.steepest(&pass, &judged.first()?.2, layer);
    let at = WeightAt {
        layer,
        input: wanted[0].unwrap_or(steepest.input),
        unit: wanted[1].unwrap_or(steepest.unit),
    };
    if at.input >= inputs || at.unit >= units {
        return None;
    }
    let both = judged
        .into_iter()
        .map(|(id, judge, backward)| UnderLoss {
            id,
            delta: backward.deltas[at.layer][at.unit],
            gradient: network.gradient(&pass, &backward, at),
            terms: network.terms(&backward, at.layer, at.unit),
            difference: network.difference(&pass, judge, at),
            backward,
        })
        .collect();
    let unit = &pass.layers[at.layer];
    Some(View {
        weight: network.weight(at),
        input: network.input(&pass, at),
        unit: [unit.z[at.unit], unit.a[at.unit], unit.slope[at.unit]],
        both,
        rate: taken.experiment.learning_rate,
        at,
        pass,
    })
}

/// Writes the sum that a δ is made of: its largest terms, and the rest.
fn sum(terms: &[Term]) -> String {
    let product = |term: &Term| {
        format!(
            "({})·({}) of unit {}",
            format::reading(term.weight),
            format::reading(term.delta),
            term.unit + 1
        )
    };
    let written: Vec<String> = terms.iter().take(WRITTEN).map(product).collect();
    let rest: f64 = terms.iter().skip(WRITTEN).map(Term::product).sum();
    match terms.len() > WRITTEN {
        true => format!(
            "{} + {} of {} others",
            written.join(" + "),
            format::reading(rest),
            terms.len() - WRITTEN
        ),
        false => written.join(" + "),
    }
}

/// The card.
#[component]
pub fn Microscope(pointed: Selection) -> impl IntoView {
    let store = Store::here();
    let taken = RwSignal::new(None::<Arc<NetworkSnapshot>>);
    let said = RwSignal::new(String::new());
    let layer = RwSignal::new(0_usize);
    // Which of the images.
    let image = RwSignal::new(0_usize);
    // Empty fields stand for the weight with the largest gradient.
    let [input, unit] = [(); 2].map(|()| RwSignal::new(String::new()));
    let take = move |_| {
        said.set("Fetching the weights.".to_owned());
        let pointed_at = store.peek(latest).and_then(|probed| {
            let examples = &probed.examples;
            let (hover, picked) = (
                pointed.hover.get_untracked(),
                pointed.picked.get_untracked(),
            );
            Some(examples.indices[chosen(examples, hover, picked)?])
        });
        spawn_local(async move {
            match NetworkSnapshot::of(store).await {
                Ok(found) => {
                    said.set(format!("The weights after step {}.", found.step));
                    let same = |(index, _): &Labelled| Some(*index) == pointed_at;
                    image.set(found.batch.iter().position(same).unwrap_or(0));
                    layer.update(|layer| *layer = (*layer).min(found.network.depth() - 1));
                    taken.set(Some(Arc::new(found)));
                }
                Err(why) => {
                    said.set(why);
                    taken.set(None);
                }
            }
        });
    };
    // What was taken of a network that is gone says nothing of the one that is there.
    let generation = store.memo(|run| run.connection.network_generation());
    Effect::new(move || {
        let now = generation.get();
        if taken.with_untracked(|taken| taken.as_ref().is_some_and(|taken| taken.generation != now))
        {
            taken.set(None);
            said.set("There is another network now: take it to look at it.".to_owned());
        }
    });
    let labelled =
        Memo::new(move |_| taken.with(|taken| taken.as_ref()?.batch.get(image.get()).copied()));
    let pixels = store
        .pictures
        .follow(move || labelled.get().map(|(index, _)| (DataFile::Train, index)));
    let images = move || taken.with(|taken| taken.as_ref().map_or(0, |taken| taken.batch.len()));
    let size = move || taken.with(|taken| taken.as_ref()?.network.size(layer.get()));
    let typed = move |text: RwSignal<String>, side: usize| {
        Memo::new(move |_| match (text.get().trim(), size()) {
            ("", _) | (_, None) => Ok(None),
            (number, Some(size)) => {
                whole(number, 1, size[side] as u64).map(|n| Some(n as usize - 1))
            }
        })
    };
    let (typed_input, typed_unit) = (typed(input, 0), typed(unit, 1));
    let view = Memo::new(move |_| {
        let (taken, pixels, (_, label)) = (taken.get()?, pixels.get()?, labelled.get()?);
        let wanted = [typed_input.get().ok()?, typed_unit.get().ok()?];
        look(&taken, &pixels, label, layer.get(), wanted)
    });
    let steepest = move |_: ()| {
        input.set(String::new());
        unit.set(String::new());
    };
    let to_layer = move |to: usize| {
        layer.set(to);
        steepest(());
    };
    let depth = move || taken.with(|taken| taken.as_ref().map_or(0, |taken| taken.network.depth()));
    let layers = move || {
        let names = taken.with(|taken| {
            taken
                .as_ref()
                .map_or_else(Vec::new, |taken| taken.names.clone())
        });
        let option = |(at, name): (usize, String)| {
            let words = move || layer.get() == at;
            view! { <option value=at.to_string() selected=words>{name}</option> }
        };
        names.into_iter().enumerate().map(option).collect_view()
    };
    let choose_layer = move |event| {
        if let Ok(to) = event_target_value(&event).parse() {
            to_layer(to);
        }
    };
    let there = move || taken.with(Option::is_some);
    let about = move || {
        let (index, label) = labelled.get()?;
        taken.with(|taken| {
            let experiment = &taken.as_ref()?.experiment;
            let class = experiment.classes().get(label).copied().unwrap_or("?");
            let class = match experiment.has(Mistake::ShuffledLabels) {
                true => format!("trained as {class}"),
                false => class.to_owned(),
            };
            let teacher = match experiment.distill > 0.0 {
                true => " The teacher pulls too; that is left out.",
                false => "",
            };
            Some(format!(
                "Image {index} of the training file, {class}.{teacher}"
            ))
        })
    };
    view! {
        <div class="card wide" id="microscope">
            <CardHead id="microscope" title="One step under the microscope" notes=&notes::lab::MICROSCOPE />
            <div class="tools">
                <Button id="microscope-take" class="small" press=take>"Take the network as it is"</Button>
                <span class="caption" id="microscope-said" role="status">{said}</span>
            </div>
            <Show when=there>
                <div class="microscope-choice">
                    <div class="field">
                        <label class="field-label" for="microscope-layer">"layer"</label>
                        <select
                            id="microscope-layer"
                            prop:value=move || layer.get().to_string()
                            on:change=choose_layer
                        >
                            {layers}
                        </select>
                    </div>
                    <Place
                        id="microscope-input"
                        label="from input"
                        value=input
                        typed=typed_input
                        now=Signal::derive(move || view.with_some(|view| view.at.input))
                    />
                    <Place
                        id="microscope-unit"
                        label="to unit"
                        value=unit
                        typed=typed_unit
                        now=Signal::derive(move || view.with_some(|view| view.at.unit))
                    />
                    <div class="microscope-buttons">
                        <Button class="small" press=move |_| steepest(())>"Largest gradient"</Button>
                        <Button
                            class="small"
                            disabled=move || layer.get() == 0
                            press=move |_| to_layer(layer.get_untracked() - 1)
                        >
                            "Previous layer"
                        </Button>
                        <Button
                            class="small"
                            disabled=move || { layer.get() + 1 >= depth() }
                            press=move |_| to_layer(layer.get_untracked() + 1)
                        >
                            "Next layer"
                        </Button>
                        <Button
                            class="small"
                            disabled=move || image.get() == 0
                            press=move |_| image.update(|at| *at = at.saturating_sub(1))
                        >
                            "Previous image"
                        </Button>
                        <Button
                            class="small"
                            disabled=move || { image.get() + 1 >= images() }
                            press=move |_| image.update(|at| *at += 1)
                        >
                            "Next image"
                        </Button>
                    </div>
                </div>
                <p class="caption" id="microscope-image">{about}</p>
            </Show>
            {move || view.with_some(|view| shown(view, taken.get().map_or_else(Vec::new, |t| t.names.clone())))}
        </div>
    }
}

/// One end of the weight. While none is typed it shows, as a hint, which one the card is about.
#[component]
fn Place(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    typed: Memo<Result<Option<usize>, String>>,
    /// The end that is looked at, counted from 0.
    #[prop(into)]
    now: Signal<Option<usize>>,
) -> impl IntoView {
    Effect::new(move || {
        let hint = now
            .get()
            .map_or_else(String::new, |at| (at + 1).to_string());
        if let Some(field) = document().get_element_by_id(id) {
            // Without the hint the words below say the same.
            let _ = field.set_attribute("placeholder", &hint);
        }
    });
    view! { <Typed id label value wrong=Signal::derive(move || typed.with(complaint)) numeric=true /> }
}

/// The tables.
fn shown(view: &View, names: Vec<String>) -> impl IntoView + use<> {
    let WeightAt { layer, input, unit } = view.at;
    let name = names.get(layer).cloned().unwrap_or_default();
    let [z, a, slope] = view.unit;
    let is_last = layer + 1 == view.pass.layers.len();
    let forward = view.pass.layers.iter().enumerate().map(|(at, pass)| {
        let ends = |values: &[f64]| {
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            format!("{} to {}", format::reading(low), format::reading(high))
        };
        let pulls = view
            .both
            .iter()
            .map(|under| norm(&under.backward.deltas[at]));
        view! {
            <tr class:true-class=at == layer>
                <th scope="row">{names.get(at).cloned().unwrap_or_default()}</th>
                {table::number(pass.z.len().to_string())}
                {table::number(ends(&pass.z))}
                {table::number(ends(&pass.a))}
                {pulls.map(|norm| table::rounded(move || Some(norm), format::reading)).collect_view()}
            </tr>
        }
    });
    let forward = forward.collect_view();
    let heads = || {
        let head = |under: &UnderLoss| {
            view! {
                <th scope="col" class="number">
                    <Swatch color=table::var(under.id.color()) />
                    {under.id.label()}
                </th>
            }
        };
        view.both.iter().map(head).collect_view()
    };
    let norms = view.both.iter().map(|under| {
        view! {
            <th scope="col" class="number">{format!("‖∂L/∂z‖, {}", under.id.label())}</th>
        }
    });
    let norms = norms.collect_view();
    let row = |id: &'static str, what: String, read: &dyn Fn(&UnderLoss) -> String| {
        let cells = view
            .both
            .iter()
            .map(|under| table::number(read(under)))
            .collect_view();
        view! {
            <tr id=id>
                <th scope="row">{what}</th>
                {cells}
            </tr>
        }
    };
    let made_of = match is_last {
        true => "δ = ∂L/∂z of the unit, from the loss itself".to_owned(),
        false => format!(
            "δ = f′(z)·Σ wδ of the next layer, f′(z) = {}",
            format::reading(slope)
        ),
    };
    let summed = (!is_last).then(|| {
        row("microscope-sum", "Σ wδ".to_owned(), &|under| {
            sum(&under.terms)
        })
    });
    let step = view.both.first().map_or(0.0, |under| under.difference.step);
    let (forward_table, backward_table) = (NodeRef::new(), NodeRef::new());
    view! {
        <div class="scrolls" tabindex="0" role="region" aria-label="Forward pass, layer by layer">
            <table node_ref=forward_table class="microscope-table">
                <caption>
                    <span class="table-title">"Forward, layer by layer"</span>
                    <SaveTable title="Forward, layer by layer" table=forward_table />
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"layer"</th>
                        <th scope="col" class="number">"units"</th>
                        <th scope="col" class="number">"z"</th>
                        <th scope="col" class="number">"f(z)"</th>
                        {norms}
                    </tr>
                </thead>
                <tbody>{forward}</tbody>
            </table>
        </div>
        <p id="microscope-weight" translate="no">
            {format!(
                "Weight from input {} to unit {} of {name}: w = {}. What comes in: a = {}; z = {}, f(z) = {}.",
                input + 1,
                unit + 1,
                precise(view.weight),
                precise(view.input),
                format::reading(z),
                format::reading(a),
            )}
        </p>
        <div class="scrolls" tabindex="0" role="region" aria-label="Backward pass of one weight">
            <table node_ref=backward_table class="microscope-table" id="microscope-backward">
                <caption>
                    <span class="table-title">"Backward, one weight"</span>
                    <SaveTable title="Backward, one weight" table=backward_table />
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"figure"</th>
                        {heads()}
                    </tr>
                </thead>
                <tbody>
                    {row("microscope-loss", "L of the image".to_owned(), &|under| precise(under.backward.loss))}
                    {summed}
                    {row("microscope-delta", made_of, &|under| precise(under.delta))}
                    {row("microscope-gradient", "∂L/∂w = a·δ".to_owned(), &|under| precise(under.gradient))}
                    {row(
                        "microscope-update",
                        format!("−η·∂L/∂w with η = {} as set: plain descent on this image alone", view.rate),
                        &|under| precise(-view.rate * under.gradient),
                    )}
                    {row(
                        "microscope-quotient",
                        format!("(L(w + ε) − L(w − ε)) / 2ε, ε = {step}"),
                        &|under| precise(under.difference.quotient),
                    )}
                    {row("microscope-error", "may be off by".to_owned(), &|under| precise(under.difference.error()))}
                    {row(
                        "microscope-agreement",
                        "so".to_owned(),
                        &|under| under.difference.agreement(under.gradient).to_string(),
                    )}
                </tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_terms_are_written_out_and_the_rest_is_summed() {
        let term = |unit, weight| Term {
            unit,
            weight,
            delta: 0.5,
        };
        let terms = [
            term(4, 2.0),
            term(0, 1.0),
            term(2, 0.5),
            term(1, 0.25),
            term(3, 0.25),
        ];
        assert_eq!(
            sum(&terms),
            "(2.00)·(0.500) of unit 5 + (1.00)·(0.500) of unit 1 + (0.500)·(0.500) of unit 3 + 0.250 of 2 others"
        );
        assert_eq!(sum(&terms[..1]), "(2.00)·(0.500) of unit 5");
    }
}
