use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use super::*;
use crate::files::scratch::Scratch;

fn folder(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    let site = scratch.path().join("site");
    fs::create_dir_all(site.join("data")).unwrap();
    fs::write(site.join("index.html"), "<p>").unwrap();
    fs::write(site.join("data/a b.gz"), "packed").unwrap();
    fs::write(site.join("a.js"), "plain").unwrap();
    fs::write(site.join("a.js.br"), "brotli").unwrap();
    fs::write(site.join("a_bg.wasm"), "").unwrap();
    fs::write(site.join("trainer-0123456789abcdef_bg.wasm"), "").unwrap();
    fs::write(site.join("LICENCE"), "").unwrap();
    fs::write(scratch.path().join("outside.txt"), "secret").unwrap();
    scratch
}

#[test]
fn only_names_with_a_hash_never_change() {
    let hashed = |name: &str| has_hash(name);
    assert!(hashed("trainer-0123456789abcdef_bg.wasm"));
    assert!(hashed("playground-a1b2c3d4e5f6a7b8.js"));
    assert!(!hashed("trainer_bg.wasm"));
    assert!(!hashed("train-images-idx3-ubyte.gz"));
    assert!(!hashed("index.html"));
}

/// A server of that folder.
struct Server {
    port: u16,
    _scratch: Scratch,
}

impl Server {
    fn start(name: &str) -> Self {
        let scratch = folder(name);
        let site = Site {
            folder: scratch.path().join("site"),
            policy: Some("default-src 'self'".to_owned()),
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || serve(site, listener));
        Self {
            port,
            _scratch: scratch,
        }
    }

    /// Sends the requests over a real connection and gives all that is answered, names of fields in lower case.
    fn ask(&self, requests: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let requests = requests.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nHost: x\r\n");
        let last = requests.trim_end();
        let requests = format!("{last}\r\nConnection: close\r\n\r\n");
        stream.write_all(requests.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, target: &str, fields: &str) -> String {
        self.ask(&format!("GET {target} HTTP/1.1\r\n{fields}\r\n"))
    }
}

#[test]
fn requests_find_files_below_the_folder_only() {
    let server = Server::start("http-paths");
    for page in ["/", "/?backend=cpu", "/index.html"] {
        assert!(server.get(page, "").ends_with("\r\n\r\n<p>"), "{page}");
    }
    let refused = [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/data/..%2f..%2foutside.txt",
        "/data/../../outside.txt",
        "/..\\outside.txt",
        "/C:/outside.txt",
        "/data",
        "/data/",
        "/none",
        "/%zz",
        "/%ff",
    ];
    for target in refused {
        let answer = server.get(target, "");
        assert!(!answer.starts_with("HTTP/1.1 2"), "{target}: {answer}");
        assert!(!answer.contains("secret"), "{target}: {answer}");
    }
}

#[test]
fn types_are_what_browsers_insist_on() {
    let server = Server::start("http-types");
    let types = [
        ("/a_bg.wasm", "application/wasm"),
        ("/a.js", "text/javascript"),
        ("/index.html", "text/html"),
        ("/data/a%20b.gz", "application/gzip"),
        ("/LICENCE", "application/octet-stream"),
    ];
    for (target, media) in types {
        let answer = server.get(target, "");
        let field = format!("content-type: {media}\r\n");
        assert!(answer.contains(&field), "{target}: {answer}");
    }
}

#[test]
fn a_browser_is_answered() {
    let server = Server::start("http-answers");
    let page = server.get("/", "");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("content-security-policy: default-src 'self'\r\n"));
    assert!(page.contains("cache-control: no-cache\r\n"));
    assert!(page.contains("x-content-type-options: nosniff\r\n"));

    let start = page.find("last-modified: ").unwrap() + 15;
    let date = page[start..].lines().next().unwrap();
    let again = server.get("/", &format!("If-Modified-Since: {date}\r\n"));
    assert!(again.starts_with("HTTP/1.1 304"), "{again}");

    let head = server.ask("HEAD / HTTP/1.1\r\n\r\n");
    assert!(head.contains("content-length: 3\r\n") && head.ends_with("\r\n\r\n"));
    let packed = server.get("/data/a%20b.gz", "");
    assert!(packed.ends_with("\r\n\r\npacked") && !packed.contains("content-encoding"));
    let squeezed = server.get("/a.js", "Accept-Encoding: gzip, br;q=1.0\r\n");
    assert!(squeezed.contains("content-encoding: br\r\n") && squeezed.ends_with("\r\n\r\nbrotli"));
    assert!(squeezed.contains("content-type: text/javascript") && squeezed.contains("vary: "));
    let plain = server.get("/a.js", "Accept-Encoding: gzip\r\n");
    assert!(plain.ends_with("\r\n\r\nplain") && !plain.contains("content-encoding"));
    assert_eq!(squeezed.matches("\r\nvary: ").count(), 1, "{squeezed}");
    let hashed = "/trainer-0123456789abcdef_bg.wasm";
    assert!(
        server
            .get(hashed, "")
            .contains("max-age=31536000, immutable")
    );
    let gone = server.get("/page-fedcba9876543210.js", "");
    assert!(gone.starts_with("HTTP/1.1 404"), "{gone}");
    assert!(gone.contains("cache-control: no-cache\r\n"), "{gone}");
    assert!(
        server
            .ask("PUT / HTTP/1.1\r\n\r\n")
            .starts_with("HTTP/1.1 405")
    );

    let two = server.ask("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    assert_eq!(two.matches("HTTP/1.1 200 OK").count(), 2, "{two}");
}
