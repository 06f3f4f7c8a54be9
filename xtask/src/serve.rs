//! `cargo xtask serve`: everything that is missing, then the page on this machine.

use std::env;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::args::Serve;
use crate::build::{self, Finish, page};
use crate::data;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::http::{self, Site};
use crate::places::Places;
use crate::progress::say;
use crate::setup::Tools;

/// How many ports after the one asked for are tried.
const OTHER_PORTS: u16 = 20;

/// Builds the page and serves it until the process is ended.
pub fn run(places: &Places, options: &Serve) -> Outcome {
    let tools = Tools::ready(places)?;
    data::fetch_if_easy(places)?;
    let dist = places.dist();
    let finish = if options.optimise {
        Finish::Published
    } else {
        Finish::Quick
    };
    build::make(places, &tools, &dist, finish)?;
    let html = files::read_text(&dist.join("index.html"))?;
    let policy = page::policy(&html).map(str::to_owned);
    let (listener, port) = listen(options.port)?;
    // By this name the page counts as a secure context, which WebGPU needs.
    let address = format!("http://localhost:{port}/");
    say(&format!("Open {address} (Ctrl-C ends it)"));
    if !options.no_open {
        open(&address);
    }
    let site = Site {
        folder: dist,
        policy,
    };
    http::serve(site, listener).map_err(|error| {
        Failure::new(
            format!("the server stopped: {error}"),
            "run the command again",
        )
    })
}

fn listen(first: u16) -> Outcome<(TcpListener, u16)> {
    let last = first.saturating_add(OTHER_PORTS);
    for port in first..=last {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) {
            if port != first {
                say(&format!("Port {first} is taken, so it is {port}"));
            }
            return Ok((listener, port));
        }
    }
    Err(Failure::new(
        format!("the ports {first} to {last} are all taken"),
        "name a free one with --port",
    ))
}

/// Opens the address in the person's browser where there is a screen. That it does not open is not a fault:
/// the address is on the terminal.
fn open(address: &str) {
    let mut opener = if cfg!(windows) {
        let mut cmd = Command::new("cmd");
        cmd.args(["/C", "start", ""]);
        cmd
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else if env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some() {
        Command::new("xdg-open")
    } else {
        return;
    };
    let _ = opener
        .arg(address)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
