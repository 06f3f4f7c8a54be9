// Changes while it trains, runs beside each other, and what happens when a trainer dies.

import assert from "node:assert/strict";
import { PART, PART_OF } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios();

/** Small enough that several runs take a moment on two cores. */
const SMALL = { dataset: "synthetic", model: "32-relu", batchSize: 32, reportEvery: 5, seed: 11 };

scenario("the loss is flipped while it trains: the gradients change places, the weights stay", {}, async (play) => {
  await play.configure({ ...SMALL, stop: "never" });
  await play.press("Train");
  await play.reach(40);
  await play.click(PART.flip);
  await play.until("MSE", () => window.playground.experiment().loss === "mse");
  const at = await play.mark("MSE");
  await play.reach(at + 40);
  assert.equal(await play.page.text(PART.train), "Pause", "it never stopped");
  await play.press("Pause");
  const { step, loss, gradientNorm } = await play.history();
  const [before, after] = [step.findLastIndex((s) => s <= at), step.findIndex((s) => s > at)];
  const { own, counterpart } = Object.fromEntries(["own", "counterpart"].map((side) => [side, gradientNorm[side].at(-1).weight]));
  assert.ok(own[before] > counterpart[before], "cross-entropy's gradient is the larger one");
  assert.ok(own[after] < counterpart[after], "after the flip MSE's is in use");
  assert.ok(loss[after] < 0.2 && loss[before] > loss[after], `from ${loss[before]} nats to ${loss[after]} of squared error`);
});

scenario("activation, rate and optimiser change while it trains, each with a mark", {}, async (play) => {
  await play.configure({ ...SMALL, stop: "never" });
  await play.press("Train");
  await play.reach(40);
  await play.page.choose("[aria-label='Activation of hidden layer 1']", "tanh");
  await play.mark("tanh");
  await play.page.type(PART.fieldLr, "0.01");
  await play.mark("lr 0.01");
  await play.page.choose(PART.fieldOpt, "sgd");
  const last = await play.mark("SGD");
  await play.reach(last + 40);
  const { step } = await play.history();
  assert.deepEqual(step, [...new Set(step)].sort((a, b) => a - b), "one history, in order");
  const { model, learningRate, optimizer } = await play.experiment();
  assert.deepEqual([model, learningRate, optimizer], ["32-tanh", 0.01, "sgd"]);
  assert.equal(await play.page.text(PART.train), "Pause", "it never stopped");
});

scenario("a setting is found by a word of the course, and Enter goes to its control", {}, async (play) => {
  await play.page.type(PART.settingSearch, "beta1");
  await play.until("the control, marked", (id) => document.activeElement.id === id && document.querySelector(PART.markedSetting)?.contains(document.activeElement), "field-b1");
  await play.page.type(PART_OF.setting("b1"), "0.8");
  await play.until("the value", () => window.playground.experiment().beta1 === 0.8);
  await play.until("the fold says so", () => /β₁ 0\.8/.test(document.querySelector(PART.foldOfTraining).innerText));
});

scenario("compared with MSE, both runs go in lock-step from the same weights on the same batches", {}, async (play) => {
  await play.configure(SMALL);
  await play.press("Add a run with MSE");
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.trainTo({ steps: 40 });
  const [ce, mse] = await play.script((p) => p.runs());
  assert.deepEqual([ce.name, mse.name], ["CE", "MSE"]);
  assert.deepEqual(ce.history.step, mse.history.step);
  assert.equal(ce.history.step.at(-1), 40);
  // The first report but one: other weights by now. The first step's own loss is the other's counterpart.
  assert.equal(ce.history.counterpartLoss[0], mse.history.loss[0]);
  assert.equal(mse.history.counterpartLoss[0], ce.history.loss[0]);
  const legend = await play.page.evaluate(() => {
    const loss = [...document.querySelectorAll(PART.chart)].find((chart) => chart.textContent.startsWith("Loss"));
    return [...loss.querySelectorAll(PART.chartLegendLabel)].map((e) => e.textContent);
  });
  assert.deepEqual(legend, ["CE", "MSE"]);
});

scenario("a preset brings its settings and trains", { costly: true }, async (play) => {
  await play.openPreset("lenet-5-relu");
  await play.until("its network", () => window.playground.experiment().model.startsWith("conv-"));
  await play.configure({ dataset: "synthetic", batchSize: 16, reportEvery: 1 });
  await play.trainTo({ steps: 12 });
  const { loss } = await play.history();
  assert.equal(loss.length, 12);
  assert.ok(loss.at(-1) < loss[0], `${loss}`);
});

scenario("a sweep shows where it learns, where it stays and where it overflows", { costly: true, hash: "ui.tab=runs" }, async (play) => {
  await play.configure({ ...SMALL, optimizer: "sgd", output: "linear", loss: "mse", learningRate: 0.2, initScale: 1 });
  for (const [field, values] of [[PART.sweepColumnsValues, "0, 0.2, 90"], [PART.sweepRowsValues, "0.5 1"], [PART.sweepSteps, "80"]]) await play.page.type(field, values);
  await play.press("Start sweep");
  await play.until("all cells", () => document.querySelector(PART.sweepFar).innerText === "6 of 6 cells");
  assert.match(await play.page.text(PART.sweepSaid), /^Best: learning rate 0\.2, init scale [\d.]+ with [\d.]+ % on validation images\. 2 cells diverged\.$/);
  await play.page.focus(PART.sweepCanvas);
  await play.page.press("Home");
  await play.until("the cell is spoken", () => /^learning rate [\d.]+, init scale [\d.]+: /.test(document.querySelector(PART.sweepSpoken).textContent));
});

// The panic of the trainer is told in the console, as any panic.
const PANIC = { tolerates: [/panicked|RuntimeError|unreachable|The trainer stopped/i] };

scenario("a trainer that dies is told, and a fresh one goes on from the checkpoint, bit for bit", PANIC, async (play) => {
  await play.configure({ dataset: "synthetic", batchSize: 1000, reportEvery: 1 });
  await play.trainTo({ steps: 40 });
  const unbroken = await play.history();
  await play.script((p) => p.reset());
  // Past the end of the first epoch, where a checkpoint is posted.
  await play.trainTo({ steps: 25 });
  await play.crash();
  await play.notice(/curves are kept/);
  assert.deepEqual((await play.history()).loss, unbroken.loss.slice(0, 25), "the curves are kept");
  // The page itself asks for a checkpoint a second after it has come to rest, so it may be step 25.
  const again = await play.page.text("button", /^Start again from step \d+$/);
  const kept = Number(again.match(/\d+/)[0]);
  assert.ok(kept >= 18 && kept <= 25, `a checkpoint at step ${kept}`);
  await play.press(again);
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.ready();
  await play.trainTo({ steps: 40 - kept });
  const { step, loss } = await play.history();
  assert.deepEqual([step, loss], [unbroken.step, unbroken.loss]);
});
