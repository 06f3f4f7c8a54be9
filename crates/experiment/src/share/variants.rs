//! Runs beside the first, and their text form in links: `Plain:loss=mse;opt=sgd,lr=0.1`, each with
//! its name, if it has one, and what it does differently.

use super::escape::{protect, unescape};
use super::settle::{Setting, named, read_settings, settle, shortened, written};
use crate::compare::{MOST_VARIANTS, NAME_LENGTH, Variant, is_shared};
use crate::experiment::Experiment;
use crate::fields::field;
use crate::presets::Preset;

/// A run as read: its name and its settings.
type Draft = (Option<String>, Vec<Setting>);

/// Writes the text form. Even a run without name and differences leaves its mark, a lone `:`.
pub(super) fn write(variants: &[Variant]) -> String {
    let written: Vec<String> = variants.iter().map(write_one).collect();
    written.join(";")
}

fn write_one(variant: &Variant) -> String {
    let settings = written(&variant.settings);
    match &variant.name {
        Some(name) => format!("{}:{settings}", protect(name, b":=;")),
        None if settings.is_empty() => ":".to_owned(),
        None => settings,
    }
}

/// Reads the runs of a text, beside one that begins as `base`. Each can be run, whatever the text says.
pub(super) fn read(text: &str, base: &Experiment, notices: &mut Vec<String>) -> Vec<Variant> {
    let parts = text.split(';').filter(|part| !part.is_empty());
    let count = parts.clone().count();
    if count > MOST_VARIANTS {
        notices.push(format!(
            "In the link, {count} runs stand beside the first, but only {MOST_VARIANTS} fit. The \
             others are left out."
        ));
    }
    let drafts = parts.take(MOST_VARIANTS).enumerate();
    drafts
        .map(|(index, part)| fit(index, draft(index, part, notices), base, notices))
        .collect()
}

/// Returns the runs that a link to `preset` brings without saying so, beside one that begins as `base`.
pub(super) fn of_preset(
    preset: Option<&Preset>,
    base: &Experiment,
    notices: &mut Vec<String>,
) -> Vec<Variant> {
    let variants = preset.map_or_else(Vec::new, Preset::variants);
    let drafts = variants.into_iter().enumerate().map(|(index, variant)| {
        let settings = variant
            .settings
            .into_iter()
            .filter_map(|(key, value)| field(key).map(|row| (row, value)));
        (index, (variant.name, settings.collect()))
    });
    drafts
        .map(|(index, draft)| fit(index, draft, base, notices))
        .collect()
}

/// Writes how notices begin. The first run is the one that the rest of the link is about.
fn place(index: usize) -> String {
    format!("In the link, run {}", index + 2)
}

fn draft(index: usize, text: &str, notices: &mut Vec<String>) -> Draft {
    // A colon may also stand in a value.
    let (name, settings) = match text.split_once(':') {
        Some((name, rest)) if !name.contains('=') => (unescape(name), rest),
        _ => (String::new(), text),
    };
    if name.chars().count() > NAME_LENGTH {
        notices.push(format!(
            "{}: the name “{}” is longer than {NAME_LENGTH} characters. The rest is left out.",
            place(index),
            shortened(&name)
        ));
    }
    let name: String = name.chars().take(NAME_LENGTH).collect();
    let name = (!name.is_empty()).then_some(name);
    (name, read_settings(settings, &place(index), notices))
}

/// Makes a run that can be run: takes out what all runs share, and what does not fit beside `base`.
fn fit(
    index: usize,
    (name, settings): Draft,
    base: &Experiment,
    notices: &mut Vec<String>,
) -> Variant {
    let place = place(index);
    let (shared, own): (Vec<_>, Vec<_>) = settings
        .into_iter()
        .partition(|(field, _)| is_shared(field));
    notices.extend(shared.iter().map(|(field, value)| {
        format!(
            "{place}, {}: all runs of a comparison have the same {}. It is left out.",
            named(field.key, value),
            field.label,
        )
    }));
    let (_, settings) = settle(base, &own, &place, notices);
    Variant { name, settings }
}
