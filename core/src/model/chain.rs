//! Forward and backward of a chain of layers, by hand.
//!
//! Autodiff knows one operation at a time: each parameter is cut out of the vector of all of them, each gradient is put into
//! another one, each activation goes over its values once more, and a graph serves for one way back. Here a layer's share
//! of all that is one piece of work, which a [`Machine`] does, and both losses go back from one way forward. What is
//! computed is the same, on the CPU bit for bit; the tests hold it against autodiff.

mod cpu;
mod gpu;

use super::activation::is_identity;
use super::batch::Batch;
use super::convolution::FlatLayer;
use super::found::Found;
use super::pooling::Pool;
use super::spatial::{extents, kernels};
use burn::tensor::Tensor;
use cpu::Cpu;
use gpu::Gpu;
use playground_experiment::loss::{LossSettings, Objective};
use playground_experiment::model::activation::Form;
use playground_experiment::model::{Activation, Architecture, LayerKind, Op, Pooling, Stage};

/// Where a chain is computed, and by what.
pub(super) trait Machine {
    /// Numbers as it has them, `[rows, columns]`.
    type Values: Clone;
    /// What a pool keeps for the way back.
    type Places;
    /// ∂L/∂w, flat, `[parameters]`, layer by layer.
    type Gradient;

    /// Computes the weighted sums of a layer, `[batch, units · places]`, and what the activation makes of them; without one
    /// they are the same.
    fn layer(
        &self,
        layer: &FlatLayer,
        values: &Self::Values,
        activation: Option<Activation>,
    ) -> [Self::Values; 2];

    /// Begins a gradient of all parameters.
    fn gradient(&self) -> Self::Gradient;

    /// Enters ∂L/∂W and ∂L/∂b of a layer into `gradient`, from the signal at its weighted sums. Carries the signal further
    /// back if there is a layer `below`: to `values`, or to what these were made of.
    fn layer_back(
        &self,
        layer: &FlatLayer,
        values: &Self::Values,
        signal: &Self::Values,
        gradient: &mut Self::Gradient,
        below: Option<MadeOf<Self::Values>>,
    ) -> Option<Self::Values>;

    /// Pools values.
    fn pool(&self, pool: &Pool, values: &Self::Values) -> (Self::Values, Self::Places);

    /// Carries the signal at what a pool has made of `values` back to these, or to what these were made of.
    fn pool_back(
        &self,
        pool: &Pool,
        values_and_places: (&Self::Values, &Self::Places),
        signal: &Self::Values,
        below: MadeOf<Self::Values>,
    ) -> Self::Values;

    /// Multiplies two matrices number by number.
    fn product(&self, a: &Self::Values, b: &Self::Values) -> Self::Values;

    /// Carries the signal at what an activation has made of `before` back to it.
    fn slope_times(
        &self,
        activation: Activation,
        before: &Self::Values,
        signal: Self::Values,
    ) -> Self::Values;

    /// Computes the loss of each example, `[batch, 1]`, and `scale` times its gradient at the logits, `[batch, K]`.
    fn loss(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
        logits_and_targets: [&Self::Values; 2],
        scale: f32,
    ) -> [Self::Values; 2];

    fn tensor(&self, values: Self::Values) -> Tensor<2>;

    fn whole(&self, gradient: Self::Gradient) -> Tensor<1>;
}

/// The activation that made some values, if one did, and what it made them of.
type MadeOf<'a, V> = Option<(Activation, &'a V)>;

/// A network that is a chain, after its forward pass.
pub(super) enum Chain {
    OnCpu(Box<Links<Cpu>>),
    OnGpu(Box<Links<Gpu>>),
}

impl Chain {
    /// Runs a batch through the network; `None` where this is not a chain, a teacher has a say in the loss, or the CPU is to
    /// take the mean of a whole map.
    pub(super) fn forward(
        architecture: &Architecture,
        parameters: &Tensor<1>,
        batch: &Batch,
    ) -> Option<Self> {
        if batch.teacher.is_some() || !architecture.stages.iter().all(|s| is_link(architecture, s))
        {
            return None;
        }
        if let Some((gpu, intake)) = Gpu::with(parameters, batch) {
            let links = Links::forward(gpu, architecture, intake);
            return Some(Self::OnGpu(Box::new(links)));
        }
        // A pool's mean of a whole map is rounded otherwise than autodiff's, and on the CPU a run is what it is under autodiff,
        // bit for bit.
        if architecture
            .stages
            .iter()
            .any(|stage| matches!(stage.work, Op::GlobalPool))
        {
            return None;
        }
        let (cpu, intake) = Cpu::with(parameters, batch)?;
        let links = Links::forward(cpu, architecture, intake);
        Some(Self::OnCpu(Box::new(links)))
    }

    /// Goes back under an objective, and keeps the signals on the way where they are looked at. The losses are those of each
    /// example.
    pub(super) fn backward(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
        signals_kept: bool,
    ) -> Option<Found> {
        match self {
            Self::OnCpu(links) => links.backward(objective, settings, signals_kept),
            Self::OnGpu(links) => links.backward(objective, settings, signals_kept),
        }
    }
}

/// What goes into a chain.
struct Intake<V> {
    /// `[batch, values]`.
    inputs: V,
    /// What the answers are held against, `[batch, K]`.
    targets: V,
    /// Those of the dropout blocks, `[batch, values]` each.
    masks: Vec<V>,
}

/// The stages of a chain that have been gone through.
pub(super) struct Links<M: Machine> {
    machine: M,
    links: Vec<Link<M>>,
    /// What came out at the end, `[batch, K]`.
    logits: M::Values,
    /// What the answers are held against, `[batch, K]`.
    targets: M::Values,
    /// What is looked at of each layer, `[batch, width]`.
    activations: Vec<M::Values>,
}

/// A stage that has been gone through.
struct Link<M: Machine> {
    work: Work<M>,
    /// What came in, `[batch, values]`.
    values: M::Values,
    /// What the activation at its end, if there is one, made it of.
    before: Option<(Activation, M::Values)>,
}

enum Work<M: Machine> {
    Layer(FlatLayer),
    Pool(Pool, M::Places),
    /// A product with a mask, `[batch, values]`.
    Dropout(M::Values),
}

impl<M: Machine> Links<M> {
    fn forward(machine: M, architecture: &Architecture, intake: Intake<M::Values>) -> Self {
        let mut chain = Self {
            machine,
            links: Vec::new(),
            logits: intake.inputs.clone(),
            targets: intake.targets,
            activations: Vec::new(),
        };
        let mut masks = intake.masks.into_iter();
        let mut hidden = intake.inputs;
        for stage in &architecture.stages {
            hidden = match stage.work {
                Op::Layer(index) => chain.layer(of_layer(architecture, index), hidden),
                Op::Pool { kind, size } => chain.pool(Pool::new(kind, size, stage.input), hidden),
                Op::GlobalPool => {
                    let [_, height, width] = extents(stage.input);
                    let whole = Pool::new(Pooling::Average, [height, width], stage.input);
                    chain.pool(whole, hidden)
                }
                Op::Dropout { .. } => match masks.next() {
                    Some(mask) => chain.dropout(mask, hidden),
                    None => hidden,
                },
                _ => hidden,
            };
            if let Some(layer) = stage.shows {
                chain.activations.truncate(layer);
                chain.activations.push(hidden.clone());
            }
        }
        chain.logits = hidden;
        chain
    }

    fn layer(
        &mut self,
        (layer, activation): (FlatLayer, Option<Activation>),
        values: M::Values,
    ) -> M::Values {
        let [sums, out] = self.machine.layer(&layer, &values, activation);
        let before = activation.map(|activation| (activation, sums));
        self.link(Work::Layer(layer), values, before);
        out
    }

    fn pool(&mut self, pool: Pool, values: M::Values) -> M::Values {
        let (out, places) = self.machine.pool(&pool, &values);
        self.link(Work::Pool(pool, places), values, None);
        out
    }

    fn dropout(&mut self, mask: M::Values, values: M::Values) -> M::Values {
        let out = self.machine.product(&values, &mask);
        self.link(Work::Dropout(mask), values, None);
        out
    }

    fn link(&mut self, work: Work<M>, values: M::Values, before: Option<(Activation, M::Values)>) {
        self.links.push(Link {
            work,
            values,
            before,
        });
    }

    fn backward(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
        signals_kept: bool,
    ) -> Option<Found> {
        let (machine, links) = (&self.machine, &self.links);
        let share = 1.0 / self.examples() as f32;
        let pair = [&self.logits, &self.targets];
        let [losses, at_logits] = machine.loss(objective, settings, pair, share);

        // The signal at what a link has put out, before its activation.
        let mut signal = self.at_last(links.len(), at_logits);
        let (mut gradient, mut signals) = (machine.gradient(), Vec::new());
        let is_layer = |link: &Link<M>| matches!(link.work, Work::Layer(_));
        let first = links.iter().position(is_layer)?;
        for (at, link) in links.iter().enumerate().skip(first).rev() {
            let (values, made_of) = (&link.values, self.made_of(at));
            signal = match &link.work {
                Work::Layer(layer) => {
                    if signals_kept {
                        signals.push(signal.clone());
                    }
                    let below = (at > first).then_some(made_of);
                    match machine.layer_back(layer, values, &signal, &mut gradient, below) {
                        Some(signal) => signal,
                        None => break,
                    }
                }
                Work::Pool(pool, places) => {
                    machine.pool_back(pool, (values, places), &signal, made_of)
                }
                Work::Dropout(mask) => self.at_last(at, machine.product(&signal, mask)),
            };
        }
        signals.reverse();
        let tensors =
            |all: Vec<M::Values>| all.into_iter().map(|one| machine.tensor(one)).collect();
        Some(Found {
            gradient: machine.whole(gradient),
            logits: machine.tensor(self.logits.clone()),
            losses: machine.tensor(losses),
            signals: tensors(signals),
            activations: tensors(self.activations.clone()),
            statistics: Vec::new(),
        })
    }

    /// Returns what the values that came in to the link at this place were made of by an activation, if by one.
    fn made_of(&self, at: usize) -> MadeOf<'_, M::Values> {
        let below = self.links.get(at.checked_sub(1)?)?;
        let (activation, before) = below.before.as_ref()?;
        Some((*activation, before))
    }

    /// Carries the signal at what came in to the link at this place back through the activation that made it, if one did.
    fn at_last(&self, at: usize, signal: M::Values) -> M::Values {
        match self.made_of(at) {
            Some((activation, before)) => self.machine.slope_times(activation, before, signal),
            None => signal,
        }
    }

    fn examples(&self) -> usize {
        let [examples, _] = self.machine.tensor(self.logits.clone()).dims();
        examples
    }
}

/// Returns whether a chain can go through a stage.
fn is_link(architecture: &Architecture, stage: &Stage) -> bool {
    match stage.work {
        Op::Layer(index) => {
            let layer = &architecture.layers[index];
            let elementwise = matches!(layer.activation.info().form, Form::Elementwise(_));
            elementwise && !matches!(layer.kind, LayerKind::Recurrent { .. })
        }
        Op::Pool { .. } | Op::GlobalPool | Op::Flatten | Op::Dropout { .. } => true,
        Op::Upsample { .. }
        | Op::Norm(_)
        | Op::SaveShortcut
        | Op::SwapShortcut
        | Op::AddShortcut(_) => false,
    }
}

/// Returns a layer, where its parameters begin in the vector of all, and its activation, unless that changes nothing.
fn of_layer(architecture: &Architecture, index: usize) -> (FlatLayer, Option<Activation>) {
    let layer = &architecture.layers[index];
    let at = |which: usize| {
        let place = layer.parameters[which];
        architecture.parameters[place].range().start
    };
    let flat = FlatLayer {
        shape: kernels(layer),
        at: [at(0), at(1)],
    };
    let activation = layer.activation;
    (flat, (!is_identity(activation)).then_some(activation))
}
