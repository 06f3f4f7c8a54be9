//! Packed copies beside the files of the page, `page.js.br` and `page.js.gz`: hosts that look for them need not pack
//! anew for each visitor, and pack better than on the fly. What is packed is kept by the hash of what went in.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::digest;
use crate::failure::Outcome;
use crate::files;
use crate::gzip;
use crate::places::Places;
use crate::progress::{say, step};

/// A way to pack.
#[derive(Clone, Copy)]
struct Packing {
    ending: &'static str,
    pack: fn(&[u8]) -> io::Result<Vec<u8>>,
}

/// The better one first.
const PACKINGS: [Packing; 2] = [
    Packing {
        ending: ".br",
        pack: brotli,
    },
    Packing {
        ending: ".gz",
        pack: small_gzip,
    },
];

impl Packing {
    /// Returns where the packed copy of a file lies.
    fn of(self, path: &Path) -> PathBuf {
        let mut name = OsString::from(path);
        name.push(self.ending);
        name.into()
    }
}

/// What text and code of the page end with; data is packed already.
const ENDINGS: [&str; 5] = ["html", "css", "js", "wasm", "svg"];

/// Packs every file of the page in the folder.
pub fn every_file(places: &Places, dist: &Path) -> Outcome {
    let worth_it = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ENDINGS.contains(&ending.unwrap_or_default())
    };
    let all: Vec<PathBuf> = files::list(dist).into_iter().filter(worth_it).collect();
    let what = format!("Packing {} files by brotli and gzip", all.len());
    let mut sizes = [0; 2];
    step(&what, "about 90 s when they are new", || {
        for path in &all {
            for (packing, size) in PACKINGS.iter().zip(&mut sizes) {
                *size += one(places, path, *packing)?;
            }
        }
        Ok(())
    })?;
    let [brotli, gzip] = sizes.map(|bytes| bytes as f64 / 1e6);
    say(&format!(
        "The page without its data: {brotli:.2} MB by brotli, {gzip:.2} MB by gzip"
    ));
    Ok(())
}

/// Packs a file; gives its packed size.
fn one(places: &Places, path: &Path, packing: Packing) -> Outcome<usize> {
    let content = files::read(path)?;
    let key = digest::short(&[&content]);
    let name = format!("{key}{}", packing.ending);
    let kept = places.cache.join("packed").join(name);
    files::keep(&kept, |part| {
        let packed = (packing.pack)(&content).map_err(|why| gzip::not_packed(path, &why))?;
        files::write(part, &packed)
    })?;
    let packed = files::read(&kept)?;
    files::write(&packing.of(path), &packed)?;
    Ok(packed.len())
}

fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let (quality, window) = (11, 24);
    let mut packer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, window);
    packer.write_all(content)?;
    Ok(packer.into_inner())
}

fn small_gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    gzip::pack(content, flate2::Compression::best())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_unpacks_to_the_same() {
        let content: Vec<u8> = (0..100_000_u32)
            .flat_map(|at| (at / 7).to_le_bytes())
            .collect();
        let packed = brotli(&content).unwrap();
        let mut back = Vec::new();
        brotli::Decompressor::new(&packed[..], 4096)
            .read_to_end(&mut back)
            .unwrap();
        assert!(back == content && packed.len() < content.len() / 2);
        let packed = small_gzip(&content).unwrap();
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_end(&mut back)
            .unwrap();
        assert!(back == content && packed.len() < content.len() / 2);
    }

    #[test]
    fn a_packed_copy_lies_beside_its_file() {
        let of = |packing: Packing| packing.of(Path::new("dist/page.js"));
        assert_eq!(
            PACKINGS.map(of),
            [
                PathBuf::from("dist/page.js.br"),
                PathBuf::from("dist/page.js.gz")
            ]
        );
    }
}
