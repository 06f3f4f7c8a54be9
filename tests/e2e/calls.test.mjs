// What a training step asks of a GPU, which is what it costs there.

import assert from "node:assert/strict";
import { CHANNEL, counted, countCalls, countedUntil, perStep, tell, unnamed } from "./support/calls.mjs";
import { scenarios } from "./support/scenario.mjs";
import { allInWorkers, inWorkers } from "./support/silence.mjs";

const scenario = scenarios({ gpu: "software" });
const serve = inWorkers(countCalls, CHANNEL);
const page = { backend: "webgpu", hash: "v=1&stop=never", serve, timeout: 600_000 };

// Adam, batch 64, no dropout; the built-in digits, which need no file.
const MLP = { dataset: "synthetic", model: "128-relu.64-relu", batchSize: 64, optimizer: "adam", reportEvery: 10_000 };
const LENET = { ...MLP, model: "conv-6-5-same-relu.max-2.conv-16-5-relu.max-2.flatten.120-relu.84-relu" };

/** Steps of a short run and of a long one, all within the first epoch: at its end the network is measured. */
const RUNS = [20, 120];

/** A GPU as in laptops: what takes time is each program, whatever it computes. */
const REAL = { dispatchUs: 30, readMs: 5 };

for (const [name, setting, most] of [["784-128-64-10", MLP, { dispatches: 12, bytes: 1024 }], ["LeNet-5", LENET, { dispatches: 30, bytes: 2048 }]]) {
  scenario(`a step of ${name} on a GPU takes at most ${most.dispatches} programs, ${most.bytes} bytes and a quarter of a submit`, page, async (play, t) => {
    await play.configure(setting);
    // With the validation part all images are there; the steps that follow find them on the GPU.
    await play.script((p) => p.evaluate("validation"));
    await play.trainTo({ steps: 5 });
    assert.equal((await play.device()).device, "webgpu");
    await tell(play.page, { play: REAL });
    const step = await perStep(play.page, RUNS, (steps) => play.trainTo({ steps }));
    t.diagnostic(JSON.stringify(step));
    assert.ok(step.dispatches >= 5, `${step.dispatches}: training was counted`);
    assert.ok(step.dispatches <= most.dispatches, `${step.dispatches} programs`);
    assert.ok(step.bytes <= most.bytes, `${step.bytes} bytes`);
    assert.ok(step.submits <= 0.25, `${step.submits} times that work is handed over`);
  });
}

scenario("training does not wait for what is read of a step", page, async (play) => {
  await play.configure({ ...MLP, model: "16-relu", reportEvery: 10 });
  await play.trainTo({ steps: 20 });
  const before = await counted(play.page);
  // A report has a few thousand bytes, a checkpoint, which comes every ten seconds and is waited for, has 150,000.
  await tell(play.page, { holdBelow: 65_536 });
  await play.train.click();
  // Two reports may be on their way; at the third it waits.
  const steps = 15;
  await countedUntil(play.page, (now) => now.whileReading >= before.whileReading + steps * 8);
  assert.equal((await play.history()).step.at(-1), 20, "no report has come");
  await tell(play.page, { release: true });
  await play.until("the reports in their order", () => window.playground.history().step.length >= 6);
  const { step } = await play.history();
  assert.deepEqual(step.slice(0, 6), [1, 10, 20, 30, 40, 50]);
  await play.pause.click();
});

// The same machine, once with a processor that takes its time and once with a GPU that does.
for (const [faster, other, model] of [["webgpu", "cpu", { dispatchUs: 10, readMs: 0.1, cpuMs: 50 }], ["cpu", "webgpu", { dispatchUs: 20_000, readMs: 5, cpuMs: 1 }]]) {
  const raced = allInWorkers([unnamed], [countCalls, CHANNEL, model]);
  scenario(`left to itself, the page trains on the faster device: ${faster}`, { hash: "v=1&stop=never", serve: raced, timeout: 600_000 }, async (play) => {
    await play.configure({ ...MLP, model: "16-relu" });
    await play.until("a race", () => window.playground.device().race && !window.playground.device().provisional, undefined, 120_000);
    const { device, race, reason } = await play.device();
    assert.ok(race[faster] > race[other] && race[other] > 0, JSON.stringify(race));
    assert.equal(device, faster);
    for (const figure of Object.values(race)) assert.match(reason, new RegExp(`\\b${figure}\\b`));
    // Runs in lock-step train on the same device: the second one takes the first one's word.
    await play.script((p) => p.compare({ loss: "mse" }));
    await play.until("a second run where the first is", (wanted) => window.playground.runs()[1]?.device.device === wanted && window.playground.runs()[1].device.race, faster, 120_000);
    const [, second] = await play.runs();
    assert.deepEqual(second.device.race, race);
    await play.trainTo({ steps: 5 });
    assert.deepEqual((await play.runs()).map((run) => run.device.device), [faster, faster], "a run does not change its device");
  });
}
