//! The program of wasm-bindgen, built from its library.
//!
//! `cargo install --locked wasm-bindgen-cli` would use the lock file packed with it, which may name crates that a
//! registry no longer has (seen with 0.2.130); without `--locked` nothing is pinned. Here the lock file is ours.
//!
//! The version of this package is that of the library: Trunk and `cargo xtask` ask the program for it, and the compiler
//! takes a program of this name in an old version for one that it must refuse.

use std::process::ExitCode;

fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason:?}");
            ExitCode::FAILURE
        }
    }
}
