//! Lessons of any making, and any text taken for one.

use playground_lesson::{Answer, Block, Lesson};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// What a step is made of, apart from how it is written.
#[derive(Clone, Debug)]
struct Plan {
    title: String,
    paragraphs: Vec<String>,
    setup: Option<&'static str>,
    choices: Option<usize>,
    until: Option<u32>,
    explain: Option<String>,
    reveal: Option<String>,
}

fn words() -> impl Strategy<Value = String> {
    "[A-Za-z][a-z]{0,7}( [a-z]{1,8}){0,5}"
}

fn plan() -> impl Strategy<Value = Plan> {
    let links = [
        "v=1",
        "preset=confidently-wrong",
        "preset=confidently-wrong&opt=adam&lr=0.001",
    ];
    (
        words(),
        vec(words(), 0..3),
        option::of(select(links.to_vec())),
        option::of(2..5_usize),
        option::of(1..1000_u32),
        option::of(words()),
        option::of(words()),
    )
        .prop_map(
            |(title, paragraphs, setup, choices, until, explain, reveal)| Plan {
                title,
                paragraphs,
                setup,
                choices,
                until,
                explain,
                reveal,
            },
        )
}

fn written(plans: &[Plan]) -> String {
    let mut text =
        "---\ntitle: T\nquestion: Q?\nwords: w\nminutes: 5\nlevel: advanced\nsource: S\n\
        language: en\n---\n"
            .to_owned();
    for plan in plans {
        text += &format!("## {}\n{}\n", plan.title, plan.paragraphs.join("\n\n"));
        if let Some(link) = plan.setup {
            text += &format!("```setup\nlink: {link}\n```\n");
        }
        if let Some(count) = plan.choices {
            text += "```predict\nask: Which?\n";
            for at in 1..count {
                text += &format!("choice: c{at} when step > {at}\n");
            }
            text += "choice: none\n```\n";
        }
        if let Some(step) = plan.until {
            text += &format!("```until\nstep >= {step}\n```\n");
        }
        if let Some(words) = &plan.explain {
            text += &format!("```explain\n{words}\n```\n");
        }
        if let Some(words) = &plan.reveal {
            text += &format!("```reveal\n{words} {{{{gap as percent}}}}\n```\n");
        }
    }
    text
}

fn lesson() -> impl Strategy<Value = Vec<Plan>> {
    vec(plan(), 1..5).prop_map(|mut plans| {
        plans[0].setup.get_or_insert("v=1");
        plans
    })
}

/// What may be done to a lesson by a slip of the hand.
fn slip(text: &str, at: usize, length: usize, with: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let from = at % (chars.len() + 1);
    let to = (from + length).min(chars.len());
    let part = |range: &[char]| range.iter().collect::<String>();
    format!("{}{with}{}", part(&chars[..from]), part(&chars[to..]))
}

proptest! {
    #[test]
    fn a_lesson_keeps_its_structure(plans in lesson()) {
        let lesson = Lesson::read(&written(&plans)).unwrap();
        prop_assert_eq!(lesson.steps.len(), plans.len());
        for (step, plan) in lesson.steps.iter().zip(&plans) {
            prop_assert_eq!(&step.title, &plan.title);
            prop_assert_eq!(step.prose.len(), plan.paragraphs.len());
            prop_assert!(step.prose.iter().all(|block| matches!(block, Block::Paragraph(_))));
            prop_assert_eq!(step.setup.is_some(), plan.setup.is_some());
            let choices = step.predict.as_ref().map(|predict| match &predict.answer {
                Answer::Choice(choices) => choices.len(),
                Answer::Number { .. } => 0,
            });
            prop_assert_eq!(choices, plan.choices);
            let until = plan.until.map(|step| format!("step >= {step}"));
            prop_assert_eq!(step.until.as_ref().map(ToString::to_string), until);
            prop_assert_eq!(&step.explain, &plan.explain);
            prop_assert_eq!(step.reveal.is_empty(), plan.reveal.is_none());
        }
    }

    #[test]
    fn a_slip_gives_a_lesson_or_a_line_and_a_sentence(
        plans in lesson(),
        at in any::<usize>(),
        length in 0..30_usize,
        with in r"(```|## |---|\{\{|\}\}|:|\n|[a-z*_>#\[\]()`<]|\PC){0,4}",
    ) {
        let text = slip(&written(&plans), at, length, &with);
        if let Err(error) = Lesson::read(&text) {
            prop_assert!(error.line >= 1 && error.line <= text.lines().count().max(1), "{}", error);
            prop_assert!(error.message.ends_with('.'), "{}", error);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in r"(---\n|## |```(setup|predict|until|reveal)?\n|link: |\{\{|\PC|\n){0,60}") {
        if let Err(error) = Lesson::read(&text) {
            prop_assert!(error.message.ends_with('.'), "{}", error);
        }
    }
}
