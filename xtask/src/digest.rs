//! SHA-256 as lower-case hexadecimal.

use sha2::{Digest, Sha256};

/// Returns the digest of all bytes at once.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Returns the first 16 digits: enough to tell two builds apart in a file name.
pub fn short(parts: &[&[u8]]) -> String {
    let mut state = Sha256::new();
    for part in parts {
        state.update(part);
    }
    let mut text = hex(&state.finalize());
    text.truncate(16);
    text
}

/// Writes bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard() {
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(b"abc"), expected);
        assert_eq!(short(&[b"a", b"bc"]), expected[..16]);
    }
}
