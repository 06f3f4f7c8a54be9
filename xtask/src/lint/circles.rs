//! Circles of files: a file that needs, through others, itself cannot be read by itself.
//!
//! What a file refers to is read off its paths: those of `use`, and those that begin with `crate`, `self` or `super`.
//! A re-export is only a signpost: it leads on to where the item is. Between a module and those below it nothing is counted: a module names
//! its parts, and they may use what it gives them. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::failure::Outcome;
use crate::files;

/// The path of a module within its crate; empty for the root.
type Module = Vec<String>;

/// The circles among the files under `source`, each as the files that need each other, in order.
pub fn of_crate(source: &Path) -> Outcome<Vec<Vec<String>>> {
    let mut modules = BTreeMap::new();
    for path in all_below(source) {
        let relative = path.strip_prefix(source).unwrap_or(&path);
        let text = files::read_text(&path)?;
        if let Some(module) = module_of(relative) {
            modules.insert(module, without_tests(&text));
        }
    }
    Ok(circles(&modules))
}

fn all_below(folder: &Path) -> Vec<PathBuf> {
    let (folders, mut found): (Vec<_>, Vec<_>) = files::list(folder)
        .into_iter()
        .partition(|path| path.is_dir());
    found.extend(folders.iter().flat_map(|folder| all_below(folder)));
    found
}

/// The module that a file is; none for tests and what is not Rust.
fn module_of(relative: &Path) -> Option<Module> {
    let relative = relative.to_str()?.strip_suffix(".rs")?;
    let mut parts: Module = relative.split(['/', '\\']).map(str::to_owned).collect();
    if parts.iter().any(|part| part == "tests") {
        return None;
    }
    if matches!(
        parts.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        parts.pop();
    }
    Some(parts)
}

/// A file without its tests, its comments and what stands in quotes.
fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    // Quotation marks that open or close nothing.
    let code = code.replace("\\\"", "").replace("'\"'", "");
    let lines = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or(line));
    let mut quoted = false;
    lines
        .collect::<Vec<_>>()
        .join("\n")
        .chars()
        .filter(|&c| {
            quoted ^= c == '"';
            !quoted && c != '"'
        })
        .collect()
}

fn circles(modules: &BTreeMap<Module, String>) -> Vec<Vec<String>> {
    let shown: BTreeMap<&Module, Vec<(String, Module)>> = modules
        .iter()
        .map(|(module, text)| (module, reexports(module, text, modules)))
        .collect();
    let mut edges: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, text) in modules {
        let targets = paths(text).into_iter().filter_map(|path| {
            let path = absolute(module, &path, modules)?;
            let target = resolve(&path, modules, &shown, 0)?;
            let related = target.starts_with(module) || module.starts_with(&target);
            (!related).then_some(target)
        });
        edges.insert(module, targets.collect());
    }
    let reach = |from: &Module| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            for target in edges.get(module).into_iter().flatten() {
                if seen.insert(target.clone()) {
                    next.extend(edges.get_key_value(target).map(|(known, _)| *known));
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> =
        modules.keys().map(|m| (m, reach(m))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (module, from_here) in &reached {
        if !from_here.contains(*module) {
            continue;
        }
        let together = from_here
            .iter()
            .filter(|other| reached[other].contains(*module));
        let names: Vec<String> = together.map(|module| module.join("/")).collect();
        if !found.contains(&names) {
            found.push(names);
        }
    }
    found
}

/// Every path in a file.
fn paths(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.to_owned();
    for (whole, tree) in uses(text) {
        if !is_public(text, whole) {
            found.extend(expand(tree));
        }
        rest = rest.replace(whole, "");
    }
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = rest.split(|c| !word(c));
    let rooted = |word: &&str| {
        ["crate::", "self::", "super::"]
            .iter()
            .any(|root| word.starts_with(root))
    };
    found.extend(words.filter(rooted).map(str::to_owned));
    found
}

/// Each `use …;` of a file, whole, and its tree.
fn uses(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("use ") {
        let start = from + at;
        let begins = text[..start]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        let Some(length) = text[start..].find(';') else {
            break;
        };
        if begins {
            found.push((
                &text[start..=start + length],
                &text[start + 4..start + length],
            ));
        }
        from = start + if begins { length } else { 4 };
    }
    found
}

/// Whether a `use` is a re-export.
fn is_public(text: &str, whole: &str) -> bool {
    let before = text.split(whole).next().unwrap_or_default();
    let line = before.lines().next_back().unwrap_or_default().trim_start();
    line.starts_with("pub")
}

/// The paths of a `use` tree.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, body)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree);
        return vec![path.split_whitespace().collect()];
    };
    let body = body.trim_end().strip_suffix('}').unwrap_or(body);
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in body.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    let within = parts.iter().filter(|part| !part.trim().is_empty());
    within
        .flat_map(|part| expand(&format!("{}{}", head.trim(), part.trim())))
        .collect()
}

/// A path from the root of its crate; none where it leads to another crate.
fn absolute(module: &Module, path: &str, modules: &BTreeMap<Module, String>) -> Option<Module> {
    let mut parts: Vec<String> = path.split("::").map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("self" | "*" | "")) {
        parts.pop();
    }
    let mut base = module.clone();
    match parts.first()?.as_str() {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            while parts.get(1).is_some_and(|part| part == "super") {
                parts.remove(0);
                base.pop();
            }
            base.pop();
        }
        child => {
            base.push(child.to_owned());
            return modules
                .contains_key(&base)
                .then(|| [&base[..], &parts[1..]].concat());
        }
    }
    base.extend(parts.drain(1..));
    Some(base)
}

/// What a module shows under a name of its own although it lies elsewhere.
fn reexports(
    module: &Module,
    text: &str,
    modules: &BTreeMap<Module, String>,
) -> Vec<(String, Module)> {
    let public = uses(text)
        .into_iter()
        .filter(|(whole, _)| is_public(text, whole));
    public
        .flat_map(|(_, tree)| expand(tree))
        .filter_map(|path| {
            let target = absolute(module, &path, modules)?;
            Some((target.last()?.clone(), target))
        })
        .collect()
}

/// The module in which what a path leads to is defined.
fn resolve(
    path: &Module,
    modules: &BTreeMap<Module, String>,
    shown: &BTreeMap<&Module, Vec<(String, Module)>>,
    depth: usize,
) -> Option<Module> {
    let length = (0..=path.len())
        .rev()
        .find(|&n| modules.contains_key(&path[..n]))?;
    let module: Module = path[..length].to_vec();
    let name = path.get(length);
    let elsewhere = shown
        .get(&module)
        .into_iter()
        .flatten()
        .find(|(shown, _)| Some(shown) == name);
    match elsewhere {
        Some((_, target)) if depth < 8 => {
            let whole = [&target[..], &path[length + 1..]].concat();
            resolve(&whole, modules, shown, depth + 1)
        }
        _ => Some(module),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let modules = files.iter().map(|(path, text)| {
            let module = module_of(Path::new(path)).unwrap();
            (module, without_tests(text))
        });
        circles(&modules.collect())
    }

    #[test]
    fn two_files_that_use_each_other_are_a_circle() {
        let found = house(&[
            ("lib.rs", "mod a;\nmod b;"),
            ("a.rs", "use crate::b::B;\npub struct A(B);"),
            ("b.rs", "pub struct B;\nfn f(a: super::a::A) {}"),
        ]);
        assert_eq!(found, [["a", "b"]]);
    }

    #[test]
    fn a_circle_through_a_reexport_and_a_third_file_is_seen() {
        let found = house(&[
            ("lib.rs", "mod a;\nmod b;\nmod c;"),
            ("a/mod.rs", "mod deep;\npub use deep::{Deep, other};"),
            ("a/deep.rs", "use crate::b::{self, B as Other};"),
            ("b.rs", "use crate::c;"),
            ("c.rs", "use crate::a::Deep;"),
        ]);
        assert_eq!(found, [["a/deep", "b", "c"]]);
    }

    #[test]
    fn tests_comments_text_and_a_modules_own_parts_are_no_circle() {
        let found = house(&[
            ("lib.rs", "mod a;\nmod b;\npub use a::A;"),
            (
                "a.rs",
                "use crate::b::B;\nuse super::part;\n#[cfg(test)]\nmod tests { use crate::b; }",
            ),
            (
                "b.rs",
                "// crate::a\nconst T: &str = \"crate::a::A\";\n#[cfg(test)]\nmod tests { use crate::a::A; }",
            ),
            ("a/part.rs", "use super::A;"),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }
}
