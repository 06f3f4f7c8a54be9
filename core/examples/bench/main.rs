//! How fast and how well the trainer does without a browser, as one JSON object: examples per second of a perceptron
//! and of LeNet-5 on the CPU and on a GPU, how much of the time their matrix products alone would take, and the
//! accuracy of four activations on Fashion-MNIST.
//!
//! ```text
//! cargo run --release -p playground-core --example bench -- --rounds 5 --epochs 11
//! ```

mod accuracy;
mod speed;
#[path = "../support/mod.rs"]
mod support;

use burn::tensor::Device;
use clap::Parser;
use serde_json::{Value, json};
use std::error::Error;
use std::path::PathBuf;
use support::default_data;

/// Measures the bare training loop; prints one JSON object.
#[derive(Parser)]
struct Request {
    /// Rounds, in which the networks take turns
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,
    /// Epochs of the runs on Fashion-MNIST whose accuracy is taken, at least three (default: none are)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    epochs: u64,
    /// Folder with the data sets (default: $PLAYGROUND_DATA, then public/data)
    #[arg(long, value_name = "DIR", default_value_os_t = default_data(), hide_default_value = true)]
    data: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let request = Request::parse();
    let rounds = request.rounds.max(1);
    let speed = pollster::block_on(speed::measure(&Device::flex(), rounds))?;
    let accuracy = pollster::block_on(accuracy::measure(request.epochs, &request.data))?;
    let gpu = pollster::block_on(on_gpu(rounds))?;
    println!(
        "{}",
        json!({ "rounds": rounds, "speed": speed, "gpu": gpu, "accuracy": accuracy })
    );
    Ok(())
}

/// The same speeds on a GPU, or why there is none.
async fn on_gpu(rounds: usize) -> Result<Value, Box<dyn Error>> {
    match speed::gpu().await {
        Ok((device, name)) => {
            let speed = speed::measure(&device, rounds).await?;
            Ok(json!({ "name": name, "speed": speed }))
        }
        Err(sentence) => Ok(json!({ "sentence": sentence })),
    }
}
