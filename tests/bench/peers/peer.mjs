// A peer's page: `?peer=jax&backend=wasm&work=mlp-64`. Puts `window.contestant` there, a promise of
// `{stretch(steps)}`.

import { WORKS } from "../works.mjs";
import { Batches, fetchImages } from "./batches.mjs";

const PEERS = {
  jax: () => import("./jax.mjs"),
  tfjs: () => import("./tfjs.mjs"),
};

/** Steps between two losses read: what is quickest for the peers. On the GPU each wait for an answer costs. */
const READ_EVERY = { wasm: 1, webgpu: 20 };

window.contestant = contestant(new URLSearchParams(location.search));

async function contestant(asked) {
  const work = WORKS.find(({ key }) => key === asked.get("work"));
  const { prepare } = await PEERS[asked.get("peer")]();
  const images = await fetchImages();
  const batches = new Batches(images, work.batch);
  const backend = asked.get("backend");
  const step = await prepare(work, backend);
  return { stretch: (steps) => stretch(step, batches, steps, READ_EVERY[backend]) };
}

/**
 * Takes so many steps. `step(inputs, targets)` gives a loss to `read` or `forget`. Losses are read every few steps, as
 * training loops do: jax-js only notes down what is asked of it until something is read, and grows slow with what piles
 * up. The last loss is read before the clock stops, hence everything before it is done.
 */
async function stretch(step, batches, steps, readEvery) {
  const began = performance.now();
  const losses = [];
  for (let i = 1; i <= steps; i += 1) {
    const { inputs, targets } = batches.next();
    const loss = step(inputs, targets);
    if (i === 1 || i === steps || i % readEvery === 0) losses.push(await loss.read());
    else loss.forget();
  }
  return { steps, seconds: (performance.now() - began) / 1000, firstLoss: losses[0], lastLoss: losses.at(-1) };
}
