// The browser half of `cargo xtask bench`: everything that is measured in Chromium, written as JSON.
//
//     DIST=../dist node bench/browser.mjs --rounds 5 --out output/bench-browser.json
//     node bench/browser.mjs --only contest,start --works "cpu mlp-64"

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "../e2e/support/browser.mjs";
import { OUTPUT } from "../e2e/support/environment.mjs";
import { contest } from "./contest.mjs";
import { FIGURES } from "./figures/index.mjs";
import { machine } from "./support/machine.mjs";
import { trainingImages } from "./support/images.mjs";
import { servePeers } from "./support/site.mjs";
import { serve } from "../e2e/support/server.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    // Parts by name, separated by commas; all of them otherwise.
    only: { type: "string" },
    // Parts of "cpu mlp-64" and the like: which works are contested.
    works: { type: "string", default: "" },
    // Peers get shared memory, and with it threads.
    isolated: { type: "boolean", default: false },
    // How long the main thread is watched.
    seconds: { type: "string", default: "60" },
    // Steps over which memory is watched.
    steps: { type: "string", default: "10000" },
    // Settings with which an accuracy is to be reached, as JSON.
    setting: { type: "string" },
    out: { type: "string", default: join(OUTPUT, "bench-browser.json") },
  },
});

// A browser that is taken away by a signal would otherwise pass for a part that cannot be measured.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const say = (line) => console.log(line);
const images = trainingImages();
const parts = { contest: contested, ...FIGURES };
const wanted = options.only?.split(",") ?? Object.keys(parts);
const unknown = wanted.find((name) => !parts[name]);
if (unknown) throw new Error(`There is no part “${unknown}”. The parts are ${Object.keys(parts).join(", ")}.`);

const results = await earlier();
for (const name of wanted) {
  say(`\n${name}`);
  const began = performance.now();
  results[name] = await measured(parts[name]);
  say(`${name}: ${JSON.stringify(results[name], null, 1)}`);
  say(`${name} took ${((performance.now() - began) / 1000).toFixed(0)} s`);
  await keep();
}

/** One part that cannot be measured does not take the others with it: its row says why. */
async function measured(part) {
  try {
    return await part({ options: numbers(), images, say });
  } catch (error) {
    return { sentence: error.message.split("\n")[0] };
  }
}

function numbers() {
  const { rounds, seconds, steps, setting } = options;
  return { rounds: Number(rounds), seconds: Number(seconds), steps: Number(steps), setting: setting && JSON.parse(setting) };
}

async function contested({ options: { rounds } }) {
  const server = await serve({ sets: { mnist: images.files } });
  const site = await servePeers({ files: images.files, isolated: options.isolated });
  const browser = await launch("software");
  try {
    const contested = await contest({ browser, server, site, rounds, wanted: (key) => key.includes(options.works), say });
    // Works that were not asked for stay as they were measured last.
    return options.works ? { ...results.contest, ...contested } : contested;
  } finally {
    await browser.close();
    await site.close();
    await server.close();
  }
}

/** What an earlier run measured and this one does not. */
async function earlier() {
  if (!options.only) return {};
  return readFile(options.out, "utf8").then(JSON.parse, () => ({}));
}

async function keep() {
  const setting = { rounds: Number(options.rounds), images: images.title, isolated: options.isolated };
  await mkdir(OUTPUT, { recursive: true });
  await writeFile(options.out, `${JSON.stringify({ ...(await machine()), ...setting, ...results }, null, 2)}\n`);
}
