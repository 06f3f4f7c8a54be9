// A static host for the page. Its data folder is the tests' own, so that a test chooses what is hosted, how
// a file is broken, and when the rest of it comes.

import { createReadStream, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { DATA, DIST } from "./environment.mjs";

/** What the page must live with, sent as a header on top of what the page demands of itself. */
export const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "font-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves the page on a free port.
 *
 * - `sets`: the sets that are hosted: names under PLAYGROUND_DATA, or `{name: {file: Buffer}}` of own making.
 * - `encoded`: say `Content-Encoding: gzip`, so that the browser has unpacked the files before the page reads.
 * - `cached`: let the browser keep what it has fetched, as a host of the page does.
 * - `headers`: further headers of every answer.
 * - `hold`: `{path, after, times}`, or several: of what has this path (a string or a pattern) only so many bytes
 *   come until `release()`; without `after` not even the answer begins. `times`: so many requests are held, all
 *   unless told otherwise.
 * - `packed`: what is held and has this path is sent gzipped, and says so.
 * - `begin`: `{path, text}`: what has this path begins with this text, as a script put before it would.
 * - `address`: this machine's address at which it is served.
 * - `first`: a script that runs in the page before its own ones, for browsers that cannot be told of one otherwise.
 */
export async function serve({
  sets = [],
  encoded = false,
  hold = [],
  packed,
  begin,
  cached = false,
  headers = {},
  address = "127.0.0.1",
  first,
} = {}) {
  const own = Array.isArray(sets) ? {} : sets;
  const names = Array.isArray(sets) ? sets : Object.keys(sets);
  const requests = [];
  const holds = [hold].flat().map((one) => ({ times: Infinity, ...one }));
  let release;
  const released = new Promise((resolve) => (release = resolve));

  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    requests.push(path);
    response.setHeader("Content-Security-Policy", STRICT_POLICY.join("; "));
    response.setHeader("Cache-Control", cached ? caching(path) : "no-store");
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (first && path === FIRST) return send(response, path, Buffer.from(first));
    if (first && path === "/") return send(response, "index.html", opened());
    const index = path === "/data/index.json" && Buffer.from(JSON.stringify({ sets: names }));
    const data = /^\/data\/([^/]+)\/([^/]+)$/.exec(path);
    const made = index || (data && own[data[1]]?.[data[2]]);
    const file = data ? join(DATA ?? DIST, data[1], data[2]) : join(DIST, path);
    if (encoded && data) response.setHeader("Content-Encoding", "gzip");
    const held = holds.find((one) => one.times > 0 && has(path, one.path));
    if (held) {
      held.times -= 1;
      if (held.after === undefined) await released;
      else {
        const plain = made || readFileSync(file);
        const zips = packed && has(path, packed);
        if (zips) response.setHeader("Content-Encoding", "gzip");
        const bytes = zips ? gzipSync(plain) : plain;
        response.writeHead(200, { "Content-Type": TYPES[extname(path)], "Content-Length": bytes.length });
        response.write(bytes.subarray(0, held.after));
        await released;
        return response.end(bytes.subarray(held.after));
      }
    }
    if (made) return send(response, path, made);
    if (data && !names.includes(data[1])) return absent(response);
    if (begin && has(path, begin.path)) return send(response, path, Buffer.concat([Buffer.from(begin.text), readFileSync(file)]));
    await sendFile(response, path, file);
  });

  await new Promise((resolve) => server.listen(0, address, resolve));
  const { port } = server.address();
  return {
    port,
    origin: `http://${address}:${port}`,
    sets: names,
    requests,
    release,
    close: () => {
      release();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether a path is the one meant: a string, or a pattern. */
function has(path, meant) {
  return meant instanceof RegExp ? meant.test(path) : path === meant;
}

/** Where the first script is, as the policies allow it: a file of the page's own origin. */
const FIRST = "/first-of-all.js";

/** The page with the first script before all others, after the policy that it lives under as they do. */
function opened() {
  const html = readFileSync(join(DIST, "index.html"), "utf8");
  return Buffer.from(html.replace("<script", `<script src=".${FIRST}"></script><script`));
}

/** As docs/hosting.md tells hosts: names with a hash may be kept for ever, the others are asked for again. */
function caching(path) {
  return path.endsWith("/") || /^\/(data|lessons)\//.test(path) ? "no-cache" : "max-age=31536000, immutable";
}

function send(response, path, bytes) {
  response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream", "Content-Length": bytes.length });
  response.end(bytes);
}

function absent(response) {
  response.writeHead(404, { "Content-Type": "text/plain" });
  response.end("There is no such file.");
}

async function sendFile(response, path, file) {
  const whole = path.endsWith("/") ? join(file, "index.html") : file;
  const found = await stat(whole).catch(() => undefined);
  if (!found?.isFile()) return absent(response);
  response.writeHead(200, { "Content-Type": TYPES[extname(whole)] ?? "application/octet-stream", "Content-Length": found.size });
  createReadStream(whole).pipe(response);
}
