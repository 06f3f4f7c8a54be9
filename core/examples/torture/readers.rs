//! What reads files and links, one function for each kind: valid inputs, and what must be true of what is accepted.

use super::{Opened, Watch, must, trial};
use flate2::read::{GzEncoder, MultiGzDecoder};
use playground_data::dataset::SampleShape;
use playground_data::idx::{IdxKind, IdxParser, read_head, write_images, write_labels};
use playground_data::sketch::labelled::{self, LabelledDrawing};
use playground_data::synthetic::{self, Set};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{CheckpointHead, Report};
use playground_experiment::share::{Change, apply_changes, decode, encode};
use playground_insight::export::checkpoint::{self, Saved, WithObjective};
use playground_insight::export::weights::{self, About};
use std::error::Error;
use std::io::Read;

/// Files that were saved once, as the libraries' own tests read them.
const LINKS: &str = include_str!("../../../crates/experiment/tests/links.txt");
const CHECKPOINT_1: &[u8] = include_bytes!("../../../crates/insight/tests/checkpoint-v1.bin");
const DRAWINGS_1: &[u8] = include_bytes!("../../../crates/data/tests/drawings-v1.json");

/// Links. Every text gives a run; one that brings a notice counts as refused.
pub(crate) fn links() -> Opened {
    let seeds = LINKS.lines().filter_map(|line| line.strip_prefix("link "));
    let judge = |_, input: &[u8], watch: &mut Watch| {
        let text = String::from_utf8_lossy(input);
        let (link, notices) = watch.call(|| decode(&text));
        let valid = |now: &Experiment| now.validate().is_ok();
        must(valid(&link.experiment), "its experiment is valid")?;
        for change in &link.changes {
            let now = apply_changes(&link.experiment, &link.changes, change.step);
            must(valid(&now), "it is valid after each change")?;
        }
        for variant in &link.variants {
            let beside = variant.apply(&link.experiment);
            must(beside.is_ok(), "the runs beside it are valid")?;
        }
        let (again, more) = watch.call(|| decode(&encode(&link)));
        must(more.is_empty(), "written again it brings no notice")?;
        must(again == link, "written again it means the same")?;
        Ok(notices.is_empty())
    };
    trial(seeds.map(|link| link.as_bytes().to_vec()).collect(), judge)
}

/// IDX files, plain and packed, read in pieces as they arrive.
pub(crate) fn idx() -> Opened {
    let (pixels, labels) = synthetic::generate(9, Set::Train, 0..3);
    let plain = [
        write_images(SampleShape::GREY_28, &pixels),
        write_labels(&labels),
    ];
    let mut seeds = plain.to_vec();
    for file in &plain {
        let mut packed = Vec::new();
        GzEncoder::new(&file[..], flate2::Compression::default()).read_to_end(&mut packed)?;
        seeds.push(packed);
    }
    let judge = |_, input: &[u8], watch: &mut Watch| {
        for (kind, size) in [(IdxKind::Images, 784), (IdxKind::Labels { classes: 10 }, 1)] {
            let Some((head, payload, count)) = watch.call(|| read_idx(kind, input)) else {
                continue;
            };
            let right = payload.len() == count as usize * size;
            must(right, "there are as many items as it says")?;
            let same = read_head(&head) == Ok((size == 1, count));
            must(same, "its head says the same")?;
            let known = |label: &u8| size > 1 || *label < 10;
            must(
                payload.iter().all(known),
                "labels are below the number of classes",
            )?;
            return Ok(true);
        }
        Ok(false)
    };
    trial(seeds, judge)
}

/// Reads a file, packed or not: its first bytes, what follows its header, and the number of items it says.
fn read_idx(kind: IdxKind, input: &[u8]) -> Option<(Vec<u8>, Vec<u8>, u32)> {
    let mut file: Box<dyn Read> = match input.starts_with(&[0x1f, 0x8b]) {
        true => Box::new(MultiGzDecoder::new(input)),
        false => Box::new(input),
    };
    let mut parser = IdxParser::new(kind, "torture");
    let (mut head, mut payload, mut piece) = (Vec::new(), Vec::new(), [0; 1000]);
    loop {
        let length = file.read(&mut piece).ok()?;
        if length == 0 {
            return Some((head, payload, parser.finish().ok()?.count));
        }
        head.extend(
            piece[..length]
                .iter()
                .take(8_usize.saturating_sub(head.len())),
        );
        payload.extend(parser.push(&piece[..length]).ok()?);
    }
}

/// Returns the experiment of a link, on a person's own files.
pub(crate) fn experiment(settings: &str) -> Experiment {
    let link = format!("v=1&data=custom&split=80/10/10&batch=16&every=1&{settings}");
    decode(&link).0.experiment
}

/// Checkpoints of both versions, and heads that are kept apart from their vectors. Where a checksum stands, nothing but
/// the seeds may be accepted.
pub(crate) fn checkpoints() -> Opened {
    let mut seeds = vec![CHECKPOINT_1.to_vec()];
    let mut lengths = Vec::new();
    for settings in [
        "net=conv-1-3-same-tanh.gap&opt=momentum",
        "net=1-tanh&ema=0.9&oops=uncleared",
    ] {
        let (saved, vectors) = saved(experiment(settings))?;
        lengths.push(vectors.len());
        seeds.push(checkpoint::write(&saved, &vectors)?);
        seeds.push(checkpoint::write_head(&saved)?.into_bytes());
    }
    let intact = seeds.clone();
    let judge = move |_, input: &[u8], watch: &mut Watch| {
        let whole_file = checkpoint::is_one(input);
        let read = || match whole_file {
            true => checkpoint::read(input).ok().map(|(saved, _)| saved),
            false => {
                let text = String::from_utf8_lossy(input);
                let mut read = lengths.iter().map(|&n| checkpoint::read_head(&text, n));
                read.find_map(Result::ok)
            }
        };
        let Some(Saved { head, base, .. }) = watch.call(read) else {
            return Ok(false);
        };
        let summed = whole_file && input.get(8) > Some(&1);
        must(
            !summed || intact.iter().any(|seed| seed == input),
            "it is as it was written",
        )?;
        must(head.step <= 1 << 53, "its steps can be counted")?;
        must(head.epoch <= head.step, "an epoch has a step")?;
        must(head.updates <= head.step, "an update is a step")?;
        must(
            head.experiment.validate().is_ok(),
            "its experiment is valid",
        )?;
        must(base.validate().is_ok(), "what it began as is valid")?;
        Ok(true)
    };
    trial(seeds, judge)
}

/// Returns a run of `experiment` as it is saved, and its vectors.
fn saved(experiment: Experiment) -> Result<(Saved, Vec<u8>), Box<dyn Error>> {
    let faster = Experiment {
        learning_rate: 0.1,
        ..experiment.clone()
    };
    let report = WithObjective {
        figures: Report {
            step: 20,
            update_ratios: vec![0.001, f32::NAN],
            ..Report::default()
        },
        output: experiment.output,
        loss: experiment.loss,
    };
    let head = head(&experiment)?;
    let vectors = floats(head.parameters * head.vectors());
    let saved = Saved {
        name: "tanh, “a” \\ é".to_owned(),
        head,
        changes: vec![Change::between(120, &faster, &experiment)],
        base: faster,
        reports: vec![report],
        evaluations: Vec::new(),
    };
    Ok((saved, vectors))
}

/// Returns what a checkpoint of `experiment` says of itself.
pub(crate) fn head(experiment: &Experiment) -> Result<CheckpointHead, Box<dyn Error>> {
    Ok(CheckpointHead {
        step: 12,
        epoch: 1,
        used: 32,
        updates: 12,
        slots: experiment.slots(),
        parameters: experiment.architecture()?.parameter_count(),
        experiment: experiment.clone(),
    })
}

/// Returns the bytes of so many numbers; none where they would be too many.
pub(crate) fn floats(count: usize) -> Vec<u8> {
    let count = if count > 1 << 21 { 0 } else { count };
    (0..count)
        .flat_map(|i| (i as f32 / 7.0).sin().abs().to_le_bytes())
        .collect()
}

/// Weights in safetensors, each file for each of some networks.
pub(crate) fn weights() -> Opened {
    let nets = [
        "conv-2-3-same-relu.gap.3-ahaf",
        "1-tanh",
        "conv-1-3-same-relu.bn-relu.gap",
    ];
    let (mut seeds, mut networks) = (Vec::new(), Vec::new());
    for net in nets {
        let network = experiment(&format!("net={net}")).architecture()?;
        let values = vec![0.25; network.parameter_count()];
        let about = About {
            experiment: format!("v=1&net={net}"),
            step: Some(400),
        };
        seeds.push(weights::write(&network, &values, &about)?);
        networks.push(network);
    }
    let judge = move |_, input: &[u8], watch: &mut Watch| {
        let about = watch.call(|| weights::about(input));
        for network in &networks {
            if let Ok(values) = watch.call(|| weights::read(network, input)) {
                let right = values.len() == network.parameter_count();
                must(right, "there is a value for each parameter")?;
                must(about.is_ok(), "it can say where it comes from")?;
                return Ok(true);
            }
        }
        Ok(false)
    };
    trial(seeds, judge)
}

/// Drawings with a label. Each that is accepted is also drawn.
pub(crate) fn drawings() -> Opened {
    let stored = labelled::read(DRAWINGS_1)?;
    let mut seeds = vec![DRAWINGS_1.to_vec()];
    for drawing in &stored {
        let mut small = LabelledDrawing {
            image: None,
            ..drawing.clone()
        };
        small
            .strokes
            .iter_mut()
            .for_each(|stroke| stroke.points.truncate(4));
        seeds.push(labelled::write(&[small])?.into_bytes());
    }
    let judge = |_, input: &[u8], watch: &mut Watch| {
        let Ok(drawings) = watch.call(|| labelled::read(input)) else {
            return Ok(false);
        };
        for drawing in &drawings {
            watch.call(|| drawing.seen());
        }
        let again = labelled::write(&drawings).and_then(|text| labelled::read(text.as_bytes()));
        must(
            again == Ok(drawings),
            "written and read again they are the same",
        )?;
        Ok(true)
    };
    trial(seeds, judge)
}
