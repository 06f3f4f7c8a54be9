//! Edits that change more than the setting that was touched, and say so.

use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Output;

/// Returns `draft` with an output, and with another loss if the present one does not go with it; a sentence then says
/// so.
pub(super) fn with_output(draft: &Experiment, output: Output) -> (Experiment, Option<String>) {
    let mut next = Experiment {
        output,
        ..draft.clone()
    };
    if next.objective().is_ok() {
        return (next, None);
    }
    next.loss = output.info().usual;
    let said = format!(
        "With {} output the loss is now {}: {} does not go with it.",
        output.info().name,
        next.loss.info().name,
        draft.loss.info().name
    );
    (next, Some(said))
}

/// Returns `draft` on the counterpart of its objective, and a sentence where the output changes too; none
/// where the objective makes no sense.
pub(super) fn flipped(draft: &Experiment) -> Option<(Experiment, Option<String>)> {
    let next = draft.flipped().ok()?;
    let said = (next.output != draft.output).then(|| {
        format!(
            "Flipped to {}; the output changed with it, from {} to {}.",
            next.loss.info().name,
            draft.output.info().name,
            next.output.info().name
        )
    });
    Some((next, said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::loss::Loss;

    #[test]
    fn a_loss_that_still_goes_with_the_output_stays() {
        let draft = Experiment {
            loss: Loss::MeanSquaredError,
            ..Experiment::default()
        };
        let (next, said) = with_output(&draft, Output::Linear);
        assert_eq!((next.loss, said), (Loss::MeanSquaredError, None));
        let (next, said) = with_output(&Experiment::default(), Output::Sigmoid);
        assert_eq!(next.loss, Loss::BinaryCrossEntropy);
        assert!(said.is_some_and(|said| said.contains("binary cross-entropy")));
    }
}
