// A peer's page: `?peer=jax&backend=wasm&work=mlp-64`. Puts `window.contestant` there, a promise of
// `{version, stretch(steps)}`.

import { WORKS } from "../works.mjs";
import { Batches, fetchImages } from "./batches.mjs";

const PEERS = {
  jax: () => import("./jax.mjs"),
  tfjs: () => import("./tfjs.mjs"),
};

window.contestant = contestant(new URLSearchParams(location.search));

async function contestant(asked) {
  const work = WORKS.find(({ key }) => key === asked.get("work"));
  const { prepare } = await PEERS[asked.get("peer")]();
  const images = await fetchImages();
  const batches = new Batches(images, work.batch);
  const { step, version } = await prepare(work, asked.get("backend"));
  return { version, stretch: (steps) => stretch(step, batches, steps) };
}

/**
 * Takes so many steps. `step(inputs, targets)` gives a function that reads the loss; the first and the last one are
 * read, and the clock stops when the last one is there, hence everything before it.
 */
async function stretch(step, batches, steps) {
  const began = performance.now();
  let first;
  let last;
  for (let i = 0; i < steps; i += 1) {
    const { inputs, targets } = batches.next();
    const loss = await step(inputs, targets);
    if (i === 0) first = loss;
    else last?.forget();
    last = i === 0 ? undefined : loss;
  }
  const lastLoss = last ? await last.read() : undefined;
  const firstLoss = await first.read();
  return { steps, seconds: (performance.now() - began) / 1000, firstLoss, lastLoss: lastLoss ?? firstLoss };
}
