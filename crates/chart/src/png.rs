//! PNG, as far as figures need it: how many pixels there are to a metre, and small pictures as they are. Pure; see the
//! standard, <https://www.w3.org/TR/png-3/>.

use super::pixels::Pixels;

/// The first bytes of every file.
const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 13, 10, 26, 10];
/// Signature and header: what says width and height comes first.
const HEADER_END: usize = 8 + 4 + 4 + 13 + 4;
/// The most bytes of a block that is stored as it is.
const MOST_STORED: usize = 0xffff;

/// Says in a file how many pixels there are to a metre, in place of what it said before.
///
/// # Errors
/// A sentence, where these bytes are not a PNG file.
pub fn with_resolution(png: &[u8], pixels_per_metre: u32) -> Result<Vec<u8>, String> {
    let refused = || "The browser made a picture that is not a PNG file.".to_owned();
    if png.len() < HEADER_END || png[..8] != SIGNATURE || &png[12..16] != b"IHDR" {
        return Err(refused());
    }
    let mut file = png[..HEADER_END].to_vec();
    let mut about = Vec::with_capacity(9);
    about.extend(pixels_per_metre.to_be_bytes());
    about.extend(pixels_per_metre.to_be_bytes());
    // The unit: metres.
    about.push(1);
    file.extend(chunk(b"pHYs", &about));
    let mut rest = &png[HEADER_END..];
    while let Some((kind, whole, after)) = next_chunk(rest) {
        if kind != b"pHYs" {
            file.extend(whole);
        }
        rest = after;
    }
    match rest.is_empty() {
        true => Ok(file),
        false => Err(refused()),
    }
}

/// Splits the first chunk off: its kind, all of it, and what follows.
fn next_chunk(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let length: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
    let end = usize::try_from(u32::from_be_bytes(length))
        .ok()?
        .checked_add(12)?;
    Some((bytes.get(4..8)?, bytes.get(..end)?, bytes.get(end..)?))
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let checksum = crc32fast::hash(&chunk[4..]);
    chunk.extend(checksum.to_be_bytes());
    chunk
}

/// Writes pixels as a PNG file, without packing them: they are few.
pub fn encode(pixels: &Pixels) -> Vec<u8> {
    let (width, height) = (pixels.width as u32, pixels.height as u32);
    let mut header = Vec::with_capacity(13);
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // Eight bits a channel, colours with opacity, nothing interlaced.
    header.extend([8, 6, 0, 0, 0]);
    let bytes = pixels.bytes();
    let rows = bytes.chunks(4 * pixels.width.max(1));
    // Each row says first how it is filtered: not at all.
    let rows: Vec<u8> = rows.flat_map(|row| [&[0], row].concat()).collect();
    let mut file = SIGNATURE.to_vec();
    file.extend(chunk(b"IHDR", &header));
    file.extend(chunk(b"IDAT", &stored(&rows)));
    file.extend(chunk(b"IEND", &[]));
    file
}

/// Wraps bytes as a zlib stream of blocks that are stored as they are (RFC 1950, RFC 1951).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.len().div_ceil(MOST_STORED).max(1);
    for at in 0..blocks {
        let block = &bytes[at * MOST_STORED..((at + 1) * MOST_STORED).min(bytes.len())];
        let length = block.len() as u16;
        stream.push(u8::from(at + 1 == blocks));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(bytes).to_be_bytes());
    stream
}

fn adler32(bytes: &[u8]) -> u32 {
    const BASE: u32 = 65_521;
    let (low, high) = bytes.iter().fold((1, 0), |(low, high), &byte| {
        let low = (low + u32::from(byte)) % BASE;
        (low, (high + low) % BASE)
    });
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chunks(png: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut rest = &png[8..];
        let mut all = Vec::new();
        while let Some((kind, whole, after)) = next_chunk(rest) {
            let (data, checksum) = whole[8..].split_at(whole.len() - 12);
            assert_eq!(
                checksum,
                crc32fast::hash(&whole[4..whole.len() - 4]).to_be_bytes()
            );
            all.push((String::from_utf8_lossy(kind).into_owned(), data.to_vec()));
            rest = after;
        }
        assert!(rest.is_empty());
        all
    }

    fn kinds(png: &[u8]) -> Vec<String> {
        chunks(png).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn checksums_are_the_published_ones() {
        // Of every PNG's last chunk, and RFC 1950's of a known word.
        assert_eq!(crc32fast::hash(b"IEND"), 0xae42_6082);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_picture_says_once_how_many_pixels_there_are_to_a_metre() {
        let plain = encode(&Pixels::blank(3, 2));
        assert_eq!(kinds(&plain), ["IHDR", "IDAT", "IEND"]);
        let sized = with_resolution(&plain, 11_811).unwrap();
        assert_eq!(kinds(&sized), ["IHDR", "pHYs", "IDAT", "IEND"]);
        assert_eq!(chunks(&sized)[1].1, [0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
        let again = with_resolution(&sized, 2_835).unwrap();
        assert_eq!(kinds(&again), kinds(&sized));
        assert_eq!(chunks(&again)[1].1[..4], 2_835_u32.to_be_bytes());
    }

    #[test]
    fn what_is_not_a_picture_is_refused_with_a_sentence() {
        assert!(with_resolution(b"<svg>", 1).is_err());
        let mut cut = encode(&Pixels::blank(3, 2));
        cut.truncate(cut.len() - 3);
        assert!(with_resolution(&cut, 1).unwrap_err().ends_with("PNG file."));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn stored_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..140_000)) {
            let stream = stored(&bytes);
            let (mut at, mut read) = (2, Vec::<u8>::new());
            loop {
                let last = stream[at] == 1;
                let length = usize::from(u16::from_le_bytes([stream[at + 1], stream[at + 2]]));
                read.extend(&stream[at + 5..at + 5 + length]);
                at += 5 + length;
                if last {
                    break;
                }
            }
            prop_assert_eq!(read, bytes);
            prop_assert_eq!(stream.len(), at + 4);
        }
    }
}
