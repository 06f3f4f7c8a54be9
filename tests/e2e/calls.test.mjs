// What a training step asks of a GPU, which is what it costs there.

import assert from "node:assert/strict";
import { CHANNEL, counted, countCalls, perStep, tell } from "./support/calls.mjs";
import { scenarios } from "./support/scenario.mjs";
import { inWorkers } from "./support/silence.mjs";

const scenario = scenarios({ gpu: "software" });
const serve = inWorkers(countCalls, CHANNEL);
const page = { backend: "webgpu", hash: "v=1&stop=never", serve, timeout: 600_000 };

// Adam, batch 64, no dropout; the built-in digits, which need no file.
const MLP = { dataset: "synthetic", model: "128-relu.64-relu", batchSize: 64, optimizer: "adam", reportEvery: 10_000 };
const LENET = { ...MLP, model: "conv-6-5-same-relu.max-2.conv-16-5-relu.max-2.flatten.120-relu.84-relu" };

/** A GPU as they are in laptops: what counts is the number of programs. Nothing is computed on it. */
const REAL = { dispatchUs: 30, readMs: 5 };

for (const [name, setting, most] of [["784-128-64-10", MLP, { dispatches: 12, bytes: 1024 }], ["LeNet-5", LENET, { dispatches: 30, bytes: 2048 }]]) {
  scenario(`a step of ${name} on a GPU takes at most ${most.dispatches} programs and uploads at most ${most.bytes} bytes`, page, async (play, t) => {
    await play.configure(setting);
    await play.trainTo({ steps: 50 });
    assert.equal((await play.device()).device, "webgpu");
    const step = await perStep(play.page, 200, () => play.trainTo({ steps: 200 }));
    t.diagnostic(JSON.stringify(step));
    assert.ok(step.dispatches >= 5, `${step.dispatches}: training was counted`);
    assert.ok(step.dispatches <= most.dispatches, `${step.dispatches} programs`);
    assert.ok(step.bytes <= most.bytes, `${step.bytes} bytes`);
  });
}

scenario("steps that are quick are handed to the GPU several at once", page, async (play, t) => {
  await play.configure(MLP);
  await play.trainTo({ steps: 5 });
  await tell(play.page, { play: REAL });
  await play.trainTo({ steps: 100 });
  const step = await perStep(play.page, 400, () => play.trainTo({ steps: 400 }));
  t.diagnostic(JSON.stringify(step));
  assert.ok(step.submits <= 0.25, `${step.submits} submits a step`);
});

scenario("training does not wait for what is read of a step", page, async (play) => {
  await play.configure({ ...MLP, model: "16-relu", reportEvery: 10 });
  await play.trainTo({ steps: 20 });
  const before = await counted(play.page);
  await tell(play.page, { hold: true });
  await play.train.click();
  // Two reports may be on their way; at the third it waits.
  await play.until("steps behind a report that has not come", ([channel, wanted]) => new Promise((resolve) => {
    const listener = new BroadcastChannel(channel);
    listener.onmessage = ({ data }) => data.counts && resolve(data.counts.whileReading >= wanted);
    listener.postMessage({ say: true });
  }), [CHANNEL, before.whileReading + 15 * 9]);
  assert.equal((await play.history()).step.at(-1), 20, "no report has come");
  await tell(play.page, { release: true });
  await play.until("the reports in their order", () => window.playground.history().step.length >= 6);
  const { step } = await play.history();
  assert.deepEqual(step.slice(0, 6), [1, 10, 20, 30, 40, 50]);
  await play.pause.click();
});
