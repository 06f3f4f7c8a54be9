use super::*;
use crate::synthetic::templates;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drawings-v1.json");

fn kept(label: &str) -> LabelledDrawing {
    LabelledDrawing {
        label: label.to_owned(),
        strokes: templates(3).remove(0),
        image: None,
    }
}

fn image() -> Under {
    Under {
        name: "test image 17, 4".to_owned(),
        pixels: (0..784).map(|i| (i % 256) as u8).collect(),
    }
}

fn any_stroke() -> impl Strategy<Value = Stroke> {
    let point = (-1.0f32..2.0, -1.0f32..2.0);
    (vec(point, 1..20), 0.001f32..1.0).prop_map(|(points, width)| Stroke { points, width })
}

fn any_kept() -> impl Strategy<Value = LabelledDrawing> {
    let image = ("[ -~“”é]{0,20}", vec(any::<u8>(), PIXELS..=PIXELS));
    let image = image.prop_map(|(name, pixels)| Under { name, pixels });
    (
        "[0-9A-Z“é/ -]{0,19}[0-9a-z]",
        vec(any_stroke(), 1..4),
        option::of(image),
    )
        .prop_map(|(label, strokes, image)| LabelledDrawing {
            label,
            strokes,
            image,
        })
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(drawings in vec(any_kept(), 0..4)) {
        let text = write(&drawings).unwrap();
        prop_assert!(is_one(text.as_bytes()));
        prop_assert_eq!(read(text.as_bytes()), Ok(drawings));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_file_cut_off_is_refused(cut in 1usize..400) {
        let text = write(&[kept("3")]).unwrap();
        let end = text.len().saturating_sub(cut);
        prop_assert!(read(&text.as_bytes()[..end]).is_err());
    }
}

/// A file of version 1 must be readable for ever. `UPDATE_FIXTURES=1` writes it anew.
#[test]
#[allow(clippy::disallowed_methods)]
fn a_stored_file_of_version_1_is_read() {
    let on_an_image = LabelledDrawing {
        image: Some(image()),
        ..kept("Sandal")
    };
    let drawings = vec![kept("3"), on_an_image];
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(STORED, write(&drawings).unwrap()).unwrap();
    }
    assert_eq!(read(&std::fs::read(STORED).unwrap()), Ok(drawings));
}

#[test]
fn what_cannot_be_used_is_refused_in_a_sentence() {
    let said = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
    assert!(said("holiday").starts_with("this is not a test set"));
    assert!(said("{\"format\": \"other\", \"version\": 1}").starts_with("this is not a test set"));
    let newer = said(&format!("{{\"format\": \"{FORMAT}\", \"version\": 2}}"));
    assert!(
        newer.contains("version 2") && newer.contains("Reload"),
        "{newer}"
    );
    let damaged = said(&format!("{{\"format\": \"{FORMAT}\", \"version\": 1}}"));
    assert!(damaged.contains("missing field `drawings`"), "{damaged}");

    let with = |change: fn(&mut LabelledDrawing)| {
        let mut second = kept("3");
        change(&mut second);
        let error = write(&[kept("3"), second]).unwrap_err().to_string();
        assert!(
            error.starts_with("drawing number 2 cannot be used"),
            "{error}"
        );
        error
    };
    assert!(with(|k| k.label = " ".to_owned()).contains("no label"));
    assert!(with(|k| k.label = "x".repeat(41)).contains("too long"));
    assert!(with(|k| k.strokes.clear()).contains("nothing is drawn"));
    assert!(with(|k| k.strokes[0].width = f32::NAN).contains("cannot be drawn"));
    assert!(with(|k| k.strokes[0].points[0].0 = f32::INFINITY).contains("cannot be drawn"));
    assert!(with(|k| k.strokes[0].points[0].1 = -1e30).contains("cannot be drawn"));
    assert!(with(|k| k.strokes[0].width = 1e9).contains("cannot be drawn"));
    let endless = |k: &mut LabelledDrawing| k.strokes[0].points = vec![(0.5, 0.5); 2_000_000];
    assert!(with(endless).contains("more than 20,000 points"));
    let short = Under {
        pixels: vec![0; 783],
        ..image()
    };
    let mut small = kept("3");
    small.image = Some(short);
    assert!(write(&[small]).unwrap_err().to_string().contains("784"));
    let many = vec![kept("3"); MOST + 1];
    assert_eq!(write(&many), Err(LabelledError::TooMany(MOST + 1)));
}

#[test]
fn the_network_sees_of_it_what_it_saw_on_the_pad() {
    let plain = kept("3");
    assert_eq!(plain.seen(), fit_to_image(&plain.strokes));
    let bare = LabelledDrawing {
        strokes: Vec::new(),
        image: Some(image()),
        ..kept("4")
    };
    let values = image().values();
    assert_eq!(bytes(&values), image().pixels);
    assert_eq!(bare.seen(), Some(values));
}

#[test]
fn images_are_those_of_the_classes_asked_for() {
    let drawings = [kept("3"), kept("Sandal"), kept("0")];
    let digits = ["0", "1", "2", "3"];
    let (pixels, labels) = as_images(&drawings, &digits);
    assert_eq!((pixels.len(), labels), (2 * 784, vec![3, 0]));
    assert_eq!(pixels[..784], bytes(&drawings[0].seen().unwrap()));
    assert!(as_images(&drawings, &["Coat"]).1.is_empty());
}
