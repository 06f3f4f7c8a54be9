//! How a valid input is damaged.

use playground_data::rng::{ChaCha8Rng, Purpose, name_key, stream};
use rand::{Rng, RngExt};
use std::ops::Range;

/// Numbers at the edges of what reads them, and beyond; the empty word is one.
const NUMBERS: &[u8] = b"0 1 -1 -0 2 3 5 10 28 100 101 255 256 784 4096 65536 100000 2147483648 \
    4294967295 4294967296 9007199254740993 18446744073709551615 18446744073709551616 0.5 0.9999999 \
    1e-320 1e38 1e39 1e308 -1e308 1e309 NaN inf null 1e ";
/// The same for files.
const WORDS: [i32; 7] = [0, 1, 2, 255, -1, i32::MAX, i32::MIN];
/// What text is not expected to hold: of UTF-8 what is rare (a mark of order, a turn of direction, an accent by itself,
/// a letter that grows, a foreign digit), half and wrong; of formats what divides.
const ODDITIES: &[u8] =
    b"\0 \xef\xbb\xbf \xe2\x80\xae e\xcc\x81 \xf0\x9f\x98\x80 \xc5\xbf \xd9\xa3 \
    \xff \xc0\x80 \xed\xa0\x80 \xf0\x9f % %00 %F0%9F %zz + & # ; : , = . - \" \\u0000 \\ud800 { } \
    [[[[[[[[[[[[[[[[ null";
/// An input is not made longer than this.
const LONGEST: usize = 1 << 16;

/// The generator of an input.
pub(crate) fn generator(seed: u64, kind: &str, index: u64) -> ChaCha8Rng {
    stream(seed, Purpose::Theory, name_key(kind), index)
}

/// Returns one of the seeds with a few changes: mostly one, since what is damaged in many places is refused at the first.
pub(crate) fn damaged(seeds: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut input = pick(seeds, random).cloned().unwrap_or_default();
    let changes = pick(&[0, 1, 1, 1, 1, 2, 2, 4, 8], random).copied();
    for _ in 0..changes.unwrap_or(1) {
        damage(&mut input, seeds, random);
        input.truncate(LONGEST);
    }
    input
}

fn pick<'a, T>(of: &'a [T], random: &mut ChaCha8Rng) -> Option<&'a T> {
    of.get(random.random_range(0..of.len().max(1)))
}

fn damage(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut ChaCha8Rng) {
    let other = pick(seeds, random).map_or(&[][..], Vec::as_slice);
    let place = random.random_range(0..=input.len());
    let length = random.random_range(0..=64.min(input.len() - place));
    let slice = place..place + length;
    match random.random_range(0..18) {
        0 => flip(input.get_mut(place), 1 << random.random_range(0..8)),
        1 => flip(input.get_mut(place), random.random_range(1..=255)),
        2 => {
            let mut bytes = vec![0; random.random_range(1..8)];
            random.fill_bytes(&mut bytes);
            replace(input, place..place, &bytes);
        }
        3 => replace(input, slice, &[]),
        4 => input.truncate(place),
        5 => {
            let twice = input[slice].repeat(2);
            replace(input, place..place + length, &twice);
        }
        6 => {
            let from = random.random_range(0..=other.len());
            replace(input, place..input.len(), &other[from..]);
        }
        7 => replace(input, place..place, word(ODDITIES, random)),
        8 => {
            let word = pick(&WORDS, random).copied().unwrap_or_default();
            let word = [word.to_le_bytes(), word.to_be_bytes()][random.random_range(0..2)];
            replace(input, place..input.len().min(place + 4), &word);
        }
        // A word of another seed for one of this: a name, a key, a value.
        9 | 10 => {
            let word = run(other, u8::is_ascii_alphanumeric, random);
            let place = run(input, u8::is_ascii_alphanumeric, random);
            replace(input, place, &other[word]);
        }
        choice => {
            let number = match choice {
                11 | 12 => random.random_range(0..20).to_string().into_bytes(),
                _ if random.random_ratio(1, 20) => vec![b'9'; random.random_range(20..2000)],
                _ => word(NUMBERS, random).to_vec(),
            };
            let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
            let place = run(input, digits, random);
            replace(input, place, &number);
        }
    }
}

/// Returns one of the words of a list.
fn word<'a>(of: &'a [u8], random: &mut ChaCha8Rng) -> &'a [u8] {
    let words: Vec<_> = of.split(|&byte| byte == b' ').collect();
    pick(&words, random).copied().unwrap_or_default()
}

fn flip(byte: Option<&mut u8>, bits: u8) {
    if let Some(byte) = byte {
        *byte ^= bits;
    }
}

fn replace(input: &mut Vec<u8>, place: Range<usize>, by: &[u8]) {
    input.splice(place, by.iter().copied());
}

/// Finds one of the longest stretches of such bytes; an empty one where there are none.
fn run(input: &[u8], of: fn(&u8) -> bool, random: &mut ChaCha8Rng) -> Range<usize> {
    let begins = |&at: &usize| of(&input[at]) && (at == 0 || !of(&input[at - 1]));
    let starts: Vec<usize> = (0..input.len()).filter(begins).collect();
    let start = pick(&starts, random).copied().unwrap_or(input.len());
    let length = input[start..].iter().take_while(|byte| of(byte)).count();
    start..start + length
}
