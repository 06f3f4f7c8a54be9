//! A static file server for one folder on the local machine.
//!
//! It sends the headers that a real host should send: a type for each file, `immutable` for names that
//! carry a hash and revalidation for all others, and the page's own Content-Security-Policy, which a
//! worker takes from its script's response. Where a packed copy lies beside a file, `page.js.br` or `page.js.gz`, browsers that
//! unpack it get that. Packed data goes out as it is: the page unpacks it.

use std::io;
use std::net::TcpListener;
use std::path::PathBuf;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::services::ServeDir;

/// What is served, and under which policy.
pub struct Site {
    pub folder: PathBuf,
    pub policy: Option<String>,
}

/// Answers requests until the process ends.
pub fn serve(site: Site, listener: TcpListener) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(answer(site, listener))
}

async fn answer(site: Site, listener: TcpListener) -> io::Result<()> {
    let policy = site.policy.map(HeaderValue::try_from).transpose();
    let policy = policy.map_err(io::Error::other)?;
    let fixed: Vec<(HeaderName, HeaderValue)> = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .into_iter()
    .chain(policy.map(|policy| (CONTENT_SECURITY_POLICY, policy)))
    .collect();
    let with_headers = move |request: Request, next: Next| {
        let (fixed, found) = (fixed.clone(), cache_control(request.uri().path()));
        async move {
            let mut response: Response = next.run(request).await;
            // That a file is not there may change.
            let cache = match response.status().is_client_error() {
                true => "no-cache",
                false => found,
            };
            let headers = response.headers_mut();
            headers.extend(fixed);
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
            response
        }
    };
    let files = ServeDir::new(site.folder)
        .precompressed_br()
        .precompressed_gzip();
    let router = Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn(with_headers));
    listener.set_nonblocking(true)?;
    axum::serve(tokio::net::TcpListener::from_std(listener)?, router).await
}

fn cache_control(path: &str) -> &'static str {
    if has_hash(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Returns whether the name carries a hash, as in `trainer-0123456789abcdef_bg.wasm`.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.'])
        .skip(1)
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests;
