//! What a run has reported, in bounded memory: series for the charts, rows for scripts.

use super::detail::Detail;
use super::findings::{AppliedRemedy, Findings};
use super::objective::ObjectiveId;
use playground_experiment::loss::Task;
use playground_experiment::protocol::{Evaluation, LayerGradient, Part, Report};
use playground_experiment::share::Change;
use playground_insight::series::Series;

/// Buckets of a series; each keeps its extremes, and a chart has about as many columns.
const BUCKETS: usize = 1024;
/// Most rows kept for scripts; beyond, every other row is dropped.
pub const MAX_ROWS: usize = 8192;
/// Most evaluations and marks kept.
const MAX_EVENTS: usize = 4096;

/// The gradient norms of one layer under one objective.
#[derive(Clone, Debug)]
pub struct LayerSeries {
    /// Frobenius norm of ∂L/∂W.
    pub weight: Series,
    /// L2 norm of ∂L/∂b.
    pub bias: Series,
    /// Backpropagated signal at the pre-activations.
    pub signal: Series,
}

impl LayerSeries {
    fn new() -> Self {
        let series = || Series::with_buckets(BUCKETS);
        Self {
            weight: series(),
            bias: series(),
            signal: series(),
        }
    }

    fn push(&mut self, step: u32, gradient: &LayerGradient) {
        self.weight.push(step, gradient.weight);
        self.bias.push(step, gradient.bias);
        self.signal.push(step, gradient.signal);
    }
}

/// What belongs to one objective: its loss while it was in use, and its gradients always.
#[derive(Clone, Debug)]
pub struct Track {
    /// Which one.
    pub objective: ObjectiveId,
    /// Loss of the batches trained on with it.
    pub loss: Series,
    /// Gradients under it, in use or as the counterpart, from input to output.
    pub layers: Vec<LayerSeries>,
}

/// A report as scripts get it.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// The figures.
    pub report: Report,
    /// What was minimised.
    pub objective: ObjectiveId,
}

/// An evaluation and what it was measured in.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The figures.
    pub evaluation: Evaluation,
    /// The loss they are in.
    pub objective: ObjectiveId,
}

/// A change made while the run went on.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkAt {
    /// Steps taken before it came into force.
    pub step: u64,
    /// A few characters.
    pub label: String,
    /// The settings it is about, to tell a slider that moves on from a new change.
    keys: Vec<&'static str>,
}

/// Everything that was reported, oldest first.
#[derive(Clone, Debug)]
pub struct History {
    /// Names of the layers, from input to output.
    pub layers: Vec<String>,
    /// Share of each batch classified correctly; empty for an autoencoder.
    pub accuracy: Series,
    /// Squared difference between each batch's pixels and those that came back; empty for a classifier.
    pub pixel_error: Series,
    /// One track per objective that was in use or stood beside it.
    pub tracks: Vec<Track>,
    /// Evaluations in order of step.
    pub evaluations: Vec<Evaluated>,
    /// Live changes.
    pub marks: Vec<MarkAt>,
    /// For scripts.
    pub rows: Vec<ReportRow>,
    /// Reports after the checkpoint from which the run last went on: shown, but no longer part of it.
    pub abandoned: Vec<ReportRow>,
    /// The layers in detail.
    pub detail: Detail,
    /// What is wrong with the run, as it is on show.
    pub findings: Findings,
    /// Remedies applied, oldest first.
    pub remedies: Vec<AppliedRemedy>,
    /// Reports from one row that is kept to the next; doubled at each thinning.
    stride: u64,
    pushed: u64,
    /// The objective of the latest report.
    in_use: Option<ObjectiveId>,
}

impl Default for History {
    fn default() -> Self {
        Self {
            layers: Vec::new(),
            accuracy: Series::with_buckets(BUCKETS),
            pixel_error: Series::with_buckets(BUCKETS),
            tracks: Vec::new(),
            evaluations: Vec::new(),
            marks: Vec::new(),
            rows: Vec::new(),
            abandoned: Vec::new(),
            detail: Detail::default(),
            findings: Findings::default(),
            remedies: Vec::new(),
            stride: 1,
            pushed: 0,
            in_use: None,
        }
    }
}

impl History {
    /// Creates the history of a run to come, empty but for the remedies that it is to be compared by.
    pub(super) fn after(remedies: Vec<AppliedRemedy>) -> Self {
        Self {
            remedies,
            ..Self::default()
        }
    }

    /// Builds the history of a run that was saved from what it reported and what was changed, oldest first.
    pub fn replayed(
        reports: Vec<ReportRow>,
        evaluations: Vec<Evaluated>,
        changes: &[Change],
    ) -> Self {
        let mut history = Self::default();
        for row in reports {
            history.push(row.report, row.objective);
        }
        for evaluated in evaluations {
            history.evaluate(evaluated.evaluation, evaluated.objective);
        }
        let mark = |change: &Change| MarkAt {
            step: change.step,
            label: change.label(),
            keys: change.settings.iter().map(|(key, _)| *key).collect(),
        };
        history.marks = changes.iter().map(mark).collect();
        history
    }

    /// Returns the tracks of the losses that were in use, in the order in which they came.
    pub fn losses(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter().filter(|t| !t.loss.is_empty())
    }

    /// Returns whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the latest report.
    pub fn last(&self) -> Option<&ReportRow> {
        self.rows.last()
    }

    /// Returns the report of this step, or the latest before it.
    pub fn at(&self, step: u64) -> Option<&ReportRow> {
        self.rows.iter().rev().find(|row| row.report.step <= step)
    }

    /// Adds a report made while `objective` was in use.
    pub fn push(&mut self, report: Report, objective: ObjectiveId) {
        let step = u32::try_from(report.step).unwrap_or(u32::MAX);
        self.forget_after(report.step.saturating_sub(1));
        match objective.output.task() {
            Task::Classification => self.accuracy.push(step, report.accuracy),
            Task::Reconstruction => {
                let error = report.pixel_error.unwrap_or(f32::NAN);
                self.pixel_error.push(step, error);
            }
        }
        if let Some(before) = self.in_use.replace(objective).filter(|o| *o != objective) {
            // A gap, or the curve would run on through the steps taken under another loss.
            self.track(before).loss.push(step, f32::NAN);
        }
        self.track(objective).loss.push(step, report.loss);
        self.push_gradients(objective, step, &report.gradients);
        self.push_gradients(objective.counterpart(), step, &report.counterpart_gradients);
        self.push_row(ReportRow { report, objective });
    }

    fn push_gradients(&mut self, objective: ObjectiveId, step: u32, gradients: &[LayerGradient]) {
        let track = self.track(objective);
        track
            .layers
            .resize_with(gradients.len().max(track.layers.len()), LayerSeries::new);
        for (layer, gradient) in track.layers.iter_mut().zip(gradients) {
            layer.push(step, gradient);
        }
    }

    fn track(&mut self, objective: ObjectiveId) -> &mut Track {
        let known = self.tracks.iter().position(|t| t.objective == objective);
        let index = known.unwrap_or_else(|| {
            self.tracks.push(Track {
                objective,
                loss: Series::with_buckets(BUCKETS),
                layers: Vec::new(),
            });
            self.tracks.len() - 1
        });
        &mut self.tracks[index]
    }

    /// Adds a row; when there are too many, every second one of them goes. The newest row is always kept, whatever the
    /// stride.
    fn push_row(&mut self, row: ReportRow) {
        let newest_is_extra = self.pushed > 0 && !(self.pushed - 1).is_multiple_of(self.stride);
        if newest_is_extra {
            self.rows.pop();
        }
        if self.rows.len() >= MAX_ROWS {
            let mut index = 0;
            self.rows.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.stride *= 2;
        }
        self.pushed += 1;
        self.rows.push(row);
    }

    /// Adds an evaluation; one of the same part at the same step replaces the one before.
    pub fn evaluate(&mut self, evaluation: Evaluation, objective: ObjectiveId) {
        self.evaluations.retain(|e| {
            e.evaluation.part != evaluation.part || e.evaluation.step < evaluation.step
        });
        if self.evaluations.len() >= MAX_EVENTS {
            self.evaluations.remove(0);
        }
        self.evaluations.push(Evaluated {
            evaluation,
            objective,
        });
    }

    /// Returns the latest evaluation of a part.
    pub fn latest(&self, part: Part) -> Option<&Evaluation> {
        let of_part = |e: &&Evaluated| e.evaluation.part == part;
        self.evaluations
            .iter()
            .rev()
            .find(of_part)
            .map(|e| &e.evaluation)
    }

    /// Marks a live change of the settings `keys`. A slider that is still moving moves its mark on
    /// instead of leaving one for every value it passed.
    pub fn mark(&mut self, step: u64, label: String, keys: Vec<&'static str>) {
        let recent = self.rows.iter().rev().nth(2).map_or(0, |r| r.report.step);
        if let Some(last) = self.marks.last_mut()
            && last.keys == keys
            && last.step >= recent
        {
            last.label = label;
            return;
        }
        if self.marks.len() >= MAX_EVENTS {
            self.marks.remove(0);
        }
        self.marks.push(MarkAt { step, label, keys });
    }

    /// Goes back to `step`. What was reported after it stays in sight as [`abandoned`](Self::abandoned).
    pub fn go_back_to(&mut self, step: u64) {
        let kept = self.rows.partition_point(|r| r.report.step <= step);
        let cut = self.rows.split_off(kept);
        if !cut.is_empty() {
            self.abandoned = cut;
        }
        self.forget_after(step);
    }

    /// Forgets what came after `step`: a run that went back to a checkpoint has only one past. The
    /// series forget by themselves, when the new past is pushed.
    fn forget_after(&mut self, step: u64) {
        self.rows
            .truncate(self.rows.partition_point(|r| r.report.step <= step));
        self.evaluations.retain(|e| e.evaluation.step <= step);
        self.marks.retain(|m| m.step <= step);
        self.remedies.retain(|t| t.step <= step);
    }
}

#[cfg(test)]
mod tests;
