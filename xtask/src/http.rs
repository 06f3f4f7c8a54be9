//! A static file server for one folder on the local machine: GET and HEAD, one thread per connection.
//!
//! It sends the headers that a real host should send: a type for each file, `immutable` for names that
//! carry a hash and revalidation for all others, and the page's own Content-Security-Policy, which a
//! worker takes from its script's response. Where a packed copy lies beside a file, `page.js.br`, browsers that
//! unpack it get that. Packed data goes out as it is: the page unpacks it.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use crate::build::compress::PACKINGS;

/// A browser's request head is a kilobyte or two.
const LONGEST_HEAD: u64 = 16 * 1024;
const IDLE: Duration = Duration::from_secs(60);

/// What is served, and under which policy.
pub struct Site {
    folder: PathBuf,
    policy: Option<String>,
}

impl Site {
    pub fn new(folder: PathBuf, policy: Option<String>) -> Self {
        Self { folder, policy }
    }
}

/// Answers requests until the process ends.
pub fn serve(site: Site, listener: &TcpListener) {
    let site = Arc::new(site);
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        thread::spawn(move || {
            // A browser that hangs up in the middle is not a fault of the server's.
            let _ = converse(&site, &stream);
        });
    }
}

fn converse(site: &Site, stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader)? {
        let answer = answer(site, &request);
        send(site, stream, &request, answer)?;
    }
    Ok(())
}

struct Request {
    method: String,
    target: String,
    if_none_match: Option<String>,
    accept_encoding: String,
}

impl Request {
    /// The next request on the connection; none when the browser has closed it.
    fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut head = reader.take(LONGEST_HEAD);
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut request = Self {
            method: words.next().unwrap_or_default(),
            target: words.next().unwrap_or_default(),
            if_none_match: None,
            accept_encoding: String::new(),
        };
        loop {
            line.clear();
            if head.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let field = line.trim_end();
            if field.is_empty() {
                return Ok(Some(request));
            }
            let (name, value) = field.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("if-none-match") {
                request.if_none_match = Some(value.trim().to_owned());
            } else if name.eq_ignore_ascii_case("accept-encoding") {
                request.accept_encoding = value.trim().to_ascii_lowercase();
            }
        }
    }

    fn accepts(&self, encoding: &str) -> bool {
        let mut accepted = self.accept_encoding.split(',');
        // `br;q=0` would refuse it; no browser writes that.
        accepted.any(|name| name.split(';').next().unwrap_or_default().trim() == encoding)
    }
}

/// What was asked for, and the file that is sent: itself or a packed copy.
struct Found {
    path: PathBuf,
    stored: PathBuf,
    encoding: Option<&'static str>,
    facts: Metadata,
}

enum Answer {
    File(Found),
    Unchanged(Found),
    Refused(&'static str),
}

fn answer(site: &Site, request: &Request) -> Answer {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Answer::Refused("405 Method Not Allowed");
    }
    let Some(path) = resolve(&site.folder, &request.target) else {
        return Answer::Refused("404 Not Found");
    };
    let packed = PACKINGS
        .into_iter()
        .find(|packing| request.accepts(packing.name) && packing.of(&path).is_file());
    let stored = packed.map_or_else(|| path.clone(), |packing| packing.of(&path));
    let Ok(facts) = fs::metadata(&stored) else {
        return Answer::Refused("404 Not Found");
    };
    let found = Found {
        path,
        stored,
        encoding: packed.map(|packing| packing.name),
        facts,
    };
    match request.if_none_match.as_deref() == Some(&tag(&found.facts)) {
        true => Answer::Unchanged(found),
        false => Answer::File(found),
    }
}

/// The file that a request names; none when there is no such file below the folder.
fn resolve(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = decode(target.split(['?', '#']).next()?)?;
    let mut found = folder.to_path_buf();
    for part in path.strip_prefix('/')?.split('/') {
        let harmless = !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
        if !harmless {
            return None;
        }
        if !part.is_empty() {
            found.push(part);
        }
    }
    if found.is_dir() {
        found.push("index.html");
    }
    found.is_file().then_some(found)
}

/// Undoes percent-encoding; none when what is encoded is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Changes whenever a file is written anew.
fn tag(facts: &Metadata) -> String {
    let modified = facts
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    format!("\"{:x}-{:x}\"", facts.len(), modified.as_nanos())
}

fn send(site: &Site, mut stream: &TcpStream, request: &Request, answer: Answer) -> io::Result<()> {
    let (status, file) = match &answer {
        Answer::File(found) => ("200 OK", Some(found)),
        Answer::Unchanged(found) => ("304 Not Modified", Some(found)),
        Answer::Refused(status) => (*status, None),
    };
    let mut head = format!("HTTP/1.1 {status}\r\n");
    let mut field = |name: &str, value: &str| head.push_str(&format!("{name}: {value}\r\n"));
    field("X-Content-Type-Options", "nosniff");
    field("Referrer-Policy", "no-referrer");
    if let Some(policy) = &site.policy {
        field("Content-Security-Policy", policy);
    }
    if let Some(found) = file {
        field("Content-Type", media_type(&found.path));
        field("Cache-Control", cache_control(&found.path));
        field("ETag", &tag(&found.facts));
        field("Vary", "Accept-Encoding");
        if let Some(encoding) = found.encoding {
            field("Content-Encoding", encoding);
        }
    }
    match &answer {
        Answer::File(found) => field("Content-Length", &found.facts.len().to_string()),
        Answer::Unchanged(_) => {}
        Answer::Refused(_) => {
            field("Content-Type", "text/plain; charset=utf-8");
            field("Content-Length", &status.len().to_string());
        }
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if request.method == "HEAD" {
        return Ok(());
    }
    match answer {
        Answer::File(found) => {
            let mut body = File::open(found.stored)?.take(found.facts.len());
            io::copy(&mut body, &mut stream).map(drop)
        }
        Answer::Refused(status) => stream.write_all(status.as_bytes()),
        Answer::Unchanged(_) => Ok(()),
    }
}

fn cache_control(path: &Path) -> &'static str {
    if has_hash(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Whether the name carries a hash, as in `trainer-0123456789abcdef_bg.wasm`.
fn has_hash(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.unwrap_or_default()
        .split(['-', '_', '.'])
        .skip(1)
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media_type(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" => "text/plain; charset=utf-8",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
