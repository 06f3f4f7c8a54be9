//! Slices through the loss.

use super::*;

fn slice(fixture: &mut Fixture, seed: u64, radius: f32, side: u32) -> Vec<Outgoing> {
    fixture.events.borrow_mut().clear();
    fixture.ask(8, Question::Slice { seed, radius, side });
    fixture.settle();
    let events = fixture.events.borrow();
    let is_slice = |o: &&Outgoing| matches!(o.event, Event::Answer { .. });
    events.iter().filter(is_slice).cloned().collect()
}

#[test]
fn the_middle_is_the_loss_of_the_network_itself() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(5));
    let slices = slice(&mut fixture, 1, 1.0, 5);
    assert_eq!(slices.len(), 5, "one message for each row");
    let whole = &slices[4];
    let expected = |rows| Event::Answer {
        id: 8,
        more: rows < 5,
        result: Ok(Answer::Slice {
            seed: 1,
            radius: 1.0,
            side: 5,
            step: 5,
            examples: 480,
            rows,
        }),
    };
    assert_eq!(whole.event, expected(5));
    assert_eq!(slices[1].event, expected(2));
    assert_eq!(whole.bulk.len(), 25);
    assert_eq!(slices[1].bulk[..], whole.bulk[..10]);
    // One batch of all training images: its report gives their loss before the update.
    fixture.send(Command::Change {
        experiment: Experiment {
            batch_size: 480,
            ..small()
        },
    });
    fixture.train(Target::Steps(1));
    let loss = fixture.reports().last().unwrap().loss;
    assert!(
        (whole.bulk[12] - loss).abs() < 1e-5,
        "{} {loss}",
        whole.bulk[12]
    );
    assert!(whole.bulk.iter().all(|l| l.is_finite()));
    assert_ne!(whole.bulk[0], whole.bulk[24]);
}

#[test]
fn half_the_radius_is_the_inner_part_of_the_same_plane() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(5));
    let wide = slice(&mut fixture, 1, 1.0, 5).pop().unwrap().bulk;
    let near = slice(&mut fixture, 1, 0.5, 3).pop().unwrap().bulk;
    let inner: Vec<f32> = [6, 7, 8, 11, 12, 13, 16, 17, 18].map(|i| wide[i]).to_vec();
    assert_eq!(inner, near);
    let other = slice(&mut fixture, 2, 0.5, 3).pop().unwrap().bulk;
    assert_eq!(other[4], near[4]);
    assert_ne!(other[0], near[0]);
}

#[test]
fn a_slice_does_not_change_the_curve() {
    let mut alone = Fixture::with_data(small());
    alone.train(Target::Steps(40));
    let mut beside = Fixture::with_data(small());
    let (seed, radius, side) = (1, 1.0, 7);
    beside.ask(1, Question::Slice { seed, radius, side });
    beside.train(Target::Steps(40));
    let whole = beside.last_answer(|a| matches!(a, Answer::Slice { rows: 7, .. }));
    assert!(whole.is_some());
    assert_eq!(alone.losses(), beside.losses());
}

#[test]
fn a_slice_that_makes_no_sense_is_refused() {
    let mut fixture = Fixture::with_data(small());
    for (radius, side, why) in [(1.0, 4, "odd number"), (1.0, 99, "odd"), (0.0, 5, "radius")] {
        let seed = 1;
        fixture.ask(1, Question::Slice { seed, radius, side });
        assert!(fixture.refusal().contains(why), "{}", fixture.refusal());
    }
    let mut early = Fixture::new(small());
    early.send_data(0..50);
    let (seed, radius, side) = (1, 1.0, 5);
    early.ask(1, Question::Slice { seed, radius, side });
    assert!(
        early.refusal().contains("not arrived"),
        "{}",
        early.refusal()
    );
}
