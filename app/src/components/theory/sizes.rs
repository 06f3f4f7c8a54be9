//! How many weights and biases, how many steps per epoch, how large an update.

use super::Card;
use crate::components::parts::{Button, SaveTable, Typed, notes, table, whole, wrong};
use crate::run::Run;
use crate::state::{SizesInputs, Store};
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::model::Shape;
use playground_experiment::optimizer::Optimizer;
use playground_insight::theory::sizes::{BOTTLENECK, LayerSize, NetworkSize, WIDE, epoch, update};

/// Most examples and the largest batch that can be typed.
const MOST: u64 = 1_000_000_000_000;

impl SizesInputs {
    /// Fills in what a run's settings describe.
    fn set_from(self, run: &Run) {
        let experiment = &run.settings.draft;
        let info = experiment.dataset.info();
        let hidden: Vec<String> = experiment.blocks.iter().map(ToString::to_string).collect();
        self.network.set(match hidden.is_empty() {
            true => format!("{}-{}", info.sample.len(), experiment.outputs()),
            false => hidden.join("."),
        });
        if let Ok(Some(parts)) = experiment.split.resolve_for(experiment.dataset) {
            self.examples.set(parts.train.len().to_string());
        }
        self.batch.set(experiment.batch_size.to_string());
    }
}

/// What an update of the run is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Live {
    step: u64,
    rate: f64,
    norm: f64,
    optimizer: Optimizer,
}

/// Reads the latest report.
fn live(run: &Run) -> Option<Live> {
    let report = &run.history.last()?.report;
    Some(Live {
        step: report.step,
        rate: report.learning_rate,
        norm: report.gradient_norm?.into(),
        optimizer: run.settings.active.optimizer,
    })
}

fn about_update(live: Option<Live>) -> String {
    match live {
        None => {
            "Train a little, and the learning rate and the gradient of the latest batch stand here."
                .to_owned()
        }
        Some(live) if live.optimizer == Optimizer::Sgd => {
            format!("From the run, at step {}.", live.step)
        }
        Some(live) => {
            let name = live.optimizer.info().name;
            let how = match live.optimizer {
                Optimizer::Momentum | Optimizer::Nesterov => "adds the steps before it",
                _ => "scales each weight's step by itself",
            };
            let step = live.step;
            format!(
                "From the run, at step {step}, as plain gradient descent would step; {name} {how}."
            )
        }
    }
}

/// The card.
#[component]
pub fn Sizes(
    /// What was typed.
    inputs: SizesInputs,
) -> impl IntoView {
    let store = Store::here();
    let ends = store.memo(|run| {
        let draft = &run.settings.draft;
        (Shape::from(draft.dataset.info().sample), draft.outputs())
    });
    let network = Memo::new(move |_| {
        let (input, outputs) = ends.get();
        (inputs.network).with(|text| NetworkSize::parse(text, input, outputs))
    });
    let examples = Memo::new(move |_| inputs.examples.with(|text| whole(text, 1, MOST)));
    let batch = Memo::new(move |_| inputs.batch.with(|text| whole(text, 1, MOST)));
    let take = move |_| store.peek(|run| inputs.set_from(run));
    let example = move |text: &'static str| move |_| inputs.network.set(text.to_owned());
    view! {
        <Card
            key="sizes"
            why="theory-sizes"
            note=&notes::theory::SIZES
        >
            <Typed
                id="sizes-network"
                label="network, such as 50-10-1, 28x28-128-10, 28x28x192-c5x32 or 128-relu.64-relu"
                value=inputs.network
                wrong=wrong(network)
            />
            <div class="pair">
                <Typed id="sizes-examples" label="examples" value=inputs.examples numeric=true wrong=wrong(examples) />
                <Typed id="sizes-batch" label="batch size" value=inputs.batch numeric=true wrong=wrong(batch) />
            </div>
            <div class="theory-examples">
                <Button id="sizes-take" class="small" press=take>"Take the network of the run"</Button>
                <Button id="sizes-wide" class="small" press=example(WIDE)>"5 × 5 on 192 channels"</Button>
                <Button id="sizes-bottleneck" class="small" press=example(BOTTLENECK)>"The same behind a bottleneck"</Button>
            </div>
            <Parameters network />
            <dl class="theory-figures">
                <Figure id="sizes-steps" name="steps an epoch">
                    {move || match (examples.get(), batch.get()) {
                        (Ok(examples), Ok(batch)) => steps(examples, batch),
                        _ => format::NO_NUMBER.to_owned(),
                    }}
                </Figure>
            </dl>
            <Update store />
        </Card>
    }
}

fn steps(examples: u64, batch: u64) -> String {
    format::or_dash(epoch(examples, batch), |epoch| {
        let [steps, left_over] = [epoch.steps, epoch.left_over].map(format::grouped);
        match epoch.left_over {
            0 => steps,
            _ => format!("{steps} and {left_over} examples left over"),
        }
    })
}

#[component]
fn Figure(id: &'static str, name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="figure">
            <dt>{name}</dt>
            <dd id=id>{children()}</dd>
        </div>
    }
}

/// Weights, biases and multiplications of each layer, and of all.
#[component]
fn Parameters(network: Memo<Result<NetworkSize, String>>) -> impl IntoView {
    let with = |gamma_beta: u64, and: &str| match gamma_beta {
        0 => String::new(),
        count => format!("{and}{} γ and β", format::grouped(count)),
    };
    let line = move |(index, layer): (usize, LayerSize)| {
        view! {
            <tr>
                <th scope="row">
                    {format!("{}. {}", index + 1, layer.name)}
                    {with(layer.gamma_beta, ", ")}
                </th>
                {[layer.weights, layer.biases, layer.multiply_adds].map(|value| table::number(format::grouped(value)))}
            </tr>
        }
    };
    let body = move || {
        let network = network.get().ok()?;
        let total = format::grouped(network.total());
        let gamma_beta = network.gamma_beta();
        let (weights, biases) = (network.weights(), network.biases());
        let multiply_adds = network.multiply_adds();
        Some(view! {
            <tbody>{network.layers.into_iter().enumerate().map(line).collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">
                        <strong id="sizes-total">{total}</strong>
                        " parameters"
                        {with(gamma_beta, ", of them ")}
                    </th>
                    <td class="number" translate="no" id="sizes-weights">{format::grouped(weights)}</td>
                    <td class="number" translate="no" id="sizes-biases">{format::grouped(biases)}</td>
                    <td class="number" translate="no" id="sizes-products">{format::grouped(multiply_adds)}</td>
                </tr>
            </tfoot>
        })
    };
    let shown = NodeRef::new();
    view! {
        <SaveTable title="Weights, biases and multiplications" table=shown />
        <div class="scrolls" tabindex="0" role="region" aria-label="Weights, biases and multiplications">
            <table node_ref=shown class="theory-table" id="sizes-parameters">
                {table::head(&["layer"], &["weights", "biases", "multiplications"])}
                {body}
            </table>
        </div>
    }
}

/// The size of an update, live from the run.
#[component]
fn Update(store: Store) -> impl IntoView {
    let live = store.memo(live);
    let shown = move |read: fn(Live) -> f64| {
        move || format::or_dash(live.get(), |l| format::reading(read(l)))
    };
    view! {
        <h3 class="theory-sub">"Size of an update"</h3>
        <dl class="theory-figures">
            <Figure id="sizes-rate" name="learning rate η">{shown(|l| l.rate)}</Figure>
            <Figure id="sizes-norm" name="× gradient norm ‖g‖">{shown(|l| l.norm)}</Figure>
            <Figure id="sizes-update" name="= size of the update">{shown(|l| update(l.rate, l.norm))}</Figure>
        </dl>
        <p class="caption">{move || about_update(live.get())}</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_say_what_is_left_over() {
        assert_eq!(steps(1000, 10), "100");
        assert_eq!(steps(55_000, 64), "859 and 24 examples left over");
    }

    #[test]
    fn an_update_says_whose_it_is() {
        let of = |optimizer| Live {
            step: 40,
            rate: 0.1,
            norm: 2.0,
            optimizer,
        };
        assert!(about_update(None).starts_with("Train a little"));
        assert_eq!(
            about_update(Some(of(Optimizer::Sgd))),
            "From the run, at step 40."
        );
        assert!(about_update(Some(of(Optimizer::Adam))).contains("Adam scales"));
    }
}
