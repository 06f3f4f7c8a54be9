// Every network of the zoo takes the same ten steps on WebGPU as on the CPU, the families at their smallest width.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios({ gpu: "software" });

/** Presets with a menu of widths. */
const FAMILIES = ["alexnet", "vgg-11", "vgg-16", "resnet-18", "teacher-12", "student-4"];
const OTHERS = ["lenet-5", "lenet-5-relu", "autoencoder-2", "autoencoder-linear", "autoencoder-conv"];
/** A perceptron, a convolution, an LSTM and a GRU in lock-step each. */
const READERS = ["series-motif", "series-recall", "series-trend", "mnist-rows"];
/** The other two series are read by the same networks from inputs of the same size. */
const ON_GPU = [...FAMILIES, ...OTHERS, "series-motif", "mnist-rows"];

const STEPS = 10;
/** How far the losses may be apart, natively and in the browser alike. */
const TOLERANCE = 0.01;

/** Chooses a preset at its smallest width, with data that needs no download. */
async function choose(play, preset) {
  await play.page.locator("#preset").selectOption(preset);
  if (FAMILIES.includes(preset)) await narrow(play);
  const own = preset.startsWith("series") ? {} : { dataset: "synthetic" };
  // A small rate: networks with batch normalisation double a difference in rounding at every large step.
  await play.configure({ ...own, split: "600+100", batchSize: 8, learningRate: 2e-4, reportEvery: 1, seed: 3 });
}

async function narrow(play) {
  const usual = await play.page.locator("#parameters").innerText();
  await play.page.locator("#preset-width").selectOption("1/16");
  await play.until("it is narrower", (before) => document.querySelector("#parameters").textContent !== before, usual);
}

/** The losses of ten steps, a list for each network. */
async function losses(play, preset) {
  await choose(play, preset);
  await play.trainTo({ steps: STEPS });
  const arrived = (steps) => window.playground.runs().every(({ history }) => history.step.at(-1) === steps);
  await play.until(`ten steps of ${preset}`, arrived, STEPS, 300_000);
  return play.script((p) => p.runs().map(({ history }) => history.loss));
}

const cpu = {};

scenario("every network of the zoo trains on the CPU", { backend: "cpu", timeout: 600_000 }, async (play) => {
  for (const preset of [...FAMILIES, ...OTHERS, ...READERS]) {
    cpu[preset] = await losses(play, preset);
    if (READERS.includes(preset)) assert.equal(cpu[preset].length, 4, preset);
    if (FAMILIES.includes(preset)) assert.equal(await play.page.locator("#preset-width").inputValue(), "1/16", preset);
    assert.ok(cpu[preset].flat().every(Number.isFinite), `${preset}: ${cpu[preset]}`);
    assert.ok(cpu[preset].every((loss) => new Set(loss).size === STEPS), `${preset} stands still: ${cpu[preset]}`);
  }
});

for (const preset of ON_GPU) {
  scenario(`WebGPU takes the same ten steps of ${preset}`, { backend: "webgpu", timeout: 600_000 }, async (play, t) => {
    const gpu = await losses(play, preset);
    assert.equal((await play.device()).device, "webgpu");
    const apart = gpu.flatMap((loss, run) => loss.map((value, step) => Math.abs(value - cpu[preset][run][step])));
    t.diagnostic(`the losses are at most ${Math.max(...apart)} apart`);
    assert.equal(apart.length, cpu[preset].length * STEPS);
    assert.ok(Math.max(...apart) <= TOLERANCE, `${apart}`);
  });
}
