use proptest::prelude::*;

use super::fit::{centre_of_mass, shift};
use super::*;
use crate::synthetic::templates;

fn stroke(points: &[(f32, f32)], width: f32) -> Stroke {
    Stroke {
        points: points.to_vec(),
        width,
    }
}

/// The drawing moved, and scaled together with its pen.
fn moved(strokes: &[Stroke], scale: f32, shift: (f32, f32)) -> Vec<Stroke> {
    let place = |(x, y): &(f32, f32)| (x * scale + shift.0, y * scale + shift.1);
    strokes
        .iter()
        .map(|stroke| Stroke {
            points: stroke.points.iter().map(place).collect(),
            width: stroke.width * scale,
        })
        .collect()
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f32::max)
}

/// Columns and rows between the first and the last inked pixel.
fn ink_size(image: &[f32]) -> (usize, usize) {
    let size = |places: Vec<usize>| match (places.iter().min(), places.iter().max()) {
        (Some(low), Some(high)) => high - low + 1,
        _ => 0,
    };
    let inked: Vec<usize> = (0..image.len()).filter(|i| image[*i] > 0.3).collect();
    (
        size(inked.iter().map(|index| index % IMAGE_SIDE).collect()),
        size(inked.iter().map(|index| index / IMAGE_SIDE).collect()),
    )
}

#[test]
fn an_empty_pad_prepares_to_nothing() {
    assert_eq!(fit_to_image(&[]), None);
    assert_eq!(fit_to_image(&[stroke(&[], 0.1)]), None);
    assert_eq!(fit_to_image(&[stroke(&[(f32::NAN, 0.5)], 0.1)]), None);
}

#[test]
fn every_template_fills_the_box_and_sits_by_its_mass() {
    for digit in 0..10 {
        assert!(templates(digit).len() >= 4, "styles of {digit}");
        for strokes in templates(digit) {
            let image = fit_to_image(&strokes).unwrap();
            assert_eq!(image.len(), 784);
            let (wide, tall) = ink_size(&image);
            assert!(
                (19..=21).contains(&wide.max(tall)),
                "{digit}: {wide}×{tall}"
            );
            let (x, y) = centre_of_mass(&image, IMAGE_SIDE).unwrap();
            assert!(
                (x - CENTRE).abs() < 0.1 && (y - CENTRE).abs() < 0.1,
                "{digit}: {x}, {y}"
            );
            let darkest = image.iter().copied().fold(0.0, f32::max);
            assert!(darkest > 0.99, "{digit}: {darkest}");
        }
    }
}

proptest! {
    #[test]
    fn moving_and_scaling_a_drawing_hardly_changes_what_the_network_sees(
        digit in 0u8..10, scale in 0.3f32..1.0, x in 0f32..0.3, y in 0f32..0.3,
    ) {
        let strokes = &templates(digit)[0];
        let image = fit_to_image(strokes).unwrap();
        let other = fit_to_image(&moved(strokes, scale, (x, y))).unwrap();
        prop_assert!(largest_difference(&image, &other) < 0.02);
    }

    #[test]
    fn anything_drawn_gives_finite_ink_between_0_and_1(
        points in proptest::collection::vec(any::<(f32, f32)>(), 0..12), width: f32,
    ) {
        let strokes = [stroke(&points, width)];
        for ink in fit_to_image(&strokes).unwrap_or_default().into_iter().chain(rasterise(&strokes, 20)) {
            prop_assert!((0.0..=1.0).contains(&ink));
        }
    }
}

#[test]
fn a_dot_stays_a_dot_in_the_middle() {
    let image = fit_to_image(&[stroke(&[(0.8, 0.1)], 0.05)]).unwrap();
    let (wide, tall) = ink_size(&image);
    assert!(wide <= 5 && tall <= 5, "{wide}×{tall}");
    assert!(image[14 * IMAGE_SIDE + 14] > 0.99);
}

#[test]
fn a_thin_straight_line_becomes_a_stroke_of_mnist() {
    for points in [[(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.5), (0.9, 0.5)]] {
        let image = fit_to_image(&[stroke(&points, 0.001)]).unwrap();
        let (wide, tall) = ink_size(&image);
        let (long, thick) = (wide.max(tall), wide.min(tall));
        assert!((19..=21).contains(&long), "{wide}×{tall}");
        assert!((2..=4).contains(&thick), "{wide}×{tall}");
    }
}

#[test]
fn a_long_tail_stays_on_the_image() {
    // A scribbled blob pulls the centre of mass to one end of the line.
    let mut points = vec![(0.0, 0.5), (1.0, 0.5)];
    points.extend((0..40).map(|i| (1.0 - 0.1 * (i % 2) as f32, 0.4 + 0.005 * i as f32)));
    let image = fit_to_image(&[stroke(&points, 0.05)]).unwrap();
    assert!(ink_size(&image).0 >= 19);
}

#[test]
fn rasterise_covers_the_area_of_the_pen() {
    // A horizontal line through the middle: 0.5 long and 0.2 wide, with round ends.
    let image = rasterise(&[stroke(&[(0.25, 0.5), (0.75, 0.5)], 0.2)], 100);
    let area: f32 = image.iter().sum::<f32>() / 10_000.0;
    let exact = 0.5 * 0.2 + std::f32::consts::PI * 0.1 * 0.1;
    assert!((area - exact).abs() < 0.002, "{area} {exact}");
    assert_eq!((image[50 * 100 + 50], image[0]), (1.0, 0.0));
}

/// The same preparation as MNIST's own: of a picture, which is scaled by averaging its pixels.
fn prepared_picture(strokes: &[Stroke]) -> Vec<f32> {
    const SIDE: usize = 200;
    let picture = rasterise(strokes, SIDE);
    let inked = (0..picture.len()).filter(|index| picture[*index] > 0.05);
    let (columns, rows): (Vec<_>, Vec<_>) = inked.map(|i| (i % SIDE, i / SIDE)).unzip();
    let (left, right) = (
        *columns.iter().min().unwrap(),
        *columns.iter().max().unwrap() + 1,
    );
    let (top, bottom) = (rows[0], *rows.last().unwrap() + 1);
    let scale = (right - left).max(bottom - top) as f32 / BOX_SIDE;
    let middle = ((left + right) as f32 / 2.0, (top + bottom) as f32 / 2.0);
    let ink = |x: f32, y: f32| {
        let inside = |place: f32| (0.0..SIDE as f32).contains(&place);
        (inside(x) && inside(y)).then(|| picture[y as usize * SIDE + x as usize])
    };
    let draw = |moved: (f32, f32)| -> Vec<f32> {
        let at = |place: usize, part: usize, moved: f32, middle: f32| {
            let place = place as f32 + (part as f32 + 0.5) / 8.0;
            (place - IMAGE_SIDE as f32 / 2.0 - moved) * scale + middle
        };
        let pixel = |index: usize| {
            let parts = (0..64).filter_map(|part| {
                let x = at(index % IMAGE_SIDE, part % 8, moved.0, middle.0);
                ink(x, at(index / IMAGE_SIDE, part / 8, moved.1, middle.1))
            });
            parts.sum::<f32>() / 64.0
        };
        (0..IMAGE_SIDE * IMAGE_SIDE).map(pixel).collect()
    };
    let mass = centre_of_mass(&draw((0.0, 0.0)), IMAGE_SIDE).unwrap();
    draw((shift(mass.0), shift(mass.1)))
}

#[test]
fn pixels_and_strokes_of_one_drawing_prepare_alike() {
    for digit in 0..10 {
        for strokes in templates(digit) {
            let vector = fit_to_image(&strokes).unwrap();
            let pixels = prepared_picture(&strokes);
            let off = vector.iter().zip(&pixels).map(|(a, b)| (a - b).abs());
            let mean = off.sum::<f32>() / 784.0;
            // An inked image averages 0.14.
            assert!(mean < 0.03, "{digit}: {mean}");
        }
    }
}
