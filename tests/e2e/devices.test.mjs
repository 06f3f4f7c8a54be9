// WebGPU on a GPU that the processor plays, which every browser test machine has.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios({ gpu: "software" });

// Small enough for fifty steps of a simulated GPU within seconds.
const SMALL = { dataset: "synthetic", model: "32-relu", batchSize: 16, seed: 5, reportEvery: 1 };
const STEPS = 50;

const curves = {};

for (const backend of ["cpu", "webgpu"]) {
  scenario(`the first ${STEPS} steps on ${backend}`, { backend }, async (play, t) => {
    await play.configure(SMALL);
    const device = await play.device();
    assert.equal(device.device, backend, device.reason);
    const summary = await play.trainTo({ steps: STEPS });
    t.diagnostic(`${summary.examplesPerSecond?.toFixed(0)} examples per second`);
    curves[backend] = await play.history();
    assert.deepEqual(curves[backend].step, Array.from({ length: STEPS }, (_, i) => i + 1));
  });
}

scenario("WebGPU agrees with the CPU: the loss within 0.01, gradient norms within 1 %", { backend: "cpu" }, () => {
  const { cpu, webgpu } = curves;
  const apart = cpu.loss.map((loss, i) => Math.abs(loss - webgpu.loss[i]));
  assert.ok(Math.max(...apart) <= 0.01, `the losses are up to ${Math.max(...apart)} apart`);
  // Later steps have drifted apart a little in their weights, so the formulas are compared at the first.
  for (const side of ["own", "counterpart"]) {
    cpu.gradientNorm[side].forEach((layer, i) => {
      for (const figure of ["weight", "bias", "signal"]) {
        const [a, b] = [layer[figure][0], webgpu.gradientNorm[side][i][figure][0]];
        assert.ok(Math.abs(a - b) <= 0.01 * a, `${side} ${layer.layer} ${figure}: ${a} on the CPU, ${b} on WebGPU`);
      }
    });
  }
});

scenario("a software GPU is used when asked for, with a warning", { backend: "webgpu" }, async (play) => {
  const device = await play.device();
  assert.match(device.reason, /software renderer: the CPU is faster/);
  assert.match(device.adapter.name, /swiftshader/i);
  await play.chip.click();
  await play.page.getByText(/software renderer: the CPU is faster/).first().waitFor();
  const warmups = await play.page.evaluate(() => window.seen.messages.filter((m) => m.name === "Warmup").length);
  assert.ok(warmups > 0, "compiling kernels is shown as it goes on");
});

scenario("left to itself, the page prefers the CPU to a software GPU and says why", {}, async (play) => {
  const device = await play.device();
  assert.equal(device.device, "cpu");
  assert.match(device.reason, /the CPU is faster than a simulated GPU/);
  await play.chip.click();
  await play.page.getByText(/the CPU is faster than a simulated GPU/).first().waitFor();
});

scenario("Train pressed while the GPU is still tested starts on the CPU", { backend: "webgpu", ready: false }, async (play) => {
  await play.train.click();
  await play.until("a report", () => window.seen.messages.some((m) => m.name === "Report"));
  const before = await play.page.evaluate(() => {
    const { messages } = window.seen;
    const report = messages.findIndex((m) => m.name === "Report");
    const devices = messages.slice(0, report).filter((m) => m.name === "Device");
    return devices.at(-1).detail.decision;
  });
  assert.equal(before.device, "Cpu");
  await play.ready();
});
