//! Circles of files: a file that needs, through others, itself cannot be read by itself.
//!
//! What a file refers to is read off its paths: those of `use`, and those that begin with `crate`, `self` or `super`.
//! A re-export is only a signpost: it leads on to where the item is. Between a module and those below it nothing is counted: a module names
//! its parts, and they may use what it gives them. Tests are left out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, ItemMod, ItemUse, Macro, UseTree, Visibility};

use crate::failure::{Failure, Outcome};
use crate::files;

/// The path of a module within its crate; empty for the root.
type Module = Vec<String>;

/// The files of a crate.
type House = BTreeMap<Module, Paths>;

/// Finds the circles among the files under `source`, each as the files that need each other, in order.
pub fn of_crate(source: &Path) -> Outcome<Vec<Vec<String>>> {
    let mut house = House::new();
    for path in all_below(source) {
        let relative = path.strip_prefix(source).unwrap_or(&path);
        let Some(module) = module_of(relative) else {
            continue;
        };
        let paths = Paths::of(&files::read_text(&path)?).map_err(|error| {
            Failure::new(
                format!("{} is not Rust: {error}", path.display()),
                "mend it; `cargo check` says more",
            )
        })?;
        house.insert(module, paths);
    }
    Ok(circles(&house))
}

fn all_below(folder: &Path) -> Vec<PathBuf> {
    let (folders, mut found): (Vec<_>, Vec<_>) = files::list(folder)
        .into_iter()
        .partition(|path| path.is_dir());
    found.extend(folders.iter().flat_map(|folder| all_below(folder)));
    found
}

/// Returns the module that a file is; none for tests and what is not Rust.
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

/// The paths in a file.
#[derive(Default)]
struct Paths {
    used: Vec<Vec<String>>,
    /// Those of what it shows under a name of its own although it lies elsewhere.
    reexported: Vec<Vec<String>>,
}

impl Paths {
    fn of(text: &str) -> syn::Result<Self> {
        let mut paths = Self::default();
        paths.visit_file(&syn::parse_file(text)?);
        Ok(paths)
    }

    /// Takes up a path in the midst of code, where it leads into this crate.
    fn met(&mut self, parts: Vec<String>) {
        if matches!(parts[0].as_str(), "crate" | "self" | "super") && parts.len() > 1 {
            self.used.push(parts);
        }
    }
}

impl Visit<'_> for Paths {
    fn visit_item_mod(&mut self, module: &ItemMod) {
        let of_tests = |attribute: &Attribute| {
            let list = attribute.meta.require_list();
            list.is_ok_and(|list| list.path.is_ident("cfg") && list.tokens.to_string() == "test")
        };
        if !module.attrs.iter().any(of_tests) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        let found = match item.vis {
            Visibility::Inherited => &mut self.used,
            _ => &mut self.reexported,
        };
        expand(&item.tree, &[], found);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let parts = path.segments.iter().map(|part| part.ident.to_string());
        self.met(parts.collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &Macro) {
        for path in code(called.tokens.clone()).split_whitespace() {
            self.met(path.split("::").map(str::to_owned).collect());
        }
    }
}

/// Writes the paths among the tokens of a macro, with spaces between them. What the macro says in quotes is left out.
fn code(tokens: TokenStream) -> String {
    let mut text = String::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) if text.ends_with("::") => text += &name.to_string(),
            TokenTree::Ident(name) => text += &format!(" {name}"),
            TokenTree::Punct(mark) if mark.as_char() == ':' => text.push(':'),
            TokenTree::Group(group) => text += &format!(" {} ", code(group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => text.push(' '),
        }
    }
    text
}

/// Adds the paths of a `use` tree to those found.
fn expand(tree: &UseTree, before: &[String], found: &mut Vec<Vec<String>>) {
    let with = |part: &Ident| [before, &[part.to_string()]].concat();
    match tree {
        UseTree::Path(path) => expand(&path.tree, &with(&path.ident), found),
        UseTree::Name(name) => found.push(with(&name.ident)),
        UseTree::Rename(rename) => found.push(with(&rename.ident)),
        UseTree::Glob(_) => found.push(before.to_vec()),
        UseTree::Group(group) => {
            for tree in &group.items {
                expand(tree, before, found);
            }
        }
    }
}

fn circles(house: &House) -> Vec<Vec<String>> {
    let mut uses = DiGraphMap::<&Module, ()>::new();
    for (module, paths) in house {
        for path in &paths.used {
            let target = absolute(module, path, house).and_then(|path| resolve(&path, house, 0));
            if let Some(target) = target
                && !target.starts_with(module)
                && !module.starts_with(target)
            {
                uses.add_edge(module, target, ());
            }
        }
    }
    let mut found: Vec<Vec<String>> = tarjan_scc(&uses)
        .into_iter()
        .filter(|together| together.len() > 1)
        .map(|together| together.iter().map(|module| module.join("/")).collect())
        .collect();
    for names in &mut found {
        names.sort();
    }
    found
}

/// Returns a path from the root of its crate; none where it leads to another crate.
fn absolute(module: &Module, path: &[String], house: &House) -> Option<Module> {
    let path = path.strip_suffix(&["self".to_owned()]).unwrap_or(path);
    let ups = path.iter().take_while(|part| *part == "super").count();
    let (base, rest) = match path.first()?.as_str() {
        "crate" => (&[][..], &path[1..]),
        "self" => (&module[..], &path[1..]),
        "super" => (&module[..module.len().checked_sub(ups)?], &path[ups..]),
        _ => {
            let child = [module, &path[..1]].concat();
            return house.contains_key(&child).then(|| [module, path].concat());
        }
    };
    Some([base, rest].concat())
}

/// Finds the module that defines what a path leads to.
fn resolve<'a>(path: &[String], house: &'a House, depth: usize) -> Option<&'a Module> {
    let lengths = (0..=path.len()).rev();
    let (module, paths) = lengths
        .into_iter()
        .find_map(|n| house.get_key_value(&path[..n]))?;
    let name = path.get(module.len());
    let mut shown = paths
        .reexported
        .iter()
        .filter_map(|path| absolute(module, path, house));
    match shown.find(|target| target.last() == name) {
        Some(target) if name.is_some() && depth < 8 => {
            let whole = [&target[..], &path[module.len() + 1..]].concat();
            resolve(&whole, house, depth + 1)
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
            (module, Paths::of(text).unwrap())
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
    fn what_stands_behind_a_module_of_tests_and_in_a_macro_is_read() {
        let found = house(&[
            ("lib.rs", "mod a;\nmod b;"),
            (
                "a.rs",
                "#[cfg(test)]\nmod tests;\nmod deep;\npub use deep::Deep;",
            ),
            (
                "a/deep.rs",
                "pub struct Deep;\nfn f() { call!(\"a \\\" b\", '\"', f: crate::b::B); }",
            ),
            ("b.rs", "pub struct B(crate::a::Deep);"),
        ]);
        assert_eq!(found, [["a/deep", "b"]]);
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
