//! Writes the built-in synthetic digits, or another set that is made here, as four IDX files, for the scripts that the
//! page exports: `cargo run --release -p playground-core --example digits -- FOLDER [SET]`

use clap::Parser;
use playground_data::dataset::DatasetId;
use playground_data::idx;
use playground_data::synthetic::Set;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

/// Writes a set that is made here, the built-in digits unless another is named, as four IDX files.
#[derive(Parser)]
struct Request {
    /// Where to write them; it is made if there is none
    folder: PathBuf,
    /// The set, by its key in links
    #[arg(default_value = "synthetic")]
    set: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Request { folder, set: key } = Request::parse();
    fs::create_dir_all(&folder)?;
    let id = DatasetId::from_key(&key).ok_or_else(|| format!("There is no set “{key}”."))?;
    let info = id.info();
    let make = info
        .made
        .ok_or_else(|| format!("{} is not made here.", info.name))?;
    for (set, name, count) in [
        (Set::Train, "train", info.train_count),
        (Set::Test, "t10k", info.test_count),
    ] {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for index in 0..count as u64 {
            let (image, label) = make(set, index);
            pixels.extend(image);
            labels.push(label);
        }
        let write = |kind, bytes| fs::write(folder.join(format!("{name}-{kind}-ubyte")), bytes);
        write("images-idx3", idx::write_images(info.sample, &pixels))?;
        write("labels-idx1", idx::write_labels(&labels))?;
    }
    println!("Written to {}.", folder.display());
    Ok(())
}
