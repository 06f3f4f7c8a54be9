// What one network passes on to another: a moving average of its weights, its first blocks, its answers; and
// what an adaptive activation has become.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { HAS_FASHION, HAS_MNIST } from "./support/environment.mjs";
import { CPU, PANIC } from "./support/fixtures.mjs";
import { read } from "./support/safetensors.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const SMALL = { dataset: "synthetic", model: "24-relu,12-relu", batchSize: 32, reportEvery: 5, seed: 5 };

const open = (play, fold) => play.page.locator(`${fold} > summary`).click();

const weights = async (play) => read(await play.exportWeights()).tensors;

/** Weights and biases of a layer, counted from 0. */
const layer = (tensors, n) => [...tensors[`layers.${n}.weight`].values, ...tensors[`layers.${n}.bias`].values];

scenario("a moving average of the weights is measured beside them and changes nothing", CPU, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 40 });
  const plain = await play.history();
  assert.equal(plain.validation[0].averagedLoss, undefined);
  await play.script((p) => p.reset());
  await play.configure({ ema: 0.9 });
  await play.trainTo({ steps: 40 });
  const averaged = await play.history();
  assert.deepEqual(averaged.loss, plain.loss, "the run is the same");
  const [evaluation] = averaged.validation;
  assert.equal(evaluation.accuracy, plain.validation[0].accuracy);
  assert.ok(Number.isFinite(evaluation.averagedLoss) && evaluation.averagedLoss !== evaluation.loss);
  assert.equal(await play.text(PART.validationEma), `EMA ${(100 * evaluation.averagedAccuracy).toFixed(1)} %`);
  for (const chart of ["Loss", "Accuracy"]) await play.chart(chart).getByText("validation, EMA").first().waitFor();
  const [head, ...lines] = (await play.script((p) => p.exportCurves())).trimEnd().split("\n");
  const column = head.split(",").indexOf("averaged_accuracy");
  const row = lines.map((line) => line.split(",")).find((cells) => cells[1] === "validation");
  assert.equal(Number(row[column]), evaluation.averagedAccuracy);
  assert.deepEqual(await violations(play.page), []);
});

scenario("the first block stays through a reset, frozen, and is compared with training from scratch", CPU, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 60 });
  const before = layer(await weights(play), 0);
  await open(play, PART.transfer);
  await play.page.locator(PART.keep).selectOption("1");
  await play.page.locator(PART.fieldFreeze).selectOption("1");
  await play.type(play.units(2), "16");
  assert.match(await play.text(PART.firstBlock), /frozen\s+kept/);
  await play.button("Reset now").click();
  await play.until("what was kept is told", () => document.querySelector(PART.inherited)?.textContent.includes("the first block"));
  await play.ready();
  assert.deepEqual(layer(await weights(play), 0), before, "kept");
  await play.page.locator(PART.besideScratch).click();
  await play.until("a second run", () => window.playground.runs().length === 2);
  await play.trainTo({ steps: 20 });
  const after = await weights(play);
  assert.deepEqual(layer(after, 0), before, "frozen");
  const [transferred, scratch] = await play.runs();
  assert.deepEqual([transferred.name, scratch.name], ["transferred", "from scratch"]);
  assert.deepEqual([transferred.experiment.freeze, scratch.experiment.freeze], [1, 0]);
  assert.deepEqual(transferred.history.step, scratch.history.step);
  const ratios = transferred.history.updateRatio.map(({ ratio }) => ratio.at(-1));
  assert.ok(ratios[0] === 0 && ratios[1] > 0 && ratios[2] > 0, `${ratios}`);
  assert.ok(transferred.history.loss[0] !== scratch.history.loss[0]);
  const script = await play.script((p) => p.exportScript("pytorch"));
  assert.match(script, /model\.layers\[:1\]\.requires_grad_\(False\)/);
  assert.deepEqual(await violations(play.page), []);
});

scenario("what cannot be kept is explained, and nothing is lost", CPU, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 10 });
  await play.script((p) => p.keep(2));
  await play.type(play.units(2), "16");
  await open(play, PART.transfer);
  await play.until("why not", () => document.querySelector(PART.complaintKeep).textContent.includes("block 2 cannot be kept"));
  await play.button("Reset now").click();
  await play.notice(/block 2 cannot be kept/).waitFor();
  assert.equal(await play.step(), 10);
  assert.match(await play.refusal((p) => p.reset()), /block 2 cannot be kept/);
  assert.match(await play.refusal((p) => p.keep(7)), /0 to 2/);
  await play.page.locator(PART.keep).selectOption("1");
  await play.script((p) => p.reset());
  await play.trainTo({ steps: 5 });
  assert.equal(await play.step(), 5);
});

// The panic of the trainer is told in the console, as any panic.

scenario("inherited weights and the teacher survive a crash", { ...CPU, ...PANIC }, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 30 });
  const before = layer(await weights(play), 0);
  assert.match(await play.script((p) => p.teach()), /after 30 steps/);
  await play.script((p) => p.keep(1));
  await play.configure({ distillation: 0.3, seed: 6 });
  await play.until("a checkpoint at once", () => window.seen.events("Checkpoint").at(-1)?.detail.step === 0);
  await play.crash();
  await play.button("Start again from step 0").click();
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.ready();
  assert.deepEqual(layer(await weights(play), 0), before);
  await play.trainTo({ steps: 5 });
  assert.equal(await play.step(), 5);
});

scenario("a student learns from a teacher, beside one without", CPU, async (play) => {
  await play.configure({ ...SMALL, distillation: 0.4 });
  await open(play, PART.distillation);
  assert.match(await play.text(PART.teacherMissing), /waits for a teacher/);
  await play.train.click();
  await play.notice(/Distillation needs a teacher/).waitFor();
  await play.configure({ distillation: 0 });
  await play.trainTo({ steps: 100 });
  await play.page.locator(PART.teach).click();
  await play.until("a teacher", () => document.querySelector(PART.teacher).textContent.includes("after 100 steps"));
  await play.configure({ model: "8-relu", reportEvery: 1 });
  await play.page.locator(PART.besideTaught).click();
  await play.until("a second run", () => window.playground.runs().length === 2);
  await play.trainTo({ steps: 20 });
  const [alone, taught] = await play.runs();
  assert.deepEqual([alone.experiment.distillation, taught.experiment.distillation], [0, 0.3]);
  assert.deepEqual(alone.history.step, taught.history.step);
  assert.equal(alone.history.accuracy[0], taught.history.accuracy[0], "the same first weights");
  assert.notEqual(alone.history.loss[0], taught.history.loss[0]);
  assert.deepEqual(await violations(play.page), []);
});

scenario("an adaptive layer shows the curves that it has learnt", { ...CPU, hash: "ui.tab=inside" }, async (play) => {
  await play.configure({ ...SMALL, model: "12-ahaf,8-relu", learningRate: 0.01 });
  const look = () => play.script((p) => {
    const { step, gammas, betas, layer } = p.inside().look;
    return { step, layer, gammas: [...gammas], betas: [...betas] };
  });
  await play.until("a look at the start", () => window.playground.inside().look?.gammas.length === 12);
  assert.deepEqual((await look()).gammas, new Array(12).fill(1));
  await play.trainTo({ steps: 60 });
  await play.until("a look at step 60", () => window.playground.inside().look?.step === 60);
  const { gammas, betas } = await look();
  const tensors = await weights(play);
  assert.deepEqual(gammas, [...tensors["layers.0.gamma"].values]);
  assert.deepEqual(betas, [...tensors["layers.0.beta"].values]);
  assert.match(await play.text(PART.adaptiveSaid), /^γ .* Both began at 1\. Unit 0: γ /);
  await open(play, PART.insideAdaptiveFold);
  assert.equal(await play.page.locator(PART.adaptiveRow).count(), 12);
  assert.deepEqual(await violations(play.page), []);
  await play.page.locator(PART.unitLayer).selectOption("1");
  await play.page.locator(PART.insideAdaptive).waitFor({ state: "detached" });
});

const REAL = { ...CPU, serve: { sets: ["mnist", "fashion-mnist"] }, skip: HAS_MNIST && HAS_FASHION ? false : "needs MNIST and Fashion-MNIST", timeout: 600_000 };

scenario("what was learnt on digits goes over to clothes", REAL, async (play, t) => {
  await play.configure({ preset: "lenet-5-relu", dataset: "mnist", batchSize: 64, learningRate: 0.002 });
  await play.trainTo({ steps: 100 });
  const before = layer(await weights(play), 0);
  await play.script((p) => p.keep(4));
  await play.configure({ dataset: "fashion-mnist", freeze: 4 });
  assert.deepEqual(layer(await weights(play), 0), before);
  const { testAccuracy } = await play.trainTo({ steps: 60 });
  t.diagnostic(`test accuracy on clothes after 60 steps: ${testAccuracy}`);
  assert.ok(testAccuracy > 0.5, `${testAccuracy}`);
  assert.deepEqual(layer(await weights(play), 0), before);
});
