use super::*;
use proptest::prelude::*;

fn first(text: &str) -> Place {
    search(text)
        .first()
        .map(|found| found.place)
        .unwrap_or_else(|| panic!("nothing for “{text}”"))
}

fn places(text: &str) -> Vec<Place> {
    search(text).iter().map(|found| found.place).collect()
}

#[test]
fn every_setting_comes_first_by_its_title_and_is_found_by_key_label_and_name() {
    for entry in ENTRIES.iter() {
        assert_eq!(first(entry.title), entry.place, "{}", entry.title);
    }
    for field in FIELDS.iter() {
        for word in [field.key, field.label, field.name] {
            assert!(places(word).contains(&Place::Field(field.key)), "{word}");
        }
        assert!(
            places(field.doc).contains(&Place::Field(field.key)),
            "{}",
            field.doc
        );
    }
}

#[test]
fn every_value_leads_to_where_it_is_chosen_and_is_named() {
    for entry in ENTRIES.iter() {
        for value in &entry.values {
            let found = search(value.name);
            let found = found.iter().find(|found| found.place == entry.place);
            assert!(
                found.is_some_and(|found| found.values.contains(&value.name)),
                "{}",
                value.name
            );
        }
    }
}

#[test]
fn words_of_courses_lead_to_the_setting_that_is_meant() {
    use Place::{Activation, Field, Mistake, NewLayer, Units};
    for (word, place) in [
        ("lr", Field("lr")),
        ("eta", Field("lr")),
        ("Step Size", Field("lr")),
        ("momentum", Field("mu")),
        ("velocity", Field("mu")),
        ("L2 regularisation", Field("wd")),
        ("l2-regularization", Field("wd")),
        ("weight_decay", Field("wd")),
        ("mini-batch", Field("batch")),
        ("hidden units", Units),
        ("neurons", Units),
        ("one-hot", Field("loss")),
        ("MSE", Field("loss")),
        ("zero_grad", Mistake("uncleared")),
        ("optimizer.zero_grad()", Mistake("uncleared")),
        ("model.eval()", Mistake("trainmode")),
        ("softmax", Field("out")),
        ("autoencoder", Field("out")),
        ("seed", Field("seed")),
        ("early stopping", Field("stop")),
        ("epochs", Field("stop")),
        ("Adam", Field("opt")),
        ("ReLU", Activation),
        ("Fashion-MNIST", Field("data")),
        ("dropout", NewLayer),
        ("LSTM", NewLayer),
        ("Glorot", Field("init")),
        ("beta1", Field("b1")),
        ("epsilon", Field("eps")),
        ("cosine", Field("sched")),
        ("preprocessing", Field("norm")),
        ("validation set", Field("split")),
        ("fine-tuning", Field("freeze")),
        ("temperature", Field("temp")),
    ] {
        assert_eq!(first(word), place, "{word}");
    }
    // Both the number and the optimisers that have it.
    assert!(places("momentum").contains(&Field("opt")));
    let optimiser = &search("adam")[0];
    assert_eq!(optimiser.values, ["Adam", "AdamW"]);
}

#[test]
fn values_are_told_with_the_setting() {
    let told = |text: &str| {
        let found = search(text).remove(0);
        (found.title, found.group, found.values)
    };
    let dropout = ("add a layer", Group::Network, vec!["dropout"]);
    assert_eq!(told("dropout"), dropout);
    let fashion = ("data set", Group::Problem, vec!["Fashion-MNIST"]);
    assert_eq!(told("fashion mnist"), fashion);
    assert_eq!(told("ReLU").2[0], "ReLU");
    assert_eq!(told("L2"), ("weight decay", Group::More, vec![]));
    assert_eq!(places("temperature"), [Place::Field("temp")]);
}

#[test]
fn the_beginning_of_a_word_is_enough_and_its_middle_is_not() {
    assert_eq!(first("mom"), Place::Field("mu"));
    assert!(!places("omentum").contains(&Place::Field("mu")));
}

#[test]
fn nothing_is_found_of_what_is_not_here() {
    for text in ["", "  ", "…", "blockchain", "momentum blockchain"] {
        assert!(search(text).is_empty(), "{text}");
    }
}

#[test]
fn every_field_but_the_parameters_of_losses_has_words() {
    for field in FIELDS.iter() {
        let of_loss = !takers(field.key).is_empty();
        assert_ne!(words(field.key).is_some(), of_loss, "{}", field.key);
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_searched_for(text in any::<String>()) {
        let found = search(&text);
        for (at, one) in found.iter().enumerate() {
            prop_assert!(found[..at].iter().all(|other| other.place != one.place));
        }
    }
}
