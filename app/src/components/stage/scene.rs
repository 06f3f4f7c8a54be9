//! What the picture shows of a run, free of how it is drawn: where the images that are followed stand, and in words how
//! hard each pulls.

use crate::run::Run;
use crate::run::detail::PanelAnswers;
use crate::run::objective::ObjectiveId;
use crate::state::Sureness;
use playground_chart::{Band, ChartSpec, Dash, Line, Marker, Point};
use playground_experiment::format;
use playground_experiment::loss::{self, LossSettings, Output};
use playground_experiment::mistakes::Mistake;
use playground_insight::pull::{Pull, band, pulls};

/// Places on a curve.
const PLACES: usize = 64;

impl Sureness {
    /// Returns where a pull stands.
    pub fn of(self, pull: &Pull) -> f64 {
        match self {
            Self::Probability => pull.p_true,
            Self::LogOdds => pull.log_odds,
        }
    }

    /// Returns the log-odds at a place of the axis.
    fn log_odds(self, x: f64) -> f64 {
        match self {
            Self::Probability => x.ln() - (-x).ln_1p(),
            Self::LogOdds => x,
        }
    }

    fn label(self, softmax: bool) -> &'static str {
        match (self, softmax) {
            (Self::Probability, true) => "how sure the network is of the right answer",
            (Self::Probability, false) => "softmax of the logits at the right answer",
            (Self::LogOdds, true) => "log-odds of the right answer, ln p / (1 − p)",
            (Self::LogOdds, false) => "log-odds of the right answer by the softmax of the logits",
        }
    }
}

/// The images that are followed, as the network of a run sees them.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Steps that it had taken.
    pub step: u64,
    /// The losses that pull: cross-entropy's family first.
    pub pair: [ObjectiveId; 2],
    /// Names of the classes.
    pub names: &'static [&'static str],
    /// Image by image, in the order of the panel.
    pub pulls: Vec<Pull>,
    classes: usize,
    settings: LossSettings,
    /// Whether the network's own answers are the softmax of its logits.
    softmax: bool,
    /// Whether training goes by labels of other images.
    shuffled: bool,
}

impl Scene {
    /// Returns what there is to show of `run`; none before the first answers.
    pub fn of(run: &Run) -> Option<Self> {
        let PanelAnswers { panel, answers, .. } = run.panel()?;
        let active = &run.settings.active;
        let pair = run.settings.objective().side_by_side();
        let settings = active.loss_settings();
        let [first, second] = pair.map(|id| loss::objective(id.output, id.loss).ok());
        Some(Self {
            step: panel.step,
            pulls: pulls(answers, [first?, second?], settings),
            classes: panel.classes,
            names: active.classes(),
            softmax: active.output == Output::Softmax,
            shuffled: active.has(Mistake::ShuffledLabels),
            pair,
            settings,
        })
    }

    /// Returns the pull of the image `chosen`, else of the one that pulls hardest.
    pub fn told_of(&self, chosen: Option<u32>) -> Option<&Pull> {
        let same = |index: u32| self.pulls.iter().find(|pull| pull.index == index);
        let harder = |a: &&Pull, b: &&Pull| a.norms[0].total_cmp(&b.norms[0]);
        (chosen.and_then(same)).or_else(|| self.pulls.iter().max_by(harder))
    }

    /// Returns the indices of the images from the least sure to the surest.
    pub fn by_sureness(&self) -> Vec<u32> {
        let mut order: Vec<&Pull> = self.pulls.iter().collect();
        order.sort_by(|a, b| a.log_odds.total_cmp(&b.log_odds));
        order.into_iter().map(|pull| pull.index).collect()
    }

    fn class(&self, class: u8) -> &'static str {
        self.names.get(usize::from(class)).copied().unwrap_or("?")
    }

    /// Says what an image is, or what it is trained as by mistake, and what it is read as.
    pub fn read(&self, pull: &Pull) -> String {
        let class = self.class(pull.label);
        let what = match self.shuffled {
            true => format!("trained as {class}"),
            false => class.to_owned(),
        };
        let read_as = match pull.is_right() {
            true => "read correctly".to_owned(),
            false => format!("read as {}", self.class(pull.read_as)),
        };
        let share = format::percent(pull.p_read);
        match self.softmax {
            true => format!("{what}, {read_as}, {share} sure"),
            // What the network answers is something else.
            false => format!("{what}, {read_as}, {share} by the softmax of its logits"),
        }
    }

    /// Says how hard an image pulls under both losses, and which of them pulls harder.
    pub fn compared(&self, pull: &Pull) -> String {
        let [first, second] = self.pair.map(ObjectiveId::label);
        match pull.ratio() {
            Some(ratio) if ratio >= 1.0 => {
                format!("{first} pulls {} times harder", format::spoken(ratio))
            }
            Some(ratio) => format!(
                "{second} pulls {} times harder",
                format::spoken(1.0 / ratio)
            ),
            None => "there is no ratio".to_owned(),
        }
    }

    /// Says all of it, for who does not see the picture.
    pub fn sentence(&self, pull: &Pull) -> String {
        let side = |side: usize| {
            let (norm, id) = (pull.norms[side], self.pair[side]);
            format!("{} under {}", format::reading(norm), id.label())
        };
        let (first, second) = (side(0), side(1));
        format!(
            "{}: {first}, {second}; {}",
            self.read(pull),
            self.compared(pull)
        )
    }

    /// Returns ‖∂L/∂z‖ of an image on average under both losses, with their names.
    pub fn mean_pulls(&self) -> [(&'static str, f64); 2] {
        [0, 1].map(|side| {
            let sum: f64 = self.pulls.iter().map(|pull| pull.norms[side]).sum();
            (
                self.pair[side].label(),
                sum / self.pulls.len().max(1) as f64,
            )
        })
    }

    /// Returns them with this loss first, where it is the second.
    pub fn mean_pulls_from(&self, first: ObjectiveId) -> [(&'static str, f64); 2] {
        let mut pulls = self.mean_pulls();
        if self.pair[0] != first {
            pulls.reverse();
        }
        pulls
    }

    /// Returns what the bands depend on, along this axis.
    pub fn ground(&self, axis: Sureness) -> Ground {
        Ground {
            pair: self.pair,
            settings: self.settings,
            classes: self.classes,
            axis,
            ends: self.reach(axis),
        }
    }

    /// Returns the ends of the horizontal axis: those of the probability, or log-odds that hold every image.
    fn reach(&self, axis: Sureness) -> (f64, f64) {
        if axis == Sureness::Probability {
            return (0.0, 1.0);
        }
        let odds = self.pulls.iter().map(|pull| pull.log_odds);
        let (low, high) = odds.fold((-5.0, 5.0), |(low, high): (f64, f64), v| {
            (low.min(v), high.max(v))
        });
        (5.0 * (low / 5.0).floor(), 5.0 * (high / 5.0).ceil())
    }
}

/// What the bands depend on: it stays while the images move.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    pair: [ObjectiveId; 2],
    settings: LossSettings,
    classes: usize,
    axis: Sureness,
    ends: (f64, f64),
}

impl Ground {
    /// Computes the bands of both losses from one end of the axis to the other; a loss may have none.
    pub fn bands(&self) -> Vec<Band> {
        let band_of = |id: ObjectiveId| Band {
            line: formula(id),
            color: id.color().into(),
            ends: self.band(id).unwrap_or_default(),
        };
        self.pair.into_iter().map(band_of).collect()
    }

    fn band(&self, id: ObjectiveId) -> Option<Vec<(f64, [f64; 2])>> {
        let objective = loss::objective(id.output, id.loss).ok()?;
        let (low, high) = self.ends;
        let at = |i: usize| {
            let x = low + (high - low) * (i as f64 + 0.5) / PLACES as f64;
            let ends = band(
                objective,
                self.settings,
                self.classes,
                self.axis.log_odds(x),
            )?;
            Some((x, ends))
        };
        (0..PLACES).map(at).collect()
    }
}

/// Returns what the curve of a loss is called.
fn formula(id: ObjectiveId) -> String {
    format!("{} formula", id.label())
}

/// Charts ‖∂L/∂z‖ of the images over how sure the network is of the right answer; `bands` are those of its
/// [`ground`](Scene::ground).
pub fn spec(scene: Option<&Scene>, bands: Vec<Band>, axis: Sureness, log_y: bool) -> ChartSpec {
    let lines = scene.map_or_else(Vec::new, |scene| {
        let edge = |(band, dash): (&Band, Dash)| {
            let points = band.ends.iter().map(|&(x, [_, one])| (x, one)).collect();
            let line = Line::new(band.line.clone(), band.color.clone(), points);
            line.dashed(dash).with_width(1.5).without_end_label()
        };
        let edges = bands.iter().zip(Dash::ALL).map(edge);
        edges
            .chain([0, 1].map(|side| dots(scene, axis, side)))
            .collect()
    });
    ChartSpec {
        title: "How hard one image pulls at the network".to_owned(),
        x_label: axis
            .label(scene.is_none_or(|scene| scene.softmax))
            .to_owned(),
        y_label: "‖∂L/∂z‖ of an image".to_owned(),
        log_y,
        x_range: Some(scene.map_or((0.0, 1.0), |scene| scene.reach(axis))),
        lines,
        bands,
        empty_text: "A few training images will stand here as soon as the network has seen them."
            .to_owned(),
        ..ChartSpec::default()
    }
}

fn dots(scene: &Scene, axis: Sureness, side: usize) -> Line {
    let id = scene.pair[side];
    let dot = |pull: &Pull| (axis.of(pull), pull.norms[side]);
    let mut points: Vec<Point> = scene.pulls.iter().map(dot).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    Line::new(id.label(), id.color(), points)
        .with_width(0.0)
        .with_marker([Marker::Circle, Marker::Diamond][side])
        .without_end_label()
}

/// Puts the picture into words.
pub fn say(scene: Option<&Scene>) -> String {
    let Some(scene) = scene else {
        return "How hard one image pulls. The network has seen no image yet.".to_owned();
    };
    let right = scene.pulls.iter().filter(|pull| pull.is_right()).count();
    let [first, second] = scene
        .mean_pulls()
        .map(|(loss, mean)| format!("{} under {loss}", format::reading(mean)));
    format!(
        "How hard {} training images pull after step {}: {right} of them are read correctly; on average {first}, {second}.",
        scene.pulls.len(),
        scene.step,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::loss::Loss;
    use playground_experiment::protocol::Panel;
    use playground_experiment::protocol::examination::Answers;

    /// A run that follows three images of three classes: surely wrong, undecided and right.
    fn following() -> Run {
        let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Cpu);
        run.connection.set_follows(3);
        run.history.detail.panel = Some(PanelAnswers {
            panel: Panel {
                step: 40,
                images: 3,
                classes: 3,
            },
            answers: Answers {
                classes: 3,
                labels: vec![1, 2, 0],
                indices: vec![11, 22, 33],
                logits: vec![9.0, 0.0, 0.0, 0.5, 0.5, 0.5, 6.0, 0.0, 0.0],
            },
            generation: run.connection.network_generation(),
        });
        run
    }

    fn scene() -> Scene {
        Scene::of(&following()).unwrap()
    }

    #[test]
    fn dots_stand_at_the_pulls_and_within_the_band_of_cross_entropy() {
        let scene = scene();
        for (axis, ..) in Sureness::ALL {
            let chart = spec(Some(&scene), scene.ground(axis).bands(), axis, false);
            let line = |name: &str| chart.lines.iter().find(|l| l.label == name).unwrap();
            assert_eq!(line("CE").points.len(), 3);
            for (pull, side) in scene.pulls.iter().flat_map(|p| [(p, 0), (p, 1)]) {
                let label = scene.pair[side].label();
                let dot = (axis.of(pull), pull.norms[side]);
                assert!(line(label).points.contains(&dot), "{label} {dot:?}");
            }
            let (low, high) = chart.x_range.unwrap();
            assert!(
                scene
                    .pulls
                    .iter()
                    .all(|p| (low..=high).contains(&axis.of(p)))
            );
            assert_eq!(chart.bands.len(), 2);
            assert!(chart.bands.iter().all(|band| band.ends.len() == PLACES));
        }
    }

    #[test]
    fn the_hardest_is_told_of_unless_one_is_chosen_that_is_there() {
        let scene = scene();
        assert_eq!(scene.told_of(None).unwrap().index, 11);
        assert_eq!(scene.told_of(Some(33)).unwrap().index, 33);
        assert_eq!(scene.told_of(Some(7)).unwrap().index, 11);
        assert_eq!(scene.by_sureness(), [11, 22, 33]);
    }

    #[test]
    fn sentences_say_what_it_is_read_as_and_which_loss_pulls_harder() {
        let scene = scene();
        let wrong = scene.sentence(scene.told_of(None).unwrap());
        assert!(wrong.starts_with("1, read as 0, "), "{wrong}");
        assert!(
            wrong.contains("CE pulls") && wrong.contains("times harder"),
            "{wrong}"
        );
        let right = scene.sentence(scene.told_of(Some(33)).unwrap());
        assert!(right.starts_with("0, read correctly, 99"), "{right}");
        assert!(say(Some(&scene)).contains("3 training images pull after step 40: 1 of them"));
    }

    #[test]
    fn answers_of_another_network_are_not_shown_nor_those_that_nobody_follows() {
        let mut run = following();
        run.connection.set_follows(0);
        assert_eq!(Scene::of(&run), None);
        let mut run = following();
        run.reset();
        assert_eq!(Scene::of(&run), None);
    }

    #[test]
    fn labels_that_are_wrong_on_purpose_and_answers_that_are_no_softmax_are_called_so() {
        let mut run = following();
        let active = &mut run.settings.active;
        *active = active.with_mistake(Mistake::ShuffledLabels, true);
        active.output = Output::Linear;
        active.loss = Loss::MeanSquaredError;
        let scene = Scene::of(&run).unwrap();
        let words = scene.read(scene.told_of(Some(11)).unwrap());
        assert!(
            words.starts_with("trained as 1, read as 0, 100.0 % by the softmax"),
            "{words}"
        );
        assert!(
            scene.ground(Sureness::Probability).bands()[1]
                .ends
                .is_empty()
        );
    }

    #[test]
    fn before_the_first_answer_the_axes_wait() {
        let run = Run::new(Experiment::default(), Vec::new(), Preference::Cpu);
        assert_eq!(Scene::of(&run), None);
        assert!(
            spec(None, Vec::new(), Sureness::Probability, false)
                .lines
                .is_empty()
        );
        assert!(say(None).contains("no image yet"));
    }
}
