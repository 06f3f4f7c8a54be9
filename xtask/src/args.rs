//! What can be asked for on the command line: a command with the options that are its own.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, value_parser};

#[cfg(test)]
mod tests;

const OPTIONS_OF_ALL: &str = "Options of all commands";

/// The command line of the Gradient Playground.
///
/// The first `serve` takes about eleven minutes on two cores, most of it compiling; later ones take seconds when nothing
/// changed, and a minute or two after a change to the trainer.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
#[command(after_help = "Variables:
  PLAYGROUND_CACHE     the folder for tools and builds (default: gradient-playground/ in your cache folder)
  PLAYGROUND_CHROMIUM, PLAYGROUND_FIREFOX, PLAYGROUND_WEBKIT_DRIVER  the programs that the tests drive")]
pub struct Request {
    #[command(subcommand)]
    pub task: Task,
    #[command(flatten)]
    pub folders: Folders,
}

/// The options that all commands have.
#[derive(Args, Debug, Default)]
pub struct Folders {
    /// A folder with mnist/ and fashion-mnist/ in it, four IDX files each, gzipped or not (or the variable PLAYGROUND_DATA)
    #[arg(long, global = true, value_name = "DIR", help_heading = OPTIONS_OF_ALL)]
    pub data: Option<PathBuf>,
    /// Cargo's build folder (or CARGO_TARGET_DIR; default: target/ in the cache)
    #[arg(long, global = true, value_name = "DIR", help_heading = OPTIONS_OF_ALL)]
    pub target_dir: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Sets up what is missing, builds, serves dist/ on this machine and prints the address
    ///
    /// What is built does the same as what is published but is larger, which does not matter on one machine.
    /// First run about 11 minutes on two cores: Trunk 2, wasm-bindgen 1, the page 2, the trainer 5.
    Serve(Serve),
    /// Native tests, then the page in real browsers
    ///
    /// Runs the native tests of every crate, builds the page without wasm-opt, and runs the browser tests on it. An
    /// engine that is not here and cannot be installed is left out, and the end says so. About 45 minutes on two cores
    /// the first time, a third of it compiling; later about 25. Tests that need a real data set are skipped, and say so,
    /// where none could be had.
    Test(Test),
    /// A campaign of mutated inputs and of everything that browsers, networks and people do to a page
    ///
    /// Natively: links, IDX files, checkpoints, weights, drawings and messages, mutated; nothing may panic, take over a
    /// second, or be accepted silently. In Chromium: trainers that die in ten states, storage that is full, blocked, newer
    /// or foreign, everything at once, a release taken away, flips without end. Prints what was tried and what broke.
    Torture(Torture),
    /// The order of the house: crates, files, and what is kept out of the page
    ///
    /// Checks what the compiler does not forbid: the crates use each other one way, as xtask/src/lint.rs has it, no files
    /// use each other in a circle, and no tensor library gets into the page. A second.
    Lint,
    /// The licences and sources of everything that is built in, by deny.toml
    ///
    /// Builds cargo-deny the first time (2 minutes on two cores), then takes seconds. Known weaknesses of versions are asked
    /// for on GitHub, where they are published.
    Deny,
    /// How fast it trains beside its peers, how soon, in how many bytes
    ///
    /// Measures how fast it trains beside its peers on the same work, and writes the tables of docs/benchmarks.md.
    /// Natively: the trainer, and scikit-learn's MLPClassifier, their speed, and their accuracy on Fashion-MNIST. In the
    /// browser: the page, jax-js and TensorFlow.js on WebAssembly and on a software GPU; time to paint, to controls, to
    /// the first step and to 97 % on MNIST; bytes; long tasks; memory; what reports and probes cost.
    ///
    /// Contestants take turns, so that whatever else the machine does falls on all of them, and what counts is the ratio
    /// within a round: compare figures of one run of the command. All of them, and how they were taken, are in
    /// tests/output/bench.json. About an hour on two cores once everything is built.
    Bench(Bench),
    /// The page to publish, in dist/, optimised
    ///
    /// Makes dist/, a folder of static files for any host: Trunk builds, then wasm-opt makes the modules smaller, and a
    /// packed copy of each file, NAME.br and NAME.gz, lies beside it for hosts that send such. Files whose names carry a
    /// hash may be cached for ever; index.html and data/ should be revalidated.
    Build(Build),
    /// Only fetches what is missing: wasm target, crates, Trunk, wasm-bindgen, wasm-opt, browsers
    #[command(long_about = "\
Looks for each tool, takes what is on PATH in the right version, and fetches only what is missing:

  wasm target    rustup (10 s); on Debian and Ubuntu as root else Debian's compiler (3 min)
  crates         those that Cargo.lock names (15 s)
  Trunk          built by cargo (2 min on two cores)
  wasm-bindgen   built by cargo in the version of Cargo.lock (2 min)
  Node           must be there; on Debian and Ubuntu as root installed
  wasm-opt       only `build` needs it
  browsers       Chromium, Firefox, WebKitGTK; on Debian and Ubuntu as root installed, with a software GPU (2 min)

Tools go to the cache folder, never to the system, but for Debian's own packages.")]
    Setup,
    /// Only downloads the crates, after which a build needs no network
    ///
    /// Downloads the crates that the lock files name, those of the tools included: 15 s, 300 MB. Every other command does
    /// it by itself before it compiles; after it, builds need no network.
    Fetch,
    /// Only fetches MNIST and Fashion-MNIST
    ///
    /// Puts MNIST (11 MB) and Fashion-MNIST (31 MB) into public/data/, from which the page fetches them. Sources in order:
    /// the folder of --data, the public mirrors, for Fashion-MNIST on Debian the package dataset-fashion-mnist. Each file
    /// is verified by the SHA-256 of its unpacked bytes. Takes seconds to a minute. Without them everything works on
    /// digits that the page draws itself.
    Data,
}

#[derive(Args, Debug)]
pub struct Serve {
    /// The next free one when it is taken
    #[arg(long, value_name = "N", default_value_t = 8080, value_parser = value_parser!(u16).range(1..))]
    pub port: u16,
    /// Do not open the browser
    #[arg(long)]
    pub no_open: bool,
    /// Also run wasm-opt, as `build` does
    #[arg(long)]
    pub optimise: bool,
}

#[derive(Args, Debug)]
pub struct Build {
    /// Leave wasm-opt and the packed copies out
    #[arg(long)]
    pub no_optimise: bool,
}

#[derive(Args, Debug)]
pub struct Test {
    #[arg(long, value_name = "PART")]
    pub only: Option<TestPart>,
    /// Only the tests whose name contains NAME
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub filter: Option<String>,
    /// Also the native tests that take minutes each; Chromium's suite twice more, with the page slowed fourfold and with a
    /// hand that is late; and cargo-mutants changes losses, activations and optimisers, which the native tests must notice
    #[arg(long)]
    pub long: bool,
}

#[derive(Args, Debug)]
pub struct Torture {
    /// How long it may take, about; without it every kind is tried in full, about two hours
    #[arg(long, value_name = "N")]
    pub minutes: Option<f64>,
    /// Also write the tables to docs/reliability.md
    #[arg(long)]
    pub write: bool,
}

#[derive(Args, Debug)]
pub struct Bench {
    /// One part; the other's figures stay as they were measured last
    #[arg(long, value_name = "PART")]
    pub only: Option<BenchPart>,
    /// How often the contestants take turns
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Epochs of the runs beside scikit-learn, whose last three are averaged; 0 leaves their accuracy out
    #[arg(long, value_name = "N", default_value_t = 11, value_parser = epochs)]
    pub epochs: u32,
    /// Measure a page without wasm-opt: as quick, but larger
    #[arg(long)]
    pub no_optimise: bool,
}

/// The parts of `test`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestPart {
    /// Everything that a build needs is downloaded before it: checked in an empty cargo home
    Fetch,
    /// The native tests
    Native,
    /// All engines
    Browser,
    /// The whole suite, with a software GPU and without
    Chromium,
    /// The portable scenarios
    Firefox,
    /// The portable scenarios
    Webkit,
    /// Not run unasked: the README's two commands with nothing cached, about an hour
    Fresh,
}

/// The parts of `bench`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchPart {
    Native,
    Browser,
}

impl Request {
    /// Reads the command line. An option that only other commands have is refused with their names.
    ///
    /// # Errors
    /// What `--help` prints comes as an error too, as clap has it.
    pub fn read(words: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        Self::try_parse_from(words).map_err(|mut error| {
            let unknown = error.kind() == ErrorKind::UnknownArgument;
            if let (true, Some(ContextValue::String(option))) =
                (unknown, error.get(ContextKind::InvalidArg))
                && let owners = owners(option)
                && !owners.is_empty()
            {
                let tip = format!("it is an option of `{}`", owners.join("` and `"));
                let tip = ContextValue::StyledStrs(vec![tip.into()]);
                error.insert(ContextKind::Suggested, tip);
            }
            error
        })
    }
}

/// Returns the commands that have the option.
fn owners(option: &str) -> Vec<String> {
    let long = option.trim_start_matches('-');
    let request = Request::command();
    let has = |task: &&clap::Command| task.get_arguments().any(|arg| arg.get_long() == Some(long));
    let owners = request.get_subcommands().filter(has);
    owners.map(|task| task.get_name().to_owned()).collect()
}

/// Reads a number of epochs of which three can be averaged, or none.
fn epochs(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(epochs) if epochs == 0 || epochs >= 3 => Ok(epochs),
        _ => Err("give a whole number from 3, or 0 for none".to_owned()),
    }
}
