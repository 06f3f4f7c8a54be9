//! A lesson.

use crate::error::LessonError;
use crate::front::{self, Front};
use crate::section::{self, Setup, Step};

/// A lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// What stands before its steps.
    pub front: Front,
    /// Its steps, one at least; the first has a setup.
    pub steps: Vec<Step>,
}

/// What a step begins with.
const HEADING: &str = "## ";
/// What fences a block, in which no step begins.
const FENCE: &str = "```";

/// The heading of a step and where it stands among the lines.
struct Heading<'a> {
    title: &'a str,
    at: usize,
}

impl Lesson {
    /// Reads a lesson.
    ///
    /// # Errors
    /// The first thing that is wrong with it, and in which line.
    pub fn read(text: &str) -> Result<Self, LessonError> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let lines: Vec<&str> = text.lines().collect();
        let (front, length) = front::read(&lines)?;
        let headings = headings(&lines, length);
        let end = headings.first().map_or(lines.len(), |first| first.at);
        if let Some(stray) = (length..end).find(|at| !lines[*at].trim().is_empty()) {
            let said = format!("Text stands in a step: begin one with “{HEADING}TITLE” above it.");
            return Err(LessonError::new(stray + 1, said));
        }
        if headings.is_empty() {
            let said = format!("A lesson has a step at least: begin one with “{HEADING}TITLE”.");
            return Err(LessonError::new(lines.len(), said));
        }
        let mut steps: Vec<Step> = Vec::with_capacity(headings.len());
        for (place, heading) in headings.iter().enumerate() {
            let end = headings.get(place + 1).map_or(lines.len(), |next| next.at);
            let runs = setup_of(&steps).map(Setup::runs);
            let own = &lines[heading.at + 1..end];
            steps.push(section::read(heading.title, own, heading.at + 1, runs)?);
        }
        Ok(Self { front, steps })
    }

    /// Returns what the page shows at a step: its own setup or, without one, that of the last step before it that has
    /// one.
    pub fn setup_at(&self, step: usize) -> Option<&Setup> {
        setup_of(&self.steps[..self.steps.len().min(step + 1)])
    }
}

/// Returns the last setup of these steps.
fn setup_of(steps: &[Step]) -> Option<&Setup> {
    steps.iter().rev().find_map(|step| step.setup.as_ref())
}

/// Finds the headings from line `from` on.
fn headings<'a>(lines: &[&'a str], from: usize) -> Vec<Heading<'a>> {
    let mut fenced = false;
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(from) {
        let line = line.trim_end();
        if line.starts_with(FENCE) {
            // As `section` reads it: within a block only the bare fence ends it.
            fenced = !fenced || line != FENCE;
        }
        let title = match line == HEADING.trim_end() {
            true => Some(""),
            false => line.strip_prefix(HEADING),
        };
        if let Some(title) = title.filter(|_| !fenced) {
            let title = title.trim();
            found.push(Heading { title, at });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Block, Inline};

    const FRONT: &str = "---\ntitle: T\nquestion: Q?\nwords: a, b\nminutes: 5\nlevel: introductory\nsource: S\n\
        language: en\n---\n";
    const SETUP: &str = "```setup\nlink: preset=confidently-wrong\n```\n";

    fn wrong(text: &str) -> LessonError {
        Lesson::read(text).unwrap_err()
    }

    /// Reads what stands in the first step after its setup, which is line 14 on.
    fn wrong_in_step(text: &str) -> LessonError {
        wrong(&format!("{FRONT}## One\n{SETUP}{text}"))
    }

    #[test]
    fn a_lesson_is_read_whole() {
        let text = format!(
            "{FRONT}\n## One\nRead *this*.\n{SETUP}```predict\nask: Which?\nchoice: CE when gap > 0.5\n\
             choice: none\n```\n```until\nstep >= 200\n  or gap >= 0.5\n```\n## Two\nMore.\n```explain\nWhy?\n```\n\
             ```reveal\n{{{{gap as percent}}}}\n\n## no heading\n```\n"
        );
        // A heading within a block is not a step; prose then says that it is none of its own either.
        assert_eq!(
            wrong(&text).message,
            "Only steps have headings: begin one with “## ”, or use emphasis."
        );
        let lesson = Lesson::read(&text.replace("\n## no heading", "")).unwrap();
        assert_eq!(lesson.front.title, "T");
        assert_eq!(lesson.front.words, ["a", "b"]);
        assert_eq!(lesson.front.minutes, 5);
        let [one, two] = &lesson.steps[..] else {
            panic!("{:?}", lesson.steps);
        };
        assert_eq!(one.title, "One");
        assert_eq!(one.setup.as_ref().map(Setup::runs), Some(2));
        assert_eq!(one.setup.as_ref().map(|setup| setup.view), Some("compare"));
        assert_eq!(
            one.until.as_ref().map(ToString::to_string).as_deref(),
            Some("step >= 200 or gap >= 0.5")
        );
        assert!(one.predict.is_some() && one.explain.is_none() && one.reveal.is_empty());
        assert_eq!(two.explain.as_deref(), Some("Why?"));
        assert!(
            matches!(&two.reveal[..], [Block::Paragraph(words)] if matches!(words[0], Inline::Figure(_)))
        );
        assert_eq!(lesson.setup_at(1), one.setup.as_ref());
        assert_eq!(lesson.setup_at(7), one.setup.as_ref());
    }

    #[test]
    fn lines_may_end_as_on_windows_and_begin_with_a_byte_order_mark() {
        let text = format!("{FRONT}## One\n{SETUP}");
        let other = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
        assert_eq!(Lesson::read(&other), Lesson::read(&text));
    }

    #[test]
    fn what_is_wrong_before_the_steps_is_told_with_its_line() {
        for (text, line, said) in [
            (String::new(), 1, "A lesson begins with a line “---”"),
            ("# T".to_owned(), 1, "A lesson begins with a line “---”"),
            (
                "---\ntitle: T".to_owned(),
                1,
                "What stands before the steps does not end",
            ),
            (
                FRONT.replace("title: T\n", ""),
                8,
                "“title” is missing before this line.",
            ),
            (
                FRONT.replace("title: T", "title: T\ntitle: U"),
                3,
                "“title” is there twice.",
            ),
            (
                FRONT.replace("title: T", "title:"),
                2,
                "“title” says nothing",
            ),
            (
                FRONT.replace("title: T", "title T"),
                2,
                "“title T” has no colon",
            ),
            (
                FRONT.replace("title: T", "name: T"),
                2,
                "There is no key “name” here; choose one of title,",
            ),
            (
                FRONT.replace("minutes: 5", "minutes: five"),
                5,
                "“five” is not a number of minutes",
            ),
            (
                FRONT.replace("minutes: 5", "minutes: 0"),
                5,
                "“0” is not a number of minutes",
            ),
            (
                FRONT.replace("introductory", "easy"),
                6,
                "“easy” is not a level; choose one of introductory,",
            ),
            (
                FRONT.replace(": en", ": English (US)"),
                8,
                "“English (US)” is not a language",
            ),
            (FRONT.to_owned(), 9, "A lesson has a step at least"),
            (format!("{FRONT}\nText"), 11, "Text stands in a step"),
            (format!("{FRONT}## \n"), 10, "A step has a title"),
            (
                format!("{FRONT}## One\nText"),
                10,
                "The first step needs a `setup`",
            ),
        ] {
            let error = wrong(&text);
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.starts_with(said), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_step_is_told_with_its_line() {
        for (text, line, said) in [
            (
                "```\ncode\n```",
                14,
                "“” is not a block of a step; choose one of setup, predict, until, explain, reveal.",
            ),
            ("```sketch\n```", 14, "“sketch” is not a block of a step"),
            ("```until\nstep > 1", 14, "`until` does not end"),
            ("```until\n```", 14, "`until` says nothing."),
            (
                "```until\n\nsteps > 1\n```",
                15,
                "There is no figure “steps”; choose one of step,",
            ),
            (
                "```until\naccuracy.run3 > 1\n```",
                15,
                "“accuracy.run3” asks for a run that is not there: the setup has 2 runs.",
            ),
            (
                "```until\nstep > 1\n```\n```until\nstep > 1\n```",
                17,
                "This step has a second `until`",
            ),
            ("```explain\n\n```", 14, "`explain` says nothing."),
            (
                "```reveal\nSo:\n\n{{steps}}\n```",
                17,
                "There is no figure “steps”",
            ),
            ("```reveal\n```", 14, "`reveal` says nothing."),
            ("Text {{step}}", 14, "Figures are quoted in `reveal` alone"),
            (
                "```predict\nask: A?\n```",
                14,
                "`predict` needs two lines `choice: WORDS when CONDITION` or more",
            ),
            (
                "```predict\nask: A?\nchoice: a\n```",
                14,
                "`predict` needs two lines",
            ),
            (
                "```predict\nask: A?\nchoice: a\nchoice: b\n```",
                16,
                "Only the last `choice` stands without",
            ),
            (
                "```predict\nask: A?\nchoice: a when gap\nchoice: b\n```",
                16,
                "“gap” is a number",
            ),
            (
                "```predict\nchoice: a when gap > 1\nchoice: b\n```",
                14,
                "`predict` needs a line “ask: …”.",
            ),
            (
                "```predict\nask: A?\nask: B?\n```",
                16,
                "`predict` has a second “ask”",
            ),
            (
                "```predict\nask: A?\nsketch: loss\n```",
                16,
                "There is no key “sketch” here; choose one of ask, choice, number,",
            ),
            (
                "```predict\nask: A?\nnumber: gap\n```",
                16,
                "A `number` needs either `factor`",
            ),
            (
                "```predict\nask: A?\nnumber: gap\nfactor: 2\nwithin: 1\n```",
                16,
                "A `number` needs either `factor`",
            ),
            (
                "```predict\nask: A?\nnumber: gap\nfactor: 1\n```",
                17,
                "“1” is not a number above 1.",
            ),
            (
                "```predict\nask: A?\nnumber: gap > 1\nfactor: 2\n```",
                16,
                "A comparison stands where a number belongs",
            ),
            (
                "```predict\nask: A?\nnumber: gap\nfactor: 2\nas: many\n```",
                18,
                "“many” is not a format",
            ),
            (
                "```predict\nask: A?\nnumber: gap\nfactor: 2\nchoice: a\n```",
                18,
                "A guess is a `number` or a `choice`",
            ),
            (
                "```predict\nask: A?\nfactor: 2\nchoice: a when gap > 1\nchoice: b\n```",
                16,
                "“factor” belongs to a `number`",
            ),
            (
                "## Two\n```setup\nview: compare\n```",
                15,
                "`setup` needs a line “link: …”.",
            ),
            (
                "## Two\n```setup\nlink: lr=fast\n```",
                16,
                "The link cannot be used as it is. In the link, lr=fast:",
            ),
            (
                "## Two\n```setup\nlink: v=1\nview: train\n```",
                17,
                "“train” is not a view; choose one of compare,",
            ),
            (
                "## Two\n```setup\nlink: v=1\n```\n```until\ngap.run1 > 1\n```",
                19,
                "“gap” is a figure of all runs",
            ),
            (
                "## Two\n```setup\nlink: v=1\n```\n```until\nstep.run2 > 1\n```",
                19,
                "“step.run2” asks for a run that is not there: the setup has 1 run.",
            ),
        ] {
            let error = wrong_in_step(text);
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.starts_with(said), "{text}: {error}");
        }
    }
}
