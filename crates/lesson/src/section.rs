//! A step of a lesson: its prose, and the blocks that are fenced in it.

use crate::error::{LessonError, shortened};
use crate::expression::Condition;
use crate::figure::Measurement;
use crate::format::Format;
use crate::pairs::{Pair, pairs};
use crate::prediction::{Answer, Choice, Prediction, Tolerance};
use crate::prose::{self, Block};
use playground_experiment::share::{self, Link};

/// A step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Its heading.
    pub title: String,
    /// What is read before anything happens.
    pub prose: Vec<Block>,
    /// What the page is to show; none where that is what the step before has left.
    pub setup: Option<Setup>,
    /// What is to be guessed.
    pub predict: Option<Prediction>,
    /// How far to train; none where nothing is to be trained.
    pub until: Option<Condition>,
    /// What is to be answered in one's own words.
    pub explain: Option<String>,
    /// The principle, read after the guess and the run; empty where there is nothing to say.
    pub reveal: Vec<Block>,
}

/// What the page is to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The runs.
    pub link: Link,
    /// The view, one of [`VIEWS`].
    pub view: &'static str,
}

impl Setup {
    /// Returns how many runs stand side by side.
    pub fn runs(&self) -> usize {
        1 + self.link.variants.len()
    }
}

/// The views that a step can open, by their words in links.
pub const VIEWS: [&str; 6] = ["compare", "batch", "inside", "mistakes", "work", "runs"];

/// The blocks that a step may have.
const KINDS: [&str; 5] = ["setup", "predict", "until", "explain", "reveal"];

/// What fences a block.
const FENCE: &str = "```";

/// A fenced block as it is written.
struct Fenced<'a> {
    kind: &'static str,
    /// The line of its fence.
    line: usize,
    lines: Vec<&'a str>,
}

impl Fenced<'_> {
    /// Returns the line in which what it says begins.
    fn first(&self) -> usize {
        self.line + 1
    }

    fn told(&self, message: String) -> LessonError {
        LessonError::new(self.first(), message)
    }

    /// Returns what it says in one line.
    fn sentence(&self) -> Result<String, LessonError> {
        let words: Vec<&str> = self
            .lines
            .iter()
            .flat_map(|line| line.split_whitespace())
            .collect();
        match words.is_empty() {
            true => Err(LessonError::new(
                self.line,
                format!("`{}` says nothing.", self.kind),
            )),
            false => Ok(words.join(" ")),
        }
    }
}

/// Reads the step whose heading is line `first` of the file and whose other lines are these. `runs` stand side by side
/// before it; none where nothing has been set up yet.
pub(crate) fn read(
    title: &str,
    lines: &[&str],
    first: usize,
    runs: Option<usize>,
) -> Result<Step, LessonError> {
    if title.is_empty() {
        return Err(LessonError::new(
            first,
            "A step has a title: write it after “## ”.",
        ));
    }
    let (prose, fenced) = take_fences(lines, first + 1)?;
    let mut step = Step {
        title: title.to_owned(),
        prose: prose::read(&prose, first + 1, false)?,
        ..Step::default()
    };
    let mut asked = Vec::new();
    for block in &fenced {
        let mut of_block = Vec::new();
        take_block(&mut step, block, &mut of_block)?;
        asked.extend(of_block.into_iter().map(|of| (block.first(), of)));
    }
    let runs = step
        .setup
        .as_ref()
        .map(Setup::runs)
        .or(runs)
        .ok_or_else(|| {
            LessonError::new(
                first,
                "The first step needs a `setup`: it says which runs the lesson is about.",
            )
        })?;
    for (line, of) in asked {
        check_run(of, runs).map_err(|message| LessonError::new(line, message))?;
    }
    Ok(step)
}

fn check_run(of: Measurement, runs: usize) -> Result<(), String> {
    match of.run.filter(|run| *run > runs) {
        None => Ok(()),
        Some(_) => Err(format!(
            "“{of}” asks for a run that is not there: the setup has {}.",
            match runs {
                1 => "1 run".to_owned(),
                runs => format!("{runs} runs"),
            }
        )),
    }
}

/// Takes the fenced blocks out of the lines of a step. Blank lines stay in their place, so that the lines of the rest
/// keep their numbers.
fn take_fences<'a>(
    lines: &[&'a str],
    first: usize,
) -> Result<(String, Vec<Fenced<'a>>), LessonError> {
    let mut prose = Vec::new();
    let mut fenced: Vec<Fenced<'a>> = Vec::new();
    let mut open: Option<Fenced<'a>> = None;
    for (at, line) in lines.iter().enumerate() {
        let number = first + at;
        let word = line.trim_end().strip_prefix(FENCE);
        match (open.take(), word) {
            (None, None) => {
                prose.push(*line);
                continue;
            }
            (None, Some(word)) => open = Some(begin(word.trim(), number, &fenced)?),
            (Some(block), Some("")) => fenced.push(block),
            (Some(mut block), _) => {
                block.lines.push(line);
                open = Some(block);
            }
        }
        prose.push("");
    }
    match open {
        None => Ok((prose.join("\n"), fenced)),
        Some(block) => {
            let said = format!(
                "`{}` does not end: a line “{FENCE}” is missing.",
                block.kind
            );
            Err(LessonError::new(block.line, said))
        }
    }
}

fn begin<'a>(word: &str, line: usize, before: &[Fenced<'a>]) -> Result<Fenced<'a>, LessonError> {
    let Some(kind) = KINDS.into_iter().find(|kind| *kind == word) else {
        let said = format!(
            "“{}” is not a block of a step; choose one of {}.",
            shortened(word),
            KINDS.join(", ")
        );
        return Err(LessonError::new(line, said));
    };
    if before.iter().any(|block| block.kind == kind) {
        let said = format!("This step has a second `{kind}`; one is the most.");
        return Err(LessonError::new(line, said));
    }
    Ok(Fenced {
        kind,
        line,
        lines: Vec::new(),
    })
}

/// Takes up a block, and the figures that it asks for.
fn take_block(
    step: &mut Step,
    block: &Fenced<'_>,
    asked: &mut Vec<Measurement>,
) -> Result<(), LessonError> {
    match block.kind {
        "setup" => step.setup = Some(setup(block)?),
        "predict" => {
            let prediction = prediction(block)?;
            prediction.answer.collect(asked);
            step.predict = Some(prediction);
        }
        "until" => {
            let until: Condition = block.sentence()?.parse().map_err(|said| block.told(said))?;
            until.collect(asked);
            step.until = Some(until);
        }
        "explain" => step.explain = Some(block.sentence()?),
        _ => {
            block.sentence()?;
            step.reveal = prose::read(&block.lines.join("\n"), block.first(), true)?;
            prose::collect(&step.reveal, asked);
        }
    }
    Ok(())
}

fn setup(block: &Fenced<'_>) -> Result<Setup, LessonError> {
    let pairs = pairs(&block.lines, block.first(), &["link", "view"])?;
    let link = one(block, &pairs, "link")?.ok_or_else(|| missing(block, "link"))?;
    let (read, notices) = share::decode(&link.value);
    if let Some(notice) = notices.into_iter().next() {
        return Err(LessonError::new(
            link.line,
            format!("The link cannot be used as it is. {notice}"),
        ));
    }
    let view = match one(block, &pairs, "view")? {
        None => VIEWS[0],
        Some(pair) => word(pair, &VIEWS, "view")?,
    };
    Ok(Setup { link: read, view })
}

fn prediction(block: &Fenced<'_>) -> Result<Prediction, LessonError> {
    const KEYS: [&str; 6] = ["ask", "choice", "number", "as", "factor", "within"];
    let pairs = pairs(&block.lines, block.first(), &KEYS)?;
    let ask = one(block, &pairs, "ask")?.ok_or_else(|| missing(block, "ask"))?;
    let number = one(block, &pairs, "number")?;
    let is_choice = |pair: &&Pair| pair.key == "choice";
    let answer = match number {
        None => {
            if let Some(stray) = pairs
                .iter()
                .find(|pair| ["as", "factor", "within"].contains(&pair.key))
            {
                let said = format!("“{}” belongs to a `number`, which is not there.", stray.key);
                return Err(LessonError::new(stray.line, said));
            }
            choices(block, &pairs.iter().filter(is_choice).collect::<Vec<_>>())?
        }
        Some(number) => {
            if let Some(stray) = pairs.iter().find(is_choice) {
                let said = "A guess is a `number` or a `choice`, not both.";
                return Err(LessonError::new(stray.line, said));
            }
            measured(block, number, &pairs)?
        }
    };
    Ok(Prediction {
        ask: ask.value.clone(),
        answer,
    })
}

/// Reads `choice: WORDS when CONDITION`; the last may be without a condition.
fn choices(block: &Fenced<'_>, pairs: &[&Pair]) -> Result<Answer, LessonError> {
    let Some((last, before)) = pairs.split_last().filter(|(_, before)| !before.is_empty()) else {
        let said = "`predict` needs two lines `choice: WORDS when CONDITION` or more, or one `number: EXPRESSION`.";
        return Err(LessonError::new(block.line, said));
    };
    let choice = |pair: &&Pair| {
        let Some((words, when)) = pair.value.rsplit_once(" when ") else {
            let said = "Only the last `choice` stands without “when CONDITION”: it is what happens otherwise.";
            return Err(LessonError::new(pair.line, said));
        };
        let when = when
            .parse()
            .map_err(|said: String| LessonError::new(pair.line, said))?;
        Ok(Choice {
            words: words.trim().to_owned(),
            when: Some(when),
        })
    };
    let mut all = before.iter().map(choice).collect::<Result<Vec<_>, _>>()?;
    all.push(match last.value.contains(" when ") {
        true => choice(last)?,
        false => Choice {
            words: last.value.clone(),
            when: None,
        },
    });
    Ok(Answer::Choice(all))
}

fn measured(block: &Fenced<'_>, number: &Pair, pairs: &[Pair]) -> Result<Answer, LessonError> {
    let told = |line: usize| move |said: String| LessonError::new(line, said);
    let format = match one(block, pairs, "as")? {
        None => Format::default(),
        Some(pair) => Format::read_word(&pair.value).map_err(told(pair.line))?,
    };
    let tolerance = match (one(block, pairs, "factor")?, one(block, pairs, "within")?) {
        (Some(factor), None) => Tolerance::Factor(above(factor, 1.0)?),
        (None, Some(within)) => Tolerance::Distance(above(within, 0.0)?),
        _ => {
            let said = "A `number` needs either `factor`, how many times off a guess may be, or `within`, how far.";
            return Err(LessonError::new(number.line, said));
        }
    };
    Ok(Answer::Number {
        measured: number.value.parse().map_err(told(number.line))?,
        format,
        tolerance,
    })
}

/// Reads a number above `least`.
fn above(pair: &Pair, least: f64) -> Result<f64, LessonError> {
    let value = pair.value.parse().ok();
    let value = value.filter(|value: &f64| value.is_finite() && *value > least);
    value.ok_or_else(|| {
        let said = format!(
            "“{}” is not a number above {least}.",
            shortened(&pair.value)
        );
        LessonError::new(pair.line, said)
    })
}

/// Returns the only pair of this key, if there is one.
fn one<'a>(
    block: &Fenced<'_>,
    pairs: &'a [Pair],
    key: &str,
) -> Result<Option<&'a Pair>, LessonError> {
    let mut of_key = pairs.iter().filter(|pair| pair.key == key);
    let first = of_key.next();
    match of_key.next() {
        None => Ok(first),
        Some(second) => {
            let said = format!("`{}` has a second “{key}”; one is the most.", block.kind);
            Err(LessonError::new(second.line, said))
        }
    }
}

fn missing(block: &Fenced<'_>, key: &str) -> LessonError {
    LessonError::new(
        block.line,
        format!("`{}` needs a line “{key}: …”.", block.kind),
    )
}

/// Returns the word that a pair chooses.
fn word(pair: &Pair, words: &[&'static str], what: &str) -> Result<&'static str, LessonError> {
    let found = words.iter().find(|word| **word == pair.value);
    found.copied().ok_or_else(|| {
        let said = format!(
            "“{}” is not a {what}; choose one of {}.",
            shortened(&pair.value),
            words.join(", ")
        );
        LessonError::new(pair.line, said)
    })
}
