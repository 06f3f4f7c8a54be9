//! Exports the trainer's constructors, so that the worker's start script runs them once.
//!
//! Crates below Burn register themselves in constructors. Where nothing refers to
//! `__wasm_call_ctors`, the linker takes the module for a command that is called once and runs every
//! constructor again at the beginning of *each* exported function: thousands of calls for every
//! message and for every JavaScript object that comes back from the GPU.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-bin=trainer=--export=__wasm_call_ctors");
    }
}
