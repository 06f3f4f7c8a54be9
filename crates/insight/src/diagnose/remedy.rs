//! What to do about a finding: settings to change, by their rows in [`playground_experiment::fields`].

use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::fields;
use playground_experiment::mistakes::Mistake;
use playground_experiment::model::activation::Fault;
use playground_experiment::model::{Activation, Block, Init};
use playground_experiment::optimizer::Optimizer;

/// Settings that should help, to be applied in one click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What the click does, as a verb: "Switch to Adam".
    pub label: String,
    /// Link key and text of each setting to change.
    pub settings: fields::Settings,
    /// The weights are beyond repair: new ones even where the settings would not need them.
    pub restart: bool,
}

impl Remedy {
    fn new(label: impl Into<String>, settings: fields::Settings) -> Self {
        Self {
            label: label.into(),
            settings,
            restart: false,
        }
    }

    /// Returns `experiment` with the remedy applied.
    ///
    /// # Errors
    /// The sentence of the setting that does not fit.
    pub fn apply(&self, experiment: &Experiment) -> Result<Experiment, String> {
        let mut next = experiment.clone();
        for (key, text) in &self.settings {
            let field = fields::field(key).ok_or_else(|| format!("There is no setting {key}."))?;
            field.set(&mut next, text)?;
        }
        next.validate().map_err(|e| e.message)?;
        Ok(next)
    }

    /// Returns whether applying it to a run of `experiment` takes new weights.
    pub fn needs_reset(&self, experiment: &Experiment) -> bool {
        let next = self.apply(experiment);
        self.restart || next.is_ok_and(|next| fields::effect(experiment, &next) == Effect::Reset)
    }
}

/// Proposes the right way instead of a mistake that is made.
pub(super) fn right(mistake: Mistake, experiment: &Experiment) -> Remedy {
    let (info, next) = (mistake.info(), experiment.with_mistake(mistake, false));
    let changed = fields::differing(experiment, &next);
    Remedy {
        restart: info.ruins,
        ..Remedy::new(info.right, fields::settings(changed, &next))
    }
}

/// Returns a learning rate that the optimiser usually works with: that of the presets and
/// PyTorch's tutorials and defaults. Momentum makes a step up to 1 / (1 − μ) times as long.
fn usual_rate(optimizer: Optimizer) -> f64 {
    match optimizer {
        Optimizer::Sgd => 0.1,
        Optimizer::Momentum | Optimizer::Nesterov | Optimizer::Adagrad => 0.01,
        Optimizer::RmsProp | Optimizer::Adam | Optimizer::AdamW => 0.001,
    }
}

/// Proposes a tenth of the learning rate, or the usual one where that is lower: a tenth of far too much may be too much.
pub(super) fn slower(experiment: &Experiment, restart: bool) -> Option<Remedy> {
    let tenth = experiment.learning_rate / 10.0;
    // Three digits, or 0.003 would become 0.00030000000000000003.
    let tenth: f64 = format!("{tenth:.2e}").parse().ok()?;
    let rate = tenth.min(usual_rate(experiment.optimizer));
    Some(Remedy {
        restart,
        ..Remedy::new(
            format!("Lower the learning rate to {rate}"),
            vec![("lr", rate.to_string())],
        )
    })
}

/// Proposes to shuffle the examples; nothing where they are.
pub(super) fn shuffle(experiment: &Experiment) -> Option<Remedy> {
    (!experiment.shuffle).then(|| {
        Remedy::new(
            "Shuffle the training images",
            vec![("shuf", "1".to_owned())],
        )
    })
}

/// Proposes Adam, whose steps do not shrink with the gradient; nothing for optimisers that adapt already.
pub(super) fn adaptive(experiment: &Experiment) -> Option<Remedy> {
    let plain = [Optimizer::Sgd, Optimizer::Momentum, Optimizer::Nesterov];
    plain.contains(&experiment.optimizer).then(|| {
        let settings = vec![("opt", "adam".to_owned()), ("lr", "0.001".to_owned())];
        Remedy::new("Switch to Adam", settings)
    })
}

pub(super) fn saturates(fault: Fault) -> bool {
    fault != Fault::Dies
}

pub(super) fn dies(fault: Fault) -> bool {
    fault == Fault::Dies
}

/// Returns whether a hidden layer has such a fault.
pub(super) fn has_fault(experiment: &Experiment, wanted: fn(Fault) -> bool) -> bool {
    let mut activations = experiment.blocks.iter().filter_map(Block::activation);
    activations.any(|activation| activation.info().fault.is_some_and(wanted))
}

/// Proposes the initialisation made for the activation; nothing where it is in use already.
pub(super) fn better_start(experiment: &Experiment) -> Option<Remedy> {
    let naive = [Init::Zero, Init::Constant, Init::Uniform, Init::Normal];
    let usual_scale = experiment.init.info().default_scale;
    if !naive.contains(&experiment.init) && experiment.init_scale == usual_scale {
        return None;
    }
    let (init, name) = match has_fault(experiment, saturates) {
        true => (Init::XavierNormal, "Xavier"),
        false => (Init::KaimingNormal, "He"),
    };
    Some(Remedy::new(
        format!("Begin with {name} initialisation"),
        vec![
            ("init", init.info().key.to_owned()),
            ("scale", init.info().default_scale.to_string()),
        ],
    ))
}

/// Proposes `to` wherever the hidden layers have one of `from`; nothing where none has.
pub(super) fn other_activation(
    experiment: &Experiment,
    from: fn(Fault) -> bool,
    to: Activation,
) -> Option<Remedy> {
    let swapped = |block: &Block| match block.activation() {
        Some(activation) if activation.info().fault.is_some_and(from) => block.with_activation(to),
        _ => *block,
    };
    let blocks: Vec<Block> = experiment.blocks.iter().map(swapped).collect();
    let texts: Vec<String> = blocks.iter().map(Block::to_string).collect();
    (blocks != experiment.blocks).then(|| {
        let label = format!("Use {} in the hidden layers", to.info().name);
        Remedy::new(label, vec![("net", texts.join("."))])
    })
}

/// Proposes the counterpart of the loss in use.
pub(super) fn flip(experiment: &Experiment) -> Option<Remedy> {
    let (output, loss) = experiment.objective().ok()?.counterpart;
    Some(Remedy::new(
        format!("Switch to {}", loss.info().name),
        vec![
            ("out", output.info().key.to_owned()),
            ("loss", loss.info().key.to_owned()),
        ],
    ))
}

/// Proposes some weight decay, or ten times as much.
pub(super) fn decay(experiment: &Experiment) -> Option<Remedy> {
    let now = experiment.hyper.weight_decay;
    let next = if now == 0.0 { 1e-3 } else { now * 10.0 };
    let next: f64 = format!("{next:.2e}").parse().ok()?;
    (next <= 1.0).then(|| {
        let label = format!("Set weight decay to {next}");
        Remedy::new(label, vec![("wd", next.to_string())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_that_is_far_too_high_is_lowered_to_the_usual_one() {
        let lowered = |optimizer, learning_rate| {
            let experiment = Experiment {
                optimizer,
                learning_rate,
                ..Experiment::default()
            };
            slower(&experiment, false).unwrap().label
        };
        let to = |rate: &str| format!("Lower the learning rate to {rate}");
        assert_eq!(lowered(Optimizer::Sgd, 100.0), to("0.1"));
        assert_eq!(lowered(Optimizer::Sgd, 0.5), to("0.05"));
        assert_eq!(lowered(Optimizer::Nesterov, 3.0), to("0.01"));
        assert_eq!(lowered(Optimizer::Adam, 1.0), to("0.001"));
        assert_eq!(lowered(Optimizer::Adam, 0.003), to("0.0003"));
    }

    #[test]
    fn every_remedy_names_settings_that_exist() {
        let units = 16;
        let activation = Activation::Relu;
        let experiment = Experiment {
            blocks: vec![Block::dense(units, activation)],
            optimizer: Optimizer::Sgd,
            init: Init::Normal,
            ..Experiment::default()
        };
        let remedies = [
            slower(&experiment, false),
            adaptive(&experiment),
            better_start(&experiment),
            other_activation(&experiment, dies, Activation::LeakyRelu),
            flip(&experiment),
            decay(&experiment),
        ];
        for remedy in remedies {
            let remedy = remedy.unwrap();
            let next = remedy.apply(&experiment).unwrap();
            let changed = fields::differing(&experiment, &next);
            assert!(!changed.is_empty(), "{}", remedy.label);
            let reset = remedy.label.starts_with("Begin");
            assert_eq!(remedy.needs_reset(&experiment), reset, "{}", remedy.label);
        }
    }
}
