//! Writes the built-in synthetic digits as four IDX files, for the scripts that the page exports:
//! `cargo run --release -p playground-core --example digits -- FOLDER`

use playground_core::data::dataset::DatasetId;
use playground_core::data::idx;
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
        let write = |kind, bytes| fs::write(folder.join(format!("{name}-{kind}-ubyte")), bytes);
        write("images-idx3", idx::write_images(&pixels))?;
        write("labels-idx1", idx::write_labels(&labels))?;
    }
    println!("Written to {}.", folder.display());
    Ok(())
}
