// Puts together what the parts of `cargo xtask bench` wrote: `output/bench.json`, and the tables in docs/benchmarks.md.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { markdown, withTables } from "./table.mjs";

const PARTS = ["browser", "native", "sklearn"];
const DOCUMENT = place("../../docs/benchmarks.md");

function place(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** A part that has not been run on this machine is absent. */
async function part(name) {
  const text = await readFile(place(`../output/bench-${name}.json`), "utf8").catch(() => undefined);
  return text && [name, JSON.parse(text)];
}

const results = Object.fromEntries((await Promise.all(PARTS.map(part))).filter(Boolean));
await writeFile(place("../output/bench.json"), `${JSON.stringify(results, null, 2)}\n`);
const tables = markdown(results);
console.log(tables);
// Nearly all of the tables is about the browser: without that part the document keeps what it says.
if (results.browser) await writeFile(DOCUMENT, withTables(await readFile(DOCUMENT, "utf8"), tables));
