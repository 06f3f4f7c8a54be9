use super::*;
use proptest::prelude::*;

fn words(sheets: Sheets) -> [Option<String>; 5] {
    [
        sheets.neuron.word(),
        sheets.calculator.word(),
        sheets.sizes.word(),
        sheets.surface.word(),
        sheets.claims_word(),
    ]
}

fn show(sheets: Sheets, words: &[Option<String>; 5]) {
    let [neuron, calculator, sizes, surface, claims] = words.each_ref().map(Option::as_deref);
    sheets.neuron.show(neuron);
    sheets.calculator.show(calculator);
    sheets.sizes.show(sizes);
    sheets.surface.show(surface);
    sheets.show_claims(claims);
}

#[test]
fn a_first_visit_has_nothing_to_say_and_what_is_typed_is_said() {
    Owner::new().with(|| {
        let sheets = Sheets::new();
        assert_eq!(words(sheets), [const { None }; 5]);
        sheets.calculator.values.set("0.4, 0.6~".to_owned());
        sheets.surface.zoom.set(2.0);
        let word = sheets.calculator.word().unwrap();
        assert_eq!(word, "logits~0.4, 0.6 ~1~10~ce");
        assert!(
            sheets
                .surface
                .word()
                .unwrap()
                .starts_with("sigmoid-mse~clouds~1~3~8~")
        );
    });
}

#[test]
fn what_would_keep_the_page_busy_for_ever_is_not_taken() {
    Owner::new().with(|| {
        let sheets = Sheets::new();
        sheets.neuron.show(Some("1e9~2~inf~4000000000"));
        assert_eq!(
            sheets.neuron.weight.get_untracked(),
            NeuronInputs::usual()[0]
        );
        assert_eq!(
            sheets.neuron.epochs.get_untracked(),
            NeuronInputs::usual()[3]
        );
        sheets
            .surface
            .show(Some("linear-ce~nowhere~~~~~~NaN~0.5~1~1e12~0"));
        assert_eq!(CASES[sheets.surface.case.get_untracked()].key, "linear-ce");
        assert_eq!(sheets.surface.source.get_untracked(), "clouds");
        assert_eq!(sheets.surface.start.get_untracked(), [0.3, 0.5]);
        assert_eq!(sheets.surface.steps.get_untracked(), 100.0);
        assert_eq!(sheets.surface.zoom.get_untracked(), 1.0);
    });
}

proptest! {
    #[test]
    fn what_is_typed_comes_back_exactly(
        numbers in (NUMBERS.0..NUMBERS.1, NUMBERS.0..NUMBERS.1, RATES.0..RATES.1, 1u32..5000),
        texts in proptest::collection::vec("[^~]{0,12}", 12),
        choices in (any::<bool>(), 0..ROWS.len(), 0..CASES.len(), 0..SOURCES.len()),
        surface in (PLACES.0..PLACES.1, PLACES.0..PLACES.1, SURFACE_RATES.0..SURFACE_RATES.1, 0..=MOST_STEPS as u32, ZOOMS.0..ZOOMS.1),
    ) {
        Owner::new().with(|| {
            let typed = Sheets::new();
            typed.neuron.weight.set(numbers.0);
            typed.neuron.bias.set(numbers.1);
            typed.neuron.rate.set(numbers.2);
            typed.neuron.epochs.set(f64::from(numbers.3));
            let (calculator, sizes, map) = (typed.calculator, typed.sizes, typed.surface);
            if choices.0 {
                calculator.given.set(VectorKind::Probabilities);
            }
            calculator.row.set(choices.1);
            let fields = [
                calculator.values, calculator.target, calculator.classes, sizes.network, sizes.examples, sizes.batch,
                map.seed, map.digits[0], map.digits[1], map.pixels[0], map.pixels[1], typed.claims,
            ];
            for (field, text) in fields.iter().zip(&texts) {
                field.set(text.clone());
            }
            map.case.set(choices.2);
            map.source.set(SOURCES[choices.3].0.to_owned());
            map.start.set([surface.0, surface.1]);
            map.rate.set(surface.2);
            map.steps.set(f64::from(surface.3));
            map.zoom.set(surface.4);
            let opened = Sheets::new();
            let said = words(typed);
            show(opened, &said);
            assert_eq!(words(opened), said);
        });
    }

    #[test]
    fn any_word_is_read(word in ".{0,60}") {
        Owner::new().with(|| {
            let sheets = Sheets::new();
            show(sheets, &[const { None }; 5].map(|_: Option<String>| Some(word.clone())));
            let said = words(sheets);
            show(sheets, &said);
            assert_eq!(words(sheets), said);
        });
    }
}
