//! Names in full, for a reader who does not have the page beside the figure: `MSE, validation` is `mean squared error
//! (MSE), validation`, with the unit of its values.

use crate::spec::{ChartSpec, Line};
use playground_experiment::loss::LOSSES;

/// Returns a line without points that carries its name in full, and the unit of its values.
pub fn in_full(line: &Line, spec: &ChartSpec) -> Line {
    let name = expanded(&line.label);
    let unit = unit(line, spec);
    let label = match unit.is_empty() || name.contains(unit) {
        true => name,
        false => format!("{name}, {unit}"),
    };
    Line {
        label,
        points: Vec::new(),
        raw: Vec::new(),
        ..line.clone()
    }
}

/// Returns the unit of a line: its own, or what stands in brackets behind the name of the axis.
fn unit<'a>(line: &Line, spec: &'a ChartSpec) -> &'a str {
    if !line.unit.is_empty() {
        return line.unit;
    }
    let bracketed = spec.y_label.strip_suffix(')');
    bracketed
        .and_then(|label| Some(label.rsplit_once('(')?.1))
        .unwrap_or_default()
}

/// Writes the name of the loss that a label names in full, with its short one behind it.
fn expanded(label: &str) -> String {
    let named = LOSSES.iter().filter(|info| info.short != info.name);
    let found = named.filter_map(|info| Some((info, word(label, info.short)?)));
    let Some((info, at)) = found.max_by_key(|(info, _)| info.short.len()) else {
        return label.to_owned();
    };
    let (before, after) = (&label[..at], &label[at + info.short.len()..]);
    match before.ends_with('(') {
        true => format!("{before}{}, {}{after}", info.name, info.short),
        false => format!("{before}{} ({}){after}", info.name, info.short),
    }
}

/// Finds where a word stands in a text by itself.
fn word(text: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '-';
    let alone =
        |&at: &usize| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part);
    text.match_indices(word).map(|(at, _)| at).find(alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(label: &str, unit: &'static str, y_label: &str) -> String {
        let spec = ChartSpec {
            y_label: y_label.to_owned(),
            ..ChartSpec::default()
        };
        let line = Line::new(label, "--a", vec![(0.0, 1.0)]).in_unit(unit);
        let named = in_full(&line, &spec);
        assert!(named.points.is_empty());
        named.label
    }

    #[test]
    fn losses_have_their_names_in_full_and_values_their_units() {
        let ce = full("CE, validation", "", "loss (nats)");
        assert!(
            ce.to_lowercase()
                .starts_with("cross-entropy (ce), validation"),
            "{ce}"
        );
        assert!(ce.ends_with(", nats"), "{ce}");
        assert!(full("MSE", "squares", "").ends_with("(MSE), squares"));
        assert_eq!(full("CEILING", "", "share"), "CEILING");
        let layer = full("hidden 1 · MSE", "", "norm");
        assert!(
            layer.starts_with("hidden 1 · ") && layer.ends_with(" (MSE)"),
            "{layer}"
        );
        let run = full("Anna (CE)", "", "norm");
        assert!(run.starts_with("Anna (") && run.ends_with(", CE)"), "{run}");
        assert_eq!(full("hidden 1", "", "‖Δw‖ / ‖w‖"), "hidden 1");
    }
}
