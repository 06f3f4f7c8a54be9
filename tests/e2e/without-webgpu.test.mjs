// A browser without WebGPU, and a page that is not a secure context, where there is no `navigator.gpu` at all.

import assert from "node:assert/strict";
import { PLAIN_HOST } from "./support/browser.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios({ gpu: "none" });

async function trainsOnTheCpu(play) {
  const device = await play.device();
  assert.equal(device.device, "cpu");
  assert.match(device.reason, /no WebGPU adapter, so training runs on the CPU/);
  await play.chip.click();
  await play.page.getByText(/no WebGPU adapter/).first().waitFor();
  await play.page.keyboard.press("Escape");
  await play.trainWithoutEnd();
  await play.reach(40);
}

scenario("without an adapter it trains on the CPU and the chip says why", {}, trainsOnTheCpu);

scenario("so it does when WebGPU was asked for", { backend: "webgpu" }, trainsOnTheCpu);

scenario("on a plain http host it trains on the CPU too", { host: PLAIN_HOST }, trainsOnTheCpu);
