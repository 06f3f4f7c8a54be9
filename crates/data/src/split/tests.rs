use proptest::prelude::*;

use super::*;

fn any_spec() -> impl Strategy<Value = SplitSpec> {
    prop_oneof![
        (any::<u32>(), any::<u32>())
            .prop_map(|(train, validation)| SplitSpec::Official { train, validation }),
        (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(
            |(train_pct, validation_pct, test_pct)| SplitSpec::HeldOut {
                train_pct,
                validation_pct,
                test_pct,
            }
        ),
    ]
}

/// Specs that mostly fit a small file.
fn modest_spec() -> impl Strategy<Value = SplitSpec> {
    prop_oneof![
        (0u32..150, 0u32..150)
            .prop_map(|(train, validation)| SplitSpec::Official { train, validation }),
        (0u8..70, 0u8..40, 0u8..40).prop_map(|(train_pct, validation_pct, test_pct)| {
            SplitSpec::HeldOut {
                train_pct,
                validation_pct,
                test_pct,
            }
        }),
    ]
}

proptest! {
    #[test]
    fn the_text_form_goes_there_and_back(spec in any_spec()) {
        prop_assert_eq!(spec.to_string().parse(), Ok(spec));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".*") {
        if let Ok(spec) = text.parse::<SplitSpec>() {
            prop_assert_eq!(spec.to_string().parse(), Ok(spec));
        }
    }

    #[test]
    fn no_image_is_in_two_parts_and_none_is_made_up(
        spec in modest_spec(), train_file in 0usize..300, test_file in 0usize..50,
    ) {
        if let Ok(parts) = spec.resolve(train_file, test_file) {
            let mut uses = vec![0; train_file];
            let tested = match parts.test.file {
                TestFile::Train => parts.test.range.clone(),
                TestFile::Test => {
                    prop_assert_eq!(&parts.test.range, &(0..test_file));
                    0..0
                }
            };
            for index in parts.train.clone().chain(parts.validation).chain(tested) {
                uses[index] += 1;
            }
            prop_assert!(uses.iter().all(|count| *count <= 1));
            prop_assert!(!parts.train.is_empty() && !parts.test.range.is_empty());
        }
    }

    #[test]
    fn extreme_specs_are_refused_without_overflow(spec in any_spec(), file in any::<u32>()) {
        let _ = spec.resolve(file as usize, 1);
    }
}

#[test]
fn official_takes_the_head_of_the_training_file_and_the_test_file() {
    let parts = "55000+5000".parse::<SplitSpec>().unwrap();
    let parts = parts.resolve(60_000, 10_000).unwrap();
    assert_eq!(parts.train, 0..55_000);
    assert_eq!(parts.validation, 55_000..60_000);
    assert_eq!(parts.test.file, TestFile::Test);
    assert_eq!(parts.test.range, 0..10_000);
}

#[test]
fn held_out_goes_train_test_validation() {
    let parts = "80/15/5".parse::<SplitSpec>().unwrap();
    let parts = parts.resolve(60_000, 10_000).unwrap();
    assert_eq!(parts.train, 0..48_000);
    assert_eq!(parts.test.range, 48_000..57_000);
    assert_eq!(parts.test.file, TestFile::Train);
    assert_eq!(parts.validation, 57_000..60_000);
}

#[test]
fn what_cannot_be_had_is_explained() {
    let message = |text: &str, train, test| {
        let error = text
            .parse::<SplitSpec>()
            .unwrap()
            .resolve(train, test)
            .unwrap_err();
        error.0
    };
    assert!(message("55000+5000", 20_000, 4_000).contains("holds 20000"));
    assert!(message("0+5000", 20_000, 4_000).contains("no images"));
    assert!(message("50+0", 100, 0).contains("80/10/10"));
    assert!(message("80/20/10", 100, 0).contains("110 %"));
    assert!(message("80/1/10", 20, 0).contains("test part"));
}

#[test]
fn a_set_of_unknown_size_is_not_judged_beforehand() {
    let spec: SplitSpec = "80/10/10".parse().unwrap();
    assert_eq!(spec.resolve_for(DatasetId::Custom), Ok(None));
}
