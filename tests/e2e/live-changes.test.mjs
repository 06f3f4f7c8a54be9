// Settings changed while it trains: at once, with a mark, keeping the weights; or held until a reset.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

scenario("learning rate, loss, activation, optimiser and batch change while it runs", { backend: "cpu" }, async (play) => {
  await play.trainWithoutEnd();
  await play.reach(40);

  await play.type(play.setting("lr"), "0.01");
  const first = await play.mark("lr 0.01");
  assert.ok(first > 0);

  await play.activation(1).selectOption("tanh");
  await play.mark("tanh");
  await play.setting("opt").selectOption("sgd");
  await play.mark("SGD");
  await play.type(play.setting("batch"), "128");
  const last = await play.mark("batch 128");
  await play.reach(last + 40);

  const { step, marks } = await play.history();
  assert.deepEqual(step, [...step].sort((a, b) => a - b), "one history, in order");
  assert.equal(new Set(step).size, step.length);
  assert.ok(marks.length >= 4);
  assert.equal(await play.pause.isVisible(), true, "it never stopped");
  const experiment = await play.experiment();
  assert.equal(experiment.learningRate, 0.01);
  assert.equal(experiment.batchSize, 128);
  assert.match(experiment.model, /^128-tanh/);
});

scenario("weights are kept: a rate of zero freezes the network where it is", { backend: "cpu" }, async (play) => {
  await play.configure({ optimizer: "sgd", learningRate: 0.1 });
  await play.trainTo({ steps: 60 });
  const image = (p) => p.predict(new Float32Array(784).map((_, i) => (i % 28 > 12 && i % 28 < 16 ? 1 : 0))).then((a) => [...a]);
  const before = await play.script(image);
  await play.configure({ learningRate: 0 });
  await play.trainTo({ steps: 20 });
  assert.deepEqual(await play.script(image), before);
});

scenario("flip by button and by key: both losses have their curves, and the gradients change places", { backend: "cpu" }, async (play) => {
  await play.configure({ reportEvery: 1 });
  await play.trainTo({ steps: 10 });
  const log = play.page.locator(PART.logLoss);
  assert.equal(await log.isChecked(), false);
  await play.flip.click();
  await play.until("MSE", () => window.playground.experiment().loss === "mse");
  await play.trainTo({ steps: 10 });
  await play.page.keyboard.press("f");
  await play.until("CE again", () => window.playground.experiment().loss === "ce");
  await play.trainTo({ steps: 5 });

  assert.equal(await log.isChecked(), true, "on a linear axis MSE would lie flat at the bottom");
  await log.uncheck();
  await play.until("the choice in the link", () => location.hash.includes("log=0"));

  const { loss, gradientNorm, marks, step } = await play.history();
  assert.equal(step.at(-1), 25);
  assert.ok(loss[9] > 0.5 && loss[10] < 0.2 && loss[20] > 0.3, `cross-entropy, MSE, cross-entropy: ${[loss[9], loss[10], loss[20]]}`);
  assert.deepEqual(marks.map((m) => m.step), [10, 20]);
  const output = { own: gradientNorm.own.at(-1), counterpart: gradientNorm.counterpart.at(-1) };
  assert.ok(output.own.weight[9] > output.counterpart.weight[9], "cross-entropy's gradient is the larger one");
  assert.ok(output.own.weight[10] < output.counterpart.weight[10], "after the flip MSE's is in use");
});

scenario("a flip from MSE on logits says that the output changes too", { backend: "cpu", hash: "v=1&out=linear&loss=mse" }, async (play) => {
  await play.flip.click();
  await play.notice(/output changed with it/).waitFor();
  const { loss, output } = await play.experiment();
  assert.deepEqual([loss, output], ["ce", "softmax"]);
});

scenario("a change of architecture waits for a reset and says so", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.type(play.units(1), "32");
  await play.page.getByText(/Takes effect after Reset/i).waitFor();
  await play.trainTo({ steps: 20 });
  assert.equal(await play.step(), 40, "nothing was lost");
  await play.button("Reset now").click();
  await play.until("new weights", () => window.playground.history().step.length === 0);
  assert.match((await play.experiment()).model, /^32-/);
  await play.page.getByText(/Takes effect after Reset/i).waitFor({ state: "hidden" });
});

scenario("before the first step every change applies at once", { backend: "cpu" }, async (play) => {
  await play.type(play.units(1), "16");
  await play.trainTo({ steps: 1 });
  assert.match((await play.experiment()).model, /^16-/);
  assert.equal(await play.page.getByText(/Takes effect after Reset/i).isVisible(), false);
});

scenario("an output that the loss cannot use is explained", { backend: "cpu" }, async (play) => {
  await play.setting("out").selectOption("linear");
  await play.notice(/does not go with it|logarithm/).waitFor();
  await play.trainTo({ steps: 5 });
});
