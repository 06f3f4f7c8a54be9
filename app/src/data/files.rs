//! The person's own files, in any order and under any name: what each one is, and which belong
//! together. A file says itself whether it holds images or labels; only which pair is the test set
//! is told by its name, or by its size.

use super::load::{Place, Source};
use super::stream::Pieces;
use playground_data::error::DataError;
use playground_data::idx::{check_pair, read_head};
use playground_experiment::protocol::DataFile;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::File;

/// A file looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectedFile<F> {
    /// Name for people.
    pub name: String,
    /// Labels, or images.
    pub labels: bool,
    /// Items that its header promises.
    pub count: u32,
    /// The file itself.
    pub file: F,
}

/// Files that make up a set.
#[derive(Clone, Debug)]
pub struct Sorted<F> {
    /// Training labels and images.
    pub train: (InspectedFile<F>, InspectedFile<F>),
    /// Test labels and images, if there are any.
    pub test: Option<(InspectedFile<F>, InspectedFile<F>)>,
}

impl Sorted<File> {
    /// Returns what to read, in order. The test labels come first: they are short, and once it is known how many
    /// test images there are, the first training images will do to begin.
    pub fn sources(&self) -> Vec<Source> {
        let source = |file, known: &InspectedFile<File>| Source {
            file,
            labels: known.labels,
            place: Place::File(known.file.clone()),
        };
        let (labels, images) = &self.train;
        let mut sources = vec![
            source(DataFile::Train, labels),
            source(DataFile::Train, images),
        ];
        if let Some((labels, images)) = &self.test {
            sources.insert(0, source(DataFile::Test, labels));
            sources.push(source(DataFile::Test, images));
        }
        sources
    }
}

/// Returns the files of a list that the browser gave.
pub fn listed(list: &web_sys::FileList) -> Vec<File> {
    (0..list.length())
        .filter_map(|index| list.get(index))
        .collect()
}

/// Looks into files and sorts them.
///
/// # Errors
/// A sentence about the first file that the page cannot use, or about what is missing.
pub async fn sort(files: Vec<File>) -> Result<Sorted<File>, String> {
    let mut known = Vec::new();
    for file in files {
        known.push(look_into(file).await.map_err(|error| error.to_string())?);
    }
    pair_up(known)
}

/// Finds out what a file is from its header alone.
async fn look_into(file: File) -> Result<InspectedFile<File>, DataError> {
    let name = file.name();
    let mut pieces = Pieces::open(&file.stream(), &name, Rc::new(Cell::new(0))).await?;
    let mut head = Vec::new();
    while head.len() < 8 {
        match pieces.next().await? {
            Some(piece) => head.extend(piece),
            None => break,
        }
    }
    pieces.cancel();
    let (labels, count) = read_head(&head).map_err(|fault| fault.of(&name))?;
    Ok(InspectedFile {
        name,
        labels,
        count,
        file,
    })
}

fn pair_up<F>(known: Vec<InspectedFile<F>>) -> Result<Sorted<F>, String> {
    let names: Vec<String> = known.iter().map(|k| k.name.clone()).collect();
    let (mut labels, mut images): (Vec<_>, Vec<_>) = known.into_iter().partition(|k| k.labels);
    if labels.len() != images.len() || labels.is_empty() || labels.len() > 2 {
        return Err(format!(
            "A data set is a file of images and one of labels, and perhaps such a pair for testing. \
             There are {} of images and {} of labels: {}. Choose the missing ones with them.",
            images.len(),
            labels.len(),
            names.join(", ")
        ));
    }
    // The test pair last: by its name, or else the smaller one.
    for kind in [&mut labels, &mut images] {
        kind.sort_by_key(|k| (is_test(&k.name), std::cmp::Reverse(k.count)));
    }
    let mut pairs = labels.into_iter().zip(images);
    let mut next = || pairs.next().map(check_counts).transpose();
    let train = next()?.ok_or("There are no files.")?;
    Ok(Sorted {
        train,
        test: next()?,
    })
}

fn is_test(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("t10k") || name.contains("test")
}

fn check_counts<F>(
    pair: (InspectedFile<F>, InspectedFile<F>),
) -> Result<(InspectedFile<F>, InspectedFile<F>), String> {
    let (labels, images) = &pair;
    let files = format!("{} and {}", images.name, labels.name);
    check_pair(images.count, labels.count, &files).map_err(|error| error.to_string())?;
    Ok(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str, labels: bool, count: u32) -> InspectedFile<()> {
        InspectedFile {
            name: name.to_owned(),
            labels,
            count,
            file: (),
        }
    }

    #[test]
    fn four_files_in_any_order_make_two_pairs() {
        let sorted = pair_up(vec![
            known("t10k-images", false, 10),
            known("train-labels", true, 60),
            known("t10k-labels", true, 10),
            known("train-images", false, 60),
        ])
        .unwrap();
        assert_eq!(
            (sorted.train.0.name, sorted.train.1.name),
            ("train-labels".into(), "train-images".into())
        );
        assert_eq!(sorted.test.unwrap().1.name, "t10k-images");
    }

    #[test]
    fn without_telling_names_the_larger_pair_trains() {
        let sorted = pair_up(vec![
            known("a", false, 10),
            known("b", true, 10),
            known("c", false, 60),
            known("d", true, 60),
        ])
        .unwrap();
        assert_eq!(sorted.train.1.name, "c");
    }

    #[test]
    fn what_is_missing_or_does_not_fit_is_said() {
        let missing = pair_up(vec![known("a", false, 10)]).unwrap_err();
        assert!(
            missing.contains("1 of images and 0 of labels: a"),
            "{missing}"
        );
        let mismatch = pair_up(vec![known("a", false, 10), known("b", true, 9)]).unwrap_err();
        assert!(mismatch.contains("10 images but 9 labels"), "{mismatch}");
    }
}
