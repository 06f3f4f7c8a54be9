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
    fs::write(site.join(".hidden"), "secret").unwrap();
    fs::write(scratch.path().join("outside.txt"), "secret").unwrap();
    scratch
}

#[test]
fn requests_find_files_below_the_folder_only() {
    let scratch = folder("http-paths");
    let site = scratch.path().join("site");
    assert_eq!(resolve(&site, "/"), Some(site.join("index.html")));
    assert_eq!(
        resolve(&site, "/?backend=cpu"),
        Some(site.join("index.html"))
    );
    assert_eq!(
        resolve(&site, "/data/a%20b.gz"),
        Some(site.join("data/a b.gz"))
    );
    let refused = [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/data/..%2f..%2foutside.txt",
        "/data/../../outside.txt",
        "/..\\outside.txt",
        "/C:/outside.txt",
        "/.hidden",
        "/data",
        "/none",
        "outside.txt",
        "/%zz",
        "/%ff",
    ];
    for target in refused {
        assert_eq!(resolve(&site, target), None, "{target}");
    }
}

#[test]
fn types_are_what_browsers_insist_on() {
    let of = |name: &str| media_type(Path::new(name));
    assert_eq!(of("a_bg.wasm"), "application/wasm");
    assert!(of("a.js").starts_with("text/javascript"));
    assert!(of("index.html").starts_with("text/html"));
    assert_eq!(of("train-images-idx3-ubyte.gz"), "application/gzip");
    assert_eq!(of("LICENCE"), "application/octet-stream");
}

#[test]
fn only_names_with_a_hash_never_change() {
    let hashed = |name: &str| has_hash(Path::new(name));
    assert!(hashed("trainer-0123456789abcdef_bg.wasm"));
    assert!(hashed("playground-a1b2c3d4e5f6a7b8.js"));
    assert!(!hashed("trainer_bg.wasm"));
    assert!(!hashed("train-images-idx3-ubyte.gz"));
    assert!(!hashed("index.html"));
}

/// Sends the request over a real connection and gives the whole answer.
fn ask(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_browser_is_answered() {
    let scratch = folder("http-answers");
    let site = Site::new(
        scratch.path().join("site"),
        Some("default-src 'self'".to_owned()),
    );
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || serve(site, &listener));

    let page = ask(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("Content-Security-Policy: default-src 'self'\r\n"));
    assert!(page.contains("Cache-Control: no-cache\r\n"));
    assert!(page.ends_with("\r\n\r\n<p>"));

    let start = page.find("ETag: ").unwrap() + 6;
    let tag = page[start..].lines().next().unwrap();
    let again = ask(
        port,
        &format!("GET / HTTP/1.1\r\nIf-None-Match: {tag}\r\n\r\n"),
    );
    assert!(again.starts_with("HTTP/1.1 304"), "{again}");

    let head = ask(port, "HEAD / HTTP/1.1\r\n\r\n");
    assert!(head.contains("Content-Length: 3\r\n") && head.ends_with("\r\n\r\n"));
    let packed = ask(port, "GET /data/a%20b.gz HTTP/1.1\r\n\r\n");
    assert!(packed.ends_with("\r\n\r\npacked") && !packed.contains("Content-Encoding"));
    let squeezed = ask(
        port,
        "GET /a.js HTTP/1.1\r\nAccept-Encoding: gzip, br;q=1.0\r\n\r\n",
    );
    assert!(squeezed.contains("Content-Encoding: br\r\n") && squeezed.ends_with("\r\n\r\nbrotli"));
    assert!(squeezed.contains("Content-Type: text/javascript") && squeezed.contains("Vary: "));
    let plain = ask(port, "GET /a.js HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n");
    assert!(plain.ends_with("\r\n\r\nplain") && !plain.contains("Content-Encoding"));
    assert!(ask(port, "GET /none HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
    assert!(ask(port, "PUT / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));

    let two = ask(port, "HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    assert_eq!(two.matches("HTTP/1.1 200 OK").count(), 2, "{two}");
}
