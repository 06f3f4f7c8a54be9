//! The moving average of the weights: what it is, and that the run does not notice.

use super::*;

fn averaging(decay: f64) -> Experiment {
    Experiment {
        ema: decay,
        ..small()
    }
}

fn vectors(fixture: &mut Fixture) -> Vec<Vec<f32>> {
    let saved = fixture.checkpoint();
    let Event::Checkpoint(head) = saved.event else {
        panic!("no checkpoint");
    };
    assert_eq!(saved.bulk.len(), head.parameters * head.vectors());
    saved
        .bulk
        .chunks(head.parameters)
        .map(<[f32]>::to_vec)
        .collect()
}

#[test]
fn the_average_is_the_weighted_sum_of_all_weights_so_far() {
    let mut fixture = Fixture::with_data(averaging(0.8));
    let mut weights = vec![vectors(&mut fixture)[0].clone()];
    assert_eq!(
        vectors(&mut fixture)[3],
        weights[0],
        "it begins at the first weights"
    );
    for _ in 0..6 {
        fixture.train(Target::Steps(1));
        weights.push(vectors(&mut fixture)[0].clone());
    }
    let average = &vectors(&mut fixture)[3];
    let n = weights.len() as i32 - 1;
    for (i, &got) in average.iter().enumerate() {
        let mut expected = 0.8f64.powi(n) * f64::from(weights[0][i]);
        for k in 1..=n {
            expected += 0.2 * 0.8f64.powi(n - k) * f64::from(weights[k as usize][i]);
        }
        assert!(
            (f64::from(got) - expected).abs() < 1e-6,
            "{i}: {got} {expected}"
        );
    }
}

#[test]
fn a_run_is_the_same_to_the_last_bit_with_and_without_an_average() {
    let run = |experiment| {
        let mut fixture = Fixture::with_data(experiment);
        fixture.train(Target::Steps(20));
        (fixture.losses(), vectors(&mut fixture)[..3].to_vec())
    };
    assert_eq!(run(small()), run(averaging(0.99)));
}

#[test]
fn a_checkpoint_continues_the_same_average() {
    let mut whole = Fixture::with_data(averaging(0.9));
    whole.train(Target::Steps(30));
    let mut first = Fixture::with_data(averaging(0.9));
    first.train(Target::Steps(17));
    let saved = first.checkpoint();
    let Event::Checkpoint(head) = saved.event else {
        panic!("no checkpoint");
    };
    let mut second = Fixture::with_data(averaging(0.9));
    second.send_bulk(Command::Restore { checkpoint: head }, &bytes(&saved.bulk));
    second.train(Target::Steps(13));
    assert_eq!(vectors(&mut whole), vectors(&mut second));
}

#[test]
fn turned_on_while_it_runs_it_begins_at_the_present_weights() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(5));
    fixture.send(Command::Change {
        experiment: averaging(0.9),
    });
    let now = vectors(&mut fixture);
    assert_eq!(now[0], now[3]);
    fixture.train(Target::Steps(3));
    let before = vectors(&mut fixture);
    assert_ne!(before[0], before[3]);
    // Another decay goes on with the same average; none gives it up.
    fixture.send(Command::Change {
        experiment: averaging(0.5),
    });
    assert_eq!(before, vectors(&mut fixture));
    fixture.send(Command::Change {
        experiment: small(),
    });
    assert_eq!(before[..3], vectors(&mut fixture)[..]);
}

#[test]
fn an_evaluation_is_of_both() {
    let mut fixture = Fixture::with_data(averaging(0.9));
    fixture.train(Target::Steps(20));
    let both = fixture.evaluate(Part::Test);
    let of_average = both.averaged.unwrap();
    assert_ne!(of_average.loss, both.loss);
    // A network with the average as its weights answers the same.
    let mut saved = fixture.checkpoint();
    let Event::Checkpoint(head) = saved.event else {
        panic!("no checkpoint");
    };
    let n = head.parameters;
    saved.bulk.copy_within(3 * n..4 * n, 0);
    let mut other = Fixture::with_data(small());
    other.send_bulk(Command::Restore { checkpoint: head }, &bytes(&saved.bulk));
    let plain = other.evaluate(Part::Test);
    assert_eq!(
        (plain.loss, plain.accuracy),
        (of_average.loss, of_average.accuracy)
    );
    let mut without = Fixture::with_data(small());
    assert_eq!(without.evaluate(Part::Test).averaged, None);
}
