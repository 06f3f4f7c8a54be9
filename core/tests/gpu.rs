//! The GPU against the CPU, natively: on a machine without a GPU a software one (Mesa's lavapipe)
//! plays it. `PLAYGROUND_NEEDS_GPU=1` turns a missing adapter from a notice into a failure.
// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use burn::tensor::{Device, DeviceKind, Tensor, TensorData};
use cubecl::logging::{LaunchObservation, LaunchObserver};
use playground_core::model::activation::elementwise;
use playground_core::model::backward::Detail;
use playground_core::train::gpu::{Gpu, self_test};
use playground_core::train::inspect::inspect;
use playground_core::train::session::Sink;
use playground_core::train::trainer::{Step, Trainer};
use playground_core::train::{Dataset, Session};
use playground_data::dataset::{DatasetId, Images, NORMALISATIONS, SplitSpec};
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::device::{Adapter, Decision, Preference, Race, Racing};
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::objectives;
use playground_experiment::mistakes::Mistake;
use playground_experiment::model::activation::{ACTIVATIONS, Form};
use playground_experiment::model::{Activation, Block};
use playground_experiment::optimizer::{Hyper, OPTIMIZERS, Optimizer};
use playground_experiment::protocol::inside::{InspectRequest, Inspected, Window};
use playground_experiment::protocol::probe::{Examples, Histogram, Probe};
use playground_experiment::protocol::{Command, Envelope, Event, Target};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Instant;

/// Steps over which the curves must agree.
const STEPS: u64 = 50;

fn dataset() -> Dataset {
    let sample = DatasetId::Synthetic.info().sample.len();
    let (pixels, labels) = synthetic::generate(synthetic::SEED, Set::Train, 0..1000);
    let mut train = Images::new(1000, sample);
    train.push_images(&pixels);
    train.push_labels(&labels);
    Dataset {
        train,
        test: Images::new(1, sample),
    }
}

fn experiment() -> Experiment {
    Experiment {
        split: SplitSpec::Official {
            train: 1000,
            validation: 0,
        },
        blocks: vec![Block::dense(32, Activation::Relu)],
        batch_size: 16,
        ..Experiment::default()
    }
}

/// The third step, in detail.
async fn probe(device: &Device) -> (Probe, Examples) {
    let dataset = dataset();
    let mut trainer = Trainer::new(experiment(), &dataset, device).unwrap();
    loop {
        let step = trainer.step(&dataset, Detail::Probe).unwrap();
        let Step::Taken(Some(pending)) = step else {
            panic!("every step was to be reported");
        };
        let probe = pending.read_all().await.unwrap().probe.unwrap();
        if probe.0.step == 3 {
            return probe;
        }
    }
}

/// Histograms of nearly equal values: rounding moves a few of them to the next bin.
fn assert_alike(a: &Histogram, b: &Histogram, what: &str) {
    let moved: u32 = (a.counts.iter().zip(&b.counts))
        .map(|(a, b)| a.abs_diff(*b))
        .sum();
    assert!(
        u64::from(moved) <= 2 + a.total() / 100,
        "{what}: {a:?} {b:?}"
    );
}

fn assert_same_probe(cpu: &(Probe, Examples), gpu: &(Probe, Examples)) {
    for (c, g) in cpu.0.layers.iter().zip(&gpu.0.layers) {
        assert_alike(&c.weights, &g.weights, "weights");
        assert_alike(&c.gradients, &g.gradients, "gradients");
        assert_alike(&c.activations, &g.activations, "activations");
        assert_eq!((c.dead, c.saturated), (g.dead, g.saturated), "{}", c.name);
    }
    assert_eq!(cpu.1.indices, gpu.1.indices);
    for (c, g) in [
        (&cpu.1.own, &gpu.1.own),
        (&cpu.1.counterpart, &gpu.1.counterpart),
    ] {
        assert!(c.iter().zip(g).all(|(c, g)| (c - g).abs() < 1e-3));
    }
}

/// A look inside the fresh network, with one of the images.
async fn look(device: &Device) -> Inspected {
    let dataset = dataset();
    let trainer = Trainer::new(experiment(), &dataset, device).unwrap();
    let image: Vec<f32> = (dataset.train.image(7).iter())
        .map(|&p| f32::from(p) / 255.0)
        .collect();
    let request = InspectRequest {
        window: Window {
            layer: 0,
            first: 3,
            count: 20,
        },
        class: None,
        explain: true,
    };
    let snapshot = trainer.snapshot();
    let (head, bulk) = inspect(&snapshot, &request, &image, None).await.unwrap();
    Inspected::from_bulk(head, &bulk, image.len()).unwrap()
}

fn assert_same_look(cpu: &Inspected, gpu: &Inspected) {
    assert_eq!(cpu.head, gpu.head);
    let layers = cpu.activations.iter().zip(&gpu.activations);
    let others = [
        (&cpu.weights, &gpu.weights),
        (&cpu.saliency, &gpu.saliency),
        (&cpu.occlusion, &gpu.occlusion),
    ];
    for (c, g) in layers.chain(others) {
        assert!(c.len() == g.len() && c.iter().any(|v| *v != 0.0));
        assert!(c.iter().zip(g).all(|(c, g)| (c - g).abs() < 1e-3));
    }
}

/// The losses of the first `steps` steps.
async fn losses(device: &Device, experiment: Experiment, steps: u64) -> Vec<f32> {
    let dataset = dataset();
    let mut trainer = Trainer::new(experiment, &dataset, device).unwrap();
    let mut losses = Vec::new();
    while trainer.steps() < steps {
        let Step::Taken(Some(pending)) = trainer.step(&dataset, Detail::Report).unwrap() else {
            panic!("every step was to be reported");
        };
        losses.push(pending.read().await.unwrap().loss);
    }
    losses
}

/// The curve on the CPU, to which that on `gpu` is near.
fn assert_same_curve(gpu: &Device, experiment: Experiment, steps: u64, bound: f32) -> Vec<f32> {
    let cpu = pollster::block_on(losses(&Device::flex(), experiment.clone(), steps));
    let gpu = pollster::block_on(losses(gpu, experiment.clone(), steps));
    for (step, (c, g)) in cpu.iter().zip(&gpu).enumerate() {
        assert!(
            (c - g).abs() <= bound,
            "step {step}: {c} on the CPU, {g} on the GPU with {experiment:?}"
        );
    }
    cpu
}

/// Where activations bend, and where an exponential would overflow.
const POINTS: [f32; 14] = [
    -90.0, -20.0, -6.0, -3.1, -1.0, -0.3, 0.0, 0.2, 0.9, 2.0, 3.2, 7.0, 20.0, 90.0,
];

/// Every activation and its derivative are the formulas of its definition.
fn assert_activations(gpu: &Device) {
    let device = gpu.clone().autodiff();
    let read = |tensor: Tensor<2>| tensor.into_data().try_to_vec::<f32>().unwrap();
    for row in ACTIVATIONS {
        let Form::Elementwise(f) = &row.form else {
            continue;
        };
        let points = TensorData::new(POINTS.to_vec(), [2, 7]);
        let x = Tensor::<2>::from_data(points, &device).require_grad();
        let y = elementwise(row.id, x.clone());
        let slopes = read(x.grad(&y.clone().sum().backward()).unwrap());
        for ((point, value), slope) in POINTS.into_iter().zip(read(y)).zip(slopes) {
            let exact = [f.value(point.into()), f.derivative(point.into())];
            for (got, exact) in [value, slope].into_iter().zip(exact) {
                assert!(
                    (f64::from(got) - exact).abs() <= 2e-5 * (1.0 + exact.abs()),
                    "{} at {point}: {got} on the GPU, {exact} by its formula",
                    row.key
                );
            }
        }
    }
}

/// Every optimiser, with decay and with a frozen block.
fn every_optimizer() -> impl Iterator<Item = Experiment> {
    OPTIMIZERS.iter().flat_map(|row| {
        [(0.0, 0), (0.02, 0), (0.02, 1)].map(|(weight_decay, freeze)| Experiment {
            optimizer: row.id,
            learning_rate: 0.01,
            hyper: Hyper {
                weight_decay,
                ..Hyper::default()
            },
            freeze,
            ..experiment()
        })
    })
}

/// Kernels of all sorts: more units and rows than fill tiles, padding, strides, one pixel, pools with and without a rest, cells,
/// dropout between, and networks that are no chain.
const NETWORKS: [&str; 9] = [
    "conv-9-5-same-relu.max-2.conv-5-3-s2-tanh.flatten.17-relu",
    "conv-3-3-same-s2-relu.res-11-s2-relu.gap",
    "conv1d-9-5-same-relu.max-2.conv1d-5-3-s2-tanh.gap",
    "lstm-9-all.gru-5",
    "conv-6-5-tanh.avg-2.conv-16-5-same-relu.max-3.flatten.12-gelu.9-sigmoid",
    "max-2.conv-5-3-relu.max-2.gap",
    "20-relu.drop-50.12-tanh.drop-20",
    "24-glu.9-relu.bn-linear.8-ahaf",
    "conv-4-3-linear.bn-relu.max-2.flatten.9-elu",
];

fn blocks(text: &str) -> Vec<Block> {
    let all = text.split('.').map(|block| block.parse().unwrap());
    all.collect()
}

fn every_network() -> impl Iterator<Item = Experiment> {
    NETWORKS.iter().map(|text| Experiment {
        blocks: blocks(text),
        ..experiment()
    })
}

/// Every loss under every output that it goes with, of a network that is sure of a class and of one that is not; and every
/// activation.
fn every_formula() -> impl Iterator<Item = Experiment> {
    let sure = [0.0, 20.0];
    let losses = objectives().flat_map(move |objective| {
        sure.map(|output_bias| Experiment {
            output: objective.output,
            loss: objective.loss,
            output_bias,
            ..experiment()
        })
    });
    let activations = ACTIVATIONS.iter().map(|row| Experiment {
        blocks: vec![Block::dense(24, row.id), Block::dense(10, row.id)],
        ..experiment()
    });
    losses.chain(activations)
}

/// What one step of plain descent at rate 1 takes off the parameters: the gradient.
async fn gradient(device: &Device, experiment: &Experiment) -> Vec<f32> {
    let experiment = Experiment {
        optimizer: Optimizer::Sgd,
        learning_rate: 1.0,
        ..experiment.clone()
    };
    let dataset = dataset();
    let mut trainer = Trainer::new(experiment, &dataset, device).unwrap();
    let before = trainer.parameters();
    trainer.step(&dataset, Detail::Nothing).unwrap();
    let gradient = before - trainer.parameters();
    gradient
        .into_data_async()
        .await
        .unwrap()
        .try_to_vec()
        .unwrap()
}

/// The gradients of each layer's weights and biases are those of autodiff on the CPU.
fn assert_same_gradient(gpu: &Device, experiment: &Experiment) {
    let by = |device| pollster::block_on(gradient(device, experiment));
    let (cpu, gpu) = (by(&Device::flex()), by(gpu));
    for parameter in experiment.architecture().unwrap().parameters {
        let [cpu, gpu] = [&cpu, &gpu].map(|all| &all[parameter.range()]);
        let largest = cpu.iter().fold(0.0, |most: f32, g| most.max(g.abs()));
        for (at, (c, g)) in cpu.iter().zip(gpu).enumerate() {
            // Of a bias before a normalisation it is 0, and what is found the rounding of many numbers.
            assert!(
                (c - g).abs() <= 2e-5 + 1e-4 * largest,
                "{parameter:?} at {at}: {c} on the CPU, {g} on the GPU with {experiment:?}"
            );
        }
    }
}

/// Images of a set in two blocks of an epoch, of which the second one arrives later.
const TWO_BLOCKS: usize = 5000;
/// Images that have arrived at first: the first block and a little.
const ARRIVED: usize = 4200;

/// Batches out of images that lie on the GPU: as the set normalises them, under mistakes that change inputs, labels or order,
/// and of series, which fill no whole number of words.
fn every_supply() -> impl Iterator<Item = Experiment> {
    let supplied = |dataset| Experiment {
        dataset,
        split: SplitSpec::Official {
            train: TWO_BLOCKS as u32,
            validation: 0,
        },
        batch_size: 512,
        blocks: blocks("6-tanh"),
        // So small that it is the batches that the losses tell apart.
        optimizer: Optimizer::Sgd,
        learning_rate: 1e-4,
        ..experiment()
    };
    let own = supplied(DatasetId::Synthetic);
    let normalised = NORMALISATIONS.iter().map({
        let own = own.clone();
        move |row| Experiment {
            normalisation: row.id,
            ..own.clone()
        }
    });
    let mistakes = [Mistake::RawInputs, Mistake::ShuffledLabels, Mistake::Sorted];
    let mistaken = mistakes.map(|mistake| own.with_mistake(mistake, true));
    normalised
        .chain(mistaken)
        .chain([supplied(DatasetId::Motif)])
}

/// The losses while images arrive, over the end of an epoch and with another batch from there on.
async fn losses_while_arriving(device: &Device, experiment: &Experiment) -> Vec<f32> {
    let sample = experiment.dataset.info().sample.len();
    // No picture of anything; each is another one.
    let bytes = (0..TWO_BLOCKS * sample).map(|at| (at * 31 % 251 * (at % 7)) as u8);
    let bytes: Vec<u8> = bytes.collect();
    let classes = experiment.classes().len();
    let labels = (0..TWO_BLOCKS).map(|at| (at * 7 % 11 % classes) as u8);
    let labels: Vec<u8> = labels.collect();
    let mut dataset = Dataset {
        train: Images::new(TWO_BLOCKS, sample),
        test: Images::new(1, sample),
    };
    let (first, rest) = bytes.split_at(ARRIVED * sample);
    dataset.train.push_images(first);
    dataset.train.push_labels(&labels);
    let mut trainer = Trainer::new(experiment.clone(), &dataset, device).unwrap();
    let mut losses = Vec::new();
    let mut arrived = false;
    while losses.len() < 12 {
        match trainer.step(&dataset, Detail::Report).unwrap() {
            Step::Taken(Some(pending)) => losses.push(pending.read().await.unwrap().loss),
            Step::Waiting { .. } if !arrived => {
                dataset.train.push_images(rest);
                arrived = true;
            }
            _ => panic!("every step was to be taken and reported"),
        }
        if losses.len() == 10 && trainer.experiment().batch_size == 512 {
            let batch_size = 300;
            let next = Experiment {
                batch_size,
                ..experiment.clone()
            };
            trainer.change(next).unwrap();
        }
    }
    losses
}

fn assert_same_supply(gpu: &Device, experiment: &Experiment) {
    let by = |device| pollster::block_on(losses_while_arriving(device, experiment));
    let (cpu, gpu) = (by(&Device::flex()), by(gpu));
    for (step, (c, g)) in cpu.iter().zip(&gpu).enumerate() {
        assert!(
            (c - g).abs() <= 1e-3 * (1.0 + c.abs()),
            "step {step}: {c} on the CPU, {g} on the GPU with {experiment:?}"
        );
    }
}

/// Programs that have been launched, by name.
#[derive(Default)]
struct Launches(Mutex<BTreeMap<&'static str, usize>>);

impl LaunchObserver for Launches {
    fn launched(&self, kernel: &'static str) {
        *self.0.lock().unwrap().entry(kernel).or_default() += 1;
    }
}

/// Steps that are counted.
const COUNTED: usize = 10;

/// A step takes as many programs as its forward and backward pass have parts, and one that is reported not many more.
fn assert_few_programs(gpu: &Device, network: &str, [most, most_reported]: [usize; 2]) {
    let experiment = Experiment {
        blocks: blocks(network),
        optimizer: Optimizer::Adam,
        batch_size: 64,
        ..experiment()
    };
    let dataset = dataset();
    let mut trainer = Trainer::new(experiment, &dataset, gpu).unwrap();
    let mut launched = |detail, steps: usize| {
        let launches = Arc::new(Launches::default());
        let watching = LaunchObservation::new(launches.clone());
        for _ in 0..steps {
            trainer.step(&dataset, detail).unwrap();
        }
        drop(watching);
        Arc::into_inner(launches).unwrap().0.into_inner().unwrap()
    };
    launched(Detail::Nothing, 2);
    for (detail, most) in [(Detail::Nothing, most), (Detail::Report, most_reported)] {
        let launches = launched(detail, COUNTED);
        let all: usize = launches.values().sum();
        assert!(
            all <= most * COUNTED,
            "{network}: {all} in {COUNTED} steps with {detail:?}: {launches:?}"
        );
    }
}

/// A session that has been told of a GPU that is none of software, and what it has said of its device.
struct RaceSession {
    session: Session,
    devices: Rc<RefCell<Vec<Event>>>,
    sent: u32,
}

impl RaceSession {
    fn with(gpu: &Gpu) -> Self {
        let devices = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&devices);
        let sink: Sink = Rc::new(move |outgoing| {
            if let Event::Device { .. } = outgoing.event {
                heard.borrow_mut().push(outgoing.event);
            }
        });
        let mut raced = Self {
            session: Session::new(sink),
            devices,
            sent: 0,
        };
        raced.send(Command::Start {
            experiment: experiment(),
            preference: Preference::Auto,
            adapter: Some(Adapter {
                name: "test".into(),
                software: false,
                timestamp_query: true,
                storage_buffers: 10,
            }),
        });
        raced.settle();
        pollster::block_on(raced.session.gpu_prepared(Ok(gpu.clone())));
        raced
    }

    fn send(&mut self, command: Command) {
        self.sent += 1;
        let sequence = self.sent;
        self.session.handle(Envelope { sequence, command }, &[]);
    }

    fn settle(&mut self) {
        while pollster::block_on(self.session.turn(&now)) {}
    }

    fn decision(&self) -> (Decision, Option<Race>) {
        match self.devices.borrow().last() {
            Some(Event::Device { decision, race, .. }) => (decision.clone(), *race),
            other => panic!("{other:?}"),
        }
    }
}

/// Milliseconds of a clock.
fn now() -> f64 {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGUN.elapsed().as_secs_f64() * 1000.0
}

/// One that leads finds out which device is faster and goes there; one that follows goes where it is told.
fn assert_the_faster_device_trains(gpu: &Gpu) {
    let mut leader = RaceSession::with(gpu);
    assert!(leader.decision().0.provisional && !leader.session.on_gpu());
    assert!(
        leader.session.take_contest().is_none(),
        "nobody has asked for it"
    );
    leader.send(Command::Race(Racing::Leads));
    leader.settle();
    let contest = leader.session.take_contest().unwrap();
    assert!(leader.session.take_contest().is_none(), "one at a time");
    let outcome = pollster::block_on(contest.run(&now, async || {}));
    pollster::block_on(leader.session.raced(outcome));
    let (decision, race) = leader.decision();
    let race = race.unwrap();
    assert!(
        race.cpu > 0 && race.webgpu > 0 && !decision.provisional,
        "{race:?}"
    );
    assert_eq!(leader.session.on_gpu(), race.webgpu > race.cpu, "{race:?}");

    // Another network is another race, which a run that begins puts an end to.
    let other = Experiment {
        blocks: blocks("8-relu"),
        ..experiment()
    };
    leader.send(Command::Reset {
        experiment: other,
        inherit: 0,
    });
    leader.settle();
    let contest = leader.session.take_contest().unwrap();
    leader.send(Command::Train {
        target: Target::Steps(2),
    });
    leader.settle();
    let (decision, _) = leader.decision();
    assert!(
        !decision.provisional && decision.reason.contains("stays on the CPU"),
        "{decision:?}"
    );
    assert_eq!(pollster::block_on(contest.run(&now, async || {})), Ok(None));
    pollster::block_on(leader.session.raced(Ok(None)));
    assert!(
        leader.session.take_contest().is_none(),
        "it has begun on the CPU"
    );

    let found = Race { cpu: 1, webgpu: 2 };
    let mut follower = RaceSession::with(gpu);
    follower.send(Command::Race(Racing::Follows(Some(found))));
    follower.settle();
    assert!(follower.session.take_contest().is_none() && follower.session.on_gpu());
    assert_eq!(follower.decision().1, Some(found));
}

#[test]
fn a_gpu_passes_the_self_test_and_its_curve_agrees_with_the_cpu() {
    let started = pollster::block_on(Gpu::start(
        DeviceKind::Cpu,
        Arc::new(|message| eprintln!("{message}")),
    ));
    let gpu = match started {
        Ok(gpu) => gpu,
        Err(why) => {
            let needed = std::env::var_os("PLAYGROUND_NEEDS_GPU").is_some();
            assert!(!needed, "a GPU adapter was promised, but {why}");
            eprintln!("No GPU adapter here ({why}): nothing to compare.");
            return;
        }
    };
    assert_eq!(pollster::block_on(self_test(&gpu.device)), Ok(()));
    assert_activations(&gpu.device);
    let by_cpu = pollster::block_on(probe(&Device::flex()));
    assert_same_probe(&by_cpu, &pollster::block_on(probe(&gpu.device)));
    let by_cpu = pollster::block_on(look(&Device::flex()));
    assert_same_look(&by_cpu, &pollster::block_on(look(&gpu.device)));
    let cpu = assert_same_curve(&gpu.device, experiment(), STEPS, 0.01);
    assert!(
        cpu[49] < cpu[0],
        "the network learns: {} {}",
        cpu[0],
        cpu[49]
    );
    for experiment in every_formula().chain(every_network()) {
        assert_same_gradient(&gpu.device, &experiment);
    }
    for experiment in every_supply() {
        assert_same_supply(&gpu.device, &experiment);
    }
    assert_the_faster_device_trains(&gpu);
    assert_few_programs(&gpu.device, "128-relu.64-relu", [11, 32]);
    let lenet = "conv-6-5-same-relu.max-2.conv-16-5-relu.max-2.flatten.120-relu.84-relu";
    assert_few_programs(&gpu.device, lenet, [21, 52]);
    for experiment in every_optimizer().chain(every_network()) {
        assert_same_curve(&gpu.device, experiment, 6, 1e-3);
    }
}
