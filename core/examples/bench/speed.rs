//! Examples per second of the bare loop.

use burn::tensor::{Device, DeviceKind};
use playground_core::train::Dataset;
use playground_core::train::bare;
use playground_data::dataset::{DatasetId, Images};
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::preset;
use playground_experiment::protocol::Bare;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::time::Instant;

/// A network with a batch size, by the words of the report, and the steps of a round.
const WORKS: &[(&str, &str, u32, u32)] = &[
    ("64", "mlp-784-128-64-10", 64, 600),
    ("1000", "mlp-784-128-64-10", 1000, 60),
    ("lenet-64", "lenet-5-relu", 64, 40),
];

/// The GPU that the machine offers first, and what it is called; a software one where there is no other.
pub async fn gpu() -> Result<(Device, String), String> {
    let options = Device::wgpu_options().device_kind(DeviceKind::DefaultDevice);
    let started = options.init_with_setup_async().await;
    let (device, setup) = started.map_err(|why| why.to_string())?;
    Ok((device, setup.adapter.get_info().name))
}

/// The works take turns, so that whatever else the machine does falls on all of them.
pub async fn measure(device: &Device, rounds: usize) -> Result<Value, Box<dyn Error>> {
    let dataset = digits();
    let mut seen: Vec<Vec<(u32, Bare)>> = vec![Vec::new(); WORKS.len()];
    let begun = Instant::now();
    let clock = || begun.elapsed().as_secs_f64() * 1000.0;
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        for (&(_, name, batch, steps), seen) in WORKS.iter().zip(&mut seen) {
            let row = preset(name).ok_or(format!("The preset {name} is gone."))?;
            let experiment = Experiment {
                dataset: DatasetId::Synthetic,
                split: Experiment::default().split,
                batch_size: batch,
                ..(row.experiment)()
            };
            let bare = bare::measure(&experiment, &dataset, (device, None), steps, &clock).await?;
            seen.push((batch, bare));
        }
    }
    let speed = WORKS.iter().zip(&seen).map(|((key, ..), seen)| {
        let of = |figure: fn(&(u32, Bare)) -> f64| median(seen.iter().map(figure).collect());
        let figures = json!({
            "median": of(|(batch, bare)| f64::from(bare.steps * batch) / bare.seconds),
            "roofline": of(|(_, bare)| bare.product_seconds / bare.seconds),
            "matmulGflops": of(|(_, bare)| f64::from(bare.steps) * bare.gflop / bare.product_seconds),
        });
        ((*key).to_owned(), figures)
    });
    Ok(Value::Object(speed.collect::<Map<_, _>>()))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn digits() -> Dataset {
    let info = DatasetId::Synthetic.info();
    let mut train = Images::new(info.train_count, info.sample.len());
    let (pixels, labels) =
        synthetic::generate(synthetic::SEED, Set::Train, 0..info.train_count as u64);
    train.push_images(&pixels);
    train.push_labels(&labels);
    Dataset {
        train,
        test: Images::new(info.test_count, info.sample.len()),
    }
}
