//! Writes the built-in synthetic digits as four IDX files, for the scripts that the page exports:
//! `cargo run --release -p playground-core --example digits -- FOLDER`

use playground_core::data::dataset::DatasetId;
use playground_core::data::synthetic::{SEED, Set, generate};
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("Name a folder to write to.")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let info = DatasetId::Synthetic.info();
    for (set, name, count) in [
        (Set::Train, "train", info.train_count),
        (Set::Test, "t10k", info.test_count),
    ] {
        let (pixels, labels) = generate(SEED, set, 0..count as u64);
        let (rows, columns) = (info.sample.rows, info.sample.columns);
        let images = idx(&[count as u32, rows, columns], &pixels);
        fs::write(folder.join(format!("{name}-images-idx3-ubyte")), images)?;
        let labels = idx(&[count as u32], &labels);
        fs::write(folder.join(format!("{name}-labels-idx1-ubyte")), labels)?;
    }
    println!("Written to {}.", folder.display());
    Ok(())
}

/// An IDX file of unsigned bytes: two zeros, the type, the number of dimensions, their sizes, the data.
fn idx(sizes: &[u32], data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, sizes.len() as u8];
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend_from_slice(data);
    bytes
}
