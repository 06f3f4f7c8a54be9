//! What a person takes home: curves and tables as CSV, the network's weights as safetensors, the whole
//! run as a file that this page reads again, the experiment as a script for PyTorch or Keras, a link as a QR code.
//!
//! Everything here turns values into text or bytes and back; where they go is the page's business.

pub mod checkpoint;
pub mod csv;
pub mod python;
pub mod qr_code;
pub mod weights;

use playground_experiment::experiment::Experiment;
use playground_experiment::model::Block;

/// Writes an experiment in a line, for captions and lists: `MNIST, 784-128-64-10 ReLU, CE, Adam, lr 0.001, batch 64,
/// seed 42`.
pub fn in_a_line(experiment: &Experiment) -> String {
    let info = experiment.dataset.info();
    let mistakes = match experiment.mistakes.is_empty() {
        true => String::new(),
        false => format!(", on purpose: {}", experiment.mistakes.names()),
    };
    format!(
        "{}, {}{}, {}, {}, lr {}, batch {}, seed {}{mistakes}",
        info.name,
        sizes(experiment),
        activations(experiment),
        experiment.loss.info().short,
        experiment.optimizer.info().name,
        experiment.learning_rate,
        experiment.batch_size,
        experiment.seed
    )
}

/// Writes the sizes of the layers: `784-128-64-10`.
pub fn sizes(experiment: &Experiment) -> String {
    let mut sizes = vec![experiment.dataset.info().sample.len().to_string()];
    sizes.extend(experiment.blocks.iter().map(Block::short));
    sizes.push(experiment.outputs().to_string());
    sizes.join("-")
}

/// Names the activations, each once, in order: ` ReLU`, ` ReLU/tanh`; nothing without a hidden layer.
fn activations(experiment: &Experiment) -> String {
    let mut names: Vec<&str> = Vec::new();
    for activation in experiment.blocks.iter().filter_map(Block::activation) {
        let name = activation.info().name;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.is_empty() {
        true => String::new(),
        false => format!(" {}", names.join("/")),
    }
}

/// Turns a text into a word for file names: letters, digits and single hyphens, at most 60 characters; `what` where
/// nothing is left.
pub fn file_word(text: &str, what: &str) -> String {
    let mut word = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else if !word.is_empty() && !word.ends_with('-') {
            word.push('-');
        }
    }
    word.truncate(60);
    let word = word.trim_end_matches('-');
    if word.is_empty() { what } else { word }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::model::Activation;

    #[test]
    fn an_experiment_in_a_line() {
        let mut experiment = Experiment::default();
        let line = "Synthetic digits, 784-128-64-10 ReLU, CE, Adam, lr 0.001, batch 64, seed 42";
        assert_eq!(in_a_line(&experiment), line);
        experiment.blocks[1] = experiment.blocks[1].with_activation(Activation::Tanh);
        assert!(in_a_line(&experiment).contains("10 ReLU/tanh, CE"));
        experiment.blocks = ["conv-6-5-tanh", "avg-2", "84-tanh"]
            .map(|b| b.parse().unwrap())
            .to_vec();
        assert!(in_a_line(&experiment).contains("784-6@5×5-avg2-84-10 tanh, CE"));
        experiment.blocks.clear();
        assert!(in_a_line(&experiment).contains("784-10, CE"));
        let wrong = experiment.with_mistake(playground_experiment::mistakes::Mistake::Sorted, true);
        let end = "seed 42, on purpose: sorted data not shuffled";
        assert!(in_a_line(&wrong).ends_with(end));
    }

    #[test]
    fn file_words_hold_nothing_that_a_file_system_minds() {
        assert_eq!(
            file_word("Gradient norm by layer", "chart"),
            "gradient-norm-by-layer"
        );
        assert_eq!(file_word("../∂L/∂z: 50 %", "chart"), "l-z-50");
        assert_eq!(file_word("…", "chart"), "chart");
    }
}
