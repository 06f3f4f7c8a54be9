use super::carried::pair;
use super::*;
use playground_experiment::share::{Link, decode, encode};
use playground_insight::theory::claims::CLAIMS;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

#[test]
fn words_of_old_links_lead_to_their_successors_and_unknown_ones_to_the_first_view() {
    let now = ["train", "gradients", "inside", "evaluate", "theory", "runs"];
    for (word, tab) in now.into_iter().zip(TABS) {
        assert_eq!(Tab::key_of(word), tab.key);
        assert_eq!(Tab::key_of(tab.key), tab.key);
    }
    for tab in TABS {
        assert!(tab.name.contains(tab.left_out), "{}", tab.name);
    }
    assert_eq!(Tab::key_of("no such view"), TABS[0].key);
    assert_eq!(Tab::key_of(""), TABS[0].key);
    assert_eq!(Tab::key_of(WORK), WORK);
}

/// Looks at `fragment`, and at what a link from there carries.
fn shown(fragment: &str) -> (View, Vec<(String, String)>) {
    let view = View::new(true);
    view.show(&decode(fragment).0.view);
    (view, view.to_link())
}

#[test]
fn stage_mode_comes_from_old_links_goes_into_none_and_stays_where_a_link_says_nothing() {
    Owner::new().with(|| {
        let (view, written) = shown("v=1&ui.projector=1&ui.log=0");
        assert!(view.projector.get_untracked());
        assert_eq!(written, [("log".to_owned(), "0".to_owned())]);
        view.show(&[]);
        assert!(view.projector.get_untracked());
        view.show(&[("projector".to_owned(), "0".to_owned())]);
        assert!(!view.projector.get_untracked());
    });
}

#[test]
fn a_place_among_the_sheets_opens_their_view_and_goes_with_it() {
    Owner::new().with(|| {
        let (view, written) = shown("v=1&ui.at=claim-softmax-twice");
        assert!(view.on_sheets() && view.arriving.get_untracked());
        assert_eq!(written.len(), 2);
        view.tab.set(TABS[0].key);
        assert!(view.to_link().is_empty());
        let (view, _) = shown("v=1&ui.tab=batch&ui.at=sizes");
        assert!(!view.on_sheets() && !view.arriving.get_untracked());
        let (view, _) = shown("v=1&ui.at=nowhere");
        assert!(view.on_stage() && !view.arriving.get_untracked());
    });
}

#[test]
fn a_page_that_is_loaded_anew_stays_where_it_has_been() {
    Owner::new().with(|| {
        for (been, arrives) in [(None, true), (Some("neuron"), true), (Some("sizes"), false)] {
            let (view, _) = shown("v=1&ui.at=sizes");
            view.stay_if_been(been);
            assert_eq!(view.arriving.get_untracked(), arrives, "{been:?}");
        }
    });
}

#[test]
fn settings_fold_beside_the_stage_and_the_sheets_and_wherever_a_link_hides_them() {
    Owner::new().with(|| {
        let beside = |fragment: &str| shown(fragment).0.has_settings();
        assert!(!beside("v=1") && !beside("v=1&ui.tab=work"));
        assert!(beside("v=1&ui.tab=batch") && beside("v=1&ui.settings=open"));
        assert!(!beside("v=1&ui.tab=batch&ui.settings=hidden"));
    });
}

#[test]
fn what_is_typed_on_the_sheets_stays_unless_a_link_is_about_them() {
    Owner::new().with(|| {
        let (view, _) = shown("v=1&ui.tab=work&ui.sizes=784-10~60000~64");
        let typed = || view.sheets.sizes.network.get_untracked();
        assert_eq!(typed(), "784-10");
        for elsewhere in ["v=1", "v=1&ui.tab=batch", "v=1&ui.at=sizes"] {
            view.show(&decode(elsewhere).0.view);
            assert_eq!(typed(), "784-10", "{elsewhere}");
        }
        view.show(&decode("v=1&ui.tab=work").0.view);
        assert_eq!(typed(), "50-10-1");
    });
}

#[test]
fn hidden_lines_travel_by_chart_and_label() {
    Owner::new().with(|| {
        let (view, written) = shown("v=1&ui.lines=Loss~CE~Loss~MSE, validation~lost");
        let lines = view.picked.hidden_lines.get_untracked();
        let of = |label: &str| ("Loss".to_owned(), label.to_owned());
        assert_eq!(lines, [of("CE"), of("MSE, validation")].into());
        assert_eq!(
            written,
            [(
                "lines".to_owned(),
                "Loss~CE~Loss~MSE, validation".to_owned()
            )]
        );
        view.show(&[]);
        assert!(view.to_link().is_empty());
    });
}

/// A word for each part of the view, or none.
fn words() -> impl Strategy<Value = Vec<(String, String)>> {
    let image = || option::of(any::<u32>().prop_map(|image| image.to_string()));
    let switch = || option::of(Just("1".to_owned()));
    let one_of = |words: Vec<&'static str>| option::of(select(words).prop_map(str::to_owned));
    let place = (0usize..50, 0usize..50).prop_map(pair);
    let tabs = TABS[1..].iter().map(|tab| tab.key).collect();
    let claims: Vec<&str> = CLAIMS.iter().map(|claim| claim.key).collect();
    let at = select(claims).prop_map(|key| Anchor::Claim(key).word());
    let chosen = (
        one_of(tabs),
        option::of((0u8..=9).prop_map(|tenths| format!("0.{tenths}5"))),
        one_of(vec!["0", "1"]),
        one_of(vec!["biases", "signal"]),
        one_of(vec!["epoch", "seconds"]),
        option::of((1usize..9).prop_map(|layer| layer.to_string())),
        one_of(vec!["0", "1", "500"]),
        one_of(vec!["validation"]),
        switch(),
        one_of(vec![OPEN, HIDDEN]),
    );
    let only = one_of(vec!["lr", "net.loss", "split.out.oops"]);
    let picked = (
        one_of(vec!["log-odds"]),
        switch(),
        image(),
        image(),
        switch(),
        option::of(place.clone()),
        image(),
        option::of(place.prop_filter("as usual", |place| place != "0-0")),
        option::of((0usize..99).prop_map(|class| class.to_string())),
        option::of((1usize..999).prop_map(|example| example.to_string())),
    );
    let line =
        "[a-z]{1,6}".prop_map(|label| super::carried::lines(&[("Loss".to_owned(), label)].into()));
    (chosen, only, picked, option::of(at), option::of(line)).prop_map(|(c, only, p, at, lines)| {
        let lines = lines.flatten();
        let at = at.filter(|_| c.0.as_deref() == Some(WORK));
        let words = [
            c.0, c.1, c.2, c.3, c.4, c.5, c.6, c.7, c.8, c.9, only, p.0, p.1, p.2, p.3, p.4, p.5,
            p.6, p.7, p.8, p.9, at, lines,
        ];
        assert_eq!(words.len(), CARRIED.len(), "every part has its word");
        let names = CARRIED.iter().map(|part| part.name.to_owned());
        let pairs = names.zip(words);
        pairs
            .filter_map(|(name, word)| Some((name, word?)))
            .collect()
    })
}

fn name() -> impl Strategy<Value = String> {
    let names: Vec<&str> = CARRIED.iter().map(|part| part.name).collect();
    select(names).prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn a_link_of_a_view_opens_that_view(view in words()) {
        let link = Link { view: view.clone(), ..Link::default() };
        let fragment = encode(&link);
        let written = Owner::new().with(|| shown(&fragment).1);
        prop_assert_eq!(written, view, "{}", fragment);
    }

    #[test]
    fn any_words_are_read_and_what_they_mean_is_kept(
        pairs in proptest::collection::vec((name(), ".{0,12}"), 0..8)
    ) {
        Owner::new().with(|| {
            let view = View::new(true);
            view.show(&pairs);
            let written = view.to_link();
            view.show(&written);
            assert_eq!(view.to_link(), written);
        });
    }
}

#[test]
fn a_link_opens_a_lesson_at_a_step() {
    let read = |name, step| LessonPlace::read(name, step).map(|place| (place.name, place.step));
    assert_eq!(read(Some("a"), Some("2")), Some(("a".to_owned(), 1)));
    for step in [None, Some("1"), Some("0"), Some("-1"), Some("two")] {
        assert_eq!(read(Some("a"), step), Some(("a".to_owned(), 0)));
    }
    assert_eq!(read(None, Some("2")), None);
    assert_eq!(read(Some(""), None), None);
    let (_, pairs) = shown("v=1&ui.lesson=a&ui.step=2");
    assert!(pairs.contains(&(LESSON.to_owned(), "a".to_owned())));
    assert!(pairs.contains(&(LESSON_STEP.to_owned(), "2".to_owned())));
}

#[test]
fn lessons_open_the_views_that_there_are() {
    let keys: Vec<&str> = TABS.iter().map(|tab| tab.key).collect();
    assert_eq!(keys, playground_lesson::VIEWS);
}
