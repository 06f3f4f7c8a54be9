//! The lessons that come with the page: each can be read, and says what an index of lessons needs.

use playground_lesson::Lesson;
use std::fs;
use std::path::{Path, PathBuf};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/lessons");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect()
}

#[test]
fn every_lesson_of_the_page_can_be_read() {
    let files = files();
    assert!(!files.is_empty());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        if let Err(error) = Lesson::read(&text) {
            panic!("{}: {error}", path.display());
        }
    }
}

#[test]
fn why_cross_entropy_asks_all_that_it_is_about() {
    let of_name = |path: &PathBuf| {
        path.file_stem()
            .is_some_and(|stem| stem == "why-cross-entropy")
    };
    let path = files().into_iter().find(of_name).unwrap();
    let lesson = Lesson::read(&fs::read_to_string(path).unwrap()).unwrap();
    assert!((5..=15).contains(&lesson.front.minutes));
    let (first, others) = lesson.steps.split_first().unwrap();
    assert!(first.predict.is_some() && first.until.is_some());
    let links = others.iter().filter_map(|step| step.setup.as_ref());
    let optimisers: Vec<&str> = links
        .map(|setup| setup.link.experiment.optimizer.info().key)
        .collect();
    assert!(
        optimisers.contains(&"adam") && optimisers.contains(&"momentum"),
        "{optimisers:?}"
    );
    // Whoever is asked something gets an answer.
    assert!(lesson.steps.iter().all(|step| !step.reveal.is_empty()));
}
