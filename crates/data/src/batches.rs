//! The order in which examples are used.
//!
//! Training may begin before all images have arrived, and that must not change its curve. So an
//! epoch is shuffled block by block: consecutive blocks of [`BLOCK`] images, shuffled inside. In the
//! first epoch the blocks follow the file, and a step waits for its block alone; from the second
//! on the blocks come in a seeded order too.

use std::ops::Range;

use rand::seq::SliceRandom;

use crate::rng::{Purpose, stream};

/// Images shuffled together.
pub(crate) const BLOCK: usize = 4096;

/// Key of the stream that orders the blocks of an epoch; no block has this number.
const BLOCK_ORDER: u64 = u64::MAX;

/// The order of one part of a data set, epoch by epoch. Depends on seed, epoch and block alone,
/// never on the batch size, so that may change in the middle of an epoch.
#[derive(Debug)]
pub struct BatchOrder {
    seed: u64,
    range: Range<usize>,
    shuffle: bool,
    /// Arranged class after class, for good.
    sorted: bool,
    current: Option<u64>,
    order: Vec<u32>,
    /// For each block in the order used: where it ends in `order`, and where in the file.
    ends: Vec<(usize, usize)>,
}

impl BatchOrder {
    /// Begins the order of the images `range` of a file (at most 2³² of them); in file order unless `shuffle`.
    pub fn new(seed: u64, range: Range<usize>, shuffle: bool) -> Self {
        Self {
            seed,
            range,
            shuffle,
            sorted: false,
            current: None,
            order: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Puts the images `range` of a file class after class, in file order within each, in every epoch: what comes of a
    /// sorted file that nobody shuffles. All their labels must be there.
    pub fn by_class(range: Range<usize>, label: impl Fn(usize) -> u8) -> Self {
        let mut order: Vec<u32> = range.clone().map(|index| index as u32).collect();
        order.sort_by_key(|&index| label(index as usize));
        Self {
            ends: vec![(order.len(), range.end)],
            order,
            sorted: true,
            ..Self::new(0, range, false)
        }
    }

    /// Returns all indices of an epoch (counted from 0), in order.
    pub(crate) fn epoch(&mut self, epoch: u64) -> &[u32] {
        if !self.sorted && self.current != Some(epoch) {
            self.arrange(epoch);
        }
        &self.order
    }

    /// Returns `len` indices from position `start` of an epoch; `None` when fewer are left.
    pub fn slice(&mut self, epoch: u64, start: usize, len: usize) -> Option<&[u32]> {
        let end = start.checked_add(len)?;
        self.epoch(epoch).get(start..end)
    }

    /// Returns how many images of the file must have arrived before that slice is used: up to the end of the last of
    /// its blocks.
    pub fn needed(&mut self, epoch: u64, start: usize, len: usize) -> usize {
        self.epoch(epoch);
        let end = start.saturating_add(len).min(self.order.len());
        let mut begin = 0;
        let mut needed = 0;
        for &(position_end, file_end) in &self.ends {
            if begin < end && position_end > start {
                needed = needed.max(file_end);
            }
            begin = position_end;
        }
        needed
    }

    fn arrange(&mut self, epoch: u64) {
        let count = self.range.len().div_ceil(BLOCK) as u64;
        let mut blocks: Vec<u64> = (0..count).collect();
        if self.shuffle && epoch > 0 {
            blocks.shuffle(&mut stream(self.seed, Purpose::Batches, epoch, BLOCK_ORDER));
        }
        self.order.clear();
        self.ends.clear();
        for block in blocks {
            let start = self.range.start + block as usize * BLOCK;
            let end = (start + BLOCK).min(self.range.end);
            let position = self.order.len();
            self.order.extend((start..end).map(|index| index as u32));
            if self.shuffle {
                let mut rng = stream(self.seed, Purpose::Batches, epoch, block);
                self.order[position..].shuffle(&mut rng);
            }
            self.ends.push((self.order.len(), end));
        }
        self.current = Some(epoch);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_epoch_is_a_permutation(
            seed: u64, start in 0usize..5000, len in 0usize..10_000, shuffle: bool, epoch in 0u64..3,
        ) {
            let mut order = BatchOrder::new(seed, start..start + len, shuffle);
            let mut indices = order.epoch(epoch).to_vec();
            indices.sort_unstable();
            prop_assert!(indices.into_iter().eq((start..start + len).map(|i| i as u32)));
        }

        #[test]
        fn the_first_epoch_needs_no_more_than_its_block(
            seed: u64, len in 1usize..12_000, start in 0usize..12_000, size in 1usize..600,
        ) {
            let mut order = BatchOrder::new(seed, 100..100 + len, true);
            let needed = order.needed(0, start, size);
            if let Some(slice) = order.slice(0, start, size) {
                prop_assert!(slice.iter().all(|index| (*index as usize) < needed));
                let last_block = (start + size - 1) / BLOCK;
                prop_assert_eq!(needed, 100 + ((last_block + 1) * BLOCK).min(len));
            }
        }

        #[test]
        fn every_later_slice_lies_below_what_it_needs(
            seed: u64, epoch in 1u64..4, start in 0usize..12_000, size in 1usize..600,
        ) {
            let mut order = BatchOrder::new(seed, 0..12_000, true);
            let needed = order.needed(epoch, start, size);
            if let Some(slice) = order.slice(epoch, start, size) {
                prop_assert!(slice.iter().all(|index| (*index as usize) < needed));
                prop_assert!(needed.is_multiple_of(BLOCK) || needed == 12_000);
            }
        }

        #[test]
        fn the_batch_size_does_not_change_the_order(seed: u64, size in 1usize..300) {
            let mut order = BatchOrder::new(seed, 0..5000, true);
            let whole = order.epoch(1).to_vec();
            let mut joined = vec![];
            while let Some(batch) = order.slice(1, joined.len(), size) {
                joined.extend_from_slice(batch);
            }
            prop_assert_eq!(&joined[..], &whole[..joined.len()]);
            prop_assert!(whole.len() - joined.len() < size);
        }
    }

    #[test]
    fn without_shuffling_the_order_is_the_files() {
        let mut order = BatchOrder::new(3, 10..14, false);
        assert_eq!(order.epoch(0), [10, 11, 12, 13]);
        assert_eq!(order.epoch(5), [10, 11, 12, 13]);
    }

    #[test]
    fn by_class_the_order_is_that_of_a_sorted_file_in_every_epoch() {
        let mut order = BatchOrder::by_class(2..8, |index| [9, 9, 1, 0, 1, 2, 0, 1][index]);
        assert_eq!(order.epoch(0), [3, 6, 2, 4, 7, 5]);
        assert_eq!(order.epoch(4), [3, 6, 2, 4, 7, 5]);
        assert_eq!(order.needed(0, 0, 1), 8, "it goes by every label");
    }

    #[test]
    fn seed_and_epoch_each_give_another_order() {
        let epoch = |seed, epoch| BatchOrder::new(seed, 0..9000, true).epoch(epoch).to_vec();
        let base = epoch(1, 0);
        assert_eq!(base, epoch(1, 0));
        assert_ne!(base, epoch(2, 0));
        assert_ne!(base, epoch(1, 1));
    }

    #[test]
    fn blocks_are_reordered_from_the_second_epoch_on() {
        let mut order = BatchOrder::new(1, 0..60_000, true);
        let mut blocks = |epoch| -> Vec<usize> {
            let firsts = order.epoch(epoch).iter().step_by(BLOCK);
            firsts.map(|index| *index as usize / BLOCK).collect()
        };
        assert!(blocks(0).is_sorted());
        assert!(!blocks(1).is_sorted());
    }

    #[test]
    fn what_is_left_over_is_dropped() {
        let mut order = BatchOrder::new(1, 0..10, true);
        assert_eq!(order.slice(0, 4, 4).map(<[u32]>::len), Some(4));
        assert_eq!(order.slice(0, 8, 4), None);
        assert_eq!(order.slice(0, 8, 2).map(<[u32]>::len), Some(2));
        assert_eq!(order.slice(0, 8, 3), None);
    }
}
