//! The button that opens the lesson about what the page opens with.

use super::player::Player;
use crate::components::parts::Button;
use crate::text::t;
use leptos::prelude::*;

/// A lesson that is offered before anything of it is fetched.
struct LessonHint {
    name: &'static str,
    minutes: u32,
}

/// The one about [`FIRST_PRESET`](playground_experiment::presets::FIRST_PRESET).
const FIRST: LessonHint = LessonHint {
    name: "why-cross-entropy",
    minutes: 10,
};

/// The button, in one word or with what it leads to.
#[component]
pub fn LessonOffer(#[prop(into)] at_length: Signal<bool>) -> impl IntoView {
    let player = Player::here();
    let words = move || match at_length.get() {
        true => t!("lesson.take", minutes = FIRST.minutes),
        false => t!("lesson.lesson"),
    };
    view! {
        <Button id="lesson-open" class="small lesson-offer" press=move |_| player.begin(FIRST.name)>
            {words}
        </Button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::presets::FIRST_PRESET;
    use playground_lesson::Lesson;
    use std::path::Path;

    #[test]
    fn what_is_offered_is_a_lesson_about_the_first_preset() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/lessons");
        let text = std::fs::read_to_string(folder.join(format!("{}.md", FIRST.name))).unwrap();
        let lesson = Lesson::read(&text).unwrap();
        assert_eq!(lesson.front.minutes, FIRST.minutes);
        let setup = lesson.setup_at(0).unwrap();
        assert_eq!(setup.link.preset, Some(FIRST_PRESET));
    }
}
