//! Sets of one's own that are not as they should be: the data is named, and not the network.

use super::*;

/// What is found after so many steps on a spoilt set.
fn found(spoil: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>)) -> (Vec<&'static str>, String) {
    let mut bench = Bench::on(digits(1000, spoil), small());
    bench.train(120);
    let sentence = bench.finding(bench.findings()[0]).verdict.sentence;
    (bench.findings(), sentence)
}

#[test]
fn a_set_sorted_by_class_is_not_overfitting() {
    let sorted = |pixels: &mut Vec<u8>, labels: &mut Vec<u8>| {
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by_key(|&at| labels[at]);
        let image = |&at: &usize| pixels[at * 784..(at + 1) * 784].to_vec();
        let images: Vec<u8> = order.iter().flat_map(image).collect();
        let classes: Vec<u8> = order.iter().map(|&at| labels[at]).collect();
        (*pixels, *labels) = (images, classes);
    };
    let (keys, sentence) = found(sorted);
    assert_eq!(keys, ["missing"]);
    assert!(
        sentence.contains("the training part has no image of the class"),
        "{sentence}"
    );
}

#[test]
fn classes_that_a_part_lacks_are_named() {
    let (keys, sentence) = found(|_, labels| {
        // None of the first 800 is a 9: they are the training part.
        for label in &mut labels[..800] {
            *label = (*label).min(8);
        }
    });
    assert_eq!(keys, ["missing"]);
    assert!(
        sentence.contains("the training part has no image of class 9"),
        "{sentence}"
    );
}

#[test]
fn pixels_from_nought_to_one_or_sixteen_are_named() {
    for (divisor, words) in [(255, "above 1 of 255"), (16, "above 15 of 255")] {
        let (keys, sentence) = found(|pixels, _| {
            for pixel in pixels {
                *pixel /= divisor;
            }
        });
        assert_eq!(keys, ["dark"], "{divisor}");
        assert!(sentence.contains(words), "{sentence}");
    }
    let (keys, sentence) = found(|pixels, _| pixels.fill(0));
    assert_eq!(keys, ["dark"]);
    assert!(sentence.contains("every pixel is 0"), "{sentence}");
}

#[test]
fn dark_strokes_on_bright_paper_are_named() {
    let (keys, sentence) = found(|pixels, _| {
        for pixel in pixels {
            *pixel = 255 - *pixel;
        }
    });
    assert_eq!(keys, ["inverted"]);
    assert!(sentence.contains("Invert the images"), "{sentence}");
}
