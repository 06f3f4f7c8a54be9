//! The project's own command line: `cargo xtask setup | serve | build | test | torture | lint | bench | data | fetch`.
//!
//! Every command does the set-up that is missing, says what it does and how long that may take, and,
//! when something fails, says what failed and what to do about it. Nothing here is part of the page.
//!
//! | module | what belongs there |
//! | --- | --- |
//! | `args` | what can be asked for |
//! | `setup` | what is missing: wasm target, crates, Trunk, wasm-bindgen, wasm-opt, browsers |
//! | `data` | MNIST and Fashion-MNIST: found, verified, put under `public/data` |
//! | `build` | cargo, Trunk, then what Trunk leaves undone: wasm-opt, file names, the boot script |
//! | `serve`, `http` | a small static server with the headers that a real host should send |
//! | `test` | native tests, browser tests in three engines, mutants, the README's commands from nothing |
//! | `torture` | mutated inputs, and a page that browsers, networks and people do their worst to |
//! | `lint` | which crate may use which, and what must not get into the page |
//! | `bench` | how fast it trains beside its peers, natively and in the browser, and the tables of docs/benchmarks.md |
//! | `places`, `files`, `gzip`, `command`, `progress`, `failure` | paths, files, programs, words |

mod args;
mod bench;
mod build;
mod command;
mod data;
mod deny;
mod digest;
mod failure;
mod files;
mod gzip;
mod http;
mod lint;
mod places;
mod progress;
mod serve;
mod setup;
mod test;
mod torture;

use std::process::ExitCode;

use args::{Request, Task};
use failure::Outcome;
use places::Places;

fn main() -> ExitCode {
    progress::start();
    let request = match Request::read(std::env::args_os()) {
        Ok(request) => request,
        Err(answer) => {
            // A reader that has gone away, as in `cargo xtask --help | head`, is not a fault.
            let _ = answer.print();
            return ExitCode::from(u8::from(answer.use_stderr()));
        }
    };
    match perform(request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(request: Request) -> Outcome {
    let places = Places::find(request.folders)?;
    match &request.task {
        Task::Setup => setup::everything(&places),
        Task::Fetch => setup::fetch_crates(&places),
        Task::Lint => lint::run(&places),
        Task::Deny => deny::run(&places),
        Task::Data => data::fetch(&places),
        Task::Build(options) => build::run(&places, options),
        Task::Serve(options) => serve::run(&places, options),
        Task::Test(options) => test::run(&places, options),
        Task::Bench(options) => bench::run(&places, options),
        Task::Torture(options) => torture::run(&places, options),
    }
}
