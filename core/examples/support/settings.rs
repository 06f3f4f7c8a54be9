//! Settings on the command line, `--set NAME=VALUE`.

use playground_experiment::experiment::Experiment;
use playground_experiment::fields;

/// Changes the setting that `NAME=VALUE` names, by its key in links or its name in scripts.
pub fn set(experiment: &mut Experiment, setting: &str) -> Result<(), String> {
    let (name, value) = setting
        .split_once('=')
        .ok_or(format!("“{setting}” is not NAME=VALUE"))?;
    let field = fields::field(name).ok_or(format!("There is no setting {name}."))?;
    field.set(experiment, value)
}
