// `window.playground`, as docs/script.md documents it.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();

scenario("a script configures, trains, reads the curves and predicts", { backend: "cpu" }, async (play) => {
  await play.configure({ dataset: "synthetic", seed: 7, batchSize: 32, reportEvery: 5 });
  const experiment = await play.experiment();
  assert.equal(experiment.seed, 7);
  assert.equal(experiment.batchSize, 32);
  assert.equal(experiment.model, "128-relu.64-relu");

  const summary = await play.trainTo({ steps: 40 });
  assert.equal(summary.step, 40);
  assert.ok(summary.epoch > 0 && summary.epoch < 1, `epoch ${summary.epoch}`);
  for (const name of ["trainLoss", "trainAccuracy", "validationAccuracy", "testAccuracy", "examplesPerSecond"]) {
    assert.ok(Number.isFinite(summary[name]), `${name} is ${summary[name]}`);
  }
  assert.ok(summary.testAccuracy > 0.2 && summary.testAccuracy <= 1, `test accuracy ${summary.testAccuracy}`);

  const history = await play.history();
  assert.deepEqual(history.step, [1, 5, 10, 15, 20, 25, 30, 35, 40]);
  assert.equal(history.loss.length, history.step.length);
  assert.equal(history.accuracy.length, history.step.length);
  for (const side of ["own", "counterpart"]) {
    const layers = history.gradientNorm[side];
    assert.equal(layers.length, 3, `${side}: two hidden layers and the output`);
    for (const layer of layers) {
      for (const figure of ["weight", "bias", "signal"]) {
        assert.equal(layer[figure].length, history.step.length, `${side} ${layer.layer} ${figure}`);
        assert.ok(layer[figure].every((n) => Number.isFinite(n) && n >= 0));
      }
    }
  }

  const answer = await play.script(async (p) => [...(await p.predict(new Float32Array(784).fill(0.3)))]);
  assert.equal(answer.length, 10);
  const sum = answer.reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - 1) < 1e-4, `softmax sums to ${sum}`);
});

scenario("training goes on from where it is, by steps and by epochs", { backend: "cpu" }, async (play) => {
  await play.configure({ dataset: "synthetic", batchSize: 1000, reportEvery: 10 });
  assert.equal((await play.trainTo({ steps: 3 })).step, 3);
  assert.equal((await play.trainTo({ steps: 2 })).step, 5);
  const summary = await play.trainTo({ epochs: 1 });
  assert.equal(summary.epoch, 1, "to the end of the epoch");
  assert.equal(summary.step, 18, "18,000 images in batches of 1,000");
  await play.script(async (p) => void (await p.reset()));
  assert.deepEqual((await play.history()).step, []);
});

scenario("a script pauses what it started", { backend: "cpu" }, async (play) => {
  const going = play.trainTo({ epochs: 50 });
  await play.reach(20);
  await play.script(async (p) => void (await p.pause()));
  const summary = await going;
  assert.ok(summary.step >= 20 && summary.epoch < 50, `paused at ${summary.step}`);
  assert.equal(await play.train.isVisible(), true);
});

scenario("a preset and settings beside it, as an object or as text", { backend: "cpu" }, async (play) => {
  await play.configure({ preset: "fnn-128-64", dataset: "synthetic", seed: 3 });
  const experiment = await play.experiment();
  assert.equal(experiment.normalisation, "half");
  assert.equal(experiment.init, "pytorch");
  assert.equal(experiment.seed, 3);
  await play.configure('{"learningRate": 0.5}');
  assert.equal((await play.experiment()).learningRate, 0.5);
  assert.equal((await play.experiment()).normalisation, "half", "what is not named stays");
});

scenario("a setting that needs new weights resets the run, since a script asked for it", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.configure({ model: "16-tanh" });
  assert.deepEqual((await play.history()).step, [], "the curves are those of the new network");
  const summary = await play.trainTo({ steps: 5 });
  assert.equal(summary.step, 5);
  assert.equal((await play.history()).gradientNorm.own.length, 2);
});

scenario("a reset does not have to be waited for, and ends what trains", { backend: "cpu" }, async (play) => {
  const steps = await play.script(async (p) => {
    const interrupted = p.train({ epochs: 50 });
    while (p.history().step.length < 2) await new Promise(requestAnimationFrame);
    const reset = p.reset();
    const next = p.train({ steps: 5 });
    await Promise.allSettled([reset, interrupted]);
    return (await next).step;
  });
  assert.equal(steps, 5);
});

scenario("bad arguments are refused with a sentence, and nothing changes", { backend: "cpu" }, async (play) => {
  const before = await play.experiment();
  const refusals = [
    [(p) => p.configure({ learnRate: 1 }), /no setting “learnRate”/],
    [(p) => p.configure({ optimizer: "adamm" }), /adamm.*sgd, momentum/],
    [(p) => p.configure({ batchSize: 0 }), /batch size is 0/],
    [(p) => p.configure({ output: "linear" }), /logarithm/],
    [(p) => p.configure({ preset: "nothing" }), /nothing/],
    [(p) => p.configure("{not json"), /JSON/],
    [(p) => p.configure(42), /object/],
    [(p) => p.train({ steps: -1 }), /steps/],
    [(p) => p.train({ steps: 1.5 }), /steps/],
    [(p) => p.train({ minutes: 1 }), /steps.*epochs/],
    [(p) => p.predict(new Float32Array(783)), /784/],
    [(p) => p.predict("three"), /784/],
    [(p) => p.predict(new Float32Array(784).fill(NaN)), /0.*1|number/],
  ];
  for (const [call, pattern] of refusals) {
    const message = await play.refusal(call);
    assert.match(message, pattern, String(call));
    assert.doesNotMatch(message, /^no(t refused| Error)/, String(call));
  }
  assert.deepEqual(await play.experiment(), before);
  assert.equal(await play.step(), 0);
});

scenario("a script measures the bare loop, and the run stays as it is", { backend: "cpu" }, async (play) => {
  await play.configure({ model: "32-relu", batchSize: 16 });
  await play.trainTo({ steps: 5 });
  const before = await play.history();
  const { examplesPerSecond, matmul, step } = await play.script((p) => p.benchmark({ steps: 40 }));
  assert.ok(examplesPerSecond > 0 && Number.isFinite(examplesPerSecond));
  // Forward and weights' gradient of 784·32, and those and the signal of 32·10, two operations each.
  assert.equal(step.gflop, (2 * 16 * (2 * 784 * 32 + 3 * 32 * 10)) / 1e9);
  assert.ok(matmul.gflops > 0 && Number.isFinite(matmul.gflops));
  assert.deepEqual(await play.history(), before);
  assert.equal((await play.trainTo({ steps: 1 })).step, 6);
  assert.match(await play.refusal((p) => p.benchmark({ steps: 0 })), /a whole number of steps/);
  assert.match(await play.refusal((p) => p.benchmark()), /a whole number of steps/);
});

scenario("the device is told with its reason", { backend: "cpu" }, async (play) => {
  const device = await play.device();
  assert.equal(device.device, "cpu");
  assert.match(device.reason, /You chose the CPU/);
});
