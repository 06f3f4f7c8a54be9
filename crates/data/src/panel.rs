//! Which images stand for a training set where a few are watched through training: as many of each class as of any other,
//! the same ones whatever the seed of a run.

use crate::rng::{Purpose, stream};
use rand::seq::SliceRandom;

/// Returns the places of `count` images among those with these `labels`, or of all where there are fewer: as many of
/// each class as of any other, as far as there are any.
pub fn choose(labels: &[u8], count: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..labels.len()).collect();
    places.shuffle(&mut stream(0, Purpose::Panel, 0, 0));
    let mut seen = [0_usize; 256];
    let mut rounds: Vec<(usize, usize)> = places
        .into_iter()
        .map(|place| {
            let round = &mut seen[usize::from(labels[place])];
            *round += 1;
            (*round, place)
        })
        .collect();
    // Stable: within a round they stay in their random order.
    rounds.sort_by_key(|&(round, _)| round);
    rounds.truncate(count);
    rounds.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_there_as_often_as_any_other() {
        let labels: Vec<u8> = (0..1000).map(|i| (i % 10) as u8).collect();
        let chosen = choose(&labels, 24);
        assert_eq!(chosen.len(), 24);
        let of = |class| chosen.iter().filter(|&&p| labels[p] == class).count();
        assert!((0..10).all(|class| (2..=3).contains(&of(class))));
        assert_eq!(chosen, choose(&labels, 24), "the same ones each time");
        assert_eq!(
            chosen[..10],
            choose(&labels, 10)[..],
            "more go behind fewer"
        );
    }

    #[test]
    fn a_rare_class_gives_what_it_has_and_a_small_set_everything() {
        let mut labels = vec![0; 50];
        labels[17] = 1;
        let chosen = choose(&labels, 6);
        assert!(chosen.contains(&17));
        assert_eq!(chosen.len(), 6);
        let mut all = choose(&[3, 3, 7], 24);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
        assert!(choose(&[], 24).is_empty());
    }
}
