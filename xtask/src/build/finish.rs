//! What Trunk leaves undone.
//!
//! - The worker's files have no hash in their names, so a browser could pair an old one with a new page:
//!   all three are renamed together, and the page is told the name in `<meta name="trainer">`.
//! - The page's wasm is named by the hash from before wasm-opt: it is named anew by its content.
//! - Each style sheet would be a request of its own before anything is painted: they become one.
//! - Trunk starts the page by an inline script, which the Content-Security-Policy forbids: it is moved to
//!   a file.

use std::path::{Path, PathBuf};

use super::page;
use crate::digest;
use crate::failure::{Failure, Outcome};
use crate::files;

/// The files of the worker: its code, its module, and the script that starts it.
const TRAINER_FILES: [&str; 3] = [".js", "_bg.wasm", "_worker.js"];

/// Finishes a folder that Trunk has made.
pub fn finish(dist: &Path) -> Outcome {
    let index = dist.join("index.html");
    let mut html = files::read_text(&index)?;
    html = name_page_module(dist, &html)?;
    html = name_trainer(dist, &html)?;
    html = move_boot_script(dist, &html)?;
    html = join_styles(dist, &html)?;
    files::write(&index, html.as_bytes())
}

fn name_page_module(dist: &Path, html: &str) -> Outcome<String> {
    let is_page_module = |path: &PathBuf| {
        files::name(path).starts_with("playground-") && files::name(path).ends_with("_bg.wasm")
    };
    let old = files::list(dist)
        .into_iter()
        .find(is_page_module)
        .ok_or_else(|| incomplete("playground-<hash>_bg.wasm"))?;
    let name = format!(
        "playground-{}_bg.wasm",
        digest::short(&[&files::read(&old)?])
    );
    files::rename(&old, &dist.join(&name))?;
    Ok(html.replace(files::name(&old), &name))
}

fn name_trainer(dist: &Path, html: &str) -> Outcome<String> {
    let contents = TRAINER_FILES
        .iter()
        .map(|ending| files::read(&dist.join(format!("trainer{ending}"))))
        .collect::<Outcome<Vec<_>>>()?;
    let parts: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
    let base = format!("trainer-{}", digest::short(&parts));
    for ending in TRAINER_FILES {
        let old = dist.join(format!("trainer{ending}"));
        files::rename(&old, &dist.join(format!("{base}{ending}")))?;
    }
    page::with_trainer(html, &base).ok_or_else(|| incomplete("<meta name=\"trainer\">"))
}

fn move_boot_script(dist: &Path, html: &str) -> Outcome<String> {
    let (before, script, after) =
        page::split_inline_module(html).ok_or_else(|| incomplete("the script that starts it"))?;
    let name = format!("boot-{}.js", digest::short(&[script.as_bytes()]));
    files::write(&dist.join(&name), script.as_bytes())?;
    Ok(format!(
        "{before}<script type=\"module\" src=\"./{name}\"></script>{after}"
    ))
}

fn join_styles(dist: &Path, html: &str) -> Outcome<String> {
    let (names, html) = page::without_styles(html);
    let mut all = String::new();
    for name in &names {
        let path = dist.join(name);
        all.push_str(&files::read_text(&path)?);
        all.push('\n');
        files::remove_if_there(&path)?;
    }
    let name = format!("styles-{}.css", digest::short(&[all.as_bytes()]));
    files::write(&dist.join(&name), all.as_bytes())?;
    page::with_style(&html, &name).ok_or_else(|| incomplete("</title>"))
}

fn incomplete(what: &str) -> Failure {
    Failure::new(
        format!("the page that Trunk built lacks {what}"),
        "compare index.html with the links to Cargo.toml files that it had in the last commit",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::scratch::Scratch;

    const HTML: &str = "<head><meta name=\"trainer\" content=\"trainer\"><title>T</title>\
        <link rel=\"stylesheet\" href=\"./b-12.css\"/><link rel=\"stylesheet\" href=\"./a-34.css\"/>\
        <script type=\"module\">init('./playground-0123456789abcdef_bg.wasm')</script></head>";

    fn built(trainer: &[u8]) -> (Scratch, String) {
        let scratch = Scratch::new(&format!("finish-{}", trainer.len()));
        let dist = scratch.path();
        let all = [
            ("index.html", HTML.as_bytes()),
            ("playground-0123456789abcdef_bg.wasm", b"page"),
            ("b-12.css", b"p {}"),
            ("a-34.css", b"q {}"),
            ("trainer.js", b"glue"),
            ("trainer_bg.wasm", trainer),
            ("trainer_worker.js", b"start"),
        ];
        for (name, bytes) in all {
            std::fs::write(dist.join(name), bytes).unwrap();
        }
        finish(dist).unwrap();
        let html = std::fs::read_to_string(dist.join("index.html")).unwrap();
        (scratch, html)
    }

    fn trainer_base(html: &str) -> &str {
        let from = html.find("content=\"").unwrap() + 9;
        html[from..].split('"').next().unwrap()
    }

    #[test]
    fn every_name_in_the_page_is_a_file_named_by_its_content() {
        let (scratch, html) = built(b"one");
        let base = trainer_base(&html);
        for ending in TRAINER_FILES {
            assert!(scratch.path().join(format!("{base}{ending}")).is_file());
        }
        let names: Vec<String> = files::list(scratch.path())
            .iter()
            .map(|path| files::name(path).to_owned())
            .collect();
        let boot = names.iter().find(|name| name.starts_with("boot-")).unwrap();
        let wasm = names
            .iter()
            .find(|name| name.starts_with("playground-"))
            .unwrap();
        assert!(html.contains(&format!("src=\"./{boot}\"")));
        let script = std::fs::read_to_string(scratch.path().join(boot)).unwrap();
        assert_eq!(script, format!("init('./{wasm}')"));
        assert!(wasm.contains(&digest::short(&[b"page"])));
    }

    #[test]
    fn style_sheets_become_one_in_their_order() {
        let (scratch, html) = built(b"styled");
        let from = html.find("./styles-").unwrap() + 2;
        let name = html[from..].split('"').next().unwrap();
        let styles = std::fs::read_to_string(scratch.path().join(name)).unwrap();
        assert_eq!(styles, "p {}\nq {}\n");
        assert_eq!(html.matches("stylesheet").count(), 1);
        assert!(!scratch.path().join("b-12.css").exists());
    }

    #[test]
    fn a_new_trainer_has_a_new_name() {
        let (_one, first) = built(b"first");
        let (_two, second) = built(b"another");
        assert_ne!(trainer_base(&first), trainer_base(&second));
    }
}
