//! The stored curves of the presets, as the gallery's thumbnails show them: written by the example `curves` of the core,
//! and measured on the CPU, where the same settings give the same curve everywhere.

/// Points of a curve.
pub const POINTS: usize = 24;

/// What the file of them begins with.
pub const HEAD: &str = "\
# Preset, number of the run, steps, then its mean accuracy in per cent in each 24th of them; of an autoencoder its mean
# loss, in per cent of the first. Written by: cargo run --release -p playground-core --example curves
";

const FILE: &str = include_str!("curves.txt");

/// The curve of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Steps from the left end to the right one.
    pub steps: u64,
    /// In per cent, [`POINTS`] of them.
    pub values: Vec<f64>,
}

/// Writes the line of a curve.
pub fn line(preset: &str, run: usize, steps: u64, values: &[f64]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("{value:.0}")).collect();
    format!("{preset} {run} {steps} {}", values.join(" "))
}

/// Returns the curves of a preset's runs, in their order; none where none are stored.
pub fn curves(preset: &str) -> Vec<Curve> {
    let of_it = FILE.lines().filter_map(|line| line.split_once(' '));
    let of_it = of_it.filter(|(name, _)| *name == preset);
    of_it.filter_map(|(_, rest)| read(rest)).collect()
}

fn read(rest: &str) -> Option<Curve> {
    let mut words = rest.split(' ').skip(1);
    let steps = words.next()?.parse().ok()?;
    // What has overflowed has no place on the chart.
    let values = words.map_while(|word| word.parse().ok());
    let values = values.take_while(|value: &f64| value.is_finite()).collect();
    Some(Curve { steps, values })
}

#[cfg(test)]
mod tests {
    use super::super::PRESETS;
    use super::*;

    #[test]
    fn every_run_of_every_preset_has_its_curve() {
        for row in PRESETS {
            let curves = curves(row.name);
            assert_eq!(curves.len(), 1 + row.variants.len(), "{}", row.name);
            for curve in &curves {
                assert_eq!(curve.steps, curves[0].steps, "{}", row.name);
                assert_eq!(curve.steps % POINTS as u64, 0, "{}", row.name);
                assert!(curve.values.len() >= 2, "{}", row.name);
                assert!(curve.values.iter().all(|value| *value >= 0.0));
            }
        }
        let names = FILE.lines().filter(|line| !line.starts_with('#'));
        for line in names {
            let name = line.split(' ').next().unwrap();
            assert!(PRESETS.iter().any(|row| row.name == name), "{line}");
        }
        assert!(curves("no such preset").is_empty());
    }

    #[test]
    fn a_line_says_what_was_measured() {
        assert_eq!(line("a", 1, 48, &[9.4, 10.6]), "a 1 48 9 11");
        let values = vec![9.0, 11.0];
        assert_eq!(read("1 48 9 11 NaN 3"), Some(Curve { steps: 48, values }));
        assert_eq!(read("1"), None);
    }
}
