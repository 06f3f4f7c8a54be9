// Runs side by side: same seed, same weights, same batches, in lock-step; compared in a table and in the charts.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

/** Small enough that four runs take seconds on two cores. */
const SMALL = { dataset: "synthetic", model: "32-relu", batchSize: 32, reportEvery: 5, seed: 11 };

/** Collects from now on how far apart the runs' reports are, at every report of any of them. */
function watchDistance(play) {
  return play.page.evaluate(() => {
    const reports = new Map();
    window.distance = { most: 0, reports };
    for (const worker of window.seen.workers) {
      reports.set(worker, 0);
      worker.addEventListener("message", ({ data }) => {
        const event = JSON.parse(data.json);
        if (!event.Report) return;
        reports.set(worker, reports.get(worker) + 1);
        const counts = [...reports.values()];
        window.distance.most = Math.max(window.distance.most, Math.max(...counts) - Math.min(...counts));
      });
    }
  });
}

scenario("compare with MSE is one click: both learn from the same start on the same batches", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.page.getByRole("button", { name: "Add a run with MSE" }).click();
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.trainTo({ steps: 40 });

  const [ce, mse] = await play.runs();
  assert.deepEqual([ce.name, mse.name], ["CE", "MSE"]);
  assert.deepEqual([ce.experiment.loss, mse.experiment.loss], ["ce", "mse"]);
  assert.deepEqual(ce.history.step, mse.history.step);
  assert.equal(ce.history.step.at(-1), 40);
  // The first step: same weights, same batch, so each one's loss is the other's counterpart.
  assert.equal(ce.history.counterpartLoss[0], mse.history.loss[0]);
  assert.equal(mse.history.counterpartLoss[0], ce.history.loss[0]);
  assert.equal(ce.history.gradientNorm.counterpart[0].weight[0], mse.history.gradientNorm.own[0].weight[0]);
  assert.notEqual(ce.history.loss[4], mse.history.counterpartLoss[4], "then they go their own ways");
});

scenario("the curve of a run is the same beside others as alone", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 30 });
  const alone = await play.history();
  await play.script((p) => p.reset());
  await play.script((p) => p.compare({ learningRate: 0.1 }));
  await play.script((p) => p.compare({ model: "64-tanh.32-tanh", batchSize: 64 }));
  await play.trainTo({ steps: 30 });
  const [first] = await play.runs();
  assert.deepEqual(first.history.loss, alone.loss);
});

scenario("lock-step is exact, whatever the speed of each run", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  // A hundred times the work of the first.
  await play.script((p) => p.compare({ model: "512-relu.512-relu", batchSize: 256 }));
  await play.script((p) => p.compare({ loss: "mse" }));
  await watchDistance(play);
  await play.trainTo({ steps: 60 });
  const { most } = await play.page.evaluate(() => ({ most: window.distance.most }));
  assert.equal(most, 1, `${most} reports apart`);
  for (const run of await play.runs()) assert.equal(run.history.step.at(-1), 60);
});

scenario("a run added later catches up before they go on together", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 50 });
  await play.script((p) => p.compare({ loss: "mse" }));
  await play.script((p) => void p.train({ steps: 1000 }));
  await play.until("the second run near the first", () => {
    const [a, b] = window.playground.runs();
    return b.history.step.at(-1) >= 55 && Math.abs(a.history.step.at(-1) - b.history.step.at(-1)) <= 5;
  });
  await play.script((p) => p.pause());
});

scenario("frozen, crashed and removed runs leave the lock-step, and the others go on", { backend: "cpu", tolerates: [/panicked|RuntimeError|unreachable|The trainer stopped/] }, async (play) => {
  await play.configure(SMALL);
  await play.script((p) => p.compare({ loss: "mse" }));
  await play.script((p) => p.compare({ learningRate: 0.01 }));
  await play.script((p) => void p.train({ steps: 100000 }));
  const beyond = async (step) => {
    await play.until(`the first run beyond ${step}`, (at) => (window.playground.runs()[0].history.step.at(-1) ?? 0) > at, step);
    return (await play.runs()).map((run) => run.history.step.at(-1) ?? 0);
  };
  await beyond(20);
  await play.script((p) => p.freeze(1));
  const [, frozenAt] = (await play.runs()).map((run) => run.history.step.at(-1));
  const [a, b] = await beyond(frozenAt + 50);
  assert.ok(b <= frozenAt + 5, `frozen at ${frozenAt}, now ${b} beside ${a}`);

  await play.crash(2);
  await play.until("the crash is known", () => !window.playground.runs()[2].alive);
  const [c] = await beyond(a + 50);
  await play.page.locator(PART.chip).getByText("stopped").waitFor();

  await play.script((p) => p.remove(2));
  await beyond(c + 50);
  assert.equal((await play.runs()).length, 2);
  await play.script((p) => p.pause());
});

scenario("the table shows only what differs, with live figures", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.script((p) => p.compare({ loss: "mse", learningRate: 0.01 }));
  await play.show("All runs");
  const table = play.page.locator(PART.runsTable);
  await table.waitFor();
  const heads = () => table.locator("tbody th").allTextContents();
  assert.deepEqual((await heads()).slice(0, 2), ["trained with", "learning rate"]);
  assert.equal((await heads()).includes("seed"), false);
  await play.trainTo({ steps: 20 });
  const row = async (name) => (await table.locator("tr", { has: play.page.locator(`th:text-is("${name}")`) }).last().locator("td").allTextContents()).map((t) => t.trim());
  assert.deepEqual(await row("step"), ["20", "20"]);
  const history = (await play.runs()).map((run) => run.history);
  const [own, squares] = await row("loss of the batch (nats, squared error)");
  assert.ok(Math.abs(parseFloat(own) - history[0].loss.at(-1)) < 0.01, own);
  const entropies = (await row("cross-entropy")).map(parseFloat);
  assert.ok(Math.abs(entropies[0] - history[0].loss.at(-1)) < 0.01);
  assert.ok(Math.abs(entropies[1] - history[1].counterpartLoss.at(-1)) < 0.01);

  const name = table.getByLabel("Name of the run").nth(1);
  await name.fill("the squares");
  await name.press("Enter");
  await play.page.locator(PART.chip).getByText("the squares").waitFor();
  await table.getByRole("button", { name: "Remove" }).nth(1).click();
  await play.until("one run", () => window.playground.runs().length === 1);
  await play.gone(play.page.locator(PART.chip));
});

scenario("charts overlay the runs; a hidden one is left out", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.script((p) => p.compare({ loss: "mse" }));
  await play.trainTo({ steps: 40 });
  const legend = (title) => play.chart(title).locator(PART.chartLegendLabel).allTextContents();
  assert.deepEqual(await legend("Loss"), ["CE", "MSE"]);
  const norms = await legend("Gradient norm by layer");
  assert.deepEqual(norms, ["CE · CE", "CE · MSE", "MSE · MSE", "MSE · CE"]);
  await play.show("All runs");
  await play.page.locator(PART.runsTable).getByRole("button", { name: "Hide" }).nth(1).click();
  await play.show("Compare");
  await play.chart("Loss").waitFor();
  assert.deepEqual(await legend("Loss"), ["CE"]);
});

scenario("data and seed are shared: changed in one, changed in all", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.script((p) => p.compare({ loss: "mse" }));
  await play.configure({ seed: 99 });
  const seeds = (await play.runs()).map((run) => run.experiment.seed);
  assert.deepEqual(seeds, [99, 99]);
  await play.trainTo({ steps: 5 });
  const [a, b] = await play.runs();
  assert.equal(a.history.counterpartLoss[0], b.history.loss[0], "same weights and batch from the new seed");
});

scenario("the panel is about the run that is looked at; by keyboard too", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.page.locator(PART.compareCopy).focus();
  await play.page.keyboard.press("Enter");
  const chips = play.page.locator(PART.chipButton);
  await chips.nth(1).waitFor();
  assert.equal(await chips.nth(1).getAttribute("aria-pressed"), "true", "a new run is looked at");
  await play.type(play.setting("lr"), "0.5");
  assert.deepEqual((await play.runs()).map((run) => run.experiment.learningRate), [0.001, 0.5]);
  await chips.nth(0).focus();
  await play.page.keyboard.press("Enter");
  assert.equal(await play.setting("lr").inputValue(), "0.001");
  assert.equal(await chips.nth(0).evaluate((chip) => chip === document.activeElement), true, "focus stays on the chip");
});

scenario("four runs at most, and the last one stays", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  for (const learningRate of [0.1, 0.2, 0.3]) await play.script((p, lr) => p.compare({ learningRate: lr }), learningRate);
  assert.match(await play.refusal((p) => p.compare({ learningRate: 0.4 })), /four runs already/);
  assert.equal(await play.page.locator(PART.compareCopy).isDisabled(), true);
  for (let i = 0; i < 3; i += 1) await play.script((p) => p.remove(0));
  assert.match(await play.refusal((p) => p.remove(0)), /last run stays/);
  const [left] = await play.runs();
  assert.equal(left.experiment.learningRate, 0.3);
  await play.trainTo({ steps: 5 });
});
