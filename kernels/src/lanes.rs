//! Eight numbers at a time. Loops over them are explicit here: in what is linked for size the compiler widens none.

pub(crate) use wide::f32x8 as Lanes;

/// Numbers in [`Lanes`].
pub(crate) const WIDTH: usize = 8;

/// The numbers of a slice of at most [`WIDTH`], followed by zeros.
#[inline]
pub(crate) fn load(values: &[f32]) -> Lanes {
    match values.first_chunk::<WIDTH>() {
        Some(whole) => Lanes::new(*whole),
        None => {
            let mut padded = [0.0; WIDTH];
            padded[..values.len()].copy_from_slice(values);
            Lanes::new(padded)
        }
    }
}

/// The first numbers, as many as fit into `to`, a slice of at most [`WIDTH`].
#[inline]
pub(crate) fn store(lanes: Lanes, to: &mut [f32]) {
    match to.first_chunk_mut::<WIDTH>() {
        Some(whole) => *whole = lanes.to_array(),
        None => {
            let count = to.len();
            to.copy_from_slice(&lanes.to_array()[..count]);
        }
    }
}
