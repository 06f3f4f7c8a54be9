// What the tests are run on. `cargo xtask test` passes all of it; the defaults serve a run by hand:
// `cargo xtask build --no-optimise && node --test tests/e2e/`.

import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The tests folder. */
export const TESTS = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where screenshots of failed tests go. */
export const OUTPUT = join(TESTS, "output");

/** The built page. */
export const DIST = firstThatExists(
  "built page",
  "run `cargo xtask build --no-optimise`, or set DIST to a built page",
  [process.env.DIST, join(OUTPUT, "dist"), join(TESTS, "../dist")],
);

/** The engine that this run is about: the suites under `e2e` are Chromium's. */
export const ENGINE = process.env.ENGINE ?? "chromium";

/** A browser's program: the one that the variable names, else the first of these on the PATH. Looked for when it is needed. */
export function program(what, variable, names) {
  return firstThatExists(what, `install it, or set ${variable} to its program`, [process.env[variable], ...onPath(names)]);
}

/** Chromium's program. */
export const chromiumProgram = () => program("Chromium", "CHROMIUM", ["chromium", "chromium-browser", "google-chrome"]);

/** Folder with `mnist/` and perhaps others in it, where real data is at hand. */
export const DATA = process.env.PLAYGROUND_DATA || undefined;

/** Whether real MNIST is at hand. */
export const HAS_MNIST = DATA !== undefined && existsSync(join(DATA, "mnist/train-images-idx3-ubyte.gz"));

/** Whether Fashion-MNIST is at hand. */
export const HAS_FASHION = DATA !== undefined && existsSync(join(DATA, "fashion-mnist/train-images-idx3-ubyte.gz"));

/** How many times slower the page's thread is made: `cargo xtask test --long` sets it to 4. */
export const SLOWDOWN = Number(process.env.SLOWDOWN ?? 1);

/**
 * How long the test's hand waits before each move. To it the machine is quick: between two looks much has happened.
 * `cargo xtask test --long` sets it.
 */
export const LATE_MS = Number(process.env.LATE_MS ?? 0);

/** All waiting is for conditions; this is only how long until one that never comes is called a failure. */
export const PATIENCE_MS = 60_000 * SLOWDOWN;

function firstThatExists(what, remedy, places) {
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error(`There is no ${what}: ${remedy}.`);
  return resolve(found);
}

function onPath(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}
