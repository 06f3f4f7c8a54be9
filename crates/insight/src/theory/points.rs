//! Two classes of points with two features each, for a surface that can be drawn.

use playground_data::rng::{ChaCha8Rng, Purpose, name_key, stream};
use playground_data::synthetic::{Set, generate};
use rand_distr::{Distribution, Normal};

/// An example: two features and a label, 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The features (x₁, x₂).
    pub x: [f64; 2],
    /// The label y.
    pub y: f64,
}

/// Points of each class in the drawn set.
const OF_EACH: usize = 40;
/// Middle of the points of class 1; those of class 0 are its mirror image.
const MIDDLE: [f64; 2] = [0.8, 0.4];
/// Standard deviation of both features: the classes overlap, so that every loss has its smallest value
/// somewhere in the plane.
const SPREAD: f64 = 0.25;
/// Features are kept above this, so that a linear output can stay between 0 and 1.
const LEAST: f64 = 0.05;

/// Draws two clouds that overlap, from `seed`.
pub fn clouds(seed: u64) -> Vec<Point> {
    let mut rng = stream(seed, Purpose::Theory, name_key("clouds"), 0);
    let mut draw = |middle| normal(&mut rng, middle);
    let mut cloud = |y: f64, [a, b]: [f64; 2]| -> Vec<Point> {
        let mut point = || [draw(a), draw(b)];
        (0..OF_EACH).map(|_| Point { x: point(), y }).collect()
    };
    let mut points = cloud(1.0, MIDDLE);
    points.extend(cloud(0.0, [MIDDLE[1], MIDDLE[0]]));
    points
}

fn normal(rng: &mut ChaCha8Rng, middle: f64) -> f64 {
    // The spread is a positive constant, so there always is such a distribution.
    let drawn = Normal::new(middle, SPREAD).map_or(middle, |n| n.sample(rng));
    drawn.max(LEAST)
}

/// Which two numbers are taken from an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Features {
    /// Two pixels, by (row, column).
    Pixels([(usize, usize); 2]),
    /// How much it looks like the mean image of each of the two digits: the mean image itself is at 1.
    Likeness,
}

/// Side of an image in pixels.
pub const SIDE: usize = 28;
/// Images looked through for the two digits: about [`OF_EACH`] of each are found.
const LOOKED_AT: u64 = 400;

/// Images of two of the built-in digits, `[784]` each in [0, 1], with the label 0 for the first digit
/// and 1 for the second.
pub struct Images {
    images: Vec<(Vec<f64>, f64)>,
}

impl Images {
    /// Takes the images of `digits` among the first ones that `seed` gives.
    pub fn of(seed: u64, digits: [u8; 2]) -> Self {
        let (pixels, labels) = generate(seed, Set::Train, 0..LOOKED_AT);
        let all = pixels.chunks_exact(SIDE * SIDE).zip(labels);
        let wanted = all.filter_map(|(image, label)| {
            let y = digits.iter().position(|digit| *digit == label)?;
            let image = image.iter().map(|v| f64::from(*v) / 255.0).collect();
            Some((image, y as f64))
        });
        Self {
            images: wanted.collect(),
        }
    }

    /// Returns the images as points under `features`; a pixel outside the image is 0.
    pub fn points(&self, features: Features) -> Vec<Point> {
        let [mean0, mean1] = [0.0, 1.0].map(|y| self.mean(y));
        let read = |(image, y): &(Vec<f64>, f64)| Point {
            x: match features {
                Features::Pixels(places) => places.map(|at| pixel(image, at)),
                Features::Likeness => [likeness(image, &mean0), likeness(image, &mean1)],
            },
            y: *y,
        };
        self.images.iter().map(read).collect()
    }

    fn mean(&self, y: f64) -> Vec<f64> {
        let of_class = self.images.iter().filter(|i| i.1 == y);
        let of_class: Vec<&Vec<f64>> = of_class.map(|i| &i.0).collect();
        let count = of_class.len().max(1) as f64;
        (0..SIDE * SIDE)
            .map(|at| of_class.iter().map(|image| image[at]).sum::<f64>() / count)
            .collect()
    }
}

fn pixel(image: &[f64], (row, column): (usize, usize)) -> f64 {
    let inside = row < SIDE && column < SIDE;
    let value = inside.then(|| image.get(row * SIDE + column)).flatten();
    value.copied().unwrap_or(0.0)
}

/// Computes ⟨image, mean⟩ / ⟨mean, mean⟩.
fn likeness(image: &[f64], mean: &[f64]) -> f64 {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    product(image, mean) / product(mean, mean).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clouds_depend_on_the_seed_alone_and_lie_where_they_should() {
        let points = clouds(7);
        assert_eq!(points, clouds(7));
        assert_ne!(points, clouds(8));
        for (label, middle) in [(1.0, [0.8, 0.4]), (0.0, [0.4, 0.8])] {
            let of_class: Vec<&Point> = points.iter().filter(|p| p.y == label).collect();
            assert_eq!(of_class.len(), OF_EACH);
            for (axis, middle) in middle.iter().enumerate() {
                let mean = of_class.iter().map(|p| p.x[axis]).sum::<f64>() / OF_EACH as f64;
                assert!((mean - middle).abs() < 0.15, "{mean}");
            }
        }
        assert!(points.iter().all(|p| p.x.iter().all(|v| *v >= LEAST)));
    }

    #[test]
    fn digits_look_more_like_their_own_mean() {
        let images = Images::of(1, [0, 1]);
        let points = images.points(Features::Likeness);
        assert!(points.len() > 40, "{}", points.len());
        let right = points.iter().filter(|p| (p.x[1] > p.x[0]) == (p.y == 1.0));
        assert!(right.count() * 10 > points.len() * 9);
        let ones: Vec<f64> = points
            .iter()
            .filter(|p| p.y == 1.0)
            .map(|p| p.x[1])
            .collect();
        let mean = ones.iter().sum::<f64>() / ones.len() as f64;
        assert!(
            (mean - 1.0).abs() < 1e-9,
            "the mean image lies at 1: {mean}"
        );
    }

    #[test]
    fn pixels_are_read_by_row_and_column() {
        let images = Images::of(1, [3, 8]);
        let points = images.points(Features::Pixels([(14, 14), (99, 0)]));
        let (bytes, labels) = generate(1, Set::Train, 0..LOOKED_AT);
        let first = labels
            .iter()
            .position(|label| [3, 8].contains(label))
            .unwrap();
        let wanted = f64::from(bytes[first * 784 + 14 * 28 + 14]) / 255.0;
        assert_eq!(points[0].x, [wanted, 0.0]);
        assert!(points.iter().any(|p| p.x[0] > 0.0));
    }
}
