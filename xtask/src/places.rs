//! Where things are: the checkout, the cache of tools, the build folder.

use std::env;
use std::path::{Path, PathBuf};

use crate::args::Folders;
use crate::failure::{Failure, Outcome};

/// The folders that every command works with.
pub struct Places {
    /// The root of the checkout.
    pub root: PathBuf,
    /// Tools and finished work that outlive a checkout.
    pub cache: PathBuf,
    /// Cargo's build folder. Outside the checkout by default: a fresh clone then reuses the dependencies,
    /// which are most of a build.
    pub target: PathBuf,
    /// Where the person has real data sets, if they said so.
    pub given_data: Option<PathBuf>,
}

impl Places {
    /// Finds them from the command line, and from the environment where it says nothing.
    pub fn find(folders: Folders) -> Outcome<Self> {
        let cache = cache_folder()?;
        let target = folders
            .target_dir
            .or_else(|| variable("CARGO_TARGET_DIR"))
            .unwrap_or_else(|| cache.join("target"));
        Ok(Self {
            root: root_folder()?,
            target: absolute(&target)?,
            cache: absolute(&cache)?,
            given_data: folders.data.or_else(|| variable("PLAYGROUND_DATA")),
        })
    }

    /// Returns where `cargo install --root` puts programs.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Returns where `build` and `serve` put the page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Returns where the page lies that the browser tests run: apart from `dist`, so that a test never leaves an
    /// unoptimised page where somebody expects the one to publish.
    pub fn test_dist(&self) -> PathBuf {
        self.output().join("dist")
    }

    /// Returns where tests and measurements leave what they write.
    pub fn output(&self) -> PathBuf {
        self.root.join("tests/output")
    }

    /// Returns where the real data sets lie that the page can load.
    pub fn data(&self) -> PathBuf {
        self.root.join("public/data")
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn root_folder() -> Outcome<PathBuf> {
    let manifest = variable("CARGO_MANIFEST_DIR");
    let start = match manifest {
        Some(folder) => folder,
        None => absolute(Path::new("."))?,
    };
    start
        .ancestors()
        .find(|folder| folder.join("Trunk.toml").is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| {
            Failure::new(
                format!("no Trunk.toml in {} or above", start.display()),
                "run `cargo xtask` inside the checkout",
            )
        })
}

fn cache_folder() -> Outcome<PathBuf> {
    if let Some(chosen) = variable("PLAYGROUND_CACHE") {
        return Ok(chosen);
    }
    dirs::cache_dir()
        .map(|folder| folder.join("gradient-playground"))
        .ok_or_else(|| {
            Failure::new(
                "no folder for the cache: the environment names no home",
                "set PLAYGROUND_CACHE to a folder you may write to",
            )
        })
}

fn absolute(path: &Path) -> Outcome<PathBuf> {
    std::path::absolute(path).map_err(|error| {
        Failure::new(
            format!("{} is not a usable path: {error}", path.display()),
            "give another path",
        )
    })
}
