// Scenarios name parts of the page; how a part is found is written in one file. Needs no browser.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { TESTS } from "./support/environment.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const TABLE = "selectors.mjs";
const FOLDERS = ["e2e", "e2e/support", "portable", "portable/support", "bench/figures"];

/** The files that drive the page, `[name, text]`. */
const SOURCES = FOLDERS.flatMap((folder) =>
  readdirSync(join(TESTS, folder))
    .filter((file) => file.endsWith(".mjs") && file !== TABLE)
    .map((file) => [`${folder}/${file}`, readFileSync(join(TESTS, folder, file), "utf8")]),
);

test("only one file says by which id, class, attribute or place a part is found", () => {
  const raw = /(?:locator|querySelector|querySelectorAll|closest|matches)\((["'`])(?:(?!\1).)*(?:[#.][a-zA-Z$]|\[|xpath=)(?:(?!\1).)*\1/g;
  const found = SOURCES.flatMap(([file, text]) => [...text.matchAll(raw)].map(([call]) => `${file}: ${call}`));
  assert.deepEqual(found, []);
});

test("no name is given twice", () => {
  const tables = readFileSync(join(TESTS, "e2e/support", TABLE), "utf8").split("export const PART_OF");
  const written = tables.map((table) => [...table.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name));
  assert.deepEqual(written, [Object.keys(PART), Object.keys(PART_OF)]);
});

test("every name is that of a selector, and every selector is used", () => {
  const named = (table) => new Set(SOURCES.flatMap(([, text]) => [...text.matchAll(new RegExp(`\\b${table}\\.(\\w+)`, "g"))].map(([, name]) => name)));
  assert.deepEqual([...named("PART")].sort(), Object.keys(PART).sort());
  assert.deepEqual([...named("PART_OF")].sort(), Object.keys(PART_OF).sort());
  assert.throws(() => PART["nothing"], /There is no selector “nothing”/);
});
