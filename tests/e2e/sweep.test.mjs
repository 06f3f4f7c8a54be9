// A sweep: two settings over lists of values, every pair a short run, shown as a map and opened as runs.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { HAS_MNIST } from "./support/environment.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { barsAsMnist } from "./support/idx.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const OPEN = { backend: "cpu", hash: "ui.tab=runs" };

/** Learns something in a few steps, and overflows at once with a learning rate of 90. */
const SMALL = {
  dataset: "synthetic", model: "32-relu", batchSize: 32, reportEvery: 5, seed: 11,
  optimizer: "sgd", output: "linear", loss: "mse", learningRate: 0.2, initScale: 1,
};

const GRID = { columns: { learningRate: [0, 0.2, 90] }, rows: { initScale: [0.5, 1] }, steps: 40 };

// MNIST where it is at hand; else a stand-in of the same size.
const SETS = HAS_MNIST ? ["mnist"] : { mnist: barsAsMnist() };
const HELD = { sets: SETS, hold: { path: "/data/mnist/train-images-idx3-ubyte.gz", after: 2_000_000 } };

const sweep = (play, settings) => play.script((p, s) => p.sweep(s), settings);

const canvas = (play) => play.page.locator(PART.sweepCanvas);

/** Types into a field by keyboard alone, in place of what stands there. */
async function type(play, field, value) {
  await play.page.locator(field).focus();
  await play.page.keyboard.press("Control+a");
  await play.page.keyboard.type(value);
}

/** Types a grid of learning rates and scales. */
async function typeGrid(play, { rates, scales, steps }) {
  await type(play, PART.sweepColumnsValues, rates);
  await type(play, PART.sweepRowsValues, scales);
  await type(play, PART.sweepSteps, String(steps));
}

/** Goes with the arrow keys to the cell in the lower left corner, then by `keys`; gives what is spoken there. */
async function walk(play, ...keys) {
  await canvas(play).focus();
  for (const key of ["Home", "Shift+ArrowDown", "Shift+ArrowDown", ...keys]) await play.page.keyboard.press(key);
  await play.frames(2);
  return play.page.locator(PART.sweepSpoken).textContent();
}

const ended = (play) => play.until("the sweep has ended", () => document.querySelector(PART.sweepGo).innerText === "Start sweep");

scenario("a grid shows where it learns, where it stays and where it overflows", OPEN, async (play) => {
  await play.configure(SMALL);
  const { cells } = await sweep(play, { ...GRID, steps: 150 });
  assert.deepEqual(
    cells.map(({ column, row, values }) => [column, row, ...values]),
    [[0, 0, 0, 0.5], [1, 0, 0.2, 0.5], [2, 0, 90, 0.5], [0, 1, 0, 1], [1, 1, 0.2, 1], [2, 1, 90, 1]],
  );
  for (const cell of cells) {
    const { column, outcome, accuracy, step } = cell;
    assert.equal(outcome, column === 2 ? "diverged" : "trained", JSON.stringify(cell));
    if (column === 0) assert.ok(accuracy > 0.02 && accuracy < 0.2, `${accuracy} without learning`);
    if (column === 1) assert.ok(accuracy > 0.4, `${accuracy} after 150 steps`);
    if (column === 2) assert.ok(step >= 1 && step < 150, `diverged at ${step}`);
  }
  // The same on the page, and told apart.
  assert.equal(await play.text(PART.sweepFar), "6 of 6 cells");
  assert.match(await play.text(PART.sweepSaid), /^Best: learning rate 0\.2, init scale [\d.]+ with [\d.]+ % on validation images\. 2 cells diverged\.$/);
  assert.match(await walk(play), /^learning rate 0, init scale 0\.5: [\d.]+ % validation accuracy, loss [\d.]+$/);
  assert.match(await walk(play, "ArrowRight", "ArrowRight", "ArrowUp"), /^learning rate 90, init scale 1: diverged at step \d+$/);
  assert.deepEqual(await violations(play.page), []);
});

scenario("a cell is the run that it says it is: by another way, the same numbers", OPEN, async (play) => {
  await play.configure(SMALL);
  const { cells } = await sweep(play, { ...GRID, columns: { learningRate: [0.1, 0.2] }, steps: 40 });
  const cell = cells.find(({ values }) => values[0] === 0.2 && values[1] === 0.5);
  // Forty reports at most: with forty steps every one of them is reported.
  await play.configure({ ...SMALL, learningRate: 0.2, initScale: 0.5, reportEvery: 1 });
  const measured = await play.trainTo({ steps: 40 });
  assert.equal(measured.step, 40);
  assert.equal(measured.validationAccuracy, cell.accuracy);
  const { loss } = await play.history();
  assert.equal(loss.length, 40);
  // The debiased exponential average over ten reports.
  let average = 0;
  for (const value of loss) average = 0.9 * average + 0.1 * value;
  average /= 1 - 0.9 ** loss.length;
  assert.ok(Math.abs(average / cell.loss - 1) < 1e-5, `${average} and ${cell.loss}`);
});

scenario("by keyboard alone: typed, started, walked, opened as a run beside the others", OPEN, async (play) => {
  await play.configure(SMALL);
  await typeGrid(play, { rates: "0.05, 0.2", scales: "0.5 1", steps: 20 });
  await play.page.locator(PART.sweepGo).press("Enter");
  await ended(play);
  assert.equal(await play.text(PART.sweepFar), "4 of 4 cells");
  await walk(play, "ArrowRight", "ArrowUp", "ArrowLeft");
  await play.page.keyboard.press("Enter");
  await play.until("a second run", () => window.playground.runs().length === 2);
  const [base, opened] = await play.runs();
  assert.equal(opened.name, "learning rate 0.05, init scale 1");
  const { learningRate, initScale, seed, stop, reportEvery } = opened.experiment;
  assert.deepEqual([learningRate, initScale, seed], [0.05, 1, 11]);
  assert.deepEqual([stop, reportEvery], [base.experiment.stop, 5], "as the base has it, not as the short run");
  assert.equal(base.selected, true);
  assert.match(await play.text(PART.sweepSaid), /^learning rate 0\.05, init scale 1 is open beside the others/);
  await play.trainTo({ steps: 10 });
  assert.deepEqual((await play.runs()).map((run) => run.history.step.at(-1)), [10, 10]);

  for (const key of ["ArrowRight", "ArrowDown"]) {
    await walk(play, key === "ArrowDown" ? "Home" : key);
    await play.page.keyboard.press("Enter");
  }
  await play.until("four runs", () => window.playground.runs().length === 4);
  await play.page.keyboard.press("Enter");
  await play.until("a sentence instead", () => /There are 4 runs already; remove one/.test(document.querySelector(PART.sweepSaid).innerText));
  assert.equal((await play.runs()).length, 4);
});

scenario("a click opens the cell under the pointer", OPEN, async (play) => {
  await play.configure(SMALL);
  await sweep(play, { ...GRID, steps: 5 });
  await canvas(play).scrollIntoViewIfNeeded();
  const { width, height } = await canvas(play).boundingBox();
  await canvas(play).click({ position: { x: width / 2, y: height * 0.3 } });
  await play.until("a second run", () => window.playground.runs().length === 2);
  const [, { experiment }] = await play.runs();
  assert.deepEqual([experiment.learningRate, experiment.initScale], [0.2, 1]);
});

scenario("stopping keeps what is done, and the next sweep starts afresh", OPEN, async (play) => {
  await play.configure(SMALL);
  await typeGrid(play, { rates: "0.1, 0.2, 0.3", scales: "0.5 1 2", steps: 1500 });
  await play.button("Start sweep").click();
  assert.match(await play.refusal((p, s) => p.sweep(s), GRID), /under way/);
  await play.until("a cell", () => /^[1-8] of 9 cells$/.test(document.querySelector(PART.sweepFar).innerText));
  await play.button("Stop sweep").click();
  await ended(play);
  const done = Number(/^(\d) of 9/.exec(await play.text(PART.sweepFar))[1]);
  assert.ok(done >= 1 && done < 9, `${done} cells`);
  assert.match(await play.text(PART.sweepSaid), new RegExp(`^Stopped with ${done} of 9 cells done\\. Best: `));
  assert.match(await walk(play), /validation accuracy/);
  assert.match(await walk(play, "End", "Shift+ArrowUp"), /not run yet$/);
  const { cells } = await sweep(play, { ...GRID, steps: 5 });
  assert.equal(cells.length, 6);
});

scenario("a run that trains meanwhile has the curve that it has alone", OPEN, async (play) => {
  const steps = 200;
  await play.configure(SMALL);
  await play.trainTo({ steps });
  const alone = await play.history();
  await play.script((p) => p.reset());
  const [beside] = await play.script(async (p, s) => Promise.all([p.sweep(s.GRID), p.train({ steps: s.steps })]), { GRID, steps });
  assert.equal(beside.cells.length, 6);
  const { step, loss } = await play.history();
  assert.equal(step.at(-1), steps);
  assert.deepEqual(loss, alone.loss);
});

scenario("images that are still arriving reach the sweep as they do a run", { ...OPEN, serve: HELD }, async (play) => {
  await play.configure({ ...SMALL, dataset: "mnist" });
  await play.script((p, s) => void (window.swept = p.sweep(s)), { ...GRID, columns: { learningRate: [0, 0.2] }, steps: 30 });
  await play.until("the sweep trains on the first images", () => window.seen.events("Resting").some(({ detail }) => detail.rest === "Finished"));
  // What is measured comes last in the file.
  assert.equal(await play.text(PART.sweepFar), "0 of 4 cells");
  play.server.release();
  const { cells } = await play.page.evaluate(() => window.swept);
  assert.deepEqual(cells.map((cell) => cell.outcome), ["trained", "trained", "trained", "trained"]);
  await play.configure({ learningRate: 0.2, initScale: 0.5 });
  const { validationAccuracy } = await play.trainTo({ steps: 30 });
  assert.equal(cells.find(({ values: [rate, scale] }) => rate === 0.2 && scale === 0.5).accuracy, validationAccuracy);
});

scenario("what is typed and does not fit is said below its field", OPEN, async (play) => {
  await play.configure(SMALL);
  const cases = [
    [PART.sweepColumnsValues, PART.sweepColumnsValuesWrong, { "0.1, x": /“x”, number 2, is not a number/, "0.1, 200": /choose 0 to 100/, "": /at least one value/ }],
    [PART.sweepRowsValues, PART.sweepRowsValuesWrong, { "-1": /choose 0 to 100/ }],
    [PART.sweepSteps, PART.sweepStepsWrong, { "0": /whole number, 1 to/, "many": /whole number, 1 to/ }],
  ];
  for (const [name, complaint, wrongs] of cases) {
    const field = play.page.locator(name);
    const before = await field.inputValue();
    for (const [wrong, sentence] of Object.entries(wrongs)) {
      await field.fill(wrong);
      await play.frames(2);
      assert.match(await play.text(complaint), sentence, `${name}: ${wrong}`);
      assert.equal(await play.page.locator(PART.sweepGo).isDisabled(), true);
    }
    await field.fill(before);
    await play.frames(2);
    assert.equal(await play.text(complaint), "");
  }
  await play.page.locator(PART.sweepRows).selectOption("lr");
  await play.until("the same setting twice", () => /same setting/.test(document.querySelector(PART.sweepRowsValuesWrong).innerText));
  await play.page.locator(PART.sweepRows).selectOption("batch");
  await play.until("values around the batch size", () => document.querySelector(PART.sweepRowsValues).value.includes("32"));
  await play.page.locator(PART.sweepRows).selectOption("mu");

  // Values follow the run until others are typed.
  await play.configure({ learningRate: 0.01 });
  await play.until("values around the new learning rate", () => document.querySelector(PART.sweepColumnsValues).value.split(", ").includes("0.01"));
  await play.page.locator(PART.sweepColumnsValues).fill("0.5, 0.6");
  await play.configure({ learningRate: 0.1 });
  await play.frames(3);
  assert.equal(await play.page.locator(PART.sweepColumnsValues).inputValue(), "0.5, 0.6");
});

scenario("scripts are told what is wrong, and which cells cannot be run", OPEN, async (play) => {
  await play.configure(SMALL);
  const refused = (settings) => play.refusal((p, s) => p.sweep(s), settings);
  assert.match(await refused({ ...GRID, columns: { loss: [1] } }), /“loss” cannot be swept; choose one of .*learningRate/);
  assert.match(await refused({ ...GRID, rows: { initScale: [] } }), /at least one value/);
  assert.match(await refused({ ...GRID, rows: { learningRate: [1] } }), /same setting/);
  assert.match(await refused({ columns: GRID.columns, rows: [1] }), /rows takes one setting and its values/);
  assert.match(await refused({ ...GRID, steps: 0.5 }), /whole number/);
  const { cells } = await sweep(play, { columns: { learningRate: [0.1, -1] }, rows: { initScale: [1] }, steps: 3 });
  assert.deepEqual(cells.map((cell) => cell.outcome), ["trained", "refused"]);
  assert.match(cells[1].message, /choose 0 to 100/);
});

scenario("a cell that ends its trainer twice is told in a sentence, and the others are run", { ...OPEN, tolerates: [/panicked|RuntimeError|unreachable|The trainer stopped/] }, async (play) => {
  await play.configure(SMALL);
  await typeGrid(play, { rates: "0.1, 0.2, 0.3", scales: "0.5 1 2", steps: 1500 });
  await play.button("Start sweep").click();
  await play.until("a cell", () => /^[1-8] of 9 cells$/.test(document.querySelector(PART.sweepFar).innerText));
  const begun = await play.page.evaluate(() => window.seen.events("Running").length);
  await play.crash();
  await play.until("the cell is begun anew", (begun) => window.seen.workers.length === 3 && window.seen.events("Running").length > begun, begun);
  await play.crash();
  await ended(play);
  assert.match(await play.text(PART.sweepSaid), /^Best: /);
  assert.match(await walk(play), /validation accuracy/);
  const words = [];
  for (let row = 0; row < 3; row += 1) {
    for (let column = 0; column < 3; column += 1) words.push(await walk(play, ...Array(column).fill("ArrowRight"), ...Array(row).fill("ArrowUp")));
  }
  const refused = words.filter((text) => /cannot be run\. The trainer stopped: crashed on request\./.test(text));
  assert.equal(refused.length, 1, words.join("\n"));
  assert.equal((await play.runs())[0].alive, true);
});

for (const [name, context] of Object.entries({ "dark": { colorScheme: "dark" }, "a phone": PHONE })) {
  scenario(`axe finds nothing in the sweep, and its reason opens: ${name}`, { ...OPEN, context }, async (play) => {
    await play.configure(SMALL);
    assert.deepEqual(await violations(play.page), [], "before");
    await sweep(play, { columns: { learningRate: [0.1, -1, 90] }, rows: { initScale: [1, 2] }, steps: 10 });
    assert.deepEqual(await violations(play.page), [], "after");
    const wide = await play.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, "nothing stands out at the side");
    await play.page.locator(PART_OF.whyButton("sweep")).press("Enter");
    await play.page.locator(PART.whySweep).waitFor();
  });
}
