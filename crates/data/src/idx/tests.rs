use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const LABELS: IdxKind = IdxKind::Labels { classes: 10 };

fn images_file(count: u32, rows: u32, columns: u32, payload: &[u8]) -> Vec<u8> {
    let mut file = IMAGES_MAGIC.to_vec();
    for length in [count, rows, columns] {
        file.extend_from_slice(&length.to_be_bytes());
    }
    file.extend_from_slice(payload);
    file
}

fn labels_file(count: u32, payload: &[u8]) -> Vec<u8> {
    let mut file = LABELS_MAGIC.to_vec();
    file.extend_from_slice(&count.to_be_bytes());
    file.extend_from_slice(payload);
    file
}

fn parse(kind: IdxKind, chunks: &[&[u8]]) -> Result<(Vec<u8>, u32), DataFault> {
    let mut parser = IdxParser::new(kind, "file");
    let mut payload = vec![];
    for chunk in chunks {
        payload.extend(parser.push(chunk).map_err(|error| error.fault)?);
    }
    let header = parser.finish().map_err(|error| error.fault)?;
    Ok((payload, header.count))
}

fn pixels(count: usize) -> Vec<u8> {
    (0..count * 784).map(|index| (index % 251) as u8).collect()
}

#[test]
fn a_file_begins_with_its_magic_and_its_lengths() {
    let images = write_images(SampleShape::GREY_28, &pixels(2));
    assert_eq!(
        images[..16],
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]
    );
    assert_eq!(write_labels(&[7, 0, 9]), [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(labels in vec(0u8..10, 1..9), start: u8) {
        let pixels: Vec<u8> = pixels(labels.len()).iter().map(|p| p.wrapping_add(start)).collect();
        let count = labels.len() as u32;
        prop_assert_eq!(parse(LABELS, &[&write_labels(&labels)]), Ok((labels, count)));
        prop_assert_eq!(parse(IdxKind::Images, &[&write_images(SampleShape::GREY_28, &pixels)]), Ok((pixels, count)));
    }

    #[test]
    fn any_cut_into_chunks_gives_the_same_bytes(
        count in 1usize..4, mut cuts in vec(0usize..2400, 0..8),
    ) {
        let payload = pixels(count);
        let file = images_file(count as u32, 28, 28, &payload);
        for cut in &mut cuts {
            *cut = (*cut).min(file.len());
        }
        cuts.extend([0, file.len()]);
        cuts.sort_unstable();
        let chunks: Vec<_> = cuts.windows(2).map(|pair| &file[pair[0]..pair[1]]).collect();
        prop_assert_eq!(parse(IdxKind::Images, &chunks), Ok((payload, count as u32)));
    }

    #[test]
    fn arbitrary_bytes_never_panic(chunks in vec(vec(any::<u8>(), 0..40), 0..6), images: bool) {
        let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        let _ = parse(if images { IdxKind::Images } else { LABELS }, &chunks);
    }

    #[test]
    fn arbitrary_lengths_after_a_good_magic_never_panic(
        rest in vec(any::<u8>(), 0..40), images: bool,
    ) {
        let kind = if images { IdxKind::Images } else { LABELS };
        let _ = parse(kind, &[&kind.magic(), &rest]);
    }

    #[test]
    fn a_missing_or_extra_byte_is_always_an_error(
        labels in vec(0u8..10, 1..50), cut in 0usize..58, extra in vec(any::<u8>(), 1..9),
    ) {
        let mut file = labels_file(labels.len() as u32, &labels);
        let cut = cut % file.len();
        let truncated = matches!(
            parse(LABELS, &[&file[..cut]]),
            Err(DataFault::Truncated { found, .. }) if found == cut as u64
        );
        prop_assert!(truncated);
        let expected = file.len() as u64;
        file.extend(extra);
        prop_assert_eq!(parse(LABELS, &[&file]), Err(DataFault::TooLong { expected }));
    }
}

#[test]
fn the_header_is_known_before_the_payload() {
    let mut parser = IdxParser::new(IdxKind::Images, "file");
    let file = images_file(60_000, 28, 28, &[]);
    assert_eq!(parser.push(&file[..15]), Ok(vec![]));
    assert_eq!(parser.header(), None);
    assert_eq!(parser.push(&file[15..]), Ok(vec![]));
    assert_eq!(parser.header(), Some(IdxHeader { count: 60_000 }));
}

#[test]
fn the_labels_of_a_set_are_no_images() {
    let file = labels_file(3, &[1, 2, 3]);
    let fault = parse(IdxKind::Images, &[&file]).unwrap_err();
    assert!(fault.to_string().contains("[00, 00, 08, 03]"), "{fault}");
    assert!(fault.to_string().contains("images-idx3"), "{fault}");
}

#[test]
fn other_image_sizes_and_impossible_counts_are_refused_by_the_header() {
    let fault = |file: &[u8]| parse(IdxKind::Images, &[file]).unwrap_err();
    assert_eq!(
        fault(&images_file(5, 32, 30, &[])),
        DataFault::ImageSize {
            rows: 32,
            columns: 30
        }
    );
    assert_eq!(fault(&images_file(0, 28, 28, &[])), DataFault::Empty);
    assert_eq!(
        fault(&images_file(u32::MAX, 28, 28, &[])),
        DataFault::TooMany {
            count: 4_294_967_295,
            limit: 200_000
        }
    );
}

#[test]
fn a_label_out_of_range_is_named_by_its_place_in_the_file() {
    let file = labels_file(4, &[0, 9, 3, 10]);
    assert_eq!(
        parse(LABELS, &[&file[..10], &file[10..]]),
        Err(DataFault::LabelOutOfRange {
            index: 3,
            label: 10,
            max: 9
        })
    );
}

#[test]
fn a_stream_without_end_is_stopped_at_the_first_byte_too_many() {
    let mut parser = IdxParser::new(LABELS, "bomb.gz");
    parser.push(&labels_file(2, &[1, 2])).unwrap();
    let error = parser.push(&[3]).unwrap_err();
    assert_eq!(error.file, "bomb.gz");
    assert_eq!(error.fault, DataFault::TooLong { expected: 10 });
    // And it stays stopped.
    assert_eq!(parser.push(&[]), Err(error.clone()));
    assert_eq!(parser.finish(), Err(error));
}

#[test]
fn files_of_different_length_do_not_belong_together() {
    assert_eq!(check_pair(5, 5, "labels"), Ok(()));
    let error = check_pair(5, 4, "labels").unwrap_err();
    assert!(error.to_string().contains("5 images but 4 labels"));
}

#[test]
fn heads_are_read_or_refused() {
    assert_eq!(read_head(&[0, 0, 8, 1, 0, 0, 1, 0]), Ok((true, 256)));
    assert!(matches!(
        read_head(b"%PDF-1.7"),
        Err(DataFault::WrongMagic { .. })
    ));
    assert!(matches!(
        read_head(&[0, 0]),
        Err(DataFault::Truncated { .. })
    ));
}
