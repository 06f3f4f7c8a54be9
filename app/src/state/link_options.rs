//! What a link carries besides the runs: what its person has ticked, and nothing else. Pure, so that it is tested without a
//! page.

use super::view::{HIDDEN, LESSON, LESSON_STEP, ONLY, PLACE, PROJECTOR, ShownSettings};
use playground_experiment::device::Preference;
use playground_experiment::share::Link;

/// The name in links of training that starts at once.
const START: &str = "start";

/// Which settings a link shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnlySettings {
    /// Those that the page shows, with its view.
    #[default]
    AsHere,
    /// All of them.
    All,
    /// A few alone.
    These(ShownSettings),
}

/// What is ticked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkOptions {
    /// The view with everything that was picked in it.
    pub view: bool,
    /// Training starts at once.
    pub start: bool,
    /// The settings are hidden until they are opened.
    pub settings_hidden: bool,
    /// Which settings are shown.
    pub only: OnlySettings,
    /// The device that was asked for.
    pub device: bool,
    /// Stage mode.
    pub projector: bool,
    /// The place on the page, which only the view has.
    pub place: bool,
    /// The lesson that is open, at its step.
    pub lesson: bool,
}

impl LinkOptions {
    /// What the address bar carries, and a link where nobody has ticked anything.
    pub const USUAL: Self = Self {
        view: true,
        start: false,
        settings_hidden: false,
        only: OnlySettings::AsHere,
        device: false,
        projector: false,
        place: false,
        lesson: true,
    };

    /// What the work that is kept in this browser carries.
    pub const KEPT: Self = Self {
        device: true,
        ..Self::USUAL
    };

    /// Takes out of a link what is not ticked, and puts in what a link does not carry by itself. `place` is where the page
    /// is scrolled to.
    pub fn cut(self, link: Link, place: Option<String>) -> Link {
        let mut view = link.view;
        let is_of_lesson = |pair: &(String, String)| [LESSON, LESSON_STEP].contains(&&*pair.0);
        view.retain(|pair| match is_of_lesson(pair) {
            true => self.lesson,
            false => self.view,
        });
        if self.only == OnlySettings::All {
            view.retain(|pair| pair.0 != ONLY);
        }
        let mut add = |name: &str, word: String| {
            view.retain(|pair| pair.0 != name);
            view.push((name.to_owned(), word));
        };
        if self.settings_hidden {
            add("settings", HIDDEN.to_owned());
        }
        if let OnlySettings::These(only) = self.only {
            add(ONLY, only.word());
        }
        if self.projector {
            add(PROJECTOR, "1".to_owned());
        }
        if let Some(place) = place.filter(|_| self.place && self.view) {
            add(PLACE, place);
        }
        if self.start {
            add(START, "1".to_owned());
        }
        let device = link.device.unwrap_or(Preference::Auto);
        Link {
            view,
            device: self.device.then_some(device),
            ..link
        }
    }
}

/// Returns whether a link asks for training to start at once.
pub fn starts(view: &[(String, String)]) -> bool {
    view.iter().any(|pair| pair.0 == START && pair.1 == "1")
}

/// Returns the place on the page that a link leads to.
pub fn place(view: &[(String, String)]) -> Option<&str> {
    let pair = view.iter().find(|pair| pair.0 == PLACE)?;
    Some(&pair.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::share::{decode, encode};
    use proptest::prelude::*;

    fn pair(name: &str, word: &str) -> (String, String) {
        (name.to_owned(), word.to_owned())
    }

    fn page() -> Link {
        Link {
            device: Some(Preference::Cpu),
            view: vec![
                pair("tab", "batch"),
                pair("settings", "open"),
                pair("hidden", "2"),
                pair(ONLY, "mu"),
                pair(LESSON, "why-cross-entropy"),
                pair(LESSON_STEP, "2"),
            ],
            ..Link::default()
        }
    }

    fn ticked() -> impl Strategy<Value = LinkOptions> {
        let all = any::<([bool; 7], Option<bool>)>();
        all.prop_map(
            |(
                [
                    view,
                    start,
                    settings_hidden,
                    device,
                    projector,
                    place,
                    lesson,
                ],
                only,
            )| LinkOptions {
                view,
                start,
                settings_hidden,
                only: match only {
                    None => OnlySettings::AsHere,
                    Some(false) => OnlySettings::All,
                    Some(true) => OnlySettings::These(ShownSettings::of(["loss", "lr"])),
                },
                device,
                projector,
                place,
                lesson,
            },
        )
    }

    #[test]
    fn nothing_travels_by_itself_but_the_view() {
        let usual = LinkOptions::USUAL.cut(page(), Some("lab-units:12".to_owned()));
        assert_eq!((usual.device, usual.view), (None, page().view));
        let nothing = LinkOptions::default().cut(page(), None);
        assert_eq!((nothing.device, nothing.view.len()), (None, 0));
        assert_eq!(LinkOptions::KEPT.cut(page(), None), page());
    }

    proptest! {
        #[test]
        fn what_is_ticked_is_read_back_and_nothing_else(ticked in ticked(), cpu: bool, at in "[a-z-]{1,20}:-?[0-9]{1,4}") {
            let device = cpu.then_some(Preference::Cpu);
            let page = Link { device, ..page() };
            let cut = ticked.cut(page.clone(), Some(at.clone()));
            let (read, notices) = decode(&encode(&cut));
            prop_assert!(notices.is_empty());
            prop_assert_eq!(&read, &cut);
            let word = |name: &str| read.view.iter().find(|pair| pair.0 == name).map(|pair| pair.1.clone());
            prop_assert_eq!(starts(&read.view), ticked.start);
            prop_assert_eq!(place(&read.view).map(str::to_owned), Some(at).filter(|_| ticked.place && ticked.view));
            prop_assert_eq!(word(PROJECTOR).is_some(), ticked.projector);
            prop_assert_eq!(read.device, ticked.device.then_some(device.unwrap_or_default()));
            let only = match ticked.only {
                OnlySettings::AsHere => Some("mu".to_owned()).filter(|_| ticked.view),
                OnlySettings::All => None,
                OnlySettings::These(only) => Some(only.word()),
            };
            prop_assert_eq!(word(ONLY), only);
            prop_assert_eq!(word("tab").is_some(), ticked.view);
            prop_assert_eq!(word(LESSON).is_some(), ticked.lesson);
            prop_assert_eq!(word(LESSON_STEP).is_some(), ticked.lesson);
            let settings = match (ticked.settings_hidden, ticked.view) {
                (true, _) => Some(HIDDEN.to_owned()),
                (false, true) => Some("open".to_owned()),
                (false, false) => None,
            };
            prop_assert_eq!(word("settings"), settings);
        }
    }
}
