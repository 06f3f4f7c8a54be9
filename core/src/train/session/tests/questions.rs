//! The queue of questions: which are answered, in which order, and that none is left open.

use super::*;

fn every_kind() -> Vec<Question> {
    let request = InspectRequest {
        window: Default::default(),
        class: None,
        explain: false,
    };
    let (part, limit) = (Part::Test, None);
    vec![
        Question::Predict,
        Question::Benchmark { steps: 2 },
        Question::Evaluate { part },
        Question::Examine { part, limit },
        Question::Slice {
            seed: 1,
            radius: 1.0,
            side: 3,
        },
        Question::Inspect(request),
        Question::ActivationScan { images: 60 },
    ]
}

fn ask_everything(fixture: &mut Fixture) -> Vec<u32> {
    let image = vec![0.5; 784];
    let numbered: Vec<(u32, Question)> = (1..).zip(every_kind()).collect();
    for (id, question) in numbered.iter().cloned() {
        fixture.ask_with(id, question, &image);
    }
    numbered.into_iter().map(|(id, _)| id).collect()
}

/// Numbers of the questions, each once, in the order in which they were done with.
fn last_words(fixture: &Fixture) -> Vec<u32> {
    let pick = |o: &Outgoing| match &o.event {
        Event::Answer {
            id, more: false, ..
        } => Some(*id),
        _ => None,
    };
    fixture.events.borrow().iter().filter_map(pick).collect()
}

#[test]
fn each_question_has_one_answer_and_the_drawn_digit_comes_before_the_next_step() {
    let mut fixture = Fixture::with_data(small());
    fixture.send(Command::Train {
        target: Target::Steps(20),
    });
    let asked = ask_everything(&mut fixture);
    fixture.settle();
    let mut done = last_words(&fixture);
    assert_eq!(done[0], 1, "predictions first");
    done.sort_unstable();
    assert_eq!(done, asked);
    assert!(fixture.gone().is_empty());
    let events = fixture.events.borrow();
    let place = |wanted: fn(&Event) -> bool| events.iter().position(|o| wanted(&o.event));
    let answered = place(|e| matches!(e, Event::Answer { .. })).unwrap();
    assert!(answered < place(|e| matches!(e, Event::Report { .. })).unwrap());
}

/// A slice of it is a step where the clock is quick, and whatever else is asked is heard in between.
#[test]
fn a_benchmark_is_measured_a_slice_at_a_time() {
    let mut fixture = Fixture::with_data(small());
    fixture.ask(1, Question::Benchmark { steps: 20 });
    fixture.ask_with(2, Question::Predict, &[0.5; 784]);
    fixture.settle();
    assert_eq!(
        last_words(&fixture),
        [2, 1],
        "the digit does not wait for it"
    );
    let bare = fixture.benchmark();
    assert_eq!(bare.steps, 20);
    assert!(bare.seconds > 0.0 && bare.product_seconds > 0.0);
}

/// It goes by the settings of the network that has taken the place of the one that it began with.
#[test]
fn a_benchmark_begins_anew_with_another_network() {
    let mut fixture = Fixture::with_data(small());
    fixture.ask(1, Question::Benchmark { steps: 20 });
    fixture.turn();
    let experiment = Experiment {
        blocks: vec![Block::dense(64, Activation::Relu)],
        ..small()
    };
    let architecture = experiment.architecture().unwrap();
    fixture.send(Command::Reset {
        experiment,
        inherit: 0,
    });
    fixture.settle();
    let products: usize = architecture.layers.iter().map(|l| l.inputs * l.units).sum();
    let first = architecture.layers[0].inputs * architecture.layers[0].units;
    // Nothing goes back into the images.
    let expected = 2.0 * 32.0 * (3 * products - first) as f64 / 1e9;
    assert!((fixture.benchmark().gflop - expected).abs() < 1e-12);
}

#[test]
fn a_new_network_answers_nothing_about_the_one_before_and_says_so() {
    let reset = Command::Reset {
        experiment: small(),
        inherit: 0,
    };
    let mut fixture = Fixture::with_data(small());
    ask_everything(&mut fixture);
    fixture.send(reset);
    let gone = fixture.gone();
    assert!(gone.iter().all(|(_, why)| *why == Gone::NetworkReplaced));
    let numbers: Vec<u32> = gone.iter().map(|(id, _)| *id).collect();
    assert_eq!(numbers, [1, 3, 4, 5, 6, 7]);
    fixture.settle();
    // A benchmark is about the settings, and measures those of the new network.
    let answers = fixture.answers();
    assert!(matches!(answers[..], [(2, Answer::Benchmark(Ok(_)), _)]));

    // The same with a network that is brought back.
    let mut fixture = Fixture::with_data(small());
    let kept = fixture.checkpoint();
    let Event::Checkpoint(checkpoint) = kept.event else {
        panic!("no checkpoint");
    };
    ask_everything(&mut fixture);
    fixture.send_bulk(Command::Restore { checkpoint }, &bytes(&kept.bulk));
    assert_eq!(fixture.gone(), gone);
}

#[test]
fn only_the_latest_of_a_kind_is_answered_but_every_measurement_is() {
    let mut fixture = Fixture::with_data(small());
    ask_everything(&mut fixture);
    let image = vec![0.5; 784];
    for (id, question) in (11..).zip(every_kind()) {
        fixture.ask_with(id, question, &image);
    }
    let gone: Vec<u32> = fixture.gone().iter().map(|(id, _)| *id).collect();
    assert_eq!(gone, [1, 2, 5, 6, 7]);
    assert!(fixture.gone().iter().all(|g| g.1 == Gone::Superseded));
    fixture.settle();
    let mut done = last_words(&fixture);
    done.sort_unstable();
    assert_eq!(done, [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17]);
}

#[test]
fn a_question_that_is_refused_leaves_the_one_before_it() {
    let mut fixture = Fixture::with_data(small());
    fixture.ask_with(1, Question::Predict, &[0.5; 784]);
    fixture.ask_with(2, Question::Predict, &[0.5; 3]);
    fixture.settle();
    assert!(fixture.refusal().contains("784 finite numbers"));
    assert_eq!(last_words(&fixture), [2, 1]);
    let mut early = Fixture::new(small());
    early.ask_with(3, Question::Predict, &[0.5; 784]);
    assert!(early.refusal().contains("not arrived"));
}
