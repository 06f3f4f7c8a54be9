// WebGPU, played by the processor (SwiftShader in Chromium, lavapipe in Firefox), against the CPU.

import assert from "node:assert/strict";
import { ENGINE } from "./support/engine.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios({ gpu: ENGINE !== "webkit" });

// Few reports: each one is a wait, and in Firefox a wait costs 100 ms.
const SETTINGS = { dataset: "synthetic", split: "600+100", model: "32-relu.16-tanh", batchSize: 16, seed: 7, reportEvery: 10 };
const STEPS = 50;

const SKIP = ENGINE === "webkit" ? "WebKitGTK 2.50 has no WebGPU" : undefined;

scenario("WebGPU takes the steps that the CPU takes, and reads what is on the pad", { backend: "webgpu", skip: SKIP }, async (play, t) => {
  await play.configure(SETTINGS);
  await play.trainTo({ steps: STEPS });
  assert.equal((await play.device()).device, "webgpu");
  const gpu = await play.history();
  await play.draw([[[0.5, 0.2], [0.5, 0.5], [0.5, 0.8]]]);
  await play.answer();

  await play.again({ backend: "cpu" });
  await play.configure(SETTINGS);
  await play.trainTo({ steps: STEPS });
  assert.equal((await play.device()).device, "cpu");
  const cpu = await play.history();
  assert.deepEqual(gpu.step, cpu.step);
  const apart = gpu.loss.map((value, i) => Math.abs(value - cpu.loss[i]));
  t.diagnostic(`the losses are at most ${Math.max(...apart)} apart`);
  assert.ok(Math.max(...apart) <= 0.01, `${apart}`);
});
