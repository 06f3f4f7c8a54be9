//! How fast and how well the trainer does without a browser, as one JSON object: examples per second of a perceptron
//! and of LeNet-5 on the CPU and on a GPU, how much of the time their matrix products alone would take, and the
//! accuracy of four activations on Fashion-MNIST.
//!
//! ```text
//! cargo run --release -p playground-core --example bench -- --rounds 5 --epochs 50,100
//! ```

mod accuracy;
mod speed;
#[path = "../support/mod.rs"]
mod support;

use burn::tensor::Device;
use lexopt::prelude::*;
use serde_json::{Value, json};
use std::error::Error;
use support::default_data;
use support::showdown::epochs;

const HELP: &str = "Measures the bare training loop; prints one JSON object.

  --rounds N       rounds, in which the networks take turns (default 5)
  --epochs LIST    epochs after which accuracy on Fashion-MNIST is taken (default none)
  --data DIR       folder with fashion-mnist/ (default: $PLAYGROUND_DATA, then public/data)
";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut rounds, mut at, mut data) = (5usize, Vec::new(), default_data());
    let mut words = lexopt::Parser::from_env();
    while let Some(argument) = words.next()? {
        match argument {
            Long("rounds") => rounds = words.value()?.parse()?,
            Long("epochs") => at = epochs(&words.value()?.string()?)?,
            Long("data") => data = words.value()?.into(),
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            other => return Err(format!("{}.\n\n{HELP}", other.unexpected()).into()),
        }
    }
    let rounds = rounds.max(1);
    let speed = pollster::block_on(speed::measure(&Device::flex(), rounds))?;
    let accuracy = pollster::block_on(accuracy::measure(&at, &data))?;
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
