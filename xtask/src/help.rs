//! The words of `--help`.

pub const OVERVIEW: &str = "\
cargo xtask COMMAND [OPTIONS]: the command line of the Gradient Playground

  serve   set up what is missing, build, serve on localhost, print the address
  test    native tests, then the page in real browsers
  lint    the order of the house: crates, files, and what is kept out of the page
  bench   how fast it trains beside its peers, how soon, in how many bytes
  build   the page to publish, in dist/, optimised
  setup   only fetch what is missing: wasm target, crates, Trunk, wasm-bindgen, wasm-opt, browsers
  fetch   only download the crates, after which a build needs no network
  data    only fetch MNIST and Fashion-MNIST
  COMMAND --help explains one of them

Options of all commands
  --data DIR        a folder with mnist/ and fashion-mnist/, four IDX files each, gzipped or not
                    (or the variable PLAYGROUND_DATA)
  --target-dir DIR  cargo's build folder (or CARGO_TARGET_DIR; default: target/ in the cache)

Variables
  PLAYGROUND_CACHE     the folder for tools and builds (default: gradient-playground/ in your cache folder)
  PLAYGROUND_CHROMIUM, PLAYGROUND_FIREFOX, PLAYGROUND_WEBKIT_DRIVER  the programs that the tests drive

The first `serve` takes about eleven minutes on two cores, most of it compiling; later ones take seconds
when nothing changed, and a minute or two after a change to the trainer.";

pub const SERVE: &str = "\
cargo xtask serve [--port N] [--no-open] [--optimise] [--data DIR]
Sets up what is missing, builds, serves dist/ on this machine and prints the address.

  --port N     8080 by default; the next free one when it is taken
  --no-open    do not open the browser
  --optimise   also run wasm-opt, as `build` does

What is built does the same as what is published but is larger, which does not matter on one machine.
First run about 11 minutes on two cores: Trunk 2, wasm-bindgen 1, the page 2, the trainer 5.";

pub const BUILD: &str = "\
cargo xtask build [--no-optimise] [--data DIR]
Makes dist/, a folder of static files for any host: Trunk builds, then wasm-opt makes the modules smaller, and a
packed copy of each file, NAME.br and NAME.gz, lies beside it for hosts that send such.
Files whose names carry a hash may be cached for ever; index.html and data/ should be revalidated.

  --no-optimise   leave wasm-opt and the packed copies out";

pub const SETUP: &str = "\
cargo xtask setup
Looks for each tool, takes what is on PATH in the right version, and fetches only what is missing:

  wasm target    rustup (10 s); on Debian and Ubuntu as root else Debian's compiler (3 min)
  crates         those that Cargo.lock names (15 s)
  Trunk          built by cargo (2 min on two cores)
  wasm-bindgen   built by cargo in the version of Cargo.lock (2 min)
  Node           must be there; on Debian and Ubuntu as root installed
  wasm-opt       only `build` needs it
  browsers       Chromium, Firefox, WebKitGTK; on Debian and Ubuntu as root installed, with a software GPU (2 min)

Tools go to the cache folder, never to the system, but for Debian's own packages.";

pub const TEST: &str = "\
cargo xtask test [--only PART] [--filter NAME] [--long] [--data DIR]
Runs the native tests of every crate, builds the page without wasm-opt, and runs the browser tests on it.

  --only PART     fetch     everything that a build needs is downloaded before it: checked in an empty cargo home
                  native    the native tests
                  browser   all engines; or one of
                  chromium  the whole suite, with a software GPU and without
                  firefox   the portable scenarios
                  webkit    the portable scenarios
                  fresh     not run unasked: the README's two commands with nothing cached, about an hour
  --filter NAME   only the tests whose name contains NAME
  --long          Chromium's suite twice more: with the page slowed fourfold, and with a hand that is late; and
                  cargo-mutants changes losses, activations and optimisers, which the native tests must notice

An engine that is not here and cannot be installed is left out, and the end says so.
About 45 minutes on two cores the first time, a third of it compiling; later about 25.
Tests that need a real data set are skipped, and say so, where none could be had.";

pub const BENCH: &str = "\
cargo xtask bench [--only native|browser] [--rounds N] [--epochs LIST|none] [--no-optimise] [--data DIR]
Measures how fast it trains beside its peers on the same work, and writes the tables of docs/benchmarks.md.

  natively        the trainer, and scikit-learn's MLPClassifier: speed, and accuracy on Fashion-MNIST
  in the browser  the page, jax-js and TensorFlow.js on WebAssembly and on a software GPU; time to paint, to controls,
                  to the first step and to 97 % on MNIST; bytes; long tasks; memory; what reports and probes cost

  --only PART     native or browser; the other part's figures stay as they were measured last
  --rounds N      how often the contestants take turns (default 5)
  --epochs LIST   epochs after which scikit-learn's accuracy is taken (default 50,100); none leaves it out
  --no-optimise   measure a page without wasm-opt: as quick, but larger

Contestants take turns, so that whatever else the machine does falls on all of them, and what counts is the ratio
within a round: compare figures of one run of the command. All of them, and how they were taken, are in
tests/output/bench.json.

About an hour on two cores once everything is built.";

pub const DATA: &str = "\
cargo xtask data [--data DIR]
Puts MNIST (11 MB) and Fashion-MNIST (31 MB) into public/data/, from which the page fetches them.
Sources in order: DIR, the public mirrors, for Fashion-MNIST on Debian the package dataset-fashion-mnist.
Each file is verified by the SHA-256 of its unpacked bytes. Takes seconds to a minute.

Without them everything works on digits that the page draws itself.";

pub const FETCH: &str = "\
cargo xtask fetch
Downloads the crates that the lock files name, those of the tools included: 15 s, 300 MB. Every other command
does it by itself before it compiles; after it, builds need no network.";

pub const LINT: &str = "\
cargo xtask lint
Checks what the compiler does not forbid: the crates use each other one way, as xtask/src/lint.rs has it, no files use each
other in a circle, and no tensor library gets into the page. A second.";
