// What a training step asks of a GPU: the same on every machine, and most of what a small network costs there. From it, how
// fast a step would be on a real GPU, by a model: each dispatch keeps whoever asks busy for a while and computes nothing, and
// each read comes some milliseconds late.

import { launch } from "../../e2e/support/browser.mjs";
import { CHANNEL, countCalls, perStep, tell } from "../../e2e/support/calls.mjs";
import { serve } from "../../e2e/support/server.mjs";
import { inWorkers } from "../../e2e/support/silence.mjs";
import { ours, peer } from "../contestants.mjs";
import { servePeers } from "../support/site.mjs";
import { ratio, takeTurns } from "../turns.mjs";
import { PEERS, WORKS } from "../works.mjs";

/** Steps of a short run and of a long one: what each run does once falls out. */
const RUNS = [50, 250];

/** A dispatch on a laptop's GPU (arXiv 2604.02344), and a read there; in Firefox each read takes longer. */
const MODELS = {
  "GPU with 5 ms to a read": { dispatchUs: 30, readMs: 5 },
  "GPU with 100 ms to a read": { dispatchUs: 30, readMs: 100 },
};

const BATCH = 64;
const SECONDS = 1.5;

/** `{"mlp-64": {counts: {page: {dispatches, submits, bytes}, jax, tfjs}, models: {name: {page: {median}, …, ratios}}}}`. */
export async function calls({ options: { rounds }, images, say }) {
  const server = await serve({ sets: { mnist: images.files }, ...inWorkers(countCalls, CHANNEL) });
  const site = await servePeers({ files: images.files });
  const browser = await launch("software");
  try {
    const results = {};
    for (const work of WORKS.filter(({ batch }) => batch === BATCH)) {
      say(work.key);
      results[work.key] = await ofWork({ browser, server, site, work, rounds, say });
    }
    return results;
  } finally {
    await browser.close();
    await site.close();
    await server.close();
  }
}

async function ofWork({ browser, server, site, work, rounds, say }) {
  const counts = {};
  const contestants = [];
  const [page] = await ours(browser, server, work, "webgpu");
  try {
    contestants.push(page);
    for (const name of PEERS) contestants.push(await peer(browser, site, name, work, "webgpu", [countCalls, CHANNEL]));
    for (const contestant of contestants) {
      const train = contestant.bareSteps ?? contestant.stretch;
      // Compiled, and all images where they are needed; whatever a first run does besides is done.
      await train(5);
      await tell(contestant.page, { play: MODELS[Object.keys(MODELS)[0]] });
      await train(RUNS[0]);
      counts[contestant.name] = await perStep(contestant.page, RUNS, train);
      say(`  ${contestant.name}: ${JSON.stringify(counts[contestant.name])}`);
    }
    const models = {};
    for (const [name, model] of Object.entries(MODELS)) {
      for (const { page } of contestants) await tell(page, { wait: model });
      const speeds = await takeTurns(contestants.map(untold), { batch: work.batch, rounds, seconds: SECONDS });
      const able = PEERS.filter((other) => speeds.page.examplesPerSecond && speeds[other].examplesPerSecond);
      const to = (other) => ratio(speeds.page.examplesPerSecond, speeds[other].examplesPerSecond);
      models[name] = { ...speeds, ratios: Object.fromEntries(able.map((other) => [other, to(other)])) };
      say(`  ${name}: ${JSON.stringify(models[name].ratios)}`);
    }
    return { counts, models };
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.close()));
  }
}

/** Nothing is computed, so no loss falls. */
function untold({ name, stretch }) {
  return { name, stretch: async (steps) => ({ ...(await stretch(steps)), firstLoss: undefined }) };
}
