//! What the examples share: reading a data set from a folder, and measuring a network on a part of it.

#[allow(dead_code, reason = "not every example needs it")]
pub mod showdown;

use flate2::read::MultiGzDecoder;
use playground_core::train::evaluate::Evaluator;
use playground_core::train::{Dataset, Trainer};
use playground_data::dataset::{DatasetId, Images};
use playground_data::idx::{IdxKind, IdxParser};
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{Evaluation, Part};
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Where the data sets are unless the command line says otherwise.
pub fn default_data() -> PathBuf {
    std::env::var_os("PLAYGROUND_DATA").map_or_else(|| "public/data".into(), PathBuf::from)
}

/// What is measured on a part of the data that is held out.
#[allow(dead_code, reason = "not every example needs it")]
pub async fn evaluation(
    trainer: &Trainer,
    dataset: &Dataset,
    part: Part,
) -> Result<Evaluation, String> {
    let mut evaluator = Evaluator::new(trainer, part);
    loop {
        if let Some(done) = evaluator.slice(dataset).await? {
            return Ok(done);
        }
    }
}

/// Whether the files of a data set lie in a folder with `mnist/` and `fashion-mnist/`. A folder of that name alone says
/// nothing: a download that failed leaves one behind.
#[allow(dead_code, reason = "not every example needs it")]
pub fn is_at_hand(set: DatasetId, data: &Path) -> bool {
    let folder = data.join(set.info().key);
    let is_there = |name| folder.join(name).is_file();
    FILES.as_flattened().iter().all(is_there)
}

/// The files of a data set: images and labels to train on, images and labels to test on.
const FILES: [[&str; 2]; 2] = [
    ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"],
    ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"],
];

/// Both files of the data set of `experiment`, from a folder with `mnist/` and `fashion-mnist/`.
pub fn load(experiment: &Experiment, data: &Path) -> Result<Dataset, Box<dyn Error>> {
    let info = experiment.dataset.info();
    let mut dataset = Dataset {
        train: Images::new(info.train_count, info.sample.len()),
        test: Images::new(info.test_count, info.sample.len()),
    };
    let classes = u8::try_from(experiment.classes().len())?;
    for (images, [pixels, labels], set) in [
        (&mut dataset.train, FILES[0], Set::Train),
        (&mut dataset.test, FILES[1], Set::Test),
    ] {
        if let Some(make) = info.made {
            for index in 0..images.expected() as u64 {
                let (pixels, label) = make(set, index);
                images.push_images(&pixels);
                images.push_labels(&[label]);
            }
            continue;
        }
        let folder = data.join(info.key);
        let pixels = read(&folder.join(pixels), IdxKind::Images)?;
        let labels = read(&folder.join(labels), IdxKind::Labels { classes })?;
        images.push_images(&pixels);
        images.push_labels(&labels);
    }
    Ok(dataset)
}

fn read(path: &Path, kind: IdxKind) -> Result<Vec<u8>, Box<dyn Error>> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path)
        .map_err(|e| format!("{name}: {e}. `cargo xtask data` fetches it."))?;
    let mut bytes = Vec::new();
    MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    let mut parser = IdxParser::new(kind, &name);
    let payload = parser.push(&bytes)?;
    parser.finish()?;
    Ok(payload)
}
