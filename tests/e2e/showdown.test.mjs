// Four runs in lock-step: the activation showdown, with what others have published beside what is measured.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { HAS_FASHION, HAS_MNIST } from "./support/environment.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const DATASET = HAS_FASHION ? "fashion-mnist" : "synthetic";
const options = { backend: "cpu", hash: "ui.tab=runs", serve: { sets: HAS_FASHION ? ["fashion-mnist"] : [] }, timeout: 600_000 };

scenario("one epoch of 2,000 examples, four activations in lock-step", options, async (play) => {
  // Weights and a rate at which one short epoch is enough to tell them apart; at 0.1 the linear one overflows.
  await play.configure({ preset: "fashion-activations", dataset: DATASET, split: "2000+1000", init: "xavier-normal", initScale: 1, learningRate: 0.03 });
  await play.until("four workers", () => window.seen.workers.length === 4);
  await play.trainTo({ epochs: 1 });
  const all = await play.runs();
  assert.deepEqual(all.map((run) => run.name), ["ReLU", "sigmoid", "tanh", "linear"]);
  for (const run of all) {
    assert.deepEqual(run.history.step, all[0].history.step, `${run.name} is in step`);
    // Whole batches of 32 in 2,000.
    assert.equal(run.history.step.at(-1), 62);
    assert.ok(run.history.loss.every(Number.isFinite));
  }
  const last = (name) => all.find((run) => run.name === name).history.loss.at(-1);
  for (const name of ["ReLU", "tanh", "linear"]) assert.ok(last(name) < last("sigmoid"), `${name} is ahead of sigmoid`);

  // Three settings of the preset were changed, so nothing published is about these runs.
  assert.equal(await play.page.locator(PART.publishedRow).count(), 0);
});

scenario("published figures stand under the measured ones, marked as such", { ...options, skip: HAS_FASHION ? false : "PLAYGROUND_DATA has no fashion-mnist" }, async (play) => {
  await play.configure({ preset: "fashion-activations" });
  await play.until("the published rows", () => document.querySelectorAll(PART.publishedRow).length > 0);
  const rows = await play.page.locator(PART.publishedRow).evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
  const test = rows.find(([what]) => what.startsWith("test accuracy after 50 epochs"));
  assert.match(test[0], /published, not measured here/);
  assert.deepEqual(test.slice(1), ["0.8833", "0.1085", "0.8810", "0.8218"]);
  await play.configure({ learningRate: 0.05 });
  await play.until("no figures for other settings", () => document.querySelectorAll(PART.publishedRow).length === 0);
});

const memory = { backend: "cpu", serve: { sets: ["mnist"] }, timeout: 600_000 };
const unmeasurable = process.platform === "linux" ? !HAS_MNIST && "PLAYGROUND_DATA has no mnist" : "memory of a process is read from /proc";

scenario("four runs on MNIST stay below 1.5 GB", { ...memory, skip: unmeasurable }, async (play, t) => {
  await play.configure({ preset: "mlp-784-128-64-10", dataset: "mnist" });
  for (const rival of [{ loss: "mse" }, { learningRate: 0.01 }, { model: "512-relu.256-relu" }]) await play.script((p, settings) => p.compare(settings), rival);
  await play.until("all images, four times", () => {
    const whole = window.seen.events("Data").filter(({ detail }) => detail.file === "Train" && detail.available === 60000);
    return whole.length === 4;
  });
  await play.trainTo({ steps: 100 });
  const browser = await play.page.context().browser().newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  const sizes = pages.map(({ id }) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]) / 1e6);
  const total = sizes.reduce((a, b) => a + b);
  t.diagnostic(`the page and its four workers take ${total.toFixed(2)} GB`);
  assert.ok(total < 1.5, `${total} GB`);
});
