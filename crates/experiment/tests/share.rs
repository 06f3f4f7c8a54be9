//! Links of arbitrary experiments, and arbitrary text taken for links.

use playground_data::classes::MAX_CLASSES;
use playground_data::dataset::{DATASETS, DatasetId, NORMALISATIONS, SplitSpec};
use playground_experiment::compare::{MOST_VARIANTS, NAME_LENGTH, Variant};
use playground_experiment::device::Preference;
use playground_experiment::experiment::{Experiment, MAX_BATCH, Stop};
use playground_experiment::fields::FIELDS;
use playground_experiment::loss::{Output, Parameters, REDUCTIONS, objectives, parameter};
use playground_experiment::mistakes::{MISTAKES, Mistake, Mistakes};
use playground_experiment::model::activation::{ACTIVATIONS, Form};
use playground_experiment::model::block::{
    Conv, Dropout, Extent, Flatten, GlobalPool, MAX_UNITS, Padding, Pool,
};
use playground_experiment::model::init::INITS;
use playground_experiment::model::{Activation, Block, Pooling};
use playground_experiment::optimizer::{Hyper, OPTIMIZERS};
use playground_experiment::presets::PRESETS;
use playground_experiment::schedule::Schedule;
use playground_experiment::share::{Change, Link, apply_changes, decode, encode};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn split(dataset: DatasetId) -> impl Strategy<Value = SplitSpec> {
    // Every set has as many images.
    let official = (1u32..=4_000, 0u32..=4_000)
        .prop_map(|(train, validation)| SplitSpec::Official { train, validation });
    let held_out =
        (1u8..=50, 0u8..=25, 1u8..=25).prop_map(|(train_pct, validation_pct, test_pct)| {
            SplitSpec::HeldOut {
                train_pct,
                validation_pct,
                test_pct,
            }
        });
    prop_oneof![Just(dataset.info().split), official, held_out]
}

/// An activation, and a number of units that it takes.
fn active(most: u32) -> impl Strategy<Value = (u32, Activation)> {
    let activations = 0..ACTIVATIONS.len();
    (activations, 1..=most / 2, any::<bool>()).prop_map(|(row, half, odd)| {
        let gated = matches!(ACTIVATIONS[row].form, Form::Gated);
        (2 * half - u32::from(odd && !gated), ACTIVATIONS[row].id)
    })
}

/// A block that takes images and leaves them.
fn spatial() -> impl Strategy<Value = Block> {
    let conv = (active(32), 1u32..=3, 1u32..=2, any::<bool>());
    let conv = conv.prop_map(|((channels, activation), half, stride, same)| {
        Block::Conv(Conv {
            extent: Extent::Square,
            channels,
            kernel: if same { 2 * half - 1 } else { 1 },
            stride,
            padding: if same { Padding::Same } else { Padding::Valid },
            activation,
        })
    });
    let pool = prop_oneof![Just(Pooling::Max), Just(Pooling::Average)];
    let pool = (pool, 1u32..=2).prop_map(|(kind, size)| Block::Pool(Pool { kind, size }));
    prop_oneof![3 => conv, 1 => pool, 1 => dropout()]
}

fn dropout() -> impl Strategy<Value = Block> {
    (0u8..100).prop_map(|percent| Block::Dropout(Dropout { percent }))
}

/// Some blocks that make a network: images first, then values without an order.
fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let dense =
        active(MAX_UNITS / 8).prop_map(|(units, activation)| Block::dense(units, activation));
    let between = prop_oneof![
        Just(vec![]),
        Just(vec![Block::Flatten(Flatten)]),
        Just(vec![Block::GlobalPool(GlobalPool)])
    ];
    let flat = prop_oneof![4 => dense, 1 => dropout()];
    (vec(spatial(), 0..4), between, vec(flat, 0..=12)).prop_map(|(spatial, between, flat)| {
        let after = flat.into_iter();
        spatial.into_iter().chain(between).chain(after).collect()
    })
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let factor = || 1e-6..=1.0;
    prop_oneof![
        Just(Schedule::Constant),
        Just(Schedule::Cosine),
        factor().prop_map(|factor| Schedule::Exponential { factor }),
        (1u32.., factor()).prop_map(|(epochs, factor)| Schedule::Step { epochs, factor }),
    ]
}

fn stop() -> impl Strategy<Value = Stop> {
    prop_oneof![
        Just(Stop::Never),
        (1u32..).prop_map(Stop::Epochs),
        (1u32..).prop_map(Stop::Steps)
    ]
}

fn hyper() -> impl Strategy<Value = Hyper> {
    let unit = || 0.0..=0.9999;
    (
        unit(),
        unit(),
        unit(),
        unit(),
        option::of(0.0..=1.0),
        0.0..=10.0,
    )
        .prop_map(
            |(momentum, beta1, beta2, alpha, epsilon, weight_decay)| Hyper {
                momentum,
                beta1,
                beta2,
                alpha,
                epsilon,
                weight_decay,
            },
        )
}

/// What decides on data and weights.
fn reset_part() -> impl Strategy<Value = Experiment> {
    let dataset = (0..DATASETS.len()).prop_map(|row| DATASETS[row].id);
    dataset
        .prop_flat_map(|dataset| (Just(dataset), split(dataset)))
        .prop_flat_map(|(dataset, split)| {
            (
                Just((dataset, split)),
                0..NORMALISATIONS.len(),
                blocks(),
                0..INITS.len(),
                (0.0..=100.0, -100.0..=100.0),
                any::<[bool; 2]>(),
                (any::<u64>(), 2..=MAX_CLASSES),
            )
        })
        .prop_map(
            |(
                (dataset, split),
                normalisation,
                blocks,
                init,
                size,
                [shuffle, images],
                (seed, classes),
            )| {
                Experiment {
                    dataset,
                    own_classes: match dataset {
                        DatasetId::Custom => classes,
                        _ => Experiment::default().own_classes,
                    },
                    split,
                    output: if images {
                        Output::Image
                    } else {
                        Output::Softmax
                    },
                    normalisation: NORMALISATIONS[normalisation].id,
                    blocks,
                    init: INITS[init].id,
                    init_scale: size.0,
                    output_bias: size.1,
                    shuffle,
                    seed,
                    ..Experiment::default()
                }
            },
        )
}

/// Any of the mistakes but the one that is an output.
fn mistakes() -> impl Strategy<Value = Mistakes> {
    let flags = MISTAKES
        .iter()
        .filter(|row| row.id != Mistake::SoftmaxTwice);
    let keys: Vec<&str> = flags.map(|row| row.key).collect();
    let some = proptest::sample::subsequence(keys.clone(), 0..=keys.len());
    some.prop_map(|keys| Mistakes::read(&keys.join(".")).unwrap_or_default())
}

/// Values for the parameters of the losses.
fn parameters() -> impl Strategy<Value = Parameters> {
    let ranges: Vec<_> = parameter::all().map(|row| row.least..=row.most).collect();
    ranges.prop_map(|values| {
        let mut chosen = Parameters::USUAL;
        for (row, value) in parameter::all().zip(values) {
            chosen.set(row.key, value);
        }
        chosen
    })
}

/// `start` with everything else arbitrary.
fn live_part(start: Experiment) -> impl Strategy<Value = Experiment> {
    let task = start.output.task();
    let of_task = objectives().filter(|row| row.output.task() == task);
    let pairs: Vec<_> = of_task.map(|row| (row.output, row.loss)).collect();
    let loss = (select(pairs), 0..REDUCTIONS.len(), parameters());
    let optimizer = (
        0..OPTIMIZERS.len(),
        hyper(),
        0.0..=100.0,
        schedule(),
        any::<u32>(),
    );
    let pace = (
        1..=MAX_BATCH,
        stop(),
        vec(any::<u32>(), 0..4),
        1u32..=10_000,
        mistakes(),
    );
    let passing_on = (0.0..=0.999_999, 0.0..=1.0, 0.1..=100.0, any::<u32>());
    let all = (Just(start), loss, optimizer, pace, passing_on);
    let all = all.prop_map(|(start, loss, optimizer, pace, passing_on)| {
        let softmax = loss.0.0 == Output::Softmax;
        Experiment {
            output: loss.0.0,
            loss: loss.0.1,
            reduction: REDUCTIONS[loss.1].id,
            parameters: loss.2,
            optimizer: OPTIMIZERS[optimizer.0].id,
            hyper: optimizer.1,
            learning_rate: optimizer.2,
            schedule: optimizer.3,
            warmup_steps: optimizer.4,
            batch_size: pace.0,
            stop: pace.1,
            checkpoint_epochs: pace.2,
            report_every: pace.3,
            mistakes: pace.4,
            ema: passing_on.0,
            distill: if softmax { passing_on.1 } else { 0.0 },
            temperature: passing_on.2,
            freeze: passing_on.3 % (start.blocks.len() as u32 + 1),
            ..start
        }
    });
    all.prop_filter("a cosine needs an end", |e| {
        e.schedule != Schedule::Cosine || e.stop != Stop::Never
    })
}

/// A run: how it begins, and what it is changed to, with the step of each change.
fn run() -> impl Strategy<Value = (Experiment, Vec<(u64, Experiment)>)> {
    reset_part().prop_flat_map(|start| {
        let later = vec((any::<u64>(), live_part(start.clone())), 0..4);
        (live_part(start), later).prop_map(|(start, mut later)| {
            later.sort_by_key(|(step, _)| *step);
            (start, later)
        })
    })
}

/// Other runs of any kind, with or without a name.
fn variants() -> impl Strategy<Value = Vec<(Option<String>, Experiment)>> {
    let name = option::of(vec(any::<char>(), 1..=NAME_LENGTH).prop_map(String::from_iter));
    vec(
        (name, reset_part().prop_flat_map(live_part)),
        0..=MOST_VARIANTS,
    )
}

/// What the other runs are beside `base`, less those that do not go with its shared settings.
fn beside(base: &Experiment, others: Vec<(Option<String>, Experiment)>) -> Vec<Variant> {
    let variants = others.into_iter().map(|(name, other)| Variant {
        name,
        ..Variant::between(base, &other)
    });
    variants
        .filter(|variant| variant.apply(base).is_ok())
        .collect()
}

fn link() -> impl Strategy<Value = (Link, Vec<(u64, Experiment)>)> {
    let device = option::of(select(Preference::ALL.map(|(id, _)| id).to_vec()));
    let preset = option::of((0..PRESETS.len()).prop_map(|row| PRESETS[row].name));
    let view = vec((any::<String>(), any::<String>()), 0..3);
    let all = (run(), device, preset, view, variants());
    all.prop_map(|((experiment, later), device, preset, view, others)| {
        let mut changes = Vec::new();
        let mut now = &experiment;
        for (step, next) in &later {
            changes
                .extend(Some(Change::between(*step, now, next)).filter(|c| !c.settings.is_empty()));
            now = next;
        }
        (
            Link {
                variants: beside(&experiment, others),
                experiment,
                changes,
                device,
                preset,
                view,
            },
            later,
        )
    })
}

/// Settings that can be read but fit nothing, or only some others.
const MISFITS: &[&str] = &[
    "out=linear",
    "out=sigmoid",
    "out=softmax2",
    "out=image",
    "loss=bce",
    "loss=mse",
    "loss=smooth-ce",
    "lr=-1",
    "batch=0",
    "mu=2",
    "smooth=NaN",
    "every=0",
    "wd=inf",
    "split=0+0",
    "split=59000+1000",
    "net=33-glu",
    "net=0-relu.9999-tanh",
];

/// One `key=value`: sound, a misfit, or broken.
fn setting() -> impl Strategy<Value = String> {
    let sound = (0..FIELDS.len(), 0..PRESETS.len()).prop_map(|(field, preset)| {
        let experiment = (PRESETS[preset].experiment)();
        format!("{}={}", FIELDS[field].key, FIELDS[field].get(&experiment))
    });
    let keys = FIELDS.iter().map(|field| field.key);
    let keys = keys.chain(["v", "preset", "at", "vs", "backend", "ui.tab"]);
    let value = prop_oneof![any::<String>(), "[0-9:;,=a-z%.+/-]{0,30}"];
    let broken = (select(keys.collect::<Vec<_>>()), value);
    prop_oneof![
        sound,
        select(MISFITS).prop_map(str::to_owned),
        broken.prop_map(|(key, value)| format!("{key}={value}")),
    ]
}

/// Text that looks like a link, more or less.
fn nonsense() -> impl Strategy<Value = String> {
    let change = (any::<u16>(), vec(setting(), 0..4))
        .prop_map(|(step, settings)| format!("{step}:{}", settings.join(",")));
    let at = vec(change, 1..4).prop_map(|changes| format!("at={}", changes.join(";")));
    let variant = ("[A-Za-z %:=]{0,50}", vec(setting(), 0..4))
        .prop_map(|(name, settings)| format!("{name}:{}", settings.join(",")));
    let vs = vec(variant, 0..5).prop_map(|variants| format!("vs={}", variants.join(";")));
    let part = prop_oneof![6 => setting(), 1 => any::<String>(), 2 => at, 2 => vs];
    prop_oneof![1 => any::<String>(), 4 => vec(part, 0..8).prop_map(|parts| parts.join("&"))]
}

proptest! {
    #[test]
    fn links_round_trip((link, later) in link()) {
        prop_assert_eq!(link.experiment.validate(), Ok(()));
        let fragment = encode(&link);
        prop_assert!(fragment.is_ascii() && !fragment.contains(['#', ' ', '"', '<', '>']));
        let (read, notices) = decode(&fragment);
        prop_assert_eq!(&read, &link, "{}", fragment);
        prop_assert!(notices.is_empty(), "{:?}", notices);
        if let Some((step, last)) = later.last() {
            prop_assert_eq!(&apply_changes(&read.experiment, &read.changes, *step), last);
        }
    }

    #[test]
    fn any_text_gives_a_valid_run(text in nonsense()) {
        let (link, notices) = decode(&text);
        prop_assert_eq!(link.experiment.validate(), Ok(()));
        prop_assert!(link.changes.is_sorted_by_key(|change| change.step));
        for change in &link.changes {
            let now = apply_changes(&link.experiment, &link.changes, change.step);
            prop_assert_eq!(now.validate(), Ok(()));
        }
        prop_assert!(link.variants.len() <= MOST_VARIANTS);
        for variant in &link.variants {
            prop_assert!(variant.apply(&link.experiment).is_ok(), "{:?}", variant);
        }
        prop_assert!(notices.iter().all(|notice| notice.ends_with('.')), "{:?}", notices);
        // What was understood is understood again, this time without a word.
        prop_assert_eq!(decode(&encode(&link)), (link, vec![]));
    }
}
