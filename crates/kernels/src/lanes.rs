//! Eight numbers at a time. Loops over them are explicit here: in code that is built for size the compiler does not
//! widen any.

use wide::f32x4;
pub(crate) use wide::f32x8 as Lanes;

/// Numbers in [`Lanes`].
pub(crate) const WIDTH: usize = 8;

/// Loads the numbers of a slice of at most [`WIDTH`], followed by zeros.
#[inline]
pub(crate) fn load(values: &[f32]) -> Lanes {
    match values.first_chunk::<WIDTH>() {
        Some(whole) => Lanes::new(*whole),
        None => load_rest(values),
    }
}

/// Loads the rest of a slice, apart from the loop over the whole ones: together the two became one copy of a length
/// known only when it runs, and an update of Adam took nearly twice as long.
#[cold]
#[inline(never)]
fn load_rest(values: &[f32]) -> Lanes {
    let mut padded = [0.0; WIDTH];
    padded[..values.len()].copy_from_slice(values);
    Lanes::new(padded)
}

/// Stores the first numbers, as many as fit into `to`, a slice of at most [`WIDTH`].
#[inline]
pub(crate) fn store(lanes: Lanes, to: &mut [f32]) {
    match to.first_chunk_mut::<WIDTH>() {
        Some(whole) => *whole = lanes.to_array(),
        None => store_rest(lanes, to),
    }
}

#[cold]
#[inline(never)]
fn store_rest(lanes: Lanes, to: &mut [f32]) {
    let count = to.len();
    to.copy_from_slice(&lanes.to_array()[..count]);
}

/// Adds up the numbers, in their order on every machine.
#[inline]
pub(crate) fn sum(lanes: Lanes) -> f32 {
    lanes.to_array().into_iter().sum()
}

/// Turns rows into columns.
#[inline]
pub(crate) fn transposed(rows: &[Lanes; WIDTH]) -> [Lanes; WIDTH] {
    let quarter = |down: usize, right: usize| {
        f32x4::transpose(std::array::from_fn(|row| {
            let row = rows[4 * down + row].to_array();
            f32x4::new(std::array::from_fn(|column| row[4 * right + column]))
        }))
    };
    let quarters = [0, 1].map(|down| [0, 1].map(|right| quarter(down, right)));
    std::array::from_fn(|row| {
        let halves = [0, 1].map(|half: usize| quarters[half][row / 4][row % 4].to_array());
        Lanes::new(std::array::from_fn(|column| halves[column / 4][column % 4]))
    })
}
