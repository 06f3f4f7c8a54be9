//! Packing as gzip does.

use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::Failure;

/// Packs the bytes: fast and somewhat larger, or slowly and as small as can be.
pub fn pack(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), level);
    packer.write_all(bytes)?;
    packer.finish()
}

/// Says that a file cannot be packed, by gzip or otherwise.
pub fn not_packed(path: &Path, why: &io::Error) -> Failure {
    Failure::new(
        format!("{} cannot be packed: {why}", path.display()),
        "see whether memory is left",
    )
}
