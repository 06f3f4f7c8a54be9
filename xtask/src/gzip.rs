//! Packing as gzip does.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Packs the bytes: fast and somewhat larger, or slowly and as small as can be.
pub fn pack(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), level);
    packer.write_all(bytes)?;
    packer.finish()
}
