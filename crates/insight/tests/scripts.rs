//! The scripts that the page writes for PyTorch and Keras: stored texts, and whether Python reads them.
//! `UPDATE_FIXTURES=1` writes the stored texts anew; read what changed before keeping it.

// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic)]

use playground_data::dataset::{DATASETS, DatasetId, NORMALISATIONS, SplitSpec};
use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::loss::{Reduction, objectives};
use playground_experiment::model::activation::ACTIVATIONS;
use playground_experiment::model::init::INITS;
use playground_experiment::model::{Activation, BLOCKS, Block};
use playground_experiment::optimizer::{OPTIMIZERS, Optimizer};
use playground_experiment::presets::PRESETS;
use playground_experiment::schedule::Schedule;
use playground_insight::export::python::{LIBRARIES, Library, script};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const LINK: &str = "https://example.org/#v=1";

fn written(library: Library, experiment: &Experiment) -> String {
    script(library, experiment, LINK, false).unwrap()
}

fn stored(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    folder.join(name)
}

/// One of everything that takes lines of its own.
fn elaborate() -> Experiment {
    let blocks = [
        (32, Activation::Glu),
        (16, Activation::Ahaf),
        (8, Activation::LeakyRelu),
    ];
    let mut experiment = Experiment {
        dataset: DatasetId::FashionMnist,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        blocks: blocks
            .map(|(units, activation)| Block::dense(units, activation))
            .to_vec(),
        loss: playground_experiment::loss::Loss::MeanSquaredError,
        reduction: Reduction::Sum,
        init_scale: 0.5,
        output_bias: 20.0,
        optimizer: Optimizer::Nesterov,
        learning_rate: 0.05,
        schedule: Schedule::Cosine,
        warmup_steps: 100,
        stop: Stop::Steps(2000),
        shuffle: false,
        ..Experiment::default()
    };
    experiment.hyper.weight_decay = 1e-4;
    experiment
}

#[test]
fn scripts_are_the_stored_ones() {
    let mnist = Experiment {
        dataset: DatasetId::Mnist,
        split: DatasetId::Mnist.info().split,
        ..Experiment::default()
    };
    for library in LIBRARIES {
        for (name, experiment) in [
            ("synthetic", Experiment::default()),
            ("mnist", mnist.clone()),
            ("elaborate", elaborate()),
        ] {
            let path = stored(&format!("{name}-{}.txt", library.key));
            let text = written(library.id, &experiment);
            if std::env::var_os("UPDATE_FIXTURES").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            let expected = std::fs::read_to_string(&path).unwrap();
            assert!(
                text == expected,
                "{} differs; the script is now\n{text}",
                path.display()
            );
        }
    }
}

#[test]
fn no_gap_stays_open_and_no_line_is_left_ragged() {
    for library in LIBRARIES {
        for experiment in everything() {
            let text = written(library.id, &experiment);
            assert!(!text.contains("{{") && !text.contains("}}"), "{text}");
            assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
            assert!(text.contains(LINK));
        }
    }
}

/// Each has lines of its own in both scripts or is refused in a sentence. Flattening is left to the next layer.
#[test]
fn every_kind_of_block_is_in_both_scripts() {
    let of = |library, net: &str| {
        let blocks = net.split('.').map(|block| block.parse().unwrap());
        let experiment = Experiment {
            blocks: blocks.collect(),
            ..Experiment::default()
        };
        script(library, &experiment, LINK, false)
    };
    // The caption and the output layer, which tell what comes before them.
    let of_any = |line: &str| {
        let output = line.contains("Linear(") || line.contains("Dense(10,");
        line.starts_with("\"\"\"") || output && line.contains("10")
    };
    let before = "conv-1-1-relu";
    for row in BLOCKS {
        let net = format!("{before}.{}", row.usual);
        for library in LIBRARIES {
            let without = of(library.id, before).unwrap();
            match of(library.id, &net) {
                Ok(text) => {
                    let known: HashSet<&str> = without.lines().collect();
                    let mut own = text.lines().filter(|line| !known.contains(line));
                    let left = row.key == "flatten" && text.to_lowercase().contains("flatten(");
                    assert!(left || own.any(|line| !of_any(line)), "{net}: {text}");
                }
                Err(error) => {
                    let (at, what) = (library.key, error.message);
                    assert!(at == "keras" && what.contains("Take the PyTorch"), "{what}");
                }
            }
        }
    }
}

#[test]
fn live_changes_and_endless_runs_are_told() {
    let endless = Experiment {
        stop: Stop::Never,
        ..Experiment::default()
    };
    for library in LIBRARIES {
        let text = script(library.id, &endless, LINK, true).unwrap();
        assert!(
            text.contains("were changed while the page trained"),
            "{text}"
        );
        assert!(text.contains("no end"), "{text}");
        assert!(text.contains("10 * STEPS_PER_EPOCH"), "{text}");
    }
}

/// A library fetches the sets that it has under a name; for every other one a folder must be named.
#[test]
fn every_data_set_is_fetched_or_asked_for() {
    for row in DATASETS {
        let experiment = Experiment {
            dataset: row.id,
            split: row.split,
            ..Experiment::default()
        };
        for library in LIBRARIES {
            let text = written(library.id, &experiment);
            let names = row.in_libraries;
            let fetched = match library.id {
                Library::PyTorch => names.torchvision.map(|name| format!("import {name}\n")),
                Library::Keras => names
                    .keras
                    .map(|name| format!("datasets.{name}.load_data()")),
            };
            let asked = text.contains("required=True") && !text.contains("downloaded without it");
            assert_eq!(fetched.is_none(), asked, "{}: {text}", row.key);
            let in_script = |line: String| text.contains(&line);
            assert!(fetched.is_none_or(in_script), "{}: {text}", row.key);
        }
    }
}

/// Experiments that between them use every row of every table.
fn everything() -> Vec<Experiment> {
    let base = Experiment::default();
    let mut all: Vec<Experiment> = PRESETS.iter().map(|p| (p.experiment)()).collect();
    all.push(elaborate());
    for row in ACTIVATIONS {
        all.push(Experiment {
            blocks: vec![Block::dense(8, row.id)],
            ..base.clone()
        });
    }
    for row in INITS {
        all.push(Experiment {
            init: row.id,
            init_scale: 0.3,
            ..base.clone()
        });
    }
    for row in OPTIMIZERS {
        let mut next = Experiment {
            optimizer: row.id,
            ..base.clone()
        };
        all.push(next.clone());
        next.hyper.weight_decay = 0.01;
        next.hyper.momentum = 0.0;
        all.push(next);
    }
    for row in ACTIVATIONS {
        let net = format!(
            "conv-4-3-same-{0}.max-2.conv-6-3-s2-{0}.drop-20.gap.8-{0}",
            row.key
        );
        all.push(Experiment {
            blocks: net.split('.').map(|block| block.parse().unwrap()).collect(),
            ..base.clone()
        });
    }
    let decoder = "8-relu.18-relu.map-2-3-3.up-2.conv-2-3-same-ahaf.map-1-8-9.flatten";
    all.push(Experiment {
        blocks: decoder.split('.').map(|b| b.parse().unwrap()).collect(),
        ..base.clone()
    });
    for row in objectives() {
        for reduction in [Reduction::Mean, Reduction::Sum] {
            all.push(Experiment {
                output: row.output,
                loss: row.loss,
                reduction,
                ..base.clone()
            });
        }
    }
    for row in NORMALISATIONS {
        all.push(Experiment {
            normalisation: row.id,
            ..base.clone()
        });
    }
    for text in ["constant", "step:2:0.5", "exponential:0.9", "cosine"] {
        all.push(Experiment {
            schedule: text.parse().unwrap(),
            ..base.clone()
        });
    }
    for split in ["20000+0", "60/0/20"] {
        all.push(Experiment {
            split: split.parse().unwrap(),
            blocks: Vec::new(),
            ..base.clone()
        });
    }
    all
}

/// One Python process for all of them.
#[test]
fn python_reads_every_script() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3 here");
        return;
    }
    let folder = std::env::temp_dir().join(format!("playground-scripts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut files = Vec::new();
    for library in LIBRARIES {
        for (index, experiment) in everything().iter().enumerate() {
            let file = folder.join(format!("{}_{index}.py", library.key));
            std::fs::write(&file, written(library.id, experiment)).unwrap();
            files.push(file);
        }
    }
    let output = Command::new("python3")
        .args(["-W", "error", "-m", "py_compile"])
        .args(&files)
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    std::fs::remove_dir_all(&folder).unwrap();
}
