// Invariant: an experiment and the changes made while it ran determine the run.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();

const SETTINGS = { dataset: "synthetic", seed: 11, reportEvery: 1, batchSize: 64 };

/** The curve of a run with a change of loss and rate in its middle. */
async function curve(play) {
  await play.configure(SETTINGS);
  await play.trainTo({ steps: 40 });
  await play.configure({ loss: "mse", learningRate: 0.01 });
  await play.trainTo({ steps: 40 });
  const { step, loss, gradientNorm } = await play.history();
  return { step, loss, gradientNorm };
}

const first = scenario.reference({ backend: "cpu" }, curve);

scenario("a run on the CPU", { backend: "cpu" }, async (play) => {
  assert.equal((await first(play)).step.length, 80);
});

scenario("the same run again is the same bit for bit", { backend: "cpu" }, async (play) => {
  assert.deepEqual(await curve(play), await first());
});

scenario("and the same after a reset on a page that ran something else", { backend: "cpu" }, async (play) => {
  await play.configure({ model: "32-tanh", seed: 5 });
  await play.trainTo({ steps: 10 });
  await play.configure({ model: "128-relu.64-relu", loss: "ce", learningRate: 0.001 });
  await play.script(async (p) => void (await p.reset()));
  assert.deepEqual(await curve(play), await first());
});

scenario("pauses and single steps do not change it", { backend: "cpu" }, async (play) => {
  await play.configure(SETTINGS);
  for (const steps of [1, 2, 17, 20]) await play.trainTo({ steps });
  const { loss } = await play.history();
  assert.deepEqual(loss, (await first()).loss.slice(0, 40));
});

scenario("another seed is another run", { backend: "cpu" }, async (play) => {
  await play.configure({ ...SETTINGS, seed: 12 });
  await play.trainTo({ steps: 5 });
  assert.notDeepEqual((await play.history()).loss, (await first()).loss.slice(0, 5));
});
