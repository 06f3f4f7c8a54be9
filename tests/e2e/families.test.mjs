// Every network of the zoo takes the same ten steps on WebGPU as on the CPU, the families at their smallest width.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios({ gpu: "software" });

/** Presets with a menu of widths. */
const FAMILIES = ["alexnet", "vgg-11", "vgg-16", "resnet-18", "teacher-12", "student-4"];
const OTHERS = ["lenet-5", "lenet-5-relu", "autoencoder-2", "autoencoder-linear", "autoencoder-conv"];
/** A perceptron, a convolution, an LSTM and a GRU in lock-step each. */
const READERS = ["series-motif", "series-recall", "series-trend", "mnist-rows"];
/** The other two series are read by the same networks from inputs of the same size. */
const ALL_ON_GPU = [...FAMILIES, ...OTHERS, "series-motif", "mnist-rows"];
/** Those in which every kind of block is: a GPU that the processor plays is slow. */
const SOME_ON_GPU = ["alexnet", "resnet-18", "student-4", "lenet-5", "autoencoder-conv", "series-motif"];
const ON_GPU = process.env.LONG ? ALL_ON_GPU : SOME_ON_GPU;

const STEPS = 10;
/** How far the losses may be apart, natively and in the browser alike. */
const TOLERANCE = 0.01;

/**
 * Data that needs no download, and few reports. The rate is small: networks with batch normalisation double a
 * difference in rounding at every large step.
 */
const SHORT = { split: "600+100", batchSize: 8, learningRate: 2e-4, reportEvery: 5, seed: 3 };

/** Chooses a preset at its smallest width; gives the settings of its networks. */
async function networks(play, preset) {
  await play.openPreset(preset);
  if (FAMILIES.includes(preset)) await narrow(play);
  const own = preset.startsWith("series") ? {} : { dataset: "synthetic" };
  await play.configure({ ...own, ...SHORT });
  const all = await play.script((p) => p.runs().map(({ experiment }) => experiment));
  return READERS.includes(preset) ? all : all.slice(0, 1);
}

async function narrow(play) {
  const usual = await play.page.locator(PART.parameters).innerText();
  await play.page.locator(PART.presetWidth).selectOption("1/16");
  await play.until("it is narrower", (before) => document.querySelector(PART.parameters).textContent !== before, usual);
  assert.equal(await play.page.locator(PART.presetWidth).inputValue(), "1/16");
}

/** The losses reported over ten steps of a network with these settings. */
async function losses(play, settings) {
  await play.configure(settings);
  await play.trainTo({ steps: STEPS });
  return (await play.history()).loss;
}

/** By preset, a list of `{settings, loss}` for each network, on the CPU. */
const onCpu = scenario.reference({ backend: "cpu" }, async (play) => {
  const cpu = {};
  for (const preset of [...FAMILIES, ...OTHERS, ...READERS]) {
    const all = await networks(play, preset);
    assert.equal(all.length, READERS.includes(preset) ? 4 : 1, preset);
    for (let i = (await play.script((p) => p.runs().length)) - 1; i > 0; i -= 1) await play.script((p, n) => p.remove(n), i);
    cpu[preset] = [];
    for (const settings of all) cpu[preset].push({ settings, loss: await losses(play, settings) });
    for (const { settings, loss } of cpu[preset]) {
      assert.ok(loss.length >= 3 && loss.every(Number.isFinite), `${preset} ${settings.model}: ${loss}`);
      assert.equal(new Set(loss).size, loss.length, `${preset} ${settings.model} stands still: ${loss}`);
    }
  }
  return cpu;
});

scenario("every network of the zoo trains on the CPU", { backend: "cpu", timeout: 600_000 }, async (play) => {
  await onCpu(play);
});

scenario("WebGPU takes the same ten steps of every network", { backend: "webgpu", timeout: 1_500_000 }, async (play, t) => {
  assert.equal((await play.device()).device, "webgpu");
  const cpu = await onCpu();
  for (const preset of ON_GPU) {
    for (const { settings, loss: expected } of cpu[preset]) {
      const loss = await losses(play, settings);
      assert.equal(loss.length, expected.length, preset);
      const apart = Math.max(...loss.map((value, i) => Math.abs(value - expected[i])));
      t.diagnostic(`${preset}, ${settings.model}: ${loss.length} losses at most ${apart.toExponential(1)} apart`);
      assert.ok(apart <= TOLERANCE, `${preset} ${settings.model}: ${loss} on WebGPU, ${expected} on the CPU`);
    }
  }
});
