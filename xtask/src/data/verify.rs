//! Proof that a file is the published one.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::sets::DataFile;
use crate::digest;

/// Why a file is not the published one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It cannot be read, or is not a gzip file.
    #[error("it cannot be unpacked ({0})")]
    Unreadable(String),
    /// It unpacks to fewer bytes.
    #[error("it unpacks to {found} bytes, not {expected}")]
    Short { expected: u64, found: u64 },
    /// It unpacks to more bytes; counting stops at the first one too many.
    #[error("it unpacks to more than {0} bytes")]
    Long(u64),
    /// It unpacks to other bytes.
    #[error("it unpacks to other bytes (SHA-256 {0})")]
    Checksum(String),
}

/// Checks the length and SHA-256 of what a gzip file unpacks to.
pub fn verify_gzip(path: &Path, expected: &DataFile) -> Result<(), Fault> {
    let file = File::open(path).map_err(unreadable)?;
    verify(MultiGzDecoder::new(BufReader::new(file)), expected)
}

/// Checks unpacked bytes. A file that goes on past its length is not read to its end.
pub fn verify(bytes: impl Read, expected: &DataFile) -> Result<(), Fault> {
    let mut state = Sha256::new();
    let found = io::copy(&mut bytes.take(expected.len + 1), &mut state).map_err(unreadable)?;
    if found != expected.len {
        return Err(match found > expected.len {
            true => Fault::Long(expected.len),
            false => Fault::Short {
                expected: expected.len,
                found,
            },
        });
    }
    let found = digest::hex(&state.finalize());
    if found == expected.sha256 {
        return Ok(());
    }
    Err(Fault::Checksum(found))
}

fn unreadable(error: io::Error) -> Fault {
    Fault::Unreadable(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::files::scratch::Scratch;

    const ABC: DataFile = DataFile {
        name: "abc",
        len: 3,
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    };

    fn verdict_on(bytes: &[u8]) -> Result<(), Fault> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        let scratch = Scratch::new(&format!("verify-{}", bytes.len()));
        let path = scratch.path().join("abc.gz");
        std::fs::write(&path, packed.finish().unwrap()).unwrap();
        verify_gzip(&path, &ABC)
    }

    #[test]
    fn the_published_bytes_pass() {
        assert_eq!(verdict_on(b"abc"), Ok(()));
    }

    #[test]
    fn other_bytes_do_not() {
        assert!(matches!(verify(&b"abd"[..], &ABC), Err(Fault::Checksum(_))));
        let short = verdict_on(b"ab").unwrap_err();
        assert_eq!(short.to_string(), "it unpacks to 2 bytes, not 3");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let fault = verdict_on(&vec![0; 1 << 20]).unwrap_err();
        assert_eq!(fault, Fault::Long(3));
    }

    #[test]
    fn what_is_no_gzip_is_unreadable() {
        let scratch = Scratch::new("verify-plain");
        let path = scratch.path().join("abc.gz");
        std::fs::write(&path, b"abc").unwrap();
        assert!(matches!(
            verify_gzip(&path, &ABC),
            Err(Fault::Unreadable(_))
        ));
        assert!(matches!(
            verify_gzip(&scratch.path().join("none"), &ABC),
            Err(Fault::Unreadable(_))
        ));
    }
}
