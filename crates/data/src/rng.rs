//! Seeded random streams. Every use of randomness has its own stream, keyed by what it is for, so
//! that two runs that share a seed and a shape share their weights, and changing one thing (the
//! batch size, say) never shifts the numbers that another thing draws.

use rand::SeedableRng;
pub use rand::rngs::ChaCha8Rng;

/// What a stream of random numbers is for. The discriminants are part of every saved run and
/// shared link: never renumber them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Initial weights, keyed by (block, name of the parameter).
    Weights = 1,
    /// The order of examples, keyed by (epoch, block of images).
    Batches = 2,
    /// Synthetic digits, keyed by (set, index of the image).
    Synthetic = 3,
    /// Dropout masks, keyed by (step, block).
    Dropout = 4,
    /// Directions of a slice through the loss, keyed by (which of the two, index of the parameter).
    Directions = 5,
    /// Points and samples of the theory view, keyed by (name of the use, index).
    Theory = 6,
    /// Generated series, keyed by (kind and set, index of the series).
    Sequences = 7,
    /// Which label each training image gets where labels are shuffled by mistake.
    Labels = 8,
    /// Dropout masks outside of training, by mistake, keyed by (step and asking, image and block).
    Evaluation = 9,
    /// Which images of a training set are followed.
    Panel = 10,
}

/// Opens the stream for `purpose` under `seed`, told apart from its siblings by `a` and `b`.
///
/// The four words *are* the ChaCha key, so distinct keys give independent streams without a hash.
pub fn stream(seed: u64, purpose: Purpose, a: u64, b: u64) -> ChaCha8Rng {
    let mut key = [0u8; 32];
    for (slot, word) in key.chunks_exact_mut(8).zip([seed, purpose as u64, a, b]) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

/// Computes a stable 64-bit key for a name (FNV-1a), for streams that are told apart by a word.
pub fn name_key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn a_stream_depends_on_each_part_of_its_key() {
        let first = |seed, purpose, a, b| stream(seed, purpose, a, b).random::<u64>();
        let base = first(7, Purpose::Weights, 1, 2);
        assert_eq!(base, first(7, Purpose::Weights, 1, 2));
        for other in [
            first(8, Purpose::Weights, 1, 2),
            first(7, Purpose::Batches, 1, 2),
            first(7, Purpose::Weights, 0, 2),
            first(7, Purpose::Weights, 1, 3),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn name_key_is_fnv_1a() {
        // Published test vectors of the 64-bit FNV-1a hash.
        assert_eq!(name_key(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(name_key("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
