//! How far a step is from what it waits for, in words: "step 120 of 200 or gap 31.0 % of 50.0 %".

use super::measured::FigureSnapshot;
use crate::text::t;
use playground_lesson::{Comparison, Condition, Expression, Figure, Format, Measurement, Relation};

/// Says how far it is.
pub fn told(condition: &Condition, measured: &FigureSnapshot) -> String {
    let joined = |parts: &[Condition], join: fn(String, String) -> String| {
        let each = parts.iter().map(|part| told(part, measured));
        each.reduce(join).unwrap_or_default()
    };
    match condition {
        Condition::Compared(comparison) => compared(comparison, measured),
        Condition::All(parts) => joined(parts, |a, b| t!("lesson.goal-and", one = a, other = b)),
        Condition::Any(parts) => joined(parts, |a, b| t!("lesson.goal-or", one = a, other = b)),
    }
}

fn compared(comparison: &Comparison, measured: &FigureSnapshot) -> String {
    let Comparison {
        left,
        relation,
        right,
    } = comparison;
    let format = format_of(left);
    let name = match left {
        Expression::Figure(of) => name(*of),
        other => other.to_string(),
    };
    let now = format.write(left.evaluate(measured));
    let wanted = format.write(right.evaluate(measured));
    match relation {
        Relation::AtLeast | Relation::More => {
            t!("lesson.goal-above", name = name, now = now, wanted = wanted)
        }
        Relation::AtMost | Relation::Less => {
            t!("lesson.goal-below", name = name, now = now, wanted = wanted)
        }
    }
}

/// Returns how a figure of this kind is written.
fn format_of(expression: &Expression) -> Format {
    let Expression::Figure(of) = expression else {
        return Format::Number;
    };
    match of.figure {
        Figure::Step | Figure::Classes => Format::Whole,
        Figure::Accuracy | Figure::Gap => Format::Percent,
        _ => Format::Number,
    }
}

/// Returns what a figure is called on the page.
fn name(of: Measurement) -> String {
    let figure = match of.figure {
        Figure::Step => t!("lesson.figure-step"),
        Figure::Epoch => t!("lesson.figure-epoch"),
        Figure::Loss => t!("lesson.figure-loss"),
        Figure::Accuracy => t!("lesson.figure-accuracy"),
        Figure::Pull => t!("lesson.figure-pull"),
        Figure::OtherPull => t!("lesson.figure-other-pull"),
        Figure::Ratio => t!("lesson.figure-ratio"),
        Figure::Update => t!("lesson.figure-update"),
        Figure::Gap => t!("lesson.figure-gap"),
        Figure::Classes => t!("lesson.figure-classes"),
    };
    match of.run {
        None => figure,
        Some(run) => t!("lesson.figure-of-run", figure = figure, run = run),
    }
}
