// WebGPU on a GPU that the processor plays, which every browser test machine has.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";
import { heldMethods, inWorkers } from "./support/silence.mjs";

const scenario = scenarios({ gpu: "software" });

// Small enough for fifty steps of a simulated GPU within seconds.
const SMALL = { dataset: "synthetic", model: "32-relu", batchSize: 16, seed: 5, reportEvery: 1 };
const STEPS = 50;

/** What the Inside view shows of the network at this step. */
async function lookedAt(play, step) {
  await play.until(`a look and a survey at step ${step}`, (wanted) => {
    const { look, survey } = window.playground.inside();
    return look?.step === wanted && survey?.step === wanted && look.place !== null;
  }, step, 300_000);
  return play.script((p) => {
    const { look, survey } = p.inside();
    const values = [...look.activations, look.saliency, look.occlusion, look.place.map(Math.abs)];
    return { look: values.flatMap((part) => [...part]), images: [...survey.indices] };
  });
}

/** The same steps on the CPU: their curves, their last probe, and the look inside after them. */
const onCpu = scenario.reference({ backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: STEPS });
  const history = await play.history();
  const probe = await play.script((p) => p.probe());
  await play.show("Inside");
  return { history, probe, inside: await lookedAt(play, STEPS) };
});

scenario(`the first ${STEPS} steps on the CPU`, { backend: "cpu" }, async (play) => {
  await onCpu(play);
});

// However quick the GPU is, its test is not over before the first report.
const held = inWorkers(heldMethods, [["GPUAdapter", "requestDevice"]]);

scenario("Train pressed while the GPU is still tested starts on the CPU", { backend: "webgpu", hash: "v=1&stop=never", ready: false, serve: held, timeout: 600_000 }, async (play) => {
  await play.train.click();
  await play.until("a report", () => window.seen.events("Report").length > 0);
  const before = await play.page.evaluate(() => {
    const { messages } = window.seen;
    const report = messages.findIndex(({ name }) => name === "Report");
    return messages.slice(0, report).findLast(({ name }) => name === "Device").detail.decision;
  });
  assert.deepEqual([before.device, before.provisional], ["Cpu", true]);
  await play.page.evaluate(() => new BroadcastChannel("gpu").postMessage("answer"));
  await play.pause.click();
  await play.ready();
  assert.match((await play.device()).reason, /began on the CPU and stays there; Reset moves to WebGPU/);
  await play.button("Reset").click();
  await play.until("WebGPU", () => window.playground.device().device === "webgpu");
});

// One page for all of it: the kernels of a simulated GPU take half a minute to compile.
scenario("WebGPU on a software adapter", { backend: "webgpu", hash: "v=1&stop=never", timeout: 600_000 }, async (play, t) => {
  const { history: cpu, probe: cpuProbe, inside: cpuInside } = await onCpu();
  await t.test("it is used as asked for, with a warning that the CPU is faster", async () => {
    const device = await play.device();
    assert.equal(device.device, "webgpu");
    assert.equal(device.selfTest, "agreed");
    assert.match(device.adapter.name, /swiftshader/i);
    await play.chip.click();
    await play.page.getByText(/software renderer: the CPU is faster/).first().waitFor();
    const warmups = await play.page.evaluate(() => window.seen.events("Warmup").length);
    assert.ok(warmups > 2, `the compilation of kernels is shown in ${warmups} phases`);
  });

  await t.test(`it agrees with the CPU over ${STEPS} steps: losses within 0.01, gradient norms within 1 %`, async () => {
    await play.configure(SMALL);
    const summary = await play.trainTo({ steps: STEPS });
    assert.equal((await play.device()).device, "webgpu");
    t.diagnostic(`${summary.examplesPerSecond.toFixed(0)} examples per second`);
    const webgpu = await play.history();
    assert.deepEqual(webgpu.step, cpu.step);
    const apart = cpu.loss.map((loss, i) => Math.abs(loss - webgpu.loss[i]));
    t.diagnostic(`the losses are at most ${Math.max(...apart)} apart`);
    assert.ok(Math.max(...apart) <= 0.01, `the losses are up to ${Math.max(...apart)} apart`);
    compareGradients(cpu.gradientNorm, webgpu.gradientNorm);
  });

  await t.test("the detailed probe agrees with the CPU's, and the lab shows it", async () => {
    const webgpuProbe = await play.script((p) => p.probe());
    assert.equal(webgpuProbe.step, cpuProbe.step);
    webgpuProbe.examples.forEach((example, i) => {
      const other = cpuProbe.examples[i];
      assert.deepEqual([example.index, example.label], [other.index, other.label]);
      for (const side of ["gradient", "counterpart"]) {
        example[side].forEach((g, k) => assert.ok(Math.abs(g - other[side][k]) < 1e-3, `${side}: ${g} and ${other[side][k]}`));
      }
    });
    webgpuProbe.layers.forEach((layer, i) => {
      const total = (histogram) => histogram.counts.reduce((a, b) => a + b);
      for (const what of ["weights", "activations", "gradients"]) assert.equal(total(layer[what]), total(cpuProbe.layers[i][what]));
      assert.equal(layer.dead === null, cpuProbe.layers[i].dead === null);
    });
    await play.show("Batch");
    await play.until("the lab", (step) => document.querySelector(PART.probeStep)?.textContent.includes(`Step ${step}.`), webgpuProbe.step);
    // What a probe needs beside a report need not be compiled four times more.
    await play.page.locator(PART.probeRate).selectOption("never");
    await play.show("Compare");
  });

  await t.test("the Inside view looks at it as at the CPU's", async () => {
    await play.show("Inside");
    const seen = await lookedAt(play, STEPS);
    assert.deepEqual(seen.images, cpuInside.images);
    seen.look.forEach((value, i) => assert.ok(Math.abs(value - cpuInside.look[i]) <= 0.02 * (1 + Math.abs(cpuInside.look[i])), `${value} and ${cpuInside.look[i]}`));
    await play.show("Compare");
  });

  await t.test("the four runs of the showdown take five steps together", async () => {
    await play.configure({ preset: "fashion-activations", dataset: "synthetic", reportEvery: 1 });
    // Each has the GPU tested and its own kernels compiled; Train pressed before that would start on the CPU.
    const ready = () => window.playground.runs().filter(({ device }) => device.device === "webgpu" && device.selfTest === "agreed").length === 4;
    await play.until("four runs on WebGPU", ready, undefined, 300_000);
    await play.trainTo({ steps: 5 });
    const runs = await play.runs();
    assert.deepEqual(runs.map((run) => run.device.device), ["webgpu", "webgpu", "webgpu", "webgpu"]);
    for (const run of runs) assert.deepEqual(run.history.step, [1, 2, 3, 4, 5]);
  });
});

/** At the first step, where the weights are still the same ones. */
function compareGradients(cpu, norms) {
  for (const side of ["own", "counterpart"]) {
    cpu[side].forEach((layer, i) => {
      for (const figure of ["weight", "bias", "signal"]) {
        const [a, b] = [layer[figure][0], norms[side][i][figure][0]];
        assert.ok(Math.abs(a - b) <= 0.01 * a, `${side} ${layer.layer} ${figure}: ${a} on the CPU, ${b} on WebGPU`);
      }
    });
  }
}

scenario("left to itself, the page prefers the CPU to a software GPU and says why", {}, async (play) => {
  const device = await play.device();
  assert.equal(device.device, "cpu");
  assert.match(device.reason, /the CPU is faster than a simulated GPU/);
  await play.chip.click();
  await play.page.getByText(/the CPU is faster than a simulated GPU/).first().waitFor();
});

// The process that plays the GPU dies, as a driver does that crashes or a laptop that switches cards.
scenario("a lost GPU is told, the curves are kept, and a fresh trainer goes on from the checkpoint", { backend: "webgpu", timeout: 600_000, tolerates: [/./] }, async (play) => {
  await play.configure({ ...SMALL, checkpointEpochs: [] });
  await play.trainTo({ steps: 20 });
  assert.equal((await play.device()).device, "webgpu");
  const before = await play.history();
  await play.page.context().browser().newBrowserCDPSession().then((session) => session.send("Browser.crashGpuProcess"));
  await play.notice(/GPU was lost/).waitFor();
  assert.deepEqual((await play.history()).loss, before.loss, "the curves are kept");
  await play.page.getByRole("button", { name: /Start again/ }).click();
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.ready();
  const { step } = await play.trainTo({ steps: 5 });
  assert.ok(step >= 5);
});
