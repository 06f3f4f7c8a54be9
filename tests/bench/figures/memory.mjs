// Memory of page and worker on the CPU: over many steps of one run, and over resets.
//
// Two views. What the browser says (`measureUserAgentSpecificMemory`, after a garbage collection): the page's and the
// worker's heaps. And the size of each WebAssembly memory, which grows and never shrinks.

import { launch } from "../../e2e/support/browser.mjs";
import { Playground } from "../../e2e/support/playground.mjs";
import { serve } from "../../e2e/support/server.mjs";
import { ISOLATION } from "../support/site.mjs";

const RESETS = 20;
/** Steps before each reset. */
const STEPS_BETWEEN = 100;
/** Shares of all steps at which memory is measured. */
const SHARES = [0.01, 0.1, 0.5, 1];
const PATIENCE_MS = 600_000;

/** `{steps: [{at, ...memory}], resets: [{at, ...memory}]}` in bytes. */
export async function memory({ options: { steps }, say }) {
  const server = await serve({ headers: ISOLATION });
  // Without the switch the browser waits for a garbage collection of its own, which may take minutes.
  const browser = await launch("none", ["--enable-blink-features=ForceEagerMeasureMemory"]);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.addInitScript(keepMemories);
    await page.route(/trainer[^/]*_worker\.js$/, withKeptMemories);
    const play = await new Playground(page, server).open({ backend: "cpu" });
    await play.configure({ stop: "never" });
    const measured = async (at) => {
      const now = { at, ...(await measure(page)) };
      say(`  ${JSON.stringify(now)}`);
      return now;
    };
    return { steps: await overSteps(play, steps, measured), resets: await overResets(play, measured) };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function overSteps(play, steps, measured) {
  const all = [];
  let taken = 0;
  for (const share of SHARES) {
    const goal = Math.round(share * steps);
    await play.trainTo({ steps: goal - taken });
    taken = goal;
    all.push(await measured(goal));
  }
  return all;
}

async function overResets(play, measured) {
  const all = [];
  for (let reset = 1; reset <= RESETS; reset += 1) {
    await play.script((playground) => playground.reset());
    await play.trainTo({ steps: STEPS_BETWEEN });
    if (reset === 1 || reset % 5 === 0) all.push(await measured(reset));
  }
  return all;
}

async function measure(page) {
  const { total, byPlace } = await page.evaluate(heaps);
  const sum = (sizes) => sizes.reduce((a, b) => a + b, 0);
  const pageWasm = sum(await page.evaluate(() => window.memories()));
  const workers = await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.memories())));
  return { total, ...byPlace, pageWasm, trainerWasm: sum(workers.flat()) };
}

/** Runs in the page: what the browser says, and whose it is. */
async function heaps() {
  const { bytes, breakdown } = await performance.measureUserAgentSpecificMemory();
  const byPlace = { page: 0, trainer: 0 };
  for (const { bytes, attribution } of breakdown) {
    const inWorker = attribution.some(({ scope }) => scope === "DedicatedWorkerGlobalScope");
    byPlace[inWorker ? "trainer" : "page"] += bytes;
  }
  return { total: bytes, byPlace };
}

/** Runs in page and worker before their own scripts: `memories()` gives the sizes of the WebAssembly memories there. */
function keepMemories() {
  const kept = [];
  globalThis.memories = () => kept.map((memory) => memory.buffer.byteLength);
  const note = (instance) => {
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) kept.push(value);
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const plain = WebAssembly[name];
    WebAssembly[name] = async (...all) => {
      const made = await plain.apply(WebAssembly, all);
      // Of bytes come module and instance, of a module the instance.
      note(made.instance ?? made);
      return made;
    };
  }
}

/** A worker runs no script of a test before its own, so its own gets it in front. */
async function withKeptMemories(route) {
  const response = await route.fetch();
  const body = await response.text();
  await route.fulfill({ response, body: `(${keepMemories})();\n${body}` });
}
