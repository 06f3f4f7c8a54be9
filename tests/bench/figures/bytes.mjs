// How much a visitor fetches: raw, by gzip at its best, by brotli at its best.

import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { DIST } from "../../e2e/support/environment.mjs";

/** What a file is to the visitor, by its name; the first that fits. */
const KINDS = [
  ["data", (name) => name.startsWith("data/")],
  ["trainer wasm", (name) => /^trainer.*\.wasm$/.test(name)],
  ["trainer js", (name) => /^trainer.*\.js$/.test(name)],
  ["page wasm", (name) => name.endsWith(".wasm")],
  ["page js", (name) => name.endsWith(".js")],
  ["page css", (name) => name.endsWith(".css")],
  ["page html and icons", () => true],
];
/** Already packed: the data sets, and copies of other files that a host can send as they are. */
const PACKED = [".gz", ".br"];

/** By kind `{files, raw, gzip, brotli}` in bytes; `page` is all of it without trainer and data. */
export async function bytes({ say }) {
  const names = (await readdir(DIST, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(DIST, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"));
  const kinds = {};
  for (const name of names) {
    const packed = PACKED.includes(extname(name));
    if (packed && names.includes(name.slice(0, -3))) continue;
    const [kind] = KINDS.find(([, fits]) => fits(name));
    say(`  ${name}`);
    add((kinds[kind] ??= nothing()), await sizes(await readFile(join(DIST, name)), packed));
  }
  const page = nothing();
  for (const [kind, size] of Object.entries(kinds)) if (kind.startsWith("page")) add(page, size);
  return { ...kinds, page };
}

const nothing = () => ({ files: 0, raw: 0, gzip: 0, brotli: 0 });

function add(sum, size) {
  for (const name of Object.keys(sum)) sum[name] += size[name];
}

async function sizes(content, packed) {
  const raw = content.length;
  if (packed) return { files: 1, raw, gzip: raw, brotli: raw };
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw } };
  const [zipped, pressed] = await Promise.all([promisify(gzip)(content, { level: 9 }), promisify(brotliCompress)(content, best)]);
  return { files: 1, raw, gzip: zipped.length, brotli: pressed.length };
}
