//! The network that a list of blocks becomes: shapes from block to block, layers with their parameters.

mod builder;

pub(crate) use builder::{Builder, Matrix, behind};

use super::{Activation, Init, LayerKind, Op, Parameter, ParameterKind, Shape, init};

/// A layer with weights as it will be computed, the output layer included.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name for charts: `hidden 1`, …, `output`.
    pub name: String,
    /// How its weights meet the values before it.
    pub kind: LayerKind,
    /// Weights of a unit: the values that it sees at once.
    pub inputs: usize,
    /// Units, that is pre-activations (dense), channels (convolution) or gates of all cells (recurrent), for each
    /// example.
    pub units: usize,
    /// Applied to the pre-activations; the identity on the output layer, whose logits go to the loss.
    pub activation: Activation,
    /// The last function before its units are looked at: its own, or where it has none that of a normalisation
    /// or a sum right after it.
    pub shown: Activation,
    /// Indices into [`Architecture::parameters`]: weights, biases, and what else its kind or activation needs.
    pub parameters: Vec<usize>,
    /// What comes in.
    pub input: Shape,
    /// What leaves it, after the activation.
    pub output: Shape,
}

impl Layer {
    /// Returns the number of values that leave it.
    pub fn width(&self) -> usize {
        self.output.len()
    }

    /// Returns the number of units or channels that leave it: half of its units after a gate, its cells if it is
    /// recurrent.
    pub fn units_after(&self) -> usize {
        match self.kind {
            LayerKind::Recurrent { cell, .. } => self.units / cell.gates(),
            LayerKind::Dense | LayerKind::Conv { .. } => self.activation.width_after(self.units),
        }
    }

    /// Returns the number of places at which each unit is computed: 1 for a dense layer.
    pub fn places(&self) -> usize {
        self.output.places()
    }

    /// Returns how often its weights are multiplied for one example: once at each place, or for each row that cells
    /// read.
    pub fn uses(&self) -> usize {
        match self.kind {
            LayerKind::Recurrent { steps, .. } => steps,
            LayerKind::Dense | LayerKind::Conv { .. } => self.places(),
        }
    }
}

/// A batch normalisation as it will be computed. Its parameters are γ, β, running mean and running variance,
/// `[1, channels]` each.
#[derive(Clone, Debug, PartialEq)]
pub struct Norm {
    /// Channels, or values where there are no channels.
    pub channels: usize,
    /// Places of each channel.
    pub places: usize,
    /// Applied afterwards.
    pub activation: Activation,
    /// Indices into [`Architecture::parameters`].
    pub parameters: Vec<usize>,
}

/// One stage of the forward pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Index of its block, the output layer being the last.
    pub block: usize,
    /// What it does.
    pub work: Op,
    /// What comes in.
    pub input: Shape,
    /// What leaves it.
    pub output: Shape,
    /// The layer whose units are looked at here; the last such stage counts.
    pub shows: Option<usize>,
    /// What it is, for people; none where it only says what is added later.
    pub label: Option<String>,
}

/// The network that a list of blocks becomes on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    /// Shape of one example.
    pub input: Shape,
    /// From input to output.
    pub stages: Vec<Stage>,
    /// Those with weights, from input to output.
    pub layers: Vec<Layer>,
    /// Batch normalisations, from input to output.
    pub norms: Vec<Norm>,
    /// In the order of the flat vector: what is trained first, then running statistics.
    pub parameters: Vec<Parameter>,
}

impl Architecture {
    /// Returns the number of values in the flat vector.
    pub fn parameter_count(&self) -> usize {
        self.parameters.last().map_or(0, |p| p.range().end)
    }

    /// Returns the weight matrices of a layer: one, and for a recurrent layer that of its state too.
    pub fn weights<'a>(&'a self, layer: &'a Layer) -> impl Iterator<Item = &'a Parameter> {
        self.of_layer(layer, |kind| kind == ParameterKind::Weight)
    }

    /// Returns the bias vectors of a layer, as many as it has weight matrices.
    pub fn biases<'a>(&'a self, layer: &'a Layer) -> impl Iterator<Item = &'a Parameter> {
        self.of_layer(layer, ParameterKind::is_bias)
    }

    fn of_layer<'a>(
        &'a self,
        layer: &'a Layer,
        wanted: fn(ParameterKind) -> bool,
    ) -> impl Iterator<Item = &'a Parameter> {
        let all = layer
            .parameters
            .iter()
            .map(|&index| &self.parameters[index]);
        all.filter(move |parameter| wanted(parameter.kind))
    }

    /// Returns the number of trained values: all but running statistics, which lie at the end of the flat vector.
    pub fn trainable_count(&self) -> usize {
        let mut running = self.parameters.iter().filter(|p| p.kind.is_running());
        running.next().map_or(self.parameter_count(), |p| p.offset)
    }

    /// Returns the number of trained values in the first `blocks` blocks, which lie at the front of the flat vector.
    pub fn parameters_before(&self, blocks: usize) -> usize {
        let trained = self.first(blocks).filter(|p| !p.kind.is_running());
        trained.last().map_or(0, |p| p.range().end)
    }

    /// Returns the number of blocks before the output layer.
    pub(crate) fn hidden_blocks(&self) -> usize {
        self.stages.last().map_or(0, |output| output.block)
    }

    /// Returns the parameters of the first `blocks` blocks, running statistics last.
    pub(super) fn first(&self, blocks: usize) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |p| p.block < blocks)
    }

    /// Draws the initial parameters, flat.
    pub fn initial(&self, init: Init, scale: f64, seed: u64) -> Vec<f32> {
        let mut flat = Vec::with_capacity(self.parameter_count());
        for parameter in &self.parameters {
            flat.extend(init::draw(init, scale, seed, parameter));
        }
        flat
    }

    /// Returns where the bias of class 0 on the output layer lies in the flat vector.
    pub(crate) fn output_bias(&self) -> Option<usize> {
        let &bias = self.layers.last()?.parameters.get(1)?;
        self.parameters.get(bias).map(|parameter| parameter.offset)
    }

    /// Finds the hidden layer that the fewest values leave, the first of equals: what an autoencoder squeezes an image
    /// through. A layer within a residual block does not count, since the shortcut passes it by. None without such a
    /// layer.
    pub fn bottleneck(&self) -> Option<usize> {
        let (_, hidden) = self.layers.split_last()?;
        let alone = |index: &usize| {
            self.shown_at(*index)
                .is_some_and(|at| !self.is_passed_by(at))
        };
        (0..hidden.len())
            .filter(alone)
            .min_by_key(|&index| hidden[index].width())
    }

    /// Finds the stage after which the units of a layer are looked at.
    pub fn shown_at(&self, layer: usize) -> Option<usize> {
        self.stages
            .iter()
            .rposition(|stage| stage.shows == Some(layer))
    }

    /// Returns whether a shortcut is kept beside what leaves a stage, for a sum to come.
    fn is_passed_by(&self, stage: usize) -> bool {
        let turns = self.stages[..=stage].iter().rev();
        let mut turns = turns.filter(|s| matches!(s.work, Op::SaveShortcut | Op::AddShortcut(_)));
        turns.next().is_some_and(|s| s.work == Op::SaveShortcut)
    }
}
