//! Rules about the data, so that the network is not blamed for it. They look at what was counted, whatever is trained.

use crate::diagnose::{Evidence, Severity, Verdict};
use playground_data::figures::{ClassCounts, DataFigures, PixelFigures};
use playground_experiment::format::{number, percent};

/// Images of a class that a part should have, so that it is not missing by chance: e⁻¹⁰.
const ENOUGH: u32 = 10;
/// The brightest byte of images that are as good as blank.
const DARK: u8 = 64;
/// The mean byte of a border that is paper and not ink.
const BRIGHT: f64 = 128.0;

fn data<'a>(evidence: &'a Evidence) -> Option<&'a DataFigures> {
    evidence.probe()?.0.data.as_ref()
}

fn pixels<'a>(evidence: &'a Evidence) -> Option<&'a PixelFigures> {
    data(evidence)?.pixels.as_ref()
}

/// Returns the parts that are there in full, with their names.
fn whole_parts(data: &DataFigures) -> Vec<(&'static str, &ClassCounts)> {
    let parts = [
        ("training", &data.train),
        ("validation", &data.validation),
        ("test", &data.test),
    ];
    let whole = |counts: &ClassCounts| counts.complete && counts.images() > 0;
    parts
        .into_iter()
        .filter(|(_, counts)| whole(counts))
        .collect()
}

/// Returns the classes that a part lacks although it should have [`ENOUGH`] images of each, by their share in all parts
/// together: a rare class may be missing by chance.
fn lacking(parts: &[(&str, &ClassCounts)], part: &ClassCounts) -> Vec<usize> {
    let of_all = |count: &dyn Fn(&ClassCounts) -> u32| {
        parts
            .iter()
            .map(|(_, counts)| f64::from(count(counts)))
            .sum::<f64>()
    };
    let all = of_all(&ClassCounts::images);
    let share = |class: usize| of_all(&|counts| counts.counts[class]) / all;
    let somewhere = |class: &usize| share(*class) * f64::from(part.images()) >= f64::from(ENOUGH);
    let lacks = |class: &usize| part.counts[*class] == 0;
    (0..part.counts.len())
        .filter(|class| lacks(class) && somewhere(class))
        .collect()
}

/// Returns how many classes are missing from the part that lacks the most.
pub(super) fn missing(evidence: &Evidence) -> Option<f64> {
    let parts = whole_parts(data(evidence)?);
    let most = parts
        .iter()
        .map(|(_, part)| lacking(&parts, part).len())
        .max()?;
    (parts.len() > 1).then_some(most as f64)
}

pub(super) fn missing_classes(evidence: &Evidence, missing: f64) -> Option<Verdict> {
    if missing < 1.0 {
        return None;
    }
    let parts = whole_parts(data(evidence)?);
    let names = evidence.experiment.classes();
    let listed = |classes: &[usize]| {
        let known: Vec<&str> = classes
            .iter()
            .filter_map(|&class| names.get(class))
            .copied()
            .collect();
        match &known[..] {
            [one] => format!("of class {one}"),
            _ => format!("of the classes {}", known.join(", ")),
        }
    };
    let lacks = parts.iter().filter_map(|(name, part)| {
        let classes = lacking(&parts, part);
        (!classes.is_empty()).then(|| format!("the {name} part has no image {}", listed(&classes)))
    });
    let said: Vec<String> = lacks.collect();
    Some(Verdict {
        severity: Severity::Serious,
        sentence: format!(
            "The data is divided so that {}: the files are probably sorted by class. What the network has not seen \
             it cannot learn, so the figures of the parts do not compare. Shuffle the files and load them again.",
            said.join(", and ")
        ),
        remedy: None,
    })
}

/// Returns the brightest byte of the images looked at.
pub(super) fn brightest(evidence: &Evidence) -> Option<f64> {
    Some(f64::from(pixels(evidence)?.brightest))
}

pub(super) fn dark(evidence: &Evidence, brightest: f64) -> Option<Verdict> {
    if brightest > f64::from(DARK) {
        return None;
    }
    let images = pixels(evidence)?.images;
    let seen = match brightest > 0.0 {
        true => format!("no pixel is above {} of 255", number(brightest)),
        false => "every pixel is 0".to_owned(),
    };
    Some(Verdict {
        severity: Severity::Serious,
        sentence: format!(
            "In {images} training images {seen}, so they are far too dark for the network. Files of bytes go from 0 \
             to 255: multiply the pixels so that they do, and load them again."
        ),
        remedy: None,
    })
}

/// Returns the mean of the pixels along the border, from 0 to 1.
pub(super) fn border(evidence: &Evidence) -> Option<f64> {
    Some(pixels(evidence)?.border / 255.0)
}

pub(super) fn inverted(evidence: &Evidence, border: f64) -> Option<Verdict> {
    let pixels = pixels(evidence)?;
    if pixels.border < BRIGHT || pixels.border <= pixels.inside {
        return None;
    }
    Some(Verdict {
        severity: Severity::Serious,
        sentence: format!(
            "The border of the training images is bright ({} of white, inside {}): they are probably dark strokes on \
             bright paper. Drawings on the pad are bright on dark, so they look like nothing the network has learnt, \
             and inputs with a mean far from 0 slow training down. Invert the images and load them again.",
            percent(border),
            percent(pixels.inside / 255.0)
        ),
        remedy: None,
    })
}
