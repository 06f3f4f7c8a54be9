// Browsers, with a GPU played by the processor or without WebGPU.

import { chromium } from "playwright-core";
import { LATE_MS, SLOWDOWN, chromiumProgram } from "./environment.mjs";

/** What keeps it quiet. */
export const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The tests run as root on build machines.
  "--no-sandbox",
];

/** Which GPU it has. */
export const GPU = {
  software: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan,WebGPU"],
  none: ["--disable-features=WebGPU"],
};

/** A host name that is this machine but, unlike `localhost`, no secure context. */
export const PLAIN_HOST = "playground.test";

/** No other name resolves, so a request to another origin could not succeed unseen. */
export const ONLY_HERE = `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;

/** Starts Chromium; `gpu` is "software" or "none", `more` are further switches. */
export function launch(gpu, more = []) {
  return chromium.launch({
    executablePath: chromiumProgram(),
    slowMo: LATE_MS,
    args: [...QUIET, ...GPU[gpu], ...more, ONLY_HERE],
  });
}

/** Makes the page's own thread slower where the tests run so; workers keep their pace. */
export async function slowDown(page) {
  if (SLOWDOWN === 1) return;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
}
