//! `cargo xtask test --only fresh`: the README's two commands as on a machine on which nothing of this was ever used.
//!
//! Home, cargo home, tools, build folder and checkout are new and empty. On the PATH are rustup's programs, git, Node
//! and the system's own folders, no more. The installed Rust toolchain and the system's packages are what they are:
//! they belong to the machine.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::command;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::places::Places;
use crate::progress::{print, say, span};
use crate::setup::{Engine, Node};

/// What a person has installed before the README is read.
const PROGRAMS: [&str; 8] = [
    "rustup", "cargo", "rustc", "rustdoc", "rustfmt", "git", "node", "npm",
];
/// The system's own folders on Unix.
const SYSTEM: [&str; 4] = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
/// What is not a trace of an earlier use: how the network is reached, which language is spoken.
const KEPT_VARIABLES: [&str; 10] = [
    "TERM",
    "LANG",
    "TZ",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
];

pub fn run(places: &Places) -> Outcome {
    // The visitor: a browser, and the program that drives it. They are not part of what is tried.
    let node = Node::ready()?;
    node.install_test_packages(places)?;
    let browser = Engine::Chromium.required()?;

    let machine = Machine::new(places)?;
    let mut times = Vec::new();
    let mut part = |name: &'static str, work: &mut dyn FnMut() -> Outcome| {
        let begun = Instant::now();
        let outcome = work();
        times.push((name, begun.elapsed(), outcome.is_ok()));
        outcome
    };
    let outcome = part("git clone", &mut || machine.clone_from(places))
        .and_then(|()| {
            let mut server = None;
            let served = part("cargo xtask serve", &mut || {
                server = Some(machine.serve()?);
                Ok(())
            });
            served.and_then(|()| {
                let address = server.as_ref().map(|server| server.address.as_str());
                part("twenty steps in a browser", &mut || {
                    visit(places, &node, &browser, address.unwrap_or_default())
                })
            })
        })
        .and_then(|()| part("cargo xtask test", &mut || machine.test()));
    say("Time of each part, from nothing:");
    for (name, time, passed) in &times {
        let verdict = if *passed { "passed" } else { "FAILED" };
        print(&format!("  {name:<26} {:>14}  {verdict}", span(*time)));
    }
    let passed = times.iter().filter(|(_, _, passed)| *passed).count();
    print(&format!(
        "\nfresh: {passed} passed, {} failed",
        times.len() - passed
    ));
    outcome?;
    // Nobody looks into it once all went well, and it is large.
    files::remove_folder(&machine.folder)
}

/// A machine without a past, as far as the environment can make one.
struct Machine {
    folder: PathBuf,
    path: OsString,
    rustup_home: PathBuf,
    data: Option<PathBuf>,
}

/// The page being served; ends with the value.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended by itself needs no more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Machine {
    fn new(places: &Places) -> Outcome<Self> {
        let folder = places.cache.join("fresh");
        files::remove_folder(&folder)?;
        for name in ["home", "cargo", "bin"] {
            files::create_folder(&folder.join(name))?;
        }
        let bin = folder.join("bin");
        for name in PROGRAMS {
            link(name, &bin)?;
        }
        let folders = std::iter::once(bin).chain(SYSTEM.map(PathBuf::from));
        let path = env::join_paths(folders).map_err(|error| {
            Failure::new(
                format!("{} cannot be on a PATH: {error}", folder.display()),
                "set PLAYGROUND_CACHE to a folder without a colon in its name",
            )
        })?;
        let rustup_home = command::capture(Command::new("rustup").args(["show", "home"]));
        Ok(Self {
            folder,
            path,
            rustup_home: rustup_home.map(PathBuf::from).ok_or_else(|| {
                Failure::new(
                    "`rustup show home` says nothing",
                    "install Rust from rustup.rs",
                )
            })?,
            data: places
                .given_data
                .as_deref()
                .and_then(|data| data.canonicalize().ok()),
        })
    }

    fn checkout(&self) -> PathBuf {
        self.folder.join("gradient-playground")
    }

    /// Returns a command for a program that knows nothing but this machine.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join("bin").join(program));
        command
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", self.folder.join("home"))
            .env("CARGO_HOME", self.folder.join("cargo"))
            .env("RUSTUP_HOME", &self.rustup_home);
        let kept = KEPT_VARIABLES
            .iter()
            .filter_map(|name| Some((name, env::var_os(name)?)));
        command.envs(kept);
        if let Some(data) = &self.data {
            command.env("PLAYGROUND_DATA", data);
        }
        command
    }

    fn clone_from(&self, places: &Places) -> Outcome {
        let mut status = Command::new("git");
        status
            .current_dir(&places.root)
            .args(["status", "--porcelain"]);
        if command::capture(&mut status).is_some_and(|changes| !changes.is_empty()) {
            say("What is not committed is not part of this: a clone has none of it");
        }
        let mut git = self.command("git");
        git.args(["clone", "--quiet", "--no-hardlinks"])
            .arg(&places.root)
            .arg(self.checkout());
        command::run(&mut git, "see what git says above")
    }

    /// Runs the README's first command, up to the address that it prints.
    fn serve(&self) -> Outcome<Server> {
        const ADVICE: &str = "read what `cargo xtask serve` says above";
        let port = free_port()?;
        let mut cargo = self.command("cargo");
        cargo
            .current_dir(self.checkout())
            .args(["xtask", "serve", "--no-open", "--port", &port.to_string()])
            .stdout(Stdio::piped());
        let mut child = cargo
            .spawn()
            .map_err(|error| command::not_started(&cargo, &error, ADVICE))?;
        let lines = child.stdout.take().map(BufReader::new);
        let mut server = Server {
            child,
            address: String::new(),
        };
        for line in lines
            .into_iter()
            .flat_map(BufRead::lines)
            .map_while(Result::ok)
        {
            print(&line);
            let address = line
                .split_whitespace()
                .find(|word| word.starts_with("http://localhost:"));
            if let Some(address) = address {
                server.address = address.to_owned();
                return Ok(server);
            }
        }
        let status = server
            .child
            .wait()
            .map_err(|error| command::not_started(&cargo, &error, ADVICE))?;
        Err(Failure::new(command::ended(&cargo, status), ADVICE))
    }

    /// Runs the README's second command.
    fn test(&self) -> Outcome {
        let mut cargo = self.command("cargo");
        cargo.current_dir(self.checkout()).args(["xtask", "test"]);
        command::run(&mut cargo, "read what `cargo xtask test` says above")
    }
}

/// Opens the page and trains it.
fn visit(places: &Places, node: &Node, browser: &Path, address: &str) -> Outcome {
    let mut script = Command::new(&node.program);
    script
        .current_dir(places.root.join("tests"))
        .env("CHROMIUM", browser)
        .args(["fresh/visit.mjs", address]);
    command::run(&mut script, "open that address in a browser and look")
}

/// Puts a program that is on the PATH into the folder.
fn link(name: &str, bin: &Path) -> Outcome {
    let program = command::find(name, &[]).ok_or_else(|| {
        Failure::new(
            format!("{name} is not on PATH"),
            "install it: the README presumes it",
        )
    })?;
    // Rustup's programs and npm go by the name that they are called by, or look for what lies beside them.
    let shim = format!("#!/bin/sh\nexec '{}' \"$@\"\n", program.display());
    let file = bin.join(name);
    files::write(&file, shim.as_bytes())?;
    let mut chmod = Command::new("chmod");
    command::run(
        chmod.arg("755").arg(&file),
        "this check needs a Unix system",
    )
}

fn free_port() -> Outcome<u16> {
    let bound = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| {
        Failure::new(
            format!("no free port: {error}"),
            "see whether this machine lets programs listen on 127.0.0.1",
        )
    })
}
